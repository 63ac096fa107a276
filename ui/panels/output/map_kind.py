"""What a kind of map over two inputs says of itself: how points look, what colours mean, what is read."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from nnviz.answers import answers
from nnviz.arrays import Array
from nnviz.assembly import Assembly
from ui.numbers import weight
from ui.panels.output.plane_work import PlaneMap, Work
from ui.panels.output.response_work import unit_values
from ui.panels.output.side import CardRow, Side
from ui.panels.output.view import View


class MapKind(View):
    """One kind of map; `ui.panels.output.plane` draws it."""

    mark_scale = 1.0
    """How much larger than usual its points are."""
    output_sentence: str
    """What one sees where the network's answers are shown."""

    @abstractmethod
    def mark_styles(self, theme: Any) -> list[Any]:
        """Return how points look in a theme."""

    @abstractmethod
    def mark_kinds(self) -> Any:
        """Return which of the styles each drawn point has."""

    @abstractmethod
    def kind_of(self, share: str, row: int) -> int:
        """Return which of the styles a sample has, drawn or not."""

    @abstractmethod
    def make_side(self) -> Side:
        """Return key and legend."""

    @abstractmethod
    def work(self) -> Work:
        """Return functions for the background: values from answers, colours and lines from values."""

    @abstractmethod
    def near_row(self, near: int) -> CardRow:
        """Return what the card says of a point."""

    @abstractmethod
    def card_rows(self, assembly: Assembly, outputs: Array) -> tuple[list[CardRow], float]:
        """Return what the card says of answers at one place, and the place on the colour key."""

    def read_map(self, made: PlaneMap, raw: Array) -> tuple[list[CardRow], float]:
        """Return what the card says of a map at one place, raw inputs of shape (1, 2), and where it is on the key."""
        inputs, response = made.assembly.data.inputs_at(raw), made.response
        if response is None:
            outputs = answers(made.assembly, made.theta, inputs)
            assert outputs is not None, "nobody cancels a reading"
            return self.card_rows(made.assembly, outputs)
        values = unit_values(made.assembly, made.theta, response.unit, inputs)
        assert values is not None, "nobody cancels a reading"
        value = float(values[0])
        return [CardRow(response.short_name, weight(value), strong=True)], response.place(value)
