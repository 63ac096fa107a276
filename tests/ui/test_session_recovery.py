"""Unsaved training is kept with the edits, where it is small enough, and comes back after a crash."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from nnviz.experiment import with_value
from nnviz.store.session_reader import load_session
from tests.ui.conftest import SMALL
from tests.ui.test_recovery import keep_in
from ui import documents as module
from ui import trained_work
from ui.main_window import MainWindow


def edit(window: MainWindow, rate: float) -> None:
    session = window.session
    session.edit(with_value(session.experiment, "training.optimizer.learning_rate", rate), f"rate {rate}")


def train(qtbot: QtBot, window: MainWindow, steps: int) -> None:
    window.session.advance(steps)
    qtbot.waitUntil(lambda: window.session.idle, timeout=10_000)


def kept(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.suffix not in (".lock", ".part") and path.is_file()}


@pytest.fixture
def keeping(window: MainWindow, tmp_path: Path) -> MainWindow:
    return keep_in(window, tmp_path / "kept")


def test_what_is_kept_grows_with_what_was_done(qtbot: QtBot, keeping: MainWindow, tmp_path: Path) -> None:
    autosave = keeping.documents.autosave
    train(qtbot, keeping, 30)
    assert autosave.write()
    assert kept(tmp_path) == set()  # training alone is no work that anybody has to save
    keeping.session.reset()
    qtbot.waitUntil(lambda: keeping.session.idle)
    edit(keeping, 0.02)
    assert autosave.write()
    assert kept(tmp_path) == {"about.json", "work.nnviz.json"}
    train(qtbot, keeping, 30)
    assert autosave.write()
    assert kept(tmp_path) == {"about.json", "work.nnviz"}
    assert load_session(next((tmp_path / "kept").rglob("work.nnviz"))).runs[1].step == 30


def test_of_a_session_that_is_too_large_the_experiment_is_kept(
    qtbot: QtBot, keeping: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trained_work, "LARGEST_KEPT", 1000)
    train(qtbot, keeping, 30)
    edit(keeping, 0.02)
    assert keeping.documents.autosave.write()
    assert kept(tmp_path) == {"about.json", "work.nnviz.json"}


def test_training_is_kept_again_and_again(qtbot: QtBot, keeping: MainWindow, tmp_path: Path) -> None:
    assert module.KEEPING_SECONDS <= 30
    train(qtbot, keeping, 30)
    edit(keeping, 0.02)
    autosave = keeping.documents.autosave
    assert autosave.write()
    assert not autosave._timer.isActive()
    keeping.documents._keep_training()
    assert autosave._timer.isActive()


def test_a_session_document_keeps_its_steps(qtbot: QtBot, keeping: MainWindow, tmp_path: Path) -> None:
    train(qtbot, keeping, 30)
    assert keeping.documents.write(tmp_path / "mine.nnviz")
    train(qtbot, keeping, 30)
    assert keeping.documents.autosave.write()
    assert load_session(next((tmp_path / "kept").rglob("work.nnviz"))).runs[0].step == 60
    assert keeping.documents.save()
    assert kept(tmp_path / "kept") == set()


CHILD = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
import ui.autosave
from nnviz.experiment import with_value
from ui.app import main
from ui.main_window import MainWindow

ui.autosave.SECONDS = 0.05
task = sys.argv[1]
app = QApplication([])
done = []

def work():
    window = next((w for w in app.topLevelWidgets() if isinstance(w, MainWindow) and w.session.frame), None)
    if window is None or not window.session.idle:
        return
    session = window.session
    steps = [snapshot.step for snapshot in session.frame.newest]
    if task == "train":
        if not done:
            done.append(session.advance(300))
        elif len(done) == 1 and steps[0] == 300:
            edited = with_value(session.experiment, "training.optimizer.learning_rate", 0.05)
            done.append(session.edit(edited, "rate"))
            window.timeline.set_bookmark(0, 77, "here")
        elif len(done) == 2 and list(window.documents.autosave.folder.rglob("work.nnviz")):
            print("kept", session.frame.newest[0].theta.tobytes().hex(), flush=True)
            timer.stop()
        return
    if not done:
        done.append(window.recovery.recover_button.click())
        return
    words = [mark.words for mark in session.runs[0].marks]
    print("back", session.frame.newest[0].theta.tobytes().hex(), flush=True)
    print(steps, words, window.timeline.bookmarks(0)[0].words, window.isWindowModified(), flush=True)
    session.undo_stack.setClean()
    timer.stop()
    window.close()

timer = QTimer()
timer.timeout.connect(work)
timer.start(20)
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="places of the data are set by variables of Linux")
def test_kill_9_and_the_next_start_stands_at_the_same_step(tmp_path: Path) -> None:
    file = tmp_path / "mine.nnviz.json"
    file.write_text(json.dumps(SMALL))
    home = {name: str(tmp_path / name.lower()) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME")}

    def start(task: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", CHILD, task, str(file)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **home},
        )

    with start("train") as child:
        assert child.stdout is not None
        word, before = child.stdout.readline().split()
        assert word == "kept"
        child.send_signal(signal.SIGKILL)
        child.wait(100)
    with start("recover") as child:
        output, _ = child.communicate(timeout=100)
    back, state = output.splitlines()
    assert back.split() == ["back", before]
    assert state == "[300, 300] ['rate 0.1 → 0.05'] here True"
    assert not list(tmp_path.glob("xdg_data_home/nnviz/autosave/*"))
