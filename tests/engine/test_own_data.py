"""The user's own data in experiments, sessions and commands: tables of files, and points drawn by hand."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.assembly import assemble_runs
from nnviz.datasets import dataset_of, is_slow
from nnviz.datasets.csv_files import is_held, kept
from nnviz.datasets.points import MOST_POINTS
from nnviz.errors import InvalidInput
from nnviz.experiment import Experiment, decode, encode, from_line, load, save, to_line
from nnviz.experiment.files import MAXIMUM_BYTES, text_of
from nnviz.history import History
from nnviz.store.live_run import collect, reopen, resume
from nnviz.store.saved_session import SavedRun, SavedSession
from nnviz.store.session_reader import load_session
from nnviz.store.session_tables import SavedTable, holds_tables, tables_of
from nnviz.store.session_writer import save_session
from nnviz.trainer import Trainer
from tests.engine.shell import Shell

POINTS = [[0.5, 1.25, 0], [-1.0, 0.0, 1], [0.0, -2.0, 0], [3.5, 1.0, 1], [1.0, 1.0, 0]]


@pytest.fixture(autouse=True)
def nothing_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_entries", type(kept._entries)())
    monkeypatch.setattr(kept, "_held", {})


def table(folder: Path, name: str = "it.csv", rows: int = 40) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{k * 0.37 % 1:.3f},{'red' if k % 3 else 'blue'},{'yes' if k % 2 else 'no'}" for k in range(rows)]
    path.write_text("\n".join(["size,colour,answer", *lines]) + "\n")
    return path


def of_table(path: str, variants: list[dict[str, Any]] | None = None, **data: Any) -> dict[str, Any]:
    return {"nnviz": 1, "data": {"name": "csv", "path": path, **data}, "variants": variants or []}


# Experiments.


def test_a_table_trains_headless_whatever_the_working_folder(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    table(shell.folder, "data/it.csv")
    file = shell.file(of_table("data/it.csv"))
    monkeypatch.chdir("/")
    answer = shell.answer("train", file, "--epochs", "3")
    assert answer["epoch"] == 3.0
    out = shell.folder / "d.npz"
    shell.answer("data", file, "--out", str(out))
    with np.load(out) as found:
        assert found["classes"].tolist() == ["no", "yes"]
        assert found["inputs_train"].shape == (32, 3)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"name": "csv"}, "data.path is missing"),
        ({"name": "csv", "path": "none.csv"}, "no file 'none.csv'"),
        ({"name": "csv", "path": "."}, "it is a folder"),
        ({"name": "csv", "path": "it.csv", "target": "answr"}, "did you mean 'answer'"),
        ({"name": "csv", "path": "it.csv", "task": "regression"}, "holds texts"),
        ({"name": "csv", "path": "it.csv", "samples": 41}, "from 4 to 40"),
        ({"name": "csv", "path": "it.csv", "features": ["x1"]}, "one or two input columns only"),
        ({"name": "csv", "path": "it.csv", "points": POINTS}, "data.points is given"),
        ({"name": "csv", "path": "session:0000/it.csv"}, "session file that is not open"),
        ({"name": "csv", "path": "a\0b"}, "no path has"),
        ({"path": "it.csv"}, "data.path is given, and the data set is 'circles'"),
        ({"name": "xor", "target": "a"}, "data.target is given"),
        ({"name": "points"}, "no points yet"),
        ({"name": "points", "points": POINTS[:1]}, "is 1 point"),
        ({"name": "points", "points": POINTS[:3]}, "only 3 points"),
        ({"name": "points", "points": [[1, 2, 1]] * 5}, "all points are of class 1"),
        ({"name": "points", "points": [*POINTS, [1, 2, 6]]}, "data.points[5] is of class 6"),
        ({"name": "points", "points": [*POINTS, [1, 2, -1]]}, "class -1"),
        ({"name": "points", "points": [*POINTS, [1, 2e6, 1]]}, "the coordinate 2e+06"),
        ({"name": "points", "points": [*POINTS, [1, 2]]}, "expected a list of 3"),
        ({"name": "points", "points": [*POINTS, [1, 2, 0.5]]}, "whole number"),
        ({"name": "points", "points": POINTS * (MOST_POINTS // 5 + 1)}, "20,005 points"),
        ({"name": "points", "points": POINTS, "task": "regression"}, "is for classification"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(shell: Shell, data: dict[str, Any], words: str) -> None:
    table(shell.folder)
    assert words in shell.refusal("train", shell.file({"data": data}))


def test_paths_follow_the_file_that_is_saved(tmp_path: Path) -> None:
    table(tmp_path, "a/data/it.csv")
    document = of_table(
        "data/it.csv",
        [
            {"name": "v", "set": {"data.path": "data/it.csv"}},
            {"name": "w", "set": {"data": {"name": "csv", "path": "data/it.csv"}}},
        ],
    )
    (tmp_path / "a" / "it.nnviz.json").write_text(json.dumps(document))
    experiment = load(tmp_path / "a" / "it.nnviz.json")
    assert experiment.data.path == str(tmp_path / "a" / "data" / "it.csv")
    assert len(assemble_runs(experiment)) == 3
    (tmp_path / "b" / "c").mkdir(parents=True)
    save(experiment, tmp_path / "b" / "c" / "other.nnviz.json")
    written = json.loads((tmp_path / "b" / "c" / "other.nnviz.json").read_text())
    paths = [
        written["data"]["path"],
        written["variants"][0]["set"]["data.path"],
        written["variants"][1]["set"]["data"]["path"],
    ]
    assert paths == ["../../a/data/it.csv"] * 3
    assert load(tmp_path / "b" / "c" / "other.nnviz.json") == experiment
    shutil.move(tmp_path / "a", tmp_path / "moved")
    kept._entries.clear()
    lost = load(tmp_path / "b" / "c" / "other.nnviz.json")
    with pytest.raises(InvalidInput, match="there is no folder"):
        assemble_runs(lost)
    assert assemble_runs(load(tmp_path / "moved" / "it.nnviz.json"))


def test_a_path_with_backslashes_is_found(tmp_path: Path) -> None:
    table(tmp_path, "data/it.csv")
    (tmp_path / "it.nnviz.json").write_text(json.dumps(of_table("data\\it.csv")))
    assert assemble_runs(load(tmp_path / "it.nnviz.json"))[0].data.classes == ("no", "yes")


def test_a_seeded_part_of_a_table_is_the_same_part_of_a_larger_one(tmp_path: Path) -> None:
    path = str(table(tmp_path))
    small, large = (dataset_of(decode(of_table(path)).data).table(seed=3, samples=n).inputs for n in (10, 30))
    assert {tuple(row) for row in small} <= {tuple(row) for row in large}
    noisy = dataset_of(decode(of_table(path)).data).table(seed=3, samples=30, noise=0.3).inputs
    assert not np.allclose(noisy, large)


def test_a_large_table_is_known_to_be_slow(tmp_path: Path) -> None:
    experiment = decode(of_table(str(table(tmp_path))))
    assert is_slow(experiment.data), "the file is still to be read"
    assemble_runs(experiment)
    assert not is_slow(experiment.data)
    assert is_slow(decode({"nnviz": 1, "data": {"samples": 1_000_000}}).data)


def test_points_survive_every_form_of_an_experiment(tmp_path: Path) -> None:
    experiment = decode({"nnviz": 1, "data": {"name": "points", "points": POINTS}, "notes": "[\n 1,\n 2,\n 3\n]"})
    assert decode(encode(experiment)) == from_line(to_line(experiment)) == experiment
    save(experiment, tmp_path / "p.nnviz.json")
    assert load(tmp_path / "p.nnviz.json") == experiment
    assert "[0.5, 1.25, 0]" in text_of(experiment)
    data = assemble_runs(experiment)[0].data
    assert sorted(data.raw_train[:, 0].tolist() + data.raw_test[:, 0].tolist()) == sorted(p[0] for p in POINTS)


def test_the_most_points_fit_into_a_file(tmp_path: Path) -> None:
    draw = np.random.default_rng(0).normal(size=(MOST_POINTS, 2))
    points = [[x, y, k % 2] for k, (x, y) in enumerate(draw.tolist())]
    experiment = decode({"nnviz": 1, "data": {"name": "points", "points": points}})
    save(experiment, tmp_path / "p.nnviz.json")
    assert (tmp_path / "p.nnviz.json").stat().st_size <= MAXIMUM_BYTES
    assert load(tmp_path / "p.nnviz.json") == experiment


def test_a_file_that_could_not_be_opened_again_is_not_written(tmp_path: Path) -> None:
    points = [[-123456.123456789, -123456.987654321, k % 2] for k in range(MOST_POINTS)]
    experiment = decode({"nnviz": 1, "notes": "\u4e16" * 99_000, "data": {"name": "points", "points": points}})
    with pytest.raises(InvalidInput, match="larger than 1 MiB"):
        save(experiment, tmp_path / "p.nnviz.json")
    assert not list(tmp_path.iterdir())


# Sessions.


def session(experiment: Experiment, tables: tuple[SavedTable, ...]) -> tuple[SavedSession, Trainer]:
    trainer = Trainer(assemble_runs(experiment)[0])
    trainer.advance(5)
    history = History(len(trainer.assembly.network.layers))
    history.append(trainer.take_scalars())
    live = collect(trainer)
    run = SavedRun("base", live.step, live.edits, live.keyframes, history, live.path)
    return SavedSession(experiment, (run,), tables=tables), trainer


def test_a_session_brings_its_table_along(tmp_path: Path) -> None:
    path = table(tmp_path, "home/it.csv")
    experiment = decode(of_table(str(path), left_out=["size"]))
    saved, trainer = session(experiment, tables_of(experiment))
    save_session(saved, tmp_path / "it.nnviz")
    shutil.rmtree(tmp_path / "home")
    kept._entries.clear()
    found = load_session(tmp_path / "it.nnviz")
    assert is_held(found.experiment.data.path or "")
    assert holds_tables(found.experiment)
    assemblies = assemble_runs(found.experiment)
    np.testing.assert_array_equal(assemblies[0].data.inputs_train, trainer.assembly.data.inputs_train)
    (again,) = map(resume, reopen(found, assemblies), assemblies)
    again.advance(20)
    trainer.advance(20)
    assert again.state().theta.tobytes() == trainer.state().theta.tobytes()
    # Saved anew, it holds the table again; saved as an experiment, the table is written beside it.
    save_session(session(found.experiment, tables_of(found.experiment))[0], tmp_path / "again.nnviz")
    save(found.experiment, tmp_path / "it.nnviz.json")
    assert json.loads((tmp_path / "it.nnviz.json").read_text())["data"]["path"] == "it.csv"
    kept._held.clear()
    assert load_session(tmp_path / "again.nnviz").experiment == found.experiment
    reread = assemble_runs(load(tmp_path / "it.nnviz.json"))[0].data
    np.testing.assert_array_equal(reread.inputs_train, trainer.assembly.data.inputs_train)


def test_a_session_knows_the_file_of_its_table_again(tmp_path: Path) -> None:
    path = table(tmp_path)
    experiment = decode(of_table(str(path)))
    save_session(session(experiment, tables_of(experiment))[0], tmp_path / "it.nnviz")
    kept._entries.clear()
    assert load_session(tmp_path / "it.nnviz").experiment == experiment
    assert not is_slow(experiment.data), "nothing has to be read"
    table(tmp_path, rows=50)
    changed = load_session(tmp_path / "it.nnviz").experiment
    assert is_held(changed.data.path or "")
    assert len(assemble_runs(changed)[0].data.inputs_train) == 32


def test_two_tables_of_the_same_shape_stay_two(tmp_path: Path) -> None:
    """Their names, columns, classes and rows are alike, so a cache that knows no more than that would mix them up."""
    seen = []
    for factor in (1, 2):
        path = tmp_path / f"{factor}.csv"
        path.write_text("x,y,kind\n" + "".join(f"{factor * k},{k % 5},{'ab'[k % 2]}\n" for k in range(30)))
        experiment = decode({"nnviz": 1, "data": {"name": "csv", "path": str(path)}})
        seen.append(np.concatenate([assemble_runs(experiment)[0].data.of("raw", share) for share in ("train", "test")]))
    np.testing.assert_array_equal(seen[1][:, 0], 2 * seen[0][:, 0])


def test_points_that_were_moved_are_other_points() -> None:
    before, after = ([[k / 7, shift - k, k % 2] for k in range(12)] for shift in (0, 3))
    seen = []
    for points in (before, after):
        experiment = decode({"nnviz": 1, "data": {"name": "points", "points": points}})
        seen.append(assemble_runs(experiment)[0].data.of("raw", "train"))
    np.testing.assert_allclose(seen[1] - seen[0], np.tile([0.0, 3.0], (len(seen[0]), 1)))
