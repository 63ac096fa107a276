"""What a script records is what the recording says, finished or cut short."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nnviz
from nnviz.errors import InvalidInput
from nnviz.store.recording_form import BINS
from tests.engine.session_files import record, saved_bytes

ROOT = Path(__file__).resolve().parents[2]
KILLED = """
import os, signal, sys
import numpy as np
import nnviz

recorder = nnviz.Recorder(sys.argv[1])
for step in range(1000):
    recorder.record(step, train_loss=1.0 / (1 + step), weights=[np.full((2, 2), float(step))])
    if step == 123:
        os.kill(os.getpid(), signal.SIGKILL)
"""


def everything(path: Path) -> list[Any]:
    """Return all that a recording says, to compare."""
    recording = nnviz.Recording(path)
    said: list[Any] = [recording.name, recording.layers, recording.steps.tolist()]
    said += [values.tobytes() for values in recording.metric("train_loss")]
    said += [values.tobytes() for values in recording.gradient_sizes]
    said += [values.tobytes() for values in recording.activation_statistic("deviation")]
    for step in recording.steps.tolist():
        said += [None if part is None else part.tobytes() for both in recording.weights_at(step) for part in both]
        said += [None if one is None else one.counts.tobytes() for one in recording.activations_at(step)]
    return said


def test_what_was_recorded_is_said_again(tmp_path: Path) -> None:
    path, generator = tmp_path / "run.nnviz", np.random.default_rng(1)
    weights = [
        [(generator.normal(size=(2, 3)), generator.normal(size=3)), generator.normal(size=(3, 1))] for _ in range(4)
    ]
    gradients = [[generator.normal(size=(2, 3)), (generator.normal(size=(3, 1)), np.ones(1))] for _ in range(4)]
    with nnviz.Recorder(path, ["first", "second"], name="a name") as recorder:
        for number in range(4):
            recorder.record(
                3 * number, epoch=number, train_loss=0.5 * number, weights=weights[number], gradients=gradients[number]
            )
        recorder.record(100, test_loss=7)
    recording = nnviz.Recording(path)
    assert recording.finished
    assert (recording.name, [layer.name for layer in recording.layers]) == ("a name", ["first", "second"])
    assert [(layer.weights, layer.biases) for layer in recording.layers] == [((2, 3), (3,)), ((3, 1), None)]
    assert recording.steps.tolist() == [0, 3, 6, 9, 100]
    assert [values.tolist() for values in recording.metric("train_loss")] == [[0, 3, 6, 9], [0.0, 0.5, 1.0, 1.5]]
    assert [values.tolist() for values in recording.metric("test_loss")] == [[100], [7.0]]
    assert recording.metric("learning_rate")[0].tolist() == []
    for step, number in ((0, 0), (2, 0), (3, 1), (8, 2), (9, 3), (10**9, 3)):
        [(w1, b1), (w2, b2)] = recording.weights_at(step)
        np.testing.assert_array_equal(w1, weights[number][0][0])
        np.testing.assert_array_equal(b1, weights[number][0][1])
        np.testing.assert_array_equal(w2, weights[number][1])
        assert b2 is None
    steps, sizes = recording.gradient_sizes
    assert steps.tolist() == [0, 3, 6, 9]
    for row, (first, (second, _)) in zip(sizes, gradients, strict=True):
        plain = [math.sqrt(sum(v * v for v in one.flat) / one.size) for one in (first, second)]
        np.testing.assert_allclose(row, plain, rtol=1e-14)


@pytest.mark.parametrize(
    ("dtypes", "expected"),
    [(["f4", "f4"], "<f4"), (["f2", "f4"], "<f4"), (["f4", "f8"], "<f8"), (["i4", "f4"], "<f8")],
)
def test_weights_keep_their_precision(tmp_path: Path, dtypes: list[str], expected: str) -> None:
    weights = [np.arange(6).reshape(2, 3).astype(dtype) for dtype in dtypes]
    with nnviz.Recorder(tmp_path / "it.nnviz") as recorder:
        recorder.record(1, weights=weights)
    theta = nnviz.Recording(tmp_path / "it.nnviz").theta_at(1)
    assert theta.dtype == expected
    assert theta.tolist() == [0, 1, 2, 3, 4, 5] * 2
    with pytest.raises(ValueError, match="read-only"):
        theta[0] = 1


def test_activations_against_a_plain_loop(tmp_path: Path) -> None:
    generator = np.random.default_rng(2)
    z = generator.normal(size=(40, 6))
    z[:, 2] = -abs(z[:, 2])
    answers = [np.maximum(z, 0), np.tanh(3 * z), z]
    with nnviz.Recorder(tmp_path / "it.nnviz", activation_names=["relu", "tanh", "gelu"]) as recorder:
        recorder.record(0, activations=answers)
        recorder.record(1, activations=[answers[0], None, None])
    recording = nnviz.Recording(tmp_path / "it.nnviz")
    found = recording.activations_at(0)
    for statistics, array in zip(found, answers, strict=True):
        assert statistics is not None
        np.testing.assert_allclose([statistics.mean, statistics.deviation], [array.mean(), array.std()], rtol=1e-14)
        assert (statistics.low, statistics.high) == (array.min(), array.max())
        expected, _ = np.histogram(array, BINS, (array.min(), array.max()))
        assert np.abs(statistics.counts - expected).sum() <= 2  # a value on an edge may fall to either side
        assert statistics.counts.sum() == array.size
    relu, tanh, gelu = found
    assert relu is not None
    assert tanh is not None
    assert gelu is not None
    assert relu.dead == 1 / 6
    assert relu.saturated == (answers[0] == 0).mean()
    assert tanh.dead == 0
    assert tanh.saturated == (1 - answers[1] ** 2 <= 0.05).mean()
    assert math.isnan(gelu.dead)
    assert math.isnan(gelu.saturated)
    assert recording.activations_at(1)[1:] == [None, None]
    assert recording.activation_statistic("dead")[1][:, 0].tolist() == [1 / 6, 1 / 6]


@pytest.mark.parametrize(
    "answers",
    [np.full((3, 2), 4.0), np.full((3, 2), np.nan), np.array([[np.inf, 1.0]]), np.array([[-1.7e308, 1.7e308]]),
     np.array([[0.0, 5e-324]]), np.ones((2, 3, 4, 5)), np.array([1.0, 2.0])],
)  # fmt: skip
def test_histograms_of_extremes(tmp_path: Path, answers: Any) -> None:
    with nnviz.Recorder(tmp_path / "it.nnviz", activation_names=["step"]) as recorder:
        recorder.record(0, activations=[answers])
    [statistics] = nnviz.Recording(tmp_path / "it.nnviz").activations_at(0)
    assert statistics is not None
    assert statistics.counts.sum() == np.isfinite(answers).sum()


def test_a_journal_says_what_the_finished_file_says(tmp_path: Path) -> None:
    record(tmp_path / "journal", close=False)
    record(tmp_path / "finished")
    assert everything(tmp_path / "journal") == everything(tmp_path / "finished")
    assert not nnviz.Recording(tmp_path / "journal").finished


def test_the_same_training_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        record(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="it takes a system that can kill")
def test_a_script_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "run.nnviz"
    result = subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=ROOT, capture_output=True, check=False)
    assert result.returncode == -9, result.stderr
    recording = nnviz.Recording(path)
    assert recording.steps.tolist() == list(range(124))
    assert recording.theta_at(123).tolist() == [123.0] * 4
    assert recording.metric("train_loss")[1][-1] == 1 / 124
    assert os.listdir(tmp_path) == ["run.nnviz"]


def test_a_journal_cut_anywhere_says_what_is_whole(tmp_path: Path) -> None:
    whole, part = tmp_path / "whole", tmp_path / "part"
    record(whole, close=False, steps=3)
    content, steps = whole.read_bytes(), [0]
    for length in range(0, len(content), 7):
        part.write_bytes(content[:length])
        try:
            found = nnviz.Recording(part).steps.tolist()
        except InvalidInput:
            assert length < 400  # before its first manifest there is nothing to read
            continue
        assert found == [0, 10, 20][: len(found)]
        steps.append(len(found))
    assert steps == sorted(steps)
    assert steps[-1] == 3


def test_a_last_entry_that_a_power_cut_has_spoiled_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "it"
    record(path, close=False, steps=2)
    content = path.read_bytes()
    path.write_bytes(content[:-8] + bytes(8))
    recording = nnviz.Recording(path)
    assert recording.steps_with("activations").tolist() == [0]
    assert recording.steps_with("gradients").tolist() == [0, 10]


def test_an_error_in_the_script_closes_the_recording(tmp_path: Path) -> None:
    def train() -> None:
        with nnviz.Recorder(tmp_path / "it.nnviz") as recorder:
            recorder.record(5, train_loss=1.0)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        train()
    recording = nnviz.Recording(tmp_path / "it.nnviz")
    assert recording.finished
    assert recording.steps.tolist() == [5]


def test_nothing_recorded_is_a_recording_of_nothing(tmp_path: Path) -> None:
    path = tmp_path / "it.nnviz"
    recorder = nnviz.Recorder(path, ["a"])
    for finished in (False, True):
        recording = nnviz.Recording(path)
        assert recording.finished == finished
        assert recording.steps.tolist() == []
        assert recording.gradient_sizes[1].shape == (0, 1)
        with pytest.raises(InvalidInput, match="no weights were recorded up to step 3"):
            recording.weights_at(3)
        recorder.close()
    recorder.close()


def test_opening_loads_nothing(tmp_path: Path) -> None:
    path = tmp_path / "it.nnviz"
    with nnviz.Recorder(path) as recorder:
        for step in range(40):
            recorder.record(step, weights=[np.full((400, 300), float(step))])
    tracemalloc.start()
    recording = nnviz.Recording(path)
    assert recording.theta_at(17)[-1] == 17.0
    assert tracemalloc.get_traced_memory()[1] < 10**6 < path.stat().st_size / 38
    tracemalloc.stop()


def test_recording_holds_one_step_in_memory(tmp_path: Path) -> None:
    weights = [np.ones((400, 300))]
    tracemalloc.start()
    with nnviz.Recorder(tmp_path / "it.nnviz") as recorder:
        for step in range(60):
            recorder.record(step, weights=weights)
    assert tracemalloc.get_traced_memory()[1] < 10 * 10**6
    tracemalloc.stop()


def test_a_recording_is_replaced_and_an_open_one_stays_readable(tmp_path: Path) -> None:
    path = tmp_path / "it.nnviz"
    record(path)
    before = nnviz.Recording(path)
    expected = before.theta_at(0).tolist()
    record(path, close=False, steps=1)
    assert before.theta_at(0).tolist() == expected
    record(path)
    assert nnviz.Recording(path).finished


def test_what_is_no_recording_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "it.nnviz"
    for content in (saved_bytes(tmp_path), b"my thesis", b""):
        path.write_bytes(content)
        with pytest.raises(InvalidInput, match="not a recording"):
            nnviz.Recorder(path)
        assert path.read_bytes() == content
    assert os.listdir(tmp_path) == ["it.nnviz"]


def test_the_engine_does_not_load_the_recorder_by_itself() -> None:
    code = "import sys, nnviz; assert 'nnviz.recorder' not in sys.modules; nnviz.Recorder, nnviz.Recording"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    with pytest.raises(AttributeError, match="Recrder"):
        getattr(nnviz, "Recrder")  # noqa: B009
