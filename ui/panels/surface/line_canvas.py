"""How the line between two checkpoints is drawn: the losses along it, and the checkpoints where they lie."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen

from ui import numbers
from ui.panels.surface import words
from ui.panels.surface.labels import HEIGHT, PADDING
from ui.panels.surface.line_work import LineResult, Mark, Span
from ui.panels.surface.plan import INSET, Plan
from ui.panels.surface.track import Floats
from ui.plotting.axes import nice_step
from ui.plotting.kept_picture import KeptPicture
from ui.plotting.primitives import polygon
from ui.plotting.ranges import log_range
from ui.plotting.scale import Scale
from ui.plotting.text import draw_text, text_width
from ui.plotting.tick_labels import fitted
from ui.plotting.ticks import linear_ticks, log_ticks
from ui.theme import colour, current, draw_run_marker, px, run_style

MOST_TICKS = 9
MARK = 9
EDGE = 4
"""Between a number and the edge of the panel."""
ON_IT = 1e-3
"""A checkpoint that lies so near to the line, against its length, is on it."""
MOST_DECADES = 6.0


class LineCanvas:
    """Draws one result; anew only where that, the size or the appearance is another."""

    def __init__(self) -> None:
        self._ground = KeptPicture()
        self._version = 0
        self._range: tuple[float, float] | None = None

    def forget(self) -> None:
        """Draw everything anew next time, over a range of its own."""
        self._version += 1
        self._range = None

    def paint(
        self, painter: QPainter, size: QSize, plan: Plan, result: LineResult, span: Span, log: bool, progress: str
    ) -> None:
        """Draw the curves, the axes and what is said below."""
        whole = QRect(QPoint(), size)
        key = (result, size.width(), size.height(), plan, span, log, progress, current().name, px(1000), self._version)
        draw = partial(self._draw, plan=plan, result=result, span=span, log=log, progress=progress)
        self._ground.paint(painter, whole, current().surface, key, draw)

    def scales(self, plan: Plan, result: LineResult, span: Span, log: bool) -> tuple[Scale, Scale]:
        """Return the two axes. That of the loss keeps its range as long as the losses keep to a good part of it."""
        box = QRectF(plan.plot)
        low, high = _loss_range(result, log)
        held = self._range
        if held is not None and held[0] <= low and high <= held[1] and high - low > 0.4 * (held[1] - held[0]):
            low, high = held
        self._range = low, high
        return Scale(*span, box.left(), box.right()), Scale(low, high, box.bottom(), box.top(), log)

    def _draw(self, painter: QPainter, plan: Plan, result: LineResult, span: Span, log: bool, progress: str) -> None:
        theme, box = current(), QRectF(plan.plot)
        across, up = self.scales(plan, result, span, log)
        _draw_axes(painter, plan, across, up, log)
        painter.setClipRect(box)
        for share in (0.0, 1.0):
            x = across.to_pixel(share)
            painter.fillRect(QRectF(x - theme.lines.cursor / 2.0, box.top(), theme.lines.cursor, box.height()),
                             colour(theme.axis))  # fmt: skip
        painter.setBrush(Qt.BrushStyle.NoBrush)
        token = run_style(result.request.chosen.index).colour(theme)
        drawn: list[Floats] = []
        for rows, curve in reversed(list(zip(result.rows, result.curves, strict=True))):
            painter.setPen(_pen(token, rows.share))
            points = np.column_stack([across.to_pixels(result.shares), up.to_pixels(curve)])
            drawn.append(points)
            for part in _finite_parts(points):
                painter.drawPolyline(polygon(part))
        painter.setClipping(False)
        taken = _Taken(np.vstack(drawn))
        places = [_draw_mark(painter, box, result, mark, across, up) for mark in result.marks]
        half = px(MARK) / 2.0
        taken.labels += [QRectF(x - half, y - half, 2.0 * half, 2.0 * half) for x, y in filter(None, places)]
        for mark, place in zip(result.marks, places, strict=True):
            if place is not None:
                text = mark.point.words
                text += f", {words.per_cent(mark.off)} off" if mark.off > ON_IT else ""
                _draw_label(painter, box, text, *place, taken)
        _draw_key(painter, plan, result, token)
        _draw_footer(painter, plan, result, progress)


def reading_rows(result: LineResult, share: float) -> list[tuple[str, str]]:
    """Return what is read at a place of the line: the loss over each share."""
    return [
        (f"{rows.share} loss", numbers.loss(loss))
        for rows, loss in zip(result.rows, result.at(share).tolist(), strict=True)
    ]


def sentence(result: LineResult) -> str:
    """Return the title bar's line."""
    first, second = (mark.point.words for mark in result.marks[:2])
    taken = ", ".join(f"{rows.share} over {words.rows_taken(rows)}" for rows in result.rows)
    return f"Loss of {result.request.chosen.name} on the straight line from {first} to {second}; {taken}"


def footer_words(result: LineResult) -> str:
    """Say what the line does not show: how far the way lies off it."""
    length = f"distance {numbers.weight(result.length)}"
    if result.astray != result.astray:
        return length
    return f"{length}; the way taken lies up to {words.per_cent(result.astray)} of it off this line"


def _loss_range(result: LineResult, log: bool) -> tuple[float, float]:
    values = np.concatenate([result.curves.ravel(), *(mark.losses for mark in result.marks[:2])])
    values = values[np.isfinite(values) & (values > 0.0 if log else values == values)]
    if not len(values):
        return (-2.0, 0.0) if log else (0.0, 1.0)
    low, high = float(values.min()), float(values.max())
    if log:
        low = max(low, high * 10.0**-MOST_DECADES)
        return log_range(low, high)
    step = nice_step(max(high - min(low, 0.0), 1e-12) / 5.0)
    return min(0.0, np.floor(low / step) * step), step * float(np.ceil(high / step + 0.1))


def _draw_axes(painter: QPainter, plan: Plan, across: Scale, up: Scale, log: bool) -> None:
    theme, box = current(), QRectF(plan.plot)
    most = min(MOST_TICKS, max(2, int(box.height() / px(26))))
    ticks = log_ticks(up.low, up.high, most) if log else linear_ticks(up.low, up.high, most)
    room = box.left() - px(7) - px(EDGE)
    ticks = fitted(ticks, room)
    for value, label in zip(ticks.values, ticks.labels, strict=True):
        y = up.to_pixel(value)
        painter.fillRect(
            QRectF(box.left(), y - 0.5 * theme.lines.grid, box.width(), theme.lines.grid), colour(theme.grid)
        )
        if plan.ticks is not None and text_width("tick", label) <= room:
            draw_text(painter, "tick", theme.ink3, box.left() - px(7) - text_width("tick", label), y, label)
    painter.fillRect(QRectF(box.left(), box.bottom(), box.width(), theme.lines.axis), colour(theme.axis))
    if plan.ticks is None:
        return
    name = "share of the way"
    clear = box.right() - text_width("small", name)
    if across.to_pixel(1.0) + px(16) > clear and across.high > 1.0:  # the end of the line says more than the name
        clear = box.right() + px(16)
    else:
        draw_text(painter, "small", theme.ink2, clear, box.bottom() + px(12), name)
    ticks = linear_ticks(across.low, across.high, min(MOST_TICKS, max(2, int(box.width() / px(60)))))
    for value, label in zip(ticks.values, ticks.labels, strict=True):
        x, half = across.to_pixel(value), text_width("tick", label) / 2.0
        if x + half < clear - px(8):
            draw_text(painter, "tick", theme.ink3, x - half, box.bottom() + px(12), label)


def _draw_mark(
    painter: QPainter, box: QRectF, result: LineResult, mark: Mark, across: Scale, up: Scale
) -> tuple[float, float] | None:
    """Draw a checkpoint at its true training loss, with a stem to what the line shows there; return the pixel."""
    theme, x = current(), across.to_pixel(mark.share)
    loss = float(mark.losses[0])
    if not box.left() - 1.0 <= x <= box.right() + 1.0 or not np.isfinite(loss):
        return None
    y, style = up.to_clipped_pixel(loss), run_style(mark.point.run)
    beside = mark.off > ON_IT
    if beside:
        on_line = up.to_clipped_pixel(float(result.at(mark.share)[0]))
        painter.setPen(_stem(theme.ink3, theme.lines.cursor))
        painter.drawLine(QPointF(x, y), QPointF(x, on_line))
    painter.setOpacity(0.55 if beside else 1.0)
    draw_run_marker(painter, style, theme, QPointF(x, y), px(MARK))
    painter.setOpacity(1.0)
    return x, y


def _draw_label(painter: QPainter, box: QRectF, text: str, x: float, y: float, taken: _Taken) -> None:
    """Write beside a mark, where that covers no other label and as little of the curves as can be; else not."""
    theme, wide, high = current(), text_width("small", text) + 2 * px(PADDING), float(px(HEIGHT))
    away, inner = float(px(8)), box.adjusted(-1, -1, 1, 1)
    corners = ((dx, dy) for dx in (x + away, x - wide - away) for dy in (y - high - 2.0, y + 4.0, y - high / 2.0))
    places = [QRectF(left, top, wide, high) for left, top in corners]
    free = [place for place in places if inner.contains(place) and not any(map(place.intersects, taken.labels))]
    if not free:
        return
    place = min(free, key=taken.covered)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(theme.surface, 0.85))
    painter.drawRoundedRect(place, 3.0, 3.0)
    draw_text(painter, "small", theme.ink2, place.left() + px(PADDING), place.center().y(), text)
    taken.labels.append(place)


class _Taken:
    """What a label should not cover: the labels so far, and the points of the curves, shape (n, 2)."""

    def __init__(self, points: Floats) -> None:
        self.labels: list[QRectF] = []
        self._points = points

    def covered(self, box: QRectF) -> int:
        """Count the points under a box."""
        x, y = self._points.T
        return int(np.sum((x >= box.left()) & (x <= box.right()) & (y >= box.top()) & (y <= box.bottom())))


def _draw_key(painter: QPainter, plan: Plan, result: LineResult, token: str) -> None:
    """Write above the plot what the curves are."""
    if plan.head is None:
        return
    theme, y = current(), plan.head.top() + px(8)
    x = float(plan.plot.left())
    for rows in result.rows:
        painter.setPen(_pen(token, rows.share))
        painter.drawLine(QPointF(x, y), QPointF(x + px(18), y))
        text = f"{rows.share} loss"
        draw_text(painter, "small", theme.ink2, x + px(23), y, text)
        x += px(23) + text_width("small", text) + px(14)


def _draw_footer(painter: QPainter, plan: Plan, result: LineResult, progress: str) -> None:
    if plan.footer is None:
        return
    text, width = progress or footer_words(result), plan.footer.width()
    draw_text(painter, "tick", current().ink3, px(INSET), plan.footer.center().y(), text, width)


def _pen(token: str, share: str) -> QPen:
    lines = current().lines
    width = lines.curve if share == "train" else lines.test_curve
    pen = QPen(colour(token), width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    dash = {"train": (), "test": lines.test_dash, "validation": lines.validation_dash}[share]
    if dash:
        pen.setDashPattern([length / width for length in dash])  # Qt counts in widths of the line
    return pen


def _stem(token: str, width: float) -> QPen:
    pen = QPen(colour(token), width)
    pen.setDashPattern([2.0, 2.0])
    return pen


def _finite_parts(points: Floats) -> list[Floats]:
    """Return the parts of a curve, shape (n, 2), between what is no number; far away is still drawn."""
    finite = np.isfinite(points).all(axis=1)
    points = np.clip(points, -1e5, 1e5)
    cuts = np.flatnonzero(~finite)
    return [part[np.isfinite(part).all(axis=1)] for part in np.split(points, cuts) if len(part) > 1]
