"""Presenting: a clicker's keys work whatever has the focus, and leaving restores everything."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from ui.main_window import MainWindow
from ui.pages import PAGES
from ui.presentation import MAGNIFICATION
from ui.theme import appearance, current, px

KEY = Qt.Key


@pytest.fixture
def presenting(qtbot: QtBot, window: MainWindow) -> MainWindow:
    QTest.keyClick(window, KEY.Key_F5)
    qtbot.waitUntil(window.isFullScreen)
    return window


def press(key: Qt.Key) -> None:
    """Press a key where the focus is, as a clicker does."""
    widget = QApplication.focusWidget() or QApplication.activeWindow()
    assert widget is not None
    QTest.keyClick(widget, key)


def test_controls_go_and_type_and_lines_grow(presenting: MainWindow) -> None:
    assert current().name == "projector"
    assert px(100) == round(100 * MAGNIFICATION)
    assert current().lines.curve >= 2.5
    for hidden in (presenting.transport, presenting.form, presenting.menuBar()):
        assert not hidden.isVisible()
    assert presenting.board.isVisible()


def test_pages_are_layouts(presenting: MainWindow) -> None:
    names = []
    for _ in PAGES:
        names.append(presenting.pages.name)
        press(KEY.Key_PageDown)
    assert names == list(PAGES)
    press(KEY.Key_PageUp)
    assert presenting.pages.name == names[-1]


def test_pages_are_panels_where_one_is_enlarged(presenting: MainWindow) -> None:
    press(KEY.Key_1)
    seen = []
    for _ in presenting.board.frames:
        seen.append(presenting.board.enlarged)
        press(KEY.Key_PageDown)
    assert seen == list(presenting.board.frames)
    assert px(100) > 100 * MAGNIFICATION - 1


@pytest.mark.parametrize("panel", ["network", "output", "loss", "surface", "gradients", "activations"])
def test_a_clicker_works_whichever_panel_has_the_focus(presenting: MainWindow, panel: str) -> None:
    presenting.board.toggle_enlarged(panel)
    view = presenting.board.frames[panel].panel
    view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    view.setFocus()
    assert QApplication.focusWidget() is view
    press(KEY.Key_PageDown)
    assert presenting.board.enlarged != panel
    press(KEY.Key_PageUp)
    assert presenting.board.enlarged == panel
    press(KEY.Key_Period)
    assert presenting.presentation._curtain.isVisible()
    press(KEY.Key_Period)
    assert not presenting.presentation._curtain.isVisible()
    press(KEY.Key_Escape)
    assert presenting.presentation.active
    assert presenting.board.enlarged is None
    press(KEY.Key_Escape)
    assert not presenting.presentation.active


def test_leaving_restores_everything(qtbot: QtBot, window: MainWindow) -> None:
    window.board.choose_layout("Network")
    window.toggle_form()
    before = window.geometry(), window.form.isVisible(), window.form_shown, current().name, px(1000)
    QTest.keyClick(window, KEY.Key_F5)
    qtbot.waitUntil(window.isFullScreen)
    press(KEY.Key_PageDown)
    press(KEY.Key_2)
    press(KEY.Key_Period)
    for _ in ("black", "enlarged", "presenting"):
        press(KEY.Key_Escape)
    qtbot.waitUntil(lambda: not window.isFullScreen())
    qtbot.waitUntil(lambda: window.geometry().size() == before[0].size())
    assert (window.form.isVisible(), window.form_shown, current().name, px(1000)) == before[1:]
    assert window.transport.isVisible()
    assert window.menuBar().isVisible()
    assert window.board.layout_name == "Network"
    assert window.board.enlarged is None
    assert not window.presentation._curtain.isVisible()


def test_outside_a_presentation_the_keys_are_everybodys(qtbot: QtBot, window: MainWindow) -> None:
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    qtbot.keyClicks(field, "0.5")
    assert field.text() == "0.5"
    layout = window.board.layout_name
    QTest.keyClick(window, KEY.Key_PageDown)
    assert window.board.layout_name == layout


def test_a_chosen_theme_and_scale_come_back(qtbot: QtBot, window: MainWindow) -> None:
    window.choose_theme("dark")
    window.choose_font_scale(1.25)
    QTest.keyClick(window, KEY.Key_F5)
    qtbot.waitUntil(window.isFullScreen)
    assert px(1000) == round(1000 * 1.25 * MAGNIFICATION)
    press(KEY.Key_F5)
    qtbot.waitUntil(lambda: not window.isFullScreen())
    assert appearance().chosen == "dark"
    assert px(1000) == 1250
    window.choose_font_scale(1.0)


def test_displays_are_offered_and_the_choice_is_remembered(window: MainWindow) -> None:
    from PySide6.QtWidgets import QMenu

    from ui.menus import _fill_displays

    menu = QMenu()
    _fill_displays(window, menu)
    first = menu.actions()[1]
    first.trigger()
    assert window.settings.display == window.screen().name()
    assert window.presentation.screen() is window.screen()
    window.settings.display = "a projector that is gone"
    assert window.presentation.screen() is window.screen()
