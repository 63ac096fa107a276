"""The row that makes an autoencoder of a network, and what goes with it there and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from nnviz.assembly import assemble
from nnviz.experiment import Experiment, decode, with_value
from tests.ui.form_help import Shown, differing
from ui.experiment_form.catalogue import section_specs
from ui.experiment_form.changes import switch_dataset
from ui.experiment_form.options import choose, options_at, short_names
from ui.experiment_form.presets import preset_groups
from ui.experiment_form.task import task_row

DIGITS: dict[str, Any] = {"name": "Digits", "data": {"name": "digits", "scaling": "minmax"}}
REBUILT: dict[str, Any] = {"name": "Digits", "data": {**DIGITS["data"], "task": "reconstruction"}}


def read(document: dict[str, Any]) -> Experiment:
    return decode({"nnviz": 1, **document})


def as_task(experiment: Experiment, key: str) -> Experiment:
    return task_row(experiment).change(experiment, "data.task", key)


def test_it_stands_below_the_data_set_and_brings_the_noise(qtbot: QtBot) -> None:
    shown = Shown(qtbot, DIGITS).unfold()
    assert [option.key for option in task_row(shown.experiment).options] == ["auto", "reconstruction"]
    assert task_row(shown.experiment).options[0].label == "Auto: classification"
    paths = [row.spec.path for row in shown.rows()]
    assert paths[:2] == ["data.name", "data.task"]
    assert "data.input_noise" not in paths
    before = shown.experiment
    shown.pick(shown.row("data.task").choice, "reconstruction")
    assert differing(before, shown.experiment) == {"data.task"}
    assert [row.spec.path for row in shown.rows()][:3] == ["data.name", "data.task", "data.input_noise"]
    shown.type(shown.row("data.input_noise").control.field, "0.25")
    assert shown.experiment.data.input_noise == 0.25
    shown.pick(shown.row("data.task").choice, "auto")
    assert shown.experiment == before


@pytest.mark.parametrize("name", ["circles", "digits", "diabetes", "sine", "iris", "points"])
def test_a_reconstruction_can_be_trained_whatever_was_chosen_for_classes(name: str) -> None:
    network, training = {"output_activation": "softmax"}, {"loss": "categorical_cross_entropy"}
    start = choose(read({"network": network, "training": training}), "data.name", name)
    rebuilt = as_task(start, "reconstruction")
    assert rebuilt.network.output_activation.name == "auto"
    assert rebuilt.training.loss.name == "auto"
    run = assemble("", rebuilt)
    assert run.network.outputs == run.network.inputs
    assert assemble("", as_task(rebuilt, "auto")).data.task != "reconstruction"


def test_what_fits_both_ways_is_kept() -> None:
    parts = {"network": {"output_activation": "sigmoid"}, "training": {"loss": "binary_cross_entropy"}}
    shares = as_task(read({**DIGITS, **parts}), "reconstruction")
    assert (shares.network.output_activation.name, shares.training.loss.name) == ("sigmoid", "binary_cross_entropy")
    # Without inputs from 0 to 1 there are no shares to reconstruct.
    standard = {**DIGITS, "data": {"name": "digits"}}
    assert as_task(read({**standard, **parts}), "reconstruction").training.loss.name == "auto"


def test_auto_stands_for_what_a_reconstruction_takes() -> None:
    experiment = read(REBUILT)
    assert dict(short_names("training.loss", experiment))["auto"] == "Squared error"
    assert options_at("network.output_activation", experiment)[0].label == "Auto: Linear"


def test_an_autoencoder_stays_one_with_other_data() -> None:
    noisy = read({**REBUILT, "data": {**REBUILT["data"], "input_noise": 0.3}})
    for name in ("iris", "moons", "diabetes"):
        other = switch_dataset(noisy, name)
        assert (other.data.task, other.data.input_noise) == ("reconstruction", 0.3)
        assemble("", other)
    drawn = choose(noisy, "data.name", "points")
    assert drawn.data.task == "reconstruction"
    assemble("", drawn)


def test_a_table_offers_what_its_target_can_be(tmp_path: Path) -> None:
    path = tmp_path / "things.csv"
    path.write_text("a,b,kind\n" + "".join(f"{k},{k * k % 7},{'yes' if k % 2 else 'no'}\n" for k in range(20)))
    experiment = read({"data": {"name": "csv", "path": str(path)}})
    row = task_row(experiment)
    assert [option.key for option in row.options] == ["auto", "classification", "regression", "reconstruction"]
    assert not row.rare
    rebuilt = as_task(experiment, "reconstruction")
    assert assemble("", rebuilt).network.outputs == 2
    labels = [spec.label for spec in section_specs("data", rebuilt)]
    assert labels[:4] == ["Set", "Target", "Task", "Input noise"]
    assert switch_dataset(as_task(experiment, "classification"), "sine").data.task == "auto"


def test_every_ready_variant_of_an_autoencoder_can_be_trained() -> None:
    training = {"loss": "binary_cross_entropy"}
    for document in (REBUILT, {**REBUILT, "network": {"output_activation": "sigmoid"}, "training": training}):
        experiment = read(document)
        groups = {group.label: group.variants for group in preset_groups(experiment)}
        assert "Input noise" in groups
        for variants in groups.values():
            for variant in variants:
                assemble("", choose_variant(experiment, variant.set))


def choose_variant(experiment: Experiment, overrides: dict[str, Any]) -> Experiment:
    for path, value in overrides.items():
        experiment = with_value(experiment, path, value)
    return experiment
