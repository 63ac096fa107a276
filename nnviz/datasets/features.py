"""Features: what a network may see of one or two coordinates besides the coordinates themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from nnviz.arrays import Array
from nnviz.errors import InvalidInput
from nnviz.registry import Entry, Registry

MAXIMUM_COLUMNS = 2
"""Features are combinations of x1 and x2: data with more columns have none to choose."""


class Feature(Entry, frozen=True, kw_only=True):
    """One function of the coordinates.

    Attributes
    ----------
    columns : int
        How many coordinates the data must have for it: 1 or 2.
    function : callable
        From coordinates of shape (m, d) to a column of shape (m,).
    """

    columns: int
    function: Callable[[Array], Array]


def _x1(raw: Array) -> Array:
    return raw[:, 0]


def _x2(raw: Array) -> Array:
    return raw[:, 1]


def _x1_squared(raw: Array) -> Array:
    return np.square(raw[:, 0])


def _x2_squared(raw: Array) -> Array:
    return np.square(raw[:, 1])


def _product(raw: Array) -> Array:
    product: Array = raw[:, 0] * raw[:, 1]
    return product


def _sine_x1(raw: Array) -> Array:
    return np.sin(raw[:, 0])


def _sine_x2(raw: Array) -> Array:
    return np.sin(raw[:, 1])


_COORDINATE = "Cartesian coordinate, Descartes 1637"
_POLYNOMIAL = "Polynomial regression, Gergonne 1815"
_PERIODIC = "Fourier 1822"

FEATURES: Registry[Feature] = Registry(
    "feature",
    Feature(
        name="x1",
        label="x₁",
        formula="x_1",
        sentence="The first coordinate: grows to the right.",
        source=_COORDINATE,
        columns=1,
        function=_x1,
    ),
    Feature(
        name="x2",
        label="x₂",
        formula="x_2",
        sentence="The second coordinate: grows upwards.",
        source=_COORDINATE,
        columns=2,
        function=_x2,
    ),
    Feature(
        name="x1^2",
        label="x₁²",
        formula="x_1^2",
        sentence="Tells far left and far right from the middle.",
        source=_POLYNOMIAL,
        columns=1,
        function=_x1_squared,
    ),
    Feature(
        name="x2^2",
        label="x₂²",
        formula="x_2^2",
        sentence="Tells top and bottom from the middle.",
        source=_POLYNOMIAL,
        columns=2,
        function=_x2_squared,
    ),
    Feature(
        name="x1*x2",
        label="x₁x₂",
        formula="x_1 x_2",
        sentence="Positive where both coordinates have the same sign, which is all that XOR asks.",
        source=_POLYNOMIAL,
        columns=2,
        function=_product,
    ),
    Feature(
        name="sin(x1)",
        label="sin x₁",
        formula=r"\sin x_1",
        sentence="A wave from left to right.",
        source=_PERIODIC,
        columns=1,
        function=_sine_x1,
    ),
    Feature(
        name="sin(x2)",
        label="sin x₂",
        formula=r"\sin x_2",
        sentence="A wave from bottom to top.",
        source=_PERIODIC,
        columns=2,
        function=_sine_x2,
    ),
)
"""Every feature by its name in the experiment file."""


def available_features(columns: int) -> tuple[Feature, ...]:
    """Return the features that data with so many input columns can have: none for more than two columns."""
    if columns > MAXIMUM_COLUMNS:
        return ()
    return tuple(feature for feature in FEATURES.values() if feature.columns <= columns)


def choose_features(names: Sequence[str], columns: int, dataset: str) -> tuple[Feature, ...]:
    """Return the named features, or raise `InvalidInput` when the data `dataset` cannot have them.

    Parameters
    ----------
    names : sequence of str
        Names out of `FEATURES`, in the order in which the network sees them.
    columns : int
        How many input columns the data have.
    dataset : str
        The data's name, for messages.
    """
    available = available_features(columns)
    if not available:
        raise InvalidInput(
            f"data.features can be chosen for data with one or two input columns only, and {dataset} has {columns}: "
            "leave them out to use all columns"
        )
    allowed = ", ".join(feature.name for feature in available)
    if not names:
        raise InvalidInput(f"data.features is empty: the network needs at least one of {allowed}")
    chosen: list[Feature] = []
    for name in names:
        feature = FEATURES[name]
        if feature in chosen:
            raise InvalidInput(f"data.features names '{name}' twice: each feature is allowed once")
        if feature not in available:
            raise InvalidInput(f"feature '{name}' needs two input columns and {dataset} has one: allowed are {allowed}")
        chosen.append(feature)
    return tuple(chosen)


def compute_features(features: Sequence[Feature], raw: Array) -> Array:
    """Return one column for each feature: from (m, d) to (m, len(features))."""
    return np.stack([feature.function(raw) for feature in features], axis=1)
