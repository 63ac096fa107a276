"""What the lab shows: the set-up with its undo stack, the race that it comes to, and the step that is looked at."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QUndoStack

from nnviz.errors import InvalidInput
from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.lab import Lab
from nnviz.landscape.race_report import Report
from nnviz.landscape.racing import Tracks
from ui.lab.undo import LabCommand

FRAME_SECONDS = 0.03
"""Races begin at this distance at least: changes that come faster are one. After a race that takes longer, the window
has as much time for everything else."""
SAME_GESTURE_MILLISECONDS = 800


class Bench(QObject):
    """Owns the lab of one window.

    Parameters
    ----------
    lab : Lab
    parent : QObject or None

    Attributes
    ----------
    lab : Lab
        The set-up.
    tracks, reports : Tracks, list of Report
        What it comes to; for a moment, while a knob is dragged, of the set-up before.
    raced_lab : Lab
        The set-up that they belong to.
    step : int
        The step that is looked at, 0 to the race's last.
    chosen : int
        The racer that is looked at.
    lit : int or None
        The racer that the pointer is at, wherever that is shown.
    """

    changed = Signal()
    """There is another set-up."""
    raced = Signal()
    """There are other tracks."""
    moved = Signal()
    """Another step is looked at."""
    chosen_changed = Signal()
    """Another racer is looked at."""
    lit_changed = Signal()
    """The pointer is at another racer, or at none."""

    def __init__(self, lab: Lab, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.lab = self.raced_lab = lab
        self.chosen = len(lab.racers) - 1
        self.lit: int | None = None
        self.step = lab.steps
        self.tracks: Tracks = lab.run()
        with np.errstate(all="ignore"):
            self.reports: list[Report] = lab.reports(self.tracks)
        self._ready = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.settle)
        self._gesture = 0
        self._last: tuple[str, bool] = ("", True)
        self._since_last = QElapsedTimer()
        self._since_last.start()

    # Changes.

    def edit(self, lab: Lab, words: str, source: str = "", *, final: bool = True) -> None:
        """Make an undoable change.

        Parameters
        ----------
        lab : Lab
        words : str
            What undo will say.
        source : str
            What was operated: quick repetitions, and all moves of one drag, are undone together. Empty for a change
            that stands alone.
        final : bool
            False while a knob is being dragged.
        """
        before, was_final = self._last
        soon = self._since_last.elapsed() < SAME_GESTURE_MILLISECONDS
        if not source or before != source or not (soon or not was_final):
            self._gesture += 1
        self._last = source, final
        self._since_last.restart()
        if lab != self.lab:
            self.undo_stack.push(LabCommand(self._install, self.lab, lab, words, self._gesture))

    def end_gesture(self) -> None:
        """What is changed next is undone by itself."""
        self._last = "", True

    def set_racer(self, racer: int, optimizer: OptimizerChoice) -> None:
        """Change a racer, as where a dot is dragged in a side view."""
        if racer < len(self.lab.racers):
            self.edit(self.lab.with_racer(racer, optimizer), "racer", f"racer {racer} aside")

    def take(self, remembered: object) -> None:
        """Take what the settings remember; what makes no sense is as if it were not there."""
        try:
            lab = Lab.decode(remembered)
        except InvalidInput:
            return
        self._install(lab)
        self.undo_stack.clear()
        self.choose(len(lab.racers) - 1)
        self.settle()

    def choose(self, racer: int) -> None:
        """Look at a racer."""
        racer = min(max(racer, 0), len(self.lab.racers) - 1)
        if racer != self.chosen:
            self.chosen = racer
            self.chosen_changed.emit()

    def light(self, racer: int | None) -> None:
        """Have the pointer at a racer, or at none."""
        if racer != self.lit:
            self.lit = racer
            self.lit_changed.emit()

    def go_to(self, step: int) -> None:
        """Look at a step, or at the nearest that there is."""
        step = min(max(step, 0), self.last_step)
        if step != self.step:
            self.step = step
            self.moved.emit()

    @property
    def last_step(self) -> int:
        """The last step of the race."""
        return self.tracks.losses.shape[1] - 1

    @property
    def at_end(self) -> bool:
        """Whether the last step is looked at."""
        return self.step == self.last_step

    @Slot()
    def settle(self) -> None:
        """Run the race that is due, if one is."""
        self._timer.stop()
        if self.raced_lab is not self.lab:
            self._race()
            self.raced.emit()

    def _install(self, lab: Lab) -> None:
        racers = len(lab.racers)
        self.lab = lab
        chosen, self.chosen = self.chosen, min(self.chosen, racers - 1)
        self.changed.emit()
        if chosen != self.chosen:
            self.chosen_changed.emit()
        if not self._timer.isActive():
            self._timer.start(max(0, round(1000.0 * (self._ready - time.perf_counter()))))

    def _race(self) -> None:
        start, stays = time.perf_counter(), self.at_end
        # Where a loss grows beyond all numbers its report says so, without a warning.
        with np.errstate(all="ignore"):
            self.tracks, self.reports = self.lab.run_after(self.raced_lab, self.tracks, self.reports)
        self.raced_lab = self.lab
        self.step = self.last_step if stays else min(self.step, self.last_step)
        end = time.perf_counter()
        took = end - start
        self._ready = start + FRAME_SECONDS if took < FRAME_SECONDS else end + took
