"""Findings about the learning rate, from what the loss does: swings, crawling, and the end of a run that diverged."""

from __future__ import annotations

import math

import numpy as np

from nnviz.diagnosis import remedies
from nnviz.diagnosis.finding import Found
from nnviz.diagnosis.observation import SLOW_STEPS, Observation
from nnviz.diagnosis.reach import has_momentum, reach_of
from nnviz.diagnosis.thresholds import (
    EXPLODING_RATIO,
    FINISHED_ACCURACY,
    FINISHED_LOSS,
    OUT_OF_REACH,
    SLOW_FALL,
    SLOW_SHARPNESS,
    SWINGS,
    UPDATE_TOO_SMALL,
    WORTHWHILE_GAIN,
)
from nnviz.diagnosis.words import loss, ratio, true_minus

LEAST_EVALUATIONS = 6
"""Before so many epochs no swing is judged."""

LEAST_SWING_STEPS = 100
"""Before so many steps a swing may be that of a momentum which has yet to settle."""

LEAST_SLOW_STEPS = 200
"""Before so many steps nothing is called slow."""

_LEAST_SHARPNESS = 1e-6  # below, as with a loss of straight pieces, curvature says nothing about the rate


def divergence(observation: Observation) -> Found | None:
    """Say where and why a run stopped being finite."""
    found = observation.divergence
    if found is None:
        return None
    return Found(
        "The run diverged",
        f"Step {found.step:,}: {true_minus(found.reason)}.",
        remedies.steadier(observation),
        found.layer,
        "error",
    )


def rate_too_high(observation: Observation) -> Found | None:
    """Find a train loss that keeps going up and down, or only up, and does not come back to its best."""
    losses = observation.losses
    if len(losses.recent) < LEAST_EVALUATIONS or losses.steps < LEAST_SWING_STEPS:
        return None
    if observation.gradients is not None and observation.gradients.largest_ratio > EXPLODING_RATIO.value:
        return None  # whatever the rate, it suits some layers only
    scale = observation.baseline_loss
    moves = np.diff(losses.recent.reshape(-1))
    rises = np.maximum(moves, 0.0)
    # What swings at first and then settles is no trouble, so both halves of the window have to swing.
    halves = float(rises[: len(rises) // 2].sum()), float(rises[len(rises) // 2 :].sum())
    if min(halves) < SWINGS.value / 2.0 * scale or np.median(losses.recent) < losses.best + OUT_OF_REACH.value * scale:
        return None
    low, high = float(losses.recent.min()), float(losses.recent.max())
    did = "went up and down between {} and {}" if (moves < 0.0).any() else "rose from {} to {}"
    best = f"; its best was {loss(losses.best)}" if losses.best < low else ""
    evidence = f"Train loss {did.format(loss(low), loss(high))} in the last {losses.epochs:,.0f} epochs{best}."
    return Found("The rate is too high", evidence, remedies.steadier(observation))


def slow_progress(observation: Observation) -> Found | None:
    """Find a train loss that hardly falls although it could: far from any end, with a rate far below what is stable."""
    losses = observation.losses
    taken = losses.steps_since_earlier
    if taken < LEAST_SLOW_STEPS or losses.newest <= FINISHED_LOSS.value * observation.baseline_loss:
        return None
    fall = (losses.earlier - losses.newest) / losses.newest * SLOW_STEPS / taken
    if fall > SLOW_FALL.value or losses.accuracy >= FINISHED_ACCURACY.value:
        return None
    curvature = observation.curvature
    if not curvature.gain > WORTHWHILE_GAIN.value * losses.newest:
        return None
    optimizer = observation.assembly.experiment.training.optimizer
    now, reach = optimizer.values["learning_rate"], reach_of(optimizer)
    if reach is None:
        size = remedies.size_of(observation.parameters)
        if now > UPDATE_TOO_SMALL.value * size:
            return None
        why = f"a step changes the weights by at most {ratio(now / size)} of their size"
    else:
        bent = _LEAST_SHARPNESS < curvature.sharpness < math.inf
        if not bent or now * reach * curvature.sharpness > SLOW_SHARPNESS.value:
            return None
        why = f"a rate of {ratio(1.0 / curvature.sharpness)} would still be stable"
    return Found(
        "Learning is slow" if has_momentum(optimizer) else "Without momentum, learning is slow",
        f"Train loss {loss(losses.earlier)} → {loss(losses.newest)} in the last {taken:,} steps; {why}.",
        remedies.brisker(observation),
        severity="info",
    )
