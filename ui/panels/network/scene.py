"""Draws one portrait of a network in one layout: everything in the panel that does not follow the pointer."""

from __future__ import annotations

from PySide6.QtGui import QImage, QPainter

from ui.frame import Selection
from ui.panels.network.block import Block
from ui.panels.network.columns import Column
from ui.panels.network.docks import Docks
from ui.panels.network.grid import histogram_places
from ui.panels.network.layout import Layout
from ui.panels.network.paint_links import LinkPaths
from ui.panels.network.paint_sample import draw_answers, draw_lone_answer, draw_picture, grey_image
from ui.panels.network.paint_units import UnitPaths, image_of, weight_image
from ui.panels.network.paint_words import (
    Key,
    draw_heads,
    draw_hidden_words,
    draw_key,
    draw_labels,
    draw_wide_key,
)
from ui.panels.network.portrait import Portrait, Slow
from ui.panels.network.sample_words import Answer, answer_to, raw_inputs
from ui.panels.network.text import text_width
from ui.theme import Theme, current


class Scene:
    """A network in a layout. It keeps what can be made once: curves, outlines, pictures.

    Parameters
    ----------
    docks : Docks
        The layout, and the places for card and key.
    """

    def __init__(self, docks: Docks) -> None:
        self.docks = docks
        self.layout: Layout = docks.layout
        layout = self.layout
        self._paths = [LinkPaths(gap) for gap in layout.gaps]
        self._units = [UnitPaths(block) for block in layout.blocks]
        self._images: list[tuple[QImage, int] | None] = []
        self._picture: QImage | None = None
        self.portrait: Portrait | None = None
        self.answer: Answer | None = None
        self.key: Key | None = None

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The columns in their places."""
        return self.layout.blocks

    def set_portrait(self, portrait: Portrait, focus: int | None) -> None:
        """Take a portrait; the colour key explains the layer `focus`, or the first one that shows colours."""
        theme = portrait.wanted.theme
        self.portrait = portrait
        self._images = []
        for number, faces in enumerate(portrait.faces):
            if faces is None or faces.pixels is None:
                self._images.append(None)
            elif self.blocks[number].column.face == "weights":
                self._images.append(weight_image(faces, self.blocks[number - 1], theme))
            else:
                self._images.append((image_of(faces.pixels), faces.pixels.shape[1]))
        self.answer, self._picture = None, None
        if portrait.sample is not None and portrait.sample_pass is not None:
            data = portrait.assembly.data
            self.answer = answer_to(portrait.assembly, portrait.sample, portrait.sample_pass.a[-1])
            if data.input_shape is not None:
                values = raw_inputs(data, portrait.sample).reshape(data.input_shape)
                self._picture = grey_image(values, float(data.raw_train.max()), theme)
        self.explain(focus)

    def explain(self, focus: int | None) -> None:
        """Choose what the colour key says."""
        if self.portrait is not None:
            self.key = colour_key(self.portrait, tuple(block.column for block in self.blocks), focus)

    @property
    def says_verdict(self) -> bool:
        """Whether the output itself says in words what is predicted."""
        return any(row.word is not None for row in self.blocks[-1].answers) or bool(self.lone_lines(current()))

    def draw_ground(self, painter: QPainter, chosen: int | None, theme: Theme) -> None:
        """Draw what only changes with the layout: heads, names, words."""
        draw_heads(painter, self.layout, chosen, theme)
        draw_labels(painter, self.blocks[0], theme)
        draw_hidden_words(painter, self.layout, theme)

    def draw(self, painter: QPainter, slow: Slow | None, theme: Theme) -> None:
        """Draw links, units and answers."""
        portrait = self.portrait
        if portrait is None:
            for units in self._units:
                units.draw_outlines(painter, theme)
            return
        for paths, links in zip(self._paths, portrait.links, strict=True):
            if paths.gap.x1 >= 0.0 and paths.gap.x0 <= self.layout.request.width:
                paths.draw(painter, links, theme)
        for number, units in enumerate(self._units):
            box = units.block.bounds
            if box.right >= 0.0 and box.x <= self.layout.request.width:
                self._draw_units(painter, number, units, slow, theme)
        draw_answers(painter, self.blocks[-1], self.answer, theme)
        lines = self.lone_lines(theme)
        if lines and self.layout.lone_answer is not None:
            draw_lone_answer(painter, lines, self.blocks[-1], self.layout.lone_answer, theme)
        if not self.docks.small and not self.docks.key_gives_way:
            self.draw_key(painter, theme)

    def draw_key(self, painter: QPainter, theme: Theme) -> None:
        """Draw the colour key, where there is room for it."""
        if self.key is not None and self.docks.key is not None:
            (draw_key if self.layout.picture is None else draw_wide_key)(painter, self.key, self.docks.key, theme)

    def _draw_units(self, painter: QPainter, number: int, units: UnitPaths, slow: Slow | None, theme: Theme) -> None:
        portrait = self.portrait
        assert portrait is not None
        faces, image, column = portrait.faces[number], self._images[number], units.block.column
        if column.face == "picture":
            draw_picture(painter, self._picture, units.block, theme)
            return
        if image is not None:
            units.draw_image(painter, *image, smooth=column.face == "map")
        elif faces is not None and faces.curves is not None:
            units.draw_curves(painter, faces.curves, theme)
        elif portrait.histograms is not None:
            through = portrait.sample_pass
            places = None if through is None else histogram_places(portrait.assembly.data, through.inputs)
            units.draw_histograms(painter, portrait.histograms, places, theme)
        if faces is not None and faces.broken.any():
            units.draw_broken(painter, faces.broken, theme)
        units.draw_outlines(painter, theme)
        if number > 0:
            if slow is not None and slow.dead[number - 1].any():
                units.draw_dead(painter, slow.dead[number - 1], theme)
            units.draw_biases(painter, portrait.biases[number - 1], theme)

    def draw_bias(self, painter: QPainter, selection: Selection, theme: Theme) -> None:
        """Draw the bias of one unit once more, over its ring."""
        if self.portrait is not None and selection.layer > 0:
            levels = self.portrait.biases[selection.layer - 1]
            self._units[selection.layer].draw_biases(painter, levels, theme, only=selection.unit)

    def lone_lines(self, theme: Theme) -> list[tuple[str, str]]:
        """Return what stands below a single output: its answer and whether it is right, each with its colour."""
        if self.answer is None or self.portrait is None or self.layout.lone_answer is None:
            return []
        answer, data = self.answer, self.portrait.assembly.data
        if answer.true is None:
            words = answer.verdict.rpartition("target ")[2]
            lines = [(answer.numbers[0], theme.ink), (f"target {words}", theme.ink2)]
        elif answer.predicted is None:
            lines = [("no answer", theme.error)]
        else:
            name = f"{data.classes[answer.predicted]} {answer.numbers[answer.predicted]}"
            verdict = f"wrong: {data.classes[answer.true]}" if answer.is_wrong else "right"
            lines = [(name, theme.ink), (verdict, theme.error if answer.is_wrong else theme.ink2)]
        fits = all(text_width(words, "value") <= self.layout.lone_answer.w for words, _ in lines)
        return lines if fits else []

    def link_at(self, x: float, y: float) -> tuple[int, int, int] | None:
        """Return gap, source and target of the link at a point."""
        if self.portrait is None:
            return None
        for number, (paths, links) in enumerate(zip(self._paths, self.portrait.links, strict=True)):
            gap = paths.gap
            if gap.x0 <= x <= gap.x1:
                shown = (links.sources < len(gap.sources)) & (links.targets < len(gap.targets))
                sources, targets = links.sources[shown], links.targets[shown]
                found = gap.hit(sources, targets, links.widths[shown], x, y)
                return None if found is None else (number, int(sources[found]), int(targets[found]))
        return None

    def link_path(self, number: int, source: int, target: int) -> LinkPaths | None:
        """Return the curves of a gap if both units are shown."""
        paths = self._paths[number]
        shown = source < len(paths.gap.sources) and target < len(paths.gap.targets)
        return paths if shown else None


def colour_key(portrait: Portrait, columns: tuple[Column, ...], focus: int | None) -> Key | None:
    """Return what the colours of one layer mean: of the layer `focus`, or of the first after the inputs."""
    number = focus if focus is not None and focus > 0 else 1
    faces, column = portrait.faces[number], columns[number]
    if faces is None:
        return None
    quantity = "output"
    if column.face == "weights":
        quantity = "weight"
    elif column.place == "output" and column.units == 1:
        quantity = f"p({column.labels[0]})" if faces.low == 0.0 else column.labels[0]
    elif column.place == "output" and faces.low == 0.0:
        # Each output has its class's colour, which stands beside it.
        return None
    return Key(quantity, column.name, faces.low, faces.high, ramp=column.face != "curve")
