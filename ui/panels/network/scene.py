"""Draws one portrait of a network in one layout: everything in the panel that does not follow the pointer."""

from __future__ import annotations

import math
from collections.abc import Hashable
from functools import partial

import numpy as np
from PySide6.QtGui import QPainter, QPixmap

from nnviz.autoencoder import in_own_units
from ui.frame import Selection
from ui.panels.network.block import Block
from ui.panels.network.box import Box
from ui.panels.network.columns import Column
from ui.panels.network.docks import Docks
from ui.panels.network.faces import Faces, fold_pixels
from ui.panels.network.grid import histogram_places
from ui.panels.network.layout import Layout
from ui.panels.network.paint_brackets import draw_brackets
from ui.panels.network.paint_inputs import draw_histograms, draw_picture, grey_picture
from ui.panels.network.paint_links import LinkPaths
from ui.panels.network.paint_sample import draw_answers, draw_lone_answer
from ui.panels.network.paint_units import Units
from ui.panels.network.paint_words import (
    Key,
    draw_heads,
    draw_hidden_words,
    draw_key,
    draw_labels,
    draw_slim_key,
    draw_wide_key,
)
from ui.panels.network.pixels import Draw, pixels_of
from ui.panels.network.portrait import Portrait, Slow
from ui.panels.network.sample_words import Answer, answer_to, raw_inputs, seen_inputs
from ui.panels.network.text import text_width
from ui.plotting.kept_picture import KeptPicture
from ui.theme import Theme, current
from ui.theme.colour_maps import Pixels, signed_map

OVERHANG = 6.0
"""How far discs and rings reach beyond the units."""


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
        self._units = [Units(block) for block in layout.blocks]
        self._answers, self._key = KeptPicture(), KeptPicture()
        self._answered: tuple[Hashable, QPixmap | None] = (None, None)
        self.portrait: Portrait | None = None
        self.answer: Answer | None = None
        self.key: Key | None = None

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The columns in their places."""
        return self.layout.blocks

    def set_portrait(self, portrait: Portrait, focus: int | None) -> list[Box] | None:
        """Take a portrait; the colour key explains the layer `focus`, or the first one that shows colours.

        Returns where something has changed; None for everywhere.
        """
        before, self.portrait = self.portrait, portrait
        for number, (units, faces) in enumerate(zip(self._units, portrait.faces, strict=True)):
            if faces is None or (before is not None and before.faces[number] is faces):
                continue
            if faces.curves is not None:
                units.show_curves(faces.curves)
            elif faces.pixels is not None and units.block.column.face != "picture":
                units.show_pixels(self._folded(faces, number, portrait.wanted.theme))
        answer_before, key_before = self.answer, self.key
        answer = None
        if portrait.sample is not None and portrait.sample_pass is not None:
            answer = answer_to(portrait.assembly, portrait.sample, portrait.sample_pass.a[-1])
        if answer is None or not answer.looks_like(self.answer):
            self.answer = answer
        self.explain(focus)
        if before is None or _ground_key(before) != _ground_key(portrait):
            return None
        changed: list[Box | None] = [units.block.units_box.grown(OVERHANG) for units in self._units[1:]]
        pairs = zip(before.links, portrait.links, strict=True)
        changed += [self.gap_box(number) for number, (old, new) in enumerate(pairs) if old is not new]
        if self.answer is not answer_before:
            changed += [self.blocks[-1].answers_box, self.layout.lone_answer]
        if (self.key and self.key.words) != (key_before and key_before.words):
            changed.append(self.docks.key)
        return [box for box in changed if box is not None]

    def gap_box(self, number: int) -> Box:
        """Return where the links of a gap can be."""
        return self.layout.gaps[number].box(self.layout.request.height)

    def _folded(self, faces: Faces, number: int, theme: Theme) -> Pixels:
        """Return the pixels of maps as they are, and those of weights laid out like the column before."""
        assert faces.pixels is not None
        if self.blocks[number].column.face != "weights":
            return faces.pixels
        fan_in, before = faces.pixels.shape[2], self.blocks[number - 1].fold
        columns = math.ceil(math.sqrt(fan_in)) if before.hidden else before.columns
        table = signed_map(theme).table
        return fold_pixels(faces.pixels, -(-fan_in // columns), columns, int(table[len(table) // 2]))

    def explain(self, focus: int | None) -> None:
        """Choose what the colour key says."""
        if self.portrait is not None:
            self.key = colour_key(self.portrait, tuple(block.column for block in self.blocks), focus)

    @property
    def says_verdict(self) -> bool:
        """Whether the output itself says in words what is predicted."""
        return any(row.word is not None for row in self.blocks[-1].answers) or bool(self.lone_lines(current()))

    def is_in_view(self, number: int) -> bool:
        """Say whether any of a column is in view, where the panel pans."""
        box = self.blocks[number].bounds
        return box.right >= 0.0 and box.x <= self.layout.request.width

    # What stays while training: words, and what the inputs show.

    @property
    def ground_key(self) -> Hashable:
        """What the ground depends on besides the layout, the chosen layer and the theme."""
        return self.portrait and _ground_key(self.portrait)

    def draw_ground(self, painter: QPainter, chosen: int | None, theme: Theme) -> None:
        """Draw what stays: heads, names, words, inputs."""
        draw_brackets(painter, self.layout, theme)
        draw_heads(painter, self.layout, chosen, theme)
        draw_labels(painter, self.blocks[0], theme)
        draw_hidden_words(painter, self.layout, theme)
        portrait, units = self.portrait, self._units[0]
        if units.block.column.face == "picture":
            draw_picture(painter, self._sample_picture(theme), units.block, theme)
            return
        if portrait is not None and portrait.histograms is not None:
            through = portrait.sample_pass
            places = None if through is None else histogram_places(portrait.assembly.data, through.inputs)
            draw_histograms(painter, units.boxes, portrait.histograms, places, theme)
        units.draw(painter, theme)
        units.draw_frames(painter, None, None, theme)

    def _sample_picture(self, theme: Theme) -> QPixmap | None:
        portrait = self.portrait
        if portrait is None or portrait.sample is None or portrait.assembly.data.input_shape is None:
            return None
        data = portrait.assembly.data
        noisy = portrait.assembly.experiment.data.input_noise > 0.0
        values = seen_inputs(portrait.assembly, portrait.sample) if noisy else raw_inputs(data, portrait.sample)
        return grey_picture(values.reshape(data.input_shape), float(data.raw_train.max()), theme)

    def _answer_picture(self, theme: Theme) -> QPixmap | None:
        """Return what an autoencoder answers to the sample, as a picture."""
        portrait = self.portrait
        if portrait is None or portrait.sample_pass is None or portrait.assembly.data.input_shape is None:
            return None
        key = portrait, theme.name
        if self._answered[0] != key:
            data = portrait.assembly.data
            values = in_own_units(portrait.assembly, portrait.sample_pass.a[-1][np.newaxis])
            shown = np.nan_to_num(values.reshape(portrait.assembly.data.input_shape))
            self._answered = key, grey_picture(shown, float(data.raw_train.max()), theme)
        return self._answered[1]

    # What changes while training.

    def link_parts(self, theme: Theme) -> list[tuple[Box, Hashable, Draw]]:
        """Return each gap's box, its links and how to draw them; links that are the same object are drawn alike."""
        if self.portrait is None:
            return []
        return [
            (self.gap_box(number), links, partial(paths.draw, links=links, theme=theme))
            for number, (paths, links) in enumerate(zip(self._paths, self.portrait.links, strict=True))
        ]

    def draw_units(self, painter: QPainter, slow: Slow | None, theme: Theme) -> None:
        """Draw what the units after the inputs show."""
        portrait = self.portrait
        for number, units in enumerate(self._units[1:], 1):
            if not self.is_in_view(number):
                continue
            if units.block.column.face == "picture":
                draw_picture(painter, self._answer_picture(theme), units.block, theme)
                continue
            units.draw(painter, theme)
            faces = portrait.faces[number] if portrait is not None else None
            dead = slow.dead[number - 1] if slow is not None and portrait is not None else None
            units.draw_frames(painter, dead, faces.broken if faces is not None else None, theme)
            if portrait is not None:
                units.draw_biases(painter, portrait.biases[number - 1], theme)

    def draw_answers(self, painter: QPainter, theme: Theme) -> None:
        """Draw what the network answers to the sample."""
        output = self.blocks[-1]
        if output.answers_box is not None and self.portrait is not None:
            self._answers.paint(
                painter,
                pixels_of(output.answers_box),
                theme.surface,
                (theme.name, self.answer),
                lambda layer: draw_answers(layer, output, self.answer, theme),
            )
        lines = self.lone_lines(theme)
        if lines and self.layout.lone_answer is not None:
            draw_lone_answer(painter, lines, output, self.layout.lone_answer, theme)

    def draw_key(self, painter: QPainter, theme: Theme) -> None:
        """Draw the colour key, where there is room for it."""
        key, box = self.key, self.docks.key
        if key is None or box is None:
            return
        usual = draw_key if self.layout.picture is None else draw_wide_key
        draw = draw_slim_key if self.docks.slim else usual
        look = theme.name, key.words
        self._key.paint(painter, pixels_of(box), theme.surface, look, lambda layer: draw(layer, key, box, theme))

    def draw_bias(self, painter: QPainter, selection: Selection, theme: Theme) -> None:
        """Draw the bias of one unit once more, over its ring."""
        if self.portrait is not None and selection.layer > 0 and selection.unit is not None:
            place = int(self.portrait.biases[selection.layer - 1][selection.unit])
            self._units[selection.layer].draw_bias(painter, selection.unit, place, theme)

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


def _ground_key(portrait: Portrait) -> Hashable:
    return portrait.assembly.data, portrait.faces[0], portrait.sample


def colour_key(portrait: Portrait, columns: tuple[Column, ...], focus: int | None) -> Key | None:
    """Return what the colours of one layer mean: of the layer `focus`, or of the first after the inputs."""
    number = focus if focus is not None and focus > 0 and columns[focus].face != "picture" else 1
    faces, column = portrait.faces[number], columns[number]
    if faces is None:
        return None
    quantity = "output"
    if column.face == "weights":
        quantity = "weight"
    elif column.place == "output" and portrait.assembly.data.task == "reconstruction":
        quantity = column.labels[0] if column.units == 1 else "output"
    elif column.place == "output" and column.units == 1:
        quantity = f"p({column.labels[0]})" if faces.low == 0.0 else column.labels[0]
    elif column.place == "output" and faces.low == 0.0:
        # Each output has its class's colour, which stands beside it.
        return None
    return Key(quantity, column.name, faces.low, faces.high, ramp=column.face != "curve")
