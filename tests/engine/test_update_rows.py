"""The lines of an update against the formulas, written out once more by hand."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest

from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.functions import FUNCTIONS
from nnviz.landscape.racing import Terms, race
from nnviz.landscape.update_rows import PARTS, SYMBOLS, UpdateRow, update_arrows, update_rows
from nnviz.optimizers import OPTIMIZERS

STEPS = (0, 1, 7, 40)


def terms_at(name: str, step: int, noise: float = 0.0) -> tuple[OptimizerChoice, Terms]:
    optimizer = OptimizerChoice(name, learning_rate=0.005)
    tracks = race(FUNCTIONS["himmelblau"].landscape(), (-0.4, -1.4), [optimizer], 40, noise=noise, seed=2)
    return optimizer, tracks.terms(0, step)


def by_hand(name: str, a: Mapping[str, float], rows: Mapping[str, np.ndarray], t: int) -> dict[str, np.ndarray]:
    """Return lines from those above them."""
    g, w, eta = rows["gradient"], rows["position"], a["learning_rate"]
    before = {key.removesuffix(" before"): value for key, value in rows.items() if key.endswith(" before")}
    lines: dict[str, np.ndarray] = {}
    if name == "sgd":
        lines["move"] = -eta * g
    if name in ("momentum", "nesterov"):
        beta = a["momentum"]
        lines["velocity"] = beta * before["velocity"] + eta * g
        lines["move"] = -rows["velocity"] if name == "momentum" else -(beta * rows["velocity"] + eta * g)
    if name == "momentum_ema":
        lines["mean gradient"] = a["momentum"] * before["mean gradient"] + (1 - a["momentum"]) * g
        lines["move"] = -eta * rows["mean gradient"]
    if name == "adagrad":
        lines["sum of squared gradients"] = before["sum of squared gradients"] + g**2
        lines["rate per axis"] = eta / (np.sqrt(rows["sum of squared gradients"]) + a["epsilon"])
        lines["move"] = -rows["rate per axis"] * g
    if name in ("rmsprop", "adadelta"):
        lines["mean squared gradient"] = a["rho"] * before["mean squared gradient"] + (1 - a["rho"]) * g**2
    if name == "rmsprop":
        lines["rate per axis"] = eta / (np.sqrt(rows["mean squared gradient"]) + a["epsilon"])
        lines["move"] = -rows["rate per axis"] * g
    if name == "adadelta":
        root = np.sqrt(before["mean squared step"] + a["epsilon"])
        lines["step"] = g * root / np.sqrt(rows["mean squared gradient"] + a["epsilon"])
        lines["mean squared step"] = a["rho"] * before["mean squared step"] + (1 - a["rho"]) * rows["step"] ** 2
        lines["move"] = -eta * rows["step"]
    if name in ("adam", "adamw", "nadam"):
        lines["mean gradient"] = a["beta1"] * before["mean gradient"] + (1 - a["beta1"]) * g
        lines["mean squared gradient"] = a["beta2"] * before["mean squared gradient"] + (1 - a["beta2"]) * g**2
        lines["corrected square"] = rows["mean squared gradient"] / (1 - a["beta2"] ** t)
        lines["rate per axis"] = eta / (np.sqrt(rows["corrected square"]) + a["epsilon"])
    if name in ("adam", "adamw"):
        lines["corrected mean"] = rows["mean gradient"] / (1 - a["beta1"] ** t)
        lines["move"] = -rows["rate per axis"] * rows["corrected mean"]
    if name == "adamw":
        lines["move"] = lines["move"] - eta * a["weight_decay"] * w
        lines["decayed position"] = w - eta * a["weight_decay"] * w
        # As the formula has it: the decay first, and Adam's step from there.
        lines["new position"] = rows["decayed position"] - rows["rate per axis"] * rows["corrected mean"]
    if name == "nadam":
        mu = [a["beta1"] * (1 - 0.96 ** (i * a["momentum_decay"]) / 2) for i in range(1, t + 2)]
        lines["share of this step"], lines["share of the next"] = np.full(2, mu[t - 1]), np.full(2, mu[t])
        lines["all shares so far"] = np.full(2, math.prod(mu[:t]))
        product = rows["all shares so far"]
        lines["look ahead"] = (1 - mu[t - 1]) / (1 - product) * g + mu[t] / (1 - product * mu[t]) * rows[
            "mean gradient"
        ]
        lines["move"] = -rows["rate per axis"] * rows["look ahead"]
    lines["effective rate"] = -rows["move"] / g
    lines.setdefault("new position", w + rows["move"])
    return lines


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_line_is_what_its_formula_makes_of_those_above(name: str, step: int) -> None:
    optimizer, terms = terms_at(name, step, noise=0.3)
    rows = update_rows(optimizer, terms, step)
    values = {row.words: row.value for row in rows}
    assert len(values) == len(rows)
    expected = by_hand(name, optimizer.values, values, step + 1)
    given = [row.words for row in rows if row.words not in expected]
    assert given == ["position", "gradient", *(f"{memory} before" for memory in OPTIMIZERS[name].memory)]
    for words, value in expected.items():
        # The move itself is a difference of positions, which rounds it to their digits.
        np.testing.assert_allclose(values[words], value, rtol=1e-10, atol=1e-15, err_msg=words)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_last_line_leads_to_the_next_point(name: str) -> None:
    optimizer = OptimizerChoice(name, learning_rate=0.005)
    tracks = race(FUNCTIONS["himmelblau"].landscape(), (-0.4, -1.4), [optimizer], 12)
    for step in (0, 5, 11):
        after = update_rows(optimizer, tracks.terms(0, step), step)[-1]
        assert after.words == "new position"
        np.testing.assert_allclose(after.value, tracks.paths[0, step + 1], rtol=1e-15)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_formula_of_the_registry_is_in_the_lines(name: str) -> None:
    optimizer, terms = terms_at(name, 3)
    formulas = [row.formula for row in update_rows(optimizer, terms, 3)]
    assert set(OPTIMIZERS[name].formula.split(PARTS)) <= set(formulas)
    assert all(key in SYMBOLS for key in optimizer.values)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_arrows_end_with_the_move_and_those_to_scale_add_up_to_it(name: str) -> None:
    optimizer, terms = terms_at(name, 9)
    *parts, move = update_arrows(optimizer, terms)
    np.testing.assert_array_equal(move.vector, terms.move)
    to_scale = [arrow.vector for arrow in parts if arrow.to_scale]
    if to_scale:
        np.testing.assert_allclose(np.sum(to_scale, axis=0), terms.move, rtol=1e-10)
    elif parts:
        np.testing.assert_array_equal(parts[0].vector, -terms.gradient)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_without_a_gradient_lines_stay_numbers_or_say_that_there_are_none(name: str) -> None:
    optimizer = OptimizerChoice(name)
    terms = race(FUNCTIONS["bowl"].landscape(), (0.0, 1.0), [optimizer], 0).terms(0, 0)
    rows: list[UpdateRow] = update_rows(optimizer, terms, 0)
    for row in rows:
        assert np.isfinite(row.value).all() or row.words == "effective rate"
