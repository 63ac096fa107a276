"""Number fields, sliders and choices: what they take, what they refuse, and what the user's hands do to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui import controls as c
from ui import theme as t

RATE = c.NumberRange(minimum=0, maximum=1e6, slider=(1e-5, 10), scale="log", minimum_excluded=True)
BATCH = c.NumberRange(minimum=1, maximum=1437, slider=(1, 512), scale="log", whole=True, binary=True)
SEED = c.NumberRange(minimum=0, maximum=2**63 - 1, whole=True)


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


def focus(qtbot: QtBot, widget: QWidget) -> None:
    """Give a widget the focus, also where no window manager hands it out."""
    widget.window().activateWindow()
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(widget.hasFocus)


def turn_wheel(widget: QWidget, notches: int) -> bool:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(widget.mapToGlobal(middle.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


@pytest.fixture
def rate(qtbot: QtBot) -> c.NumberField:
    field = c.NumberField(RATE, "Learning rate")
    field.set_number(0.03)
    show(qtbot, field)
    focus(qtbot, field)
    return field


def type_over(qtbot: QtBot, field: c.NumberField, text: str) -> None:
    field.selectAll()
    if text:
        qtbot.keyClicks(field, text)
    else:
        qtbot.keyClick(field, Qt.Key.Key_Delete)


@pytest.mark.parametrize(("text", "number"), [("1e-3", 0.001), ("0,05", 0.05), ("10", 10.0)])
def test_return_commits_an_entry_once(qtbot: QtBot, rate: c.NumberField, text: str, number: float) -> None:
    seen: list[float] = []
    rate.committed.connect(seen.append)
    type_over(qtbot, rate, text)
    assert seen == []
    qtbot.keyClick(rate, Qt.Key.Key_Return)
    rate.clearFocus()
    assert seen == [number]
    assert rate.text() == RATE.text(number)


def test_leaving_the_field_commits_too(qtbot: QtBot, rate: c.NumberField) -> None:
    type_over(qtbot, rate, "0.5")
    with qtbot.waitSignal(rate.committed) as committed:
        rate.clearFocus()
    assert committed.args == [0.5]


def test_a_bad_entry_is_marked_said_once_and_changes_nothing(qtbot: QtBot, rate: c.NumberField) -> None:
    said: list[str] = []
    mended: list[bool] = []
    rate.rejected.connect(said.append)
    rate.corrected.connect(lambda: mended.append(True))
    type_over(qtbot, rate, "-1")
    qtbot.keyClick(rate, Qt.Key.Key_Return)
    rate.clearFocus()
    assert said == ["Learning rate is −1: allowed is above 0 to 1,000,000."]
    assert rate.property("invalid") is True
    assert rate.text() == "-1"
    assert rate.number() == 0.03
    type_over(qtbot, rate, "0.1")
    qtbot.keyClick(rate, Qt.Key.Key_Return)
    assert mended == [True]
    assert rate.property("invalid") is False
    assert rate.number() == 0.1


@pytest.mark.parametrize("text", ["-1", "", "0.5"])
def test_escape_brings_the_last_good_number_back(qtbot: QtBot, rate: c.NumberField, text: str) -> None:
    type_over(qtbot, rate, text)
    if text != "0.5":
        qtbot.keyClick(rate, Qt.Key.Key_Return)
    qtbot.keyClick(rate, Qt.Key.Key_Escape)
    assert rate.text() == "0.03"
    assert rate.property("invalid") is not True


def test_typing_the_old_number_again_ends_a_refusal(qtbot: QtBot, rate: c.NumberField) -> None:
    type_over(qtbot, rate, "x")
    qtbot.keyClick(rate, Qt.Key.Key_Return)
    type_over(qtbot, rate, "0.03")
    with qtbot.waitSignal(rate.corrected), qtbot.assertNotEmitted(rate.committed):
        qtbot.keyClick(rate, Qt.Key.Key_Return)


def test_up_and_down_step_from_what_is_typed(qtbot: QtBot, rate: c.NumberField) -> None:
    seen: list[float] = []
    rate.committed.connect(seen.append)
    qtbot.keyClick(rate, Qt.Key.Key_Up)
    type_over(qtbot, rate, "0.001")
    qtbot.keyClick(rate, Qt.Key.Key_Down)
    assert seen == [0.05, 0.0005]


def test_a_receiver_can_refuse_what_the_field_accepted(qtbot: QtBot, rate: c.NumberField) -> None:
    rate.committed.connect(lambda _: rate.refuse("Batch size is more than the training rows.", 0.03))
    type_over(qtbot, rate, "7")
    with qtbot.waitSignal(rate.rejected):
        qtbot.keyClick(rate, Qt.Key.Key_Return)
    assert rate.text() == "7"
    assert rate.number() == 0.03
    qtbot.keyClick(rate, Qt.Key.Key_Escape)
    assert rate.text() == "0.03"


def test_a_seed_keeps_all_its_digits(qtbot: QtBot) -> None:
    field = c.NumberField(SEED, "Seed", width=90)
    show(qtbot, field)
    type_over(qtbot, field, str(2**63 - 1))
    with qtbot.waitSignal(field.committed) as committed:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert committed.args == [2**63 - 1]
    assert isinstance(committed.args[0], int)


@pytest.fixture
def slider(qtbot: QtBot) -> c.Slider:
    slider = c.Slider(RATE, "Learning rate")
    slider.resize(200, 24)
    slider.set_number(0.01)
    show(qtbot, slider)
    return slider


def test_a_click_on_the_track_brings_the_knob_there_and_a_drag_moves_it(qtbot: QtBot, slider: c.Slider) -> None:
    moved: list[float] = []
    committed: list[float] = []
    slider.set_number(0.5)
    slider.moved.connect(moved.append)
    slider.committed.connect(committed.append)
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(100, 12))
    assert moved == [0.01]
    assert committed == []
    qtbot.mouseMove(slider, QPoint(199, 12))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(199, 12))
    assert slider.number() == 10
    assert committed == [10]
    assert slider.accessibleDescription() == "10"


def test_setting_a_slider_tells_nobody(qtbot: QtBot, slider: c.Slider) -> None:
    with qtbot.assertNotEmitted(slider.moved), qtbot.assertNotEmitted(slider.committed):
        slider.set_number(500)
    assert slider.number() == 500
    assert slider.value() == slider.maximum()


@pytest.mark.parametrize(
    ("key", "number"),
    [
        (Qt.Key.Key_Right, 0.02),
        (Qt.Key.Key_Up, 0.02),
        (Qt.Key.Key_Left, 0.005),
        (Qt.Key.Key_Down, 0.005),
        (Qt.Key.Key_Home, 1e-5),
        (Qt.Key.Key_End, 10),
    ],
)
def test_slider_keys(qtbot: QtBot, slider: c.Slider, key: Qt.Key, number: float) -> None:
    with qtbot.waitSignal(slider.committed) as committed:
        qtbot.keyClick(slider, key)
    assert committed.args == [number]


@pytest.mark.parametrize("make", [lambda: c.Slider(RATE, "x"), lambda: c.Choice("x", [c.Option("a", "A")])])
def test_clicker_keys_pass_through(qtbot: QtBot, make: Callable[[], QWidget]) -> None:
    class Window(QWidget):
        heard: list[int]

        def keyPressEvent(self, event: QEvent) -> None:
            self.heard.append(event.key())

    window = Window()
    window.heard = []
    child = make()
    child.setParent(window)
    show(qtbot, window)
    for key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
        qtbot.keyClick(child, key)
    assert window.heard == [Qt.Key.Key_PageUp, Qt.Key.Key_PageDown]


def test_the_wheel_works_only_with_the_focus(qtbot: QtBot, slider: c.Slider) -> None:
    slider.clearFocus()
    assert not turn_wheel(slider, 1)
    assert slider.number() == 0.01
    focus(qtbot, slider)
    assert turn_wheel(slider, 1)
    assert slider.number() == 0.02


def test_slider_and_field_show_the_same_number(qtbot: QtBot) -> None:
    both = c.SliderField(BATCH, "Batch size")
    both.resize(150, 28)
    show(qtbot, both)
    seen: list[float] = []
    both.committed.connect(seen.append)
    both.set_number(32)
    qtbot.keyClick(both.slider, Qt.Key.Key_Right)
    assert both.field.text() == "64"
    type_over(qtbot, both.field, "100")
    qtbot.keyClick(both.field, Qt.Key.Key_Return)
    assert both.slider.number() == both.number() == 100
    assert seen == [64, 100]
    type_over(qtbot, both.field, "0")
    with qtbot.waitSignal(both.rejected):
        qtbot.keyClick(both.field, Qt.Key.Key_Return)
    with qtbot.waitSignal(both.corrected):
        qtbot.keyClick(both.slider, Qt.Key.Key_Right)
    assert both.number() == 128


def test_the_wheel_changes_no_choice_without_the_focus(qtbot: QtBot) -> None:
    choice = c.Choice("x", [c.Option("a", "A"), c.Option("b", "B")])
    show(qtbot, choice)
    choice.clearFocus()
    turn_wheel(choice, -1)
    assert choice.key() == "a"
