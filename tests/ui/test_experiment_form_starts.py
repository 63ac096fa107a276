"""Initial weights and biases of single layers, and the hyperparameters of losses, in the form."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from nnviz.experiment import plan_runs, with_value
from nnviz.initializers import INITIALIZERS
from tests.ui.form_help import TWO, Shown
from ui.experiment_form.differences import differences

WEIGHTS, BIAS = "network.hidden[0].initializer", "network.hidden[0].initial_bias"


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    return Shown(qtbot, TWO, height=1400).unfold()


def paths(shown: Shown) -> list[str]:
    return [row.spec.path for row in shown.rows()]


def test_what_is_rare_stays_folded_away(qtbot: QtBot) -> None:
    folded = Shown(qtbot, TWO, height=1400)
    assert not {WEIGHTS, BIAS, "network.initial_bias"} & set(paths(folded))
    own = with_value(folded.experiment, WEIGHTS, "orthogonal")
    folded.form.show_experiment(own)
    assert [path for path in paths(folded) if path.startswith(WEIGHTS)] == [WEIGHTS, f"{WEIGHTS}.gain"]
    assert BIAS not in paths(folded)


def test_a_layer_gets_its_own_weights_and_gives_them_back(shown: Shown) -> None:
    row = shown.row(WEIGHTS)
    assert [option.key for option in row.spec.options] == ["unset", *INITIALIZERS]
    assert row.choice.key() == "unset"
    row.choice.picked.emit("uniform")
    layer = shown.experiment.network.hidden[0]
    assert layer.initializer is not None
    assert (layer.initializer.name, layer.initializer.values) == ("uniform", {"limit": 0.5})
    shown.type(shown.row(f"{WEIGHTS}.limit").control.field, "0.8")
    assert shown.experiment.network.hidden[0].initializer.values == {"limit": 0.8}
    shown.row(WEIGHTS).choice.picked.emit("unset")
    assert shown.experiment.network.hidden[0].initializer is None


def test_a_layer_gets_its_own_bias_and_gives_it_back(shown: Shown) -> None:
    field = shown.row(BIAS).control.field
    assert field.text() == "same"
    shown.type(field, "-0.25")
    assert shown.experiment.network.hidden[0].initial_bias == -0.25
    shown.type(shown.row(BIAS).control.field, "same")
    assert shown.experiment.network.hidden[0].initial_bias is None


def test_a_loss_is_followed_by_its_hyperparameter(shown: Shown) -> None:
    shown.row("training.loss").choice.picked.emit("huber")
    order = paths(shown)
    place = order.index("training.loss")
    assert order[place : place + 3] == ["training.loss", "training.loss.delta", "seed"]
    assert shown.experiment.training.loss.values == {"delta": 1.0}
    shown.type(shown.row("training.loss.delta").control.field, "0.3")
    assert shown.experiment.training.loss.values == {"delta": 0.3}


def test_a_variant_with_its_own_start_is_said_in_words(shown: Shown) -> None:
    variants = [{"name": "other", "set": {WEIGHTS: {"name": "constant", "value": 0.3}, BIAS: 0.5}}]
    experiment = with_value(shown.experiment, "variants", variants)
    words = differences(experiment, experiment.variants[0], plan_runs(experiment)[1].experiment)
    assert words == "Hidden 1 initializer: Constant, value 0.3; Hidden 1 initial bias: 0.5"
