"""Stable rates and the motion of momentum: the formulas against races that stay or run away."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.functions import FUNCTIONS
from nnviz.landscape.momentum_rules import HEAVY_BALL, MOTIONS
from nnviz.landscape.racing import race
from nnviz.landscape.stability import BOUNDS, bends_alike, curvature_at, largest_stable_rate
from nnviz.optimizers import OPTIMIZERS

BOUNDED = [name for name, entry in OPTIMIZERS.items() if entry.stable_rate is not None]


def optimizer(name: str, momentum: float, **values: float) -> OptimizerChoice:
    return OptimizerChoice(name, **values, **({} if name == "sgd" else {"momentum": momentum}))


@pytest.mark.parametrize("name", BOUNDED)
@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_just_below_the_bound_a_race_comes_home_and_just_above_it_runs_away(name: str, momentum: float) -> None:
    bound = largest_stable_rate(optimizer(name, momentum), 100.0)
    assert bound is not None
    racers = [optimizer(name, momentum, learning_rate=bound * factor) for factor in (0.98, 1.02)]
    tracks = race(FUNCTIONS["ravine"].landscape(), (1.0, 1.0), racers, 2000)
    assert tracks.losses[0, -1] < 1e-6
    assert not tracks.losses[1, -1] < 1e6


@pytest.mark.parametrize(
    ("name", "expected"), [("sgd", 0.02), ("momentum", 0.038), ("momentum_ema", 0.38), ("nesterov", 3.8 / 280)]
)
def test_bounds_are_the_published_ones(name: str, expected: float) -> None:
    assert largest_stable_rate(optimizer(name, 0.9), 100.0) == pytest.approx(expected, rel=1e-12)


def test_none_is_claimed_where_none_holds() -> None:
    assert BOUNDED == ["sgd", "momentum", "momentum_ema", "nesterov"]
    assert largest_stable_rate(OptimizerChoice("adam"), 1.0) is None
    assert largest_stable_rate(OptimizerChoice("sgd"), 0.0) is None
    assert largest_stable_rate(OptimizerChoice("sgd"), -1.0) is None
    assert largest_stable_rate(OptimizerChoice("sgd"), float("nan")) is None


def test_the_ravine_bends_by_1_and_by_its_condition() -> None:
    curvature = curvature_at(FUNCTIONS["ravine"].landscape().hessians(np.array([2.0, 1.0])))
    assert curvature is not None
    np.testing.assert_allclose(curvature.eigenvalues, [1.0, 100.0])
    np.testing.assert_allclose(np.abs(curvature.directions), np.eye(2), atol=1e-15)
    assert curvature.condition == pytest.approx(100.0)
    assert curvature_at(np.array([[np.nan, 0.0], [0.0, 1.0]])) is None


def test_the_rate_of_momentum_is_that_of_a_long_race() -> None:
    for pull, momentum in [(0.1, 0.0), (0.5, 0.5), (1.7, 0.3), (0.05, 0.9)]:
        racer = OptimizerChoice("momentum", learning_rate=pull / 2.0, momentum=momentum)  # the bowl's curvature is 2
        distance = np.abs(race(FUNCTIONS["bowl"].landscape(), (1.0, 0.0), [racer], 400).paths[0, :, 0])
        measured = (distance[300:350].max() / distance[100:150].max()) ** (1.0 / 200)
        assert float(HEAVY_BALL.rates(np.array(pull), np.array(momentum))) == pytest.approx(measured, rel=0.01)


@pytest.mark.parametrize(
    ("pull", "momentum", "motion"),
    [(0.1, 0.0, "monotonic"), (0.01, 0.5, "monotonic"), (0.5, 0.5, "ripples"), (1.9, 0.0, "zigzag"),
     (3.95, 0.99, "ripples"), (2.5, 0.0, "diverges"), (4.1, 0.99, "diverges")],
)  # fmt: skip
def test_motions_are_told_apart(pull: float, momentum: float, motion: str) -> None:
    assert MOTIONS[int(HEAVY_BALL.motions(np.array([pull]), np.array([momentum]))[0])] == motion


def test_without_damping_the_best_momentum_is_the_critical_one() -> None:
    # Critical damping: beta = (1 - sqrt(alpha lambda))^2, Goh 2017.
    pull, momenta = 0.09, np.linspace(0.0, 0.99, 1000)
    best = momenta[np.argmin(HEAVY_BALL.rates(np.array(pull), momenta))]
    assert best == pytest.approx((1.0 - np.sqrt(pull)) ** 2, abs=2e-3)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_quadratics_are_known_by_their_curvature(name: str) -> None:
    function = FUNCTIONS[name]
    assert bends_alike(function.landscape(), function.box) == (name in ("bowl", "noisy_bowl", "ravine", "saddle"))


def test_every_bound_has_its_formula() -> None:
    assert list(BOUNDS) == BOUNDED
