"""The phase diagram of momentum: against races, and against the theory's own best setting."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.errors import InvalidInput
from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.functions import FUNCTIONS
from nnviz.landscape.momentum_phases import (
    MOST_PULL,
    as_momentum,
    phase_borders,
    phase_rates,
    slower_rate,
    with_setting,
)
from nnviz.landscape.racing import race
from nnviz.landscape.stability import MOTIONS, momentum_motions
from nnviz.optimizers import OPTIMIZERS


@pytest.mark.parametrize("ratio", [0.01, 0.1, 0.5, 1.0])
def test_the_fastest_place_of_the_diagram_is_polyaks(ratio: float) -> None:
    rates = phase_rates(ratio, 400, 400)
    row, column = np.unravel_index(np.argmin(rates), rates.shape)
    root = float(np.sqrt(ratio))  # Polyak 1964
    pull, momentum = (2.0 / (1.0 + root)) ** 2, ((1.0 - root) / (1.0 + root)) ** 2
    assert (column + 0.5) * MOST_PULL / 400 == pytest.approx(pull, abs=0.1)
    assert 1.0 - (row + 0.5) / 400 == pytest.approx(momentum, abs=0.02)
    # Its rate is the square root of its momentum (Goh 2017).
    assert slower_rate(ratio, pull, momentum)[0] == pytest.approx(np.sqrt(momentum), abs=1e-6)


def test_a_place_of_the_diagram_is_the_rate_of_a_race() -> None:
    pull, momentum = 1.2, 0.3
    rate, flat_decides = slower_rate(0.1, pull, momentum)
    assert flat_decides
    racer = OptimizerChoice("momentum", learning_rate=pull / 10.0, momentum=momentum)
    path = race(FUNCTIONS["ravine"].landscape(K=10.0), (1.0, 1.0), [racer], 120).paths[0]
    distance = np.linalg.norm(path, axis=1)
    assert (distance[110] / distance[70]) ** (1.0 / 40) == pytest.approx(rate, rel=1e-3)
    rates = phase_rates(0.1, 40, 40)
    assert rates[20, 12] == pytest.approx(slower_rate(0.1, 12.5 * MOST_PULL / 40, 1.0 - 20.5 / 40)[0])


def test_without_a_flat_direction_the_steep_one_decides_alone() -> None:
    assert slower_rate(0.0, 0.5, 0.5) == (pytest.approx(np.sqrt(0.5)), False)
    assert (phase_rates(0.0, 20, 20) <= phase_rates(0.2, 20, 20)).all()


@pytest.mark.parametrize("momentum", [0.01, 0.3, 0.9])
def test_motions_change_at_the_borders(momentum: float) -> None:
    for border, before in zip(phase_borders(np.array(momentum)), range(3), strict=True):
        around = momentum_motions(border + np.array([-1e-6, 1e-6]), np.array(momentum))
        assert [MOTIONS[k] for k in around] == [MOTIONS[before], MOTIONS[before + 1]]


def test_a_running_mean_walks_as_momentum_of_a_smaller_rate() -> None:
    mean = OptimizerChoice("momentum_ema", learning_rate=0.05, momentum=0.8)
    setting = as_momentum(mean)
    assert setting is not None
    same = with_setting(OptimizerChoice("sgd"), *setting)
    assert same.name == "momentum"
    tracks = race(FUNCTIONS["himmelblau"].landscape(), (-0.4, -1.4), [mean, same], 50)
    np.testing.assert_allclose(tracks.paths[0], tracks.paths[1], rtol=1e-9)
    assert with_setting(mean, *setting).values == pytest.approx(mean.values)


def test_a_setting_comes_back_and_momentum_makes_momentum() -> None:
    sgd = OptimizerChoice("sgd", learning_rate=0.1)
    assert as_momentum(sgd) == (0.1, 0.0)
    assert with_setting(sgd, 0.2, 0.0) == OptimizerChoice("sgd", learning_rate=0.2)
    assert with_setting(sgd, 0.2, 0.5) == OptimizerChoice("momentum", learning_rate=0.2, momentum=0.5)
    momentum = OptimizerChoice("momentum", learning_rate=0.1, momentum=0.9)
    assert with_setting(momentum, 0.1, 0.0) == OptimizerChoice("momentum", learning_rate=0.1, momentum=0.0)
    with pytest.raises(InvalidInput):
        with_setting(momentum, 0.0, 0.5)
    others = set(OPTIMIZERS) - {"sgd", "momentum", "momentum_ema"}
    assert [as_momentum(OptimizerChoice(name)) for name in others] == [None] * len(others)
