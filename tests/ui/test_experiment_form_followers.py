"""Variants that override a choice whole keep step with the base, and nothing else of them changes."""

from __future__ import annotations

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from nnviz.experiment import Experiment, decode, with_value
from tests.ui.form_help import LEFT, OVERVIEW, Shown, drag, value
from ui.experiment_form.followers import with_followers

RATE = "training.optimizer.learning_rate"
SGD = {"optimizer": {"name": "sgd", "learning_rate": 0.05}}


def experiment(*overrides: dict[str, Any], **parts: Any) -> Experiment:
    variants = [{"name": f"variant {index}", "set": each} for index, each in enumerate(overrides)]
    return decode({"nnviz": 1, "training": SGD, **parts, "variants": variants})


def edited(before: Experiment, path: str, number: Any) -> list[dict[str, Any]]:
    after = with_followers(before, with_value(before, path, number), path, before)
    assert decode_again(after) == after
    return [variant.set for variant in after.variants]


def decode_again(after: Experiment) -> Experiment:
    return with_value(after, "name", after.name)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"name": "momentum", "learning_rate": 0.05}, {"name": "momentum", "learning_rate": 0.2}),
        ({"name": "adam", "learning_rate": 0.05}, {"name": "adam", "learning_rate": 0.2}),
        ({"name": "momentum", "learning_rate": 0.06}, None),
        ("adam", None),
    ],
)
def test_an_equal_rate_stays_equal_and_another_stays_as_it_is(before: Any, after: Any) -> None:
    path = "training.optimizer"
    assert edited(experiment({path: before}), RATE, 0.2) == [{path: after or before}]


def test_a_default_that_is_not_spelled_out_follows_too() -> None:
    default = decode({"nnviz": 1, "training": {"optimizer": "momentum"}}).training.optimizer.values["learning_rate"]
    base = experiment(
        {"training.optimizer": "momentum"}, training={"optimizer": {"name": "sgd", "learning_rate": default}}
    )
    assert edited(base, RATE, 0.2) == [{"training.optimizer": {"name": "momentum", "learning_rate": 0.2}}]


def test_other_choices_follow_as_well() -> None:
    spirals = {"name": "spirals", "arms": 3}
    base = experiment({"data.name": spirals}, data={"name": spirals})
    assert edited(base, "data.name.arms", 4) == [{"data.name": {"name": "spirals", "arms": 4}}]
    leaky = {"name": "leaky_relu", "alpha": 0.2}
    base = experiment({"network.hidden.0.activation": leaky}, network={"hidden": [{"activation": leaky}]})
    assert edited(base, "network.hidden[0].activation.alpha", 0.3) == [
        {"network.hidden.0.activation": {"name": "leaky_relu", "alpha": 0.3}}
    ]


def test_what_is_overridden_by_itself_is_on_purpose() -> None:
    momentum = {"name": "momentum", "learning_rate": 0.05}
    for overrides in ({RATE: 0.05}, {"training.optimizer": momentum, RATE: 0.05}, {"training.l2": 0.05}):
        assert edited(experiment(overrides), RATE, 0.2) == [overrides]
    assert edited(experiment({"training.optimizer": momentum}), "training.l2", 0.05) == [
        {"training.optimizer": momentum}
    ]


def test_a_variant_that_cannot_have_the_number_keeps_its_own() -> None:
    base = experiment(
        {"network.hidden[0].activation": {"name": "elu", "alpha": 0.5}},
        network={"hidden": [{"activation": {"name": "leaky_relu", "alpha": 0.5}}]},
    )
    assert edited(base, "network.hidden[0].activation.alpha", 0.0)[0]["network.hidden[0].activation"]["name"] == "elu"


def test_dragging_is_one_gesture_that_takes_only_equal_variants_along(qtbot: QtBot) -> None:
    own = {"name": "own rate", "set": {"training.optimizer": {"name": "adam", "learning_rate": 0.0001}}}
    shown = Shown(qtbot, OVERVIEW | {"variants": [*OVERVIEW["variants"], own]}, height=1400)
    slider = shown.row(RATE).control.slider
    drag(shown, slider, range(10, slider.width()))
    seen = {value(experiment, RATE) for experiment, _, _ in shown.edits}
    assert 0.0001 in seen, "the knob was dragged past the value of the other variant"
    assert len({key for _, _, key in shown.edits}) == 1
    rates = [variant.set["training.optimizer"]["learning_rate"] for variant in shown.experiment.variants]
    assert rates == [value(shown.experiment, RATE), 0.0001]
    assert rates[0] != 0.05
    assert shown.body.compare.runs[1].accessibleName() == "with momentum: optimizer: momentum 0.9"


def test_a_variant_takes_nobody_along(qtbot: QtBot) -> None:
    shown = Shown(qtbot, OVERVIEW)
    qtbot.mouseClick(shown.body.compare.runs[1], LEFT)
    rows = {row.spec.path: row for row in shown.body.compare.editor.overrides["training.optimizer"].rows}
    shown.type(rows[RATE].control.field, "0.3")
    assert value(shown.experiment, RATE) == 0.05
    assert shown.experiment.variants[0].set["training.optimizer"]["learning_rate"] == 0.3
