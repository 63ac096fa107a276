"""A run that is reopened goes on, bit by bit, as it would have; what does not fit is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

import nnviz
from nnviz.assembly import Assembly, assemble
from nnviz.checkpoint import TrainerState
from nnviz.edits import ParameterEdit, TrainingEdit
from nnviz.errors import InvalidInput
from nnviz.experiment.document import with_value
from nnviz.history import History
from nnviz.keyframes import STATE_BYTES
from nnviz.replay import Replay
from nnviz.store.kinds import kind_of
from nnviz.store.live_run import collect, reopen, resume
from nnviz.store.saved_session import SavedRun, SavedSession
from nnviz.store.session_reader import load_session
from nnviz.store.session_writer import save_session
from nnviz.trainer import Trainer
from tests.engine.runs import hidden, trainer

OPTIMIZERS = ("sgd", "momentum", "adam")


def begin(assembly: Assembly) -> Trainer:
    """Return a trainer that has room for a few keyframes only."""
    return Trainer(assembly, keyframe_budget=12 * (STATE_BYTES + 8 * 4 * assembly.network.size))


LAYERS = [{"units": 4, "activation": "tanh", "batch_norm": True, "dropout": 0.25}, *hidden(3)]


def run_of(optimizer: str = "adam", dtype: str = "float64", layers: list[dict[str, Any]] | None = None) -> Trainer:
    training = {"batch_size": 7, "dtype": dtype, "optimizer": {"name": optimizer, "learning_rate": 0.01}}
    return begin(
        trainer(
            data={"name": "xor", "samples": 60}, network={"hidden": layers or hidden(5)}, training=training
        ).assembly
    )


def session_of(live: Trainer, name: str = "base") -> SavedSession:
    history = History(len(live.assembly.network.layers))
    kept = collect(live)
    run = SavedRun(name, kept.step, kept.edits, kept.keyframes, history, kept.path, divergence=kept.divergence)
    return SavedSession(live.assembly.experiment, (run,))


def round_trip(session: SavedSession, assembly: Assembly, folder: Path) -> Trainer:
    save_session(session, folder / "it.nnviz")
    [run] = reopen(load_session(folder / "it.nnviz"), [assembly])
    return resume(run, assembly, begin)


def same(one: Trainer, other: Trainer) -> None:
    ours, theirs = one.state(), other.state()
    assert (ours.step, ours.samples_seen, ours.updates) == (theirs.step, theirs.samples_seen, theirs.updates)
    assert (ours.training, ours.edits) == (theirs.training, theirs.edits)
    np.testing.assert_array_equal(ours.theta, theirs.theta)
    np.testing.assert_array_equal(ours.optimizer_state, theirs.optimizer_state)
    np.testing.assert_array_equal(ours.evaluation, theirs.evaluation)
    assert one.path.steps == other.path.steps
    assert one.keyframes.spacing == other.keyframes.spacing
    assert (one.divergence, one.stop_reason) == (other.divergence, other.stop_reason)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_running_statistics_and_dropout_go_on_as_they_would_have(optimizer: str, dtype: str, tmp_path: Path) -> None:
    straight = run_of(optimizer, dtype, LAYERS)
    straight.advance(701)
    network = straight.assembly.network
    again = round_trip(session_of(straight), straight.assembly, tmp_path)
    same(straight, again)
    for run in (straight, again):
        run.advance(500)
    same(straight, again)
    assert straight.theta.shape == (network.length,)
    assert (network.layers[0].running(straight.theta) != network.layers[0].running(straight.path.thetas[0])).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda state: {"theta": state.theta[:-8]}, "0 running statistics: its network has 39 in float64 and 8"),
        (lambda state: {"theta": np.append(state.theta, 1.0)}, "9 running statistics"),
        (lambda state: {"optimizer_state": np.zeros((2, len(state.theta)))}, "47 parameters in float64 and 0"),
        (lambda state: {"theta": np.where(np.arange(len(state.theta)) == 46, -1.0, state.theta)}, "negative variance"),
    ],
    ids=["too few", "too many", "state as long as theta", "negative variance"],
)
def test_running_statistics_that_do_not_fit_are_refused(
    change: Callable[[TrainerState], dict[str, Any]], words: str, tmp_path: Path
) -> None:
    run = run_of("adam", layers=LAYERS)
    assert (run.assembly.network.size, run.assembly.network.length) == (39, 47)
    run.advance(100)
    session = session_of(run)
    keyframes = tuple(replace(state, **change(state)) for state in session.runs[0].keyframes)
    thetas = tuple(np.resize(theta, len(keyframes[0].theta)) for theta in session.runs[0].path.thetas)
    path = replace(session.runs[0].path, thetas=thetas)
    harmed = replace(session, runs=(replace(session.runs[0], keyframes=keyframes, path=path),))
    with pytest.raises(InvalidInput, match=words):
        round_trip(harmed, run.assembly, tmp_path)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("steps", [0, 1, 63, 64, 1000, 4097])
def test_it_goes_on_as_it_would_have(optimizer: str, dtype: str, steps: int, tmp_path: Path) -> None:
    straight = run_of(optimizer, dtype)
    straight.advance(steps)
    again = round_trip(session_of(straight), straight.assembly, tmp_path)
    same(straight, again)
    for run in (straight, again):
        run.advance(17)
        run.apply(ParameterEdit(run.step, 1, 0.5))
        run.advance(2000)
    same(straight, again)
    assert {state.step for state in straight.keyframes.states} <= {state.step for state in again.keyframes.states}
    for step in (0, steps // 2, steps, steps + 17, steps + 500):
        ours, theirs = Replay(straight).to_step(step), Replay(again).to_step(step)
        np.testing.assert_array_equal(ours.theta, theirs.theta)


def test_it_diverges_where_it_would_have(tmp_path: Path) -> None:
    training = {"batch_size": 7, "optimizer": {"name": "sgd", "learning_rate": 0.4}}
    straight = trainer(data={"name": "plane", "samples": 60}, network={"hidden": hidden(5)}, training=training)
    straight.advance(10)
    wild = TrainingEdit(10, with_value(straight.assembly.experiment, "training.optimizer.learning_rate", 30.0).training)
    straight.apply(wild)
    session = replace(
        session_of(straight), experiment=with_value(straight.assembly.experiment, "training", _document(wild))
    )
    again = round_trip(session, _assembly(session), tmp_path)
    straight.advance(1000)
    again.advance(1000)
    assert straight.divergence is not None
    same(straight, again)
    ended = round_trip(replace(session_of(straight), experiment=session.experiment), _assembly(session), tmp_path)
    same(straight, ended)
    assert not ended.running


def _document(edit: TrainingEdit) -> dict[str, object]:
    return {"batch_size": 7, "optimizer": edit.training.optimizer.document(), "stop": {}}


def _assembly(session: SavedSession) -> Assembly:
    return assemble("base", session.experiment)


def test_keyframes_of_a_run_that_has_come_further_keep_to_their_room() -> None:
    run = run_of()
    run.advance(5000)
    states = run.keyframes.states
    fresh = begin(run.assembly).keyframes
    again = fresh.of_further(states)
    assert again.spacing == run.keyframes.spacing
    assert again.states == states
    all_of_them = [replace(states[0], step=step) for step in range(0, 5001, fresh.spacing)]
    assert len(fresh.of_further(all_of_them)) <= 12


@pytest.mark.parametrize("harm", ["keyframe", "edits", "twice", "path", "runs"])
def test_what_does_not_fit_is_refused(harm: str) -> None:
    run = run_of()
    run.advance(300)
    session = session_of(run)
    saved = session.runs[0]
    if harm == "keyframe":
        saved = replace(saved, step=301)
    elif harm == "edits":
        saved = replace(saved, edits=(ParameterEdit(3, 0, 1.0),))
    elif harm == "twice":
        saved = replace(saved, keyframes=(*saved.keyframes, saved.keyframes[-1]))
    elif harm == "path":
        saved = replace(saved, path=replace(saved.path, steps=(*saved.path.steps[:-1], 10**6)))
    runs = (saved, saved) if harm == "runs" else (saved,)
    words = {"keyframe": "of step 301", "edits": "of step 300", "twice": "one step", "path": "longer", "runs": "2 runs"}
    with pytest.raises(InvalidInput, match=words[harm]):
        reopen(replace(session, runs=runs), [run.assembly])


def test_kinds_are_known_by_content(tmp_path: Path) -> None:
    run = run_of()
    save_session(session_of(run), tmp_path / "renamed.txt")
    assert kind_of(tmp_path / "renamed.txt") == "session"
    recorder = nnviz.Recorder(tmp_path / "r.nnviz", ["first"], ["relu"], name="elsewhere")
    recorder.record(0, train_loss=1.0)
    (tmp_path / "cut.nnviz").write_bytes(Path(recorder._file.name).read_bytes())
    recorder.close()
    assert kind_of(tmp_path / "r.nnviz") == kind_of(tmp_path / "cut.nnviz") == "recording"
    (tmp_path / "e.nnviz.json").write_text('{"nnviz": 1}')
    assert kind_of(tmp_path / "e.nnviz.json") == "other"
    (tmp_path / "x.nnviz").write_text('{"nnviz": 1}')
    (tmp_path / "x.zip").write_bytes(b"PK\3\4")
    for name in ("x.nnviz", "x.zip", "missing.nnviz"):
        with pytest.raises(InvalidInput, match=f"^{name}: "):
            kind_of(tmp_path / name)
