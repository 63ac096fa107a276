"""The other headless commands, the options of all, and their refusals."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz import __version__
from nnviz.__main__ import main
from nnviz.activations import ACTIVATIONS
from nnviz.assembly import assemble
from nnviz.commands import COMMANDS
from nnviz.commands.console import Progress, answer
from nnviz.commands.listing import FAMILIES
from nnviz.datasets import DATASETS
from nnviz.experiment import decode
from tests.engine.shell import Shell


@pytest.mark.parametrize(
    "document",
    [{}, {"data": {"name": "iris"}, "training": {"dtype": "float32"}}, {"data": {"name": "diabetes"}},
     {"data": {"test_fraction": 0.0}}, {"network": {"output_activation": "tanh"}}],
    ids=str,
)  # fmt: skip
def test_data_as_the_network_sees_them(shell: Shell, document: dict[str, Any]) -> None:
    out = shell.folder / "data"
    answer = shell.answer("data", shell.file(document), "--out", str(out))
    data = assemble("run", decode({"nnviz": 1, **document})).data
    with np.load(out, allow_pickle=False) as file:
        assert list(file) == ["inputs_train", "targets_train", "inputs_test", "targets_test", "classes"]
        for name in ("inputs_train", "targets_train", "inputs_test", "targets_test"):
            np.testing.assert_array_equal(file[name], getattr(data, name))
            assert file[name].dtype == getattr(data, name).dtype
            assert answer[name] == list(file[name].shape)
        assert tuple(file["classes"]) == data.classes


def test_a_sparse_loss_has_the_numbers_of_the_classes_as_targets(shell: Shell) -> None:
    out = shell.folder / "sparse"
    document = {"data": {"name": "iris"}, "training": {"loss": "sparse_categorical_cross_entropy"}}
    assert shell.answer("data", shell.file(document), "--out", str(out))["targets_train"] == [120]
    data = assemble("run", decode({"nnviz": 1, **document})).data
    with np.load(out, allow_pickle=False) as file:
        assert file["targets_train"].dtype == file["targets_test"].dtype == np.int64
        np.testing.assert_array_equal(file["targets_train"], data.targets_train.argmax(axis=1))
        np.testing.assert_array_equal(file["targets_test"], data.labels_test)


@pytest.mark.parametrize(("output", "shape"), [("linear", [400, 1]), ("sigmoid", [400, 1]), ("softmax", [400, 2])])
def test_a_hinge_has_signed_targets(shell: Shell, output: str, shape: list[int]) -> None:
    out = shell.folder / "hinge"
    document = {"network": {"output_activation": output}, "training": {"loss": "hinge"}}
    assert shell.answer("data", shell.file(document), "--out", str(out))["targets_train"] == shape
    data = assemble("run", decode({"nnviz": 1, **document})).data
    with np.load(out, allow_pickle=False) as file:
        np.testing.assert_array_equal(file["targets_train"][:, -1], 2.0 * data.labels_train - 1.0)
        opposite = -file["targets_train"][:, 0] if shape[1] == 2 else file["targets_train"][:, 0]
        np.testing.assert_array_equal(opposite, file["targets_train"][:, -1])


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"data": {"name": "iris"}, "training": {"loss": "hinge"}}, "it tells two classes apart, and there are 3"),
        ({"data": {"name": "sine"}, "training": {"loss": "hinge"}}, "it needs classes; for regression allowed are"),
        ({"training": {"loss": {"name": "huber", "delta": 0}}}, "delta is 0: allowed is above 0 to 1,000,000"),
        ({"training": {"loss": "hinges"}}, "did you mean 'hinge'"),
    ],
)
def test_a_loss_that_cannot_be_computed_is_refused(shell: Shell, document: dict[str, Any], words: str) -> None:
    assert words in shell.refusal("train", shell.file(document), "--steps", "1")


def test_data_needs_a_place(shell: Shell) -> None:
    path = shell.file({})
    assert "--out" in shell.refusal("data", path)
    assert "a folder" in shell.refusal("data", path, "--out", str(shell.folder))


def test_check_gradients_passes(shell: Shell) -> None:
    answer = shell.answer("check-gradients", shell.file({"training": {"dtype": "float32", "l1": 0.1}}))
    assert list(answer) == ["max_relative_error", "worst", "checked", "skipped"]
    assert 0.0 < answer["max_relative_error"] <= 1e-6
    assert answer["checked"] == 105
    assert answer["skipped"] == 0
    assert answer["worst"][:2] in ("W1", "W2", "W3", "b1", "b2", "b3")


def test_check_gradients_fails_with_exit_code_1(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    tanh = ACTIVATIONS["tanh"]

    def wrong(z: np.ndarray, a: np.ndarray, out: np.ndarray, scratch: np.ndarray) -> None:
        np.subtract(1.0, a, out)

    monkeypatch.setitem(ACTIVATIONS._entries, "tanh", replace(tanh, derivative=wrong))
    assert shell.answer("check-gradients", shell.file({}), code=1)["max_relative_error"] > 0.01


def test_check_gradients_where_nothing_can_be_checked(shell: Shell) -> None:
    zeros = {"network": {"hidden": [], "initializer": "zeros"}, "training": {"l1": 1.0}}
    answer = shell.answer("check-gradients", shell.file(zeros))
    assert (answer["checked"], answer["skipped"]) == (1, 2)


def test_list_names_every_entry_of_every_family(shell: Shell) -> None:
    answer = shell.answer("list")
    assert list(answer)[:5] == ["activations", "losses", "optimizers", "initializers", "datasets"]
    for family, registry in FAMILIES.items():
        assert [entry["name"] for entry in answer[family]] == list(registry)
        for entry in answer[family]:
            assert list(entry) == ["name", "formula", "source", "hyperparameters"]
            assert entry["formula"]
            assert entry["source"]
            for hyperparameter in entry["hyperparameters"]:
                assert list(hyperparameter) == ["name", "default", "minimum", "maximum", "scale"]
                assert hyperparameter["minimum"] <= hyperparameter["default"] <= hyperparameter["maximum"]
                assert hyperparameter["scale"] in ("linear", "log")
    adam = next(entry for entry in answer["optimizers"] if entry["name"] == "adam")
    assert [h["name"] for h in adam["hyperparameters"]] == ["learning_rate", "beta1", "beta2", "epsilon"]


@pytest.mark.parametrize("name", DATASETS)
def test_what_is_listed_can_be_asked_for(shell: Shell, name: str) -> None:
    document = {"data": {"name": name}, "network": {"hidden": [{"units": 3}]}}
    assert shell.answer("train", shell.file(document), "--steps", "2")["step"] == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["no command", "train, data, check-gradients, list"]),
        (["trian"], ["'trian'", "'train'"]),
        (["chek-gradients", "x"], ["'check-gradients'"]),
        (["--versoin"], ["'--versoin'", "'--version'"]),
        (["train"], ["FILE"]),
        (["train", "a", "b"], ["'b'", "too many"]),
        (["train", "a", "--step", "3"], ["'--step'", "'--steps'"]),
        (["train", "a", "--weigths=3"], ["'--weigths'", "'--weights'"]),
        (["train", "a", "-n"], ["'-n'", "--steps"]),
        (["train", "a", "--steps"], ["--steps", "expected one argument"]),
        (["train", "a", "--steps", "-1"], ["--steps", "'-1'", "from 0"]),
        (["train", "a", "--steps", "1.5"], ["--steps", "'1.5'", "whole number"]),
        (["train", "a", "--steps", "1e3"], ["'1e3'"]),
        (["train", "a", "--steps", "1_000"], ["'1_000'"]),
        (["train", "a", "--steps", "٣"], ["whole number"]),
        (["train", "a", "--steps", ""], ["''"]),
        (["train", "a", "--steps", "9" * 5000], ["--steps", "1,000,000,000,000"]),
        (["train", "a", "--epochs", "1000000001"], ["--epochs", "1,000,000,000"]),
        (["train", "missing.nnviz.json"], ["missing.nnviz.json: cannot be read"]),
        (["train", "."], [".: cannot be read"]),
        (["data", "missing", "--out", "x"], ["missing: cannot be read"]),
        (["check-gradients", "missing"], ["missing: cannot be read"]),
        (["list", "all"], ["'all'", "too many"]),
        (["train", "two\nlines"], ["two lines: cannot be read"]),
    ],
)  # fmt: skip
def test_what_was_asked_in_the_wrong_way(shell: Shell, arguments: list[str], words: list[str]) -> None:
    line = shell.refusal(*arguments)
    assert all(word in line for word in words), line
    assert len(line) < 6000


def test_names_in_a_file_cannot_break_the_line(shell: Shell) -> None:
    line = shell.refusal("train", shell.file({"a\nb\x1b[31m\r": 1}))
    assert line.isprintable()
    assert len(shell.refusal("train", shell.file({"x" * 100_000: 1}))) < 400


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], *([name, "--help"] for name in COMMANDS)], ids=str)
def test_help(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert main(arguments) == 0
    output, errors = capsys.readouterr()
    assert errors == ""
    assert output.startswith("usage: python -m nnviz")
    assert max(map(len, output.splitlines())) <= 130
    assert all(name in output for name in (COMMANDS if len(arguments) == 1 else arguments[:1]))


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"nnviz {__version__}\n"


def test_progress_is_for_terminals_only(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with Progress() as progress:
        progress.show(0.5, "half")
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with Progress() as progress:
        progress.show(0.5, "half")
        progress.show(7.0, "more than all")
    errors = capsys.readouterr().err
    assert "#" * 15 + "." * 15 + " half" in errors
    assert errors.endswith("\r\x1b[K")


def test_too_little_memory_is_said(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing_left(*arguments: Any) -> None:
        raise MemoryError

    monkeypatch.setattr("nnviz.commands.train.Trainer", nothing_left)
    assert "memory" in shell.refusal("train", shell.file({}))


def test_interruption_is_quiet(
    shell: Shell, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*arguments: Any) -> None:
        raise KeyboardInterrupt

    path = shell.file({})
    monkeypatch.setattr("nnviz.commands.train._train", interrupt)
    assert main(["train", path, "--weights", str(shell.folder / "w.npz")]) == 130
    assert capsys.readouterr() == ("", "")
    assert [entry.name for entry in shell.folder.iterdir()] == ["it.nnviz.json"]


def test_json_has_null_for_what_is_not_finite(capsys: pytest.CaptureFixture[str]) -> None:
    answer({"a": [float("nan"), 1.0, {"b": float("inf")}]})
    assert json.loads(capsys.readouterr().out) == {"a": [None, 1.0, {"b": None}]}
