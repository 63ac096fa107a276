"""Axes that move: with the frames while training, by themselves at rest."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.loss_cases import Runs, open_panel
from ui.plotting import easing
from ui.plotting.easing import Easing


@pytest.fixture
def moving(qtbot: QtBot) -> Easing:
    """Numbers at rest."""
    widget = QWidget()
    qtbot.addWidget(widget)
    made = Easing(widget)
    made.jump((0.0,))
    return made


def test_with_frames_nothing_moves_between_them(qtbot: QtBot, moving: Easing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(easing, "PATIENCE_MILLISECONDS", 60_000)
    by_itself: list[bool] = []
    moving.moved.connect(lambda: by_itself.append(True))
    seen = []
    while not seen or moving.moving:
        moving.move((1.0,), with_frames=True)
        seen.append(moving.values[0])
        qtbot.wait(20)
        assert moving.values[0] == seen[-1]
    assert seen == sorted(seen)
    assert seen[0] == 0.0
    assert seen[-1] == 1.0
    assert len(seen) > 2
    assert not by_itself


def test_where_no_more_frames_come_it_ends_by_itself(qtbot: QtBot, moving: Easing) -> None:
    moving.move((1.0,), with_frames=True)
    qtbot.waitUntil(lambda: not moving.moving)
    assert moving.values == (1.0,)


def test_at_rest_it_moves_by_itself(qtbot: QtBot, moving: Easing) -> None:
    by_itself: list[float] = []
    moving.moved.connect(lambda: by_itself.append(moving.values[0]))
    moving.move((1.0,))
    qtbot.waitUntil(lambda: not moving.moving)
    assert by_itself == sorted(by_itself)
    assert by_itself[-1] == 1.0
    count = len(by_itself)
    qtbot.wait(80)
    assert len(by_itself) == count


def test_an_aim_that_moves_on_with_each_frame_is_followed(qtbot: QtBot, moving: Easing) -> None:
    for k in range(1, 12):
        moving.move((float(k),), with_frames=True)
        qtbot.wait(25)
    assert moving.values[0] > 0.0


def test_frames_that_pause_leave_the_rest_of_the_way_to_the_timer(
    qtbot: QtBot, moving: Easing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(easing, "PATIENCE_MILLISECONDS", 60_000)
    moving.move((1.0,), with_frames=True)
    moving.move((1.0,))
    qtbot.waitUntil(lambda: not moving.moving)


def test_the_panel_paints_only_with_frames_while_training(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(easing, "PATIENCE_MILLISECONDS", 60_000)
    runs = Runs().advance(60)
    panel = open_panel(qtbot, runs)
    by_itself: list[bool] = []
    panel._plots.easing.moved.connect(lambda: by_itself.append(True))
    panel.draw(runs.advance(900).frame())
    while panel._plots.easing.moving:
        qtbot.wait(20)
        panel.draw(runs.advance(1).frame())
    assert not by_itself
    panel.draw(runs.advance(900).frame(playing=False))
    qtbot.waitUntil(lambda: not panel._plots.easing.moving)
    assert by_itself
