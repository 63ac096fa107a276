"""A session comes back from its file to the last bit, and its runs go on as if nothing had happened."""

from __future__ import annotations

import itertools
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from msgspec.structs import fields, replace

import nnviz.store.session_writer
from nnviz.assembly import assemble
from nnviz.errors import InvalidInput
from nnviz.experiment.document import plan_runs
from nnviz.history import LARGEST_CAPACITY, SERIES, History, ThinnedSeries
from nnviz.store.saved_session import SavedRun, check_fits
from nnviz.store.session_reader import load_session
from nnviz.store.session_writer import save_session
from nnviz.trainer import Trainer
from tests.engine.runs import assembly, hidden
from tests.engine.session_files import saved_run, saved_session, small_trainer


def same(one: Any, other: Any) -> None:
    """Fail unless two things are of the same types and values, arrays to the last bit."""
    assert type(one) is type(other)
    if isinstance(one, np.ndarray):
        assert (one.dtype, one.shape) == (other.dtype, other.shape)
        assert one.tobytes() == other.tobytes()
    elif isinstance(one, History):
        same(one.dump(), other.dump())
    elif isinstance(one, msgspec.Struct):
        for field in fields(one):
            same(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, tuple | list):
        assert len(one) == len(other)
        for left, right in zip(one, other, strict=True):
            same(left, right)
    elif isinstance(one, dict):
        assert one.keys() == other.keys()
        for key in one:
            same(one[key], other[key])
    elif isinstance(one, float):
        assert one.hex() == other.hex()
    else:
        assert one == other


def test_a_session_comes_back_to_the_last_bit(tmp_path: Path) -> None:
    session, path = saved_session(), tmp_path / "it.nnviz"
    save_session(session, path)
    same(load_session(path), session)


def test_the_same_session_gives_the_same_bytes_also_after_a_round_trip(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("one.nnviz", "two.nnviz", "three.nnviz")]
    save_session(saved_session(), paths[0])
    save_session(saved_session(), paths[1])
    save_session(load_session(paths[0]), paths[2])
    assert len({path.read_bytes() for path in paths}) == 1


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_from_every_keyframe_the_run_goes_on_as_the_one_that_was_not_interrupted(tmp_path: Path, dtype: str) -> None:
    run, straight = saved_run(dtype)
    session = replace(saved_session(), runs=(run,), viewed_run=0)
    save_session(session, tmp_path / "it.nnviz")
    [loaded] = load_session(tmp_path / "it.nnviz").runs
    straight.advance(40)
    for state in loaded.keyframes:
        again = Trainer(straight.assembly)
        again.restore(state)
        for edit in loaded.edits[len(state.edits) :]:
            again.advance(edit.step - again.step)
            again.apply(edit)
        again.advance(straight.step - again.step)
        same(again.state(), straight.state())


def test_a_loaded_history_goes_on_as_the_one_that_was_saved() -> None:
    generator = np.random.default_rng(1)
    for rows, capacity in itertools.product((0, 1, 5, 8, 9, 23, 40), (2, 8)):
        series = ThinnedSeries(2, capacity)
        series.append(np.arange(rows), generator.normal(size=(rows, 2)))
        loaded = ThinnedSeries.load(series.dump())
        more = generator.normal(size=(21, 2))
        for one in (series, loaded):
            one.append(rows + np.arange(21), more)
        same(loaded.dump(), series.dump())


def test_what_was_dumped_is_a_copy() -> None:
    series = ThinnedSeries(1, 4)
    series.append(np.arange(3), np.zeros((3, 1)))
    dumped = series.dump()
    series.append(np.array([3]), np.ones((1, 1)))
    assert len(dumped.low) == 3
    assert dumped.last.tolist() == [0.0]


@pytest.mark.parametrize(
    "wrong",
    [{"partial": 1}, {"rows_per_bucket": 3}, {"rows_per_bucket": 0}, {"capacity": 2}, {"capacity": 3},
     {"capacity": 2 * LARGEST_CAPACITY}, {"first_steps": np.array([5, 1, 2])}, {"partial": -1}],
)  # fmt: skip
def test_a_series_that_contradicts_itself_is_not_loaded(wrong: dict[str, Any]) -> None:
    series = ThinnedSeries(1, 4)
    series.append(np.arange(3), np.zeros((3, 1)))
    with pytest.raises(ValueError, match=r"fit together|even"):
        ThinnedSeries.load(replace(series.dump(), **wrong))


def test_the_file_is_an_archive_that_others_can_read(tmp_path: Path) -> None:
    session, path = saved_session(), tmp_path / "it.nnviz"
    save_session(session, path)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        with archive.open("runs/0/keyframes/theta.npy") as member:
            theta = np.lib.format.read_array(member, allow_pickle=False)
    np.testing.assert_array_equal(theta, [state.theta for state in session.runs[0].keyframes])
    with path.open("rb") as file:
        assert set(SERIES) == {
            name.split("/")[3] for name in np.load(file).files if "/history/" in name and "/0/" in name
        }


def test_loaded_keyframes_are_copies_and_the_file_can_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "it.nnviz"
    save_session(saved_session(), path)
    session = load_session(path)
    for state in session.runs[0].keyframes:
        assert state.theta.base is None
        assert type(state.theta) is np.ndarray
    save_session(session, path)
    same(load_session(path), session)


def test_a_keyframe_with_edits_of_another_run_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    session = saved_session()
    run = replace(session.runs[0], edits=session.runs[0].edits[1:])
    with pytest.raises(ValueError, match="other edits"):
        save_session(replace(session, runs=(run,)), tmp_path / "it.nnviz")
    assert not list(tmp_path.iterdir())


def test_a_window_that_wants_to_keep_too_much_is_refused(tmp_path: Path) -> None:
    session = replace(saved_session(), window={"notes": "x" * 2**18})
    with pytest.raises(InvalidInput, match="256 KiB"):
        save_session(session, tmp_path / "it.nnviz")


def test_more_live_edits_than_open_again_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nnviz.store.session_writer, "MOST_TRAININGS", 2)
    with pytest.raises(InvalidInput, match="more than 2 different live edits"):
        save_session(saved_session(), tmp_path / "it.nnviz")
    assert not list(tmp_path.iterdir())


def test_where_it_cannot_be_saved_the_old_file_stays(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="there is no folder"):
        save_session(saved_session(), tmp_path / "missing" / "it.nnviz")


def test_runs_fit_the_networks_of_their_experiment() -> None:
    session = saved_session()
    for run, plan in zip(session.runs, plan_runs(session.experiment), strict=True):
        check_fits(run, assemble(plan.name, plan.experiment))


def with_edit(run: SavedRun, index: int) -> SavedRun:
    return replace(run, edits=(replace(run.edits[1], index=index),))


@pytest.mark.parametrize(
    ("change", "other", "words"),
    [
        (lambda run: run, {"network": {"hidden": hidden(4)}}, ["13 parameters", "17"]),
        (lambda run: run, {"training": {"dtype": "float32"}}, ["float64", "float32"]),
        (lambda run: replace(run, history=History(3)), {}, ["3 layers", "2"]),
        (lambda run: with_edit(run, 13), {}, ["parameter 13"]),
    ],
)
def test_a_run_of_another_network_is_refused(change: Any, other: dict[str, Any], words: list[str]) -> None:
    parts = {"data": {"name": "xor", "samples": 60}, "network": {"hidden": hidden(3)}, **other}
    with pytest.raises(InvalidInput) as refusal:
        check_fits(change(saved_run()[0]), assembly(**parts))
    assert all(word in str(refusal.value) for word in words), refusal.value


def test_saving_does_not_disturb_the_run(tmp_path: Path) -> None:
    run, trained = saved_run()
    straight = small_trainer()
    save_session(replace(saved_session(), runs=(run,), viewed_run=0), tmp_path / "it.nnviz")
    trained.advance(9)
    for edit in run.edits:
        straight.advance(edit.step - straight.step)
        straight.apply(edit)
    straight.advance(trained.step - straight.step)
    same(straight.state(), trained.state())


def test_a_file_from_before_schedules_opens_with_the_rates_it_was_trained_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, path, dump = saved_session(), tmp_path / "it.nnviz", History.dump
    monkeypatch.setattr(nnviz.store.session_writer, "pace_parts", lambda number, states: ())
    monkeypatch.setattr(
        History, "dump", lambda own: {name: part for name, part in dump(own).items() if name != "learning_rates"}
    )
    save_session(session, path)
    monkeypatch.undo()
    older = load_session(path)
    for run, known in zip(older.runs, session.runs, strict=True):
        same(run.history, known.history)
        assert known.history.learning_rates.at(6).low == 0.01
        assert known.history.learning_rates.at(7).low == 0.03
        rates = [run.keyframes[index].pace.rate for index in (0, 2, 3)]
        assert rates == [0.01, 0.03, 0.03]
