"""Feeds the panels: hands each visible one the frames, and carries its computations to the evaluator and back."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Signal, Slot

from ui.evaluator import Evaluator
from ui.frame import Frame, RunView
from ui.panels.base import Panel


class Feed:
    """What one panel has been shown so far."""

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        self.drawn: Frame | None = None
        self.computed: Frame | None = None
        self.asked_at = 0.0


class Feeds(QObject):
    """One feed per panel. A hidden panel costs nothing; it catches up when it is shown.

    Parameters
    ----------
    panels : list of Panel
    evaluator : Evaluator
    """

    failed = Signal(str)
    """The traceback of a fault in a computation."""

    def __init__(self, panels: list[Panel], evaluator: Evaluator, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._feeds = {panel.name: Feed(panel) for panel in panels}
        for panel in panels:
            panel.stale.connect(self._on_stale)
        self._evaluator = evaluator
        self._frame: Frame | None = None

    def bind(self, runs: tuple[RunView, ...]) -> None:
        """Tell every panel about new runs."""
        self._frame = None
        for feed in self._feeds.values():
            feed.drawn = feed.computed = None
            feed.asked_at = 0.0
            feed.panel.bind(runs)

    def set_frame(self, frame: Frame) -> None:
        """Take a new frame; panels see it at the next `update`."""
        self._frame = frame

    @Slot()
    def redraw(self) -> None:
        """Draw and compute everything again, as after a change of the theme or of a size."""
        for feed in self._feeds.values():
            feed.drawn = feed.computed = None

    @Slot()
    def _on_stale(self) -> None:
        panel = self.sender()
        if isinstance(panel, Panel):
            self._feeds[panel.name].computed = None

    @property
    def settled(self) -> bool:
        """Whether every visible panel shows the newest frame with everything computed for it."""
        return all(
            feed.drawn is self._frame and feed.computed is self._frame and not self._evaluator.busy(name)
            for name, feed in self._feeds.items()
            if feed.panel.isVisible()
        )

    @Slot()
    def update(self) -> None:
        """Draw what is new, deliver results, and ask for what has to be computed."""
        frame = self._frame
        for result in self._evaluator.take():
            if result.failure:
                self.failed.emit(result.failure)
            elif result.value is not None:
                self._feeds[result.key].panel.draw_result(result.value)
        if frame is None:
            return
        now = time.perf_counter()
        for name, feed in self._feeds.items():
            panel = feed.panel
            if not panel.isVisible():
                continue
            if feed.drawn is not frame:
                feed.drawn = frame
                panel.draw(frame)
            if feed.computed is frame or self._evaluator.busy(name):
                continue
            if frame.is_served_by(feed.computed):
                feed.computed = frame
            elif not frame.playing or now - feed.asked_at >= 0.9 / panel.results_per_second:
                feed.computed = frame
                feed.asked_at = now
                computation = panel.computation(frame)
                if computation is not None:
                    self._evaluator.submit(name, frame, computation)
