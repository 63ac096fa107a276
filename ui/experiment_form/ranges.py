"""The numbers that a row of the form takes: what the schema and the registries allow, and null where it is allowed.

Inside the controls null is infinity, which no experiment can hold; rows turn it into null and back.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal

from nnviz.errors import InvalidInput
from nnviz.experiment import Field
from nnviz.registry import Hyperparameter
from ui.controls import NumberRange
from ui.numbers import MINUS

NULL = math.inf

# The last part of an optional number's slider stands for null.
_FINITE_SHARE = 0.92

# Digits that a field of the form can show; a round number of more is written as 1e9.
_LONGEST = 7

_DIGITS = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)


class FormRange(NumberRange, frozen=True, kw_only=True):
    """A range of numbers, with null behind its high end where there is a word for it.

    Attributes
    ----------
    maximum_excluded : bool
        Whether the maximum itself is refused.
    null_word : str
        What null is called ("all", "no limit"); empty where it is not allowed.
    suffix : str
        A unit that is part of the text, because null has none.
    """

    maximum_excluded: bool = False
    null_word: str = ""
    suffix: str = ""

    @property
    def ends(self) -> tuple[float, float]:
        """The low and high end of the slider; null lies at the high end."""
        low, high = super().ends
        return (low, NULL) if self.null_word else (low, high)

    def text(self, value: float) -> str:
        """Return the number, or the word for null, as a field shows it."""
        if value == NULL:
            return self.null_word
        text = super().text(value)
        if self.whole and len(text) > _LONGEST:
            mantissa, exponent = f"{value:.11e}".split("e")
            short = f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"
            if Decimal(short) == Decimal(value):
                text = min(text, short, key=len)
        return f"{text}\u2009{self.suffix}" if self.suffix else text

    def read(self, text: str, label: str) -> float:
        """Return what somebody typed; nothing at all is null. Raises `InvalidInput`."""
        bare = text.strip()
        # The word may also come without its blank, which cannot be typed into a number field.
        if self.null_word and "".join(bare.lower().split()) in ("", self.null_word.replace(" ", "")):
            return NULL
        bare = bare.removesuffix(self.suffix) if self.suffix else bare
        beyond = _infinity(bare.removesuffix(self.unit))
        if beyond:
            raise InvalidInput(f"{label} is too {'large' if beyond > 0.0 else 'small'}: allowed is {self.allowed()}.")
        value = super().read(bare, label)
        if self.maximum_excluded and value >= self.maximum:
            raise InvalidInput(f"{label} is {self._said(value)}: allowed is {self.allowed()}.")
        return value

    def allowed(self) -> str:
        """Return the bounds in words: ``0 to below 1``, ``1 to 1,000,000, or all``."""
        low, _, high = super().allowed().rpartition(" to ")
        words = f"{low.removesuffix(self.suffix).rstrip()} to {high}" if self.suffix else f"{low} to {high}"
        if self.maximum_excluded:
            low, _, high = words.rpartition(" to ")
            words = f"{low} to below {high}"
        return f"{words}, or {self.null_word}" if self.null_word else words

    def fraction(self, value: float) -> float:
        """Return a number's place on the slider, 0 to 1."""
        if not self.null_word:
            return super().fraction(value)
        return 1.0 if value == NULL else _FINITE_SHARE * self._finite.fraction(value)

    def at(self, fraction: float) -> float:
        """Return the number at a place on the slider."""
        if not self.null_word:
            return super().at(fraction)
        if fraction > (1.0 + _FINITE_SHARE) / 2.0:
            return NULL
        return self._finite.at(min(1.0, fraction / _FINITE_SHARE))

    def stepped(self, value: float, steps: int) -> float:
        """Return the number that many key presses up or down; above the slider's high end comes null."""
        for _ in range(abs(steps)):
            value = self._step(value, up=steps > 0)
        return value

    def _step(self, value: float, *, up: bool) -> float:
        if self.null_word:
            high = self._finite.ends[1]
            if value == NULL:
                return NULL if up else high
            if up and value >= high:
                return NULL
            return self._finite.stepped(value, 1 if up else -1)
        target = super().stepped(value, 1 if up else -1)
        return value if self.maximum_excluded and target >= self.maximum else target

    @property
    def _finite(self) -> NumberRange:
        return NumberRange(
            minimum=self.minimum,
            maximum=self.maximum,
            slider=self.slider,
            scale=self.scale,
            whole=self.whole,
            binary=self.binary,
            minimum_excluded=self.minimum_excluded,
            factor=self.factor,
        )

    def _said(self, value: float) -> str:
        said = super()._said(value)
        return f"{said}\u2009{self.suffix}" if self.suffix and not said.endswith(self.suffix) else said


def _infinity(text: str) -> float:
    """Return infinity with the sign of a number that is too large to be held, such as 1e400; 0 for any other text."""
    cleaned = re.sub(r"[\s,]", "", text).replace(MINUS, "-")
    # Words such as "inf" are no numbers.
    value = float(cleaned) if _DIGITS.fullmatch(cleaned) else 0.0
    return value if math.isinf(value) else 0.0


def range_of(
    number: Hyperparameter,
    *,
    percent: bool = False,
    maximum: float | None = None,
    slider_end: float | None = None,
    null: bool = True,
) -> FormRange:
    """Return the range of a field of the experiment, or of a registry entry's hyperparameter.

    Parameters
    ----------
    number : Hyperparameter
        Where it comes from.
    percent : bool
        Whether a share of 1 is shown in per cent.
    maximum : float or None
        A lower maximum than the field's own, such as the rows of a data set; the slider then ends there.
    slider_end : float or None
        Where the slider ends at the latest.
    null : bool
        Whether null is offered where the field allows it.
    """
    low, high = number.slider
    if maximum is not None:
        high = maximum
    if slider_end is not None:
        high = min(high, slider_end)
    null_word = number.none_label if null and isinstance(number, Field) and number.optional else ""
    return FormRange(
        minimum=number.minimum,
        maximum=number.maximum if maximum is None else maximum,
        slider=(low, high),
        scale=number.scale,
        whole=number.integer,
        binary=number.scale == "log" and number.integer and high > 0 and math.log2(high).is_integer(),
        minimum_excluded=number.minimum_excluded,
        maximum_excluded=number.maximum_excluded,
        factor=100.0 if percent else 1.0,
        unit="%" if percent and not null_word else "",
        null_word=null_word,
        suffix="%" if percent and null_word else "",
    )
