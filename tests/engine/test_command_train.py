"""``train``: what it answers, what it writes, and what it refuses."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from nnviz.__main__ import main
from nnviz.assembly import assemble, assemble_runs
from nnviz.experiment import decode
from nnviz.responses import gradient_sizes, share_gradient
from nnviz.trainer import Trainer
from nnviz.weights import named_arrays
from tests.engine.shell import Shell

KEYS = [
    "step", "epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy", "parameters", "steps_per_second",
    "diverged",
]  # fmt: skip
PLAIN: dict[str, Any] = {"nnviz": 1, "data": {"samples": 50}, "network": {"hidden": [{"units": 4}]},
                         "training": {"batch_size": 16, "stop": {"epochs": 4}}}  # fmt: skip
WILD: dict[str, Any] = {"data": {"name": "sine", "samples": 50},
                        "training": {"optimizer": {"name": "sgd", "learning_rate": 1000.0}, "stop": {"epochs": 400}},
                        "network": {"hidden": [{"activation": "relu"}]}}  # fmt: skip


def test_it_trains_to_the_stop_condition(shell: Shell) -> None:
    answer = shell.answer("train", shell.file(PLAIN))
    assert list(answer) == [*KEYS, "variants"]
    run = Trainer(assemble("run", decode(PLAIN)))
    run.advance(1000)
    assert (answer["step"], answer["epoch"]) == (12, 4.0)
    assert isinstance(answer["epoch"], float)
    assert answer["train_loss"] == run.evaluation.train_loss
    assert answer["test_accuracy"] == run.evaluation.test_accuracy
    assert answer["parameters"] == 17
    assert answer["steps_per_second"] > 0
    assert answer["diverged"] is None
    assert answer["variants"] == []


@pytest.mark.parametrize(
    ("options", "step", "epoch"),
    [
        (["--steps", "0"], 0, 0.0),
        (["--epochs", "0"], 0, 0.0),
        (["--steps", "5"], 5, 72 / 40),
        (["--epochs", "6"], 18, 6.0),
        (["--steps", "5", "--epochs", "6"], 5, 72 / 40),
        (["--steps", "500", "--epochs", "6"], 18, 6.0),
        (["--steps=7"], 7, 96 / 40),
    ],
)
def test_steps_and_epochs_take_the_place_of_every_stop_condition(
    shell: Shell, options: list[str], step: int, epoch: float
) -> None:
    document = {**PLAIN, "training": {"batch_size": 16, "stop": {"steps": 2, "train_loss": 100.0}},
                "variants": [{"name": "v", "set": {"training.stop": {"epochs": 1}}}]}  # fmt: skip
    answer = shell.answer("train", shell.file(document), *options)
    assert (answer["step"], answer["epoch"]) == (step, pytest.approx(epoch))
    [variant] = answer["variants"]
    assert variant["step"] == step
    run = Trainer(assemble("run", decode({**PLAIN, "training": {"batch_size": 16, "stop": {}}})))
    run.advance(step)
    assert answer["train_loss"] == run.evaluate_now().train_loss


def test_variants_are_named_and_what_they_would_be_alone(shell: Shell) -> None:
    sets = {"adam": {"training.optimizer": "adam"}, "full": {"training.batch_size": None}, "other": {"seed": 5}}
    document = {**PLAIN, "variants": [{"name": name, "set": values} for name, values in sets.items()]}
    answer = shell.answer("train", shell.file(document))
    assert [variant["name"] for variant in answer["variants"]] == list(sets)
    for variant, assembly in zip(answer["variants"], assemble_runs(decode(document))[1:], strict=True):
        assert list(variant) == ["name", *KEYS]
        alone = Trainer(assembly)
        alone.advance(10_000)
        assert variant["train_loss"] == alone.evaluation.train_loss
        assert variant["step"] == alone.step


def test_what_does_not_exist_is_null(shell: Shell) -> None:
    regression = {**PLAIN, "data": {"name": "plane", "samples": 50}}
    answer = shell.answer("train", shell.file(regression))
    assert answer["train_accuracy"] is answer["test_accuracy"] is None
    assert answer["test_loss"] > 0
    untested = {**PLAIN, "data": {"samples": 50, "test_fraction": 0.0}}
    answer = shell.answer("train", shell.file(untested))
    assert answer["test_loss"] is answer["test_accuracy"] is None
    assert answer["train_accuracy"] > 0


def test_a_base_run_that_diverges(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    calm = {"name": "calm", "set": {"training.optimizer": {"name": "sgd", "learning_rate": 0.01}}}
    path = shell.file({**WILD, "variants": [calm]})
    assert main(["train", path, "--weights", f"{path}.npz", "--metrics", f"{path}.csv"]) == 3
    output, errors = capsys.readouterr()
    answer = json.loads(output)
    assert answer["diverged"] == {"step": answer["step"] + 1, "layer": answer["diverged"]["layer"]}
    assert math.isfinite(answer["train_loss"])
    assert answer["variants"][0]["diverged"] is None
    assert answer["variants"][0]["step"] == 800
    [line] = errors.splitlines()
    assert line.startswith(f"nnviz: the run 'SGD' diverged at step {answer['diverged']['step']} in ")
    assert "1000" in line
    with np.load(f"{path}.npz") as file:
        assert all(np.isfinite(file[name]).all() for name in file)
    assert {row["run"] for row in shell.rows("it.nnviz.json.csv")} == {"SGD", "calm"}


def test_a_variant_that_diverges_is_no_failure(shell: Shell) -> None:
    wild = {"name": "wild", "set": {"training.optimizer": {"name": "sgd", "learning_rate": 1000.0}}}
    answer = shell.answer("train", shell.file({**WILD, "training": {"stop": {"epochs": 400}}, "variants": [wild]}))
    assert answer["diverged"] is None
    assert answer["variants"][0]["diverged"]["layer"] in (1, 2)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_weights_are_written_and_taken_up_again(shell: Shell, dtype: str) -> None:
    document = {**PLAIN, "training": {"batch_size": 16, "dtype": dtype, "stop": {"epochs": 3}}}
    path, weights = shell.file(document), str(shell.folder / "weights.bin")
    first = shell.answer("train", path, "--weights", weights)
    run = Trainer(assemble("run", decode(document)))
    run.advance(100)
    with np.load(weights, allow_pickle=False) as file:
        assert list(file) == ["W1", "b1", "W2", "b2"]
        for name, array in named_arrays(run.assembly.network, run.theta).items():
            assert file[name].dtype == dtype
            np.testing.assert_array_equal(file[name], array)
    second = shell.answer("train", path, "--steps", "0", "--initial-weights", weights)
    assert second["train_loss"] == first["train_loss"]


def test_initial_weights_go_to_every_run_that_has_these_layers(shell: Shell) -> None:
    wide = {"name": "wide", "set": {"network.hidden": [{"units": 9}]}}
    other = {"name": "other", "set": {"training.optimizer": "adam"}}
    path = shell.file({**PLAIN, "variants": [wide, other]})
    weights = str(shell.folder / "weights.npz")
    trained = shell.answer("train", path, "--weights", weights)
    before = shell.answer("train", path, "--steps", "0")
    after = shell.answer("train", path, "--steps", "0", "--initial-weights", weights)
    assert after["train_loss"] == after["variants"][1]["train_loss"] == trained["train_loss"]
    assert after["variants"][0]["train_loss"] == before["variants"][0]["train_loss"]


def test_metrics_have_a_row_for_step_0_and_for_every_epoch(shell: Shell) -> None:
    deep = {"name": "deep", "set": {"network.hidden": [{"units": 3}, {"units": 2}], "training.batch_size": 9}}
    rate = {"name": "fewer rows", "set": {"data.test_fraction": 0.5, "training.stop": {"epochs": 2}}}
    document = {**PLAIN, "variants": [deep, rate]}
    path = shell.folder / "metrics.csv"
    shell.answer("train", shell.file(document), "--metrics", str(path))
    rows = shell.rows("metrics.csv")
    assert list(rows[0]) == ["run", "step", "epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy",
                        "learning_rate", "gradient_1", "gradient_2", "gradient_3"]  # fmt: skip
    for assembly in assemble_runs(decode(document)):
        mine = [row for row in rows if row["run"] == assembly.name]
        run = Trainer(assembly)
        per_epoch = run.batches.steps_within(run.batches.next_epoch_end)
        assert len(mine) == (assembly.experiment.training.stop.epochs or 0) + 1
        for row in mine:
            evaluation = run.evaluate_now()
            sizes = gradient_sizes(assembly, share_gradient(assembly, run.theta))
            assert (int(row["step"]), float(row["epoch"])) == (run.step, run.epoch)
            assert float(row["train_loss"]) == evaluation.train_loss
            assert float(row["test_accuracy"]) == evaluation.test_accuracy
            assert float(row["learning_rate"]) == 0.03
            cells = [row["gradient_1"], row["gradient_2"], row["gradient_3"]]
            assert [float(cell) for cell in cells[: len(sizes)]] == sizes.tolist()
            assert cells[len(sizes) :] == [""] * (3 - len(sizes))
            run.advance(per_epoch)


def test_metrics_of_a_run_that_ends_in_mid_epoch(shell: Shell) -> None:
    path = shell.folder / "metrics.csv"
    shell.answer("train", shell.file(PLAIN), "--steps", "5", "--metrics", str(path))
    assert [row["step"] for row in shell.rows("metrics.csv")] == ["0", "3"]
    shell.answer("train", shell.file(PLAIN), "--steps", "0", "--metrics", str(path))
    assert [row["step"] for row in shell.rows("metrics.csv")] == ["0"]


def test_metrics_of_a_regression_leave_accuracy_empty(shell: Shell) -> None:
    path = shell.folder / "metrics.csv"
    document = {**PLAIN, "data": {"name": "plane", "samples": 20, "test_fraction": 0.0}, "name": 'a, "quoted" name'}
    shell.answer("train", shell.file(document), "--metrics", str(path))
    row = shell.rows("metrics.csv")[0]
    assert (row["train_accuracy"], row["test_accuracy"], row["test_loss"]) == ("", "", "")
    assert row["run"] == 'a, "quoted" name'


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"training": {"stop": {}}}, ["training.stop", "--steps"]),
        ({"data": {"name": "sine"}, "training": {"stop": {"test_accuracy": 0.9}}}, ["test accuracy", "--epochs"]),
        ({"data": {"test_fraction": 0.0}, "training": {"stop": {"test_accuracy": 0.9}}}, ["test accuracy"]),
        ({"training": {"batch_size": 401}}, ["training.batch_size", "400"]),
        ({"variants": [{"name": "v", "set": {"training.stop": {}}}]}, ["'v'", "--steps"]),
        ({"variants": [{"name": "v", "set": {"training.batch_size": 401}}]}, ["variants[0] 'v'", "400"]),
        ({"data": {"name": "iris"}, "network": {"output_activation": "softmx"}}, ["softmx", "'softmax'"]),
        ({"data": {"name": "sine"}, "training": {"loss": "binary_cross_entropy"}}, ["regression", "mse, mae"]),
        ({"data": {"features": ["x3"]}}, ["'x3'", "x1"]),
        ({"seed": "7"}, ["seed", "whole number"]),
    ],
)
def test_experiments_that_cannot_be_trained(shell: Shell, document: dict[str, Any], words: list[str]) -> None:
    line = shell.refusal("train", shell.file(document))
    assert line.startswith("it.nnviz.json: ")
    assert all(word in line for word in words), line
    if "training.stop" not in str(document) and "stop" not in str(document):
        assert shell.refusal("train", shell.file(document), "--steps", "1") == line


def test_places_are_checked_before_training(shell: Shell) -> None:
    path = shell.file({**PLAIN, "training": {"stop": {"steps": 10**9}}})
    folder = str(shell.folder)
    for option in ("--weights", "--metrics"):
        assert "no folder" in shell.refusal("train", path, option, f"{folder}/missing/out")
        assert "a folder" in shell.refusal("train", path, option, folder)
        assert "experiment file itself" in shell.refusal("train", path, option, path)
    assert "the same file" in shell.refusal("train", path, "--weights", f"{folder}/o", "--metrics", f"{folder}/o")
    assert "cannot be read" in shell.refusal("train", path, "--initial-weights", f"{folder}/missing.npz")
    (shell.folder / "text.npz").write_text("W1")
    assert "not a weight file" in shell.refusal("train", path, "--initial-weights", f"{folder}/text.npz")
    assert sorted(entry.name for entry in shell.folder.iterdir()) == ["it.nnviz.json", "text.npz"]
