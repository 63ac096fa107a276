"""Draws what follows the pointer and the selection: rings, the marked link, the read-out card."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.frame import Selection
from ui.panels.network.box import Box
from ui.panels.network.fold import SMALLEST_TILE
from ui.panels.network.paint_links import draw_marked_link
from ui.panels.network.paint_words import draw_strong_head
from ui.panels.network.pointer import place_of
from ui.panels.network.scene import Scene
from ui.panels.network.text import rectangle
from ui.theme import Theme

RING_GAP = 1.0
HOVER_RING = 1.0


def draw_selection(painter: QPainter, scene: Scene, selection: Selection, theme: Theme) -> None:
    """Draw the chosen weight with its casing, and a ring around the chosen unit or the one that the weight leads to."""
    draw_weight(painter, scene, selection, theme)
    box = place_of(scene, selection)
    if box is not None:
        _ring(painter, box, theme.lines.ring, RING_GAP, theme)
        scene.draw_bias(painter, selection, theme)


def draw_hovered(painter: QPainter, scene: Scene, selection: Selection, chosen: int | None, theme: Theme) -> None:
    """Draw what is pointed at, here or in another panel; `chosen` is the layer of what is selected."""
    if selection.unit is None:
        draw_strong_head(painter, scene.layout, selection.layer, chosen, theme)
        return
    if selection.source is not None:
        draw_weight(painter, scene, selection, theme)
        return
    box = place_of(scene, selection)
    if box is not None:
        _ring(painter, box, HOVER_RING, 0.0, theme)
        scene.draw_bias(painter, selection, theme)


def draw_weight(painter: QPainter, scene: Scene, selection: Selection, theme: Theme) -> None:
    """Draw one weight on top of all links, also one that is too weak to be drawn otherwise."""
    portrait = scene.portrait
    if portrait is None or selection.source is None or selection.unit is None:
        return
    paths = scene.link_path(selection.layer - 1, selection.source, selection.unit)
    if paths is None:
        return
    links = portrait.links[selection.layer - 1]
    weight = float(portrait.assembly.network.layers[selection.layer - 1].weights(portrait.theta)[
        selection.source, selection.unit
    ])  # fmt: skip
    found = ((links.sources == selection.source) & (links.targets == selection.unit)).nonzero()[0]
    width = float(links.widths[found[0]]) if len(found) else 0.0
    draw_marked_link(painter, paths.path(selection.source, selection.unit), weight, width, theme)
    # A link only reaches the edge of a fold or a picture: a thin ring says which of its units is meant.
    for layer, unit in ((selection.layer - 1, selection.source), (selection.layer, selection.unit)):
        box = place_of(scene, Selection(layer, unit))
        if scene.blocks[layer].is_one_object and box is not None:
            _ring(painter, box, HOVER_RING, 0.0, theme)


def _ring(painter: QPainter, box: Box, width: float, gap: float, theme: Theme) -> None:
    area = rectangle(box.grown(gap + width / 2.0))
    radius = (4.0 if box.w >= SMALLEST_TILE else 2.0) + gap + width / 2.0
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if gap > 0.0:
        painter.setPen(QPen(QColor(theme.surface), gap))
        painter.drawRoundedRect(rectangle(box.grown(gap / 2.0)), radius - width / 2.0, radius - width / 2.0)
    painter.setPen(QPen(QColor(theme.ink), width))
    painter.drawRoundedRect(area, radius, radius)
