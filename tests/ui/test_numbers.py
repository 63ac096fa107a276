"""Numbers as they are written, and as they are read."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.errors import InvalidInput
from ui import numbers

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0316, "0.0316"),
        (0.0046, "0.0046"),
        (0.09994, "0.0999"),
        (0.09999, "0.100"),
        (0.1, "0.100"),
        (0.39, "0.390"),
        (0.99995, "1.000"),
        (2.30259, "2.303"),
        (123.4567, "123.457"),
        (0.0001, "0.0001"),
        (0.000099996, "0.0001"),
        (0.00009994, "9.99e−5"),
        (1.234e-6, "1.23e−6"),
        (-1.234e-6, "−1.23e−6"),
        (-0.5, "−0.500"),
        (999.9994, "999.999"),
        (999.9996, "1000.0"),
        (1234.5678, "1234.6"),
        (-1234.5678, "−1234.6"),
        (45635.2333, "45635.2"),
        (99_999.94, "99999.9"),
        (99_999.96, "100000"),
        (456_352.333, "456352"),
        (999_999.4, "999999"),
        (999_999.6, "1.00e6"),
        (1e6, "1.00e6"),
        (1.5e300, "1.50e300"),
        (0.0, "0.0000"),
        (-0.0, "0.0000"),
        (INF, "∞"),
        (-INF, "−∞"),
        (NAN, "–"),
        (None, "–"),
    ],
)
def test_loss(value: float | None, text: str) -> None:
    assert numbers.loss(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.98, "98.0\u2009%"),
        (1.0, "100.0\u2009%"),
        (0.99949, "99.9\u2009%"),
        (0.9996, "100.0\u2009%"),
        (0.0, "0.0\u2009%"),
        (-0.00001, "0.0\u2009%"),
        (NAN, "–"),
        (None, "–"),
    ],
)
def test_percent(value: float | None, text: str) -> None:
    assert numbers.percent(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.769, "76.9\u2009%"),
        (0.0004, "<\u20090.1\u2009%"),
        (0.0005, "0.1\u2009%"),
        (0.0, "0.0\u2009%"),
        (0.9996, ">\u200999.9\u2009%"),
        (1.0, "100.0\u2009%"),
        (None, "–"),
    ],
)
def test_probability_says_when_it_is_nearly_nothing_or_nearly_certain(value: float | None, text: str) -> None:
    assert numbers.probability(value) == text


@pytest.mark.parametrize(
    ("value", "three", "two"),
    [
        (1.74, "1.74", "1.7"),
        (3.1, "3.10", "3.1"),
        (-0.000182, "−0.000182", "−0.00018"),
        (0.062, "0.0620", "0.062"),
        (9.996, "10.0", "10"),
        (99.96, "100", "100"),
        (1234, "1230", "1200"),
        (0.0001, "0.000100", "0.00010"),
        (0.00009996, "0.000100", "0.00010"),
        (0.00009, "9.00e−5", "9.0e−5"),
        (999_499, "999000", "1.0e6"),
        (999_999, "1.00e6", "1.0e6"),
        (1.23456e-9, "1.23e−9", "1.2e−9"),
        (0.0, "0", "0"),
        (-0.0, "0", "0"),
        (INF, "∞", "∞"),
        (NAN, "–", "–"),
        (None, "–", "–"),
    ],
)
def test_weights_have_three_digits_and_ratios_two(value: float | None, three: str, two: str) -> None:
    assert numbers.weight(value) == three
    assert numbers.ratio(value) == two


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (140, "140"), (1820, "1,820"), (1_000_000, "1,000,000"), (-1820, "−1,820"), (None, "–"), (INF, "∞")],
)
def test_count(value: float | None, text: str) -> None:
    assert numbers.count(value) == text


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [
        (0.0, 0.25, "0"),
        (0.5, 0.25, "0.5"),
        (0.75, 0.25, "0.75"),
        (3 * 0.1, 0.1, "0.3"),
        (1e-17, 0.1, "0"),
        (-2.0, 1.0, "−2"),
        (1500, 500, "1,500"),
        (2e-5, 1e-5, "2e−5"),
        (2_500_000, 500_000, "2.5e6"),
    ],
)
def test_linear_ticks_are_plain(value: float, step: float, text: str) -> None:
    assert numbers.tick(value, step) == text


def test_log_ticks_have_superscripts_where_plain_numbers_would_be_long() -> None:
    assert numbers.log_ticks([0.01, 0.1, 1]) == ["0.01", "0.1", "1"]
    assert numbers.log_ticks([1, 100, 10_000]) == ["1", "100", "10,000"]
    assert numbers.log_ticks([1e-6, 1e-4, 1]) == ["10⁻⁶", "10⁻⁴", "10⁰"]
    assert numbers.log_ticks([2e-3, 1e12]) == ["2·10⁻³", "10¹²"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.05, "0.05"),
        (500, "500"),
        (500.0, "500"),
        (1e-5, "1e−5"),
        (0.1 + 0.2, "0.3"),
        (-0.5, "−0.5"),
        (0.0, "0"),
        (1_000_000, "1000000"),
        (2**63 - 1, "9223372036854775807"),
        (1.5e-7, "1.5e−7"),
        (1e20, "1e20"),
    ],
)
def test_entries_lose_no_digit(value: float, text: str) -> None:
    assert numbers.entry(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_an_entry_reads_back_to_twelve_digits(value: float) -> None:
    assert numbers.parse(numbers.entry(value)) == pytest.approx(value, rel=1e-11, abs=0.0)


@given(st.integers(-(2**63), 2**63 - 1))
def test_whole_numbers_read_back_exactly(value: int) -> None:
    assert numbers.parse_count(numbers.entry(value)) == value
    assert numbers.parse_count(numbers.count(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 0.001),
        ("1e−3", 0.001),
        ("1E3", 1000.0),
        ("0,05", 0.05),
        ("−0,5", -0.5),
        (".5", 0.5),
        (" 3 ", 3.0),
        ("1 000", 1000.0),
        ("1,820.5", 1820.5),
        ("12,345,678", 12_345_678.0),
    ],
)
def test_parse(text: str, value: float) -> None:
    assert numbers.parse(text) == value


@pytest.mark.parametrize("text", ["", "  ", "abc", "nan", "inf", "-inf", "0x10", "1_000", "1,2,3", "--1", "1e"])
def test_parse_refuses_what_is_no_finite_number(text: str) -> None:
    with pytest.raises(InvalidInput, match="number"):
        numbers.parse(text)


def test_a_comma_in_a_whole_number_stands_between_thousands() -> None:
    assert numbers.parse_count("1,820") == 1820
    assert numbers.parse_count("1e3") == 1000
    with pytest.raises(InvalidInput, match="whole"):
        numbers.parse_count("1.5")
    with pytest.raises(InvalidInput, match="whole"):
        numbers.parse_count("0,5")


@given(st.floats())
def test_no_writer_fails_or_uses_a_hyphen(value: float) -> None:
    for write in (numbers.loss, numbers.percent, numbers.probability, numbers.weight, numbers.ratio, numbers.count):
        assert "-" not in write(value)


@pytest.mark.parametrize(
    ("text", "words"), [("1e999", "'1e999' is too large"), ("\u22121e400", "'\u22121e400' is too small")]
)
def test_a_number_beyond_what_can_be_held_is_said_to_be_that(text: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=f"^{words}$"):
        numbers.parse(text)
