"""Saving and opening session files: kinds of files, places that cannot be written, files that are refused."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from nnviz.errors import InvalidInput
from nnviz.experiment import decode, load, save
from nnviz.experiment.files import SUFFIX
from nnviz.store.saved_session import Bookmark, SavedSession
from nnviz.store.session_reader import load_session
from nnviz.store.session_writer import save_session
from tests.ui.answers import answering
from tests.ui.conftest import SMALL
from tests.ui.recording_cases import drop
from tests.ui.session_cases import go_on, newest, rest, same
from ui import documents as documents_module
from ui.file_kinds import EXPERIMENTS, SESSIONS, place
from ui.main_window import MainWindow


def choose(monkeypatch: pytest.MonkeyPatch, path: Path, kind: str = "") -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(path), kind))


@pytest.mark.parametrize(
    ("typed", "kind", "name"),
    [
        ("mine", EXPERIMENTS, "mine.nnviz.json"),
        ("mine", SESSIONS, "mine.nnviz"),
        ("mine.nnviz", EXPERIMENTS, "mine.nnviz"),
        ("mine.nnviz.json", SESSIONS, "mine.nnviz"),
        ("mine.nnviz.json", "", "mine.nnviz.json"),
        ("mine.json", EXPERIMENTS, "mine.json"),
        ("v1.2", SESSIONS, "v1.2.nnviz"),
    ],
)
def test_the_kind_of_file_that_is_chosen_is_written(typed: str, kind: str, name: str) -> None:
    assert place(typed, kind).name == name


def test_save_goes_to_what_the_document_is(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, documents = window.session, window.documents
    choose(monkeypatch, tmp_path / "mine", SESSIONS)
    go_on(qtbot, window, lambda: session.advance(30))
    assert documents.save_as()
    assert not window.isWindowModified()
    go_on(qtbot, window, lambda: session.advance(10))  # of a session, steps are work
    assert window.isWindowModified()
    assert documents.save()
    assert load_session(tmp_path / "mine.nnviz").runs[0].step == 40
    window.timeline.set_bookmark(0, 5, "here")
    assert window.isWindowModified()
    assert documents.save()
    assert not window.isWindowModified()
    choose(monkeypatch, tmp_path / "plain", EXPERIMENTS)
    assert documents.save_as()
    assert load(tmp_path / f"plain{SUFFIX}") == session.experiment
    go_on(qtbot, window, lambda: session.advance(10))  # of an experiment, they are not
    assert not window.isWindowModified()


def test_save_session_as_makes_the_document_a_session(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(window.session.experiment, tmp_path / "mine.nnviz.json")
    window.documents.open(tmp_path / "mine.nnviz.json")
    starts: list[str] = []

    def dialog(parent: object, title: str, start: str, kinds: str) -> tuple[str, str]:
        starts.append(start)
        return start, ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", dialog)
    go_on(qtbot, window, lambda: window.session.advance(20))
    window._actions["save_session"].trigger()
    assert starts == [str(tmp_path / "mine.nnviz")]
    assert window.documents.path == tmp_path / "mine.nnviz"
    assert "mine.nnviz" in window.windowTitle()


@pytest.mark.parametrize("harm", ["cut", "flipped", "foreign", "other network"])
def test_what_is_refused_leaves_what_is_open(qtbot: QtBot, window: MainWindow, tmp_path: Path, harm: str) -> None:
    path = tmp_path / "it.nnviz"
    go_on(qtbot, window, lambda: window.session.advance(40))
    assert window.documents.write(path)
    content = path.read_bytes()
    if harm == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif harm == "flipped":
        middle = len(content) // 2
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    elif harm == "foreign":
        path.write_bytes(b"\x89PNG and so on")
    else:
        saved = load_session(path)
        wide = decode({**SMALL, "network": {"hidden": [{"units": 5}]}})
        save_session(replace(saved, experiment=wide), path)
    before, runs, stood = window.session.experiment, window.session.runs, newest(window)
    window.documents.open(path)
    rest(qtbot, window)
    assert window.strip.line.text().startswith("it.nnviz")
    assert window.session.experiment == before
    assert window.session.runs is runs
    same(newest(window), stood)


def test_a_full_disk_offers_another_place(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on(qtbot, window, lambda: window.session.advance(20))
    choose(monkeypatch, tmp_path / "elsewhere.nnviz")
    with answering("Save elsewhere…") as sentences:
        assert window.documents.write(tmp_path / "missing" / "it.nnviz")
    assert "there is no folder" in sentences[0]
    assert load_session(tmp_path / "elsewhere.nnviz").runs[0].step == 20


def test_what_a_stranger_says_of_the_window_is_harmless(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    go_on(qtbot, window, lambda: window.session.advance(20))
    assert window.documents.write(tmp_path / "it.nnviz")
    saved = load_session(tmp_path / "it.nnviz")
    huge = {"way": "across", "parts": ["loss", "network"], "shares": [2**70, 1]}
    strange = {
        "layout": ["Network"],
        "arrangements": [{"name": []}, {"name": "Overview", "narrow": False, "tree": huge}],
        "enlarged": {"loss": 1},
        "form": "yes",
        "speed": 1e308,
        "hidden_runs": {"0": 1},
        "selection": [1, 10**9, True],
        "sample": ["train", -1],
        "findings": [[0, 2**62, "x"], [9, 0, "x"], "x", [0, 0, "y" * 9999]],
    }
    runs = [replace(run, bookmarks=(Bookmark(2**60, "beyond"), Bookmark(3, "b" * 10_000))) for run in saved.runs]
    save_session(replace(saved, window=strange, runs=tuple(runs), viewed_step=2**61), tmp_path / "it.nnviz")
    go_on(qtbot, window, lambda: window.documents.open(tmp_path / "it.nnviz"))
    assert window.session.attention.selection is None
    assert window.session.attention.sample is None
    assert [point.step for point in window.timeline.bookmarks(0)] == [3]
    assert newest(window)[0].step == 20
    assert window.strip.line.text() == "" or "wrong" not in window.strip.line.text()


def test_runs_that_are_replaced_while_they_are_collected_are_not_waited_for(qtbot: QtBot, window: MainWindow) -> None:
    session = window.session
    go_on(qtbot, window, lambda: session.advance(30))
    session.advance(20_000)  # training is busy with that for a while
    QTimer.singleShot(0, lambda: session.open(decode({**SMALL, "seed": 5})))
    with pytest.raises(InvalidInput, match="other runs took the place"):
        session.collect()
    rest(qtbot, window)
    assert len(session.collect()) == len(session.runs)


def test_a_file_that_is_dropped_while_another_is_saved_is_opened_afterwards(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, mine = tmp_path / "other.nnviz.json", tmp_path / "mine.nnviz"
    save(decode({**SMALL, "seed": 21}), other)
    go_on(qtbot, window, lambda: window.session.advance(30))

    def slowly(session: SavedSession, path: Path) -> None:
        time.sleep(0.1)
        save_session(session, path)

    monkeypatch.setattr(documents_module, "save_session", slowly)
    QTimer.singleShot(0, lambda: drop(window.documents, [other]))
    assert window.documents.write(mine)
    assert window.documents.path == mine
    assert load_session(mine).experiment.seed != 21
    qtbot.waitUntil(lambda: window.documents.path == other)
    assert window.session.experiment.seed == 21
