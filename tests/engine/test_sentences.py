"""The words of refusals: nearest names, and numbers that look like themselves."""

from __future__ import annotations

import pytest

from nnviz.errors import number_in_words, shortened, unknown_name
from nnviz.registry import Hyperparameter


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0"), (1000, "1,000"), (-1234567, "-1,234,567"), (2**63 - 1, "9,223,372,036,854,775,807"),
        (10**400, "about 1e400"), (-(10**30), "about -1e30"), (0.1, "0.1"), (1e6, "1,000,000"), (1e-10, "1e-10"),
        (1.0000001, "1.0000001"), (1e300, "1e+300"), (float("inf"), "inf"), (float("nan"), "nan"),
    ],
)  # fmt: skip
def test_numbers(number: float, words: str) -> None:
    assert number_in_words(number) == words


def test_the_nearest_name_is_offered() -> None:
    names = ["sigmoid", "tanh", "relu"]
    assert str(unknown_name("activation", "sigmod", names)) == (
        "unknown activation 'sigmod': did you mean 'sigmoid'? allowed are sigmoid, tanh, relu"
    )
    assert "did you mean" not in str(unknown_name("activation", "xyz", names))
    assert len(str(unknown_name("activation", "x" * 10**6, names))) < 200


def test_quotes_are_cut() -> None:
    assert shortened("short") == "short"
    assert len(shortened("x" * 1000)) == 60


def test_ranges_in_words() -> None:
    def number(**bounds: object) -> Hyperparameter:
        return Hyperparameter(name="n", label="N", default=0.5, slider=(0.0, 1.0), **bounds)  # type: ignore[arg-type]

    assert number(minimum=0.0, maximum=1.0).allowed == "from 0 to 1"
    assert number(minimum=0.0, maximum=1e6, minimum_excluded=True).allowed == "above 0 to 1,000,000"
    assert number(minimum=0.0, maximum=1.0, maximum_excluded=True).allowed == "from 0 to below 1"
    assert number(minimum=1, maximum=4096, integer=True).allowed == "a whole number from 1 to 4,096"
