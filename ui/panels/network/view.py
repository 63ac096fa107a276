"""The network as it is drawn now: layout, portrait, what is selected and pointed at, and the pixels kept of them."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter

from nnviz.answers import gives_probabilities
from nnviz.assembly import Assembly
from ui.frame import Selection
from ui.panels.network.arrange import arrange
from ui.panels.network.box import Box
from ui.panels.network.card_place import make_card
from ui.panels.network.columns import Column, plan_columns
from ui.panels.network.layout import Layout
from ui.panels.network.overlay import draw_hovered, draw_selection
from ui.panels.network.paint_card import draw_card, value_box
from ui.panels.network.paint_sample import draw_caption, draw_sample_buttons
from ui.panels.network.pixels import KeptParts, pixels_of
from ui.panels.network.pointer import Target, target_at
from ui.panels.network.portrait import Portrait, Slow
from ui.panels.network.readout import Card
from ui.panels.network.request import Request
from ui.panels.network.sample_words import Sample, sample_names
from ui.panels.network.scene import Scene
from ui.panels.network.text import METRICS, rectangle
from ui.plotting.kept_picture import KeptPicture, is_raster
from ui.theme import current
from ui.theme.state import STATE


class View:
    """One network in a panel of one size.

    Attributes
    ----------
    selection : Selection or None
        What is selected.
    hovered : Target or None
        What the pointer is on.
    lit : Selection or None
        What the pointer is on in another panel.
    reading : Selection or None
        What is being edited: the card stays with it.
    attended : bool
        Whether the pointer is in the panel or the keyboard belongs to it: small panels show their card only then.
    fresh : bool
        Whether a portrait came that was not painted yet.
    has_controls : bool
        Whether buttons are drawn: on the screen they are, in a picture of the panel they are not.
    """

    def __init__(self) -> None:
        self.selection: Selection | None = None
        self.hovered: Target | None = None
        self.lit: Selection | None = None
        self.reading: Selection | None = None
        self.attended = False
        self.fresh = False
        self.has_controls = True
        self.slow: Slow | None = None
        self.scene: Scene | None = None
        self._columns: tuple[Column, ...] = ()
        self._assembly: Assembly | None = None
        self._sample: Sample | None = None
        self._portrait: Portrait | None = None
        self._ground, self._caption = KeptParts(), KeptPicture()
        self._arranged: Hashable = None
        self._version = 0
        self._card: tuple[Hashable, tuple[Card, Box] | None] = (None, None)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The layers as they are seen."""
        return self._columns

    @property
    def layout(self) -> Layout | None:
        """Where everything stands."""
        return self.scene.layout if self.scene is not None else None

    @property
    def portrait(self) -> Portrait | None:
        """What was computed last."""
        return self._portrait

    def forget(self) -> None:
        """Forget what was computed."""
        self._portrait = self.slow = self.hovered = self.lit = self.reading = self.selection = None
        self._arranged = None

    def arrange(self, assembly: Assembly, size: QSize, sample: Sample | None, notice: str, pan: float) -> bool:
        """Lay out for a network and a size, unless that was done. Returns whether anything moved."""
        self._sample = sample
        if assembly is not self._assembly:
            self._assembly, self._columns = assembly, plan_columns(assembly)
        request = Request(
            size.width(),
            size.height(),
            sample is not None,
            sample is not None,
            bool(assembly.data.classes) and gives_probabilities(assembly),
            assembly.data.input_shape,
            notice,
            pan,
        )
        key = (self._columns, request, STATE.scale)
        if key == self._arranged:
            return False
        self._arranged = key
        self._version += 1
        self.scene = Scene(arrange(self._columns, request, METRICS))
        if self._portrait is not None:
            self.scene.set_portrait(self._portrait, self._focus())
        return True

    def take(self, portrait: Portrait) -> list[Box] | None:
        """Show a portrait. Returns where something has changed; None for everywhere."""
        first = self._portrait is None
        self._portrait = portrait
        self.slow = portrait.slow or self.slow
        self.fresh = True
        self._version += 1
        scene = self.scene
        if scene is None:
            return None
        before = self._boxes_of_words(scene)
        changed = scene.set_portrait(portrait, self._focus())
        if first or changed is None:
            return None
        for selection in (self.selection, self.pointed_at or self.lit):
            if selection is not None and selection.source is not None:
                changed.append(scene.gap_box(selection.layer - 1))
        return [*changed, *before, *self._boxes_of_words(scene)]

    def _boxes_of_words(self, scene: Scene) -> list[Box]:
        """Return where words stand that may change with a portrait, as far as there are any."""
        card = self.card()
        boxes = [card[1], scene.layout.words_box] if card is not None else []
        if scene.layout.sample is not None and scene.answer is not None and not scene.says_verdict:
            boxes.append(scene.layout.sample.bounds)
        return boxes

    def select(self, selection: Selection | None) -> None:
        """Show another selection."""
        self.selection = selection
        self._explain()

    def hover(self, target: Target | None) -> bool:
        """Show what the pointer is on. Returns whether anything changed."""
        if target == self.hovered:
            return False
        self.hovered = target
        self._explain()
        return True

    @property
    def pointed_at(self) -> Selection | None:
        """What the pointer is on, where that can be selected."""
        return self.hovered.selection if self.hovered is not None else None

    def light(self, selection: Selection | None) -> bool:
        """Show what the pointer is on in another panel. Returns whether anything changed."""
        before, self.lit = self.lit, selection
        return before != selection

    def target_at(self, place: QPointF) -> Target | None:
        """Return what lies at a place of the panel."""
        if self.scene is None:
            return None
        card = self.card()
        box = card[1] if card is not None else None
        return target_at(self.scene, place.x(), place.y(), box, value_box(*card) if card is not None else None)

    def shown_selection(self) -> Selection | None:
        """Return what the card speaks of: what is edited, pointed at or selected, in this order."""
        if self.reading is not None:
            return self.reading
        if self.pointed_at is not None:
            return self.pointed_at
        scene = self.scene
        if scene is None or (scene.docks.small and not self.attended):
            return None
        return self.selection

    def card(self) -> tuple[Card, Box] | None:
        """Return the read-out card and its place."""
        shown, scene, portrait = self.shown_selection(), self.scene, self._portrait
        key = (shown, self.reading, self._version)
        if self._card[0] != key:
            found = None
            if shown is not None and scene is not None and portrait is not None:
                found = make_card(scene, portrait, self.slow, self._columns, shown, editing=self.reading is not None)
            self._card = key, found
        return self._card[1]

    def _focus(self) -> int | None:
        """Return the layer that the colour key explains."""
        focus = self.pointed_at or self.selection
        return focus.layer if focus is not None else None

    def _explain(self) -> None:
        if self.scene is not None:
            self.scene.explain(self._focus())

    # Painting.

    def paint(self, painter: QPainter, size: QSize) -> None:
        """Draw everything."""
        scene, theme = self.scene, current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if scene is None:
            painter.fillRect(0, 0, size.width(), size.height(), QColor(theme.surface))
            return
        chosen = self.selection.layer if self.selection is not None else None
        links = scene.link_parts(theme)
        if is_raster(painter):
            key = scene, scene.ground_key, chosen, theme.name
            ground = theme.surface, key, partial(scene.draw_ground, chosen=chosen, theme=theme)
            self._ground.paint(painter, size, ground, links)
        else:
            painter.fillRect(0, 0, size.width(), size.height(), QColor(theme.surface))
            scene.draw_ground(painter, chosen, theme)
            for _, _, draw in links:
                draw(painter)
        scene.draw_units(painter, self.slow, theme)
        scene.draw_answers(painter, theme)
        if not scene.docks.small and not scene.docks.key_gives_way:
            scene.draw_key(painter, theme)
        self.fresh = False
        self._draw_overlay(painter, scene)

    def _draw_overlay(self, painter: QPainter, scene: Scene) -> None:
        theme, hovered = current(), self.hovered
        if self.selection is not None:
            draw_selection(painter, scene, self.selection, theme)
        pointed_at = self.pointed_at or self.lit
        if pointed_at is not None:
            chosen = self.selection.layer if self.selection is not None else None
            draw_hovered(painter, scene, pointed_at, chosen, theme)
        place = scene.layout.sample
        if place is not None and self._sample is not None and self._assembly is not None:
            names = sample_names(self._assembly.data, self._sample)
            if scene.answer is not None and not scene.says_verdict:
                names = (f"{names[0]}: {scene.answer.verdict}", *names)
            button = hovered.kind if hovered is not None and hovered.kind in ("previous", "following") else None

            def draw(layer: QPainter) -> None:
                draw_caption(layer, names, place, theme)
                if self.has_controls:
                    draw_sample_buttons(layer, place, button, theme)

            key = (scene, names, button, self.has_controls, theme.name)
            self._caption.paint(painter, pixels_of(place.bounds), theme.surface, key, draw)
        card = self.card()
        docks = scene.docks
        key_wanted = self.attended if docks.small else docks.key_gives_way
        if key_wanted and not (card is not None and docks.key is not None and card[1].overlaps(docks.key)):
            scene.draw_key(painter, theme)
        if card is not None:
            if card[1].overlaps(scene.layout.words_box):
                painter.fillRect(rectangle(scene.layout.words_box.grown(1.0)), QColor(theme.surface))
            draw_card(painter, *card, theme, value_hovered=hovered is not None and hovered.kind == "value")
