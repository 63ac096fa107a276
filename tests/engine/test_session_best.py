"""Best weights come back from a session file, files of older versions open without, and contradictions are refused."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.edits import TrainingEdit
from nnviz.history import History
from nnviz.snapshot import EVALUATION_COLUMNS
from nnviz.store.live_run import collect, reopen, resume
from nnviz.store.saved_session import SavedRun, SavedSession
from nnviz.store.session_reader import OLDER_COLUMNS, load_session
from nnviz.store.session_writer import save_session
from nnviz.trainer import Trainer
from tests.engine.runs import experiment
from tests.engine.session_files import archive, members, npy, refusal, with_array
from tests.engine.test_early_stopping import PARTS, stopped
from tests.engine.test_session_file import same


def slow() -> Trainer:
    """Return a run that takes long enough to stop for several keyframes."""
    return stopped(optimizer={"name": "adam", "learning_rate": 0.002}, stop={"patience": 20})


def _session(run: Trainer) -> SavedSession:
    live = collect(run)
    history = History(len(run.assembly.network.layers))
    history.append(run.take_scalars())
    return SavedSession(
        experiment(**PARTS), (SavedRun("run", live.step, live.edits, live.keyframes, history, live.path),)
    )


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("session") / "it.nnviz"
    save_session(_session(slow()), path)
    return path.read_bytes()


def test_a_run_comes_back_as_it_stood_and_goes_on_as_it_would_have(tmp_path: Path) -> None:
    run = slow()
    session = _session(run)
    assert len(session.runs[0].keyframes) > 2
    save_session(session, tmp_path / "it.nnviz")
    loaded = load_session(tmp_path / "it.nnviz")
    same(loaded.runs, session.runs)
    [saved] = reopen(loaded, [run.assembly])
    again = resume(saved, run.assembly)
    assert again.stop_reason == run.stop_reason
    for one in (run, again):
        one.apply(TrainingEdit(one.step, replace(one.training, l2=0.01)))
        one.advance(10_000)
    same(again.state(), run.state())
    assert len(run.early_stopping.restorations) == 2


def test_best_weights_are_written_once(content: bytes) -> None:
    arrays = json.loads(members(content)["nnviz.json"])["arrays"]
    distinct, keyframes = (arrays[f"runs/0/best/{name}"]["shape"][0] for name in ("theta", "keyframes"))
    assert 1 < distinct < keyframes


def _older(content: bytes) -> bytes:
    """Return the file as a version without validation shares would have written it."""
    found = {name: member for name, member in members(content).items() if "/best/" not in name}
    manifest: dict[str, Any] = json.loads(found["nnviz.json"])
    manifest["arrays"] = {name: note for name, note in manifest["arrays"].items() if "/best/" not in name}
    del manifest["experiment"]["data"]["validation_fraction"]
    for document in (manifest["experiment"]["training"], *manifest["runs"][0]["trainings"]):
        del document["stop"]["patience"]
    for name, extra in (("keyframes/evaluations", 1), *((f"history/evaluations/{end}", 0) for end in _ENDS)):
        key = f"runs/0/{name}"
        array = _numbers(found[f"{key}.npy"])[..., : OLDER_COLUMNS + extra]
        shape = ", ".join(map(str, array.shape)) + ("," if array.ndim == 1 else "")
        head = f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({shape}), }}"
        found[f"{key}.npy"] = npy(head, np.ascontiguousarray(array).tobytes())
        manifest["arrays"][key]["shape"] = list(array.shape)
    return archive({**found, "nnviz.json": json.dumps(manifest).encode()})


_ENDS = ("low", "high", "last")


def _numbers(member: bytes) -> Any:
    start = 10 + struct.unpack_from("<H", member, 8)[0]
    head = member[10:start].decode()
    shape = tuple(int(size) for size in head.split("(")[1].split(")")[0].split(",") if size.strip())
    return np.frombuffer(member[start:], "<f8").reshape(shape)


def test_files_of_older_versions_open(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "it.nnviz"
    path.write_bytes(content)
    [newer] = load_session(path).runs
    path.write_bytes(_older(content))
    loaded = load_session(path)
    [older] = loaded.runs
    assert loaded.experiment.data.validation_fraction == 0.0
    assert all(state.best is None for state in older.keyframes)
    for state, known in zip(older.keyframes, newer.keyframes, strict=True):
        assert state.theta.tobytes() == known.theta.tobytes()
        assert state.evaluation[:6] == known.evaluation[:6]
        assert np.isnan(state.evaluation[6:]).all()
    last = older.history.evaluations.last[1]
    assert last.shape == (len(EVALUATION_COLUMNS),)
    assert np.isnan(last[OLDER_COLUMNS:]).all()
    assert last[:OLDER_COLUMNS].tolist() == newer.history.evaluations.last[1][:OLDER_COLUMNS].tolist()


CHANGES: list[tuple[str, int, float]] = [
    ("keyframes", 0, 99.0),
    ("keyframes", 0, -1.0),
    ("keyframes", 0, 0.5),
    ("keyframes", 1, -1.0),
    ("keyframes", 1, np.nan),
    ("keyframes", 2, 0.5),
    ("keyframes", 3, 9.0),
    ("evaluations", 0, np.inf),
    ("evaluations", 0, 1e9),
    ("restorations", 0, np.nan),
    ("theta", 3, np.inf),
]


@pytest.mark.parametrize(("name", "place", "value"), CHANGES)
def test_best_weights_that_cannot_be_are_refused(
    tmp_path: Path, content: bytes, name: str, place: int, value: float
) -> None:
    key = f"runs/0/best/{name}"
    member = members(content)[f"{key}.npy"]
    start = 10 + struct.unpack_from("<H", member, 8)[0]
    numbers = np.frombuffer(bytearray(member[start:]), "<f8")
    numbers[place] = value
    assert "best weights that do not fit" in refusal(
        tmp_path / "it.nnviz", with_array(content, key, member[:start] + numbers.tobytes())
    )


def test_a_run_without_one_of_its_arrays_is_refused(tmp_path: Path, content: bytes) -> None:
    found = {name: member for name, member in members(content).items() if not name.endswith("best/keyframes.npy")}
    manifest = json.loads(found["nnviz.json"])
    del manifest["arrays"]["runs/0/best/keyframes"]
    sentence = refusal(tmp_path / "it.nnviz", archive({**found, "nnviz.json": json.dumps(manifest).encode()}))
    assert "belong to its runs" in sentence


def test_the_size_of_a_run_counts_its_best_weights() -> None:
    live = collect(slow())
    without = replace(live, keyframes=tuple(replace(state, best=None) for state in live.keyframes))
    distinct = {id(state.best.theta) for state in live.keyframes if state.best is not None}
    assert live.nbytes - without.nbytes == len(distinct) * live.keyframes[0].theta.nbytes
