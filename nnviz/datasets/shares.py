"""Which rows train a network, which test it, and which are held out to choose between its states."""

from __future__ import annotations

import math
from typing import NamedTuple

from nnviz.arrays import Indices
from nnviz.errors import InvalidInput
from nnviz.randomness import Purpose, generator

MAXIMUM_FRACTION = 0.9


class ShareSizes(NamedTuple):
    """How many rows each share has."""

    train: int
    test: int
    validation: int


def share_sizes(samples: int, test_fraction: float, validation_fraction: float = 0.0) -> ShareSizes:
    """Return how many rows the training, the test and the validation share have.

    Raises
    ------
    InvalidInput
        When a fraction is out of range, or both leave no training row.
    """
    for key, fraction in (("test_fraction", test_fraction), ("validation_fraction", validation_fraction)):
        if not 0.0 <= fraction <= MAXIMUM_FRACTION:
            raise InvalidInput(f"data.{key} is {fraction:g}: allowed is from 0 to {MAXIMUM_FRACTION:g}")
    test, validation = math.ceil(test_fraction * samples), math.ceil(validation_fraction * samples)
    if test >= samples:
        raise InvalidInput(
            f"data.test_fraction {test_fraction:g} of {samples} samples leaves none to train on: "
            "take more samples or a smaller test share"
        )
    if test + validation >= samples:
        raise InvalidInput(
            f"data.validation_fraction is {validation_fraction:g}: with data.test_fraction {test_fraction:g} of "
            f"{samples} samples it leaves none to train on, so take more samples or smaller shares"
        )
    return ShareSizes(samples - test - validation, test, validation)


def draw_shares(
    seed: int, samples: int, test_fraction: float, validation_fraction: float
) -> tuple[Indices, Indices, Indices]:
    """Return the rows of the training, the test and the validation share, each in the order of one permutation.

    The test rows are its first ones, so that the test share does not depend on whether anything is held out; the
    validation rows are the next.

    Raises
    ------
    InvalidInput
        As `share_sizes`.
    """
    _, test, validation = share_sizes(samples, test_fraction, validation_fraction)
    order: Indices = generator(seed, Purpose.SPLIT).permutation(samples)
    return order[test + validation :], order[:test], order[test : test + validation]
