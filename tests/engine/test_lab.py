"""The landscape lab's set-up: changes, what is refused, and what is remembered."""

from __future__ import annotations

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
    assert (lab.function, len(lab.racers), lab.minima) == (OWN, 3, ())
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
