"""What crosses to the training process and back arrives as it was, and nothing that is known crosses twice."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nnviz.arrays import read_only
from nnviz.assembly import assemble
from nnviz.experiment import Experiment
from nnviz.path import Path, PathRecorder
from nnviz.take_snapshot import take_snapshot
from nnviz.trainer import Trainer
from ui.training.outbox import Outbox
from ui.training.packing import Packer, Unpacker, arrived
from ui.training.report import Report
from ui.training.wire import read_parts, write_parts


class Crossing:
    """Both ends, with the pipe between them."""

    def __init__(self) -> None:
        self._packer, self.unpacker = Packer(), Unpacker()
        self.sizes: list[int] = []

    def __call__(self, message: Any) -> Any:
        parts = self._packer.pack(message)
        stream = io.BytesIO()
        write_parts(stream, parts)
        self.sizes.append(len(stream.getvalue()))
        stream.seek(0)
        read = read_parts(stream)
        assert read is not None
        return self.unpacker.unpack(read)


@pytest.fixture
def cross() -> Crossing:
    return Crossing()


LAYOUTS: dict[str, Callable[[], np.ndarray]] = {
    "vector": lambda: np.arange(50.0),
    "float32": lambda: np.linspace(0, 1, 12, dtype=np.float32).reshape(3, 4),
    "Fortran": lambda: np.asfortranarray(np.arange(12.0).reshape(3, 4)),
    "strided": lambda: np.arange(24.0).reshape(4, 6)[::2, ::3],
    "integers": lambda: np.array([[1, 2], [3, 4]]),
    "truths": lambda: np.array([True, False]),
    "empty": lambda: np.empty((0, 3)),
    "number": lambda: np.array(3.5),
    "not finite": lambda: np.array([np.nan, -np.inf, -0.0]),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("writable", [True, False])
def test_an_array_arrives_as_it_was(cross: Crossing, layout: str, writable: bool) -> None:
    array = LAYOUTS[layout]()
    array.flags.writeable = writable
    came = cross({"it": array})["it"]
    assert (came.dtype, came.shape, came.flags.writeable) == (array.dtype, array.shape, writable)
    assert came.tobytes() == array.tobytes()
    assert came.flags.f_contiguous == (array.flags.f_contiguous or not array.size)


def test_a_read_only_array_crosses_once(cross: Crossing) -> None:
    array = read_only(np.random.default_rng(1).random(10_000))
    first, again = cross([array, array])
    assert first is again
    assert cross((array, "something else"))[0] is first
    assert cross.sizes[0] > array.nbytes
    assert cross.sizes[1] < 300


def test_an_array_that_changes_crosses_as_it_was_when_it_was_packed() -> None:
    packer, unpacker = Packer(), Unpacker()
    array = np.zeros(1000)
    parts = packer.pack(array)
    array += 1.0
    assert not unpacker.unpack([bytearray(part) for part in parts]).any()
    parts = packer.pack(array)
    assert unpacker.unpack([bytearray(part) for part in parts]).all()


def test_what_is_let_go_of_is_forgotten_at_the_other_end(cross: Crossing) -> None:
    arrays = [read_only(np.full(100, number)) for number in range(20)]
    cross(arrays)
    assert len(cross.unpacker._kept) == 20
    del arrays[5:]
    cross("next")
    assert len(cross.unpacker._kept) == 5
    for number, array in enumerate(cross(arrays)):
        assert (array == number).all()


def test_numbers_of_dead_arrays_are_never_mistaken_for_others(cross: Crossing) -> None:
    for number in range(200):  # the same place in memory over and over
        array = read_only(np.full(100, float(number)))
        assert (cross(array) == number).all()
        del array


def recorded(count: int, of: int = 3) -> PathRecorder:
    recorder = PathRecorder(np.zeros(of))
    for step in range(1, count + 1):
        recorder.note(step, np.full(of, float(step)))
    return recorder


def assert_same(came: Path, path: Path) -> None:
    assert came.steps == path.steps
    np.testing.assert_array_equal(came.thetas, path.thetas)


def test_of_a_path_only_new_points_cross(cross: Crossing) -> None:
    recorder = recorded(500)
    assert_same(cross(recorder.path()), recorder.path())
    known = cross(recorder.path())
    assert cross(recorder.path()) is known
    for step in (501, 502):
        recorder.note(step, np.full(3, float(step)))
        came = cross(recorder.path())
        assert_same(came, recorder.path())
        assert came.thetas[:501] == known.thetas
    assert max(cross.sizes[1:]) < 600 < cross.sizes[0]


def test_a_path_that_is_thinned_goes_back_or_is_cut_arrives_whole(cross: Crossing) -> None:
    recorder = recorded(1000)
    cross(recorder.path())
    for step in range(1001, 1400):
        recorder.note(step, np.full(3, float(step)))
    assert recorder.path().steps[1] == 2  # every second point has gone
    assert_same(cross(recorder.path()), recorder.path())
    recorder.forget_after(600)
    assert_same(cross(recorder.path()), recorder.path())
    for step in range(601, 900):
        recorder.note(step, np.full(3, -float(step)))  # not where it went before
    assert_same(cross(recorder.path()), recorder.path())
    early, whole = cross((recorder.path().until(100), recorder.path()))
    assert_same(early, recorder.path().until(100))
    assert_same(whole, recorder.path())
    assert whole.thetas[0] is early.thetas[0]
    assert_same(cross(Path((), ())), Path((), ()))
    other = recorded(10)
    for _ in range(2):
        assert_same(cross(other.path()), other.path())
        assert_same(cross(recorder.path()), recorder.path())


def test_a_snapshot_is_known_again(cross: Crossing, small: Experiment) -> None:
    trainer = Trainer(assemble("base", small))
    trainer.advance(30)
    snapshot = take_snapshot(trainer)
    came, again = cross(snapshot), cross((snapshot,))[0]
    assert again is came
    assert came.path.thetas[0] is cross(trainer.path).thetas[0]
    np.testing.assert_array_equal(came.theta, trainer.theta)
    np.testing.assert_array_equal(came.evaluation, snapshot.evaluation)
    assert (came.step, came.state, came.network) == (30, "running", snapshot.network)
    assert not came.theta.flags.writeable


def test_a_pickle_is_of_no_use_to_anything_else() -> None:
    with pytest.raises(TypeError, match="Unpacker"):
        arrived("array", 0)


# The pipe.


def test_large_messages_go_through_a_pipe_and_a_cut_one_is_none() -> None:
    read_end, write_end = os.pipe()
    array = read_only(np.arange(300_000.0))
    with os.fdopen(read_end, "rb") as reader, os.fdopen(write_end, "wb") as writer:
        packer, unpacker = Packer(), Unpacker()
        thread = threading.Thread(target=write_parts, args=(writer, packer.pack([array, "a"])))
        thread.start()
        parts = read_parts(reader)
        thread.join()
        assert parts is not None
        np.testing.assert_array_equal(unpacker.unpack(parts)[0], array)
    whole = io.BytesIO()
    write_parts(whole, packer.pack([read_only(np.ones(50)), "b"]))
    for length in (0, 2, 7, 30, len(whole.getvalue()) - 1):
        assert read_parts(io.BytesIO(whole.getvalue()[:length])) is None


# What waits.


def report_of(trainer: Trainer, **more: Any) -> Report:
    return Report(1, (take_snapshot(trainer),), True, 0.0, **more)


def test_one_report_is_under_way_and_the_rest_is_put_together(small: Experiment) -> None:
    trainer = Trainer(assemble("base", small))
    sent: list[Report] = []
    outbox = Outbox(sent.append)
    for _ in range(4):
        trainer.advance(10)
        outbox.put(report_of(trainer))
    assert [report.snapshots[0].step for report in sent] == [10]
    assert outbox.unread == 30
    assert not outbox.report_due
    outbox.window_took()
    assert [report.snapshots[0].step for report in sent] == [10, 40]
    assert outbox.unread == 0
    steps = np.concatenate([report.snapshots[0].scalars.steps for report in sent])
    np.testing.assert_array_equal(steps, np.arange(1, 41))


def test_a_failure_and_what_was_collected_reach_the_window_whatever_comes_after(small: Experiment) -> None:
    trainer = Trainer(assemble("base", small))
    sent: list[Report] = []
    outbox = Outbox(sent.append)
    outbox.put(report_of(trainer))
    trainer.advance(5)
    outbox.put(report_of(trainer, collected=()))
    outbox.put(Report(1, (), False, 0.0, failure="broken"))
    for _ in range(2):
        trainer.advance(5)
        outbox.put(report_of(trainer))
    for _ in range(6):
        outbox.window_took()
    assert [(len(report.snapshots), report.collected, report.failure) for report in sent] == [
        (1, None, ""),
        (1, (), ""),
        (0, None, "broken"),
        (1, None, ""),
    ]
    assert sent[-1].snapshots[0].step == 15
