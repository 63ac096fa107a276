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
from nnviz.replay import Replay
from nnviz.take_snapshot import take_snapshot
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


@pytest.mark.parametrize(
    ("norm", "value", "expected"),
    [
        # Of gradients of length 5, 0.5 and 3.2, and a largest size of 4, 0.4 and 3.2.
        (4.0, None, [1, 0, 0]),
        (1.0, None, [1, 0, 1]),
        (None, 3.5, [1, 0, 0]),
        (None, 3.3, [1, 0, 0]),  # the third is longer than none of its entries
        (None, 0.35, [1, 1, 1]),
        (4.0, 3.0, [1, 0, 1]),
        (100.0, 4.0, [0, 0, 0]),  # an entry as large as is allowed stays
    ],
)
def test_it_is_known_which_steps_were_clipped(norm: float | None, value: float | None, expected: list[int]) -> None:
    gradient = np.zeros(2)
    clipping = Clipping(gradient, norm, value)
    for now in ([3.0, -4.0], [0.3, -0.4], [3.2, 0.0]):
        gradient[:] = now
        before = gradient.copy()
        clipping.apply()
        assert clipping.recent[-1] == (gradient != before).any()
    assert list(clipping.recent) == expected
    gradient[:] = math.nan
    clipping.apply()
    assert list(clipping.recent) == [*expected, 0], "what is not finite is left as it is"
    other = Clipping(gradient, norm, value)
    other.remember(clipping.recent)
    assert other.recent == clipping.recent


@pytest.mark.parametrize("clip", [{"clip_norm": 0.2}, {"clip_value": 0.12}, {"clip_norm": 0.2, "clip_value": 0.15}])
def test_a_snapshot_counts_the_clipped_of_the_last_hundred_steps(clip: dict[str, float]) -> None:
    parts: dict[str, Any] = {"data": {"name": "circles", "samples": 60}}
    run, plain = trainer(**parts, training=clip), trainer(**parts)
    assert take_snapshot(run).clipped == take_snapshot(plain).clipped == (0, 0)
    known: list[bool] = []
    for _ in range(130):
        # The same bounds by hand, on the gradient of the same step.
        plain.restore(replace(run.state(), training=plain.training, clipped=b""))
        run.advance(1)
        plain.advance(1)
        known.append(beyond(plain._gradient, **clip))
    assert 0 < sum(known) < len(known)
    assert take_snapshot(run).clipped == (sum(known[-100:]), 100)
    assert take_snapshot(plain).clipped == (0, 0)
    back = Replay(run)
    for step in (7, 64, 65, 120):
        seen = back.snapshot(back.to_step(step), 0, 0)
        assert seen.clipped == (sum(known[max(0, step - 100) : step]), min(step, 100))
    state = run.state()
    run.apply(TrainingEdit(130, replace(run.training, l2=0.001)))
    assert take_snapshot(run).clipped == (sum(known[-100:]), 100), "the bounds are what they were"
    run.restore(state)
    run.apply(TrainingEdit(130, replace(run.training, clip_norm=5.0)))
    assert take_snapshot(run).clipped == (0, 0)
    run.advance(3)
    assert take_snapshot(run).clipped[1] == 3


def beyond(gradient: Any, clip_norm: float = math.inf, clip_value: float = math.inf) -> bool:
    return bool(
        np.abs(gradient).max() > clip_value or math.hypot(*np.clip(gradient, -clip_value, clip_value)) > clip_norm
    )


@pytest.mark.parametrize("key", ["clip_norm", "clip_value"])
@pytest.mark.parametrize("wrong", [0, -1, 1e13])
def test_only_sizes_above_nought_are_allowed(key: str, wrong: float) -> None:
    with pytest.raises(InvalidInput, match=rf"training\.{key} is .*: allowed is above 0"):
        experiment(training={key: wrong})
