"""Buttons, tabs, choices and labels: how they are reached by keys, what they say, and their sizes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from ui import controls as c
from ui import theme as t

RATE = c.NumberRange(minimum=0, maximum=1e6, slider=(1e-5, 10), scale="log", minimum_excluded=True)
SHARE = c.NumberRange(minimum=0, maximum=0.9, factor=100, unit="%")


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> Iterator[None]:
    t.appearance()
    yield
    t.appearance().choose("light")
    t.appearance().set_font_scale(1.0)


def show(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)


def test_a_choice_tells_only_what_the_user_picks(qtbot: QtBot) -> None:
    choice = c.Choice("Optimizer", [c.Option("sgd", "SGD", "Plain descent."), c.Option("adam", "Adam")])
    show(qtbot, choice)
    with qtbot.assertNotEmitted(choice.picked):
        choice.choose("adam")
        choice.choose("sgd")
    assert choice.toolTip() == "Plain descent."
    with qtbot.waitSignal(choice.picked) as picked:
        qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert picked.args == ["adam"]
    assert choice.key() == "adam"
    choice.set_options([c.Option("adam", "Adam"), c.Option("adamw", "AdamW")])
    assert choice.key() == "adam"
    choice.set_options([c.Option("sgd", "SGD")])
    assert choice.key() == "sgd"
    with pytest.raises(KeyError):
        choice.choose("nothing")
    choice.set_options([])
    assert choice.key() == ""


def test_return_presses_the_button_that_has_the_focus(qtbot: QtBot) -> None:
    buttons = [c.IconButton("copy", "Copy"), c.PrimaryButton("play", "Play"), c.TextButton("Race it"), c.Chip("Loss")]
    for button in buttons:
        show(qtbot, button)
        with qtbot.waitSignal(button.clicked):
            qtbot.keyClick(button, Qt.Key.Key_Return)
        assert button.accessibleName()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_menu_button_opens_its_menu_and_says_what_is_chosen(qtbot: QtBot) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    menu.addAction("1 batch")
    button = c.MenuButton("Step", menu, icon="step-forward")
    button.show_text("1 epoch", "1 sample")
    wide = button.sizeHint().width()
    button.show_text("1", "1 sample")
    assert button.sizeHint().width() == wide
    assert button.accessibleName() == "Step: 1"
    show(qtbot, button)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert menu.isVisible()
    menu.close()
    button.show_run(t.run_style(1), "with & without momentum")
    assert button.accessibleName() == "Step: with & without momentum"
    button.grab()


def test_choosing_a_chip_or_tab_moves_nothing(qtbot: QtBot) -> None:
    chip = c.Chip("Accuracy")
    qtbot.addWidget(chip)
    width = chip.sizeHint().width()
    chip.setChecked(True)
    assert chip.sizeHint().width() == width
    tabs = c.Tabs("Layout")
    for name in ("Overview", "Network"):
        tabs.addTab(name)
    show(qtbot, tabs)
    places = [tabs.tabRect(k) for k in range(2)]
    tabs.setCurrentIndex(1)
    assert places == [tabs.tabRect(k) for k in range(2)]
    tabs.grab()


def test_tabs_are_walked_by_keys(qtbot: QtBot) -> None:
    tabs = c.Tabs("Layout")
    for name in ("Overview", "Network"):
        tabs.addTab(name)
    show(qtbot, tabs)
    qtbot.keyClick(tabs, Qt.Key.Key_Right)
    assert tabs.currentIndex() == 1


def test_a_counter_keeps_its_width_and_repaints_only_when_it_changes(qtbot: QtBot) -> None:
    painted: list[str] = []

    class Watched(c.Counter):
        def paintEvent(self, event: QEvent) -> None:
            painted.append(self.value())
            super().paintEvent(event)

    counter = Watched("Step", "999,999")
    show(qtbot, counter)
    qtbot.waitUntil(lambda: painted != [])
    width = counter.width()
    painted.clear()
    counter.set_value("1,820")
    qtbot.waitUntil(lambda: painted == ["1,820"])
    counter.set_value("1,820")
    QApplication.processEvents()
    assert painted == ["1,820"]
    assert counter.width() == width
    assert counter.accessibleDescription() == "1,820"


def test_cut_text_stands_whole_in_its_tooltip(qtbot: QtBot) -> None:
    text = c.ElidedText("One sentence that says what is seen", "label", "ink3")
    show(qtbot, text)
    text.resize(60, 20)
    assert text.toolTip() == text.text()
    text.resize(600, 20)
    assert text.toolTip() == ""
    assert text.minimumSizeHint().width() == 0


def test_text_is_never_read_as_html(qtbot: QtBot) -> None:
    text = c.Text("<b>run</b>")
    qtbot.addWidget(text)
    assert text.textFormat() == Qt.TextFormat.PlainText


def test_a_splitter_takes_one_pixel_and_offers_seven(qtbot: QtBot) -> None:
    splitter = c.Splitter(Qt.Orientation.Horizontal)
    for _ in range(2):
        splitter.addWidget(QWidget())
    splitter.resize(201, 100)
    show(qtbot, splitter)
    assert sum(splitter.sizes()) == 200
    assert splitter.handle(1).width() == 7
    assert splitter.handle(1).contentsRect().width() == 1
    before = splitter.sizes()
    handle = splitter.handle(1)
    qtbot.mousePress(handle, Qt.MouseButton.LeftButton, pos=QPoint(1, 50))
    qtbot.mouseMove(handle, QPoint(31, 50))
    qtbot.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=QPoint(31, 50))
    assert splitter.sizes() != before
    splitter.grab()


MAKERS: dict[str, tuple[Callable[[], QWidget], int]] = {
    "icon": (lambda: c.IconButton("copy", "Copy"), 24),
    "reset": (lambda: c.IconButton("rotate-ccw", "Reset", size=(36, 36)), 36),
    "play": (lambda: c.PrimaryButton("play", "Play"), 36),
    "chip": (lambda: c.Chip("PCA"), 22),
    "bordered": (lambda: c.TextButton("Present", kind="bordered", icon="presentation", height=32), 32),
    "link": (lambda: c.TextButton("Add layer", kind="link", icon="plus"), 28),
    "menu": (lambda: c.MenuButton("Step", QMenu()), 36),
    "slider": (lambda: c.Slider(RATE, "Rate"), 24),
    "field": (lambda: c.NumberField(SHARE, "Share"), 24),
    "choice": (lambda: c.Choice("Loss", [c.Option("bce", "Cross-entropy")]), 24),
    "tabs": (lambda: c.Tabs("Layout"), 28),
    "head": (lambda: c.SectionHead("Data", "restarts"), 24),
    "row": (lambda: c.RowLabel("Seed", "restarts"), 28),
    "counter": (lambda: c.Counter("Step", "999,999"), 36),
}


@pytest.mark.parametrize("name", MAKERS)
def test_controls_have_the_look_s_heights_and_grow_with_the_font(qtbot: QtBot, name: str) -> None:
    make, height = MAKERS[name]
    widget = make()
    if isinstance(widget, c.Tabs):
        widget.addTab("Overview")
    show(qtbot, widget)
    widget.adjustSize()
    assert widget.height() == height
    for theme in ("dark", "projector"):
        t.appearance().choose(theme)
        assert not widget.grab().isNull()
    t.appearance().set_font_scale(2.0)
    widget.adjustSize()
    assert widget.height() == 2 * height
    widget.setEnabled(False)
    assert not widget.grab().isNull()


@pytest.mark.parametrize("name", ["icon", "play", "chip", "bordered", "link", "menu", "slider", "tabs"])
def test_the_focus_ring_shows_for_keys_and_not_for_the_mouse(qtbot: QtBot, name: str) -> None:
    widget = MAKERS[name][0]()
    if isinstance(widget, c.Tabs):
        widget.addTab("Overview")
    show(qtbot, widget)
    plain = widget.grab().toImage()
    for reason, ringed in ((Qt.FocusReason.TabFocusReason, True), (Qt.FocusReason.MouseFocusReason, False)):
        QApplication.sendEvent(widget, QFocusEvent(QEvent.Type.FocusIn, reason))
        assert (widget.grab().toImage() != plain) is ringed
        QApplication.sendEvent(widget, QFocusEvent(QEvent.Type.FocusOut, reason))
        assert widget.grab().toImage() == plain
