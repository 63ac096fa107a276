"""What does not fit into the form can be scrolled to, and it is seen that there is more."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnviz.experiment import Experiment
from tests.ui.conftest import OpenWindow
from ui.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton
SIZES = [(1440, 900), (1024, 700)]


def scrolled(qtbot: QtBot, open_window: OpenWindow, small: Experiment, size: tuple[int, int]) -> Any:
    """Open a window with its form unfolded, at a height at which not all of it fits; return the form's body."""
    window: MainWindow = open_window(small, size=size)
    if not window.form_shown:
        window.toggle_form()
    body: Any = window.form.content()
    window.resize(size[0], size[1] - 200 if size[1] == 900 else size[1])
    qtbot.waitUntil(lambda: body.verticalScrollBar().maximum() > 0)
    return body


def in_sight(body: Any, widget: QWidget) -> bool:
    """Say whether all of a widget is seen, and not under the band that says there is more."""
    height = body.viewport().height()
    upper, lower = body._edges
    top = upper.height() if upper.isVisible() else 0
    bottom = lower.height() if lower.isVisible() else 0
    seen = QRect(0, top, body.viewport().width(), height - top - bottom)
    return bool(seen.contains(QRect(widget.mapTo(body.viewport(), QPoint(0, 0)), widget.size())))


@pytest.mark.parametrize("size", SIZES)
def test_both_ends_say_where_there_is_more(
    qtbot: QtBot, open_window: OpenWindow, small: Experiment, size: tuple[int, int]
) -> None:
    body = scrolled(qtbot, open_window, small, size)
    bar = body.verticalScrollBar()
    shown = []
    for value in (0, bar.maximum() // 2, bar.maximum()):
        bar.setValue(value)
        shown.append(tuple(edge.isVisible() for edge in body._edges))
    assert shown == [(False, True), (True, True), (True, False)]
    assert body.bar.isVisible()
    assert in_sight(body, body.compare.add)
    assert in_sight(body, body.compare.race)
    body.window().resize(1440, 1400)
    qtbot.waitUntil(lambda: bar.maximum() == 0)
    assert not any(edge.isVisible() for edge in body._edges)


def test_an_edge_lets_clicks_through(qtbot: QtBot, open_window: OpenWindow, small: Experiment) -> None:
    body = scrolled(qtbot, open_window, small, (1440, 900))
    edge = body._edges[1]
    place = edge.mapTo(body.window(), QPoint(60, edge.height() // 2))
    assert body.window().childAt(place) not in body._edges
    assert body.widget().isAncestorOf(body.window().childAt(place))


@pytest.mark.parametrize("size", SIZES)
def test_the_editor_that_a_click_unfolds_comes_into_sight(
    qtbot: QtBot, open_window: OpenWindow, small: Experiment, size: tuple[int, int]
) -> None:
    body = scrolled(qtbot, open_window, small, size)
    body.verticalScrollBar().setValue(body.verticalScrollBar().maximum())
    row = body.compare.runs[1]
    qtbot.mouseClick(row, LEFT, pos=QPoint(60, 15))
    assert body.compare.editor is not None
    qtbot.waitUntil(lambda: in_sight(body, body.compare.editor))
    assert in_sight(body, row)


@pytest.mark.parametrize("size", SIZES)
def test_a_variant_that_is_added_leaves_the_next_one_in_reach(
    qtbot: QtBot, open_window: OpenWindow, small: Experiment, size: tuple[int, int]
) -> None:
    body = scrolled(qtbot, open_window, small, size)
    compare = body.compare
    body.verticalScrollBar().setValue(body.verticalScrollBar().maximum())
    for count in (3, 4):
        qtbot.mouseClick(compare.add, LEFT)
        ready = next(action for action in compare.menu.actions() if action.menu() is not None).menu()
        compare.menu.close()
        ready.actions()[0].trigger()
        assert len(compare.runs) == count
        qtbot.waitUntil(lambda: in_sight(body, compare.add) and in_sight(body, compare.runs[-1]))


def test_what_is_scrolled_to_later_stays(qtbot: QtBot, open_window: OpenWindow, small: Experiment) -> None:
    body = scrolled(qtbot, open_window, small, (1440, 900))
    qtbot.mouseClick(body.compare.runs[1], LEFT, pos=QPoint(60, 15))
    qtbot.waitUntil(lambda: body._wanted is None)
    body.verticalScrollBar().setValue(0)
    body.compare.close_editor()
    qtbot.wait(50)
    assert body.verticalScrollBar().value() == 0
