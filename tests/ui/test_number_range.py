"""Ranges of numbers: what is allowed, and how sliders and keys walk through them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.errors import InvalidInput
from nnviz.registry import Hyperparameter
from ui import controls as c

RATE = c.NumberRange(minimum=0, maximum=1e6, slider=(1e-5, 10), scale="log", minimum_excluded=True)
PENALTY = c.NumberRange(minimum=0, maximum=1e3, slider=(0, 1), scale="log")
BATCH = c.NumberRange(minimum=1, maximum=1437, slider=(1, 512), scale="log", whole=True, binary=True)
SHARE = c.NumberRange(minimum=0, maximum=0.9, factor=100, unit="%")
UNITS = c.NumberRange(minimum=1, maximum=4096, slider=(1, 64), whole=True)
SEED = c.NumberRange(minimum=0, maximum=2**63 - 1, whole=True)
ALL = (RATE, PENALTY, BATCH, SHARE, UNITS, SEED)


@pytest.mark.parametrize("numbers", ALL)
@given(fraction=st.floats(0, 1))
def test_every_place_on_a_slider_is_an_allowed_number_that_a_field_accepts(
    numbers: c.NumberRange, fraction: float
) -> None:
    value = numbers.at(fraction)
    assert numbers.ends[0] <= value <= numbers.ends[1]
    assert numbers.read(numbers.text(value), "x") == pytest.approx(value, rel=1e-9)
    assert 0 <= numbers.fraction(value) <= 1


@pytest.mark.parametrize("numbers", ALL)
@given(start=st.floats(0, 1), steps=st.integers(-30, 30))
def test_steps_never_leave_the_range_or_stand_still_inside_it(numbers: c.NumberRange, start: float, steps: int) -> None:
    before = numbers.at(start)
    after = numbers.stepped(before, steps)
    assert numbers.read(numbers.text(after), "x") == pytest.approx(after, rel=1e-9)
    if steps > 0:
        assert after > before or before == numbers.maximum
    if steps < 0:
        assert after < before or before <= numbers.ends[0]


@pytest.mark.parametrize(
    ("numbers", "value", "up", "down"),
    [
        (RATE, 0.03, 0.05, 0.02),
        (RATE, 0.001, 0.002, 0.0005),
        (RATE, 10, 20, 5),
        (RATE, 1e6, 1e6, 5e5),
        (PENALTY, 0.0, 1e-5, 0.0),
        (PENALTY, 1e-5, 2e-5, 0.0),
        (BATCH, 32, 64, 16),
        (BATCH, 30, 32, 16),
        (BATCH, 1, 2, 1),
        (BATCH, 1024, 1437, 512),
        (SHARE, 0.2, 0.205, 0.195),
        (SHARE, 0.9, 0.9, 0.895),
        (UNITS, 8, 9, 7),
        (UNITS, 1, 2, 1),
    ],
)
def test_keys_step_sensibly(numbers: c.NumberRange, value: float, up: float, down: float) -> None:
    assert numbers.stepped(value, 1) == up
    assert numbers.stepped(value, -1) == down


@pytest.mark.parametrize("numbers", [RATE, PENALTY, BATCH])
def test_a_logarithmic_slider_is_even_in_powers(numbers: c.NumberRange) -> None:
    high = numbers.ends[1]
    halves = numbers.fraction(high / 10) - numbers.fraction(high / 100)
    assert numbers.fraction(high) - numbers.fraction(high / 10) == pytest.approx(halves)


def test_a_range_is_read_from_the_registry() -> None:
    rate = Hyperparameter(
        name="learning_rate", label="Learning rate", default=0.03, minimum=0, maximum=1e6, slider=(1e-5, 10),
        scale="log", minimum_excluded=True,
    )  # fmt: skip
    assert c.NumberRange.of(rate) == RATE


@pytest.mark.parametrize(
    ("numbers", "text", "sentence"),
    [
        (RATE, "0", "Rate is 0: allowed is above 0 to 1,000,000."),
        (RATE, "-3", "Rate is −3: allowed is above 0 to 1,000,000."),
        (RATE, "abc", "Rate: 'abc' is not a number."),
        (RATE, "", "Rate: a number is missing."),
        (RATE, "nan", "Rate: 'nan' is not a number."),
        (SHARE, "95", "Rate is 95\u2009%: allowed is 0 to 90\u2009%."),
        (UNITS, "1.5", "Rate: '1.5' is not a whole number."),
        (UNITS, "5,000", "Rate is 5,000: allowed is 1 to 4,096."),
    ],
)
def test_a_refusal_is_one_sentence(numbers: c.NumberRange, text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        numbers.read(text, "Rate")
    assert str(refused.value) == sentence


def test_a_unit_is_shown_and_may_be_typed() -> None:
    assert SHARE.text(0.07) == "7"
    assert SHARE.read("20", "x") == SHARE.read("20 %", "x") == SHARE.read("20%", "x") == 0.2
