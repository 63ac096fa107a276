"""Batch normalisation and dropout over many steps of training, against values that PyTorch computed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.assembly import Assembly, assemble
from nnviz.experiment import ActivationChoice
from nnviz.network import Network
from nnviz.responses import outputs
from nnviz.trainer import Trainer
from tests.engine.runs import experiment
from tests.reference.layer_cases import INPUTS, LAYER_CASES, SEED, STEPS, LayerCase

STORED = np.load(Path(__file__).parent.parent / "reference" / "pytorch_layers.npz", allow_pickle=False)
EXACT = 1e-8


def prepare(case: LayerCase) -> Assembly:
    """Build the case's run over the stored data instead of a data set's."""
    training = {"optimizer": case.optimizer, "batch_size": case.batch_size, "l2": case.l2}
    assembly = assemble("run", experiment(seed=SEED, data={"name": "circles", "samples": 30}, training=training))
    units, activations, batch_norm, dropout = zip(*case.hidden, strict=True)
    choices = [ActivationChoice(name) for name in (*activations, "sigmoid")]
    network = Network.build(INPUTS, [*units, 1], choices, batch_norm, dropout)
    data = replace(assembly.data, inputs_train=STORED["inputs"], targets_train=STORED["targets"],
                   inputs_test=STORED["inputs"][:0], targets_test=STORED["targets"][:0])  # fmt: skip
    return replace(assembly, data=data, network=network)


@pytest.mark.parametrize("name", LAYER_CASES)
def test_many_steps(name: str) -> None:
    trainer = Trainer(prepare(LAYER_CASES[name]), STORED[f"{name}/initial"])
    assert trainer.advance(STEPS) == STEPS
    np.testing.assert_allclose(trainer.take_scalars().batch_losses, STORED[f"{name}/losses"], rtol=EXACT)
    # Parameters and, behind them, running means and variances.
    expected = STORED[f"{name}/theta"]
    np.testing.assert_allclose(trainer.theta, expected, rtol=EXACT, atol=EXACT)
    answers = outputs(trainer.assembly, trainer.theta, STORED["inputs"])
    np.testing.assert_allclose(answers, STORED[f"{name}/answers"], rtol=EXACT)
