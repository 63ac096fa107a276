"""After a crash: the next start offers what was unsaved, in a bar with two answers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from pytestqt.qtbot import QtBot

from nnviz.experiment import decode, load, save, text_of, with_value
from tests.ui.answers import answering
from tests.ui.conftest import SMALL, OpenWindow
from ui.autosave import Autosave, Work
from ui.file_mark import file_mark
from ui.main_window import MainWindow
from ui.theme import THEMES, appearance

LEFT = Qt.MouseButton.LeftButton


def leave(folder: Path, seed: int, name: str = "Lost", path: Path | None = None, content: bytes | None = None) -> None:
    """Leave unsaved work behind, as a process that was told to end."""
    experiment = decode({**SMALL, "name": name, "seed": seed})
    work = Work(name, path, file_mark(path) if path else None, ".nnviz.json", content or text_of(experiment).encode())
    Autosave(lambda: True, lambda: work, folder).leave()


def keep_in(window: MainWindow, folder: Path) -> MainWindow:
    """Let a window keep its unsaved work in a folder of the test."""
    window.documents.autosave.folder = folder
    window.documents.autosave._place = folder / window.documents.autosave._place.name
    return window


@pytest.fixture
def bar_window(window: MainWindow, tmp_path: Path) -> MainWindow:
    return keep_in(window, tmp_path / "kept")


def test_without_a_crash_nothing_is_shown(bar_window: MainWindow) -> None:
    bar_window.recovery.look()
    assert bar_window.recovery.isHidden()


def test_recover(qtbot: QtBot, bar_window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "mine.nnviz.json"
    save(decode(SMALL), path)
    leave(tmp_path / "kept", 77, path=path)
    bar = bar_window.recovery
    bar.look()
    assert bar.isVisible()
    assert bar.words.text().startswith("nnviz was not closed properly. Unsaved changes to “Lost” were kept today at ")
    qtbot.mouseClick(bar.recover_button, LEFT)
    assert bar.isHidden()
    assert bar_window.session.experiment.seed == 77
    assert bar_window.isWindowModified()
    assert bar_window.documents.path == path
    # It is kept again, now by this window, and Save goes to the file that it belongs to.
    assert len(list((tmp_path / "kept").rglob("work*"))) == 1
    assert bar_window.documents.save()
    assert load(path).seed == 77
    assert not list((tmp_path / "kept").rglob("work*"))


def test_recovered_changes_do_not_overwrite_a_file_that_changed_since(
    qtbot: QtBot, bar_window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "mine.nnviz.json"
    save(decode(SMALL), path)
    leave(tmp_path / "kept", 77, path=path)
    save(decode({**SMALL, "seed": 5}), path)
    bar_window.recovery.look()
    qtbot.mouseClick(bar_window.recovery.recover_button, LEFT)
    with answering("Cancel"):
        assert not bar_window.documents.save()
    assert load(path).seed == 5


def test_discard_leaves_nothing_behind(qtbot: QtBot, bar_window: MainWindow, tmp_path: Path) -> None:
    leave(tmp_path / "kept", 77)
    before = bar_window.session.experiment
    bar_window.recovery.look()
    qtbot.mouseClick(bar_window.recovery.discard_button, LEFT)
    assert bar_window.recovery.isHidden()
    assert bar_window.session.experiment == before
    assert list((tmp_path / "kept").iterdir()) == []


def test_several_are_offered_one_after_the_other(qtbot: QtBot, bar_window: MainWindow, tmp_path: Path) -> None:
    for seed, name in enumerate(("First", "Second")):
        leave(tmp_path / "kept", seed, name)
        work = next(path for path in (tmp_path / "kept").rglob("work*") if load(path).name == name)
        os.utime(work, (1_000_000 + seed, 1_000_000 + seed))
    bar = bar_window.recovery
    bar.look()
    assert "“Second” were kept on 12 January 1970 at" in bar.words.text()
    assert bar.words.text().endswith(" (1 of 2).")
    qtbot.mouseClick(bar.recover_button, LEFT)
    assert "“First”" in bar.words.text()
    with answering("Cancel"):
        qtbot.mouseClick(bar.recover_button, LEFT)
    assert bar.isVisible()
    assert bar_window.session.experiment.name == "Second"
    qtbot.mouseClick(bar.discard_button, LEFT)
    assert bar.isHidden()


def test_an_offer_that_nobody_answers_comes_again(
    bar_window: MainWindow, open_window: OpenWindow, tmp_path: Path
) -> None:
    leave(tmp_path / "kept", 77)
    second = keep_in(open_window(decode(SMALL)), tmp_path / "kept")
    bar_window.recovery.look()
    second.recovery.look()
    assert second.recovery.isHidden()  # one window offers it at a time
    bar_window.close()
    second.recovery.look()
    assert second.recovery.isVisible()


def test_work_that_cannot_be_read_is_refused_in_one_sentence(
    qtbot: QtBot, bar_window: MainWindow, tmp_path: Path
) -> None:
    leave(tmp_path / "kept", 77, content=b"\x00\xff")
    before = bar_window.session.experiment
    bar_window.recovery.look()
    qtbot.mouseClick(bar_window.recovery.recover_button, LEFT)
    assert bar_window.strip.line.text().startswith("The unsaved changes cannot be recovered: ")
    assert bar_window.session.experiment == before
    assert bar_window.recovery.isVisible()


def test_the_offer_waits_while_presenting(bar_window: MainWindow, tmp_path: Path) -> None:
    leave(tmp_path / "kept", 77)
    bar_window.recovery.look()
    bar_window.recovery.set_quiet(True)
    assert bar_window.recovery.isHidden()
    bar_window.recovery.set_quiet(False)
    assert bar_window.recovery.isVisible()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_buttons_are_whole_at_every_size(
    qtbot: QtBot, bar_window: MainWindow, tmp_path: Path, theme: str, scale: float
) -> None:
    leave(tmp_path / "kept", 77, name="A very long name " * 9)
    appearance().choose(theme)
    appearance().set_font_scale(scale)
    try:
        bar_window.recovery.look()
        bar_window.resize(1024, 700)
        qtbot.waitUntil(lambda: bar_window.recovery.width() == bar_window.width())
        inside = QRect(QPoint(0, 0), bar_window.recovery.size())
        for item in (bar_window.recovery.recover_button, bar_window.recovery.discard_button):
            assert inside.contains(item.geometry())
            assert item.width() >= item.sizeHint().width()
    finally:
        appearance().set_font_scale(1.0)


CHILD = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # which whoever runs in the background ignores
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
import nnviz
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
    if window is None:
        return
    bar = window.recovery
    if task == "edit":
        if not done:
            window.session.edit(with_value(window.session.experiment, "seed", 4242), "seed")
            done.append(True)
        elif list(window.documents.autosave.folder.rglob("work*")):
            print("kept", flush=True)
            timer.stop()
    else:
        print(bar.isVisible(), bar.words.text(), flush=True)
        if task == "recover":
            bar.recover_button.click()
        if task == "discard":
            bar.discard_button.click()
        print(window.session.experiment.seed, window.isWindowModified(), flush=True)
        window.session.undo_stack.setClean()
        timer.stop()
        window.close()

timer = QTimer()
timer.timeout.connect(work)
timer.start(20)
sys.exit(main(sys.argv[2:]))
"""


class Home:
    """A home of its own, in which the real app runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "mine.nnviz.json"
        self.file.write_text(json.dumps(SMALL))

    def start(self, task: str) -> subprocess.Popen[str]:
        home = {name: str(self.folder / name.lower()) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME")}
        with (self.folder / "said").open("w") as said:
            return subprocess.Popen(
                [sys.executable, "-c", CHILD, task, str(self.file)],
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                env={**os.environ, **home},
            )

    def said(self) -> str:
        """Return what the last one has written on standard error."""
        return (self.folder / "said").read_text()

    def run(self, task: str) -> list[str]:
        with self.start(task) as child:
            output, _ = child.communicate(timeout=100)
            assert child.returncode == 0
        return output.splitlines()

    def edit_and_end(self, how: signal.Signals) -> int:
        with self.start("edit") as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "kept\n"
            assert self.run("look")[0].startswith("False")  # it is alive: nothing is offered
            (self.folder / "said").write_text("")
            child.send_signal(how)
            code = child.wait(100)
        assert self.said() == ""  # it ends quietly
        return code

    def left(self) -> list[str]:
        return [path.name for path in self.folder.glob("xdg_data_home/nnviz/autosave/*")]


@pytest.mark.skipif(sys.platform != "linux", reason="places of the data are set by variables of Linux")
def test_kill_9_and_the_next_start(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert home.edit_and_end(signal.SIGKILL) == -signal.SIGKILL
    offer, outcome = home.run("recover")
    assert offer.startswith("True nnviz was not closed properly. Unsaved changes to “Small” were kept today at ")
    assert outcome == "4242 True"
    assert home.left() == []
    assert home.run("look") == ["False ", "3 False"]


@pytest.mark.skipif(sys.platform != "linux", reason="places of the data are set by variables of Linux")
@pytest.mark.parametrize(("how", "code"), [("SIGTERM", 143), ("SIGINT", 130), ("SIGHUP", 129)])
def test_being_told_to_end_keeps_the_work_and_discard_forgets_it(tmp_path: Path, how: str, code: int) -> None:
    home = Home(tmp_path)
    assert home.edit_and_end(signal.Signals[how]) == code
    assert home.run("look")[0].startswith("True")
    assert home.run("discard")[1] == "3 False"
    assert home.left() == []


def test_closing_leaves_nothing_behind(window: MainWindow, tmp_path: Path) -> None:
    keep_in(window, tmp_path / "kept")
    window.session.edit(with_value(window.session.experiment, "seed", 8), "seed 8")
    assert window.documents.autosave.write()
    assert list((tmp_path / "kept").rglob("work*"))
    with answering("Discard"):
        window.close()
    assert list((tmp_path / "kept").iterdir()) == []
