"""A share that is held out of training: which rows it has, what is said of it, and what it leaves as it was."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.datasets import share_sizes
from nnviz.datasets.shares import draw_shares
from nnviz.errors import InvalidInput
from nnviz.history import History
from nnviz.history_file import NamedHistory, metrics_rows
from tests.engine.runs import assembly, trainer
from tests.engine.shell import Shell

DATA = {"name": "moons", "samples": 61, "noise": 0.2, "test_fraction": 0.3, "validation_fraction": 0.2}
PLAIN: dict[str, Any] = {"data": DATA, "training": {"batch_size": 7, "stop": {"epochs": 3}}}


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


@given(
    st.integers(4, 3000),
    st.floats(0.0, 0.9, allow_subnormal=False),
    st.floats(0.0, 0.9, allow_subnormal=False),
    st.integers(0, 9),
)
def test_shares_divide_the_rows(samples: int, test: float, validation: float, seed: int) -> None:
    tested, validated = math.ceil(test * samples), math.ceil(validation * samples)
    if tested + validated >= samples:
        with pytest.raises(InvalidInput, match="leaves none to train on"):
            share_sizes(samples, test, validation)
        return
    assert share_sizes(samples, test, validation) == (samples - tested - validated, tested, validated)
    rows = draw_shares(seed, samples, test, validation)
    assert [len(part) for part in rows] == [samples - tested - validated, tested, validated]
    assert sorted(np.concatenate(rows).tolist()) == list(range(samples))
    assert draw_shares(seed, samples, test, 0.0)[1].tolist() == rows[1].tolist()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"validation_fraction": 0.95}, ["data.validation_fraction is 0.95", "0 to 0.9"]),
        ({"validation_fraction": -0.1}, ["data.validation_fraction"]),
        (
            {"samples": 10, "test_fraction": 0.5, "validation_fraction": 0.5},
            ["data.validation_fraction is 0.5", "data.test_fraction 0.5 of 10 samples", "smaller shares"],
        ),
    ],
)
def test_shares_that_cannot_be_are_refused(data: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        assembly(data=data)
    assert all(word in str(refusal.value) for word in words), refusal.value


def test_what_is_held_out_comes_out_of_the_training_share_alone() -> None:
    with_share, without = assembly(data=DATA).data, assembly(data={**DATA, "validation_fraction": 0.0}).data
    assert with_share.raw_test.tobytes() == without.raw_test.tobytes()
    held_out = np.concatenate([with_share.raw_validation, with_share.raw_train])
    assert held_out.tobytes() == without.raw_train.tobytes()
    assert len(without.inputs_validation) == 0
    assert np.allclose(with_share.inputs_train.mean(axis=0), 0.0)
    assert not np.allclose(with_share.inputs_validation.mean(axis=0), 0.0, atol=1e-3)
    assert len(with_share.labels_validation) == len(with_share.targets_validation) == 13
    assert with_share.values_validation.size == 0
    seen = with_share.inputs_at(with_share.raw_validation)
    assert seen.tobytes() == with_share.inputs_validation.tobytes()


def test_regression_targets_are_scaled_as_those_of_the_training_share() -> None:
    data = assembly(data={**DATA, "name": "plane"}).data
    assert data.target_scaler is not None
    scaled = data.target_scaler.transform(data.values_validation[:, None])
    assert np.array_equal(scaled, data.targets_validation)


def test_the_evaluation_is_that_of_the_rows() -> None:
    run = trainer(data=DATA)
    run.advance(5)
    found, share = run.evaluate_now(), run.assembly.data
    outputs = _outputs(run, share.inputs_validation)
    targets = share.targets_validation
    losses = -(targets * np.log(outputs) + (1 - targets) * np.log(1 - outputs))
    assert found.validation_loss == pytest.approx(losses.mean(), rel=1e-12)
    assert found.validation_accuracy == np.mean((outputs > 0.5) == (targets > 0.5))
    none = trainer(data={**DATA, "validation_fraction": 0.0}).evaluation
    assert math.isnan(none.validation_loss)
    assert math.isnan(none.validation_accuracy)


def _outputs(run: Any, inputs: Any) -> Any:
    a = inputs
    for number, layer in enumerate(run.assembly.network.layers, 1):
        z = a @ layer.weights(run.theta) + layer.biases(run.theta)
        a = np.tanh(z) if number < len(run.assembly.network.layers) else 1 / (1 + np.exp(-z))
    return a


def test_the_headless_command_says_more_only_where_there_is_more(shell: Shell) -> None:
    path = shell.file(PLAIN)
    answer = shell.answer("train", path, "--metrics", str(shell.folder / "m.csv"))
    assert answer["validation_loss"] > 0.0
    assert 0.0 <= answer["validation_accuracy"] <= 1.0
    last = shell.rows("m.csv")[-1]
    assert list(last)[-3:] == ["gradient_3", "validation_loss", "validation_accuracy"]
    assert float(last["validation_loss"]) == answer["validation_loss"]
    shapes = shell.answer("data", path, "--out", str(shell.folder / "d.npz"))
    assert shapes["inputs_validation"] == [13, 2]
    assert shapes["targets_validation"] == [13, 1]
    assert shapes["inputs_test"] == [19, 2]
    plain = shell.file({**PLAIN, "data": {**DATA, "validation_fraction": 0.0}}, "plain.nnviz.json")
    assert "validation_loss" not in shell.answer("train", plain, "--metrics", str(shell.folder / "p.csv"))
    assert list(shell.rows("p.csv")[-1])[-1] == "gradient_3"
    assert "inputs_validation" not in shell.answer("data", plain, "--out", str(shell.folder / "d.npz"))


def test_a_table_has_the_columns_where_any_run_has_the_share(shell: Shell) -> None:
    variant = {"name": "without", "set": {"data.validation_fraction": 0.0}}
    shell.answer("train", shell.file({**PLAIN, "variants": [variant]}), "--metrics", str(shell.folder / "m.csv"))
    rows = shell.rows("m.csv")
    assert {row["run"]: bool(row["validation_loss"]) for row in rows} == {"base": True, "without": False}


@pytest.mark.parametrize("fraction", [0.0, 0.2])
def test_an_exported_history_has_the_columns_where_there_is_the_share(fraction: float) -> None:
    run = trainer(data={**DATA, "validation_fraction": fraction})
    run.advance(20)
    history = History(3)
    history.append(run.take_scalars())
    text = io.StringIO()
    csv.writer(text).writerows(metrics_rows([NamedHistory("run", history)]))
    head, *rows = csv.reader(io.StringIO(text.getvalue()))
    assert ("validation_loss" in head) == bool(fraction)
    assert all(len(row) == len(head) for row in rows)
    if fraction:
        assert float(rows[-1][head.index("validation_loss")]) == run.evaluation.validation_loss
