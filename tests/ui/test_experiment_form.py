"""The form as a person uses it: what each control changes, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from nnviz.activations import ACTIVATIONS
from nnviz.datasets import DATASETS, FEATURES
from nnviz.experiment import FIELDS, Experiment, decode, is_live, with_value
from nnviz.experiment.fields import UNITS
from nnviz.initializers import INITIALIZERS
from nnviz.losses import LOSSES
from nnviz.optimizers import OPTIMIZERS, Optimizer
from nnviz.registry import Hyperparameter
from tests.ui.form_help import KEY, LEFT, Shown, differing, value
from ui.documents import example, examples
from ui.experiment_form import ExperimentForm
from ui.experiment_form.edits import RESTART_MILLISECONDS
from ui.experiment_form.number_row import NumberRow
from ui.theme import appearance

OVERVIEW: dict[str, Any] = {
    "name": "Two spirals",
    "seed": 7,
    "data": {"name": "spirals", "noise": 0.05},
    "training": {"optimizer": {"name": "sgd", "learning_rate": 0.05}},
    "variants": [{"name": "with momentum", "set": {"training.optimizer": {"name": "momentum", "learning_rate": 0.05}}}],
}
TYPED = {
    "data.samples": ("320", 320),
    "data.noise": ("0.3", 0.3),
    "data.test_fraction": ("35 %", 0.35),
    "data.name.arms": ("3", 3),
    "training.optimizer.learning_rate": ("1e-3", 0.001),
    "training.batch_size": ("64", 64),
    "training.l1": ("0.01", 0.01),
    "training.l2": ("0,02", 0.02),
    "training.stop.epochs": ("12", 12),
    "training.stop.steps": ("1,000", 1000),
    "training.stop.train_loss": ("0.05", 0.05),
    "training.stop.test_accuracy": ("99", 0.99),
}


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    """Every row of the experiment in the picture."""
    return Shown(qtbot, OVERVIEW, height=1400).unfold()


def test_every_number_of_the_schema_has_a_row(shown: Shown) -> None:
    paths = {row.spec.path for row in shown.rows()}
    assert set(FIELDS) <= paths
    assert set(TYPED) | {"seed"} >= set(FIELDS)


@pytest.mark.parametrize("path", sorted(TYPED))
def test_a_number_that_is_typed_changes_exactly_its_path(shown: Shown, path: str) -> None:
    text, expected = TYPED[path]
    before = shown.experiment
    shown.type(shown.row(path).control.field, text)
    assert value(shown.experiment, path) == pytest.approx(expected)
    assert differing(before, shown.experiment) == {path}
    assert len(shown.edits) == 1
    assert shown.edits[0][2].startswith(f"{path}#")


def test_the_words_of_undo_say_what_changed(shown: Shown) -> None:
    shown.type(shown.row("training.optimizer.learning_rate").control.field, "0.1")
    shown.type(shown.row("data.test_fraction").control.field, "30")
    shown.type(shown.row("training.l2").control.field, "0.5")
    shown.type(shown.row("training.stop.epochs").control.field, "")
    shown.pick(shown.row("training.optimizer").choice, "adam")
    assert [words for _, words, _ in shown.edits] == [
        "learning rate 0.1",
        "test share 30\u2009%",
        "L2 0.5",
        "epochs no limit",
        "optimizer Adam",
    ]


@pytest.mark.parametrize(
    ("path", "key", "changed"),
    [
        ("data.scaling", "minmax", {"data.scaling"}),
        ("training.optimizer", "momentum", {"training.optimizer.name", "training.optimizer.momentum"}),
        ("training.loss", "mse", {"training.loss"}),
        ("training.dtype", "float32", {"training.dtype"}),
        ("network.initializer", "he_normal", {"network.initializer"}),
        ("network.output_activation", "tanh", {"network.output_activation"}),
    ],
)
def test_a_choice_changes_exactly_its_path(shown: Shown, path: str, key: str, changed: set[str]) -> None:
    before = shown.experiment
    shown.pick(shown.row(path, "Choice").choice, key)
    assert differing(before, shown.experiment) == changed
    assert len(shown.edits) == 1


@pytest.mark.parametrize(
    ("path", "registry"),
    [
        ("data.name", DATASETS),
        ("training.optimizer", OPTIMIZERS),
        ("training.loss", LOSSES),
        ("network.initializer", INITIALIZERS),
        ("network.output_activation", ACTIVATIONS),
    ],
)
def test_a_choice_offers_its_whole_registry(shown: Shown, path: str, registry: Any) -> None:
    choice = shown.row(path, "Choice").choice
    keys = [choice.itemData(index) for index in range(choice.count())]
    assert [key for key in keys if key != "auto"] == list(registry)
    tips = [choice.itemData(index, Qt.ItemDataRole.ToolTipRole) for index in range(choice.count())]
    assert all("\\" not in tip and tip for tip in tips)


@pytest.mark.parametrize("name", list(OPTIMIZERS))
def test_an_optimizer_shows_one_row_for_each_hyperparameter(shown: Shown, name: str) -> None:
    if name != "sgd":
        shown.pick(shown.row("training.optimizer").choice, name)
    paths = [row.spec.path for row in shown.rows() if row.spec.path.startswith("training.optimizer.")]
    assert paths == [f"training.optimizer.{number.name}" for number in OPTIMIZERS[name].hyperparameters]


def test_the_learning_rate_stays_where_it_means_the_same(shown: Shown) -> None:
    shown.pick(shown.row("training.optimizer").choice, "momentum")
    assert shown.experiment.training.optimizer.values["learning_rate"] == 0.05
    shown.pick(shown.row("training.optimizer").choice, "adam")
    assert shown.experiment.training.optimizer.values["learning_rate"] == 0.001


def test_a_new_registry_entry_appears_by_itself(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = Optimizer(
        name="wanderer",
        label="Wanderer",
        formula=r"w \leftarrow w",
        sentence="Goes nowhere.",
        source="A test",
        hyperparameters=(
            *OPTIMIZERS["sgd"].hyperparameters,
            Hyperparameter(name="haste", label="Haste", default=2, minimum=1, maximum=9, slider=(1, 9), integer=True),
        ),
        vectors=0,
        update=OPTIMIZERS["sgd"].update,
    )
    monkeypatch.setitem(OPTIMIZERS._entries, "wanderer", entry)
    shown = Shown(qtbot)
    shown.pick(shown.row("training.optimizer").choice, "wanderer")
    shown.type(shown.row("training.optimizer.haste").control.field, "2.5")
    assert "not a whole number" in shown.row("training.optimizer.haste").sentence
    shown.type(shown.row("training.optimizer.haste").control.field, "7")
    assert value(shown.experiment, "training.optimizer")["haste"] == 7


def test_dragging_a_live_slider_acts_at_once_and_is_one_gesture(shown: Shown) -> None:
    slider = shown.row("training.optimizer.learning_rate").control.slider
    drag(shown, slider, (20, 30, 40, 50))
    assert len(shown.edits) >= 4
    assert len({key for _, _, key in shown.edits}) == 1
    drag(shown, slider, (20, 30))
    assert len({key for _, _, key in shown.edits}) == 2
    assert value(shown.experiment, "training.optimizer.learning_rate") == slider.number()


def test_dragging_a_slider_that_restarts_sends_ten_a_second_and_always_the_last(shown: Shown) -> None:
    control = shown.row("data.samples").control
    drag(shown, control.slider, range(10, 60))
    assert 2 <= len(shown.edits) <= 6
    assert value(shown.experiment, "data.samples") == control.number() == control.slider.number()
    count = len(shown.edits)
    shown.qtbot.wait(RESTART_MILLISECONDS + 50)
    assert len(shown.edits) == count
    assert len({key for _, _, key in shown.edits}) == 1


def test_while_a_knob_is_held_the_last_number_still_comes(shown: Shown) -> None:
    slider = shown.row("data.noise").control.slider
    shown.qtbot.mousePress(slider, LEFT, pos=QPoint(20, 10))
    shown.qtbot.mouseMove(slider, QPoint(30, 10))
    shown.qtbot.mouseMove(slider, QPoint(44, 10))
    assert len(shown.edits) == 1
    shown.qtbot.waitUntil(lambda: value(shown.experiment, "data.noise") == slider.number())
    shown.qtbot.mouseRelease(slider, LEFT, pos=QPoint(44, 10))
    assert len(shown.edits) == 2


def test_the_right_end_of_a_slider_is_all(shown: Shown) -> None:
    row = shown.row("training.batch_size")
    row.control.slider.setFocus()
    shown.qtbot.keyClick(row.control.slider, KEY.Key_End)
    assert shown.experiment.training.batch_size is None
    assert row.control.field.text() == "all"
    shown.qtbot.keyClick(row.control.slider, KEY.Key_Left)
    assert shown.experiment.training.batch_size == 256
    shown.type(row.control.field, "")
    assert shown.experiment.training.batch_size is None
    shown.type(row.control.field, "16")
    assert shown.experiment.training.batch_size == 16


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("training.optimizer.learning_rate", "-3", "Learning rate is \u22123: allowed is above 0 to 1,000,000."),
        ("data.noise", "much", "Noise: 'much' is not a number."),
        ("data.test_fraction", "95", "Test share is 95\u2009%: allowed is 0 to 90\u2009%."),
        ("data.samples", "3", "Samples is 3: allowed is 4 to 1,000,000."),
        ("training.batch_size", "0", "Batch size is 0: allowed is 1 to 1,000,000, or all."),
        ("training.stop.test_accuracy", "120", "Test accuracy is 120\u2009%: allowed is 0 to 100\u2009%, or no limit."),
    ],
)
def test_a_bad_entry_is_one_sentence_and_no_edit(shown: Shown, path: str, text: str, words: str) -> None:
    row = shown.row(path)
    before = row.control.field.text()
    shown.type(row.control.field, text)
    assert row.sentence == words
    assert row.control.field.property("invalid")
    assert not shown.edits
    shown.form.show_experiment(with_value(shown.experiment, "training.l2", 0.25))
    assert row.control.field.text() == text, "what was typed stays"
    shown.qtbot.keyClick(row.control.field, KEY.Key_Escape)
    assert row.control.field.text() == before
    assert row.sentence == ""
    assert shown.escapes == 0


def test_escape_goes_to_the_window_where_nothing_is_being_typed(shown: Shown) -> None:
    field = shown.row("training.l2").control.field
    field.setFocus()
    shown.qtbot.keyClick(field, KEY.Key_Escape)
    assert shown.escapes == 1


def test_what_the_window_refuses_is_said_below_the_row(shown: Shown) -> None:
    row = shown.row("training.batch_size")
    shown.refusal = "training.batch_size is 500: allowed is a whole number from 1 to the 400 training rows"
    before = shown.experiment
    shown.type(row.control.field, "500")
    assert row.sentence == "Batch size is 500: allowed is a whole number from 1 to the 400 training rows."
    assert row.control.field.text() == "500"
    assert shown.experiment == before
    shown.refusal = ""
    shown.type(shown.row("training.l2").control.field, "0.01")
    assert row.sentence == ""
    assert row.control.field.text() == "32"


def test_a_refused_choice_goes_back(shown: Shown) -> None:
    shown.refusal = "training.loss is 'categorical_cross_entropy': it needs one output per class"
    row = shown.row("training.loss")
    shown.pick(row.choice, "categorical_cross_entropy")
    assert row.choice.key() == "auto"
    assert row.sentence.startswith("Loss is 'categorical_cross_entropy'")


def test_an_error_without_a_row_stands_at_the_top(shown: Shown) -> None:
    shown.form.show_error("elsewhere", "something is wrong")
    assert shown.body.error.text() == "Something is wrong."
    shown.form.show_error("training.l2#4", "training.l2 is wrong")
    assert shown.row("training.l2").sentence == "L2 is wrong."


def test_showing_an_experiment_emits_nothing_and_keeps_what_is_being_typed(shown: Shown) -> None:
    field = shown.row("training.l2").control.field
    shown.type(field, "0.12", enter=False)
    field.setCursorPosition(2)
    shown.body.verticalScrollBar().setValue(40)
    for noise in (0.1, 0.2):
        shown.form.show_experiment(with_value(shown.experiment, "data.noise", noise))
    assert field.text() == "0.12"
    assert field.cursorPosition() == 2
    assert QApplication.focusWidget() is field
    assert not shown.edits


@pytest.mark.parametrize("key", sorted(examples()))
def test_every_example_is_shown_and_touched_by_nothing(qtbot: QtBot, key: str) -> None:
    shown = Shown(qtbot)
    shown.unfold()
    experiment = example(key)
    shown.form.show_experiment(experiment)
    for row in shown.rows():
        row.settle()
        for field in row.findChildren(QLineEdit):
            field.setFocus()
            qtbot.keyClick(field, KEY.Key_Return)
    shown.body.compare.show_experiment(experiment)
    assert not shown.edits
    assert all(row.sentence == "" for row in shown.rows())


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
    from nnviz.assembly import assemble

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
    assert toggle.toolTip() == "Show samples, noise"
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
    assert all(later >= earlier - 3 for earlier, later in zip(tops, tops[1:], strict=False))


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


def test_the_form_is_built_fast(qtbot: QtBot) -> None:
    from time import perf_counter

    times = []
    for _ in range(3):
        start = perf_counter()
        form = ExperimentForm()
        qtbot.addWidget(form)
        form.show_experiment(decode({"nnviz": 1, **OVERVIEW}))
        form.grab()
        times.append(perf_counter() - start)
    assert min(times) < 0.12


def test_numbers_cover_their_whole_range() -> None:
    from ui.experiment_form.ranges import range_of

    for field in (*FIELDS.values(), UNITS):
        numbers = range_of(field)
        assert numbers.read(numbers.text(field.minimum), "it") == field.minimum
        assert numbers.read(numbers.text(field.maximum), "it") == field.maximum


def drag(shown: Shown, slider: QWidget, places: Any) -> None:
    """Press, move over places, let go."""
    places = list(places)
    middle = slider.height() // 2
    shown.qtbot.mousePress(slider, LEFT, pos=QPoint(places[0], middle))
    for x in places[1:]:
        shown.qtbot.mouseMove(slider, QPoint(x, middle))
    shown.qtbot.mouseRelease(slider, LEFT, pos=QPoint(places[-1], middle))


def test_showing_the_same_numbers_again_keeps_the_rows(shown: Shown) -> None:
    before = shown.rows()
    shown.form.show_experiment(Experiment(**{key: getattr(shown.experiment, key) for key in ("name", "data")}))
    after = [row for row in shown.rows() if isinstance(row, NumberRow)]
    assert [row for row in after if row in before]
