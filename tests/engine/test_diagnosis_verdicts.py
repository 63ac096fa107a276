"""The verdict on each layer, the table of thresholds, and the words in which numbers are written."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from nnviz.diagnosis import THRESHOLDS, layer_verdicts, thresholds, verdict_limits, words
from nnviz.resources import open_resource
from ui import numbers

H, V, E = "healthy", "vanishing", "exploding"


@pytest.mark.parametrize(
    ("sizes", "verdicts"),
    [
        ([0.02, 0.03, 0.05], [H, H, H]),
        ([1e-9, 2e-9, 1e-9], [H, H, H]),  # converged: tiny everywhere
        ([1e-300, 1e-300], [H, H]),
        ([0.0, 0.0, 0.0], [H, H, H]),  # nothing left to learn
        ([1e-22, 1e-5, 0.01], [V, H, H]),
        ([0.99e-3, 1.01e-3, 1.0], [V, H, H]),
        ([0.0, 1e-5, 1e-5], [V, H, H]),
        ([0.99, 1.01, 0.01], [H, E, H]),
        ([5.0, 0.5, 0.01], [E, H, H]),
        ([99.0, 101.0, 80.0], [H, E, H]),  # too large for any rate, whatever the others are
        ([1e-8, 1e3, 1e6], [V, E, E]),
        ([0.1, math.inf, 0.1], [H, E, H]),
        ([0.1, 0.1, math.nan], [H, H, E]),
        ([math.nan], [E]),
        ([0.3], [H]),
        ([0.2, 0.0], [H, V]),  # the largest takes the place of a last layer without any
    ],
)
def test_verdicts(sizes: list[float], verdicts: list[str]) -> None:
    assert layer_verdicts(np.array(sizes)) == verdicts


def test_limits_are_where_the_verdict_changes() -> None:
    for last in (1e-9, 0.02, 3.0, 1e4, 1e8):
        low, high = verdict_limits(np.array([1.0, last]))
        for size in np.geomspace(last * 1e-6, last * 1e6, 97):
            expected = E if size > high else V if size < low else H
            assert layer_verdicts(np.array([size, last]))[0] == expected
    assert verdict_limits(np.zeros(2)) == (0.0, thresholds.EXPLODING_SIZE.value)


def test_the_table_is_whole() -> None:
    listed = [each for each in vars(thresholds).values() if isinstance(each, thresholds.Threshold)]
    assert sorted(each.name for each in listed) == sorted(each.name for each in THRESHOLDS)
    for each in THRESHOLDS:
        assert each.value > 0.0
        assert each.sentence.endswith(".")
        assert each.source.endswith(".")
        assert "onvention of this program" in each.source or any(character.isdigit() for character in each.source)


def test_the_guide_names_every_threshold_with_its_value() -> None:
    guide = open_resource("guide", "guide.md").read_text("utf-8")
    section = guide[guide.index("## Findings") :]
    rows = {
        cells[1].strip(): cells[2].strip() for cells in (line.split("|") for line in section.splitlines()) if cells[1:]
    }
    for each in THRESHOLDS:
        assert float(rows[each.name]) == each.value


def test_numbers_are_written_as_in_the_window() -> None:
    draw = random.Random(0)
    values = [0.0, 1.0, 0.1, 0.09999, 0.099996, 1e-4, 0.99996e-4, 999_999.0, 1e6, 9.996e5, 12.5, 1e-300, 1e300]
    values += [10.0 ** draw.uniform(-12.0, 12.0) for _ in range(2000)]
    for value in [*values, *(-value for value in values if value)]:
        assert words.significant(value, 3) == numbers.significant(value, 3)
        assert words.ratio(value) == numbers.ratio(value)
        assert words.loss(value) == numbers.loss(value)
    for rate in (leading * 10.0**power for leading in (1, 2, 5) for power in range(-12, 5)):
        assert words.entry(rate) == numbers.entry(rate)


def test_large_losses_are_written_as_in_the_window() -> None:
    for value in (999.9996, 1234.5678, 45635.2333, 99_999.96, 456_352.333, 999_999.0, 1e6, 1e300):
        assert words.loss(value) == numbers.loss(value)


def test_sentences_of_others_get_their_numbers_right() -> None:
    sentence = "the largest weight is 1.23e+153, the rate 1e-05"
    assert words.true_minus(sentence) == "the largest weight is 1.23e153, the rate 1e−5"


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["A"], "A"),
        (["A", "B"], "A and B"),
        (["A", "B", "C"], "A, B and C"),
        (["A", "B", "C", "D"], "A, B and 2 more layers"),
    ],
)
def test_lists_of_layers(names: list[str], text: str) -> None:
    assert words.listed(names) == text
