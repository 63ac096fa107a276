"""Forward passes and a hundred steps of training against values that PyTorch computed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nnviz.activations import ACTIVATIONS
from nnviz.assembly import Assembly, assemble
from nnviz.experiment import ActivationChoice
from nnviz.losses import LOSSES
from nnviz.network import Network
from nnviz.optimizers import OPTIMIZERS
from nnviz.responses import layer_outputs
from nnviz.trainer import Trainer
from tests.engine.runs import experiment
from tests.reference.cases import CASES, INPUTS, REAL, SEED, STEPS, Case

STORED = np.load(Path(__file__).parent.parent / "reference" / "pytorch.npz", allow_pickle=False)
EXACT = 1e-8


def prepare(case: Case) -> Assembly:
    """Build the case's run over the stored data instead of a data set's."""
    regression = case.targets == REAL
    described = experiment(
        seed=SEED,
        data={"name": "plane" if regression else "circles", "samples": 25, "test_fraction": 0.2},
        training={
            "optimizer": case.optimizer,
            "batch_size": case.batch_size,
            "l1": case.l1,
            "l2": case.l2,
        },
    )
    choices = [ActivationChoice.parse(choice) for choice in [*(choice for _, choice in case.hidden), case.output]]
    network = Network.build(INPUTS, case.units, choices)
    assembly = assemble("run", described)
    data = replace(assembly.data, inputs_train=STORED["inputs"], targets_train=STORED[f"targets-{case.targets}"],
                   inputs_test=STORED["inputs"][:0], targets_test=STORED[f"targets-{case.targets}"][:0])  # fmt: skip
    return Assembly("run", described, data, network, LOSSES[case.loss])


@pytest.mark.parametrize("name", CASES)
def test_forward_pass(name: str) -> None:
    assembly = prepare(CASES[name])
    answers = layer_outputs(assembly, STORED[f"{name}/initial"], STORED["inputs"])
    for number, answer in enumerate(answers, 1):
        np.testing.assert_allclose(answer, STORED[f"{name}/a{number}"], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", CASES)
def test_a_hundred_steps(name: str) -> None:
    trainer = Trainer(prepare(CASES[name]), STORED[f"{name}/initial"])
    assert trainer.advance(STEPS) == STEPS
    np.testing.assert_allclose(trainer.take_scalars().batch_losses, STORED[f"{name}/losses"], rtol=EXACT)
    expected = STORED[f"{name}/theta"]
    np.testing.assert_allclose(trainer.theta, expected, rtol=EXACT, atol=EXACT * float(np.max(np.abs(expected))))


def test_every_entry_has_a_reference() -> None:
    cases = CASES.values()
    used = {choice if isinstance(choice, str) else choice["name"] for case in cases for _, choice in case.hidden}
    assert used == set(ACTIVATIONS)
    assert {case.loss for case in cases} == set(LOSSES)
    assert {case.optimizer["name"] for case in cases} == set(OPTIMIZERS)
