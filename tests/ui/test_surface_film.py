"""An animation of the surface from the side: turned as it is seen, drawn in every frame."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.animation_cases import STEPS, choose, frames_of
from tests.ui.export_cases import answer, places, rest, train
from ui.exports.animation_dialog import AnimationDialog
from ui.main_window import MainWindow
from ui.panels.surface import SurfacePanel
from ui.pictures import image_of, panel_subject


@pytest.mark.usefixtures("no_ffmpeg")
def test_each_frame_shows_the_relief(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(qtbot, window, STEPS)
    panel = window.board.frames["surface"].panel
    assert isinstance(panel, SurfacePanel)
    flat = image_of(panel_subject(window.board.frames["surface"]), panel.width())
    there = round(0.2 * flat.width()), round(0.25 * flat.height())
    assert flat.pixelColor(*there).getRgb()[:3] != (255, 255, 255)
    panel._controls._choose(relief=True)
    rest(qtbot, window)
    answer(monkeypatch, AnimationDialog, choose(3, 2, 20, 10, what="surface", size_choice="2x"))
    places(monkeypatch, tmp_path / "a.gif")
    window.animations.export()
    frames, _ = frames_of(tmp_path / "a.gif")
    assert len(frames) == 3
    assert len({frame.constBits().tobytes() for frame in frames}) == 3
    wide, high = frames[0].width(), frames[0].height()
    assert (wide, high) != (flat.width(), flat.height())
    for frame in frames:
        # The map fills its box to the corners; around the relief there is the ground.
        corner = frame.pixelColor(round(0.2 * wide), round(0.25 * high))
        middle = {frame.pixel(x, high // 2) for x in range(wide // 4, 3 * wide // 4)}
        assert corner.getRgb()[:3] == (255, 255, 255)
        assert len(middle) > 10
