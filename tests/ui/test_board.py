"""Panels are hidden, shown, moved by their titles and put behind each other; the arrangement is remembered."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from nnviz.experiment import Experiment
from tests.ui.conftest import OpenWindow
from ui.main_window import MainWindow
from ui.settings import Settings

LEFT = Qt.MouseButton.LeftButton


def visible(window: MainWindow) -> set[str]:
    return {name for name, frame in window.board.frames.items() if frame.isVisible()}


def drag(qtbot: QtBot, window: MainWindow, name: str, target: str, share: tuple[float, float]) -> None:
    """Drag a panel by its title to a place of another, given in shares of its width and height."""
    bar, frame = window.board.frames[name].title_bar, window.board.frames[target]
    start = QPoint(30, bar.height() // 2)
    end = bar.mapFromGlobal(frame.mapToGlobal(QPoint(int(frame.width() * share[0]), int(frame.height() * share[1]))))
    qtbot.mousePress(bar, LEFT, pos=start)
    qtbot.mouseMove(bar, start + QPoint(0, 2))
    assert not window.board._zone.isVisible()
    qtbot.mouseMove(bar, start + QPoint(0, 40))
    qtbot.mouseMove(bar, end)
    assert window.board._zone.isVisible()
    qtbot.mouseRelease(bar, LEFT, pos=end)
    assert not window.board._zone.isVisible()


def left_of(window: MainWindow, name: str) -> int:
    return window.board.frames[name].mapTo(window.board, QPoint(0, 0)).x()


def test_a_panel_is_hidden_and_comes_back_where_it_was(window: MainWindow) -> None:
    before = visible(window), window.board.frames["output"].geometry()
    window._actions["show_output"].trigger()
    assert visible(window) == before[0] - {"output"}
    window._actions["show_output"].trigger()
    assert visible(window) == before[0]
    assert abs(window.board.frames["output"].x() - before[1].x()) <= 2


def test_dragged_to_the_middle_two_panels_change_places(qtbot: QtBot, window: MainWindow) -> None:
    assert left_of(window, "network") < left_of(window, "output")
    drag(qtbot, window, "network", "output", (0.5, 0.5))
    assert left_of(window, "output") < left_of(window, "network")


def test_dragged_to_a_side_a_panel_goes_there(qtbot: QtBot, window: MainWindow) -> None:
    drag(qtbot, window, "loss", "network", (0.05, 0.5))
    frames = window.board.frames
    assert left_of(window, "loss") < left_of(window, "network")
    assert frames["loss"].height() == frames["network"].height()


def test_a_drop_on_itself_changes_nothing(qtbot: QtBot, window: MainWindow) -> None:
    bar = window.board.frames["loss"].title_bar
    before = window.board.remembered()
    qtbot.mousePress(bar, LEFT, pos=QPoint(30, 10))
    qtbot.mouseMove(bar, QPoint(90, 60))
    qtbot.mouseRelease(bar, LEFT, pos=QPoint(90, 60))
    assert window.board.remembered() == before


def test_changes_of_a_layout_are_undone_by_a_command(window: MainWindow) -> None:
    window._actions["show_loss"].trigger()
    assert "loss" not in visible(window)
    window._actions["reset_layout"].trigger()
    assert "loss" in visible(window)


@pytest.mark.parametrize("size", [(1024, 700), (640, 480)])
def test_a_narrow_window_puts_panels_behind_each_other(
    qtbot: QtBot, open_window: OpenWindow, small: Experiment, size: tuple[int, int]
) -> None:
    window = open_window(small, size=size)
    assert visible(window) == {"network", "output", "surface", "loss"}
    bar = window.board.frames["surface"].title_bar
    name, box = bar._tab_boxes()[1]
    assert name == "gradients"
    qtbot.mouseClick(bar, LEFT, pos=box.center())
    assert visible(window) == {"network", "output", "gradients", "loss"}
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: len(visible(window)) == 6)
    window.resize(*size)
    qtbot.waitUntil(lambda: visible(window) == {"network", "output", "gradients", "loss"})


def test_the_arrangement_is_remembered(qtbot: QtBot, open_window: OpenWindow, small: Experiment) -> None:
    window = open_window(small)
    drag(qtbot, window, "network", "output", (0.5, 0.5))
    window._actions["show_loss"].trigger()
    window.session.undo_stack.setClean()
    window.close()
    again = open_window(small)
    again.settings = Settings()
    again.restore()
    qtbot.waitUntil(lambda: "loss" not in visible(again))
    assert left_of(again, "output") < left_of(again, "network")
