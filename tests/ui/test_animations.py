"""Animations as a person exports them: each frame is the window at its step, and the window is as it was before."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.arrays import Array
from nnviz.experiment import decode
from tests.ui.animation_cases import STEPS, cancel_at, choose, frames_of, shown_step, values
from tests.ui.conftest import SMALL, OpenWindow
from tests.ui.export_cases import answer, places, rest, train
from ui.exports import filming, gif
from ui.exports.animation_dialog import AnimationDialog
from ui.exports.progress_dialog import ProgressDialog
from ui.main_window import MainWindow
from ui.panels.gradients import GradientsPanel
from ui.panels.loss import LossPanel
from ui.panels.surface import SurfacePanel
from ui.pictures import Subject, image_of, panel_subject, window_subject
from ui.theme import appearance, current

pytestmark = pytest.mark.usefixtures("no_ffmpeg")


@pytest.fixture
def trained(qtbot: QtBot, window: MainWindow) -> MainWindow:
    train(qtbot, window, STEPS)
    return window


@pytest.mark.parametrize(
    ("name", "theme"),
    [("network", "light"), ("output", "dark"), ("loss", "projector"), ("gradients", "light"), ("surface", "light"),
     ("window", "dark")],
)  # fmt: skip
def test_each_frame_is_the_picture_of_its_step(
    qtbot: QtBot, trained: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, theme: str
) -> None:
    appearance().choose(theme)
    rest(qtbot, trained)
    answer(monkeypatch, AnimationDialog, choose(4, 2, 20, 30, what=name))
    offered = places(monkeypatch, tmp_path / "a.gif")
    trained.animations.export()
    rest(qtbot, trained)
    assert [path.name for path in offered] == [f"small-{name}.gif"]
    assert sorted(os.listdir(tmp_path)) == ["a.gif", "temporary"]
    assert not os.listdir(tmp_path / "temporary")
    frames, delays = frames_of(tmp_path / "a.gif")
    assert delays == [30, 40, 30, 30]
    subject = window_subject(trained) if name == "window" else panel_subject(trained.board.frames[name])
    for step, frame in zip((2, 8, 14, 20), frames, strict=True):
        assert frame.size() == subject.size
        if name in ("surface", "window"):  # a surface is held by what was seen before it
            continue
        trained.session.look_back(step)
        rest(qtbot, trained)
        qtbot.waitUntil(lambda step=step: shown_step(trained) == step)
        rest(qtbot, trained)
        away = np.abs(values(frame) - values(image_of(subject, subject.size.width())))
        assert away.mean() < 1.0
        assert (away.max(axis=2) > 24).mean() < 0.002
    assert len({frame.constBits().tobytes() for frame in frames}) == 4


def test_the_last_frame_is_what_is_seen(
    qtbot: QtBot, trained: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, AnimationDialog, choose(3, what="window", size_choice="2x"))
    places(monkeypatch, tmp_path / "a.gif")
    trained.animations.export()
    rest(qtbot, trained)
    frames, _ = frames_of(tmp_path / "a.gif")
    panel = trained.board.frames["network"]
    part = panel.geometry().translated(trained.board.mapTo(trained, panel.pos()) - panel.pos())
    whole = image_of(window_subject(trained), 2 * trained.width())
    assert frames[-1].size() == trained.size() * 2
    x, y = 2 * part.left(), 2 * part.top()
    away = np.abs(values(frames[-1]) - values(whole))[y : y + 2 * part.height(), x : x + 2 * part.width()]
    assert away.mean() < 1.0
    assert (away.max(axis=2) > 24).mean() < 0.002


@pytest.mark.parametrize("back", [None, 7])
@pytest.mark.parametrize("cancelled", [False, True])
def test_the_window_is_as_before(
    qtbot: QtBot,
    trained: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    back: int | None,
    cancelled: bool,
) -> None:
    appearance().choose("dark")
    if back is not None:
        trained.session.look_back(back)
        qtbot.waitUntil(lambda: shown_step(trained) == back)
    rest(qtbot, trained)
    themes: list[str] = []
    monkeypatch.setattr(gif.GifWriter, "add", _noting(gif.GifWriter.add, themes))
    opened = answer(monkeypatch, AnimationDialog, choose(6, theme="light"))
    places(monkeypatch, tmp_path / "a.gif")
    if cancelled:
        cancel_at(trained, 0.7)
    trained.animations.export()
    rest(qtbot, trained)
    qtbot.waitUntil(lambda: shown_step(trained) == (STEPS if back is None else back))
    assert set(themes) == {"light"}
    assert current().name == "dark"
    assert len(opened) == 1
    assert trained.session.frame is not None
    assert trained.session.frame.looks_back == (back is not None)
    assert not trained.session.playing
    assert QApplication.activeModalWidget() is None
    assert sorted(os.listdir(tmp_path)) == (["temporary"] if cancelled else ["a.gif", "temporary"])
    assert not os.listdir(tmp_path / "temporary")


def _noting(add: object, themes: list[str]) -> object:
    def noting(writer: gif.GifWriter, pixels: Array) -> None:
        themes.append(current().name)
        assert callable(add)
        add(writer, pixels)

    return noting


def test_cancelled_before_anything_was_taken(
    qtbot: QtBot, trained: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.gif").write_bytes(b"what was there")
    answer(monkeypatch, AnimationDialog, choose())
    places(monkeypatch, tmp_path / "a.gif")
    cancel_at(trained, 0.0)
    trained.animations.export()
    assert (tmp_path / "a.gif").read_bytes() == b"what was there"
    assert sorted(os.listdir(tmp_path)) == ["a.gif", "temporary"]
    rest(qtbot, trained)


def test_training_goes_on_afterwards(
    qtbot: QtBot, trained: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained.session.set_speed(30.0)
    trained.session.play()
    qtbot.waitUntil(lambda: trained.session.playing)
    answer(monkeypatch, AnimationDialog, choose())
    places(monkeypatch, tmp_path / "a.gif")
    trained.animations.export()
    qtbot.waitUntil(lambda: trained.session.playing and shown_step(trained) > STEPS)
    trained.session.pause()
    rest(qtbot, trained)


def test_axes_stand_still(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(
        decode(SMALL | {"training": SMALL["training"] | {"optimizer": {"name": "sgd", "learning_rate": 1.0}}})
    )
    train(qtbot, window, 300)
    surface, gradients = window.board.frames["surface"].panel, window.board.frames["gradients"].panel
    loss = window.board.frames["loss"].panel
    assert isinstance(loss, LossPanel)
    assert isinstance(surface, SurfacePanel)
    assert isinstance(gradients, GradientsPanel)
    seen: list[tuple[object, ...]] = []
    hints: list[bool] = []

    def noting(subject: Subject, columns: int) -> QImage:
        result = surface._shown.result
        assert result is not None
        seen.append(
            (
                surface._shown.extent,
                id(result.fit),
                (result.levels.low, result.levels.high),
                gradients.scene.easing.values,
            )
        )
        hints.extend([gradients.scene.untrained, loss._plots.untrained])
        return image_of(subject, columns)

    monkeypatch.setattr(filming, "image_of", noting)
    answer(monkeypatch, AnimationDialog, choose(8, last=300, what="window"))
    places(monkeypatch, tmp_path / "a.gif")
    window.animations.export()
    assert len(seen) == 8
    assert len(set(seen)) == 1
    assert not any(hints), "nobody is asked to train what was trained"
    rest(qtbot, window)
    window.session.look_back(0)
    qtbot.waitUntil(lambda: shown_step(window) == 0)
    rest(qtbot, window)
    assert surface._shown.easing.aim != seen[0][0], "now it comes closer again"


def test_progress_is_said(qtbot: QtBot, trained: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    show = ProgressDialog.show_share

    def showing(dialog: ProgressDialog, share: float) -> None:
        show(dialog, share)
        said.append(dialog.text.text())

    monkeypatch.setattr(ProgressDialog, "show_share", showing)
    answer(monkeypatch, AnimationDialog, choose(8))
    places(monkeypatch, tmp_path / "a.gif")
    trained.animations.export()
    shares = [int("".join(filter(str.isdigit, words))) for words in said]
    assert said[0].startswith("animation 0")
    assert shares == sorted(shares)
    assert shares[-1] == 100
    assert len(set(shares)) > 8
    rest(qtbot, trained)
