"""Unsaved work is kept while it is unsaved, by each process in its own place, and offered once that process is gone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile
from pytestqt.qtbot import QtBot

from ui import autosave as module
from ui.autosave import Autosave, Work, data_folder
from ui.leftovers import find_leftovers
from ui.recovery import in_words


class Editor:
    """Something that has unsaved work."""

    def __init__(self) -> None:
        self.unsaved = True
        self.content = b"first"
        self.suffix = ".nnviz.json"

    def work(self) -> Work:
        return Work("Mine", Path("/somewhere/mine.nnviz.json"), "mark", self.suffix, self.content)


@pytest.fixture
def editor() -> Editor:
    return Editor()


Make = Callable[[], Autosave]


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path, editor: Editor) -> Iterator[Make]:
    made: list[Autosave] = []

    def make_one() -> Autosave:
        made.append(Autosave(lambda: editor.unsaved, editor.work, tmp_path / "kept"))
        return made[-1]

    yield make_one
    for autosave in made:
        autosave.finish()


def kept(tmp_path: Path) -> set[str]:
    """Return the names of what is written whole, without the locks."""
    return {path.name for path in (tmp_path / "kept").glob("*/*") if not path.name.endswith(".part")}


def test_the_data_folder_is_the_users_own() -> None:
    assert data_folder().is_relative_to(os.environ["XDG_DATA_HOME"]) or sys.platform != "linux"


def test_work_is_kept_soon_after_an_edit_and_removed_once_it_is_saved(
    qtbot: QtBot, make: Make, editor: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert module.SECONDS <= 30
    monkeypatch.setattr(module, "SECONDS", 0.02)
    autosave = make()
    autosave.touch()
    qtbot.waitUntil(lambda: kept(tmp_path) == {"about.json", "work.nnviz.json"})
    editor.content = b"second"
    autosave.touch()
    work = next((tmp_path / "kept").rglob("work*"))
    qtbot.waitUntil(lambda: work.read_bytes() == b"second")
    editor.unsaved = False
    autosave.touch()
    assert not kept(tmp_path)
    autosave.finish()
    assert list((tmp_path / "kept").iterdir()) == []


def test_without_edits_nothing_is_written(make: Make, editor: Editor, tmp_path: Path) -> None:
    editor.unsaved = False
    autosave = make()
    autosave.touch()
    assert autosave.write()
    autosave.finish()
    assert not (tmp_path / "kept").exists()


def test_what_is_in_use_is_not_offered_and_what_was_left_is(make: Make, editor: Editor, tmp_path: Path) -> None:
    first, second = make(), make()
    assert first.write()
    editor.content = b"other"
    assert second.write()
    assert find_leftovers(tmp_path / "kept") == []
    first.leave()
    (leftover,) = find_leftovers(tmp_path / "kept")
    assert (leftover.name, leftover.path, leftover.mark) == ("Mine", Path("/somewhere/mine.nnviz.json"), "mark")
    assert leftover.file.read_bytes() == b"other"  # leaving writes what is unsaved once more
    assert leftover.when.date() == datetime.now().date()
    assert find_leftovers(tmp_path / "kept") == []  # being offered by one window, it is not offered by another
    leftover.release()
    (leftover,) = find_leftovers(tmp_path / "kept")
    leftover.discard()
    second.finish()
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_session_file_can_be_kept_in_the_same_way(make: Make, editor: Editor, tmp_path: Path) -> None:
    editor.suffix, editor.content = ".nnviz", bytes(range(256))
    autosave = make()
    autosave.leave()
    (leftover,) = find_leftovers(tmp_path / "kept")
    assert leftover.file.name == "work.nnviz"
    assert leftover.file.read_bytes() == bytes(range(256))
    leftover.discard()


@pytest.fixture
def lock_text(tmp_path: Path) -> list[str]:
    """The lines of a lock of this process."""
    held = QLockFile(str(tmp_path / "example.lock"))
    assert held.tryLock(0)
    lines = (tmp_path / "example.lock").read_text().split("\n")
    held.unlock()
    return lines


def left_with_lock(tmp_path: Path, lock: str) -> Path:
    place = tmp_path / "kept" / "4194303-00c0ffee"
    place.mkdir(parents=True)
    (place / "about.json").write_text(json.dumps({"name": "A", "path": None, "mark": None, "file": "work.x"}))
    (place / "work.x").write_bytes(b"content")
    place.with_name(f"{place.name}.lock").write_text(lock)
    return place


@pytest.mark.skipif(sys.platform != "linux", reason="locks are written in another form elsewhere")
@pytest.mark.parametrize("why", ["process gone", "system started anew", "power failed while it was written"])
def test_stale_locks_are_known(tmp_path: Path, lock_text: list[str], why: str) -> None:
    if why == "process gone":
        lock_text[0] = "4194303"
    elif why == "system started anew":  # this very process' number and name, but of another boot
        lock_text[4] = "00000000-0000-0000-0000-000000000000"
    left_with_lock(tmp_path, "" if why.startswith("power") else "\n".join(lock_text))
    (leftover,) = find_leftovers(tmp_path / "kept")
    leftover.discard()
    assert list((tmp_path / "kept").iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="locks are written in another form elsewhere")
def test_a_lock_of_another_machine_is_respected(tmp_path: Path, lock_text: list[str]) -> None:
    lock_text[0], lock_text[2], lock_text[3] = "4194303", "another-machine", "0" * 32
    place = left_with_lock(tmp_path, "\n".join(lock_text))
    assert find_leftovers(tmp_path / "kept") == []
    assert place.exists()


@pytest.mark.parametrize(
    "about",
    [
        "",
        "[]",
        '{"name": "A"}',
        '{"name": "A", "path": null, "mark": null, "file": ""}',
        '{"name": "A", "path": null, "mark": null, "file": "../../precious"}',
        '{"name": "A", "path": null, "mark": null, "file": "not written yet"}',
    ],
)
def test_what_holds_no_work_is_swept_up_and_nothing_else(tmp_path: Path, about: str) -> None:
    (tmp_path / "precious").write_text("precious")
    place = left_with_lock(tmp_path, "")
    (place / "about.json").write_text(about)
    (tmp_path / "kept" / "somebody-elses").mkdir()
    assert find_leftovers(tmp_path / "kept") == []
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["somebody-elses"]
    assert (tmp_path / "precious").exists()


def test_a_failure_is_said_once_until_it_works_again(
    qtbot: QtBot, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SECONDS", 0.01)
    (tmp_path / "kept").write_text("a file stands in the way")
    autosave = make()
    said: list[str] = []
    autosave.failed.connect(said.append)
    assert not autosave.write()
    qtbot.waitUntil(lambda: len(said) == 1)
    assert not autosave.write()
    assert said[0].startswith("Unsaved changes cannot be kept for the case of a crash: ")
    (tmp_path / "kept").unlink()
    qtbot.waitUntil(lambda: "work.nnviz.json" in kept(tmp_path))  # it has tried again by itself
    assert len(said) == 1
    assert autosave.write()


CHILD = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from ui.autosave import Autosave, Work
app = QCoreApplication([])
number = 0
def work():
    return Work("Mine", None, None, ".x", (b"%06d" % number) * 20_000)
autosave = Autosave(lambda: True, work, Path(sys.argv[1]))
autosave.write()
print("kept", flush=True)
while True:
    number += 1
    autosave.write()
"""


@pytest.mark.parametrize("milliseconds", [0, 7, 19, 31])
def test_kill_in_the_middle_of_writing_leaves_whole_work(tmp_path: Path, milliseconds: int) -> None:
    folder = tmp_path / "kept"
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(folder)], stdout=subprocess.PIPE, text=True)
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "kept\n"
        time.sleep(milliseconds / 1000)
        assert find_leftovers(folder) == []
        child.kill()
    (leftover,) = find_leftovers(folder)
    content = leftover.file.read_bytes()
    assert content == content[:6] * 20_000
    leftover.discard()
    assert list(folder.iterdir()) == []


def test_when_is_said_as_people_do() -> None:
    today = date(2024, 3, 1)
    assert in_words(datetime(2024, 3, 1, 9, 5), today) == "today at 09:05"
    assert in_words(datetime(2024, 2, 29, 23, 59), today) == "yesterday at 23:59"
    assert in_words(datetime(2023, 12, 24, 18, 0), today) == "on 24 December 2023 at 18:00"
