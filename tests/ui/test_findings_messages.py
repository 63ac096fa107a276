"""Messages in the strip: what goes before what, how long they stay, and what can be done about them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from tests.ui.finding_cases import SAID, SLOW, VANISHING, Stage, shown
from ui.findings_strip.messages import HELD_SECONDS, LET_GO_SECONDS, Action, reading_seconds

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


def test_error_before_notice_before_finding_before_story(qtbot: QtBot, stage: Stage) -> None:
    strip = stage.strip
    stage.find(VANISHING)
    strip.show_notice("Saved spirals.nnviz.json.")
    assert stage.text == "Saved spirals.nnviz.json."
    assert shown(stage) == {"close"}
    assert strip.verdict.isVisible()
    assert strip.verdict.text() == "Gradients vanish."
    strip.show_error("The file cannot be read.", "Traceback")
    strip.show_notice("The run starts anew.")
    assert stage.text == "The file cannot be read."
    assert shown(stage) == {"details", "close"}
    assert not strip.verdict.isVisible()
    qtbot.mouseClick(strip.close_button, LEFT)
    assert stage.text == "The run starts anew."
    qtbot.mouseClick(strip.close_button, LEFT)
    assert stage.text == SAID
    assert not strip.verdict.isVisible()
    strip.bind(())
    assert stage.text == "Spirals Two arms, wound up."


def test_a_passing_error_goes_with_the_runs_that_it_was_about(stage: Stage) -> None:
    strip = stage.strip
    strip.show_error("table.csv: the file is empty", passing=True)
    strip.bind(())
    assert not strip.close_button.isVisible()
    strip.show_error("table.csv: the file is empty", passing=True)
    strip.show_error("The disk is full.")
    strip.bind(())
    assert stage.text == "The disk is full."


def test_a_notice_goes_by_itself_and_an_error_does_not(qtbot: QtBot, stage: Stage) -> None:
    timer = stage.strip._messages._timer
    stage.strip.show_notice("Saved.")
    timer.setInterval(1)
    timer.start()
    qtbot.waitUntil(lambda: stage.text != "Saved.")
    stage.strip.show_error("The file cannot be read.")
    timer.start()
    qtbot.wait(30)
    assert stage.text == "The file cannot be read."


def test_a_notice_stays_as_long_as_it_takes_to_read() -> None:
    short, long = reading_seconds("Saved."), reading_seconds("All runs begin at step 0. " * 20)
    assert (short, long) == (3.0, 8.0)
    assert short < reading_seconds("The run starts anew: this change needs a restart. It cannot be live.") < long
    assert reading_seconds("Saved.", Action("Undo", "", lambda: None)) == 9.0


def end(timer: QTimer) -> None:
    """Let a timer's time be over."""
    assert timer.isActive()
    timer.stop()
    timer.timeout.emit()


def test_a_notice_stays_while_the_pointer_moves_on_it(qtbot: QtBot, stage: Stage) -> None:
    strip, messages = stage.strip, stage.strip._messages
    strip.show_notice("Saved.")
    qtbot.mouseMove(strip.line, QPoint(40, 10))
    end(messages._timer)
    assert stage.text == "Saved."
    assert messages._held.interval() == 1000 * HELD_SECONDS
    QApplication.sendEvent(strip, QEvent(QEvent.Type.Leave))
    assert messages._held.interval() == 1000 * LET_GO_SECONDS
    end(messages._held)
    assert stage.text == "Spirals Two arms, wound up."


def test_a_pointer_that_rests_on_the_strip_holds_no_notice_for_ever(qtbot: QtBot, stage: Stage) -> None:
    strip, messages = stage.strip, stage.strip._messages
    strip.show_notice("Saved.")
    qtbot.mouseMove(strip.line, QPoint(40, 10))
    strip.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    strip.show_notice("Forked.")  # since which nothing has moved
    assert not messages._held.isActive()
    end(messages._timer)
    assert stage.text == "Spirals Two arms, wound up."
    strip.show_notice("Saved.")
    qtbot.mouseMove(strip.line, QPoint(41, 10))
    end(messages._timer)
    end(messages._held)
    assert stage.text == "Spirals Two arms, wound up."


def test_before_an_audience_an_error_goes_when_it_was_read_and_stands_again_afterwards(stage: Stage) -> None:
    strip, messages = stage.strip, stage.strip._messages
    stage.find(VANISHING)
    strip.show_error("Training has ended.", "exit code -9")
    strip.set_quiet(True)
    assert stage.text == SAID  # whoever presents has seen it
    assert not strip.details_button.isVisible()
    strip.show_error("Training has ended.", "exit code -9")  # something needs it now
    assert stage.text == "Training has ended."
    assert shown(stage) == {"close"}
    end(messages._audience)
    assert stage.text == SAID
    strip.show_notice("Saved.")
    assert stage.text == "Saved."
    strip.close_button.click()
    assert stage.text == SAID
    strip.set_quiet(False)
    assert stage.text == "Training has ended."
    assert shown(stage) == {"details", "close"}
    strip.close_button.click()
    strip.set_quiet(True)
    strip.set_quiet(False)
    assert stage.text == SAID


@pytest.mark.parametrize("width", [640, 1024, 1440])
def test_a_verdict_gives_way_to_a_notice_only_where_there_is_no_room(qtbot: QtBot, width: int) -> None:
    stage = Stage(qtbot, width=width, runs_shown=2)
    strip = stage.strip
    stage.find(VANISHING)
    strip.show_notice("The run starts anew: this change needs a restart. All that was trained is kept.")
    assert strip.verdict.isVisible() == (width > 640)
    if width > 640:
        assert strip.line.width() >= strip.line.whole_width()
        assert strip.verdict.words.run == 0
        assert not strip.verdict.geometry().intersects(strip.line.geometry())


def test_a_notice_can_be_acted_on_once(qtbot: QtBot, stage: Stage) -> None:
    done: list[int] = []
    stage.strip.show_notice("It applies from here on.", Action("Resume there instead", "Why", lambda: done.append(1)))
    button = stage.strip.action_button
    assert (button.text(), button.toolTip(), button.isVisible()) == ("Resume there instead", "Why", True)
    stage.strip.show_error("The file cannot be read.")
    assert not button.isVisible()
    stage.strip.close_button.click()
    qtbot.mouseClick(button, LEFT)
    assert done == [1]
    assert not button.isVisible()
    assert stage.text == "Spirals Two arms, wound up."


def test_findings_go_on_behind_a_message(stage: Stage) -> None:
    stage.strip.show_notice("Saved.")
    stage.find(VANISHING, SLOW)
    assert stage.text == "Saved."
    assert stage.strip.offer == (True, True, True)
    stage.strip.turn()
    stage.strip.close_button.click()
    assert stage.text.startswith("Learning is slow.")


def test_details_are_folded_away(qtbot: QtBot, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: seen.extend([box.text(), box.detailedText()]))
    stage.strip.show_error("Something went wrong.", "Traceback: line 1")
    qtbot.mouseClick(stage.strip.details_button, LEFT)
    assert seen == ["Something went wrong.", "Traceback: line 1"]
