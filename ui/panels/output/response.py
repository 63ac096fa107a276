"""What one unit answers, in place of the output: which unit that is, what it is called, and what its colours mean."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.assembly import Assembly
from ui import numbers
from ui.frame import Frame, Selection
from ui.panels.output.side import Key
from ui.theme import Theme
from ui.theme.colour_maps import ColourMap, Pixels, class_map, region_map


class Response(Struct, frozen=True):
    """One unit's response, as it is shown.

    Attributes
    ----------
    unit : Selection
        The unit: a layer and a place in it.
    name, activation : str
        "Hidden 1, unit 3" and "tanh"; an input has no activation.
    low, high : float
        The values at the ends of the colour key.
    classes : int
        Of outputs that are probabilities: how many there are, for they are shown in their classes' colours. Else 0.
    """

    unit: Selection
    name: str
    activation: str
    low: float
    high: float
    classes: int = 0

    @property
    def middle(self) -> float:
        """The value whose colour is neutral."""
        return (self.low + self.high) / 2.0

    @property
    def short_name(self) -> str:
        """The name without the layer's: "unit 3"."""
        return self.name.rpartition(", ")[2]

    @property
    def full_name(self) -> str:
        """The name with the activation: "Hidden 1, unit 3 (tanh)"."""
        return f"{self.name} ({self.activation})" if self.activation else self.name

    @property
    def _words(self) -> str:
        return f"{'Response' if self.activation else 'Value'} of {self.full_name}"

    @property
    def _colours(self) -> str:
        if self.classes:
            return "the stronger the colour, the nearer to 1"
        return "blue negative, orange positive" if self.low < 0.0 else "blue 0, orange 1"

    @property
    def sentence(self) -> str:
        """What one sees where it is drawn as a map."""
        return f"{self._words}: {self._colours}"

    @property
    def curve_sentence(self) -> str:
        """What one sees where it is drawn as a curve."""
        low, high = self.square_ends
        return f"Thin line: {self._words[0].lower()}{self._words[1:]}; the plot's height is {low} to {high}"

    @property
    def curve_label(self) -> str:
        """What stands beside such a curve."""
        return f"{self.full_name}, {' to '.join(self.square_ends)}"

    @property
    def square_ends(self) -> tuple[str, str]:
        """The values at the lower and the upper edge of a plot with zero in its middle, in words."""
        return replace(self, low=-self.high).ends

    @property
    def points_sentence(self) -> str:
        """What one sees where each point has the colour of its own response."""
        return f"Colour of the points: {self._words[0].lower()}{self._words[1:]}, {self._colours}"

    @property
    def ends(self) -> tuple[str, str]:
        """The values at the ends of the colour key, in words."""
        if self.high == 1.0:
            return numbers.tick(self.low, 1.0), "1"
        return numbers.weight(self.low), numbers.weight(self.high)

    def key(self) -> Key:
        """Return the colour key."""
        low, high = self.ends
        ticks = (0.0, low), (0.5, "0" if self.low < 0.0 else "0.5"), (1.0, high)
        return Key(self.name, lambda theme: colour_map(theme, self).table, ticks)

    def place(self, value: float) -> float:
        """Return a value's place on the colour key, 0 to 1."""
        return (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5


def seen_unit(frame: Frame) -> Selection | None:
    """Return the unit of the chosen run's network that is hovered, else the one that is selected; None where none is.

    A weight stands for the unit that it leads into.
    """
    units = frame.run.assembly.network.units
    for seen in (frame.hovered, frame.selection):
        if seen is None or seen.unit is None or not 0 <= seen.layer < len(units):
            continue
        if 0 <= seen.unit < units[seen.layer]:
            return Selection(seen.layer, seen.unit)
    return None


def responding_unit(frame: Frame) -> Selection | None:
    """Return the unit whose response is to be shown; None where that is the output itself."""
    unit, network = seen_unit(frame), frame.run.assembly.network
    is_output = unit is not None and unit.layer == len(network.layers) and network.outputs == 1
    return None if is_output else unit


def unit_names(assembly: Assembly, unit: Selection) -> tuple[str, str]:
    """Return a unit's name and its activation's."""
    assert unit.unit is not None, "a layer has no response of its own"
    if unit.layer == 0:
        return f"input {assembly.data.feature_labels[unit.unit]}", ""
    layer = assembly.network.layers[unit.layer - 1]
    is_class = unit.layer == len(assembly.network.layers) and assembly.network.outputs > 1
    name = assembly.data.classes[unit.unit] if is_class else f"unit {unit.unit}"
    return f"{layer.name}, {name}", layer.entry.label.lower()


def colour_map(theme: Theme, response: Response) -> ColourMap:
    """Return a response's colours, at the strength at which points stand out."""
    if not response.classes:
        return region_map(theme)
    table = class_map(theme, response.classes).table[response.unit.unit]
    return ColourMap(np.append(table, table[:1]))


def response_pixels(theme: Theme, response: Response, values: np.ndarray) -> Pixels:
    """Return the colours of a unit's responses."""
    return colour_map(theme, response).span(values, response.low, response.high)
