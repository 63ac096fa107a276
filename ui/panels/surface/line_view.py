"""The line between two checkpoints as the panel shows it: asked for, drawn, read and looked at more closely."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ui import numbers
from ui.frame import Frame
from ui.panels.base import Computation
from ui.panels.surface.asking import runs_on_plane
from ui.panels.surface.checkpoints import BEST, NOW, START, Checkpoints, Point
from ui.panels.surface.line_canvas import LineCanvas, reading_rows, sentence
from ui.panels.surface.line_work import WHOLE, LineOutcome, LineRequest, LineResult, Span, compute_line
from ui.panels.surface.options import Options
from ui.panels.surface.underway import Underway
from ui.plotting.docking import dock
from ui.plotting.read_out import ReadOut
from ui.plotting.text import draw_text, text_width
from ui.theme import colour, current, px

if TYPE_CHECKING:
    from ui.panels.surface.painted import PaintedPanel

ZOOM_STEP = 1.25
CLOSEST, FARTHEST = 1e-3, 1e3
"""How much of the line is seen at least and at most, against its length."""


class LineView:
    """One line.

    Parameters
    ----------
    panel : PaintedPanel

    Attributes
    ----------
    result : LineResult or None
    span : (float, float)
        The part of the line that is seen.
    """

    def __init__(self, panel: PaintedPanel) -> None:
        self._panel = panel
        self._canvas = LineCanvas()
        self.result: LineResult | None = None
        self.span: Span = WHOLE
        self._underway: Underway[LineRequest] = Underway()
        self._place: QPointF | None = None
        self._held: tuple[QPointF, Span] | None = None
        self._lacking = ""

    keys: frozenset[int] = frozenset({Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_Home})

    def key(self, key: int) -> None:
        """Come closer, go away or see all of it by a key."""
        if key == Qt.Key.Key_Home:
            self._look_at(WHOLE)
        else:
            self.zoom(ZOOM_STEP if key == Qt.Key.Key_Minus else 1.0 / ZOOM_STEP)

    def forget(self) -> None:
        """Show nothing: there are other runs."""
        self.result, self.span = None, WHOLE
        self._underway.forget()
        self._place = self._held = None
        self._canvas.forget()

    @property
    def done(self) -> float:
        """Which part of the line under way is computed; NaN where none is."""
        return self._underway.done

    def give_up(self) -> None:
        """Leave it at the coarse line."""
        self._underway.give_up()

    def restyle(self) -> None:
        """Draw everything anew."""
        self._canvas.forget()

    def computation(
        self, frame: Frame, options: Options, known: Checkpoints, bookmarks: tuple[Any, ...], live: bool
    ) -> Computation | None:
        """Return what is to be computed: at rest a coarse line first."""
        first, second = known.points(frame, options.ends)
        if first is None or second is None:
            self._lacking = "The weights of a checkpoint are on their way."
            return None
        if first.theta is second.theta or np.array_equal(first.theta, second.theta):
            self._lacking = "Both ends are the same weights: choose two others above."
            self.result = None
            return None
        others = _others(frame, options, known, (first, second), bookmarks)
        # Which checkpoints they are, and not their steps: "now" goes on while a line is computed.
        named = tuple((one.checkpoint, one.run) for one in (first, second, *others))
        wanted = frame.runs, frame.chosen, options, self.span, named

        def request(live: bool) -> LineRequest:
            chosen, _ = runs_on_plane(frame)
            return LineRequest(chosen, (first, second), others, options.rows, self.span, live)

        found = self._underway.go_on(wanted, frame.snapshots, live, (), request)
        return None if found is None else partial(compute_line, *found)

    def take(self, outcome: LineOutcome) -> bool:
        """Take what was computed. Returns whether more is wanted at rest: the rest of it, or a finer one."""
        result = outcome.result
        is_done = self._underway.take(outcome.request, outcome.work, outcome.done, result is not None)
        if not is_done or result is None:
            return result is None
        if self.result is not None and self.result.request.ends[0].checkpoint != result.request.ends[0].checkpoint:
            self._canvas.forget()
        self.result = result
        return result.request.live

    def sentence(self) -> str:
        """Return the title bar's line."""
        return sentence(self.result) if self.result is not None else "The loss on a straight line between checkpoints"

    def paint(self, painter: QPainter, options: Options) -> None:
        """Draw the line, and what is read on it."""
        panel, theme = self._panel, current()
        place = panel.plan
        if self.result is None:
            painter.fillRect(panel.rect(), colour(theme.surface))
            text = self._lacking or self._panel.progress or "The line appears here."
            x = max((panel.width() - text_width("tick", text)) / 2.0, float(px(4)))
            draw_text(painter, "tick", theme.ink3, x, panel.height() / 2.0, text, panel.width() - px(8))
            return
        self._canvas.paint(painter, panel.size(), place, self.result, self.span, options.log, panel.progress)
        if self._place is not None:
            self._paint_reading(painter, self.result, self._place, options.log)

    def _paint_reading(self, painter: QPainter, result: LineResult, at: QPointF, log: bool) -> None:
        theme, box = current(), QRectF(self._panel.plan.plot)
        across, up = self._canvas.scales(self._panel.plan, result, self.span, log)
        share = across.to_data(at.x())
        width = theme.lines.cursor
        painter.fillRect(QRectF(at.x() - width / 2.0, box.top(), width, box.height()), colour(theme.ink))
        rows = reading_rows(result, share)
        near = [mark for mark in result.marks if abs(across.to_pixel(mark.share) - at.x()) < px(5)]
        for mark in near:
            rows.append((f"true train loss at {mark.point.words}", numbers.loss(float(mark.losses[0]))))
            rows.append(("off the line", numbers.weight(mark.off * result.length) if mark.off else "0, on it"))
        card = ReadOut("share of the way", f"{share:.3f}".replace("-", numbers.MINUS), tuple(rows))
        step = max(1, len(result.shares) // 60)
        x = across.to_pixels(result.shares[::step])
        points = np.vstack([np.column_stack([x, up.to_clipped_pixels(curve[::step])]) for curve in result.curves])
        docked = dock(card.size, box, points, at, 0)
        if docked is not None:
            card.draw(painter, docked[1])

    # The pointer.

    def move(self, place: QPointF) -> None:
        """Come to a pixel of the panel."""
        box = QRectF(self._panel.plan.plot)
        if self._held is not None:
            start, (low, high) = self._held
            moved = (start.x() - place.x()) * (high - low) / box.width()
            self._look_at((low + moved, high + moved))
        self._place = place if box.contains(place) else None
        self._panel.update()

    def leave(self) -> None:
        """Leave the panel."""
        self._place = None
        self._panel.update()

    def press(self, place: QPointF) -> bool:
        """Take hold of the line. Returns False where it is not."""
        if self.result is None or not QRectF(self._panel.plan.plot).contains(place):
            return False
        self._held = place, self.span
        return True

    def release(self) -> None:
        """Let it go."""
        self._held = None

    def wheel(self, place: QPointF, notches: float) -> bool:
        """Come closer to a pixel, or go away."""
        box = QRectF(self._panel.plan.plot)
        if self.result is None or not box.contains(place):
            return False
        self.zoom(ZOOM_STEP**-notches, (place.x() - box.left()) / box.width())
        return True

    def zoom(self, factor: float, at: float = 0.5) -> None:
        """See so many times as much of the line; a place stays where it is, as a share of the plot."""
        low, high = self.span
        width = min(max((high - low) * factor, CLOSEST), FARTHEST)
        middle = low + at * (high - low)
        self._look_at((middle - at * width, middle + (1.0 - at) * width))

    def double_click(self, place: QPointF) -> None:
        """See all of it again."""
        self._held = None
        self._look_at(WHOLE)

    def _look_at(self, span: Span) -> None:
        if span != self.span:
            self.span = span
            self._panel.hurry()


def _others(
    frame: Frame, options: Options, known: Checkpoints, ends: tuple[Point, Point], bookmarks: tuple[Any, ...]
) -> tuple[Point, ...]:
    """Return what else is known of the run, whose place beside the line is shown."""
    asked = [one for one in (START, BEST, NOW, *bookmarks) if one not in options.ends]
    places = {(point.run, point.step) for point in ends}
    found = []
    for point in known.points(frame, asked):
        if point is not None and (point.run, point.step) not in places:
            places.add((point.run, point.step))
            found.append(point)
    return tuple(found)
