"""Ready races: every one of them, over every bundled example and over experiments at the edge of what there is."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from nnviz.assembly import assemble_runs
from nnviz.errors import InvalidInput
from nnviz.experiment import SUFFIX, Experiment, decode, encode, parse, plan_runs
from nnviz.experiment.fields import MAXIMUM_VARIANTS
from nnviz.optimizers import OPTIMIZERS
from nnviz.race_variants import MILESTONES
from nnviz.races import RACES, Race, variants_of, with_race
from nnviz.resources import open_resource

EXAMPLES = [
    entry.name
    for entry in sorted(open_resource("experiments").iterdir(), key=lambda entry: entry.name)
    if entry.name.endswith(SUFFIX) and not entry.name.startswith("_")
]


def training(**values: Any) -> Experiment:
    return decode({"nnviz": 1, "training": values})


def names(race: str, experiment: Experiment) -> list[str]:
    return [variant.name for variant in variants_of(RACES[race], experiment)]


def overrides(race: str, experiment: Experiment) -> list[dict[str, Any]]:
    return [variant.set for variant in variants_of(RACES[race], experiment)]


@pytest.mark.parametrize("race", RACES.values(), ids=list(RACES))
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_race_runs_with_every_example(name: str, race: Race) -> None:
    experiment = decode(parse(open_resource("experiments", name).read_bytes()))
    if race.name in ("activations", "batch_norm", "dropout") and not experiment.network.hidden:
        with pytest.raises(InvalidInput, match=r"^There is nothing to compare: there is no hidden layer\.$"):
            with_race(experiment, race)
        return
    raced = with_race(experiment, race)
    assert 1 <= len(raced.variants) <= MAXIMUM_VARIANTS
    assert decode(encode(raced)) == raced
    assert replace(raced, variants=()) == replace(experiment, variants=())
    plans = plan_runs(raced)
    assert len({plan.name.casefold() for plan in plans}) == len(plans)
    assert all(plan.name.strip() == plan.name and len(plan.name) <= 24 for plan in plans[1:])
    runs = [encode(plan.experiment) for plan in plans]
    assert all(run not in runs[:index] for index, run in enumerate(runs))
    assert len(assemble_runs(raced)) == len(plans)


def test_races_say_what_they_are() -> None:
    assert len({race.label for race in RACES.values()}) == len(RACES)
    for race in RACES.values():
        assert race.sentence[0].isupper()
        assert race.sentence.endswith(".")
        assert not race.nothing.endswith(".")


def test_momentum_keeps_the_rate_and_is_taken_away_where_it_is() -> None:
    plain = training(optimizer={"name": "sgd", "learning_rate": 0.2})
    assert overrides("momentum", plain) == [{"training.optimizer": {"name": "momentum", "learning_rate": 0.2}}]
    assert [plan.name for plan in plan_runs(with_race(plain, RACES["momentum"]))] == [
        "without momentum",
        "with momentum",
    ]
    fast = training(optimizer={"name": "momentum", "learning_rate": 0.2})
    assert overrides("momentum", fast) == [{"training.optimizer": {"name": "sgd", "learning_rate": 0.2}}]
    assert [plan.name for plan in plan_runs(with_race(fast, RACES["momentum"]))] == [
        "with momentum",
        "without momentum",
    ]
    nought = training(optimizer={"name": "momentum", "momentum": 0.0})
    assert overrides("momentum", nought) == [{"training.optimizer.momentum": 0.9}]
    assert names("momentum", training(optimizer="adam")) == ["SGD with momentum", "SGD without momentum"]


@pytest.mark.parametrize("now", list(OPTIMIZERS))
def test_the_optimizers_that_added_an_idea_race(now: str) -> None:
    raced = variants_of(RACES["optimizers"], training(optimizer=now))
    others = [OPTIMIZERS[name].label for name in MILESTONES if name != now]
    assert [variant.name for variant in raced] == others[:MAXIMUM_VARIANTS]


def test_rates_lie_evenly_around_the_present_one() -> None:
    rates = [
        change["training.optimizer.learning_rate"]
        for change in overrides("learning_rates", training(optimizer={"name": "sgd", "learning_rate": 0.03}))
    ]
    assert rates == [0.003, 0.01, 0.09, 0.3]
    highest = training(optimizer={"name": "sgd", "learning_rate": 1e6})
    assert len(overrides("learning_rates", highest)) == 2, "higher ones are not allowed"
    lowest = training(optimizer={"name": "sgd", "learning_rate": 5e-324})
    assert all(change["training.optimizer.learning_rate"] > 0.0 for change in overrides("learning_rates", lowest))


def test_the_present_initializer_is_the_base() -> None:
    he = decode({"nnviz": 1, "network": {"initializer": "he_normal"}})
    assert names("initializers", he) == ["Zeros", "Normal 0.01", "Normal 1", "Xavier normal"]
    uniform = decode({"nnviz": 1, "network": {"initializer": "he_uniform"}})
    assert len(names("initializers", uniform)) == 5


def test_activations_change_in_all_hidden_layers_and_leave_step_out() -> None:
    experiment = decode({"nnviz": 1, "network": {"hidden": [{"activation": "tanh"}, {"activation": "relu"}]}})
    raced = variants_of(RACES["activations"], experiment)
    assert [variant.name for variant in raced] == ["Linear", "Sigmoid", "Tanh", "ReLU", "GELU"]
    assert set(raced[0].set) == {"network.hidden[0].activation", "network.hidden[1].activation"}
    relu = decode({"nnviz": 1, "network": {"hidden": [{"activation": "relu"}]}})
    assert names("activations", relu) == ["Linear", "Sigmoid", "Tanh", "GELU", "Sine"]


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (32, ["batch size 1", "batch size 10", "full batch"]),
        (1, ["batch size 10", "full batch"]),
        (10, ["batch size 1", "full batch"]),
        (None, ["batch size 1", "batch size 10"]),
        (80, ["batch size 1", "batch size 10"]),
    ],
)
def test_batches_are_one_ten_and_all(size: int | None, expected: list[str]) -> None:
    experiment = decode({"nnviz": 1, "data": {"samples": 100}, "training": {"batch_size": size}})
    assert names("batch_sizes", experiment) == expected


def test_few_rows_leave_nothing_to_compare() -> None:
    few = {"samples": 4, "test_fraction": 0.75}
    with pytest.raises(InvalidInput, match="too few training rows"):
        with_race(decode({"nnviz": 1, "data": few, "training": {"batch_size": None}}), RACES["batch_sizes"])


def test_a_penalty_comes_or_goes() -> None:
    assert overrides("l1", training()) == [{"training.l1": 0.001}]
    assert overrides("l2", training(l2=0.5)) == [{"training.l2": 0.0}]
    assert [plan.name for plan in plan_runs(with_race(training(l2=0.5), RACES["l2"]))] == ["with L2", "without L2"]


def test_what_ran_before_is_replaced() -> None:
    before = decode({"nnviz": 1, "variants": [{"name": "old", "set": {"seed": 5}}]})
    after = with_race(before, RACES["optimizers"])
    assert "old" not in [variant.name for variant in after.variants]
