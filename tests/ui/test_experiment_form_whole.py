"""The form as a whole: data, marks, folding, keyboard, sizes, speed."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nnviz.assembly import assemble
from nnviz.datasets import DATASETS, FEATURES
from nnviz.experiment import FIELDS, decode, is_live, with_value
from nnviz.experiment.fields import UNITS
from tests.ui.form_help import KEY, OVERVIEW, Shown
from ui.experiment_form.ranges import range_of
from ui.theme import appearance


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    """Every row of the experiment in the picture."""
    return Shown(qtbot, OVERVIEW, height=1400).unfold()


def test_a_picture_chooses_its_data_set(shown: Shown) -> None:
    pictures = shown.row("data.name", "Thumbnails").pictures
    assert list(pictures) == ["circles", "xor", "gaussians", "spirals", "moons"]
    assert pictures["spirals"].isChecked()
    shown.click(pictures["xor"])
    assert shown.experiment.data.name.name == "xor"
    assert shown.row("data.name", "Choice").choice.key() == "xor"
    assert shown.edits[-1][1] == "data set XOR"
    pictures["xor"].setFocus()
    shown.qtbot.keyClick(pictures["xor"], KEY.Key_Right)
    assert shown.experiment.data.name.name == "gaussians"


@pytest.mark.parametrize("name", list(DATASETS))
def test_every_data_set_can_be_chosen_from_every_experiment(qtbot: QtBot, name: str) -> None:
    start = {
        "data": {"name": "gaussians", "samples": 9000, "noise": 0.4, "features": ["x2", "x1*x2"]},
        "network": {"output_activation": "softmax"},
        "training": {"loss": "categorical_cross_entropy", "batch_size": 5000},
    }
    shown = Shown(qtbot, start)
    choice = shown.row("data.name", "Choice").choice
    if name != "gaussians":
        shown.pick(choice, name)
        assert len(shown.edits) == 1
    assemble("", shown.experiment)
    assert shown.experiment.data.name.name == name


def test_inputs_can_be_switched_but_not_all_off(shown: Shown) -> None:
    row = shown.row("data.features")
    assert list(row.chips) == list(FEATURES)
    shown.click(row.chips["x1*x2"])
    assert shown.experiment.data.features == ("x1", "x2", "x1*x2")
    shown.click(row.chips["x1"])
    shown.click(row.chips["x2"])
    count = len(shown.edits)
    shown.click(row.chips["x1*x2"])
    assert len(shown.edits) == count
    assert row.sentence == "The network needs at least one input."
    assert row.chips["x1*x2"].isChecked()
    for name in ("x1", "x2", "x1*x2"):
        shown.click(row.chips[name])
    assert shown.experiment.data.features is None


def test_the_dice_draw_another_seed(shown: Shown) -> None:
    row = shown.row("seed")
    shown.click(row.dice)
    assert shown.experiment.seed != 7
    shown.type(row.field, "9223372036854775807")
    assert shown.experiment.seed == 2**63 - 1
    shown.type(row.field, "9223372036854775808")
    assert "Seed is" in row.sentence


def test_marks_say_when_a_change_takes_effect(shown: Shown) -> None:
    section_of = {"data": "restarts", "network": "restarts", "training": "live", "seed": "live"}
    for row in shown.rows():
        path = row.spec.path
        effect = "live" if is_live(path) else "restarts"
        assert (row.spec.mark or section_of[path.partition(".")[0]]) == effect
        assert row.spec.mark != section_of[path.partition(".")[0]]


def test_rows_at_their_default_are_folded_away(qtbot: QtBot) -> None:
    shown = Shown(qtbot, OVERVIEW)
    paths = {row.spec.path for row in shown.rows()}
    assert not paths & {"data.scaling", "data.features", "training.l1", "training.dtype"}
    shown.form.show_experiment(decode({"nnviz": 1, "name": "Digits", "data": {"name": "digits", "scaling": "minmax"}}))
    paths = {row.spec.path for row in shown.rows()}
    assert "data.scaling" in paths
    assert not paths & {"data.samples", "data.noise"}
    toggle = shown.body.sections["data"].toggle
    assert toggle.toolTip() == "Show task, samples, noise"
    shown.click(toggle)
    assert {row.spec.path for row in shown.rows()} >= {"data.samples", "data.noise"}
    assert shown.row("data.samples").control.field.text() == "all"
    shown.click(toggle)
    assert not {row.spec.path for row in shown.rows()} & {"data.samples", "data.noise"}


def test_stop_conditions_are_summed_up(qtbot: QtBot) -> None:
    shown = Shown(qtbot, {"training": {"stop": {"epochs": 30, "test_accuracy": 0.98}}})
    row = shown.row("training.stop")
    assert row.summary.text() == "30 epochs, accuracy \u2265 98\u2009%"
    shown.click(row.summary)
    assert row.unfolded
    shown.type(shown.row("training.stop.epochs").control.field, "no limit")
    shown.type(shown.row("training.stop.test_accuracy").control.field, "")
    assert row.summary.text() == "never"


def test_the_wheel_changes_nothing_without_the_focus(shown: Shown) -> None:
    shown.window.setFocus()
    for row in shown.rows():
        for widget in row.findChildren(QWidget):
            place = QPointF(widget.rect().center())
            turn = QWheelEvent(
                place,
                QPointF(widget.mapToGlobal(QPoint(5, 5))),
                QPoint(),
                QPoint(0, 240),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(widget, turn)
    assert not shown.edits


def test_tab_goes_from_top_to_bottom_and_every_control_has_a_name(shown: Shown) -> None:
    shown.pick(shown.row("training.optimizer").choice, "adam")
    shown.body.header.button.setFocus()
    tops: list[int] = []
    seen: list[QWidget] = []
    while True:
        widget = QApplication.focusWidget()
        if widget is None or widget in seen or not shown.body.isAncestorOf(widget):
            break
        seen.append(widget)
        assert widget.accessibleName(), widget
        tops.append(widget.mapTo(shown.body.widget(), widget.rect().center()).y())
        shown.qtbot.keyClick(widget, KEY.Key_Tab)
    assert len(seen) > 35
    assert all(later >= earlier - 3 for earlier, later in itertools.pairwise(tops))


def test_name_and_notes_can_be_edited(qtbot: QtBot) -> None:
    shown = Shown(qtbot, OVERVIEW)
    shown.click(shown.body.header.button)
    details = shown.body.header.details
    field = next(iter(details.rows)).field
    shown.type(field, "Spirals again")
    assert shown.experiment.name == "Spirals again"
    details.notes.setFocus()
    qtbot.keyClicks(details.notes, "Two arms.")
    shown.form.show_experiment(with_value(shown.experiment, "seed", 9))
    assert details.notes.toPlainText() == "Two arms."
    field.setFocus()
    assert shown.edits[-1][0].notes == "Two arms."


def test_the_form_never_needs_a_horizontal_bar(shown: Shown) -> None:
    for scale in (1.0, 1.25, 1.5, 2.0):
        appearance().set_font_scale(scale)
        QApplication.processEvents()
        assert shown.form.width() == round(248 * scale)
        assert shown.body.widget().minimumSizeHint().width() <= shown.body.viewport().width()
    appearance().set_font_scale(1.0)


def test_numbers_cover_their_whole_range() -> None:
    for field in (*FIELDS.values(), UNITS):
        numbers = range_of(field)
        least = field.minimum or 1e-12 if field.minimum_excluded else field.minimum
        assert numbers.read(numbers.text(least), "it") == least
        assert numbers.read(numbers.text(field.maximum), "it") == field.maximum


def test_rows_that_stay_the_same_stay_the_same_widgets(shown: Shown) -> None:
    before = {row.spec.path: row for row in shown.rows() if row.spec.path in FIELDS}
    shown.form.show_experiment(with_value(shown.experiment, "network.hidden", []))
    after = {row.spec.path: row for row in shown.rows()}
    assert all(after[path] is row for path, row in before.items())
