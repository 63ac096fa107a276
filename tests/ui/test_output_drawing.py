"""Drawing points in the Output panel: strokes, keys, what is missing, and what of it becomes data."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from pytestqt.qtbot import QtBot

from nnviz.assembly import assemble
from nnviz.experiment import decode, encode
from ui.main_window import MainWindow
from ui.panels.output import OutputPanel
from ui.panels.output.canvas import Canvas, points_in
from ui.panels.output.plane import PlaneView
from ui.panels.output.points import SHARES

LEFT, RIGHT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.NoButton
SHIFT, PLAIN = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier


def rest(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.session.idle and window.feeds.settled, timeout=10_000)


@pytest.fixture
def panel(qtbot: QtBot, window: MainWindow) -> OutputPanel:
    """Return the panel of a window with circles, drawing."""
    window.session.open(decode({"nnviz": 1, "data": {"name": "circles", "samples": 40}}))
    rest(qtbot, window)
    found = next(panel for panel in window.board.panels if isinstance(panel, OutputPanel))
    found.grab()
    found._drawing.tools.draw_chip.click()
    return found


def mouse(panel: OutputPanel, kind: QEvent.Type, place: QPointF, button: Any = LEFT, modifiers: Any = PLAIN) -> None:
    handlers = {
        QEvent.Type.MouseButtonPress: panel.mousePressEvent,
        QEvent.Type.MouseMove: panel.mouseMoveEvent,
        QEvent.Type.MouseButtonRelease: panel.mouseReleaseEvent,
    }
    handlers[kind](QMouseEvent(kind, place, place, button, button, modifiers))


def at(panel: OutputPanel, across: float, up: float) -> QPointF:
    assert isinstance(panel.view, PlaneView)
    box = panel.view.plot.box
    return QPointF(box.left() + across * box.width(), box.bottom() - up * box.height())


def stroke(panel: OutputPanel, *places: tuple[float, float], button: Any = LEFT, modifiers: Any = PLAIN) -> None:
    mouse(panel, QEvent.Type.MouseButtonPress, at(panel, *places[0]), button, modifiers)
    for place in places[1:]:
        mouse(panel, QEvent.Type.MouseMove, at(panel, *place), NONE)
    mouse(panel, QEvent.Type.MouseButtonRelease, at(panel, *places[-1]), button)


def key(panel: OutputPanel, code: Qt.Key, modifiers: Any = PLAIN) -> None:
    panel.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, code, modifiers))


def data(window: MainWindow) -> Any:
    return window.session.experiment.data


def test_the_first_stroke_turns_the_data_into_drawn_points(
    qtbot: QtBot, window: MainWindow, panel: OutputPanel
) -> None:
    before = window.session.experiment
    own = points_in(window.session.runs[0].assembly)
    stroke(panel, (0.5, 0.5))
    assert data(window).name.name == "points"
    assert data(window).points[:40] == own
    (across, up, label) = data(window).points[40]
    assert (label, abs(across) < 0.1, abs(up) < 0.1) == (0, True, True)
    rest(qtbot, window)
    window.session.undo_stack.undo()
    assert window.session.experiment == before
    window.session.undo_stack.redo()
    assert len(data(window).points) == 41


def test_a_drag_is_one_stroke_and_one_restart(qtbot: QtBot, window: MainWindow, panel: OutputPanel) -> None:
    restarts = []
    window.session.runs_changed.connect(restarts.append)
    stroke(panel, *((0.1 + 0.05 * k, 0.9) for k in range(15)))
    assert len(restarts) == 1
    assert window.session.undo_stack.count() == 1
    assert len(data(window).points) > 45
    rest(qtbot, window)
    panel.grab()
    count = len(data(window).points)
    stroke(panel, (0.3, 0.3), button=RIGHT)
    panel.grab()
    stroke(panel, (0.7, 0.3), modifiers=SHIFT)
    assert [point[2] for point in data(window).points[count:]] == [1, 1]


def test_keys_choose_classes_and_a_new_class_can_be_added(qtbot: QtBot, window: MainWindow, panel: OutputPanel) -> None:
    key(panel, Qt.Key.Key_3)
    stroke(panel, (0.5, 0.5))
    assert data(window).points[-1][2] == 2
    assert window.session.runs[0].assembly.network.units[-1] == 3
    key(panel, Qt.Key.Key_6)
    assert panel._drawing.tools.label == 2, "there is no sixth class to add yet"
    key(panel, Qt.Key.Key_Escape)
    assert not panel._drawing.active
    count = len(data(window).points)
    stroke(panel, (0.5, 0.5))
    assert len(data(window).points) == count


def test_erasing_takes_away_what_is_under_the_pointer(window: MainWindow, panel: OutputPanel) -> None:
    stroke(panel, (0.5, 0.5))
    panel.grab()
    key(panel, Qt.Key.Key_E)
    stroke(panel, (0.5, 0.5))
    assert data(window).points == points_in(window.session.runs[0].assembly)
    assert len(data(window).points) == 40


def test_too_few_points_wait_with_a_sentence_and_the_run_goes_on(
    qtbot: QtBot, window: MainWindow, panel: OutputPanel
) -> None:
    before = window.session.experiment
    panel._drawing.tools.clear_chip.click()
    assert window.session.experiment is before
    assert panel._drawing._canvas.missing.startswith("there are no points yet")
    for place in ((0.2, 0.2), (0.3, 0.3), (0.4, 0.2), (0.2, 0.4)):
        stroke(panel, place)
    assert panel._drawing._canvas.missing == "all points are of class 0: points of a second class are needed"
    key(panel, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(panel._drawing._canvas.points) == 3
    assert window.session.experiment is before
    key(panel, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | SHIFT)
    stroke(panel, (0.8, 0.8), button=RIGHT)
    assert [point[2] for point in data(window).points] == [0, 0, 0, 0, 1]
    rest(qtbot, window)
    window.session.undo_stack.undo()
    assert window.session.experiment == before


def test_what_is_trained_on_shows_its_test_share(qtbot: QtBot, window: MainWindow, panel: OutputPanel) -> None:
    stroke(panel, (0.5, 0.5))
    assert isinstance(panel.view, PlaneView)
    assert (panel.view.kinds % len(SHARES) == SHARES.index("test")).sum() == 9, "of 41 points 9 are hollow"


def test_points_that_are_refused_go_away(window: MainWindow, panel: OutputPanel) -> None:
    refused = {"name": "v", "set": {"data.name": "points", "data.points": [[0, 0, 0]] * 5}}
    window.session.experiment = decode({**encode(window.session.experiment), "variants": [refused]})
    before = window.session.experiment
    stroke(panel, (0.5, 0.5))
    assert window.session.experiment is before
    assert "all points are of class 0" in window.strip.line.text()
    assert isinstance(panel.view, PlaneView)
    assert len(panel.view.places) == len(panel._drawing._canvas.points) == 40


def test_leaving_before_anything_is_learned_puts_the_data_back(window: MainWindow, panel: OutputPanel) -> None:
    panel._drawing.tools.clear_chip.click()
    assert isinstance(panel.view, PlaneView)
    assert len(panel.view.places) == 0
    panel._drawing.tools.draw_chip.click()
    assert len(panel.view.places) == 40


def test_the_axes_stay_while_points_are_drawn(qtbot: QtBot, window: MainWindow, panel: OutputPanel) -> None:
    assert isinstance(panel.view, PlaneView)
    axes = panel.view.plot.x, panel.view.plot.y
    panel._drawing.tools.clear_chip.click()
    for place in ((0.45, 0.45), (0.5, 0.5), (0.55, 0.5)):
        stroke(panel, place)
    stroke(panel, (0.5, 0.55), button=RIGHT)
    rest(qtbot, window)
    panel.grab()
    assert isinstance(panel.view, PlaneView)
    assert (panel.view.plot.x, panel.view.plot.y) == axes


@pytest.mark.parametrize("name", ["digits", "sine", "plane", "iris"])
def test_there_is_nothing_to_draw_on_other_data(
    qtbot: QtBot, window: MainWindow, panel: OutputPanel, name: str
) -> None:
    window.session.open(decode({"nnviz": 1, "data": {"name": name}}))
    rest(qtbot, window)
    assert not panel._drawing.active
    assert panel._drawing.tools.isHidden()


def test_undo_and_redo_of_strokes_that_wait() -> None:
    canvas = Canvas(())
    canvas.begin()
    canvas.add(0.123456789, 1.0, 0, 2.0)
    assert not canvas.end()
    assert canvas.points == ((0.1235, 1.0, 0),)
    assert canvas.undo()
    assert not canvas.undo()
    assert canvas.redo()
    assert not canvas.redo()
    canvas.begin()
    assert not canvas.end(), "an empty stroke is none"


def test_points_keep_their_digits_when_they_were_drawn() -> None:
    points = [[0.123456789, 1, 0], [0, 0, 1], [1, 1, 1], [1, 0, 0]]
    made = assemble("", decode({"nnviz": 1, "data": {"name": "points", "points": points}}))
    assert points_in(made)[0] == (0.123456789, 1.0, 0)
