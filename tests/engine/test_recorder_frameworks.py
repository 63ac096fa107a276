"""The examples of the guide run as they stand there; and tensors are taken without the framework that made them."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nnviz
from nnviz.errors import InvalidInput
from nnviz.resources import open_resource

TEXT = open_resource("guide", "recordings.md").read_text("utf-8")
EXAMPLES = dict(re.findall(r"```python\n# ([^\n]*)\n(.*?)```", TEXT, re.DOTALL))


def run(name: str) -> None:
    exec(compile(EXAMPLES[name], name, "exec"), {"__name__": "example"})


def test_the_guide_has_all_examples_and_they_are_python() -> None:
    assert list(EXAMPLES) == ["a loop in NumPy", "PyTorch", "Keras", "reading"]
    for name, code in EXAMPLES.items():
        compile(code, name, "exec")


def check(recording: nnviz.Recording, steps: list[int]) -> None:
    assert recording.finished
    assert recording.steps.tolist() == steps
    _, losses = recording.metric("train_loss")
    assert losses[-1] < losses[0]
    assert [(layer.weights, layer.biases) for layer in recording.layers] == [((2, 8), (8,)), ((8, 1), (1,))]
    hidden, output = recording.activations_at(steps[-1])
    assert hidden is not None
    assert output is not None
    assert -1 <= hidden.low < hidden.high <= 1
    assert recording.activation_statistic("mean")[1].shape == (len(steps), 2)


def test_a_loop_in_numpy_and_what_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    run("a loop in NumPy")
    recording = nnviz.Recording("run.nnviz")
    check(recording, list(range(0, 500, 10)))
    assert recording.gradient_sizes[1].shape == (50, 2)
    run("reading")
    assert "['hidden', 'output']" in capsys.readouterr().out


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not installed")
def test_pytorch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run("PyTorch")
    recording = nnviz.Recording("run.nnviz")
    check(recording, list(range(0, 500, 10)))
    assert (recording.gradient_sizes[1] > 0).all()


@pytest.mark.skipif(importlib.util.find_spec("keras") is None, reason="Keras is not installed")
def test_keras(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run("Keras")
    check(nnviz.Recording("run.nnviz"), [5 * epoch for epoch in range(1, 51)])


class Tensor:
    """Behaves as a tensor of PyTorch does towards NumPy: as it is, it gives no array."""

    def __init__(self, values: Any, state: str = "with gradient on a card", grad: Any = None) -> None:
        self.values = np.asarray(values)
        self.grad = grad
        self._state = state

    @property
    def ndim(self) -> int:
        return self.values.ndim

    @property
    def T(self) -> Tensor:
        return Tensor(self.values.T, self._state)

    def detach(self) -> Tensor:
        return Tensor(self.values, self._state.replace("with gradient ", ""))

    def cpu(self) -> Tensor:
        return Tensor(self.values, self._state.replace("on a card", ""))

    def float(self) -> Tensor:
        return Tensor(self.values.astype(np.float32), "")

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        if "gradient" in self._state:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad.")
        if self._state:
            raise TypeError(f"can't convert a tensor {self._state}")
        return self.values


class Module:
    """Behaves as a module of PyTorch does, as far as it is asked."""

    def __init__(self, children: dict[str, Module] | None = None, /, **attributes: Any) -> None:
        self._children = children or {}
        self._parameters = {key: value for key, value in attributes.items() if isinstance(value, Tensor)}
        for key, value in attributes.items():
            setattr(self, key, value)

    def named_modules(self) -> list[tuple[str, Module]]:
        return [("", self), *self._children.items()]

    def named_parameters(self, *, recurse: bool) -> list[tuple[str, Tensor]]:
        assert not recurse
        return list(self._parameters.items())


@pytest.mark.parametrize("state", ["with gradient on a card", "on a card", "with gradient ", "of bfloat16", ""])
def test_tensors_are_taken_without_their_framework(tmp_path: Path, state: str) -> None:
    values = np.arange(6, dtype=np.float32).reshape(2, 3)
    with nnviz.Recorder(tmp_path / "it.nnviz") as recorder:
        recorder.record(0, weights=[Tensor(values, state)], gradients=[Tensor(values, state)])
    recording = nnviz.Recording(tmp_path / "it.nnviz")
    np.testing.assert_array_equal(recording.weights_at(0)[0][0], values)
    assert recording.gradient_sizes[1][0, 0] == pytest.approx(np.sqrt(np.mean(values**2)))


def test_the_layers_of_a_model_are_found(tmp_path: Path) -> None:
    linear = Tensor(np.arange(6.0).reshape(3, 2), grad=Tensor(np.full((3, 2), 2.0)))
    kernel = Tensor(np.arange(36.0).reshape(2, 2, 3, 3), grad=None)
    model = Module(
        {
            "conv": Module(weight=kernel, bias=Tensor(np.ones(2))),
            "norm": Module(weight=Tensor(np.ones(2)), bias=Tensor(np.ones(2))),
            "act": Module(),
            "fc": Module(weight=linear, in_features=2),
        }
    )
    with nnviz.Recorder(tmp_path / "it.nnviz") as recorder:
        recorder.record_torch(1, model, train_loss=0.5)
        recorder.record_torch(2, model, gradients=[1.0, 3.0])
    recording = nnviz.Recording(tmp_path / "it.nnviz")
    assert [(layer.name, layer.weights) for layer in recording.layers] == [("conv", (2, 2, 3, 3)), ("fc", (2, 3))]
    np.testing.assert_array_equal(recording.weights_at(1)[1][0], linear.values.T)
    np.testing.assert_array_equal(recording.gradient_sizes[1], [[np.nan, 2.0], [1.0, 3.0]])
    assert recording.metric("train_loss")[1].tolist() == [0.5]


def test_a_model_without_layers_is_refused(tmp_path: Path) -> None:
    with nnviz.Recorder(tmp_path / "it.nnviz") as recorder, pytest.raises(InvalidInput, match="no layer with weights"):
        recorder.record_torch(0, Module({"act": Module()}))
