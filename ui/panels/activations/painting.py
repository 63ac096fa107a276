"""Draws the panel: what stays from pixels that are kept, and the data, the probe and the pointer over it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QRegion

from nnviz.arrays import Array
from ui.panels.activations import ground, tiles
from ui.panels.activations.axes import Axes
from ui.panels.activations.card import Row, card_size, draw_card, plot_rows, tile_rows
from ui.panels.activations.curves import value_and_slope
from ui.panels.activations.histogram import Histogram, outline, scaled, to_pixels
from ui.panels.activations.probe import draw_probe, pointed_at, probe_words
from ui.panels.activations.results import Result
from ui.panels.activations.scene import Scene
from ui.panels.activations.side import draw_formulas, draw_labels, draw_probe_words, draw_values
from ui.plotting.kept_picture import KeptPicture
from ui.plotting.primitives import draw_lines, draw_rectangles
from ui.theme import current, draw_run_marker, font, mix, px, run_style
from ui.theme.tokens import Theme

UNSATURATED, SATURATED = 0.5, 0.95
"""How much of the run's colour the bars have."""
SAMPLE_TICK = 6
PEAK_MARKER = 7
_NO_CURVE = "No curve: each output depends on the sums of the whole layer."


class Painting:
    """Draws a scene.

    Parameters
    ----------
    scene : Scene
    """

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._ground = KeptPicture()
        self._tiles = KeptPicture()
        self._probe_words = KeptPicture()
        self._prepared: tuple[Hashable, Any] = (None, None)
        self._prepared_tiles: tuple[Hashable, Any] = (None, None)

    def paint(self, painter: QPainter, size: QSize, dirty: QRegion) -> None:
        """Draw everything; what lies outside of `dirty` need not be."""
        scene, theme = self._scene, current()
        axes = scene.axes
        if axes is None or scene.plan.tiles is not None:
            painter.fillRect(QRect(0, 0, size.width(), size.height()), QColor(theme.surface))
        if axes is None:
            return
        ends = axes.half_width, axes.top, axes.aim
        key = (scene.version, ends, theme.name, px(1000), scene.note, len(scene.figures))
        main = scene.plan.main.toAlignedRect()
        self._ground.paint(painter, main, theme.surface, key, lambda layer: self._draw_ground(layer, axes))
        self._draw_data(painter, axes)
        self._draw_tiles(painter)
        self._draw_words(painter, axes)
        if axes.subject.is_elementwise:
            draw_probe(painter, axes, scene.probe, whole=dirty.intersects(axes.curve.toAlignedRect()))
        elif scene.probe.focused:
            painter.setPen(QPen(QColor(theme.accent), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(axes.plot, 4.0, 4.0)
        self._draw_reading(painter, axes, size)

    # What stays.

    def _draw_ground(self, painter: QPainter, axes: Axes) -> None:
        scene, plan = self._scene, self._scene.plan
        ground.draw_zones(painter, axes)
        ground.draw_grid(painter, axes)
        ground.draw_names(painter, axes, below=plan.names, note=scene.note)
        ground.draw_zone_names(painter, axes)
        draw_labels(painter, scene.arranged.figures, scene.arranged.form, scene.figures)
        ground.draw_curves(painter, axes)
        elementwise, formulas = axes.subject.is_elementwise, scene.formulas
        if not elementwise:
            _draw_no_curve(painter, axes.curve)
        draw_formulas(painter, scene.arranged.formulas, formulas, signs=elementwise)

    # The data.

    def _draw_data(self, painter: QPainter, axes: Axes) -> None:
        scene, theme, result = self._scene, current(), self._scene.result
        look = result.looks.get(axes.subject.index) if result is not None else None
        if result is None or look is None:
            return
        painter.save()
        painter.setClipRect(axes.bars.adjusted(-1, -1, 1, px(8)))
        both, outlines, ticks = self._prepare(axes, result)
        _draw_bars(painter, both, axes.subject.run.index)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for line, token, width in outlines:
            painter.setPen(QPen(QColor(token), width))  # its square caps close the corners
            draw_lines(painter, line)
        for run, other in result.others_at(axes.subject.index):
            draw_run_marker(painter, run_style(run.index), theme, _peak(other.histogram, axes), px(PEAK_MARKER))
        painter.setPen(QPen(QColor(theme.ink2), theme.lines.grid))
        draw_lines(painter, ticks)
        self._draw_sample_unit(painter, axes, result)
        painter.restore()
        draw_values(painter, scene.arranged.figures, scene.arranged.form, scene.figures)

    def _prepare(self, axes: Axes, result: Result) -> Any:
        """Return bars, outlines and sample ticks, made anew only where something of them is another."""
        scene, theme = self._scene, current()
        marks = scene.unit, scene.hovered_unit
        key = (result, axes.half_width, axes.top, axes.subject, scene.version, theme.name, marks)
        if self._prepared[0] != key:
            look = result.looks[axes.subject.index]
            lines: list[tuple[Array, str, float]] = []
            for run, other in result.others_at(axes.subject.index):
                colour = run_style(run.index).colour(theme)
                lines.append((scaled(other.outline, [axes], lines=True), colour, theme.lines.boundary))
            styles = (theme.ink, theme.lines.test_curve), (theme.ink3, theme.lines.boundary)
            for unit, (colour, width) in reversed(list(zip(marks, styles, strict=True))):
                if unit is not None:
                    line = outline(look.of_unit(unit))
                    lines.append((scaled(line, [axes], lines=True), colour, width))
            both = [scaled(rows, [axes]) for rows in result.bars_of(axes.subject.index)]
            self._prepared = key, (both, lines, _sample_ticks(axes, result))
        return self._prepared[1]

    def _draw_sample_unit(self, painter: QPainter, axes: Axes, result: Result) -> None:
        """Mark the sample's z of the unit that is selected or pointed at."""
        z = result.sample_at(axes.subject.index)
        unit = self._scene.hovered_unit if self._scene.hovered_unit is not None else self._scene.unit
        if z is None or unit is None or unit >= len(z) or not np.isfinite(z[unit]):
            return
        x, bottom = axes.x(float(z[unit])), axes.bars.bottom()
        painter.fillRect(QRectF(x - 1.5, bottom, 3.0, px(SAMPLE_TICK) + 2), QColor(current().ink))

    def _draw_tiles(self, painter: QPainter) -> None:
        scene, theme, plan = self._scene, current(), self._scene.plan
        if plan.tiles is None or scene.subject is None:
            return
        shown, chosen = scene.shown_tiles, scene.subject.index
        all_axes = scene.tile_axes(plan.tiles)
        tiles.draw_grounds(painter, plan.tiles, shown, chosen, scene.hovered_layer)
        places, region = plan.tiles, plan.tiles.region.toAlignedRect()
        key = (scene.version, theme.name, px(1000), shown, chosen)
        self._tiles.paint(
            painter, region, "transparent", key, lambda layer: tiles.draw_tiles(layer, places, all_axes, shown, chosen)
        )
        result = scene.result
        if result is None:
            return
        if self._prepared_tiles[0] != (result, *key):
            self._prepared_tiles = (result, *key), tiles.tile_bars(all_axes, result)
        _draw_bars(painter, self._prepared_tiles[1], scene.subject.run.index)
        tiles.draw_words(painter, plan.tiles, all_axes, result.looks)

    # Words, the probe and the pointer.

    def _draw_words(self, painter: QPainter, axes: Axes) -> None:
        """Say what went wrong, and what the probe reads."""
        scene, rows = self._scene, self._scene.arranged.probe
        if axes.subject.is_elementwise and rows:
            words, key = probe_words(axes, scene.probe.z(axes.half_width)), (scene.version, current().name, px(1000))
            box = QRectF(rows[0].topLeft(), rows[-1].bottomRight()).toAlignedRect()
            ground = current().surface
            self._probe_words.paint(painter, box, ground, (words, key), lambda on: draw_probe_words(on, rows, words))
        if scene.stopped:
            _draw_label(painter, scene.stopped, axes.plot)

    def _draw_reading(self, painter: QPainter, axes: Axes, size: QSize) -> None:
        """Mark what the pointer is on, and say it in the card."""
        scene, theme = self._scene, current()
        pointer = scene.pointer
        if pointer is None:
            return
        tile = scene.tile_at(pointer)
        if tile is not None:
            look = scene.result.looks.get(tile) if scene.result is not None else None
            self._dock(painter, tile_rows(scene.tile_subject(tile), look), axes, size, pointer)
            return
        if not scene.in_plot(pointer):
            return
        probe, half_width = scene.probe, axes.half_width
        z = probe.z(half_width) if probe.held else pointed_at(axes.z(pointer.x()), half_width)
        x, box, wide = axes.x(z), axes.plot, theme.lines.cursor
        if not scene.probe.held:
            painter.fillRect(QRectF(x - wide / 2, box.top(), wide, box.height()), QColor(theme.ink))
            _mark_bin(painter, axes, scene.result, z)
            if axes.subject.is_elementwise:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(theme.ink))
                for value in value_and_slope(axes.subject.activation, z):
                    painter.drawEllipse(axes.point(z, value), px(3), px(3))
        unit = scene.hovered_unit if scene.hovered_unit is not None else scene.unit
        self._dock(painter, plot_rows(axes, scene.result, z, unit, short=scene.plan.side is None), axes, size, pointer)

    def _dock(self, painter: QPainter, rows: list[Row], axes: Axes, size: QSize, pointer: QPointF) -> None:
        """Draw the card beside the plot where there is room, else in the upper corner that is farther away."""
        side = self._scene.plan.side
        card = card_size(rows, side.width() + 2 * px(4) if side is not None else 0.0)
        top = axes.curve.top()
        if side is not None:
            left = side.right() + px(4) - card.width()
            below = self._scene.arranged.end
            top = below if below + card.height() <= side.bottom() else top
        elif pointer.x() > axes.plot.center().x():
            left = axes.plot.left() + px(2)
        else:
            left = axes.plot.right() - px(2) - card.width()
        top = min(top, max(0.0, size.height() - card.height()))
        box = QRectF(QPointF(max(0.0, left), top), card)
        # What the card would cut through is covered altogether.
        for row in (*self._scene.arranged.figures, *self._scene.arranged.probe):
            if row.intersects(box):
                painter.fillRect(row, QColor(current().surface))
        draw_card(painter, rows, box)


def _draw_bars(painter: QPainter, both: Sequence[Array], run: int) -> None:
    """Draw bars outside and inside zones of saturation, each kind in one call."""
    painter.setPen(Qt.PenStyle.NoPen)
    for rectangles, token in zip(both, bar_colours(current(), run), strict=True):
        painter.setBrush(token)
        draw_rectangles(painter, rectangles)


@lru_cache(maxsize=32)
def bar_colours(theme: Theme, run: int) -> tuple[QColor, QColor]:
    """Return the colours of a run's bars outside and inside the zones of saturation."""
    colour = run_style(run).colour(theme)
    return QColor(mix(colour, theme.surface, UNSATURATED)), QColor(mix(colour, theme.grid, SATURATED))


def _sample_ticks(axes: Axes, result: Result) -> Any:
    """Return a tick for each unit's z of the sample that is looked at, shape (units, 4)."""
    sample = result.sample_at(axes.subject.index)
    if sample is None:
        return np.zeros((0, 4))
    z = sample[np.isfinite(sample)].astype(float)
    x = to_pixels(np.clip(z, -axes.half_width, axes.half_width), axes)
    ticks = np.empty((len(x), 4))
    ticks[:, 0] = ticks[:, 2] = x
    ticks[:, 1], ticks[:, 3] = axes.bars.bottom() + 1.0, axes.bars.bottom() + px(SAMPLE_TICK)
    return ticks


def _peak(histogram: Histogram, axes: Axes) -> QPointF:
    """Return the middle of the highest bin's upper end, or where that is beyond the axis, so that a marker is whole."""
    place = int(histogram.counts.argmax())
    edges, box = histogram.edges, axes.bars
    height = min(histogram.peak / axes.top * box.height(), box.height() - px(PEAK_MARKER) / 2.0)
    return QPointF(axes.x(float(edges[place] + edges[place + 1]) / 2.0), box.bottom() - height)


def _mark_bin(painter: QPainter, axes: Axes, result: Result | None, z: float) -> None:
    """Underline the bin that holds z."""
    look = result.looks.get(axes.subject.index) if result is not None else None
    place = look.histogram.bin_at(z) if look is not None else None
    if look is not None and place is not None:
        left, right = (axes.x(float(edge)) for edge in look.histogram.edges[place : place + 2])
        painter.fillRect(QRectF(left, axes.bars.bottom(), right - left, px(3)), QColor(current().ink))


def _draw_no_curve(painter: QPainter, box: QRectF) -> None:
    """Say why there is no curve."""
    painter.setFont(font("label"))
    painter.setPen(QColor(current().ink3))
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
    painter.drawText(box.adjusted(px(5), 0, 0, -px(8)), flags, _NO_CURVE)


def _draw_label(painter: QPainter, words: str, box: QRectF) -> None:
    """Draw words on a ground of their own over the middle of the plot."""
    theme = current()
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.setFont(font("small"))
    room = painter.boundingRect(box.adjusted(px(6), 0, -px(6), 0), int(flags), words)
    label = room.adjusted(-px(6), -px(3), px(6), px(3))
    label.moveTop(box.top() + px(18))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.surface))
    painter.drawRoundedRect(label, 3, 3)
    painter.setPen(QColor(theme.error))
    painter.drawText(label, int(flags), words)
