"""The bar: what state the run is in, the track, where one is in it, and what can be done from there."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.history import History
from ui import numbers
from ui.controls import IconButton, Text, TextButton
from ui.endings import GONE, GONE_SEEKING
from ui.frame import CANNOT_TRAIN, Frame, RunView
from ui.panels.base import Computation
from ui.theme import follow, font, px
from ui.timeline.place import Place
from ui.timeline.points import Point, best, edits, overfitting
from ui.timeline.track import Span, Track

_RESUME = "Go on from this step in a run of its own (Ctrl+Return)"
HEIGHT = 44
INSET = 12
GAP = 8
ROOMY = 900
"""Pixels at 100 % from which on every button has its place."""


class Timeline(QWidget):
    """The past of the chosen run, fed with frames as panels are (`ui.feeds.View`).

    Parameters
    ----------
    backwards, present, bookmark, resume : QAction
        The commands behind the buttons.
    """

    name = "timeline"
    frames_per_second = 10.0
    results_per_second = 10.0
    in_frames = False

    stale = Signal()
    """Of every view; nothing is computed for this one, so it is never emitted."""
    bookmarks_changed = Signal()

    def __init__(self, backwards: QAction, present: QAction, bookmark: QAction, resume: QAction) -> None:
        super().__init__()
        self.setProperty("ground", "chrome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._frame: Frame | None = None
        self._histories: list[History] = []
        self._findings: dict[tuple[int, str], Point] = {}
        self._bookmarks: dict[int, list[Point]] = {}
        self._resume = resume
        self.back_button = IconButton("rewind", "Play backwards (Shift+Space)", size=(32, 32), icon_size=16)
        self.state = Text("", "button", "ink")
        self.track = Track()
        self.place = Place()
        self.present_button = IconButton("skip-forward", "Go to the newest step (Alt+End)", size=(32, 32), icon_size=16)
        self.bookmark_button = IconButton("bookmark", "Bookmark this step (Ctrl+B)", size=(32, 32), icon_size=16)
        self.resume_button = TextButton("Resume from here", kind="bordered")
        buttons = (self.back_button, self.present_button, self.bookmark_button, self.resume_button)
        for button, action in zip(buttons, (backwards, present, bookmark, resume), strict=True):
            button.clicked.connect(action.trigger)
        self._row = QHBoxLayout(self)
        for item in (self.back_button, self.state, self.track, self.place, self.present_button, self.bookmark_button,
                     self.resume_button):  # fmt: skip
            self._row.addWidget(item, 1 if item is self.track else 0)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self.setFixedHeight(px(HEIGHT))
        self._row.setContentsMargins(px(INSET), 0, px(INSET), 0)
        self._row.setSpacing(px(GAP))
        metrics = QFontMetricsF(font("button"))
        self.state.setFixedWidth(round(metrics.horizontalAdvance("Step 8,888,888")) + 2)
        self._fit()

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(0, px(HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        self._fit()

    def _fit(self) -> None:
        roomy = self.width() >= px(ROOMY)
        for item in (self.back_button, self.present_button, self.bookmark_button, self.place):
            item.setVisible(roomy)
        self._show_place()

    # What it is fed with.

    def bind(self, runs: tuple[RunView, ...]) -> None:
        """Take runs. What is known of those that were there before, as beside a fork, stays."""
        histories = [run.history for run in runs]
        stay = {index for index, (old, new) in enumerate(zip(self._histories, histories, strict=False)) if old is new}
        self._findings = {key: point for key, point in self._findings.items() if key[0] in stay}
        self._bookmarks = {run: points for run, points in self._bookmarks.items() if run in stay}
        self._histories = histories
        self._frame = None
        self.track.show_span(Span())

    def draw(self, frame: Frame) -> None:
        """Show a moment."""
        self._frame = frame
        self._show_place()

    @Slot(object)
    def show_step(self, frame: Frame) -> None:
        """Show in figures which step is looked at: in every frame, so that the transport never says another."""
        newest = frame.newest[frame.chosen] if frame.newest else frame.snapshot
        self.place.show_steps(frame.snapshot.step, newest.step)

    def computation(self, frame: Frame) -> Computation | None:
        """Compute nothing."""
        return None

    def draw_result(self, result: Any) -> None:
        """Have nothing computed."""

    # Points of its own.

    def note_findings(self, findings: list[tuple[int, int, str]]) -> None:
        """Mark the earliest steps at which something was found: runs, steps and verdicts."""
        for run, step, verdict in findings:
            known = self._findings.get((run, verdict))
            if known is None or step < known.step:
                self._findings[run, verdict] = Point(step, "finding", verdict)
        self._show_place()

    @property
    def findings(self) -> list[tuple[int, int, str]]:
        """Where something was found first: runs, steps and verdicts, as `note_findings` takes them."""
        return [(run, point.step, verdict) for (run, verdict), point in self._findings.items()]

    def bookmarks(self, run: int) -> list[Point]:
        """Return the bookmarks of a run, in the order of their steps."""
        return sorted(self._bookmarks.get(run, []), key=lambda point: point.step)

    def set_bookmark(self, run: int, step: int, name: str) -> None:
        """Give a step a name, or take it away with an empty one."""
        kept = [point for point in self._bookmarks.get(run, []) if point.step != step]
        self._bookmarks[run] = [*kept, Point(step, "bookmark", name)] if name else kept
        self.bookmarks_changed.emit()
        self._show_place()

    def _show_place(self) -> None:
        frame = self._frame
        if frame is None:
            return
        run, seen = frame.run, frame.snapshot
        newest = frame.newest[frame.chosen] if frame.newest else seen
        back = frame.looks_back and seen.step < newest.step
        points = [*edits(run, newest), *best(run, newest.evaluation), *self._bookmarks.get(run.index, [])]
        points += overfitting(run, newest)
        points += [point for (index, _), point in self._findings.items() if index == run.index]
        present = "Live" if frame.playing else "Paused" if run.has_data and not frame.gone else "End"
        self.state.setText(f"Step {numbers.count(seen.step)}" if back else present)
        self.show_step(frame)
        self.track.show_span(
            Span(seen.step, newest.step, newest.first_step, newest.keyframe_spacing, run, tuple(points), frame.gone)
        )
        resumes = back and run.has_data and not frame.gone
        self._resume.setEnabled(resumes)
        self.resume_button.setEnabled(resumes)
        self.resume_button.setToolTip(CANNOT_TRAIN if not run.has_data else GONE if frame.gone else _RESUME)
        self.present_button.setEnabled(back)
        self.back_button.setEnabled(seen.step > (0 if run.has_data else newest.first_step) and not frame.gone)
        self.back_button.setToolTip(GONE_SEEKING if frame.gone else self.back_button.accessibleName())
