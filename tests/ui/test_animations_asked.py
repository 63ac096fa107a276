"""Animations as a person asks for them: the dialog, places that refuse, what is remembered, films by ffmpeg."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from nnviz.arrays import Array
from tests.ui.animation_cases import STEPS, choose, fake_ffmpeg, frames_of, values
from tests.ui.export_cases import answer, places, rest, train, warnings
from ui.exports import animation_commands, gif
from ui.exports.animation_choices import AnimationChoices, plan_in_words, steps_of
from ui.exports.animation_dialog import NO_FFMPEG, AnimationDialog
from ui.main_window import MainWindow
from ui.pictures import image_of, panel_subject
from ui.settings import Settings

pytestmark = pytest.mark.usefixtures("no_ffmpeg")


@pytest.fixture
def trained(qtbot: QtBot, window: MainWindow) -> MainWindow:
    train(qtbot, window, STEPS)
    return window


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk of Linux")
def test_a_full_disk_offers_another_place_and_costs_no_work(
    qtbot: QtBot, trained: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    monkeypatch.setattr(gif.GifWriter, "finish", _counting(gif.GifWriter.finish, made))
    answer(monkeypatch, AnimationDialog, choose())
    said = warnings(monkeypatch)
    places(monkeypatch, tmp_path / "no" / "a.gif", Path("/dev/full"), tmp_path / "a.gif")
    trained.animations.export()
    assert [words.split(": ")[2] for words in said] == [
        f"there is no folder {tmp_path / 'no'}.\n\nChoose another place.",
        "no space left on device.\n\nChoose another place.",
    ]
    assert len(made) == 1
    assert len(frames_of(tmp_path / "a.gif")[0]) == 3
    rest(qtbot, trained)


def _counting(finish: object, made: list[int]) -> object:
    def counting(writer: gif.GifWriter) -> None:
        made.append(1)
        assert callable(finish)
        finish(writer)

    return counting


def test_no_room_for_the_work_itself(
    qtbot: QtBot, trained: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(writer: gif.GifWriter, pixels: Array) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(gif.GifWriter, "add", full)
    opened = answer(monkeypatch, AnimationDialog, choose())
    said = warnings(monkeypatch)
    places(monkeypatch, tmp_path / "a.gif", None)
    trained.animations.export()
    folder = tmp_path / "temporary"
    assert said == [f"the folder for temporary files, {folder}: no space left on device.\n\nChoose another place."]
    assert len(opened) == 2
    assert os.listdir(tmp_path) == ["temporary"]
    rest(qtbot, trained)


def test_a_window_of_another_size(
    qtbot: QtBot, trained: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, AnimationDialog, choose(10, what="window"))
    said = warnings(monkeypatch)
    places(monkeypatch, tmp_path / "a.gif", None)
    QTimer.singleShot(300, trained, lambda: trained.resize(1100, 760))
    trained.animations.export()
    assert "the window changed its size" in said[0]
    assert os.listdir(tmp_path) == ["temporary"]
    rest(qtbot, trained)


def test_the_plan_is_said_as_it_changes(trained: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    def look(dialog: QDialog) -> int:
        assert isinstance(dialog, AnimationDialog)
        choose(9)(dialog)
        assert dialog.plan_text.text() == "9 frames in 0.9 s, every 3rd step"
        assert dialog.steps == (0, 3, 6, 9, 12, 15, 18, 21, 24)
        size = trained.board.frames["loss"].size()
        assert dialog.size_text.text() == f"{size.width():,} × {size.height():,} pixels"
        for field, wrong, sentence in [
            (dialog.frames_field, "1", "Frames is 1: allowed is 2 to 1,000."),
            (dialog.rate_field, "51", "Frames a second is 51"),
            (dialog.last_field, "25", "Last step is 25: allowed is 0 to 24."),
            (dialog.first_field, "24", "the last one must come later."),
            (dialog.first_field, "x", "First step"),
        ]:
            good = field.text()
            field.setText(wrong)
            assert sentence in dialog.plan_text.text()
            assert not dialog.button.isEnabled()
            field.setText(good)
            assert dialog.button.isEnabled()
        choose(9, size_choice="width")(dialog)
        dialog.width_field.setText("15")
        assert "Width" in dialog.size_text.text()
        assert not dialog.button.isEnabled()
        dialog.width_field.setText("480")
        assert dialog.size_text.text().startswith("480 × ")
        assert dialog.format.count() == 1
        return 0

    opened = answer(monkeypatch, AnimationDialog, look)
    trained._actions["export_animation"].trigger()
    assert len(opened) == 1
    assert any(text.text() == NO_FFMPEG for text in opened[0].findChildren(type(opened[0].plan_text)))


@pytest.mark.parametrize(
    ("first", "last", "frames", "steps", "words"),
    [
        (0, 1, 2, (0, 1), "2 frames in 0.2 s, every step"),
        (0, 4, 9, (0, 1, 2, 3, 4), "5 frames in 0.5 s: there are no more steps"),
        (0, 10, 6, (0, 2, 4, 6, 8, 10), "6 frames in 0.6 s, every 2nd step"),
        (5, 26, 2, (5, 26), "2 frames in 0.2 s, every 21st step"),
        (0, 12, 2, (0, 12), "2 frames in 0.2 s, every 12th step"),
        (1, 11, 4, (1, 4, 8, 11), "4 frames in 0.4 s, about every 3rd step"),
        (0, 5, 5, (0, 1, 3, 4, 5), "5 frames in 0.5 s, most of the steps"),
        (0, 1_000_000_000, 2, (0, 1_000_000_000), "2 frames in 0.2 s, every 1,000,000,000th step"),
    ],
)
def test_steps_are_spread_evenly(first: int, last: int, frames: int, steps: tuple[int, ...], words: str) -> None:
    assert steps_of(first, last, frames) == steps
    assert plan_in_words(first, last, frames, 10) == words


def test_what_was_chosen_is_offered_again(
    qtbot: QtBot, trained: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = answer(monkeypatch, AnimationDialog, choose(5, what="window", theme="light", rate=25))
    places(monkeypatch, tmp_path / "a.gif")
    trained.animations.export()
    wanted = AnimationChoices(format="gif", size="1x", width=960, frames=5, per_second=25, light=True, whole=True)
    assert AnimationChoices.read(Settings().animation_choices) == wanted
    assert AnimationChoices.read({"frames": 1, "width": "a", "size": "4x", "format": 3}) == AnimationChoices()
    trained.animations.export()
    again = opened[-1]
    assert isinstance(again, AnimationDialog)
    assert again.choices == wanted
    rest(qtbot, trained)


def test_nothing_trained_yet(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = answer(monkeypatch, AnimationDialog)
    window.animations.export()
    assert not opened
    assert "Train first" in str(window.strip._messages.words)


@pytest.mark.skipif(sys.platform == "win32", reason="the fake is a script with a first line of Unix")
def test_a_film_where_ffmpeg_is_installed(
    qtbot: QtBot, trained: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bin").mkdir()
    program = fake_ffmpeg(tmp_path / "bin")
    monkeypatch.setattr(animation_commands, "find_ffmpeg", lambda: str(program))
    answer(monkeypatch, AnimationDialog, choose(4, format="mp4", size_choice="width"))
    offered = places(monkeypatch, tmp_path / "a.mp4")
    trained.animations.export()
    rest(qtbot, trained)
    assert [path.name for path in offered] == ["small-loss.mp4"]
    told = json.loads((tmp_path / "bin" / "told.json").read_text())
    size = told[told.index("-video_size") + 1]
    width, height = map(int, size.split("x"))
    assert width == 960
    given = np.frombuffer((tmp_path / "a.mp4").read_bytes(), np.uint8).reshape(4, height, width, 4)[..., :3]
    subject = panel_subject(trained.board.frames["loss"])
    last = values(image_of(subject, 960))
    np.testing.assert_array_equal(given[-1][: len(last)], last)


@pytest.mark.skipif(sys.platform == "win32", reason="the fake is a script with a first line of Unix")
def test_ffmpeg_that_fails_is_quoted(
    qtbot: QtBot, trained: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = fake_ffmpeg(tmp_path / "temporary", fails="Unknown encoder 'libx264'")
    monkeypatch.setattr(animation_commands, "find_ffmpeg", lambda: str(program))
    answer(monkeypatch, AnimationDialog, choose(4, format="mp4"))
    said = warnings(monkeypatch)
    places(monkeypatch, tmp_path / "a.mp4", None)
    trained.animations.export()
    assert said == ["ffmpeg could not make the film: Unknown encoder 'libx264'.\n\nChoose another place."]
    assert os.listdir(tmp_path) == ["temporary"]
    rest(qtbot, trained)
