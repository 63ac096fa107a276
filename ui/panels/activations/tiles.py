"""All layers as small pictures beside the chosen one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from ui import numbers
from ui.panels.activations.axes import Axes
from ui.panels.activations.ground import draw_curves, draw_zones
from ui.panels.activations.histogram import scaled
from ui.panels.activations.plan import Tiles
from ui.panels.activations.results import LayerLook, Result
from ui.panels.activations.subject import Subject
from ui.plotting.scale import Floats
from ui.plotting.text import draw_text, text_width
from ui.theme import current, px

INSET, HEAD, WORDS = 8, 20, 16
LEAST_HEIGHT_WITH_WORDS = 92
"""In lower tiles the share stands in the place of the activation's name."""
BARS_SHARE = 0.4
RADIUS = 4.0


class TileRow:
    """Which of the layers have room now, by whole lines of tiles."""

    def __init__(self) -> None:
        self._line = 0

    def shown(self, tiles: Tiles | None, layers: int) -> range:
        """Return the layers that are shown."""
        if tiles is None:
            return range(0)
        first = min(self._line, _last_line(tiles, layers)) * tiles.columns
        return range(first, min(first + len(tiles.boxes), layers))

    def reveal(self, tiles: Tiles, layer: int) -> None:
        """Move on by as little as it takes to show a layer."""
        line = layer // tiles.columns
        self._line = min(max(self._line, line - len(tiles.boxes) // tiles.columns + 1), line)

    def scroll(self, tiles: Tiles, layers: int, lines: int) -> None:
        """Move on by lines of tiles."""
        last = _last_line(tiles, layers)
        self._line = min(max(min(self._line, last) + lines, 0), last)


def tile_axes(subject: Subject, box: QRectF, half_width: float, top: float) -> Axes:
    """Return the axes of the small plot in a tile."""
    head = px(HEAD) + (px(WORDS) if _has_words(box) else 0)
    plot = box.adjusted(px(INSET), head, -px(INSET), -px(INSET) + 2)
    high = round(plot.height() * (BARS_SHARE if subject.is_elementwise else 1.0))
    curve = QRectF(plot.left(), plot.top(), plot.width(), max(1.0, plot.height() - high - px(3)))
    lower = QRectF(plot.left(), plot.bottom() - high, plot.width(), max(1, high))
    return Axes(subject, curve, lower, half_width, top)


def draw_grounds(painter: QPainter, tiles: Tiles, shown: range, chosen: int, hovered: int | None) -> None:
    """Draw what lies under the chosen tile and under the one that is pointed at."""
    theme = current()
    painter.setPen(QColor(0, 0, 0, 0))
    for layer, box in zip(shown, tiles.boxes, strict=False):
        if layer in (chosen, hovered):
            painter.setBrush(QColor(theme.tint if layer == chosen else theme.hover))
            painter.drawRoundedRect(box, RADIUS, RADIUS)


def draw_tiles(painter: QPainter, tiles: Tiles, all_axes: Sequence[Axes], shown: range, chosen: int) -> None:
    """Draw what stays of all tiles: names, zones, axes and curves."""
    theme = current()
    for axes, box in zip(all_axes, tiles.boxes, strict=False):
        subject = axes.subject
        strong = subject.index == chosen
        name, y = subject.layer.name, box.top() + px(HEAD) / 2.0 + 1
        left, width = box.left() + px(INSET), box.width() - 2 * px(INSET)
        draw_text(painter, "value" if strong else "small", theme.ink, left, y, name, width)
        label = subject.activation_name
        if _has_words(box) and text_width("value", name) + px(8) + text_width("tick", label) <= width:
            draw_text(painter, "tick", theme.ink3, left + width - text_width("tick", label), y, label)
        # Zones need the surface behind them, also on the ground of the chosen one.
        painter.fillRect(axes.plot, QColor(theme.surface))
        draw_zones(painter, axes)
        bottom = axes.bars.bottom()
        painter.fillRect(QRectF(axes.bars.left(), bottom, axes.bars.width(), theme.lines.axis), QColor(theme.axis))
        draw_curves(painter, axes, thin=True)
    layers = len(all_axes[0].subject.layers) if all_axes else 0
    if len(shown) < layers:
        words = f"Layers {shown.start + 1} to {shown.stop} of {layers}, with the share saturated"
        draw_text(painter, "tick", theme.ink3, tiles.region.left() + px(INSET), tiles.region.top() + px(8), words)


def tile_bars(all_axes: Sequence[Axes], result: Result) -> tuple[Floats, Floats]:
    """Return the bars of all tiles in pixels, outside and inside their zones of saturation."""
    known = [axes for axes in all_axes if axes.subject.index in result.looks]
    if not known:
        return np.zeros((0, 4)), np.zeros((0, 4))
    pairs = [result.bars_of(axes.subject.index) for axes in known]
    both = []
    for kind in zip(*pairs, strict=True):
        counts = np.array([len(rows) for rows in kind])
        both.append(scaled(np.concatenate(kind), known, counts))
    return both[0], both[1]


def draw_words(painter: QPainter, tiles: Tiles, all_axes: Sequence[Axes], looks: Mapping[int, LayerLook]) -> None:
    """Say of each tile how much of it is saturated and how many units are dead."""
    theme = current()
    for axes, box in zip(all_axes, tiles.boxes, strict=False):
        look = looks.get(axes.subject.index)
        if look is None:
            continue
        left, width, options = box.left() + px(INSET), box.width() - 2 * px(INSET), shares(axes.subject, look)
        if _has_words(box):
            words = next((words for words in options if text_width("tick", words) <= width), options[-1])
            y = box.top() + px(HEAD) + px(WORDS) / 2.0 - 2
            draw_text(painter, "tick", theme.ink3, left, y, words, width)
        else:
            room = width - text_width("value", axes.subject.layer.name) - px(6)
            words = next((words for words in options if text_width("tick", words) <= room), "")
            x, y = left + width - text_width("tick", words), box.top() + px(HEAD) / 2.0 + 1
            draw_text(painter, "tick", theme.ink3, x, y, words)


def shares(subject: Subject, look: LayerLook) -> tuple[str, ...]:
    """Say how much of a layer is saturated, and how many units are dead, from many words to few."""
    slopes = subject.slopes
    if slopes is None or not slopes.zones:
        return ("",)
    share, dead = numbers.percent(look.activity.saturated_share), len(look.activity.dead)
    dead_words = f", {numbers.count(dead)} dead" if dead else ""
    return f"{share} saturated{dead_words}", f"{share} sat.{dead_words}", f"{share} sat.", share


def _has_words(box: QRectF) -> bool:
    return box.height() >= px(LEAST_HEIGHT_WITH_WORDS)


def tile_at(tiles: Tiles | None, shown: range, place: QPointF) -> int | None:
    """Return the layer whose tile is at a place."""
    if tiles is None:
        return None
    return next((layer for layer, box in zip(shown, tiles.boxes, strict=False) if box.contains(place)), None)


def _last_line(tiles: Tiles, layers: int) -> int:
    """Return the first line that is shown when the last one is."""
    return max(0, -(-layers // tiles.columns) - len(tiles.boxes) // tiles.columns)
