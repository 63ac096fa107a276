"""The stand-alone script answers as the engine does, and nothing that a user typed becomes code in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.activations import ACTIVATIONS
from nnviz.answers import answers, predicted_classes, values_in_unit
from nnviz.arrays import Array
from nnviz.assembly import Assembly, assemble_runs
from nnviz.autoencoder import in_own_units
from nnviz.datasets.features import FEATURES
from nnviz.errors import InvalidInput
from nnviz.experiment import decode, parse
from nnviz.resources import open_resource
from nnviz.trainer import Trainer
from nnviz.weights import load_weights
from nnviz.weights_script import MOST_IN_TEXT, script, weights_beside, write_script, write_weights
from nnviz.weights_script.formulas import ACTIVATION_BODIES, FEATURE_EXPRESSIONS
from tests.engine.runs import assembly, experiment, hidden

NORMALISED = [{"units": 8, "activation": "tanh", "batch_norm": True, "dropout": 0.2}, *hidden(4, activation="relu")]
ASK = """
import sys, numpy as np
from network import *
rows = np.load("rows.npy")
np.savez("answers.npz", answers=predict(rows), classes=classify(rows) if "classify" in globals() else [])
assert predict(rows[0]).shape == predict(rows[:1]).shape
"""


def trained(parts: dict[str, Any], steps: int = 60) -> tuple[Assembly, Array]:
    built = assembly(**parts)
    trainer = Trainer(built)
    trainer.advance(steps)
    return built, trainer.theta.copy()


def example(name: str) -> dict[str, Any]:
    return dict(parse(open_resource("experiments", f"{name}.nnviz.json").read_bytes()))


def run(folder: Path, *arguments: str) -> str:
    """Run Python in a folder, where nnviz cannot be imported."""
    command = [sys.executable, "-I", "-W", "error", *arguments]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


def answers_of_script(folder: Path, built: Assembly, theta: Array) -> tuple[Array, Array]:
    write_script(folder / "network.py", built, theta, 60)
    np.save(folder / "rows.npy", built.data.raw_train)
    printed = run(folder, "network.py")
    assert printed.startswith("[[")
    run(folder, "-c", "import sys; sys.path.insert(0, '')\n" + ASK)
    with np.load(folder / "answers.npz") as file:
        return file["answers"], file["classes"]


@pytest.mark.parametrize(
    "parts",
    [
        {"data": {"name": "spirals"}, "network": {"hidden": hidden(8, 8)}},
        {"data": {"name": "spirals", "features": ["x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)"],
                  "scaling": "none"}, "network": {"hidden": hidden(4, activation="relu")}},
        {"data": {"name": "digits"}, "network": {"hidden": hidden(32, activation="relu")}},
        {"data": {"name": "digits", "scaling": "standard"}, "network": {"hidden": hidden(4)}},
        {"data": {"name": "diabetes"}, "network": {"hidden": hidden(6)}},
        {"data": {"name": "sine", "scaling": "none"}, "network": {"hidden": hidden(6)}},
        {"data": {"name": "circles"}, "network": {"hidden": [], "output_activation": "tanh"}},
        {"data": {"name": "iris"}, "network": {"hidden": hidden(3), "output_activation": "sigmoid"}},
        {"data": {"name": "spirals"}, "network": {"hidden": NORMALISED}},
        {"data": {"name": "digits"}, "network": {"hidden": [{**NORMALISED[0], "units": 32}]}},
    ],
    ids=["spirals", "features", "digits", "constant columns", "diabetes", "sine", "tanh", "one-hot sigmoid",
         "normalised", "normalised, beside"],
)  # fmt: skip
def test_a_script_answers_as_the_engine_does(tmp_path: Path, parts: dict[str, Any]) -> None:
    parts = {**parts, "training": {"dtype": "float64"}}
    built, theta = trained(parts)
    found, classes = answers_of_script(tmp_path, built, theta)
    expected = answers(built, theta, built.data.inputs_train)
    assert expected is not None
    if built.data.classes:
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)
        names = np.array(built.data.classes)[predicted_classes(built, expected)]
        np.testing.assert_array_equal(classes, names)
    else:
        np.testing.assert_allclose(found[:, 0], values_in_unit(built, expected), rtol=1e-12, atol=1e-12)
    assert (tmp_path / "network-weights.npz").exists() == (built.network.size > MOST_IN_TEXT)


@pytest.mark.parametrize("units", [8, 32], ids=["text", "beside"])
def test_single_precision_keeps_every_digit(tmp_path: Path, units: int) -> None:
    parts = {"data": {"name": "digits"}, "network": {"hidden": hidden(units)}, "training": {"dtype": "float32"}}
    built, theta = trained(parts)
    found, _ = answers_of_script(tmp_path, built, theta)
    expected = answers(built, theta, built.data.inputs_train)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, rtol=2e-5, atol=1e-6)
    run(tmp_path, "-c", "import sys; sys.path.insert(0, '')\nimport network as n, numpy as np\n"
        "np.savez('weights.npz', W1=n.W1, b1=n.b1, W2=n.W2, b2=n.b2)")  # fmt: skip
    np.testing.assert_array_equal(load_weights(tmp_path / "weights.npz", built.network, "float32"), theta)


def test_every_bundled_experiment_has_a_script() -> None:
    for entry in open_resource("experiments").iterdir():
        if entry.name.endswith(".json"):
            for built in assemble_runs(decode(parse(entry.read_bytes()))):
                compile(script(built, built.initial_theta(), 0, module="m"), "m.py", "exec")


def test_formulas_are_those_of_the_registries() -> None:
    assert list(ACTIVATION_BODIES) == list(ACTIVATIONS)
    assert list(FEATURE_EXPRESSIONS) == list(FEATURES)
    raw = np.random.default_rng(1).normal(size=(50, 2))
    for name, feature in FEATURES.items():
        found = eval(FEATURE_EXPRESSIONS[name], {"np": np, "x1": raw[:, 0], "x2": raw[:, 1]})
        np.testing.assert_array_equal(found, feature.function(raw))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_every_activation(name: str, dtype: str) -> None:
    z = np.concatenate([np.linspace(-5, 5, 101), [0.0, -0.0, 800.0, -800.0]]).reshape(-1, 5).astype(dtype)
    entry = ACTIVATIONS[name]
    for alpha in (0.01, 1.0, 0.3):
        values = {hyperparameter.name: alpha for hyperparameter in entry.hyperparameters}
        expected = np.empty_like(z)
        with np.errstate(all="ignore"):
            entry.function(z, expected, np.empty_like(z), **values)
        body = ACTIVATION_BODIES[name].replace("\n", "\n    ")
        scope: dict[str, Any] = {"np": np}
        exec(f"def f({', '.join(['z', *values])}):\n    {body}", scope)
        found = scope["f"](z, **values)
        assert found.dtype == z.dtype
        np.testing.assert_allclose(found, expected, rtol=1e-15 if dtype == "float64" else 1e-6, atol=1e-300)


def test_nothing_that_was_typed_becomes_code(tmp_path: Path) -> None:
    evil = '"""\nraise SystemExit(3)\r# coding: utf-7\x0c\u2028\\" \U000110bd'
    document = {"name": evil, "data": {"name": "circles"}, "variants": [{"name": evil, "set": {"seed": 4}}]}
    built = assemble_runs(experiment(**document))[1]
    text = script(built, built.initial_theta(), 0, module=evil, weights_name=None)
    (tmp_path / "network.py").write_bytes(text.encode())
    assert run(tmp_path, "network.py").startswith("[[")
    assert max(map(len, text.splitlines())) < 300
    (tmp_path / "other.py").write_bytes(
        script(built, built.initial_theta(), 0, module="m", weights_name="'x\\").encode()
    )
    compile((tmp_path / "other.py").read_text("utf-8"), "other.py", "exec")


def test_the_weight_file_is_that_of_the_command(tmp_path: Path) -> None:
    built, theta = trained(example("digits"), steps=3)
    write_weights(tmp_path / "w.npz", built.network, theta)
    np.testing.assert_array_equal(load_weights(tmp_path / "w.npz", built.network, theta.dtype.name), theta)
    with np.load(tmp_path / "w.npz") as file:
        assert file.files == ["W1", "b1", "W2", "b2"]
        assert file["W1"].dtype == theta.dtype


def test_a_script_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    built, theta = trained({"data": {"name": "digits"}, "network": {"hidden": hidden(32)}}, steps=1)
    with pytest.raises(InvalidInput, match="there is no folder"):
        write_script(tmp_path / "missing" / "network.py", built, theta, 1)
    beside = weights_beside(tmp_path / "network.py", built.network)
    assert beside is not None
    beside.mkdir()
    with pytest.raises(InvalidInput, match="it is a folder"):
        write_script(tmp_path / "network.py", built, theta, 1)
    assert not (tmp_path / "network.py").exists()


@pytest.mark.parametrize("scaling", ["standard", "none"])
def test_a_script_of_an_autoencoder_rebuilds_in_own_units(tmp_path: Path, scaling: str) -> None:
    data = {"name": "iris", "task": "reconstruction", "scaling": scaling}
    built, theta = trained({"data": data, "network": {"hidden": hidden(6, 2, 6)}})
    found, classes = answers_of_script(tmp_path, built, theta)
    expected = answers(built, theta, built.data.inputs_train)
    assert expected is not None
    np.testing.assert_allclose(found, in_own_units(built, expected), rtol=1e-12, atol=1e-12)
    assert len(classes) == 0
