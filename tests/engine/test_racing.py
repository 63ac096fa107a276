"""Analytic landscapes and races on them: against closed forms and published values."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.analytic import AnalyticLandscape
from nnviz.landscape.functions import FUNCTIONS, NOISE
from nnviz.landscape.racing import Terms, race
from nnviz.optimizers import OPTIMIZERS

ALL = [OptimizerChoice(name) for name in OPTIMIZERS]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_minima_are_flat_and_curve_upwards(name: str) -> None:
    function = FUNCTIONS[name]
    landscape = function.landscape()
    for minimum in np.array(function.minima).reshape(-1, 2):
        assert np.abs(landscape.gradients(minimum)).max() < 1e-6
        nearby = minimum + 1e-3 * np.random.default_rng(0).standard_normal((50, 2))
        assert (landscape.values(nearby) >= landscape.values(minimum)).all()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_view_holds_start_and_minima(name: str) -> None:
    function = FUNCTIONS[name]
    left, right, bottom, top = function.box
    for x, y in (function.start, *function.minima):
        assert left < x < right
        assert bottom < y < top


# Lowest values as published (Surjanovic and Bingham, Virtual Library of Simulation Experiments).
@pytest.mark.parametrize(
    ("name", "lowest"),
    [("camel", -1.0316284534898774), ("styblinski_tang", -78.33233140754282), ("himmelblau", 0.0), ("beale", 0.0),
     ("rosenbrock", 0.0), ("rastrigin", 0.0), ("ackley", 0.0)],
)  # fmt: skip
def test_lowest_values_are_the_published_ones(name: str, lowest: float) -> None:
    values = FUNCTIONS[name].landscape().values(np.array(FUNCTIONS[name].minima))
    np.testing.assert_allclose(values, lowest, atol=1e-9)


def test_ackley_has_gradient_0_at_the_origin() -> None:
    np.testing.assert_array_equal(FUNCTIONS["ackley"].landscape().gradients(np.zeros(2)), [0.0, 0.0])


def test_the_ravine_takes_its_condition() -> None:
    hessian = FUNCTIONS["ravine"].landscape(K=7.0).hessians(np.array([1.0, 2.0]))
    np.testing.assert_array_equal(hessian, [[1.0, 0.0], [0.0, 7.0]])


def test_gradient_descent_on_a_ravine_shrinks_each_coordinate_by_its_own_factor() -> None:
    tracks = race(FUNCTIONS["ravine"].landscape(), (-9.0, 1.2), [OptimizerChoice("sgd", learning_rate=0.015)], 50)
    steps = np.arange(51)
    np.testing.assert_allclose(tracks.paths[0, :, 0], -9.0 * (1 - 0.015) ** steps, rtol=1e-12)
    np.testing.assert_allclose(tracks.paths[0, :, 1], 1.2 * (1 - 1.5) ** steps, rtol=1e-12)
    np.testing.assert_allclose(
        tracks.losses[0], (tracks.paths[0, :, 0] ** 2 + 100 * tracks.paths[0, :, 1] ** 2) / 2, rtol=1e-12
    )


def test_momentum_on_a_quadratic_follows_its_linear_recurrence() -> None:
    rate, beta, steps = 0.015, 0.9, 40
    tracks = race(
        FUNCTIONS["ravine"].landscape(),
        (-9.0, 1.2),
        [OptimizerChoice("momentum", learning_rate=rate, momentum=beta)],
        steps,
    )
    for axis, (start, curvature) in enumerate([(-9.0, 1.0), (1.2, 100.0)]):
        # (w, v) at the next step is a matrix times (w, v): Goh 2017, Why Momentum Really Works.
        matrix = np.array([[1 - rate * curvature, -beta], [rate * curvature, beta]])
        expected = [np.linalg.matrix_power(matrix, k) @ [start, 0.0] for k in range(steps + 1)]
        np.testing.assert_allclose(tracks.paths[0, :, axis], np.array(expected)[:, 0], rtol=1e-9, atol=1e-12)


def test_racers_do_not_change_each_other() -> None:
    landscape, start = FUNCTIONS["rosenbrock"].landscape(), (-1.5, 2.0)
    rates = [OptimizerChoice("adam", learning_rate=rate) for rate in (0.3, 0.001, 0.03)]
    field = [rates[0], *ALL, *rates[1:]]
    together = race(landscape, start, field, 60)
    for racer, optimizer in enumerate(field):
        alone = race(landscape, start, [optimizer], 60)
        np.testing.assert_array_equal(together.paths[racer], alone.paths[0])
        np.testing.assert_array_equal(together.losses[racer], alone.losses[0])


def test_a_longer_race_begins_as_a_shorter_one() -> None:
    landscape = FUNCTIONS["noisy_bowl"].landscape()
    short = race(landscape, (-2.0, 1.0), ALL, 20, noise=1.0, seed=3)
    long = race(landscape, (-2.0, 1.0), ALL, 50, noise=1.0, seed=3)
    np.testing.assert_array_equal(short.paths, long.paths[:, :21])


def test_noise_is_seeded_shared_and_of_the_size_that_is_asked_for() -> None:
    landscape = FUNCTIONS["noisy_bowl"].landscape()
    sgd = OptimizerChoice("sgd", learning_rate=0.1)
    first, second = (race(landscape, (0.0, 0.0), [sgd, sgd], 4000, noise=2.0, seed=seed) for seed in (1, 2))
    np.testing.assert_array_equal(first.paths[0], first.paths[1])
    assert not np.array_equal(first.paths, second.paths)
    # w' = (1 - 2 eta) w - eta sigma e has the variance eta^2 sigma^2 / (1 - (1 - 2 eta)^2).
    assert np.var(first.paths[0, 200:]) == pytest.approx(0.01 * 4 / (1 - 0.64), rel=0.1)
    assert FUNCTIONS["noisy_bowl"].defaults()[NOISE] == 1.0


def test_after_divergence_there_is_nothing() -> None:
    tracks = race(FUNCTIONS["ravine"].landscape(), (1.0, 1.0), [OptimizerChoice("sgd", learning_rate=1.0), ALL[0]], 400)
    step = tracks.diverged(0)
    assert step is not None
    assert np.isfinite(tracks.losses[0, :step]).all()
    assert np.isfinite(tracks.paths[0, :step]).all()
    assert np.isnan(tracks.losses[0, step:]).all()
    assert np.isnan(tracks.paths[0, step:]).all()
    quiet = race(FUNCTIONS["bowl"].landscape(), (1.0, 1.0), ALL, 10)
    assert [quiet.diverged(racer) for racer in range(len(ALL))] == [None] * len(ALL)


def test_no_steps_leave_the_start() -> None:
    tracks = race(FUNCTIONS["beale"].landscape(), (1.0, 1.0), ALL[:2], 0)
    assert tracks.paths.shape == (2, 1, 2)
    np.testing.assert_allclose(tracks.losses, FUNCTIONS["beale"].landscape().values(np.ones(2)))


def terms_of(landscape: AnalyticLandscape, start: tuple[float, float], optimizer: OptimizerChoice, step: int,
             **noise: float) -> Terms:  # fmt: skip
    return race(landscape, start, [optimizer], step, **noise).terms(0, step)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_terms_of_an_update_are_those_of_the_race(name: str) -> None:
    landscape, start = FUNCTIONS["himmelblau"].landscape(), (-0.4, -1.4)
    optimizer = OptimizerChoice(name, learning_rate=0.005)
    path = race(landscape, start, [optimizer], 12, noise=0.5, seed=4).paths[0]
    terms = terms_of(landscape, start, optimizer, 7, noise=0.5, seed=4)
    np.testing.assert_array_equal(terms.move, path[8] - path[7])
    assert tuple(terms.memory) == OPTIMIZERS[name].memory
    assert not np.array_equal(terms.gradient, landscape.gradients(path[7]))  # the noise is in it


def test_the_terms_of_momentum_are_the_formula() -> None:
    optimizer = OptimizerChoice("momentum", learning_rate=0.1, momentum=0.5)
    first, second = (terms_of(FUNCTIONS["bowl"].landscape(), (1.0, -2.0), optimizer, step) for step in (0, 1))
    np.testing.assert_allclose(first.gradient, [2.0, -4.0])
    np.testing.assert_allclose(first.memory["velocity"], [0.2, -0.4])
    np.testing.assert_allclose(first.effective_rate, [0.1, 0.1])
    # w1 = (0.8, -1.6), g = (1.6, -3.2), v = 0.5 (0.2, -0.4) + 0.1 g = (0.26, -0.52)
    np.testing.assert_allclose(second.memory["velocity"], [0.26, -0.52])
    np.testing.assert_allclose(second.move, [-0.26, 0.52])


def test_without_a_gradient_there_is_no_effective_rate() -> None:
    assert np.isnan(terms_of(FUNCTIONS["bowl"].landscape(), (0.0, 1.0), OptimizerChoice("sgd"), 0).effective_rate[0])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_terms_of_a_race_of_many_are_those_of_the_racer_alone(name: str) -> None:
    landscape, start = FUNCTIONS["himmelblau"].landscape(), (-0.4, -1.4)
    field = [OptimizerChoice(name, learning_rate=rate) for rate in (0.02, 0.005)] + ALL
    tracks = race(landscape, start, field, 12, noise=0.5, seed=4)
    for racer in (0, 1):
        for step in (0, 7, 12):
            terms, alone = tracks.terms(racer, step), terms_of(landscape, start, field[racer], step, noise=0.5, seed=4)
            np.testing.assert_array_equal(terms.gradient, alone.gradient)
            np.testing.assert_array_equal(terms.move, alone.move)
            np.testing.assert_array_equal(terms.position, tracks.paths[racer, step])
            assert list(terms.memory) == list(terms.earlier) == list(OPTIMIZERS[name].memory)
            for memory in terms.memory:
                np.testing.assert_array_equal(terms.memory[memory], alone.memory[memory])
                before = tracks.terms(racer, step - 1).memory[memory] if step else np.zeros(2)
                np.testing.assert_array_equal(terms.earlier[memory], before)
