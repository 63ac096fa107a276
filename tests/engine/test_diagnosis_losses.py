"""What a loss that does not suit the output costs: the numbers in the finding, and what the remedy gains."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.activations import ACTIVATIONS
from nnviz.assembly import Assembly, assemble
from nnviz.diagnosis import observe, with_remedy
from nnviz.experiment import plan_runs
from nnviz.history import History
from nnviz.losses import LOSSES
from nnviz.responses import outputs
from nnviz.take_snapshot import take_snapshot
from nnviz.trainer import Trainer
from tests.engine.diagnosis_runs import case, found, found_at, sgd
from tests.engine.runs import assembly, hidden

ABOUT_LOSS = {"unsuited_loss", "muffled_errors"}
SUITED = {
    "mse": {"linear", "tanh"},
    "mae": {"linear", "tanh"},
    "huber": {"linear", "tanh"},
    "binary_cross_entropy": {"sigmoid", "softmax"},
    "categorical_cross_entropy": {"softmax"},
    "sparse_categorical_cross_entropy": {"softmax"},
    "hinge": {"linear", "tanh"},
}


def about_loss(one: Assembly, step: int = 0) -> Any:
    """Return what is found about the loss, or None."""
    found_here = [finding for finding in found_at(one, step)[0] if finding.kind in ABOUT_LOSS]
    return found_here[0] if found_here else None


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("output", ["linear", "sigmoid", "tanh", "softmax"])
def test_which_pairs_suit(loss: str, output: str) -> None:
    seen = about_loss(case([4], output=output, loss=loss))
    assert (seen is None) == (output in SUITED[loss])
    if seen is not None:
        assert seen.headline == f"{LOSSES[loss].label} does not suit {ACTIVATIONS[output].label}"
        assert seen.severity == ("info" if seen.kind == "muffled_errors" else "warning")


@pytest.mark.parametrize("loss", ["mse", "mae", {"name": "huber", "delta": 2.0}])
@pytest.mark.parametrize("output", ["linear", "sigmoid", "tanh"])
def test_silence_about_a_regression(loss: Any, output: str) -> None:
    assert about_loss(case([4], data="sine", output=output, loss=loss)) is None


@pytest.mark.parametrize("output", [name for name in ACTIVATIONS if name != "step"])
@pytest.mark.parametrize("loss", LOSSES)
def test_every_pair_trains_and_can_be_diagnosed(loss: str, output: str) -> None:
    one = case([4], "tanh", sgd(0.03), output=output, loss=loss)
    trainer = Trainer(one)
    assert trainer.advance(60) == 60
    assert np.isfinite(trainer.evaluation.train_loss)
    found(observe(0, one, History(2), take_snapshot(trainer)))


def test_the_share_of_answers_without_a_logarithm() -> None:
    one = case([8], output="tanh", loss="binary_cross_entropy")
    answers = outputs(one, one.initial_theta(), one.data.inputs_train)
    share = np.mean((answers < 1e-12) | (answers > 1.0 - 1e-12))
    assert about_loss(one).evidence.startswith(f"{100 * share:.0f}\u2009% of the answers lie outside 0 to 1")


def test_a_hinge_that_cannot_be_met_stays_above_its_bound() -> None:
    one = case([8], "tanh", sgd(0.3), loss="hinge")
    share = np.mean(one.data.labels_train == 0)
    evidence = about_loss(one, 50).evidence
    assert f"stays above {share:.2f}; 100\u2009% of the rows are taken for class 1" in evidence
    trainer = Trainer(one)
    trainer.advance(2000)
    assert share < trainer.evaluation.train_loss < share + 0.4
    assert trainer.evaluation.train_accuracy == pytest.approx(1.0 - share)


def test_how_much_of_the_gradient_passes_a_sigmoid() -> None:
    one = case([8], loss="mse")
    y = outputs(one, one.initial_theta(), one.data.inputs_train)
    before, slope = y - one.data.targets_train, y * (1.0 - y)
    overall = np.sqrt(np.sum((before * slope) ** 2) / np.sum(before**2))
    numbers = [float(text) for text in re.findall(r"0\.\d+", about_loss(one).evidence)]
    assert numbers == [pytest.approx(overall, abs=0.006), pytest.approx(slope.min(), abs=0.006)]


def test_no_error_is_no_finding() -> None:
    one = case([8], loss="mse")
    trainer = Trainer(one)
    perfect = outputs(one, trainer.theta, one.data.inputs_train)
    same = replace(one, data=replace(one.data, targets_train=perfect))
    kinds = {finding.kind for finding in found(observe(0, same, History(2), take_snapshot(trainer)))}
    assert "muffled_errors" not in kinds


def test_the_remedy_learns_what_the_loss_could_not() -> None:
    one = case([8], "tanh", sgd(0.1), loss="categorical_cross_entropy")
    grown, run = with_remedy(one.experiment, about_loss(one))
    [_, cured] = [Trainer(assemble(plan.name, plan.experiment)) for plan in plan_runs(grown)]
    ill = Trainer(one)
    for trainer in (ill, cured):
        trainer.advance(1000)
    assert run == 1
    assert ill.evaluation.train_accuracy < 0.6 < 0.95 < cured.evaluation.train_accuracy


def test_a_better_start_reaches_layers_with_their_own() -> None:
    layers = [layer | {"initializer": "zeros"} for layer in hidden(6, 6)]
    one = assembly(network={"hidden": layers})
    [alike] = [finding for finding in found_at(one, 0)[0] if finding.kind == "symmetric_weights"]
    grown, _ = with_remedy(one.experiment, alike)
    cured = plan_runs(grown)[1].experiment.network
    assert cured.initializer.name == "xavier_normal"
    assert [layer.initializer for layer in cured.hidden] == [None, None]
