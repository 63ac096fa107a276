"""Networks that learn to answer with their inputs: data, halves, noise, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnviz.answers import answers
from nnviz.assembly import Assembly
from nnviz.autoencoder import codes, decoded, decoder, encoder, in_own_units, latent_layer
from nnviz.errors import InvalidInput
from nnviz.network import Network
from nnviz.trainer import Trainer
from tests.engine.runs import assembly, hidden


def autoencoder(*units: int, data: dict[str, Any] | None = None, layers: dict[str, Any] | None = None,
                **parts: Any) -> Assembly:  # fmt: skip
    columns = {"name": "iris", "task": "reconstruction", **(data or {})}
    network = {"hidden": [{**layer, **(layers or {})} for layer in hidden(*units)]}
    return assembly(data=columns, network=network, **parts)


def test_the_targets_are_the_inputs() -> None:
    data = autoencoder(2).data
    assert data.task == "reconstruction"
    np.testing.assert_array_equal(data.targets_train, data.inputs_train)
    np.testing.assert_array_equal(data.targets_test, data.inputs_test)
    assert data.classes == ()
    assert data.label_names == ("setosa", "versicolor", "virginica")
    assert set(data.labels_train) == {0, 1, 2}


def test_shares_and_scaling_are_those_of_the_same_data_with_classes() -> None:
    other = assembly(data={"name": "iris"}).data
    np.testing.assert_array_equal(autoencoder(2).data.inputs_train, other.inputs_train)


def test_output_and_loss_follow_the_task() -> None:
    run = autoencoder(2)
    assert run.network.outputs == 4
    assert run.network.layers[-1].activation.name == "linear"
    assert run.loss.name == "mse"
    trainer = Trainer(run)
    before = trainer.evaluation
    trainer.advance(500)
    assert trainer.evaluation.train_loss < 0.5 * before.train_loss
    assert np.isnan(trainer.evaluation.train_accuracy)


def test_input_noise_leaves_the_targets_clean_and_is_drawn_once() -> None:
    clean, noisy = autoencoder(2).data, autoencoder(2, data={"input_noise": 0.5}).data
    np.testing.assert_array_equal(noisy.targets_train, clean.inputs_train)
    stray = np.concatenate([noisy.inputs_train - noisy.targets_train, noisy.inputs_test - noisy.targets_test])
    assert stray.std() == pytest.approx(0.5, rel=0.1)
    assert stray.mean() == pytest.approx(0.0, abs=0.05)
    louder = autoencoder(2, data={"input_noise": 1.0}).data
    np.testing.assert_allclose(louder.inputs_train - clean.inputs_train, 2 * (noisy.inputs_train - clean.inputs_train))


@pytest.mark.parametrize(
    ("units", "number"), [((), None), ((5,), 1), ((8, 2, 8), 2), ((8, 3, 2, 3, 8), 3), ((4, 2, 2, 4), 2), ((2, 8), 1)]
)
def test_the_narrowest_hidden_layer_is_the_latent_one(units: tuple[int, ...], number: int | None) -> None:
    assert latent_layer(autoencoder(*units).network) == number


@pytest.mark.parametrize("batch_norm", [False, True])
def test_encoder_and_decoder_together_are_the_network(batch_norm: bool) -> None:
    run = autoencoder(6, 2, 6, layers={"batch_norm": batch_norm})
    trainer = Trainer(run)
    trainer.advance(50)
    inputs = run.data.inputs_train
    latent = codes(run, trainer.theta, inputs)
    assert latent is not None
    assert latent.shape == (len(inputs), 2)
    whole = answers(run, trainer.theta, inputs)
    np.testing.assert_array_equal(decoded(run, trainer.theta, latent), whole)
    assert encoder(run.network).units == (4, 6, 2)
    assert decoder(run.network).units == (2, 6, 4)


def test_many_rows_are_passed_in_parts_and_can_be_cancelled() -> None:
    run = autoencoder(3, 2, data={"name": "circles", "samples": 6000, "test_fraction": 0.0})
    theta = run.initial_theta()
    latent = codes(run, theta, run.data.inputs_train)
    assert latent is not None
    np.testing.assert_allclose(latent[5000:5003], codes(run, theta, run.data.inputs_train[5000:5003]), rtol=1e-12)
    assert codes(run, theta, run.data.inputs_train, lambda: True) is None


def test_reconstructions_come_back_in_own_units() -> None:
    data = autoencoder(2).data
    np.testing.assert_allclose(in_own_units(autoencoder(2), data.targets_train), data.raw_train, rtol=1e-12)


def test_any_data_can_be_reconstructed() -> None:
    for name in ("digits", "diabetes", "sine", "circles"):
        run = autoencoder(2, data={"name": name, "samples": 40})
        assert run.network.outputs == run.network.inputs
        assert isinstance(run.network, Network)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"network": {"output_activation": "softmax"}}, "not for reconstruction"),
        ({"training": {"loss": "categorical_cross_entropy"}}, "for reconstruction allowed are mse"),
        ({"training": {"loss": "binary_cross_entropy"}}, "set data.scaling to 'minmax'"),
        ({"data": {"name": "iris", "input_noise": 0.3}}, "set data.task to 'reconstruction'"),
        ({"data": {"name": "iris", "task": "reconstruction", "input_noise": -1}}, "data.input_noise is -1"),
        ({"data": {"name": "iris", "task": "regression"}}, "is for classification"),
    ],
)
def test_what_does_not_fit_is_refused(parts: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        assembly(**{"data": {"name": "iris", "task": "reconstruction"}, **parts})


def test_cross_entropy_reconstructs_shares() -> None:
    run = autoencoder(2, data={"scaling": "minmax"}, training={"loss": "binary_cross_entropy"})
    assert run.loss.name == "binary_cross_entropy"
