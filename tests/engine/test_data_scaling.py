"""Scaling columns and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from nnviz.datasets import SCALINGS, Scaler

COLUMNS = arrays.arrays(
    np.float64,
    st.tuples(st.integers(1, 20), st.integers(1, 4)),
    elements=st.floats(-1e6, 1e6).map(lambda value: round(value, 6)),
)


@given(columns=COLUMNS, scaling=st.sampled_from(SCALINGS))
def test_there_and_back_again(columns: np.ndarray, scaling: str) -> None:
    scaler = Scaler.fit(scaling, columns)  # type: ignore[arg-type]
    back = scaler.inverse(scaler.transform(columns))
    np.testing.assert_allclose(back, columns, rtol=1e-9, atol=1e-9 * np.abs(columns).max())


@given(columns=COLUMNS)
def test_minmax_fills_the_unit_interval(columns: np.ndarray) -> None:
    scaled = Scaler.fit("minmax", columns).transform(columns)
    moving = columns.max(axis=0) > columns.min(axis=0)
    assert np.array_equal(scaled.min(axis=0), np.zeros(columns.shape[1]))
    assert np.array_equal(scaled.max(axis=0), moving.astype(float))


@given(columns=COLUMNS)
def test_standard_centres_and_never_explodes(columns: np.ndarray) -> None:
    scaled = Scaler.fit("standard", columns).transform(columns)
    assert np.isfinite(scaled).all()
    # No value of n can lie more than sqrt(n - 1) population deviations from their mean (Samuelson 1968).
    assert np.abs(scaled).max() <= np.sqrt(len(columns)) * 1.01


@pytest.mark.parametrize("scaling", ["standard", "minmax"])
@pytest.mark.parametrize("value", [0.0, 0.1, -7.3, 1e12])
def test_a_constant_column_becomes_zero_and_its_constant_again(scaling: str, value: float) -> None:
    column = np.full((7, 1), value)
    scaler = Scaler.fit(scaling, column)  # type: ignore[arg-type]
    assert not scaler.transform(column).any()
    assert not scaler.transform(column + 5.0).any()
    np.testing.assert_allclose(scaler.inverse(np.zeros((7, 1))), column, rtol=1e-15)


def test_standard_uses_the_population_deviation() -> None:
    scaler = Scaler.fit("standard", np.array([[1.0], [3.0]]))
    assert scaler.offset.tolist() == [2.0]
    assert scaler.scale.tolist() == [1.0]
    assert scaler.transform(np.array([[5.0]])).tolist() == [[3.0]]


def test_none_leaves_values_untouched_constants_included() -> None:
    column = np.full((3, 1), 0.1)
    assert np.array_equal(Scaler.fit("none", column).transform(column), column)
