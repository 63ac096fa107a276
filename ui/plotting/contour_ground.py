"""What surrounds a picture of contours: numbers and names of the axes, and the colour key."""

from __future__ import annotations

import math

from msgspec import Struct
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter

from ui.plotting.extent import Extent
from ui.plotting.levels import Levels
from ui.plotting.shading import band_colours
from ui.plotting.text import draw_text, text_width
from ui.plotting.tick_labels import fitted, pitch
from ui.plotting.ticks import linear_ticks
from ui.theme import colour, current, picture, px

LABEL_GAP = 7
TICK = 4
ACROSS = 44
UP = 30
MOST = 9
NAME_GAP = 8
NUMBER_GAP = 8
"""Between two numbers, and between a number and what it must not touch."""
WIDEST = "−0.05"
"""The number that places keep room for beside a plot."""


class Places(Struct, frozen=True):
    """Where everything goes; None for what there is no room for.

    Attributes
    ----------
    plot : QRect
        The contours.
    head : QRect or None
        The line above them: what runs up, and what the colours are.
    ticks : QRect or None
        The line below them, with the numbers along the bottom.
    bar : QRect or None
        The colour key.
    """

    plot: QRect
    head: QRect | None
    ticks: QRect | None
    bar: QRect | None


def draw_axes(painter: QPainter, places: Places, extent: Extent, names: tuple[str, str], lit: tuple[int, ...]) -> None:
    """Draw ticks, numbers and names.

    Parameters
    ----------
    painter : QPainter
    places : Places
    extent : Extent
        What the axes read at the ends.
    names : (str, str)
    lit : tuple of int
        The axes whose parameter is selected.
    """
    if places.ticks is None:
        return
    theme, plot = current(), QRectF(places.plot)
    left, right, bottom, top = extent
    axis, width = colour(theme.axis), theme.lines.axis
    name_left = _draw_names(painter, places, names, lit)
    ticks = linear_ticks(left, right, min(MOST, max(2, int(plot.width() / px(ACROSS)))))
    ticks = fitted(ticks, pitch(ticks) * plot.width() / (right - left) - px(NUMBER_GAP))
    reach = -math.inf
    for value, label in zip(ticks.values, ticks.labels, strict=True):
        x = plot.left() + (value - left) * plot.width() / (right - left)
        half = text_width("tick", label) / 2.0
        if x + half <= name_left - px(NAME_GAP) and x - half >= max(0.0, reach + px(NUMBER_GAP)):
            reach = x + half
            painter.fillRect(QRectF(x - width / 2.0, plot.bottom(), width, px(TICK)), axis)
            draw_text(painter, "tick", theme.ink3, x - half, plot.bottom() + px(TICK) + px(8), label)
    # As much as is kept free for them at the left, and what is between that and whatever stands there.
    room = text_width("tick", WIDEST) + px(NUMBER_GAP)
    ticks = fitted(linear_ticks(bottom, top, min(MOST, max(2, int(plot.height() / px(UP))))), room)
    for value, label in zip(ticks.values, ticks.labels, strict=True):
        y = plot.bottom() - (value - bottom) * plot.height() / (top - bottom)
        if plot.top() + px(3) <= y <= plot.bottom() - px(3) and text_width("tick", label) <= room:
            painter.fillRect(QRectF(plot.left() - px(TICK), y - width / 2.0, px(TICK), width), axis)
            draw_text(painter, "tick", theme.ink3, plot.left() - px(LABEL_GAP) - text_width("tick", label), y, label)


def name_boxes(places: Places, names: tuple[str, str]) -> list[QRectF]:
    """Return where the names of the axes stand: of x, then of y; empty where there is no room for one."""
    high, boxes = px(16), [QRectF(), QRectF()]
    if places.ticks is not None:
        wide = text_width("small", names[0])
        boxes[0] = QRectF(places.ticks.left() + places.ticks.width() - wide, places.ticks.top() + px(4), wide, high)
    if places.head is not None:
        boxes[1] = QRectF(places.head.left(), places.head.top(), text_width("small", names[1]), high)
    return boxes


def draw_key(painter: QPainter, places: Places, levels: Levels, name: str = "loss") -> None:
    """Draw the colours of the levels, with losses, or what else has this name, beside them."""
    if places.bar is None:
        return
    theme, bar = current(), QRectF(places.bar)
    colours = band_colours(levels.bands)[::-1]
    painter.drawImage(bar, picture(colours.reshape(-1, 1)))
    room = text_width("tick", WIDEST) + px(NUMBER_GAP)
    ticks = fitted(levels.ticks(min(MOST, max(2, int(bar.height() / px(24))))), room)
    width, axis = theme.lines.axis, colour(theme.axis)
    for value, label in zip(ticks.values, ticks.labels, strict=True):
        y = bar.bottom() - levels.share(value) * bar.height()
        painter.fillRect(QRectF(bar.right(), y - width / 2.0, px(TICK), width), axis)
        at = min(max(y, bar.top() + px(5)), bar.bottom() - px(5))
        draw_text(painter, "tick", theme.ink3, bar.right() + px(LABEL_GAP), at, label)
    if places.head is not None:
        words = f"{name}, log scale" if levels.log else name
        x = places.head.left() + places.head.width() - text_width("small", words)
        draw_text(painter, "small", theme.ink2, x, places.head.top() + px(8), words)


def draw_probe(painter: QPainter, places: Places, levels: Levels, loss: float) -> None:
    """Mark on the colour key the loss under the pointer."""
    share = levels.share(loss)
    if places.bar is None or share != share:
        return
    bar = QRectF(places.bar)
    y = bar.bottom() - share * bar.height()
    painter.fillRect(QRectF(bar.left() - px(3), y - 1.0, bar.width() + 2 * px(3), 2.0), colour(current().ink))


def _draw_names(painter: QPainter, places: Places, names: tuple[str, str], lit: tuple[int, ...]) -> float:
    """Draw the names of the axes, on the tint where they are selected; return where that of x begins."""
    theme = current()
    boxes = name_boxes(places, names)
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
