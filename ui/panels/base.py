"""What every panel is: a title bar and one live view, told what to draw and asked what to compute.

The window calls, always in its own thread:

- `bind` when the runs are others: built anew, or from a file, with histories of their own;
- `draw` with a frame, at most `frames_per_second` while training, only while the panel is visible and only when
  something changed;
- `computation` for work that is too long for the window's thread. It returns a plain function of frozen data that the
  background evaluator calls; what it returns comes back through `draw_result`. At most `results_per_second` are asked
  for, and the newest wins.

A panel never reaches for the trainer, the worker or another panel. What a user does in it leaves by a signal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.frame import Frame, RunView

Computation = Callable[[Callable[[], bool]], Any]
"""Called with ``cancelled()``, which says whether the result is still wanted; may then return None early."""


def claimed(event: QEvent, is_mine: Callable[[QKeyEvent], bool]) -> bool:
    """Keep a key for a panel that has something for it, before a shortcut of the window takes it; say whether it is."""
    mine = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and is_mine(event)
    if mine:
        event.accept()
    return mine


class Panel(QWidget):
    """One live view; a subclass fills it with its content.

    Class attributes
    ----------------
    name : str
        Its key in settings and layouts.
    number : int
        Its number key.
    title, sentence : str
        The title bar's words: what it is, and what one sees in it, in one line.
    frames_per_second : float
        How often `draw` is wanted while training.
    results_per_second : float
        How often `computation` is wanted while training.
    in_frames : bool
        Whether it makes up the frames while training; all others are drawn between two frames, which keeps those even.
    """

    name: str
    number: int
    title: str
    sentence: str
    frames_per_second: float = 30.0
    results_per_second: float = 10.0
    in_frames: bool = False

    selected = Signal(object)
    """A `ui.frame.Selection`, or None: the user chose something."""
    hovered = Signal(object)
    """A `ui.frame.Selection`, or None: the pointer is on something, or has left it."""
    step_pointed = Signal(object)
    """A step (int) of the chosen run that the pointer is at, or None: it has left the curves."""
    sample_chosen = Signal(object)
    """("train" or "test", row), or None: the user wants to look at a sample."""
    parameter_edited = Signal(int, float)
    """Index into the chosen run's theta, and the value typed."""
    points_drawn = Signal(object, str)
    """The data as points (x1, x2, class) that the user drew, and the words of undo."""
    fetched = Signal(object)
    """Pairs (run, step): frames are to bring the parameters there (`Frame.checkpoints`), and no others any more."""
    stale = Signal()
    """Something else is to be computed for the frame that is shown: another size, picture or share."""
    sentence_changed = Signal(str)
    """The title bar's line, where it depends on what is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)
        self.paints = 0
        """Paints so far: what the benchmark counts. A subclass adds one in each paint of its data."""

    def controls(self) -> list[QWidget]:
        """Return the panel's own chips for the title bar, made once."""
        return []

    def lacks(self, run: RunView) -> str:
        """Say in one sentence why there is nothing to show of a run; empty where there is.

        Another widget then stands in the panel's place (`ui.panel_table.STAND_INS`), and the panel is not asked.
        """
        return ""

    def bind(self, runs: tuple[RunView, ...]) -> None:
        """Forget what was shown, and prepare for these runs."""
        raise NotImplementedError

    def draw(self, frame: Frame) -> None:
        """Show a frame."""
        raise NotImplementedError

    def computation(self, frame: Frame) -> Computation | None:
        """Return what has to be computed in the background for a frame, or None."""
        return None

    def hold_axes(self, held: bool) -> None:
        """Let axes only grow from now on, as while an animation is made, or come closer again where they do.

        A panel whose axes only ever grow has nothing to do.
        """

    def draw_result(self, result: Any) -> None:
        """Show what `computation` returned."""
