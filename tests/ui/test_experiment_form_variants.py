"""Variants: added, edited in place, hidden and removed."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from nnviz.assembly import assemble
from nnviz.experiment import decode, is_live, plan_runs, with_value
from nnviz.experiment.fields import MAXIMUM_LAYERS, MAXIMUM_VARIANTS
from tests.ui.form_help import KEY, LEFT, TWO, Shown, differing
from ui.experiment_form.presets import preset_groups
from ui.experiment_form.run_row import LINE


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    """Two layers and one variant."""
    return Shown(qtbot, TWO)


def menu_action(menu: QMenu, *words: str) -> Any:
    """Return the action behind words of a menu, one for each level."""
    for word in words[:-1]:
        menu = next(action for action in menu.actions() if action.text() == word).menu()
    return next(action for action in menu.actions() if action.text() == words[-1])


def add(shown: Shown, *words: str) -> None:
    shown.click(shown.body.compare.add)
    action = menu_action(shown.body.compare.menu, *words)
    shown.body.compare.menu.close()
    action.trigger()


def test_runs_are_listed_with_what_differs(shown: Shown) -> None:
    rows = shown.body.compare.runs
    assert [row.accessibleName() for row in rows] == [
        "without momentum: base",
        "with momentum: optimizer: momentum 0.9",
    ]


def test_ready_variants_can_be_added_until_there_are_five(shown: Shown) -> None:
    add(shown, "Optimizer", "Adam")
    assert shown.experiment.variants[1].set == {"training.optimizer": "adam"}
    assert shown.edits[-1][1] == "add Adam"
    add(shown, "Learning rate", "rate 0.5")
    assert shown.experiment.variants[2].set == {"training.optimizer.learning_rate": 0.5}
    add(shown, "Batch size", "batch size all")
    assert shown.experiment.variants[3].set == {"training.batch_size": None}
    add(shown, "Scaling", "without scaling")
    assert len(shown.experiment.variants) == MAXIMUM_VARIANTS
    assert not shown.body.compare.add.isEnabled()
    assert len(shown.body.compare.runs) == 6


@pytest.mark.parametrize(
    "document",
    [TWO, {"data": {"name": "digits"}, "network": {"hidden": []}}, {"data": {"name": "sine"}}],
    ids=["spirals", "digits", "sine"],
)
def test_every_ready_variant_differs_and_can_be_trained(document: dict[str, Any]) -> None:
    base = decode({"nnviz": 1, **document, "variants": []})
    groups = preset_groups(base)
    assert len(groups) >= 7
    for group in groups:
        for variant in group.variants:
            documents = [{"name": variant.name, "set": variant.set}]
            plan = plan_runs(with_value(base, "variants", documents))[1]
            assert plan.experiment != base, variant.name
            assemble(plan.name, plan.experiment)


def test_a_variant_is_edited_in_place(shown: Shown) -> None:
    compare = shown.body.compare
    shown.click(compare.runs[1])
    editor = compare.editor
    field = next(iter(editor.name)).field
    shown.type(field, "fast")
    assert shown.experiment.variants[0].name == "fast"
    block = editor.overrides["training.optimizer"]
    rows = {row.spec.path: row for row in block.rows}
    assert set(rows) == {
        "training.optimizer",
        "training.optimizer.learning_rate",
        "training.optimizer.momentum",
    }
    base = shown.experiment
    shown.type(rows["training.optimizer.momentum"].control.field, "0.5")
    assert differing(base, shown.experiment) == {"variants[0].set.training.optimizer.momentum"}
    assert shown.edits[-1][1] == "fast: momentum 0.5"
    shown.pick(rows["training.optimizer"].choice, "adam")
    assert shown.experiment.variants[0].set["training.optimizer"]["name"] == "adam"
    shown.click(compare.runs[1])
    assert compare.editor is None


def test_overrides_come_and_go(shown: Shown) -> None:
    compare = shown.body.compare
    shown.click(compare.runs[1])
    editor = compare.editor
    shown.click(editor.add)
    assert "Optimizer" not in [action.text() for action in editor.menu.actions()[2].menu().actions()]
    menu_action(editor.menu, "Training", "Batch size").trigger()
    editor.menu.close()
    assert shown.experiment.variants[0].set["training.batch_size"] == 32
    row = next(iter(editor.overrides["training.batch_size"].rows))
    shown.type(row.control.field, "all")
    assert shown.experiment.variants[0].set["training.batch_size"] is None
    shown.type(row.control.field, "0")
    assert row.sentence == "Batch size is 0: allowed is 1 to 1,000,000, or all."
    shown.click(editor.overrides["training.optimizer"].revert)
    assert list(shown.experiment.variants[0].set) == ["training.batch_size"]
    shown.click(editor.remove)
    assert shown.experiment.variants == ()
    assert compare.editor is None


def test_everything_can_be_overridden(shown: Shown) -> None:
    shown.click(shown.body.compare.runs[1])
    editor = shown.body.compare.editor
    for key in list(editor.overrides):
        shown.click(editor.overrides[key].revert)
    count = 0
    while True:
        shown.click(editor.add)
        menus = [action.menu() for action in editor.menu.actions()]
        editor.menu.close()
        left = [action for menu in menus for action in menu.actions()]
        if not left:
            break
        left[0].trigger()
        count += 1
        assert len(editor.overrides) == count
        block = list(editor.overrides.values())[-1]
        assert all(row.sentence == "" for row in block.rows)
        assert list(block.rows)
    assert count >= 18
    assert plan_runs(shown.experiment)[1].experiment == plan_runs(shown.experiment)[0].experiment


def test_what_no_row_knows_is_shown_as_it_stands(qtbot: QtBot) -> None:
    overrides = {"network.hidden": [{"units": 3}], "data.left_out": [], "network.hidden[0].dropout": 0.0}
    shown = Shown(qtbot, TWO | {"variants": [{"name": "odd", "set": overrides}]})
    shown.click(shown.body.compare.runs[1])
    blocks = shown.body.compare.editor.overrides
    layers = list(blocks["network.hidden"].rows)
    assert [type(row).__name__ for row in (layers[0], layers[-1])] == ["LayerRow", "LinkRow"]
    assert all(row.spec.rare for row in layers[1:-1])
    shown.type(layers[0].units, "5")
    assert shown.experiment.variants[0].set["network.hidden"][0]["units"] == 5
    field = next(iter(blocks["data.left_out"].rows)).field
    assert field.text() == "[]"
    shown.type(field, '["age"]')
    assert "only 'csv' looks at it" in next(iter(blocks["data.left_out"].rows)).sentence
    shown.type(field, "[]")
    assert shown.experiment.variants[0].set["data.left_out"] == []


def test_two_runs_cannot_have_one_name(shown: Shown) -> None:
    add(shown, "Optimizer", "Adam")
    shown.click(shown.body.compare.runs[2])
    row = next(iter(shown.body.compare.editor.name))
    count = len(shown.edits)
    shown.type(row.field, "with momentum")
    assert "Name 'with momentum' is taken: every variant needs its own name." in row.sentence
    assert len(shown.edits) == count
    shown.qtbot.keyClick(row.field, KEY.Key_Escape)
    assert row.field.text() == "Adam"
    assert shown.escapes == 0


def test_a_custom_variant_opens_its_editor(shown: Shown) -> None:
    add(shown, "Custom\u2026")
    assert shown.experiment.variants[1].name == "variant 2"
    assert shown.body.compare.editor.index == 1
    assert shown.body.compare.runs[2].accessibleName() == "variant 2: as the base"


def test_an_eye_hides_a_run(shown: Shown) -> None:
    compare = shown.body.compare
    shown.click(compare.runs[1].eye)
    shown.click(compare.runs[0].eye)
    shown.click(compare.runs[1].eye)
    assert shown.visibility == [(1, False), (0, False), (1, True)]
    assert not shown.edits
    shown.form.show_hidden_runs(frozenset({1}))
    assert "Show with momentum" in compare.runs[1].eye.toolTip()
    assert "Hide without momentum" in compare.runs[0].eye.toolTip()
    assert len(shown.visibility) == 3


def test_a_cross_removes_a_run(shown: Shown) -> None:
    row = shown.body.compare.runs[1]
    shown.qtbot.mouseMove(row)
    row.remove.show()
    shown.click(row.remove)
    assert shown.experiment.variants == ()
    assert shown.edits[-1][1] == "remove with momentum"


def test_live_overrides_are_not_throttled(shown: Shown) -> None:
    shown.click(shown.body.compare.runs[1])
    rows = {row.spec.path: row for row in shown.body.compare.editor.overrides["training.optimizer"].rows}
    slider = rows["training.optimizer.learning_rate"].control.slider
    shown.qtbot.mousePress(slider, LEFT, pos=QPoint(8, 10))
    for x in (12, 16, 20, 24):
        shown.qtbot.mouseMove(slider, QPoint(x, 10))
    shown.qtbot.mouseRelease(slider, LEFT, pos=QPoint(24, 10))
    assert len(shown.edits) >= 5
    assert len({key for _, _, key in shown.edits}) == 1
    assert is_live("training.optimizer.learning_rate")


def offered(shown: Shown) -> list[str]:
    return [variant.name for group in preset_groups(shown.experiment) for variant in group.variants]


def test_what_is_in_the_race_already_is_not_offered(shown: Shown) -> None:
    assert "Momentum" not in offered(shown), "the same run has another name here"
    assert "Adam" in offered(shown)
    add(shown, "Optimizer", "Adam")
    assert "Adam" not in offered(shown)
    most = decode({"nnviz": 1, "network": {"hidden": [{"units": 4096}] * MAXIMUM_LAYERS}})
    names = [variant.name for group in preset_groups(most) for variant in group.variants]
    assert "one layer fewer" in names
    assert not {"one layer more", "twice the units"} & set(names)


def test_a_name_that_is_taken_gets_a_number(qtbot: QtBot) -> None:
    shown = Shown(qtbot, TWO | {"variants": [{"name": "Adam", "set": {"seed": 5}}]})
    add(shown, "Optimizer", "Adam")
    assert shown.experiment.variants[1].name == "Adam (2)"


@pytest.mark.parametrize("which", ["link", "cross", "undo"])
def test_when_a_variant_goes_nothing_else_takes_the_focus(shown: Shown, which: str) -> None:
    compare = shown.body.compare
    shown.click(compare.runs[1])
    field = next(iter(compare.editor.overrides["training.optimizer"].rows)).choice
    if which == "link":
        field = next(iter(compare.editor.name)).field
    elif which == "cross":
        field = compare.runs[1].remove
    field.setFocus()
    assert QApplication.focusWidget() is field
    if which == "undo":
        shown.form.show_experiment(with_value(shown.experiment, "variants", []))
    else:
        shown.click(compare.editor.remove if which == "link" else compare.runs[1].remove)
    assert compare.editor is None
    assert QApplication.focusWidget() is None


def test_what_is_being_typed_goes_with_the_variant_but_not_with_the_fold(shown: Shown) -> None:
    compare = shown.body.compare
    shown.click(compare.runs[1])
    shown.type(next(iter(compare.editor.name)).field, "quick", enter=False)
    shown.click(compare.runs[1])
    assert compare.editor is None
    assert shown.experiment.variants[0].name == "quick"
    shown.click(compare.runs[1])
    shown.type(next(iter(compare.editor.name)).field, "lost", enter=False)
    shown.click(compare.editor.remove)
    assert [words for _, words, _ in shown.edits] == ["variant name \u201cquick\u201d", "remove quick"]


def test_long_words_take_a_second_line(shown: Shown) -> None:
    row = shown.body.compare.runs[1]
    height = row.height()
    overrides = {"training.optimizer": {"name": "momentum", "learning_rate": 0.003}, "training.batch_size": 8}
    shown.form.show_experiment(with_value(shown.experiment, "variants", [{"name": "other", "set": overrides}]))
    assert row._lines == ["optimizer: momentum 0.9,", "rate 0.003; batch size: 8"]
    assert row.height() == height + LINE
    shown.form.show_experiment(with_value(shown.experiment, "variants[0].set", {"seed": 4}))
    assert row._lines == ["seed: 4"]
    assert row.height() == height
