"""The phase diagram of momentum: against races, and against the theory's own best setting."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.errors import InvalidInput
from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.functions import FUNCTIONS
from nnviz.landscape.momentum_phases import phase_rates, rule_of, setting_of, slower_rate, with_setting
from nnviz.landscape.momentum_rules import HEAVY_BALL, MOTIONS, NESTEROV, MomentumRule
from nnviz.landscape.racing import race
from nnviz.landscape.stability import largest_stable_rate
from nnviz.optimizers import OPTIMIZERS


@pytest.mark.parametrize("ratio", [0.01, 0.1, 0.5, 1.0])
def test_the_fastest_place_of_the_diagram_is_polyaks(ratio: float) -> None:
    rates = phase_rates(HEAVY_BALL, ratio, 400, 400)
    row, column = np.unravel_index(np.argmin(rates), rates.shape)
    root = float(np.sqrt(ratio))  # Polyak 1964
    pull, momentum = (2.0 / (1.0 + root)) ** 2, ((1.0 - root) / (1.0 + root)) ** 2
    assert (column + 0.5) * HEAVY_BALL.most_pull / 400 == pytest.approx(pull, abs=0.1)
    assert 1.0 - (row + 0.5) / 400 == pytest.approx(momentum, abs=0.02)
    # Its rate is the square root of its momentum (Goh 2017).
    assert slower_rate(HEAVY_BALL, ratio, pull, momentum)[0] == pytest.approx(np.sqrt(momentum), abs=1e-6)


def test_a_place_of_the_diagram_is_the_rate_of_a_race() -> None:
    pull, momentum = 1.2, 0.3
    rate, flat_decides = slower_rate(HEAVY_BALL, 0.1, pull, momentum)
    assert flat_decides
    racer = OptimizerChoice("momentum", learning_rate=pull / 10.0, momentum=momentum)
    path = race(FUNCTIONS["ravine"].landscape(K=10.0), (1.0, 1.0), [racer], 120).paths[0]
    distance = np.linalg.norm(path, axis=1)
    assert (distance[110] / distance[70]) ** (1.0 / 40) == pytest.approx(rate, rel=1e-3)
    rates = phase_rates(HEAVY_BALL, 0.1, 40, 40)
    pull, momentum = 12.5 * HEAVY_BALL.most_pull / 40, 1.0 - 20.5 / 40
    assert rates[20, 12] == pytest.approx(slower_rate(HEAVY_BALL, 0.1, pull, momentum)[0])


def test_without_a_flat_direction_the_steep_one_decides_alone() -> None:
    assert slower_rate(HEAVY_BALL, 0.0, 0.5, 0.5) == (pytest.approx(np.sqrt(0.5)), False)
    assert (phase_rates(HEAVY_BALL, 0.0, 20, 20) <= phase_rates(HEAVY_BALL, 0.2, 20, 20)).all()


RULES = {"momentum": HEAVY_BALL, "nesterov": NESTEROV}


@pytest.mark.parametrize("momentum", [0.01, 0.3, 0.9])
@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_motions_change_at_the_borders(rule: MomentumRule, momentum: float) -> None:
    borders = rule.borders(np.array(momentum))
    assert max(borders) <= rule.most_pull
    for border, before in zip(borders, range(3), strict=True):
        around = rule.motions(border + np.array([-1e-6, 1e-6]), np.array(momentum))
        assert [MOTIONS[k] for k in around] == [MOTIONS[before], MOTIONS[before + 1]]


@pytest.mark.parametrize("momentum", [0.0, 0.2, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("name", RULES)
def test_rates_are_the_spectral_radius_of_a_step_of_the_optimizer(name: str, momentum: float) -> None:
    """A step is linear in distance and velocity, so that two steps from two states give its matrix."""
    for pull in (0.001, 0.05, 0.3, 0.9, 1.0, 1.1, 1.3, 1.9, 2.5, 3.9):
        w, v = np.eye(2)
        after = momentum * v + pull * w
        moved = w - (after if name == "momentum" else momentum * after + pull * w)
        matrix = np.stack([moved, after])
        expected = np.abs(np.linalg.eigvals(matrix)).max()
        assert float(RULES[name].rates(np.array(pull), np.array(momentum))) == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize("momentum", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("name", RULES)
def test_a_race_shrinks_by_the_rate_and_runs_away_above_the_last_border(name: str, momentum: float) -> None:
    rule, ravine = RULES[name], FUNCTIONS["ravine"].landscape(K=1.0)
    last = float(rule.borders(np.array(momentum))[2])
    pulls = (0.4 * last, 0.999 * last, 1.001 * last)
    racers = [OptimizerChoice(name, learning_rate=pull, momentum=momentum) for pull in pulls]
    assert largest_stable_rate(racers[0], 1.0) == pytest.approx(last)
    inside, calm, wild = np.linalg.norm(race(ravine, (1.0, 0.0), racers, 4000).paths, axis=2)
    assert calm[-1] < calm[100] < 2.0
    assert wild[-1] > 10.0 * wild[100]
    # Waves go up and down: their envelope is what shrinks.
    early, late = inside[100:160].max(), inside[200:260].max()
    rate = slower_rate(rule, 0.0, 0.4 * last, momentum)[0]
    assert (late / early) ** 0.01 == pytest.approx(rate, rel=0.01)


@pytest.mark.parametrize("ratio", [0.01, 0.1, 0.5])
def test_the_fastest_place_of_nesterovs_diagram_is_known(ratio: float) -> None:
    rates = phase_rates(NESTEROV, ratio, 400, 400)
    row, column = np.unravel_index(np.argmin(rates), rates.shape)
    # Lessard, Recht and Packard 2016, table 1: for quadratics, with kappa = 1 / ratio.
    root = float(np.sqrt(3.0 / ratio + 1.0))
    pull, momentum = 4.0 / (3.0 + ratio), (root - 2.0) / (root + 2.0)
    assert rates.min() == pytest.approx(1.0 - 2.0 / root, abs=0.02)
    assert (column + 0.5) * NESTEROV.most_pull / 400 == pytest.approx(pull, abs=0.05)
    assert 1.0 - (row + 0.5) / 400 == pytest.approx(momentum, abs=0.03)


def test_a_running_mean_walks_as_momentum_of_a_smaller_rate() -> None:
    mean = OptimizerChoice("momentum_ema", learning_rate=0.05, momentum=0.8)
    setting = setting_of(mean)
    assert setting is not None
    same = with_setting(OptimizerChoice("sgd"), *setting)
    assert same.name == "momentum"
    tracks = race(FUNCTIONS["himmelblau"].landscape(), (-0.4, -1.4), [mean, same], 50)
    np.testing.assert_allclose(tracks.paths[0], tracks.paths[1], rtol=1e-9)
    assert with_setting(mean, *setting).values == pytest.approx(mean.values)


def test_a_setting_comes_back_and_momentum_makes_momentum() -> None:
    sgd = OptimizerChoice("sgd", learning_rate=0.1)
    assert setting_of(sgd) == (0.1, 0.0)
    assert with_setting(sgd, 0.2, 0.0) == OptimizerChoice("sgd", learning_rate=0.2)
    assert with_setting(sgd, 0.2, 0.5) == OptimizerChoice("momentum", learning_rate=0.2, momentum=0.5)
    momentum = OptimizerChoice("momentum", learning_rate=0.1, momentum=0.9)
    assert with_setting(momentum, 0.1, 0.0) == OptimizerChoice("momentum", learning_rate=0.1, momentum=0.0)
    with pytest.raises(InvalidInput):
        with_setting(momentum, 0.0, 0.5)
    nesterov = OptimizerChoice("nesterov", learning_rate=0.1, momentum=0.9)
    assert setting_of(nesterov) == (0.1, 0.9)
    assert with_setting(nesterov, 0.2, 0.0) == OptimizerChoice("nesterov", learning_rate=0.2, momentum=0.0)
    assert rule_of(nesterov) is NESTEROV
    assert {rule_of(one) for one in (sgd, momentum, OptimizerChoice("momentum_ema"))} == {HEAVY_BALL}
    others = set(OPTIMIZERS) - {"sgd", "momentum", "momentum_ema", "nesterov"}
    assert [setting_of(OptimizerChoice(name)) for name in others] == [None] * len(others)
