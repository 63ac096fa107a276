"""The strip by itself: what goes before what, what is calm, what gives way where there is no room."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.finding_cases import DIVERGED, SAID, SLOW, VANISHING, Stage, finding, shown
from ui.findings_strip.line import Line
from ui.findings_strip.strip import RACE, SEE_RUN
from ui.findings_strip.words import Widths, Words, fitted
from ui.theme import appearance

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


# What is said.


def test_before_training_it_tells_what_one_sees(stage: Stage) -> None:
    assert stage.text == "Spirals Two arms, wound up."
    stage.find(trained=False)
    assert shown(stage) == set()


def test_without_a_finding_it_says_so_once_there_was_training(stage: Stage) -> None:
    stage.find()
    assert stage.text == "Spirals Two arms, wound up."
    assert stage.strip.quiet.text() == "No findings so far."
    assert shown(stage) == {"quiet"}


def test_a_finding_is_verdict_evidence_and_remedy(stage: Stage) -> None:
    stage.find(VANISHING)
    assert stage.text == SAID
    assert shown(stage) == {"show", "race", "pager"}
    assert stage.strip.pager.words.text() == "1 of 1"
    assert not stage.strip.pager.next.isEnabled()


@pytest.mark.parametrize(
    ("which", "icon", "token"),
    [(SLOW, "info", "warn"), (VANISHING, "triangle-alert", "warn"), (DIVERGED, "octagon-alert", "error")],
)
def test_the_icon_s_shape_says_how_grave_it_is(stage: Stage, which: object, icon: str, token: str) -> None:
    stage.find(which)  # type: ignore[arg-type]
    assert (stage.strip.line.words.icon, stage.strip.line.words.token) == (icon, token)


def test_the_experiment_s_own_sentence_is_in_the_tooltip_meanwhile(stage: Stage) -> None:
    stage.find(finding(evidence="Sizes < 1e−6."))
    tip = stage.strip.line.toolTip()
    assert "Two arms, wound up." in tip
    assert "Sizes &lt; 1e−6." in tip


def test_with_several_runs_it_says_which_one(qtbot: QtBot) -> None:
    stage = Stage(qtbot, runs_shown=2)
    stage.find(replace(VANISHING, run=1))
    assert stage.text == f"with momentum: {SAID}"
    assert stage.strip.line.words.run == 1


def test_what_cannot_be_said_by_an_experiment_cannot_be_raced(stage: Stage) -> None:
    stage.find(finding(changes={}))
    assert shown(stage) == {"show", "pager"}
    assert stage.strip.offer == (True, False, False)


def test_what_is_tried_already_is_looked_at(stage: Stage) -> None:
    stage.find(VANISHING)
    assert stage.strip.race_button.text() == RACE
    stage.find(VANISHING, racing=1)
    assert stage.strip.race_button.text() == SEE_RUN


def test_while_presenting_it_has_words_and_no_buttons(stage: Stage) -> None:
    stage.find(VANISHING)
    stage.strip.set_quiet(True)
    assert stage.text == SAID
    assert shown(stage) == set()
    stage.strip.set_quiet(False)
    assert shown(stage) == {"show", "race", "pager"}


# What is calm.


def test_what_comes_and_goes_changes_no_word_and_no_pixel(stage: Stage) -> None:
    stage.find(VANISHING)
    words, picture = stage.text, stage.strip.grab().toImage()
    for _ in range(10):
        stage.find()
        assert (stage.text, shown(stage)) == (words, {"show", "race", "pager"})
        stage.find(VANISHING)
        assert stage.strip.grab().toImage() == picture


def test_what_is_gone_for_good_goes_without_another_frame(qtbot: QtBot, stage: Stage) -> None:
    stage.find(VANISHING)
    stage.find()
    stage.now += 1.99
    stage.find(after=0.0)
    assert stage.text == SAID
    stage.now += 0.02
    qtbot.waitUntil(lambda: shown(stage) == {"quiet"})


def test_the_parts_stay_where_they_are_while_numbers_change(stage: Stage) -> None:
    long, short = "Hidden 1 receives 0.00012 of the gradient.", "Hidden 1 receives 1e−6."
    stage.find(finding(evidence=long))
    before = stage.strip.line.grab().toImage()
    stage.find(finding(evidence=short))
    after = stage.strip.line.grab().toImage()
    stage.find(finding(evidence=long))
    assert after != before
    assert stage.strip.line.grab().toImage() == before
    # The remedy's words, at the same place: what differs lies left of them.
    changed = [
        x for x in range(before.width()) if any(before.pixel(x, y) != after.pixel(x, y) for y in range(before.height()))
    ]
    assert max(changed) < 520


def test_the_pages_turn_by_the_arrows(qtbot: QtBot, stage: Stage) -> None:
    stage.find(SLOW, VANISHING)
    assert stage.strip.pager.words.text() == "1 of 2"
    qtbot.mouseClick(stage.strip.pager.next, LEFT)
    assert stage.text.startswith("Learning is slow.")
    assert stage.strip.pager.words.text() == "2 of 2"
    stage.find(SLOW, VANISHING, DIVERGED)
    assert stage.text.startswith("Learning is slow.")
    assert stage.strip.pager.words.text() == "3 of 3"
    qtbot.mouseClick(stage.strip.pager.before, LEFT)
    assert stage.text.startswith("Gradients vanish.")


def test_nothing_changes_under_the_pointer(stage: Stage) -> None:
    strip = stage.strip
    stage.find(SLOW)
    place = QPointF(strip.rect().center())
    QApplication.sendEvent(strip, QEnterEvent(place, place, strip.mapToGlobal(place)))
    strip.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)
    stage.find(DIVERGED)
    stage.find(DIVERGED, after=5.0)
    assert stage.text.startswith("Learning is slow.")
    strip.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    QApplication.sendEvent(strip, QEvent(QEvent.Type.Leave))
    assert stage.text.startswith("The run diverged.")


def test_nothing_changes_while_a_button_has_the_focus(qtbot: QtBot, stage: Stage) -> None:
    stage.find(SLOW)
    stage.window.activateWindow()
    stage.strip.race_button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(stage.strip.race_button.hasFocus)
    stage.find(SLOW, DIVERGED)
    assert stage.text.startswith("Learning is slow.")
    with qtbot.waitSignal(stage.strip.race_clicked):
        qtbot.keyClick(stage.strip.race_button, Qt.Key.Key_Return)


def test_tab_reaches_every_button_in_order(qtbot: QtBot, stage: Stage) -> None:
    stage.find(SLOW, VANISHING)
    strip = stage.strip
    stage.window.activateWindow()
    strip.show_button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(strip.show_button.hasFocus)
    for button in (strip.race_button, strip.pager.before, strip.pager.next):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert button.hasFocus()


# What gives way.


WANTED, GAPS = Widths(60.0, 100.0, 300.0, 120.0), Widths(6.0, 10.0, 10.0, 10.0)


@pytest.mark.parametrize(
    ("room", "given"),
    [
        (1000.0, WANTED),
        (616.0, WANTED),
        (515.0, Widths(60.0, 100.0, 199.0, 120.0)),
        (372.0, Widths(60.0, 100.0, 56.0, 120.0)),
        (371.0, Widths(60.0, 100.0, 0.0, 120.0)),
        (304.0, Widths(58.0, 100.0, 0.0, 120.0)),
        (290.0, Widths(0.0, 100.0, 0.0, 120.0)),
        (230.0, Widths(0.0, 100.0, 0.0, 110.0)),
        (150.0, Widths(0.0, 100.0, 0.0, 0.0)),
        (90.0, Widths(0.0, 80.0, 0.0, 0.0)),
    ],
)
def test_evidence_gives_way_first_then_the_run_s_name_then_remedy_then_verdict(room: float, given: Widths) -> None:
    assert fitted(WANTED, GAPS, room, 56.0) == given


@pytest.mark.parametrize("theme", ["light", "projector"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("width", [640, 1024, 1440])
def test_the_buttons_stay_at_every_width_and_text_size(qtbot: QtBot, width: int, scale: float, theme: str) -> None:
    appearance().choose(theme)
    appearance().set_font_scale(scale)
    try:
        stage = Stage(qtbot, width=width, runs_shown=2)
        stage.find(VANISHING, SLOW)
        strip = stage.strip
        for button in (strip.show_button, strip.race_button):
            assert button.isVisible()
            assert button.width() == button.sizeHint().width()
            assert strip.rect().contains(button.geometry())
        assert strip.width() == width
        qtbot.waitUntil(lambda: strip.line.width() > 140 * scale)
        assert not strip.line.geometry().intersects(strip.show_button.geometry())
    finally:
        appearance().set_font_scale(1.0)
        appearance().choose("light")


def test_for_an_audience_a_sentence_without_a_verdict_stands_beside_its_icon(qtbot: QtBot) -> None:
    line = Line()
    qtbot.addWidget(line)
    line.set_tall(True)
    line.resize(600, 78)
    rows: dict[str, tuple[int, int]] = {}
    for body in ("The run starts anew.", "The run starts anew: this change needs a restart. " * 3):
        line.say(Words("info", "ink2", body=body, prominent=True), body)
        image = line.grab().toImage()
        ground = image.pixel(599, 0)
        for part, columns in (("icon", range(16)), ("words", range(26, 600))):
            inked = [y for y in range(78) if any(image.pixel(x, y) != ground for x in columns)]
            rows[part] = inked[0], inked[-1]
        assert max(start for start, _ in rows.values()) < min(end for _, end in rows.values())
        first, last = rows["words"]
        assert abs(first - (77 - last)) <= 6  # in the middle
