"""What is looked at: the chosen run, the curves that are switched off, the selection, the sample."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ui.frame import RunView, Selection


class Attention(QObject):
    """One cursor for all panels.

    Attributes
    ----------
    chosen : int
        The run that the single-run panels show.
    hidden : frozenset of int
        Runs whose curves are switched off.
    selection : Selection or None
    sample : tuple of (str, int) or None
        ("train" or "test", row).
    hovered : Selection or None
        What the pointer is on.
    pointed_step : int or None
        The step that the pointer is at.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.chosen = 0
        self.hidden: frozenset[int] = frozenset()
        self.selection: Selection | None = None
        self.sample: tuple[str, int] | None = None
        self.hovered: Selection | None = None
        self.pointed_step: int | None = None

    def forget(self) -> None:
        """Look at another experiment with fresh eyes: the base is chosen, every run is shown."""
        self.chosen = 0
        self.hidden = frozenset()
        self.changed.emit()

    def restart(self, runs: tuple[RunView, ...]) -> None:
        """Keep what also makes sense for new runs."""
        self.chosen = min(self.chosen, len(runs) - 1)
        self.hidden = frozenset(run for run in self.hidden if run < len(runs))
        self.selection = self.hovered = self.sample = self.pointed_step = None

    def choose_run(self, run: int) -> None:
        """Show this run in the panels that show one."""
        if run != self.chosen:
            self.chosen = run
            self.selection = self.hovered = None
            self.changed.emit()

    def show_run(self, run: int, visible: bool) -> None:
        """Switch a run's curves on or off."""
        self.hidden = self.hidden - {run} if visible else self.hidden | {run}
        self.changed.emit()

    def select(self, selection: Selection | None) -> None:
        """Select a layer, unit or weight everywhere."""
        self.selection = selection
        self.changed.emit()

    def hover(self, selection: Selection | None) -> None:
        """Light up what the pointer is on, everywhere."""
        if selection != self.hovered:
            self.hovered = selection
            self.changed.emit()

    def point_at(self, step: int | None) -> None:
        """Mark a step in all curves."""
        if step != self.pointed_step:
            self.pointed_step = step
            self.changed.emit()

    def look_at(self, sample: tuple[str, int] | None) -> None:
        """Look at one sample's way through the network."""
        self.sample = sample
        self.changed.emit()

    def look_at_next_sample(self, rows: int) -> None:
        """Look at the next of `rows` training samples, or at the first."""
        share, row = self.sample or ("train", -1)
        self.look_at(("train", (row + 1) % rows if share == "train" else 0))
