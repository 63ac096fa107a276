"""Gradient clipping: by hand, at sizes whose squares overflow, and never hiding what is not finite."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from msgspec.structs import replace

from nnviz.clipping import Clipping
from nnviz.edits import TrainingEdit
from nnviz.errors import InvalidInput
from tests.engine.runs import experiment, trainer


def clipped(gradient: Any, norm: float | None = None, value: float | None = None, dtype: str = "float64") -> Any:
    given = np.array(gradient, dtype)
    with np.errstate(over="ignore"):  # as in a run
        Clipping(given, norm, value).apply()
    return given


@pytest.mark.parametrize(
    ("norm", "value", "expected"),
    [
        (10.0, None, [3.0, -4.0]),
        (2.5, None, [1.5, -2.0]),
        (None, 3.5, [3.0, -3.5]),
        (None, 2.0, [2.0, -2.0]),
        # First each entry, then the length of what that leaves: 2 sqrt 2, halved.
        (math.sqrt(2.0), 2.0, [1.0, -1.0]),
        (5.0, 2.0, [2.0, -2.0]),
    ],
)
def test_by_hand(norm: float | None, value: float | None, expected: list[float]) -> None:
    np.testing.assert_allclose(clipped([3.0, -4.0], norm, value), expected, rtol=1e-6)


@given(
    arrays(np.float64, st.integers(1, 12), elements=st.floats(-1e300, 1e300)),
    st.floats(1e-6, 1e6) | st.none(),
    st.floats(1e-6, 1e6) | st.none(),
)
def test_bounds_hold_and_directions_stay(gradient: np.ndarray, norm: float | None, value: float | None) -> None:
    result = clipped(gradient, norm, value)
    assert np.isfinite(result).all()
    assert (np.sign(result) * np.sign(gradient) >= 0.0).all()
    assert (np.abs(result) <= np.abs(gradient)).all()
    if norm is not None:
        assert math.hypot(*result) <= norm * (1.0 + 1e-12)
    if value is not None:
        assert np.abs(result).max() <= value


@pytest.mark.parametrize(("dtype", "large"), [("float64", 1e200), ("float32", 1e30)])
def test_squares_that_overflow_are_no_reason_to_stop(dtype: str, large: float) -> None:
    np.testing.assert_allclose(clipped([3.0 * large, -4.0 * large], 5.0, dtype=dtype), [3.0, -4.0], rtol=1e-6)
    np.testing.assert_allclose(clipped([3.0 * large, -1.0], None, 2.0, dtype=dtype), [2.0, -1.0], rtol=1e-6)


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize(("norm", "value"), [(1.0, None), (None, 1.0), (1.0, 1.0)])
def test_what_is_not_finite_stays_so(wrong: float, norm: float | None, value: float | None) -> None:
    np.testing.assert_array_equal(clipped([1.0, wrong], norm, value), [1.0, wrong])


@pytest.mark.parametrize("clip", [{"clip_norm": 1.0}, {"clip_value": 1.0}, {"clip_norm": 1.0, "clip_value": 1.0}])
def test_a_gradient_that_overflows_ends_the_run_all_the_same(clip: dict[str, float]) -> None:
    run = trainer(data={"name": "plane"}, training={"dtype": "float32", **clip, "optimizer": "sgd"})
    run.theta[...] *= 1e19
    run.advance(50)
    assert run.divergence is not None


def test_a_run_that_would_diverge_goes_on_with_clipping() -> None:
    parts: dict[str, Any] = {"data": {"name": "plane"}, "network": {"hidden": [{"activation": "relu"}] * 3}}
    sgd = {"name": "sgd", "learning_rate": 2.0}
    wild = trainer(**parts, training={"optimizer": sgd})
    tame = trainer(**parts, training={"optimizer": sgd, "clip_norm": 0.05})
    wild.advance(300)
    tame.advance(300)
    assert wild.divergence is not None
    assert tame.divergence is None


def test_the_whole_objective_is_clipped_and_no_step_is_longer() -> None:
    run = trainer(training={"optimizer": {"name": "sgd", "learning_rate": 0.5}, "clip_norm": 0.01, "l2": 100.0})
    for _ in range(20):
        before = run.theta.copy()
        run.advance(1)
        assert math.hypot(*(run.theta - before)) <= 0.5 * 0.01 * (1.0 + 1e-9)


def test_clipping_is_switched_live_and_replayed() -> None:
    run, plain = trainer(training={"clip_value": 1e-4}), trainer()
    run.advance(10)
    clipped_theta = run.theta.copy()
    run.apply(TrainingEdit(10, replace(run.training, clip_value=None)))
    state = run.state()
    run.advance(20)
    end = run.theta.copy()
    run.restore(state)
    run.advance(20)
    np.testing.assert_array_equal(run.theta, end)
    plain.advance(10)
    assert not np.allclose(plain.theta, clipped_theta)


@pytest.mark.parametrize("key", ["clip_norm", "clip_value"])
@pytest.mark.parametrize("wrong", [0, -1, 1e13])
def test_only_sizes_above_nought_are_allowed(key: str, wrong: float) -> None:
    with pytest.raises(InvalidInput, match=rf"training\.{key} is .*: allowed is above 0"):
        experiment(training={key: wrong})
