"""Ready fields of racers, and racers that suit a function: nobody should have to guess a learning rate first."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from msgspec import Struct

from nnviz.experiment.carrying import carried_over
from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.functions import FUNCTIONS
from nnviz.landscape.lab import OWN_RATE, Lab
from nnviz.landscape.racing import MOST_RACERS
from nnviz.landscape.stability import curvature_at, largest_stable_rate
from nnviz.optimizers import OPTIMIZERS

SHARE_OF_VIEW = 0.01
"""How far an adaptive optimizer goes in one step, against the longer side of the view: a hundred steps cross it."""
RATES = (0.0316, 0.1, 0.316, 1.0, 3.16)
SAME_RATE = {"sgd", "momentum", "nesterov"}
"""Optimizers whose rate means the same."""
MOMENTA = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99)


class Preset(Struct, frozen=True):
    """A field of racers.

    Attributes
    ----------
    label, sentence : str
    racers : callable
        Returns them for a lab.
    """

    label: str
    sentence: str
    racers: Callable[[Lab], tuple[OptimizerChoice, ...]]


def suited(name: str, lab: Lab) -> OptimizerChoice:
    """Return an optimizer with a rate at which it makes its way on a lab's function."""
    rate = OWN_RATE if lab.entry is None else lab.entry.learning_rate * _gentleness(lab.function, lab.values)
    if name == "adadelta":  # whose steps grow by themselves
        return OptimizerChoice(name)
    if name == "momentum_ema":
        choice = OptimizerChoice(name)
        return with_rate(choice, rate / (1.0 - choice.values["momentum"]))
    if OPTIMIZERS[name].stable_rate is None:
        return with_rate(OptimizerChoice(name), view_side(lab) * SHARE_OF_VIEW * (10.0 if name == "adagrad" else 1.0))
    choice = OptimizerChoice(name)
    bears, gradient_descent_bears = (largest_stable_rate(one, 1.0) or rate for one in (choice, OptimizerChoice("sgd")))
    return with_rate(choice, rate * min(1.0, bears / gradient_descent_bears))


@lru_cache(maxsize=8)
def _gentleness(function: str, values: tuple[tuple[str, float], ...]) -> float:
    """Return how many times as large a rate a function bears at its start as with its own hyperparameters."""
    entry = FUNCTIONS[function]
    own, present = (
        curvature_at(entry.landscape(**hyperparameters).hessians(np.array(entry.start)))
        for hyperparameters in (entry.defaults(), dict(values))
    )
    if own is None or present is None or not (own.eigenvalues[1] > 0.0 and present.eigenvalues[1] > 0.0):
        return 1.0
    return float(own.eigenvalues[1] / present.eigenvalues[1])


def moved_to(lab: Lab, function: str) -> Lab:
    """Return the lab on another function, from where that shows what is special about it.

    The same racers go on, with rates that are to it what theirs are to the function before.
    """
    new = Lab.on(function, lab.formula)
    racers = []
    for racer in lab.racers:
        before, after = (suited(racer.name, one).values["learning_rate"] for one in (lab, new))
        racers.append(with_rate(racer, racer.values["learning_rate"] * after / before))
    return new.with_racers(tuple(racers)).with_steps(lab.steps).with_seed(lab.seed)


def another_optimizer(lab: Lab, racer: int, name: str) -> OptimizerChoice:
    """Return what a racer becomes with another optimizer: what means the same in both stays, and the rate suits it."""
    before = lab.racers[racer]
    if name == before.name:
        return before
    kept = OptimizerChoice.parse(carried_over(before.document(), OPTIMIZERS, name))
    if {before.name, name} <= SAME_RATE:
        return kept
    old, new = (suited(one, lab).values["learning_rate"] for one in (before.name, name))
    return with_rate(kept, before.values["learning_rate"] * new / old)


def newcomer(lab: Lab) -> OptimizerChoice:
    """Return one more racer: an optimizer that is not there yet."""
    there = {racer.name for racer in lab.racers}
    order = ("sgd", "momentum", "adam", "rmsprop", "nesterov", "adagrad", *OPTIMIZERS)
    return suited(next((name for name in order if name not in there), "sgd"), lab)


def with_rate(choice: OptimizerChoice, rate: float) -> OptimizerChoice:
    """Return a choice with another learning rate, of three digits, as near as is allowed."""
    rate = min(max(float(f"{rate:.3g}"), 1e-12), 1e6)
    return OptimizerChoice(choice.name, **{**choice.values, "learning_rate": rate})


def view_side(lab: Lab) -> float:
    """Return the longer side of a function's own view."""
    left, right, bottom, top = lab.box
    return max(right - left, top - bottom)


def _momentum(lab: Lab) -> tuple[OptimizerChoice, ...]:
    return suited("sgd", lab), suited("momentum", lab)


def _optimizers(lab: Lab) -> tuple[OptimizerChoice, ...]:
    # Of ten there is room for eight: the two that differ least from another one stay out.
    names = [name for name in OPTIMIZERS if name not in ("momentum_ema", "adamw")]
    return tuple(suited(name, lab) for name in names[:MOST_RACERS])


def _rates(lab: Lab) -> tuple[OptimizerChoice, ...]:
    base = lab.racers[0]
    middle = suited(base.name, lab).values["learning_rate"]
    return tuple(with_rate(base, middle * factor) for factor in RATES)


def _momenta(lab: Lab) -> tuple[OptimizerChoice, ...]:
    rate = suited("momentum", lab).values["learning_rate"]
    return tuple(OptimizerChoice("momentum", learning_rate=rate, momentum=value) for value in MOMENTA)


PRESETS: tuple[Preset, ...] = (
    Preset("With and without momentum", "SGD beside momentum, at the same learning rate.", _momentum),
    Preset("All optimizers", "Eight optimizers, each at a rate that suits it.", _optimizers),
    Preset("Learning rates", "The first racer's optimizer at five rates; the largest may be too large.", _rates),
    Preset("Momentum values", "Momentum from 0 to 0.99, at the same learning rate.", _momenta),
)
