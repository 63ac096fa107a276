"""Hidden layers, and the form folded to its rail."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.activations import ACTIVATIONS
from nnviz.experiment import Experiment, encode
from nnviz.experiment.fields import MAXIMUM_LAYERS
from tests.ui.form_help import KEY, LEFT, TWO, Shown, differing
from ui.experiment_form import ExperimentForm
from ui.theme import appearance


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    """Two layers and one variant."""
    return Shown(qtbot, TWO)


def hidden(experiment: Experiment) -> list[tuple[int, str]]:
    return [(layer.units, layer.activation.name) for layer in experiment.network.hidden]


def test_layers_change_exactly_what_is_asked(shown: Shown) -> None:
    before = shown.experiment
    shown.type(shown.row("network.hidden[1]").units, "12")
    assert differing(before, shown.experiment) == {"network.hidden[1].units"}
    before = shown.experiment
    shown.pick(shown.row("network.hidden[0]").activation, "leaky_relu")
    assert hidden(shown.experiment) == [(8, "leaky_relu"), (12, "relu")]
    shown.type(shown.row("network.hidden[0].activation.alpha").control.field, "0.2")
    assert shown.experiment.network.hidden[0].activation.values == {"alpha": 0.2}
    assert [words for _, words, _ in shown.edits] == [
        "hidden 2 units 12",
        "hidden 1 activation leaky relu",
        "hidden 1 alpha 0.2",
    ]
    keys = [key for _, _, key in shown.edits]
    assert len(set(keys)) == 3


def test_layers_come_and_go(shown: Shown) -> None:
    shown.click(shown.row("network.hidden").button)
    assert hidden(shown.experiment) == [(8, "tanh"), (6, "relu"), (6, "relu")]
    shown.click(shown.row("network.hidden").button)
    assert len({key for _, _, key in shown.edits}) == 2, "each click is one undo step"
    shown.click(shown.row("network.hidden[0]").remove)
    assert hidden(shown.experiment) == [(6, "relu")] * 3
    for _ in range(3):
        shown.click(shown.row("network.hidden[0]").remove)
    assert hidden(shown.experiment) == []
    shown.click(shown.row("network.hidden").button)
    assert hidden(shown.experiment) == [(8, "tanh")]


def test_there_is_a_most_of_layers(qtbot: QtBot) -> None:
    shown = Shown(qtbot, {"network": {"hidden": [{"units": 2}] * MAXIMUM_LAYERS}})
    assert not shown.row("network.hidden").button.isEnabled()
    shown.click(shown.row("network.hidden[63]").remove)
    assert shown.row("network.hidden").button.isEnabled()


def test_a_refused_number_of_units_is_one_sentence(shown: Shown) -> None:
    row = shown.row("network.hidden[0]")
    shown.type(row.units, "5000")
    assert row.sentence == "Hidden 1 units is 5,000: allowed is 1 to 4,096."
    assert not shown.edits
    shown.qtbot.keyClick(row.units, KEY.Key_Up)
    assert shown.experiment.network.hidden[0].units == 9
    assert row.sentence == ""


def test_every_activation_can_be_chosen_for_a_layer(shown: Shown) -> None:
    for name, entry in ACTIVATIONS.items():
        row = shown.row("network.hidden[0]")
        if row.activation.key() != name:
            shown.pick(row.activation, name)
        assert shown.experiment.network.hidden[0].activation.name == name
        paths = [row.spec.path for row in shown.rows()]
        for number in entry.hyperparameters:
            assert f"network.hidden[0].activation.{number.name}" in paths


def test_removing_a_layer_keeps_the_variants_whole(qtbot: QtBot) -> None:
    overrides = {"network.hidden[0].activation": "relu", "network.hidden.1.activation": "elu"}
    shown = Shown(qtbot, TWO | {"variants": [{"name": "other", "set": overrides}]})
    shown.click(shown.row("network.hidden[0]").remove)
    assert shown.experiment.variants[0].set == {"network.hidden[0].activation": "elu"}
    shown.click(shown.row("network.hidden").button)
    assert shown.experiment.variants[0].set == {
        "network.hidden[0].activation": "elu",
        "network.hidden[1].activation": "elu",
    }


def test_a_folded_form_is_a_rail_that_opens_a_drawer(qtbot: QtBot) -> None:
    shown = Shown(qtbot, TWO)
    shown.form.set_folded(True)
    assert shown.form.width() == 44
    rail = shown.form._rail
    assert [button.accessibleName() for button in rail.buttons.values()] == [
        "Experiment",
        "Data",
        "Network",
        "Training",
        "Compare",
    ]
    shown.click(rail.buttons["Training"])
    drawer = shown.form._drawer
    assert drawer.isVisible()
    assert shown.body.isVisible()
    assert drawer.x() >= 44
    shown.type(shown.row("training.l2").control.field, "0.25")
    assert shown.experiment.training.l2 == 0.25
    assert QApplication.focusWidget() is drawer, "so that Escape still closes it"
    qtbot.mouseClick(shown.window.centralWidget(), LEFT, pos=QPoint(600, 300))
    assert not drawer.isVisible()
    shown.click(rail.buttons["Data"])
    assert drawer.isVisible()
    assert rail.buttons["Data"].isChecked()
    qtbot.keyClick(drawer, KEY.Key_Escape)
    assert not drawer.isVisible()
    assert shown.escapes == 0
    shown.click(rail.buttons["Data"])
    shown.click(rail.buttons["Data"])
    assert not drawer.isVisible()
    shown.click(rail.buttons["Network"])
    shown.form.set_folded(False)
    assert not drawer.isVisible()
    assert shown.body.isVisible()
    assert shown.form.width() == 248


def test_nothing_is_built_before_it_is_seen(qtbot: QtBot) -> None:
    form = ExperimentForm()
    qtbot.addWidget(form)
    form.set_folded(True)
    form.show_experiment(Experiment())
    form.show_hidden_runs(frozenset())
    form.show_error("seed", "seed is wrong")
    assert form.body is None
    form.set_folded(False)
    assert form.body is not None


def test_the_form_survives_every_theme_and_scale_with_everything_open(shown: Shown) -> None:
    shown.unfold()
    shown.click(shown.body.header.button)
    shown.click(shown.body.compare.runs[1])
    document = encode(shown.experiment)
    for theme in ("dark", "projector", "light"):
        for scale in (1.5, 2.0, 1.0):
            appearance().choose(theme)
            appearance().set_font_scale(scale)
            assert not shown.form.grab().isNull()
    assert encode(shown.experiment) == document
    assert not shown.edits
