"""The lab's form: every setting of function and racers, refusals, ready races, undo."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.functions import FUNCTIONS
from nnviz.landscape.lab import OWN, Lab
from nnviz.landscape.racing import MOST_RACERS
from nnviz.landscape.stability import largest_stable_rate
from nnviz.optimizers import OPTIMIZERS
from tests.ui.lab_cases import LEFT, lab, settle
from ui.lab.formula_parts import parts_of
from ui.lab.names import GROUPS, racer_names
from ui.lab.page import LabPage
from ui.lab.presets import PRESETS, another_optimizer, moved_to, suited

__all__ = ["lab"]
KEY = Qt.Key


def test_the_list_has_every_function_under_its_head(lab: LabPage) -> None:
    choice = lab.form.body.function.choice
    listed = [choice.itemText(k) for k in range(choice.count())]
    assert [word for word in listed if word in GROUPS.values()] == list(GROUPS.values())
    head = ""
    for index, words in enumerate(listed):
        if words in GROUPS.values():
            head = words
            assert not choice.model().item(index).isEnabled()
        elif (key := choice.itemData(index)) in FUNCTIONS:
            assert GROUPS[FUNCTIONS[key].group] == head
    assert choice.itemData(choice.count() - 1) == OWN
    choice.picked.emit("himmelblau")
    assert lab.bench.lab.function == "himmelblau"
    assert choice.key() == "himmelblau"
    settle(lab)
    assert lab.form.body.function.formula.isVisible()


def test_a_hyperparameter_of_the_function_is_a_row(qtbot: QtBot, lab: LabPage) -> None:
    section = lab.form.body.function
    assert list(section.numbers) == ["K"]
    section.numbers["K"].control.slider.moved.emit(10.0)
    assert dict(lab.bench.lab.values) == {"K": 10.0}
    lab.bench.settle()
    np.testing.assert_array_equal(lab.bench.tracks.losses, lab.bench.lab.run().losses)
    section._on_picked("noisy_bowl")
    assert list(section.numbers) == ["noise"]
    assert section.seed.isVisible()
    assert section.seed.field.text() == "0"
    section.seed.dice.click()
    assert lab.bench.lab.seed != 0
    assert section.seed.field.text() == str(lab.bench.lab.seed)
    section._on_picked("bowl")
    assert section.numbers == {}
    assert not section.seed.isVisible()


def test_start_and_steps_are_typed(qtbot: QtBot, lab: LabPage) -> None:
    section = lab.form.body.function
    for field, text in zip(section.start.fields, ("-4.5", "0,75"), strict=True):
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, KEY.Key_Return)
    assert lab.bench.lab.start == (-4.5, 0.75)
    field = section.steps.control.field
    field.selectAll()
    qtbot.keyClicks(field, "40")
    qtbot.keyClick(field, KEY.Key_Return)
    lab.bench.settle()
    assert lab.bench.last_step == 40
    assert lab.transport.words.text() == "step 40 of 40"
    field.selectAll()
    qtbot.keyClicks(field, "0")
    qtbot.keyClick(field, KEY.Key_Return)
    assert lab.bench.lab.steps == 40
    assert "allowed" in section.steps.sentence


def test_a_formula_that_cannot_be_read_is_refused_below_it_and_the_last_good_one_stays(
    qtbot: QtBot, lab: LabPage
) -> None:
    section, field = lab.form.body.function, lab.form.body.function.own.field
    section.choice.picked.emit(OWN)
    assert field.isVisible()
    field.setFocus()
    for text in ("x**2 + 3*y**2", "x**2 + foo(y)", "import os"):
        field.selectAll()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, KEY.Key_Return)
        if text.startswith("x**2 + 3"):
            assert section.own.sentence == ""
        else:
            assert section.own.sentence.endswith(".")
            assert field.property("invalid")
            assert field.text() == text
    assert lab.bench.lab.formula == "x**2 + 3*y**2"
    settle(lab)
    assert lab.bench.tracks.losses[0, 0] == lab.bench.lab.landscape.values(np.array(lab.bench.lab.start))
    qtbot.keyClick(field, KEY.Key_Escape)
    assert field.text() == "x**2 + 3*y**2"
    assert section.own.sentence == ""


def test_racers_come_change_and_go(lab: LabPage) -> None:
    section, bench = lab.form.body.racers, lab.bench
    while len(bench.lab.racers) < MOST_RACERS:
        section.add.click()
    assert not section.add.isEnabled()
    assert len(section.blocks) == MOST_RACERS
    assert bench.chosen == MOST_RACERS - 1
    QApplication.processEvents()
    assert not section.blocks[-1].visibleRegion().isEmpty()
    assert section.blocks[-1].visibleRegion().boundingRect().height() == section.blocks[-1].height()
    section.blocks[2].picked.emit("adagrad")
    assert bench.lab.racers[2].name == "adagrad"
    assert list(section.blocks[2].rows) == ["learning_rate", "epsilon"]
    section.blocks[2].tuned.emit("learning_rate", 0.25, True)
    assert bench.lab.racers[2].values["learning_rate"] == 0.25
    shown = [[name for name, row in block.rows.items() if not row.isHidden()] for block in section.blocks]
    assert shown[2] == ["learning_rate", "epsilon"]
    assert all(rows == ["learning_rate"] for k, rows in enumerate(shown) if k != 2)
    while len(bench.lab.racers) > 1:
        section.blocks[0].remove.click()
    assert not section.blocks[0].remove.isVisible()
    settle(lab)
    lab.grab()
    while bench.undo_stack.canUndo():
        bench.undo_stack.undo()
    assert bench.lab == Lab.on("ravine")
    assert len(section.blocks) == 2


def test_a_press_on_a_racer_chooses_it(qtbot: QtBot, lab: LabPage) -> None:
    block = lab.form.body.racers.blocks[0]
    qtbot.mousePress(block, LEFT, pos=block.rect().topLeft())
    assert lab.bench.chosen == 0


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.label)
@pytest.mark.parametrize("name", ["ravine", "rastrigin", "styblinski_tang", OWN])
def test_ready_races_get_somewhere_on_any_function(name: str, preset: object) -> None:
    before = Lab.on(name)
    after = before.with_racers(preset.racers(before))  # type: ignore[attr-defined]
    tracks = after.run()
    fallen = [bool(np.nanmin(losses) < losses[0]) for losses in tracks.losses]
    assert fallen.count(False) <= (preset.label == "Learning rates")  # type: ignore[attr-defined]
    names = racer_names(after.racers)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_newcomer_gets_somewhere(name: str, optimizer: str) -> None:
    on = Lab.on(name)
    losses = on.with_racers((suited(optimizer, on),)).run().losses[0]
    assert np.nanmin(losses) < losses[0]


def test_another_function_keeps_the_racers_at_rates_that_suit_it() -> None:
    ravine = Lab.on("ravine").with_racer(0, OptimizerChoice("sgd", learning_rate=0.009)).with_steps(77).with_seed(5)
    moved = moved_to(ravine, "bowl")
    assert (moved.steps, moved.seed, moved.start) == (77, 5, Lab.on("bowl").start)
    assert [racer.values["learning_rate"] for racer in moved.racers] == [0.05, 0.1]


def test_another_optimizer_keeps_what_means_the_same() -> None:
    before = Lab.on("bowl").with_racer(0, OptimizerChoice("momentum", learning_rate=0.05, momentum=0.5))
    nesterov = another_optimizer(before, 0, "nesterov")
    assert nesterov == OptimizerChoice("nesterov", learning_rate=0.05, momentum=0.5)
    adam = another_optimizer(before, 0, "adam")
    assert adam.values["learning_rate"] == pytest.approx(suited("adam", before).values["learning_rate"] / 2)
    assert another_optimizer(before, 0, "momentum") is before.racers[0]


def test_racers_of_a_kind_are_named_by_what_differs() -> None:
    racers = (
        OptimizerChoice("sgd"),
        OptimizerChoice("momentum", momentum=0.5),
        OptimizerChoice("momentum", learning_rate=0.5, momentum=0.9),
    )
    assert racer_names(racers) == ["SGD", "Momentum, rate 0.03, momentum 0.5", "Momentum, rate 0.5, momentum 0.9"]


def test_a_long_formula_breaks_where_its_terms_are_added() -> None:
    formula = "f = " + FUNCTIONS["beale"].formula
    parts = parts_of(formula)
    assert len(parts) == 3
    assert "".join(parts).replace(" ", "") == formula.replace(" ", "")
    assert parts_of("x^2 + y^2") == ("x^2 + y^2",)


@pytest.mark.parametrize("condition", [1.0, 10.0, 1000.0])
def test_racers_suit_a_function_as_its_sliders_stand(condition: float) -> None:
    lab = Lab.on("ravine").with_value("K", condition)
    for name, optimizer in OPTIMIZERS.items():
        if optimizer.stable_rate is not None:
            racer = suited(name, lab)
            bound = largest_stable_rate(racer, max(condition, 1.0))
            assert bound is not None
            assert 0.2 * bound < racer.values["learning_rate"] < bound
