"""Feeds the views: hands each visible one the frames, and carries its computations to the evaluator and back.

Views are the panels and whatever else is told and asked as they are (`ui.panels.base`), such as the findings strip.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal, Slot

from ui.evaluator import Evaluator
from ui.frame import Frame, RunView
from ui.panels.base import Computation, Panel

TURNS = 3
"""Views that show something new in a third of the frames or fewer do so by turns: every frame has about as much to do,
so frames come evenly."""

FRAME_RATE = 30.0
"""From so many times a second on, a view is drawn in every frame, however soon after a late one that comes."""

TURN_RATE = 10.0
"""Up to so many times a second a view waits for its turn."""


class View(Protocol):
    """What can be fed; see `ui.panels.base.Panel` for the meaning of each."""

    name: str
    frames_per_second: float
    results_per_second: float
    in_frames: bool
    stale: Any

    def isVisible(self) -> bool: ...  # noqa: D102

    def bind(self, runs: tuple[RunView, ...]) -> None: ...  # noqa: D102

    def draw(self, frame: Frame) -> None: ...  # noqa: D102

    def computation(self, frame: Frame) -> Computation | None: ...  # noqa: D102

    def draw_result(self, result: Any) -> None: ...  # noqa: D102


class Feed:
    """What one view has been shown so far.

    Parameters
    ----------
    view : View
    turn : int
        In which of `TURNS` frames it draws or asks, where it does so seldom enough.
    """

    def __init__(self, view: View, turn: int) -> None:
        self.view = view
        self._turn = turn
        self.drawn: Frame | None = None
        self.computed: Frame | None = None
        self.drawn_at = 0.0
        self.asked_at = 0.0

    def wants_frame(self, frame: Frame, now: float, turn: int) -> bool:
        """Say whether the view is to draw a frame now."""
        return frame is not self.drawn and self._is_due(frame, now - self.drawn_at, self.view.frames_per_second, turn)

    def wants_result(self, frame: Frame, now: float, turn: int) -> bool:
        """Say whether something is to be computed for a frame now."""
        since = now - self.asked_at
        return frame is not self.computed and self._is_due(frame, since, self.view.results_per_second, turn)

    def _is_due(self, frame: Frame, seconds: float, per_second: float, turn: int) -> bool:
        if not frame.playing or per_second >= FRAME_RATE:
            return True
        # Frames come 33 ms apart and never exactly, so a little early counts as due.
        return seconds >= 0.9 / per_second and (per_second > TURN_RATE or turn == self._turn)


class Feeds(QObject):
    """One feed per view. A hidden view costs nothing; it catches up when it is shown.

    Parameters
    ----------
    views : list of View
    evaluator : Evaluator
    """

    failed = Signal(str)
    """The traceback of a fault in a computation."""

    def __init__(self, views: Sequence[View], evaluator: Evaluator, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._feeds = {view.name: Feed(view, number % TURNS) for number, view in enumerate(views)}
        self._turn = 0
        for view in views:
            view.stale.connect(self._on_stale)
        self._evaluator = evaluator
        self._frame: Frame | None = None

    def add(self, view: View) -> None:
        """Feed one more view, which knows no run."""
        self._feeds[view.name] = Feed(view, len(self._feeds) % TURNS)
        view.stale.connect(self._on_stale)

    def bind(self, runs: tuple[RunView, ...]) -> None:
        """Tell every view about new runs."""
        self._frame = None
        for feed in self._feeds.values():
            feed.drawn = feed.computed = None
            feed.drawn_at = feed.asked_at = 0.0
            if _suits(feed.view, runs):
                feed.view.bind(runs)

    def set_frame(self, frame: Frame) -> None:
        """Take a new frame; views see it at the next `update`."""
        self._frame = frame

    @Slot()
    def redraw(self) -> None:
        """Draw and compute everything again, as after a change of the theme or of a size."""
        for feed in self._feeds.values():
            feed.drawn = feed.computed = None

    @Slot()
    def _on_stale(self) -> None:
        sender: object = self.sender()
        for feed in self._feeds.values():
            if feed.view is sender:
                feed.computed = None

    @property
    def settled(self) -> bool:
        """Whether every visible view shows the newest frame with everything computed for it."""
        return self.settled_in(self._feeds)

    def settled_in(self, names: Iterable[str]) -> bool:
        """Say the same of some views only, by their names."""
        feeds = [(name, self._feeds[name]) for name in names]
        return all(
            feed.drawn is self._frame and feed.computed is self._frame and not self._evaluator.busy(name)
            for name, feed in feeds
            if feed.view.isVisible()
        )

    @Slot()
    def update(self) -> None:
        """Draw what is new, deliver results and ask for more; while training, of what makes up the frames only."""
        frame = self._frame
        if frame is None or not frame.playing:
            self._deliver()
        if frame is not None:
            self._serve(frame, (feed for feed in self._feeds.values() if feed.view.in_frames or not frame.playing))

    @Slot()
    def update_halfway(self) -> None:
        """Do so for all other views between two frames, while training goes on."""
        frame = self._frame
        if frame is not None and frame.playing:
            self._turn = (self._turn + 1) % TURNS
            self._deliver()
            self._serve(frame, (feed for feed in self._feeds.values() if not feed.view.in_frames))

    def _deliver(self) -> None:
        for result in self._evaluator.take():
            if result.failure:
                self.failed.emit(result.failure)
            elif result.value is not None:
                self._feeds[result.key].view.draw_result(result.value)

    def _serve(self, frame: Frame, feeds: Iterable[Feed]) -> None:
        now = time.perf_counter()
        for feed in feeds:
            view, name = feed.view, feed.view.name
            if not view.isVisible():
                continue
            if feed.wants_frame(frame, now, self._turn):
                feed.drawn, feed.drawn_at = frame, now
                view.draw(frame)
            if self._evaluator.busy(name) or not feed.wants_result(frame, now, self._turn):
                continue
            served = frame.is_served_by(feed.computed)
            feed.computed = frame
            if not served:
                feed.asked_at = now
                computation = view.computation(frame)
                if computation is not None:
                    self._evaluator.submit(name, frame, computation)


def _suits(view: View, runs: tuple[RunView, ...]) -> bool:
    """Say whether a view has anything to show of any of these runs."""
    return not (isinstance(view, Panel) and all(view.lacks(run) for run in runs))
