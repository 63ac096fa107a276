"""Rows of a hidden layer's dropout and batch normalisation."""

from __future__ import annotations

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from nnviz.experiment import decode, plan_runs
from tests.ui.form_help import TWO, Shown, differing
from ui.experiment_form.catalogue import override_specs
from ui.experiment_form.differences import differences
from ui.experiment_form.specs import NumberSpec, SwitchSpec

FIRST, SECOND = "network.hidden[0]", "network.hidden[1]"


def layered(*extras: dict[str, Any]) -> dict[str, Any]:
    return {**TWO, "network": {"hidden": [{"units": 4, **extra} for extra in extras]}}


def test_they_are_folded_away_until_they_are_used(qtbot: QtBot) -> None:
    shown = Shown(qtbot, layered({}, {"dropout": 0.2}, {"batch_norm": True}, {}))
    rows = {row.spec.path for row in shown.rows()}
    assert {"network.hidden[1].dropout", "network.hidden[2].batch_norm"} <= rows
    folded = ["network.hidden[0].dropout", "network.hidden[2].dropout", "network.hidden[3].batch_norm"]
    assert not rows & set(folded)
    shown.unfold()
    rows = {row.spec.path for row in shown.rows()}
    assert rows >= set(folded)


def test_dropout_is_typed_in_per_cent(qtbot: QtBot) -> None:
    shown = Shown(qtbot, layered({"dropout": 0.5}, {}))
    before, row = shown.experiment, shown.row(f"{FIRST}.dropout")
    shown.type(row.control.field, "20")
    assert shown.experiment.network.hidden[0].dropout == 0.2
    assert differing(before, shown.experiment) == {f"{FIRST}.dropout"}
    assert shown.edits[-1][1] == "hidden 1 dropout 20\u2009%"
    for refused in ("100", "-1"):
        shown.type(row.control.field, refused)
        assert "allowed" in row.sentence
    assert shown.experiment.network.hidden[0].dropout == 0.2


def test_batch_normalisation_is_switched(qtbot: QtBot) -> None:
    shown = Shown(qtbot, layered({}, {"batch_norm": True}))
    row = shown.row(f"{SECOND}.batch_norm")
    assert (row.chip.text(), row.chip.isChecked()) == ("on", True)
    shown.click(row.chip)
    assert not shown.experiment.network.hidden[1].batch_norm
    assert (row.chip.text(), row.chip.isChecked()) == ("off", False)
    assert shown.edits[-1][1] == "hidden 2 batch norm off"
    shown.click(row.chip)
    assert shown.experiment.network.hidden[1].batch_norm


def test_a_refused_switch_shows_what_is_in_force(qtbot: QtBot) -> None:
    shown = Shown(qtbot, layered({"batch_norm": True}))
    row = shown.row(f"{FIRST}.batch_norm")
    shown.refusal = "Not now."
    shown.click(row.chip)
    assert (row.chip.text(), row.chip.isChecked(), row.sentence) == ("on", True, "Not now.")


def test_a_new_layer_is_a_copy_with_all(qtbot: QtBot) -> None:
    shown = Shown(qtbot, layered({"batch_norm": True, "dropout": 0.3}))
    shown.click(shown.row("network.hidden").button)
    one, other = shown.experiment.network.hidden
    assert one == other


@pytest.mark.parametrize(("key", "kind"), [("dropout", NumberSpec), ("batch_norm", SwitchSpec)])
def test_variants_can_override_them(key: str, kind: type) -> None:
    experiment = decode({"nnviz": 1, **layered({}, {})})
    [spec] = override_specs(f"{SECOND}.{key}", experiment)
    assert isinstance(spec, kind)


def test_differences_are_said_in_words() -> None:
    document = {"nnviz": 1, **layered({}, {})}
    for changes, words in (
        ({f"{FIRST}.dropout": 0.25}, "25\u2009%"),
        ({f"{FIRST}.batch_norm": True, f"{SECOND}.batch_norm": True}, "batch norm: on"),
    ):
        experiment = decode({**document, "variants": [{"name": "other", "set": changes}]})
        base, run = plan_runs(experiment)
        assert words in differences(base.experiment, experiment.variants[0], run.experiment)
