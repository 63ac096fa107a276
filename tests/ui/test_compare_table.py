"""The runs in figures: words, window, copies."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from nnviz.experiment import Experiment, decode
from nnviz.run_table import MEASURES
from tests.ui.conftest import SMALL, OpenWindow
from ui import numbers
from ui.compare.cells import Cell, rows_of, table_of
from ui.compare.table_window import TableWindow
from ui.main_window import MainWindow
from ui.theme import appearance

REGRESSION: dict[str, Any] = {
    "nnviz": 1,
    "data": {"name": "diabetes", "test_fraction": 0.0},
    "training": {"optimizer": {"name": "sgd", "learning_rate": 50.0}, "stop": {"steps": 500}},
    "variants": [{"name": "slower", "set": {"training.optimizer.learning_rate": 0.01}}],
}


def trained(qtbot: QtBot, window: MainWindow, steps: int) -> None:
    window.session.advance(steps)
    qtbot.waitUntil(lambda: window.session.idle and window.session.frame.newest[-1].step >= min(steps, 40))


def opened(qtbot: QtBot, window: MainWindow) -> TableWindow:
    window._actions["compare_runs"].trigger()
    table = window.compare.table
    assert table is not None
    qtbot.waitExposed(table)
    return table


def cells(window: MainWindow, target: float) -> list[dict[str, Cell]]:
    frame = window.session.frame
    table = table_of(frame, rows_of(frame, window.session.experiment, target), target)
    return [dict(zip(table.heads, row, strict=True)) for row in table.rows]


def test_two_runs_in_words(qtbot: QtBot, window: MainWindow) -> None:
    trained(qtbot, window, 40)
    base, momentum = cells(window, 0.69)
    heads = ["Run", "Train loss", "Test loss", "Train accuracy", "Test accuracy", "Steps to 0.69", "State"]
    assert list(base) == heads
    assert base["Run"] == Cell("without momentum", "optimizer: SGD")
    assert momentum["Run"] == Cell("with momentum", "optimizer: momentum 0.9")
    assert base["State"] == Cell("paused", "step 40")
    losses = [snapshot.evaluation.train_loss for snapshot in window.session.frame.newest]
    written = [numbers.loss(loss) for loss in losses]
    best = written[losses.index(min(losses))]
    assert [cell["Train loss"].main_best for cell in (base, momentum)] == [words == best for words in written]
    assert f"{losses[0]:.3f}" == base["Train loss"].main


def test_a_validation_share_has_columns_of_its_own(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(decode(SMALL | {"data": SMALL["data"] | {"validation_fraction": 0.2}}))
    trained(qtbot, window, 40)
    base, _ = cells(window, 0.69)
    assert list(base)[1:-2] == [
        "Train loss", "Validation loss", "Test loss", "Train accuracy", "Validation accuracy", "Test accuracy",
    ]  # fmt: skip
    evaluation = window.session.frame.newest[0].evaluation
    assert base["Validation loss"].main == numbers.loss(evaluation.validation_loss)
    assert base["Validation accuracy"].main == numbers.percent(evaluation.validation_accuracy)


def test_divergence_stops_and_measures_that_there_are_not(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(decode(REGRESSION))
    window.session.advance(600)
    qtbot.waitUntil(lambda: window.session.idle and window.session.frame.newest[1].state == "stopped")
    base, slower = cells(window, 0.5)
    assert list(base) == ["Run", "Train loss", "Steps to 0.5", "State"]
    assert base["Run"].sub == "rate: 50"
    assert slower["State"].main == "stopped at 500"
    assert slower["State"].sub
    divergence = window.session.frame.newest[0].divergence
    assert base["State"] == Cell(f"diverged at {divergence.step}", divergence.layer_name, wrong=True)
    assert base["Steps to 0.5"] == Cell("–", "not yet")
    assert slower["Train loss"].main_best
    assert not base["Train loss"].main_best


def test_one_run_alone_has_no_winner(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(decode(SMALL | {"variants": []}))
    trained(qtbot, window, 12)
    [alone] = cells(window, 10.0)
    assert alone["Run"] == Cell("Small", "")
    assert alone["Steps to 10"] == Cell("0")
    assert not any(cell.main_best or cell.sub_best for cell in alone.values())


def test_the_window_follows_the_training_and_the_runs(qtbot: QtBot, window: MainWindow) -> None:
    table = opened(qtbot, window)
    assert table._timer.isActive()
    assert table._timer.interval() == 500
    assert [row[0].main for row in table.table.table.rows] == ["without momentum", "with momentum"]
    trained(qtbot, window, 30)
    qtbot.waitUntil(lambda: table.table.table.rows[0][-1].sub == "step 30")
    high = table.height()
    window._actions["race_batch_sizes"].trigger()
    qtbot.waitUntil(lambda: len(table.table.table.rows) == 4)
    assert table.height() > high
    window.session.pause()
    table.close()
    assert not table._timer.isActive()


def test_what_says_the_same_is_not_drawn_again(qtbot: QtBot, window: MainWindow) -> None:
    table = opened(qtbot, window)
    table.refresh()
    drawn = table.table.table
    table.refresh()
    assert table.table.table is drawn


def test_the_target_can_be_set_and_is_forgotten_with_the_experiment(
    qtbot: QtBot, window: MainWindow, small: Experiment
) -> None:
    table = opened(qtbot, window)
    suits = table.target.number()
    first = window.session.frame.newest[0].evaluation.train_loss
    assert suits == pytest.approx(first / 10, rel=0.5)
    table.target.setFocus()
    table.target.selectAll()
    qtbot.keyClicks(table.target, "5")
    qtbot.keyClick(table.target, Qt.Key.Key_Return)
    assert table.table.table.heads[-2] == "Steps to 5"
    assert [row[-2].main for row in table.table.table.rows] == ["0", "0"]
    assert table.cells()[0][-1] == "steps_to_train_loss_5"
    qtbot.keyClicks(table.target, "x")
    qtbot.keyClick(table.target, Qt.Key.Key_Return)
    assert table.error.isVisible()
    assert "is not a number" in table.error.text()
    qtbot.keyClick(table.target, Qt.Key.Key_Escape)
    assert table.error.isHidden()
    window.session.open(small)
    qtbot.waitUntil(lambda: window.session.frame is not None)
    table.refresh()
    assert table.target.number() == suits


def test_the_table_is_copied_and_saved_with_all_digits(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained(qtbot, window, 20)
    table = opened(qtbot, window)
    table.copy.click()
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert lines == table.cells()
    assert len(lines) == 3
    place = tmp_path / "runs.csv"
    monkeypatch.setattr("ui.exports.saving.ask_place", lambda *_: place)
    table.save.click()
    with place.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["run"] for row in rows] == ["without momentum", "with momentum"]
    evaluation = window.session.frame.newest[0].evaluation
    measured = [measure for measure in MEASURES if not measure.startswith("validation")]
    assert [float(rows[0][measure]) for measure in measured] == [getattr(evaluation, name) for name in measured]
    assert rows[0]["validation_loss"] == rows[0]["best_validation_accuracy"] == ""


def test_the_same_key_shows_the_table_and_puts_it_away(qtbot: QtBot, window: MainWindow) -> None:
    table = opened(qtbot, window)
    table.activateWindow()
    qtbot.waitUntil(table.isActiveWindow)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.playing)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not window.session.playing)
    qtbot.keyClick(table, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert table.isHidden()
    opened(qtbot, window).activateWindow()
    qtbot.waitUntil(table.isActiveWindow)
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    assert table.isHidden()


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_six_runs_fit(qtbot: QtBot, open_window: OpenWindow, theme: str, scale: float) -> None:
    variants = [{"name": f"a rather long name {k}", "set": {"seed": k}} for k in range(10, 15)]
    window = open_window(decode(SMALL | {"variants": variants}))
    appearance().choose(theme)
    appearance().set_font_scale(scale)
    try:
        table = opened(qtbot, window)
        assert table.table.height() == table.table.sizeHint().height()
        assert table.table.sizeHint().width() <= 1008 * scale
        assert not table.grab().isNull()
    finally:
        appearance().set_font_scale(1.0)
        appearance().choose("light")


def test_a_row_can_be_read_whole(qtbot: QtBot, window: MainWindow) -> None:
    table = opened(qtbot, window).table
    place = QPoint(20, table.height() - 10)
    QApplication.sendEvent(table, QHelpEvent(QEvent.Type.ToolTip, place, table.mapToGlobal(place)))
    assert "Run: with momentum, optimizer: momentum 0.9" in QToolTip.text()
    assert "Train loss: " in QToolTip.text()
    assert "Run: with momentum" in table.accessibleDescription()
    QToolTip.hideText()
