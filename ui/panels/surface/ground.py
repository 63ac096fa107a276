"""What surrounds the surface: numbers and names of the axes, and the colour key."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.panels.surface.levels import Levels
from ui.panels.surface.options import Extent
from ui.panels.surface.plan import LABEL_GAP, Plan
from ui.panels.surface.shading import band_colours
from ui.plotting.text import draw_text, text_width
from ui.plotting.ticks import linear_ticks
from ui.theme import colour, current, picture, px

TICK = 4
ACROSS = 44
UP = 30
MOST = 9
NAME_GAP = 8


def draw_axes(painter: QPainter, plan: Plan, extent: Extent, names: tuple[str, str], lit: tuple[int, ...]) -> None:
    """Draw ticks, numbers and names.

    Parameters
    ----------
    painter : QPainter
    plan : Plan
    extent : Extent
        What the axes read at the ends.
    names : (str, str)
    lit : tuple of int
        The axes whose parameter is selected.
    """
    if plan.ticks is None:
        return
    theme, plot = current(), QRectF(plan.plot)
    left, right, bottom, top = extent
    axis, width = colour(theme.axis), theme.lines.axis
    name_left = _draw_names(painter, plan, names, lit)
    ticks = linear_ticks(left, right, min(MOST, max(2, int(plot.width() / px(ACROSS)))))
    for value, label in zip(ticks.values, ticks.labels, strict=True):
        x = plot.left() + (value - left) * plot.width() / (right - left)
        half = text_width("tick", label) / 2.0
        if x + half <= name_left - px(NAME_GAP) and x - half >= 0.0:
            painter.fillRect(QRectF(x - width / 2.0, plot.bottom(), width, px(TICK)), axis)
            draw_text(painter, "tick", theme.ink3, x - half, plot.bottom() + px(TICK) + px(8), label)
    ticks = linear_ticks(bottom, top, min(MOST, max(2, int(plot.height() / px(UP)))))
    for value, label in zip(ticks.values, ticks.labels, strict=True):
        y = plot.bottom() - (value - bottom) * plot.height() / (top - bottom)
        if plot.top() + px(3) <= y <= plot.bottom() - px(3):
            painter.fillRect(QRectF(plot.left() - px(TICK), y - width / 2.0, px(TICK), width), axis)
            draw_text(painter, "tick", theme.ink3, plot.left() - px(LABEL_GAP) - text_width("tick", label), y, label)


def name_boxes(plan: Plan, names: tuple[str, str]) -> list[QRectF]:
    """Return where the names of the axes stand: of x, then of y; empty where there is no room for one."""
    high, boxes = px(16), [QRectF(), QRectF()]
    if plan.ticks is not None:
        wide = text_width("small", names[0])
        boxes[0] = QRectF(plan.ticks.left() + plan.ticks.width() - wide, plan.ticks.top() + px(4), wide, high)
    if plan.head is not None:
        boxes[1] = QRectF(plan.head.left(), plan.head.top(), text_width("small", names[1]), high)
    return boxes


def draw_key(painter: QPainter, plan: Plan, levels: Levels) -> None:
    """Draw the colours of the levels, with losses beside them."""
    if plan.bar is None:
        return
    theme, bar = current(), QRectF(plan.bar)
    colours = band_colours(levels.bands)[::-1]
    painter.drawImage(bar, picture(colours.reshape(-1, 1)))
    ticks = levels.ticks(min(MOST, max(2, int(bar.height() / px(24)))))
    width, axis = theme.lines.axis, colour(theme.axis)
    for value, label in zip(ticks.values, ticks.labels, strict=True):
        y = bar.bottom() - levels.share(value) * bar.height()
        painter.fillRect(QRectF(bar.right(), y - width / 2.0, px(TICK), width), axis)
        at = min(max(y, bar.top() + px(5)), bar.bottom() - px(5))
        draw_text(painter, "tick", theme.ink3, bar.right() + px(LABEL_GAP), at, label)
    if plan.head is not None:
        words = "loss, log scale" if levels.log else "loss"
        x = plan.head.left() + plan.head.width() - text_width("small", words)
        draw_text(painter, "small", theme.ink2, x, plan.head.top() + px(8), words)


def draw_probe(painter: QPainter, plan: Plan, levels: Levels, loss: float) -> None:
    """Mark on the colour key the loss under the pointer."""
    share = levels.share(loss)
    if plan.bar is None or share != share:
        return
    bar = QRectF(plan.bar)
    y = bar.bottom() - share * bar.height()
    painter.fillRect(QRectF(bar.left() - px(3), y - 1.0, bar.width() + 2 * px(3), 2.0), colour(current().ink))


def _draw_names(painter: QPainter, plan: Plan, names: tuple[str, str], lit: tuple[int, ...]) -> float:
    """Draw the names of the axes, on the tint where they are selected; return where that of x begins."""
    theme = current()
    boxes = name_boxes(plan, names)
    for axis, (box, name) in enumerate(zip(boxes, names, strict=True)):
        if box.isEmpty():
            continue
        if axis in lit:
            painter.setPen(colour(theme.tint))
            painter.setBrush(colour(theme.tint))
            painter.drawRoundedRect(box.adjusted(-px(3), 0.0, px(3), 0.0), 3.0, 3.0)
        tone = theme.ink if axis in lit else theme.ink2
        centre = QPointF(box.left(), box.center().y())
        draw_text(painter, "value" if axis in lit else "small", tone, centre.x(), centre.y(), name)
    return boxes[0].left() if not boxes[0].isEmpty() else 1e9
