"""Every finding comes where it should, says so in numbers, stays away where it should, and its remedy helps."""

from __future__ import annotations

import re
from functools import cache

import pytest
from msgspec import Struct

from nnviz.activations import ACTIVATIONS
from nnviz.assembly import Assembly, assemble_runs
from nnviz.diagnosis import KINDS, Finding, observe, with_remedy
from nnviz.experiment import with_value
from nnviz.history import History
from nnviz.take_snapshot import take_snapshot
from nnviz.trainer import Trainer
from tests.engine.diagnosis_runs import Watched, adam, case, found, found_at, kinds, momentum, sgd

LEAKY = {"name": "leaky_relu", "alpha": 0.1}


class Sick(Struct, frozen=True, eq=False):
    """A run with one trouble, at which step it shows, and where; and how low its remedy brings the loss.

    `below` is a share of the loss that the sick run has after as many steps as the remedied one takes.
    """

    kind: str
    name: str
    assembly: Assembly
    step: int
    layer: int | None
    remedy: str
    below: float = 0.5
    race: int = 1000


SICK = [
    Sick("divergence", "regression", case([16, 16], "tanh", sgd(2.0), data="sine"), 200, 3, "rate 0.1", race=300),
    Sick("divergence", "no hidden layer", case([], optimizer=sgd(1.0), data="plane", scaling="none", batch_size=None),
         2500, 1, "rate 0.1", race=300),
    Sick("divergence", "bad start", case([16] * 10, "relu", sgd(0.01), initializer="normal_large", batch_size=32),
         20, 9, "He normal"),
    Sick("vanishing_gradients", "sigmoid", case([8] * 10, "sigmoid", momentum(0.01), initializer="normal_small",
                                                seed=1), 20, 1, "ReLU and He normal"),
    Sick("vanishing_gradients", "tanh", case([8] * 5, "tanh", sgd(0.1), initializer="normal_small"), 20, 2,
         "Xavier normal"),
    Sick("vanishing_gradients", "sigmoid, scaled", case([16] * 8, "sigmoid", sgd(0.1), data="iris"), 20, 2,
         "ReLU and He normal"),
    Sick("exploding_gradients", "tanh", case([64] * 10, "tanh", adam(0.0003), initializer="normal_large"), 20, 1,
         "Xavier normal", race=300),
    Sick("exploding_gradients", "narrow and deep", case([16] * 20, "tanh", sgd(0.01), initializer="normal_large"), 5,
         1, "Xavier normal", below=0.95, race=1500),
    Sick("exploding_gradients", "relu", case([16] * 8, "relu", adam(0.001), initializer="normal_large"), 20, 9,
         "He normal", race=300),
    Sick("dead_units", "too large a rate", case([8, 8], "relu", sgd(5.0), initializer="he_normal"), 60, 2, "rate 0.2"),
    Sick("dead_units", "unscaled", case([16], "relu", sgd(0.03), initializer="he_normal", data="diabetes",
                                        scaling="none"), 50, 1, "standard scaling", below=0.01),
    Sick("dead_units", "from the start", case([3] * 8, "relu", sgd(0.1), initializer="he_normal", seed=3), 0, 7,
         "batch normalisation", race=2000),
    Sick("dead_units", "one row a batch", case([3] * 8, "relu", sgd(0.1), initializer="he_normal", seed=3,
                                               batch_size=1), 0, 7, "3 hidden layers", race=2000),
    Sick("dead_units", "narrow", case([2, 2, 2], "relu", sgd(0.1), initializer="he_normal", seed=10), 0, 3,
         "Leaky ReLU", race=3000),
    Sick("saturated_units", "tanh, unscaled", case([16], data="wine", scaling="none"), 0, 1, "standard scaling"),
    Sick("saturated_units", "sigmoid, unscaled", case([32], "sigmoid", data="breast_cancer", scaling="none"), 50, 1,
         "standard scaling"),
    Sick("saturated_units", "too large a rate", case([16, 16], "tanh", adam(0.3), data="sine"), 100, 2, "rate 0.005"),
    Sick("symmetric_weights", "zeros", case([8, 8], "tanh", sgd(0.3), initializer="zeros"), 0, 1, "Xavier normal"),
    Sick("symmetric_weights", "zeros with sigmoid", case([8], "sigmoid", sgd(1.0), initializer="zeros"), 200, 1,
         "Xavier normal", race=3000),
    Sick("symmetric_weights", "zeros with relu", case([4, 4], "relu", sgd(0.3), initializer="zeros"), 100, 1,
         "He normal"),
    Sick("rate_too_high", "descent", case([8, 8], "tanh", sgd(10.0)), 300, None, "rate 1"),
    Sick("rate_too_high", "momentum", case([8, 8], "tanh", momentum(5.0)), 300, None, "rate 0.1"),
    Sick("rate_too_high", "only rising", case([], optimizer=sgd(0.754), data="plane", scaling="none", batch_size=None),
         1000, None, "rate 0.1", race=300),
    Sick("slow_progress", "descent", case([8, 8], "tanh", sgd(0.002)), 1000, None, "momentum 0.9", race=3000),
    Sick("slow_progress", "momentum", case([8], "tanh", momentum(1e-5), data="iris"), 500, None, "rate 0.001"),
    Sick("slow_progress", "adam", case([16], "tanh", adam(1e-5), data="sine"), 500, None, "rate 0.0002", below=0.8),
    Sick("step_activation", "all layers", case([8, 8], "step", sgd(0.1)), 0, 2, "Tanh", race=3000),
    Sick("step_activation", "output", case([8], "tanh", sgd(0.1), output="step"), 30, 2, "the usual output",
         race=3000),
    Sick("step_activation", "everywhere", case([8], "step", sgd(0.1), output="step"), 30, 2,
         "Tanh and the usual output", race=3000),
    Sick("unsuited_loss", "cross-entropy of tanh", case([8], "tanh", sgd(0.1), output="tanh",
                                                        loss="binary_cross_entropy"), 100, 2, "Sigmoid output"),
    Sick("unsuited_loss", "no probabilities", case([8], "tanh", sgd(0.1), data="iris", output="tanh",
                                                   loss="categorical_cross_entropy"), 100, 2, "Softmax output"),
    Sick("unsuited_loss", "hinge of sigmoid", case([8], "tanh", sgd(0.1), loss="hinge"), 100, 2, "Linear output"),
    Sick("unsuited_loss", "hinge of softmax", case([8], "tanh", sgd(0.1), output="softmax", loss="hinge"), 0, 2,
         "Linear output"),
    # Of two losses of different kinds the values do not compare: `below` says little here, accuracies are compared in
    # test_diagnosis_losses.
    Sick("unsuited_loss", "one output, two classes", case([8], "tanh", sgd(0.1), loss="categorical_cross_entropy"),
         100, 2, "Softmax output", below=100.0),
    Sick("unsuited_loss", "nothing pushed down", case([8], "tanh", sgd(0.1), data="iris", output="sigmoid",
                                                      loss="sparse_categorical_cross_entropy"), 100, 2,
         "Softmax output", below=20.0),
    Sick("muffled_errors", "squares of softmax", case([16], "tanh", sgd(0.1), data="digits", loss="mse"), 100, 2,
         "Categorical cross-entropy", below=2.0),
    Sick("muffled_errors", "sizes of softmax", case([8], "tanh", sgd(0.1), data="iris", loss="mae"), 0, 2,
         "Categorical cross-entropy", below=2.0),
    Sick("muffled_errors", "squares of sigmoid", case([8], "tanh", sgd(0.1), loss="mse"), 100, 2,
         "Binary cross-entropy", below=4.0),
]  # fmt: skip

HEALTHY = {
    "ten tanh layers": lambda seed: case([8] * 10, "tanh", sgd(0.1), seed=seed),
    "ten relu layers": lambda seed: case([8] * 10, "relu", initializer="he_normal", seed=seed),
    "two sigmoid layers": lambda seed: case([8, 8], "sigmoid", sgd(1.0), seed=seed),
    "momentum that settles": lambda seed: case(
        [], optimizer=momentum(0.07), data="plane", scaling="minmax", features=["x1"], batch_size=None, seed=seed
    ),
    "zigzag that settles": lambda seed: case(
        [], optimizer=sgd(0.6), data="plane", scaling="none", batch_size=None, seed=seed
    ),
    "at its minimum": lambda seed: case([], optimizer=sgd(0.3), data="xor", noise=1.0, seed=seed),
    "converged": lambda seed: case([8], "tanh", sgd(0.5), data="gaussians", seed=seed),
    "large weights": lambda seed: case([16], "tanh", sgd(0.1), initializer="normal_large", seed=seed),
    "layers of one unit": lambda seed: case([1, 1], "tanh", sgd(0.1), seed=seed),
    "batches of one": lambda seed: case([8, 8], "tanh", batch_size=1, seed=seed),
    "adam": lambda seed: case([16, 16], "relu", adam(0.003), initializer="he_normal", data="moons", seed=seed),
    "elu": lambda seed: case([8, 8], "elu", initializer="he_normal", data="sine", seed=seed),
    "leaky relu": lambda seed: case([8, 8], LEAKY, sgd(0.1), initializer="he_normal", data="wine", seed=seed),
    "nothing but noise": lambda seed: case([8, 8], "tanh", sgd(0.1), noise=1.0, seed=seed),
}
"""Runs that come close to one trouble or another: at least three for each kind."""


@cache
def found_in(sick: Sick) -> tuple[Finding, ...]:
    return found_at(sick.assembly, sick.step)[0]


def only(of_run: tuple[Finding, ...], kind: str) -> Finding:
    [finding] = [finding for finding in of_run if finding.kind == kind]
    return finding


each_sick = pytest.mark.parametrize("sick", SICK, ids=lambda sick: f"{sick.kind}: {sick.name}")


def test_every_kind_is_tried_three_times() -> None:
    # What held-out rows tell is judged by other losses: see test_diagnosis_generalisation; and test_diagnosis_borders.
    elsewhere = {"overfitting", "cannot_memorise", "straight_border"}
    tried = [one.kind for one in SICK]
    assert all(tried.count(kind.name) >= 3 for kind in KINDS if kind.name not in elsewhere)


@each_sick
def test_what_is_found_and_nothing_beside_it(sick: Sick) -> None:
    of_run = found_in(sick)
    assert kinds(of_run) == {sick.kind}
    finding = only(of_run, sick.kind)
    assert (finding.layer, finding.remedy.words) == (sick.layer, sick.remedy)
    assert finding.panel == next(kind.panel for kind in KINDS if kind.name == sick.kind)
    assert finding.step <= sick.step
    assert re.search(r"\d", finding.evidence)
    assert finding.evidence.endswith(".")
    assert len(finding.evidence) <= 125
    assert not re.search(r"nan|inf|not finite|-\d|e[+-]\d|\.\.", finding.evidence)
    assert not finding.headline.endswith(".")


@each_sick
def test_the_remedy_is_a_variant_that_helps(sick: Sick) -> None:
    finding = only(found_in(sick), sick.kind)
    experiment, run = with_remedy(sick.assembly.experiment, finding)
    assert run == 1
    assert experiment.variants[0].name == sick.remedy
    watched = Watched(*assemble_runs(experiment))
    before = watched.trainers[1].evaluation.train_loss
    [(_, of_runs)] = watched.look(sick.race)
    ill, cured = watched.trainers
    assert cured.divergence is None
    assert sick.kind not in kinds(of_runs[1])
    assert cured.evaluate_now().train_loss < 0.9 * before
    assert cured.evaluate_now().train_loss < sick.below * ill.evaluate_now().train_loss


@pytest.mark.parametrize("name", HEALTHY)
def test_silence_about_healthy_runs(name: str) -> None:
    for seed in (0, 1):
        for of_run in found_at(HEALTHY[name](seed), 0, 20, 100, 300, 1000):
            assert of_run == ()


def test_dead_and_saturated_by_hand() -> None:
    relu = Trainer(case([8, 8], "relu", initializer="he_normal"))
    relu.assembly.network.layers[0].biases(relu.theta)[:5] = -100.0
    tanh = Trainer(case([8, 8], "tanh"))
    tanh.assembly.network.layers[1].biases(tanh.theta)[:5] = 100.0
    assert kinds(found(observe(0, relu.assembly, History(3), take_snapshot(relu)))) == set()
    [saturated] = found(observe(0, tanh.assembly, History(3), take_snapshot(tanh)))
    assert (saturated.kind, saturated.layer) == ("saturated_units", 2)
    assert "5 of 8 units of Hidden 2" in saturated.evidence
    relu.assembly.network.layers[0].biases(relu.theta)[:] = -100.0
    [dead] = found(observe(0, relu.assembly, History(3), take_snapshot(relu)))
    assert (dead.kind, dead.layer, dead.severity) == ("dead_units", 1, "error")
    assert "16 of 16" in dead.evidence  # with no answer from below, Hidden 2 is left with its biases of 0


def test_alike_by_hand() -> None:
    trainer = Trainer(case([8, 8], "tanh"))
    first, second, _ = trainer.assembly.network.layers
    first.augmented(trainer.theta)[:] = [[0.3], [-0.2], [0.1]]
    assert found(observe(0, trainer.assembly, History(3), take_snapshot(trainer))) == ()
    second.weights(trainer.theta)[:] = second.weights(trainer.theta)[:1]
    [alike] = found(observe(0, trainer.assembly, History(3), take_snapshot(trainer)))
    assert (alike.kind, alike.layer, alike.remedy.words) == ("symmetric_weights", 1, "another seed")
    assert "(0)" not in alike.evidence


@pytest.mark.parametrize("activation", [name for name in ACTIVATIONS if name != "softmax"])
def test_any_activation_can_be_diagnosed(activation: str) -> None:
    for of_run in found_at(case([4, 4], activation, sgd(0.1)), 0, 50):
        assert kinds(of_run) <= {"step_activation"}
        assert (kinds(of_run) == set()) == (activation != "step")


def test_a_layer_of_step_does_not_hide_what_its_successors_do() -> None:
    assembly = case([8, 8], "tanh", initializer="zeros")
    hidden = [{"units": 8, "activation": "step"}, {"units": 8, "activation": "tanh"}]
    mixed = replace_hidden(assembly, hidden)
    assert kinds(found_at(mixed, 10)[0]) == {"step_activation", "symmetric_weights"}


def replace_hidden(assembly: Assembly, hidden: list[dict[str, object]]) -> Assembly:
    [replaced] = assemble_runs(with_value(assembly.experiment, "network.hidden", hidden))
    return replaced
