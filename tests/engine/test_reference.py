"""Forward passes and a hundred steps of training against values that PyTorch computed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.activations import ACTIVATIONS
from nnviz.assembly import Assembly, assemble
from nnviz.experiment import ActivationChoice, LossChoice, ScheduleChoice
from nnviz.losses import LOSSES
from nnviz.network import Network
from nnviz.optimizers import OPTIMIZERS
from nnviz.responses import layer_outputs
from nnviz.schedules import SCHEDULES
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
            "schedule": case.schedule,
            "clip_norm": case.clip_norm,
            "clip_value": case.clip_value,
        },
    )
    choices = [ActivationChoice.parse(choice) for choice in [*(choice for _, choice in case.hidden), case.output]]
    network = Network.build(INPUTS, case.units, choices)
    assembly = assemble("run", described)
    data = replace(assembly.data, inputs_train=STORED["inputs"], targets_train=STORED[f"targets-{case.targets}"],
                   inputs_test=STORED["inputs"][:0], targets_test=STORED[f"targets-{case.targets}"][:0])  # fmt: skip
    loss = LossChoice.parse(case.loss)
    return Assembly("run", described, data, network, LOSSES[loss.name].bound(loss.values))


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
    scalars = trainer.take_scalars()
    np.testing.assert_allclose(scalars.batch_losses, STORED[f"{name}/losses"], rtol=EXACT)
    np.testing.assert_allclose(scalars.learning_rates, STORED[f"{name}/rates"], rtol=1e-12)
    expected = STORED[f"{name}/theta"]
    np.testing.assert_allclose(trainer.theta, expected, rtol=EXACT, atol=EXACT * float(np.max(np.abs(expected))))


def test_every_entry_has_a_reference() -> None:
    cases = CASES.values()
    used = {choice if isinstance(choice, str) else choice["name"] for case in cases for _, choice in case.hidden}
    assert used == set(ACTIVATIONS)
    assert {LossChoice.parse(case.loss).name for case in cases} == set(LOSSES)
    assert {case.optimizer["name"] for case in cases} == set(OPTIMIZERS)
    assert {ScheduleChoice.parse(case.schedule).name for case in cases} == set(SCHEDULES)


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith(("schedule-", "clip-"))])
def test_what_is_compared_makes_a_difference(name: str) -> None:
    plain = Trainer(prepare(replace(CASES[name], schedule="constant", clip_norm=None, clip_value=None)),
                    STORED[f"{name}/initial"])  # fmt: skip
    plain.advance(STEPS)
    assert not np.allclose(plain.theta, STORED[f"{name}/theta"], rtol=1e-4)
