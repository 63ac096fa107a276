"""The form as a person uses it: what each control changes, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from nnviz.activations import ACTIVATIONS
from nnviz.datasets import DATASETS
from nnviz.experiment import FIELDS, with_value
from nnviz.initializers import INITIALIZERS
from nnviz.losses import LOSSES
from nnviz.optimizers import OPTIMIZERS, Optimizer
from nnviz.registry import Hyperparameter
from tests.ui.form_help import KEY, LEFT, OVERVIEW, Shown, differing, drag, value
from ui.examples import example, examples
from ui.experiment_form.edits import RESTART_MILLISECONDS

RATE = "training.optimizer.learning_rate"

TYPED = {
    "data.samples": ("320", 320),
    "data.noise": ("0.3", 0.3),
    "data.test_fraction": ("35 %", 0.35),
    "data.validation_fraction": ("20", 0.2),
    "data.name.arms": ("3", 3),
    "training.optimizer.learning_rate": ("1e-3", 0.001),
    "training.batch_size": ("64", 64),
    "network.initial_bias": ("-0.5", -0.5),
    "training.clip_norm": ("2.5", 2.5),
    "training.clip_value": ("0.5", 0.5),
    "training.l1": ("0.01", 0.01),
    "training.l2": ("0,02", 0.02),
    "training.stop.epochs": ("12", 12),
    "training.stop.steps": ("1,000", 1000),
    "training.stop.train_loss": ("0.05", 0.05),
    "training.stop.test_accuracy": ("99", 0.99),
    "training.stop.patience": ("15", 15),
}


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    """Every row of the experiment in the picture."""
    return Shown(qtbot, OVERVIEW, height=1400).unfold()


def test_every_number_of_the_schema_has_a_row(shown: Shown) -> None:
    paths = {row.spec.path for row in shown.rows()}
    assert set(FIELDS) - {"data.input_noise"} <= paths  # which is a reconstruction's alone
    assert set(TYPED) | {"seed", "data.input_noise"} >= set(FIELDS)


@pytest.mark.parametrize("path", sorted(TYPED))
def test_a_number_that_is_typed_changes_exactly_its_path(shown: Shown, path: str) -> None:
    text, expected = TYPED[path]
    before = shown.experiment
    shown.type(shown.row(path).control.field, text)
    assert value(shown.experiment, path) == pytest.approx(expected)
    # The variant has the same learning rate, on which its comparison stands: it follows.
    followers = {f"variants[0].set.{path}"} if path == RATE else set()
    assert differing(before, shown.experiment) == {path} | followers
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
        ("data.name", [*DATASETS, "points"]),  # a table comes by import
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
        ("training.optimizer.learning_rate", "1e400", "Learning rate is too large: allowed is above 0 to 1,000,000."),
        ("training.optimizer.learning_rate", "-1e400", "Learning rate is too small: allowed is above 0 to 1,000,000."),
        ("training.optimizer.learning_rate", "inf", "Learning rate: 'inf' is not a number."),
        ("data.noise", "1000e999", "Noise is too large: allowed is 0 to 1."),
        ("data.test_fraction", "2e999%", "Test share is too large: allowed is 0 to 90\u2009%."),
        ("training.batch_size", "1e400", "Batch size is too large: allowed is 1 to 1,000,000, or all."),
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
