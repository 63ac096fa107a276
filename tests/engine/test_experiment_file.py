"""The experiment file: round trips, defaults, variants."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from hypothesis import given, settings

from nnviz.experiment import Experiment, decode, encode, load, parse, plan_runs, save
from tests.engine.documents import DOCUMENT


@given(DOCUMENT)
@settings(max_examples=150)
def test_what_is_written_is_read_again(document: dict[str, Any]) -> None:
    experiment = decode(document)
    written = json.dumps(encode(experiment), allow_nan=False)
    assert decode(parse(written)) == experiment
    assert encode(decode(parse(written))) == encode(experiment)
    hash(experiment.training)
    for plan in plan_runs(experiment):
        assert not plan.experiment.variants
        assert decode(encode(plan.experiment)) == plan.experiment


@given(DOCUMENT)
@settings(max_examples=30)
def test_files_too(tmp_path_factory: pytest.TempPathFactory, document: dict[str, Any]) -> None:
    path = tmp_path_factory.mktemp("file") / "experiment.nnviz.json"
    experiment = decode(document)
    save(experiment, path)
    assert load(path) == experiment
    assert os.listdir(path.parent) == [path.name]


def test_nothing_but_the_version_is_needed() -> None:
    assert decode({"nnviz": 1}) == Experiment()


def test_the_example_of_the_format() -> None:
    document = {
        "nnviz": 1, "name": "Digits", "notes": "", "seed": 7,
        "data": {"name": "digits", "samples": None, "noise": 0.0, "test_fraction": 0.2, "scaling": "minmax",
                 "features": None},
        "network": {"hidden": [{"units": 64, "activation": "relu"}], "output_activation": "auto",
                    "initializer": "he_normal"},
        "training": {"loss": "auto", "batch_size": 32, "dtype": "float32",
                     "optimizer": {"name": "adam", "learning_rate": 0.001}, "l1": 0.0, "l2": 0.0,
                     "stop": {"epochs": 100}},
        "variants": [{"name": "plain gradient descent",
                      "set": {"training.optimizer": {"name": "sgd", "learning_rate": 0.03}}}],
    }  # fmt: skip
    base, variant = plan_runs(decode(document))
    assert (base.name, variant.name) == ("Adam", "plain gradient descent")
    assert variant.experiment.training.optimizer.values == {"learning_rate": 0.03}
    assert variant.experiment.network == base.experiment.network


def test_a_variant_replaces_a_value_whole() -> None:
    document = {
        "nnviz": 1,
        "training": {"optimizer": {"name": "adam", "learning_rate": 0.5, "beta1": 0.5}, "stop": {"steps": 9}},
        "variants": [
            {"name": "v", "set": {"training.optimizer": {"name": "adam"}, "training.stop": {"train_loss": 0.1}}}
        ],
    }
    [_, variant] = plan_runs(decode(document))
    assert variant.experiment.training.optimizer.values["beta1"] == 0.9
    assert variant.experiment.training.stop.steps is None
    assert variant.experiment.training.stop.epochs is None


@pytest.mark.parametrize(
    ("name", "variants", "expected"),
    [
        ("Mine", [], "Mine"),
        ("", [], "base"),
        ("Mine", [{"name": "a", "set": {"seed": 3}}], "base"),
        ("Mine", [{"name": "a", "set": {"training.optimizer": "adam"}}], "SGD"),
        ("Mine", [{"name": "a", "set": {"network.initializer": "zeros"}}], "Xavier normal"),
        ("Mine", [{"name": "SGD", "set": {"training.optimizer": "adam"}}], "base"),
        ("base", [{"name": "base", "set": {"seed": 3}}], "base (base)"),
    ],
)
def test_the_base_run_has_a_name_of_its_own(name: str, variants: list[Any], expected: str) -> None:
    plans = plan_runs(decode({"nnviz": 1, "name": name, "variants": variants}))
    assert plans[0].name == expected
    assert len({plan.name for plan in plans}) == len(plans)
