"""In the place of the loss surface, where there are no data to evaluate a loss: the recorded weights' way alone."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnviz.landscape.recorded_path import PathWork, RecordedPath
from nnviz.recorded_run import RecordedRun
from ui import numbers
from ui.frame import Frame, RunView
from ui.panels.base import Computation, Panel
from ui.panels.surface.plan import Plan, plan
from ui.plotting.axes import nice_step
from ui.plotting.contour_ground import draw_axes
from ui.plotting.extent import Extent, Window
from ui.plotting.kept_picture import KeptPicture
from ui.plotting.text import draw_text
from ui.plotting.ways import draw_dot, draw_heads, draw_line, draw_now, draw_ring, thinned_way
from ui.theme import colour, current, follow, painting, px, run_style

SLICE_SECONDS = 0.06
NEAR = 12
"""Pixels from a point of the way at which it is meant."""
MARGIN = 0.12
THINNEST = 0.1
"""The least height of the picture against its width: a way that hardly bends looks straight."""
ROUNDING = 12.0
_NOTE = "No loss and no sharpness: a recording has no data."

Place = tuple[float, float]


class Shown(Struct, frozen=True, eq=False):
    """What the background has made.

    Attributes
    ----------
    runs : tuple of RunView
        The recordings whose ways these are, the chosen one first.
    work : PathWork
        To go on with where there is no path yet.
    path : RecordedPath or None
    places : tuple of (float, float) or None
        Where each is at the step that is looked at.
    """

    runs: tuple[RunView, ...]
    work: PathWork
    path: RecordedPath | None
    places: tuple[Place | None, ...] = ()


class RecordedPathPanel(Panel):
    """The ways of recorded weights on the plane in which they mostly move."""

    name = "recorded surface"
    number = 3
    title = "Loss surface"
    sentence = "The way of the recorded weights; a recording has no data, so no loss is drawn"
    results_per_second = 30.0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Way of the recorded weights")
        self._frame: Frame | None = None
        self._shown: Shown | None = None
        self._extent: Extent = (-1.0, 1.0, -1.0, 1.0)
        self._ground = KeptPicture()
        self._version = 0
        self._said = self.sentence
        self.setMouseTracking(True)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take colours, fonts and sizes anew from the appearance in force."""
        self._version += 1
        self.update()

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(200, 140)

    def lacks(self, run: RunView) -> str:  # noqa: D102
        recorded = run.recorded
        if recorded is None:
            return "This shows recordings only."
        steps = len(recorded.weight_steps)
        if not steps:
            return "This recording has no weights to follow."
        return "" if steps > 1 else "Weights were recorded at one step only: there is no way to show."

    def bind(self, runs: tuple[RunView, ...]) -> None:  # noqa: D102
        self._frame = self._shown = None
        self._version += 1
        self.update()

    def draw(self, frame: Frame) -> None:  # noqa: D102
        self._frame = frame
        self.update()

    def computation(self, frame: Frame) -> Computation | None:  # noqa: D102
        runs, thetas = _on_plane(frame)
        before = self._shown
        if before is not None and [run.index for run in before.runs] != [run.index for run in runs]:
            before = None
        recordings = [run.source for run in runs if isinstance(run.source, RecordedRun)]
        rows = [one.recording.theta_at(step) for one, step in zip(recordings, thetas, strict=True)]

        def compute(cancelled: Callable[[], bool]) -> Shown | None:
            shown = before or Shown(runs, PathWork(recordings), None)
            path = shown.path
            if path is None:
                if not shown.work.advance(SLICE_SECONDS, cancelled):
                    return None
                if shown.work.done < 1.0:
                    return shown
                path = shown.work.result()
            return replace(shown, path=path, places=tuple(path.place_of(row) for row in rows))

        return compute

    def draw_result(self, result: Shown) -> None:  # noqa: D102
        anew = self._shown is None or self._shown.path is not result.path
        self._shown = result
        if result.path is None:
            self.stale.emit()
        elif anew:
            self._extent = _extent(result.path)
            self._version += 1
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        self._version += 1

    # The pointer.

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._point(event.position())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        self._point(None)

    def _point(self, at: QPointF | None) -> None:
        """Say which step is under the pointer, here and in all curves."""
        found = None if at is None else self._step_at(at)
        if found is None:
            words, step = self.sentence, None
        else:
            step, (x, y) = found
            places = ", ".join(f"PC {axis} {numbers.significant(value, 3)}" for axis, value in ((1, x), (2, y)))
            words = f"Step {numbers.count(step)}: {places}"
        if words != self._said:
            self._said = words
            self.sentence_changed.emit(words)
            self.step_pointed.emit(step)

    def _step_at(self, at: QPointF) -> tuple[int, Place] | None:
        """Return the step of the chosen recording's way that is near to a pixel, and its place."""
        shown = self._shown
        if shown is None or shown.path is None or not len(shown.path.ways[0].steps):
            return None
        way = shown.path.ways[0]
        pixels = self._window(self._plan).to_pixels(way.places)
        far = np.hypot(pixels[:, 0] - at.x(), pixels[:, 1] - at.y())
        nearest = int(np.argmin(far))
        if far[nearest] > px(NEAR):
            return None
        x, y = way.places[nearest].tolist()
        return int(way.steps[nearest]), (x, y)

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        with painting(self) as painter:
            self._paint(painter)
        self.paints += 1

    def _paint(self, painter: QPainter) -> None:
        shown, frame = self._shown, self._frame
        place = self._plan
        if frame is None or shown is None or shown.path is None:
            painter.fillRect(self.rect(), colour(current().surface))
            painter.fillRect(place.plot, colour(current().grid))
            return
        path, ratio = shown.path, self.devicePixelRatioF()
        key = (path, place, self._version, ratio, current().name)
        whole = QRect(0, 0, self.width(), self.height())
        self._ground.paint(
            painter, whole, current().surface, key, lambda layer: self._draw_ground(layer, place, shown, path)
        )
        self._draw_now(painter, place, shown, frame)

    @property
    def _plan(self) -> Plan:
        """Where things are; there is no colour key, so the plot has its room."""
        return plan(QSize(self.width() + _key_width(self.width()), self.height()), 0)

    def _window(self, place: Plan) -> Window:
        return Window(QRectF(place.plot), self._extent)

    def _draw_ground(self, painter: QPainter, place: Plan, shown: Shown, path: RecordedPath) -> None:
        theme, window = current(), self._window(place)
        painter.fillRect(place.plot, colour(theme.grid))
        names = tuple(
            f"PC {axis + 1}, {numbers.percent(share)} of the variance" for axis, share in enumerate(path.shares)
        )
        draw_axes(painter, place, self._extent, (names[0], names[1]), ())
        if place.footer is not None:
            foot = place.footer
            room = self.width() - 2.0 * foot.left()
            draw_text(painter, "small", theme.ink3, foot.left(), foot.center().y(), _NOTE, room)
        painter.setClipRect(place.plot)
        for run, way in reversed(list(zip(shown.runs, path.ways, strict=True))):
            if not len(way.places):
                continue
            points, token = thinned_way(window.to_pixels(way.places)), run_style(run.index).colour(theme)
            draw_line(painter, theme, token, points)
            draw_heads(painter, theme, token, points)
            draw_ring(painter, theme, token, *window.pixel(*way.places[0].tolist()))
        painter.setClipping(False)

    def _draw_now(self, painter: QPainter, place: Plan, shown: Shown, frame: Frame) -> None:
        theme, window = current(), self._window(place)
        assert shown.path is not None
        painter.setClipRect(place.plot)
        for run, way, now in reversed(list(zip(shown.runs, shown.path.ways, shown.places, strict=True))):
            if frame.pointed_step is not None and len(way.places):
                index = min(int(np.searchsorted(way.steps, frame.pointed_step)), len(way.places) - 1)
                draw_dot(painter, theme, *window.pixel(*way.places[index].tolist()))
            at = now or (_nearest(way.steps, way.places, frame.snapshots[run.index].step) if len(way.places) else None)
            if at is None:
                continue
            painter.save()
            painter.translate(QPointF(*window.pixel(*at)))
            draw_now(painter, theme, run_style(run.index), frame.snapshots[run.index].divergence is not None)
            painter.restore()
        painter.setClipping(False)


def _key_width(width: int) -> int:
    """Return the room that a colour key would take: there is none here."""
    wide, narrow = plan(QSize(width, 400), 0), 0
    if wide.bar is not None:
        narrow = width - px(12) - (wide.plot.left() + wide.plot.width())
    return narrow


def _on_plane(frame: Frame) -> tuple[tuple[RunView, ...], list[int]]:
    """Return the chosen recording and those that are switched on with equally many weights, and their steps."""
    chosen = frame.run.recorded
    size = 0 if chosen is None else len(chosen.recording.theta_at(chosen.last_step))
    runs, steps = [], []
    pairs = [(frame.run, frame.snapshot), *((run, snap) for run, snap in frame.visible_runs if run is not frame.run)]
    for run, snapshot in pairs:
        recorded = run.recorded
        if recorded is None or not len(recorded.weight_steps):
            continue
        if len(recorded.recording.theta_at(recorded.last_step)) == size:
            runs.append(run)
            steps.append(max(snapshot.step, int(recorded.weight_steps[0])))
    return tuple(runs), steps


def _nearest(steps: np.ndarray, places: np.ndarray, step: int) -> Place:
    """Return the place of the noted step nearest to another."""
    x, y = places[int(np.argmin(np.abs(steps - step)))].tolist()
    return x, y


def _extent(path: RecordedPath) -> Extent:
    """Return ends at round numbers that hold all ways with a margin."""
    places = np.concatenate([way.places for way in path.ways])
    if not len(places):
        return -1.0, 1.0, -1.0, 1.0
    ends: list[float] = []
    widest = max(float(np.ptp(places[:, axis])) for axis in (0, 1)) or 1.0
    for axis in (0, 1):
        low, high = float(places[:, axis].min()), float(places[:, axis].max())
        thin = max(0.0, THINNEST * widest - (high - low)) / 2.0
        room = MARGIN * max(high - low, THINNEST * widest) + thin
        step = nice_step(max(high - low + 2.0 * room, 1e-300) / ROUNDING)
        ends += [math.floor((low - room) / step) * step, math.ceil((high + room) / step) * step]
    return ends[0], ends[1], ends[2], ends[3]
