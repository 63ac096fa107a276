"""What is said of an autoencoder: errors of rows, how much comes back, and where its codes lie."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.answers import answers
from nnviz.autoencoder import codes
from nnviz.latent_chart import Chart
from nnviz.reconstruction import reconstruct
from tests.engine.test_autoencoder import autoencoder


def test_errors_are_those_of_the_answers_and_their_mean_is_the_loss() -> None:
    run = autoencoder(6, 2, 6)
    theta = run.initial_theta()
    made = reconstruct(run, theta, "test")
    assert made is not None
    found = answers(run, theta, run.data.inputs_test)
    missed = found - run.data.targets_test
    np.testing.assert_allclose(made.errors, (missed**2).mean(axis=1), rtol=1e-12)
    assert made.mean_squared_error == pytest.approx((missed**2).mean(), rel=1e-12)
    assert made.mean_absolute_error == pytest.approx(np.abs(missed).mean(), rel=1e-12)
    targets = run.data.targets_test
    varied = ((targets - targets.mean(axis=0)) ** 2).sum()
    assert made.r_squared == pytest.approx(1.0 - (missed**2).sum() / varied, rel=1e-12)
    worst = made.worst_first
    assert made.errors[worst[0]] == made.errors.max()
    assert made.errors[worst[-1]] == made.errors.min()


def test_many_rows_go_in_parts_and_noise_stays_out_of_the_targets() -> None:
    data = {"name": "circles", "samples": 6000, "test_fraction": 0.1, "input_noise": 0.4}
    run = autoencoder(3, 2, data=data)
    theta = run.initial_theta()
    made = reconstruct(run, theta, "train")
    assert made is not None
    found = answers(run, theta, run.data.inputs_train)
    np.testing.assert_allclose(made.errors, ((found - run.data.targets_train) ** 2).mean(axis=1), rtol=1e-10)
    assert reconstruct(run, theta, "train", lambda: True) is None


def test_a_row_without_an_answer_is_the_worst() -> None:
    run = autoencoder(2)
    theta = np.full(run.network.length, np.nan)
    made = reconstruct(run, theta, "test")
    assert made is not None
    assert np.isnan(made.errors).all()
    assert np.isnan(made.r_squared)
    assert sorted(made.worst_first) == list(range(len(run.data.inputs_test)))


def test_one_or_two_units_are_their_own_coordinates() -> None:
    for units in (1, 2):
        run = autoencoder(units)
        found = codes(run, run.initial_theta(), run.data.inputs_train)
        assert found is not None
        chart = Chart.of(found)
        np.testing.assert_array_equal(chart.places(found), found)
        np.testing.assert_array_equal(chart.codes(found), found)
        assert chart.explained == ()


def test_more_units_are_seen_along_their_principal_components() -> None:
    draw = np.random.default_rng(3)
    values = draw.standard_normal((300, 5)) * (3.0, 0.1, 2.0, 0.5, 0.3) @ np.linalg.qr(draw.standard_normal((5, 5)))[0]
    chart = Chart.of(values)
    shares = np.linalg.svd(values - values.mean(axis=0), compute_uv=False) ** 2
    np.testing.assert_allclose(chart.explained, (shares / shares.sum())[:2], rtol=1e-9)
    places = chart.places(values)
    np.testing.assert_allclose(places.mean(axis=0), 0.0, atol=1e-12)
    np.testing.assert_allclose(np.cov(places.T)[0, 1], 0.0, atol=1e-10)
    np.testing.assert_allclose(chart.places(chart.codes(places)), places, atol=1e-12)
    np.testing.assert_array_equal(Chart.of(values + 0.0).directions, chart.directions)


def test_of_very_many_units_those_that_vary_are_enough() -> None:
    values = np.zeros((50, 700))
    values[:, [650, 20]] = np.random.default_rng(1).standard_normal((50, 2)) * (4.0, 2.0)
    chart = Chart.of(values)
    assert sum(chart.explained) == pytest.approx(1.0)


def test_codes_that_are_no_numbers_have_no_place_and_break_nothing() -> None:
    values = np.full((4, 3), np.nan)
    assert np.isnan(Chart.of(values).places(values)).all()
    same = np.ones((4, 3))
    assert Chart.of(same).explained == (0.0, 0.0)
