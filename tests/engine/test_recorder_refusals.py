"""What a script hands over that cannot be recorded, and what is done for it: one sentence, and nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nnviz
import nnviz.store.recording_source
from nnviz.errors import InvalidInput
from tests.engine.session_files import archive

GOOD = {"weights": [(np.ones((2, 3)), np.ones(3)), (np.ones((3, 1)), np.ones(1))]}
REFUSED: list[tuple[Any, dict[str, Any], list[str]]] = [
    (5, {}, ["step is 5", "above 5"]),
    (-1, {}, ["step is -1"]),
    (2**63, {}, ["step is 9223372036854775808"]),
    (6.5, {}, ["step is float", "whole number"]),
    (6, {"train_loss": "low"}, ["train_loss is str", "a number"]),
    (6, {"epoch": [1, 2]}, ["epoch is list"]),
    (6, {"weights": [np.ones((2, 3))]}, ["weights has 1 items", "2 layers"]),
    (6, {"gradients": []}, ["gradients has 0 items"]),
    (6, {"weights": [(np.ones((3, 2)), np.ones(3)), None]}, ["'in'", "(3, 2)", "(2, 3)"]),
    (6, {"weights": [(np.ones((2, 3)), np.ones(3)), (np.ones((3, 1)), None)]}, ["'out'", "nothing", "(1,)"]),
    (6, {"weights": [("a", "b"), None]}, ["'in'", "numbers"]),
    (6, {"weights": [[[1, 2], [3]], None]}, ["'in'", "numbers"]),
    (6, {"gradients": [{}, None]}, ["gradient", "'in'", "numbers"]),
    (6, {"gradients": [1j, None]}, ["gradient", "'in'", "numbers"]),
    (6, {"activations": [None, 3.0]}, ["'out'", "rows and units"]),
    (6, {"activations": [None, np.ones((0, 3))]}, ["'out'", "(0, 3)"]),
]


@pytest.mark.parametrize("number", range(len(REFUSED)))
def test_what_does_not_fit_is_refused_and_recording_goes_on(tmp_path: Path, number: int) -> None:
    step, given, words = REFUSED[number]
    with nnviz.Recorder(tmp_path / "it.nnviz", ["in", "out"]) as recorder:
        recorder.record(5, **GOOD)
        with pytest.raises(InvalidInput) as refusal:
            recorder.record(step, **{"train_accuracy": 0.5, **given})
        recorder.record(7, train_loss=0.25, **GOOD)
    assert all(word in str(refusal.value) for word in words), refusal.value
    recording = nnviz.Recording(tmp_path / "it.nnviz")
    assert recording.steps.tolist() == [5, 7]
    assert recording.theta_at(7).tolist() == [1.0] * 13


@pytest.mark.parametrize(
    ("weights", "words"),
    [([None, None], "leave them out"), ([np.ones((1,) * 7)], "shape"), ([np.ones((0, 2))], "shape")],
)
def test_first_weights_that_are_none(tmp_path: Path, weights: Any, words: str) -> None:
    with nnviz.Recorder(tmp_path / "it.nnviz") as recorder:
        with pytest.raises(InvalidInput, match=words):
            recorder.record(0, weights=weights)
        recorder.record(0, **GOOD)
    assert len(nnviz.Recording(tmp_path / "it.nnviz").layers) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"layers": ["a", 3]}, "text"),
        ({"layers": ["x" * 201]}, "200"),
        ({"layers": ["a"] * 2000}, "2000 layers"),
        ({"layers": ["a"], "activation_names": ["relu", "relu"]}, "1 layers and 2 activation_names"),
        ({"name": 7}, "name must be text"),
    ],
)
def test_descriptions_that_cannot_be(tmp_path: Path, arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        nnviz.Recorder(tmp_path / "it.nnviz", **arguments)
    assert not list(tmp_path.iterdir())


def test_a_closed_recorder_records_nothing(tmp_path: Path) -> None:
    recorder = nnviz.Recorder(tmp_path / "it.nnviz")
    recorder.close()
    with pytest.raises(InvalidInput, match="closed"):
        recorder.record(1, train_loss=1.0)


def test_places_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no folder"):
        nnviz.Recorder(tmp_path / "missing" / "it.nnviz")
    with pytest.raises(InvalidInput, match="a folder"):
        nnviz.Recorder(tmp_path)


class FullDisk:
    """A file whose disk is full once, in the middle of a write."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._full = 1

    def write(self, content: Any) -> Any:
        self._full -= 1
        if self._full == 0:
            self._file.write(content[:7])
            raise OSError(28, "No space left on device")
        return self._file.write(content)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def test_a_disk_that_is_full_in_between_spoils_nothing(tmp_path: Path) -> None:
    recorder = nnviz.Recorder(tmp_path / "it.nnviz")
    recorder.record(0, train_loss=1.0)
    recorder._file = FullDisk(recorder._file)
    with pytest.raises(InvalidInput, match="no space left on device"):
        recorder.record(1, **GOOD)
    recorder.record(2, **GOOD)
    recorder.close()
    recording = nnviz.Recording(tmp_path / "it.nnviz")
    assert recording.steps.tolist() == [0, 2]
    assert recording.theta_at(2).tolist() == [1.0] * 13


def test_where_the_end_cannot_be_written_the_journal_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise InvalidInput("it.nnviz: cannot be written: no space left on device")

    recorder = nnviz.Recorder(tmp_path / "it.nnviz")
    recorder.record(3, **GOOD)
    monkeypatch.setattr(nnviz.store.recording_source, "fill", full)
    with pytest.raises(InvalidInput, match="no space left on device; all that was recorded"):
        recorder.close()
    assert [path.name for path in tmp_path.iterdir()] == ["it.nnviz"]
    recording = nnviz.Recording(tmp_path / "it.nnviz")
    assert not recording.finished
    assert recording.theta_at(3).tolist() == [1.0] * 13


def test_unknown_names_are_answered_with_the_nearest(tmp_path: Path) -> None:
    nnviz.Recorder(tmp_path / "it.nnviz").close()
    recording = nnviz.Recording(tmp_path / "it.nnviz")
    for ask, nearest in (
        (lambda: recording.metric("train_los"), "'train_loss'"),
        (lambda: recording.activation_statistic("ded"), "'dead'"),
        (lambda: recording.steps_with("weight"), "'weights'"),
    ):
        with pytest.raises(InvalidInput, match=nearest):
            ask()


def test_layers_larger_than_any_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "it.nnviz"
    layer = {"name": "a", "activation": None, "weights": [2**40, 2**40], "biases": None}
    manifest = {"format": "nnviz", "version": 1, "kind": "recording", "layers": [layer]}
    path.write_bytes(archive({"nnviz.json": json.dumps(manifest).encode()}))
    with pytest.raises(InvalidInput, match=r"^it\.nnviz: its layers have more parameters"):
        nnviz.Recording(path)
