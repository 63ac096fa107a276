"""Saving where it is not possible, over what somebody else wrote, and over what is there already."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from nnviz.experiment import decode, load, save, with_value
from nnviz.output_file import OutputFile
from tests.ui.answers import answering
from tests.ui.conftest import SMALL
from ui.main_window import MainWindow


def edit(window: MainWindow, seed: int) -> None:
    window.session.edit(with_value(window.session.experiment, "seed", seed), f"seed {seed}")


def dialogs(monkeypatch: pytest.MonkeyPatch, *names: str) -> list[str]:
    """Let the save dialog return one name after the other; the list is what it was opened at."""
    starts: list[str] = []
    left = list(names)

    def choose(parent: object, title: str, start: str, kinds: str) -> tuple[str, str]:
        starts.append(start)
        return (left.pop(0) if left else ""), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    return starts


@pytest.fixture
def disk_is_full(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder on a disk that is full; every other one has room."""
    full = tmp_path / "full"
    full.mkdir()
    write = OutputFile.write

    def refuse(output: OutputFile, content: bytes) -> int:
        if output._place.parent == full:
            raise output._failure(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
        return write(output, content)

    monkeypatch.setattr(OutputFile, "write", refuse)
    return full


def test_a_full_disk_offers_another_place(
    window: MainWindow, tmp_path: Path, disk_is_full: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(window, 31)
    starts = dialogs(monkeypatch, str(disk_is_full / "mine.nnviz.json"), str(tmp_path / "elsewhere.nnviz.json"))
    with answering("Save elsewhere…") as sentences:
        assert window.documents.save()
    assert sentences[0].endswith("cannot be written: no space left on device.")
    assert not starts[1].startswith(str(disk_is_full))
    assert starts[1].endswith("mine.nnviz.json")
    assert load(tmp_path / "elsewhere.nnviz.json").seed == 31
    assert list(disk_is_full.iterdir()) == []
    assert not window.isWindowModified()


def test_a_full_disk_loses_nothing(window: MainWindow, disk_is_full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = disk_is_full / "mine.nnviz.json"
    path.write_text('{"nnviz": 1}')
    window.documents.open(path)
    edit(window, 32)
    dialogs(monkeypatch)
    with answering("Save elsewhere…"):
        assert not window.documents.save()
    with answering("Cancel"):
        assert not window.documents.save()
    assert window.isWindowModified()
    assert window.documents.path == path
    assert path.read_text() == '{"nnviz": 1}'
    assert window.session.experiment.seed == 32
    assert "no space left on device" in window.strip.line.text()
    with answering("Save", "Cancel"):
        window.close()
    assert window.isVisible()


@pytest.mark.skipif(sys.platform == "win32", reason="a folder's flag does not keep anybody from writing there")
def test_a_read_only_folder_offers_another_place(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(0o500)
    if os.access(closed, os.W_OK):  # this is root, who may write anywhere but to the kernel
        closed = Path("/sys")
    edit(window, 33)
    dialogs(monkeypatch, str(closed / "mine.nnviz.json"), str(tmp_path / "mine.nnviz.json"))
    with answering("Save elsewhere…") as sentences:
        assert window.documents.save()
    assert "permission denied" in sentences[0]
    assert load(tmp_path / "mine.nnviz.json").seed == 33


@pytest.mark.parametrize("answer", ["Overwrite", "Save as…", "Cancel"])
def test_a_file_that_changed_since_is_asked_about(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    path, other = tmp_path / "shared.nnviz.json", tmp_path / "other.nnviz.json"
    save(decode(SMALL), path)
    window.documents.open(path)
    edit(window, 41)
    save(decode({**SMALL, "seed": 42}), path)
    dialogs(monkeypatch, str(other))
    with answering(answer) as sentences:
        assert window.documents.save() == (answer != "Cancel")
    assert sentences[0].startswith("shared.nnviz.json was changed outside this window")
    assert load(path).seed == (41 if answer == "Overwrite" else 42)
    assert other.exists() == (answer == "Save as…")
    assert window.isWindowModified() == (answer == "Cancel")


def test_two_windows_on_one_file(open_window: object, tmp_path: Path) -> None:
    path = tmp_path / "shared.nnviz.json"
    save(decode(SMALL), path)
    first, second = (open_window(decode(SMALL)) for _ in range(2))  # type: ignore[operator]
    for window in (first, second):
        window.documents.open(path)
    edit(first, 51)
    edit(second, 52)
    assert first.documents.save()
    with answering("Cancel"):
        assert not second.documents.save()
    assert load(path).seed == 51
    with answering("Overwrite"):
        assert second.documents.save()
    edit(second, 53)
    assert second.documents.save()
    assert load(path).seed == 53


def test_a_file_that_is_touched_or_gone_is_written_without_a_question(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "mine.nnviz.json"
    save(decode(SMALL), path)
    window.documents.open(path)
    for seed in (61, 62):
        edit(window, seed)
        os.utime(path, (1, 1))
        assert window.documents.save()
    path.unlink()
    edit(window, 63)
    assert window.documents.save()
    assert load(path).seed == 63


@pytest.mark.parametrize("answer", ["Replace", "Cancel"])
def test_a_suffix_that_is_added_replaces_nothing_unasked(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    there = tmp_path / "mine.nnviz.json"
    there.write_text("precious")
    edit(window, 71)
    dialogs(monkeypatch, str(tmp_path / "mine"))
    with answering(answer):
        assert window.documents.save() == (answer == "Replace")
    assert (there.read_text() == "precious") == (answer == "Cancel")


def test_opening_the_same_file_after_saving_to_it_shows_what_was_saved(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "mine.nnviz.json"
    save(decode(SMALL), path)
    window.documents.open(path)
    edit(window, 81)
    with answering("Save"):
        window.documents.open(path)
    assert window.session.experiment.seed == 81
    assert load(path).seed == 81
    assert not window.isWindowModified()
