"""The landscape lab's set-up: changes, what is refused, and what is remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nnviz.errors import InvalidInput
from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.functions import FUNCTIONS
from nnviz.landscape.lab import OWN, Lab
from nnviz.landscape.racing import MOST_RACERS


@pytest.mark.parametrize("name", [*FUNCTIONS, OWN])
def test_it_opens_with_and_without_momentum_and_something_to_see(name: str) -> None:
    lab = Lab.on(name)
    assert [racer.name for racer in lab.racers] == ["sgd", "momentum"]
    tracks = lab.run()
    assert tracks.diverged(0) is None or not lab.minima  # where it falls for ever, a racer may leave all numbers
    assert tracks.losses[0, 50] < tracks.losses[0, 0]
    assert [done.verdict for done in lab.reports(tracks)]


@pytest.mark.parametrize("name", [*FUNCTIONS, OWN])
def test_what_is_remembered_comes_back(name: str) -> None:
    lab = Lab.on(name).with_start(0.5, -0.25).with_one_more(OptimizerChoice("adam", beta1=0.5))
    assert Lab.decode(lab.encode()) == lab


def test_a_value_of_the_function_is_checked() -> None:
    lab = Lab.on("ravine").with_value("K", 10.0)
    assert lab.landscape.values(np.array([0.0, 1.0])) == 5.0
    with pytest.raises(InvalidInput, match="K is 0"):
        lab.with_value("K", 0.0)


def test_an_own_formula_keeps_racers_and_is_checked() -> None:
    lab = Lab.on("ravine").with_one_more(OptimizerChoice("adam")).with_formula("x**4 + y**4")
    assert (lab.function, len(lab.racers), lab.minima) == (OWN, 3, ((0.0, 0.0),))
    assert lab.with_formula("x**2 + y**2").start == lab.start
    with pytest.raises(InvalidInput, match="'z'"):
        lab.with_formula("z")


def test_racers_come_and_go_within_bounds() -> None:
    lab = Lab.on("bowl")
    while len(lab.racers) < MOST_RACERS:
        lab = lab.with_one_more(OptimizerChoice("adam"))
    with pytest.raises(InvalidInput, match="the most"):
        lab.with_one_more(OptimizerChoice("adam"))
    while len(lab.racers) > 1:
        lab = lab.without(0)
    assert lab.racers[0].name == "adam"
    with pytest.raises(InvalidInput, match="last racer"):
        lab.without(0)
    assert lab.with_racer(0, OptimizerChoice("sgd")).racers == (OptimizerChoice("sgd"),)


def test_a_start_out_of_reach_is_refused() -> None:
    for x in (float("nan"), 2e6):
        with pytest.raises(InvalidInput, match="start's x"):
            Lab.on("bowl").with_start(x, 0.0)


@pytest.mark.parametrize(
    "changes",
    [{"function": "nowhere"}, {"function": 3}, {"values": {"Q": 1}}, {"values": {"K": -1}}, {"start": [1]},
     {"start": "ab"}, {"racers": []}, {"racers": [{"name": "sgd", "speed": 1}]}, {"steps": 0}, {"steps": 10**9},
     {"seed": -1}, {"values": None}],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        Lab.decode({**Lab.on("ravine").encode(), **changes})
    with pytest.raises(InvalidInput):
        Lab.decode(None)


@pytest.mark.parametrize(
    "change",
    [
        lambda lab: lab.with_racer(1, OptimizerChoice("momentum", learning_rate=0.003)),
        lambda lab: lab.with_racers((*reversed(lab.racers), lab.racers[0], OptimizerChoice("nadam"))),
        lambda lab: lab.with_racers(lab.racers[1:]),
        lambda lab: lab.with_start(1.0, 1.5),
        lambda lab: lab.with_value("K", 7.0),
        lambda lab: lab.with_steps(40),
        lambda lab: lab.with_seed(5),
        lambda lab: lab.with_racers((OptimizerChoice("adam"), OptimizerChoice("sgd", learning_rate=0.5))),
    ],
)
def test_a_race_after_another_is_the_same_as_one_of_its_own(change: Callable[[Lab], Lab]) -> None:
    before = Lab.on("ravine").with_one_more(OptimizerChoice("adam"))
    tracks = before.run()
    after = change(before)
    found, reports = after.run_after(before, tracks, before.reports(tracks))
    wanted = after.run()
    assert reports == after.reports(wanted)
    assert found.start == wanted.start
    for name in ("paths", "losses", "gradients", "ends"):
        np.testing.assert_array_equal(getattr(found, name), getattr(wanted, name))
    for one, other in zip(found.memories, wanted.memories, strict=True):
        assert one.keys() == other.keys()
        for name in one:
            np.testing.assert_array_equal(one[name], other[name])


def test_racers_that_stay_do_not_race_again(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Lab.on("bowl")
    tracks = before.run()
    raced: list[str] = []
    go = Lab.run
    monkeypatch.setattr(Lab, "run", lambda lab: (raced.extend(r.name for r in lab.racers), go(lab))[1])
    before.with_racer(0, OptimizerChoice("adagrad")).run_after(before, tracks, before.reports(tracks))
    assert raced == ["adagrad"]
