"""Decision regions: what the network says for every point of the plane, two classes or many."""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from nnviz.answers import class_scores, gives_probabilities, target_range
from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.datasets.points import MOST_CLASSES
from ui import numbers
from ui.panels.output.blank import over_surface
from ui.panels.output.marks import MarkStyle, share_styles
from ui.panels.output.plane import PlaneView
from ui.panels.output.plane_work import Floats, Work, boundary_lines, class_margins
from ui.panels.output.points import SHARES
from ui.panels.output.side import CardRow, Key, LegendRow, Side, Symbol
from ui.theme import Theme, class_colours, class_shape, current, px
from ui.theme.colour_maps import Pixels, class_map, region_map


class RegionsView(PlaneView):
    """Decision regions with the points of all shares."""

    label = "Regions"
    tooltip = "Decision regions: the answer for every point of the plane"

    output_sentence = "What the network says for every point of the plane"

    @property
    def _classes(self) -> tuple[str, ...]:
        return self.run.assembly.data.classes

    def mark_styles(self, theme: Theme) -> list[MarkStyle]:  # noqa: D102
        colours = class_colours(theme, max(len(self._classes), MOST_CLASSES))  # whoever draws may add some
        return [
            style
            for place, colour in enumerate(colours)
            for style in share_styles(class_shape(place), colour, theme.surface)
        ]

    def mark_kinds(self) -> npt.NDArray[np.intp]:  # noqa: D102
        data = self.run.assembly.data
        self._labels = self.points.pick_of(data, "labels")
        kinds: npt.NDArray[np.intp] = len(SHARES) * self._labels + self.points.shares
        return kinds

    def kind_of(self, share: str, row: int) -> int:  # noqa: D102
        data = self.run.assembly.data
        return len(SHARES) * int(data.of("labels", share)[row]) + SHARES.index(share)

    def make_side(self) -> Side:  # noqa: D102
        rows = [LegendRow(name, self._symbol(len(SHARES) * place)) for place, name in enumerate(self._classes)]
        rows += [LegendRow(words, self._symbol(place), SHARES[place]) for place, words in self.points.held_out]
        two = len(self._classes) == 2
        # The place, the answer or answers, the nearest point.
        card = 3 if two else 2 + len(self._classes)
        return Side(self._key() if two else None, tuple(rows), self.points.note, card_rows=card)

    def work(self) -> Work:  # noqa: D102
        return class_margins, partial(region_pixels, current()), boundary_lines

    def near_row(self, near: int) -> CardRow:  # noqa: D102
        return CardRow("nearest", self._classes[self._labels[near]], self._symbol(self.kinds[near]))

    def card_rows(self, assembly: Assembly, outputs: Array) -> tuple[list[CardRow], float]:  # noqa: D102
        scores = class_scores(assembly, outputs)[0]
        probable = gives_probabilities(assembly)
        write = numbers.probability if probable else numbers.weight
        if len(scores) == 2:
            answer = float(outputs[0, -1])
            row = CardRow(self._answer_name(assembly), write(answer), strong=True)
            return [row], 0.5 + (float(scores[1]) - float(scores[0])) / 2.0
        best = int(np.argmax(scores))
        rows = [
            CardRow(self._classes[c], write(float(score)), self._symbol(len(SHARES) * c), strong=c == best)
            for c, score in enumerate(scores)
        ]
        return rows, float("nan")

    def _symbol(self, kind: int) -> Symbol:
        def draw(painter: QPainter, centre: QPointF) -> None:
            style = self.marks.styles()[kind]
            style.draw(painter, centre, px(8 if style.hollow else 9))

        return draw

    def _key(self) -> Key:
        assembly = self.run.assembly
        low, high = target_range(assembly)
        ticks = tuple((share, numbers.tick(low + share * (high - low), 0.5)) for share in (0.0, 0.5, 1.0))
        return Key(self._answer_name(assembly), lambda theme: region_map(theme).table, ticks, 0.5)

    def _answer_name(self, assembly: Assembly) -> str:
        """Name the answer: a probability where it is one, else the output's activation."""
        if gives_probabilities(assembly):
            return f"p({self._classes[1]})"
        activation = assembly.network.layers[-1].activation.name.replace("_", " ")
        return f"output, {activation}"


def region_pixels(theme: Theme, values: Floats) -> Pixels:
    """Return the colours of `class_margins`; the surface's where the answer is not a number."""
    if values.ndim == 2:
        pixels = region_map(theme).apply(values, 0.5)
    else:
        pixels = class_map(theme, values.shape[2]).apply(values)
    return over_surface(theme, pixels, values)
