"""What a number may be, and how a slider and the arrow keys walk through it. Free of Qt."""

from __future__ import annotations

import math

from msgspec import Struct

from nnviz.errors import InvalidInput
from nnviz.registry import Hyperparameter, Scale
from ui.numbers import THIN_SPACE, count, entry, parse, parse_count

# A logarithmic slider whose low end is zero keeps its first place for zero and spreads this many decades below its
# high end over the rest.
_DECADES = 5
_FINE = 100


class NumberRange(Struct, frozen=True, kw_only=True):
    """The numbers that a control takes, in the unit of the experiment file.

    Attributes
    ----------
    minimum, maximum : float
        Bounds, inclusive unless `minimum_excluded`.
    slider : (float, float) or None
        The part that a slider covers; None is the whole range.
    scale : "linear" or "log"
        How a slider is spaced and keys step: by even amounts, or 1, 2, 5, 10.
    whole : bool
        Whether only whole numbers are allowed.
    binary : bool
        On a logarithmic scale: step by powers of two, as batch sizes do.
    minimum_excluded : bool
        Whether the minimum itself is refused.
    factor, unit : float, str
        What is shown is the number times `factor`, followed by `unit`: 0.2 as 20 %.
    """

    minimum: float
    maximum: float
    slider: tuple[float, float] | None = None
    scale: Scale = "linear"
    whole: bool = False
    binary: bool = False
    minimum_excluded: bool = False
    factor: float = 1.0
    unit: str = ""

    @classmethod
    def of(cls, hyperparameter: Hyperparameter) -> NumberRange:
        """Return the range of a registry entry's hyperparameter."""
        return cls(
            minimum=hyperparameter.minimum,
            maximum=hyperparameter.maximum,
            slider=hyperparameter.slider,
            scale=hyperparameter.scale,
            minimum_excluded=hyperparameter.minimum_excluded,
        )

    @property
    def ends(self) -> tuple[float, float]:
        """The low and high end of the slider."""
        return self.slider or (self.minimum, self.maximum)

    def text(self, value: float) -> str:
        """Return the number as a field shows it, without its unit."""
        return entry(value if self.factor == 1.0 else float(f"{value * self.factor:.12g}"))

    def read(self, text: str, label: str) -> float:
        """Return what somebody typed, as an int where only whole numbers are allowed.

        Raises
        ------
        InvalidInput
            One sentence that begins with `label`, when it is no number or out of range.
        """
        bare = text.strip().removesuffix(self.unit.strip()) if self.unit else text
        try:
            value = parse_count(bare) if self.whole else parse(bare)
        except InvalidInput as error:
            raise InvalidInput(f"{label}: {error}.") from None
        if self.factor != 1.0:
            value = float(f"{value / self.factor:.12g}")
        low_enough = value <= self.maximum
        high_enough = value > self.minimum if self.minimum_excluded else value >= self.minimum
        if not (low_enough and high_enough):
            raise InvalidInput(f"{label} is {self._said(value)}: allowed is {self.allowed()}.")
        return value

    def allowed(self) -> str:
        """Return the bounds in words: ``above 0 to 1,000,000``."""
        word = "above " if self.minimum_excluded else ""
        unit = f"{THIN_SPACE}{self.unit}" if self.unit else ""
        return f"{word}{self._said(self.minimum).removesuffix(unit)} to {self._said(self.maximum)}"

    def fraction(self, value: float) -> float:
        """Return a number's place on the slider, 0 to 1; what lies beyond is at the nearer end."""
        low, high = self.ends
        if value <= low:
            return 0.0
        if value >= high:
            return 1.0
        if self.scale == "log":
            low = self._lowest()
            return max(0.0, math.log(value / low) / math.log(high / low))
        return (value - low) / (high - low)

    def at(self, fraction: float) -> float:
        """Return the number at a place on the slider, rounded to what a person would choose."""
        low, high = self.ends
        if fraction <= 0.0 or fraction >= 1.0:
            return self._kept(low if fraction <= 0.0 else high, low, high)
        if self.scale == "linear":
            grid = self._grid()
            return self._kept(_snapped((low + fraction * (high - low)) / grid, grid), low, high)
        value = self._lowest() * (high / self._lowest()) ** fraction
        value = 2.0 ** round(math.log2(value)) if self.binary else float(f"{value:.1e}")
        return self._kept(value, low, high)

    def stepped(self, value: float, steps: int) -> float:
        """Return the number that many key presses up (or down, below zero), within the whole range."""
        result = value
        for _ in range(abs(steps)):
            result = self._next(result, up=steps > 0)
        return result

    def _next(self, value: float, *, up: bool) -> float:
        if self.scale == "linear":
            grid = self._grid()
            place = value / grid
            # A number between two steps goes to the next one, not a whole step further.
            target = _snapped(math.floor(place + 1e-9) + 1 if up else math.ceil(place - 1e-9) - 1, grid)
        elif value < self._lowest() * (1.0 if up else 1.0 + 1e-9):
            target = self._lowest() if up else min(self.ends[0], value)
        else:
            target = _doubled(value, up=up) if self.binary else _decimal(value, up=up)
        if self.whole and abs(target - value) < 1.0:
            target = value + (1 if up else -1)
        target = self._kept(target, self.minimum, self.maximum)
        return value if self.minimum_excluded and target <= self.minimum else target

    def _lowest(self) -> float:
        low, high = self.ends
        return low if low > 0.0 else high * 10.0**-_DECADES

    def _grid(self) -> float:
        """Return the step of a linear range: the largest of 1, 2, 5, 10, ... of which a hundred still fit."""
        low, high = self.ends
        size = (high - low) / _FINE
        decade = 10.0 ** math.floor(math.log10(size) + 1e-9)
        grid = next(decade * m for m in (5.0, 2.0, 1.0) if decade * m <= size * (1.0 + 1e-9))
        return max(1.0, grid) if self.whole else grid

    def _kept(self, value: float, low: float, high: float) -> float:
        value = min(max(value, low), high)
        return round(value) if self.whole else value

    def _said(self, value: float) -> str:
        shown = value * self.factor
        whole = shown == round(shown) and abs(shown) < 1e15
        text = count(shown) if whole else self.text(value)
        return f"{text}{THIN_SPACE}{self.unit}" if self.unit else text


def _snapped(places: float, grid: float) -> float:
    """Return a whole number of grid steps without the binary dust of 3 * 0.1."""
    return float(f"{round(places) * grid:.12g}")


def _decimal(value: float, *, up: bool) -> float:
    """Return the next of 1, 2, 5, 10, 20, ... at any power of ten."""
    decade = math.floor(math.log10(value))
    series = [float(f"{m}e{k}") for k in range(decade - 1, decade + 2) for m in (1, 2, 5)]
    if up:
        return next(x for x in series if x > value * (1.0 + 1e-9))
    return next(x for x in reversed(series) if x < value * (1.0 - 1e-9))


def _doubled(value: float, *, up: bool) -> float:
    """Return the next power of two."""
    power = math.log2(value)
    return 2.0 ** (math.floor(power + 1e-9) + 1 if up else math.ceil(power - 1e-9) - 1)
