"""The finding about straight borders: classes that no straight border parts, although their rows keep together."""

from __future__ import annotations

import math

import numpy as np

from nnviz.answers import predicted_classes
from nnviz.arrays import Array, Indices
from nnviz.diagnosis import remedies
from nnviz.diagnosis.finding import Found, Remedy
from nnviz.diagnosis.observation import SLOW_STEPS, Observation
from nnviz.diagnosis.thresholds import (
    BORDER_CERTAINTY,
    BORDER_GAIN,
    BORDER_GAP,
    FINISHED_ACCURACY,
    FINISHED_LOSS,
    SLOW_FALL,
)
from nnviz.diagnosis.words import loss, percent
from nnviz.experiment import Experiment
from nnviz.experiment.choice import ActivationChoice
from nnviz.initializers import INITIALIZERS
from nnviz.responses import outputs

UNITS = 8
"""So many units has the hidden layer that is suggested."""

NEIGHBOURS = 5
"""So many rows say together which class the row between them has."""

_ROWS = 512
_LEAST_CURVATURE = 1e-6
_RIDGE = 1e-6  # for columns that are constant within each class


def straight_border(observation: Observation) -> Found | None:
    """Find a run without a hidden layer at its minimum, far less often right than the nearest rows are about each row.

    Hidden layers of linear units count as none: a product of matrices is one matrix.
    """
    assembly, losses = observation.assembly, observation.losses
    hidden = assembly.experiment.network.hidden
    if assembly.data.task != "classification" or not all(_is_linear(layer.activation) for layer in hidden):
        return None
    taken = losses.steps_since_earlier
    if taken < SLOW_STEPS or losses.newest <= FINISHED_LOSS.value * observation.baseline_loss:
        return None
    if (losses.earlier - losses.newest) / losses.newest * SLOW_STEPS / taken > SLOW_FALL.value:
        return None
    if not losses.accuracy < FINISHED_ACCURACY.value or _on_its_way(observation):
        return None
    share = _share_of_neighbours(observation)
    if share is None:
        return None
    one = len(assembly.data.classes) == 2
    return Found(
        "A straight border is not enough" if one else "Straight borders are not enough",
        f"Train loss {loss(losses.earlier)} → {loss(losses.newest)} in the last {taken:,} steps, accuracy "
        f"{percent(losses.accuracy)}; the {NEIGHBOURS} nearest rows alone tell a row's class in {percent(share)}.",
        _against_straight_borders(assembly.experiment),
    )


def _is_linear(activation: ActivationChoice) -> bool:
    return activation.name == "linear"


def _on_its_way(observation: Observation) -> bool:
    curvature = observation.curvature
    if 0.0 <= curvature.along < _LEAST_CURVATURE:
        return False  # a loss of straight pieces, such as the hinge, shows no minimum: its fall has to tell
    return not curvature.gain <= BORDER_GAIN.value * observation.losses.newest


def _share_of_neighbours(observation: Observation) -> float | None:
    """Return how many rows their neighbours get right; None where straight borders may do about as well.

    Compared on the same rows with the network itself, and with straight borders that need no training, because a
    network may stand where it does for other reasons. What is lost to noise is lost to the neighbours as well.
    """
    data = observation.assembly.data
    inputs, labels = data.inputs_train[:_ROWS], data.labels_train[:_ROWS]
    rows, columns = inputs.shape
    if rows <= max(NEIGHBOURS, columns + 1):
        return None  # whatever the classes, some straight border parts so few rows
    answers = outputs(observation.assembly, observation.theta, inputs)
    points, members = inputs.astype(np.float64), np.eye(len(data.classes))[labels]
    by_neighbours = _classes_of_neighbours(points, members) == labels
    straight = (predicted_classes(observation.assembly, answers), _classes_of_discriminants(points, members))
    if not all(_far_better(by_neighbours, classes == labels) for classes in straight):
        return None
    return float(by_neighbours.mean())


def _classes_of_neighbours(points: Array, members: Array) -> Indices:
    """Return which class most of the rows nearest to each row have, itself left out (Cover and Hart 1967), shape (n,).

    `points` has shape (n, F); `members`, shape (n, C), is 1 where a row is of a class, else 0.
    """
    squares = np.einsum("ij,ij->i", points, points)
    distances = squares[:, None] + squares - 2.0 * points @ points.T
    np.fill_diagonal(distances, np.inf)
    nearest = np.argpartition(distances, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
    classes: Indices = np.argmax(members[nearest].sum(axis=1), axis=1)
    return classes


def _classes_of_discriminants(points: Array, members: Array) -> Indices:
    """Return on which side of the straight borders of linear discriminants each row lies, shape (n,).

    Fisher 1936: the distance to a class's mean counts in units of how far rows scatter about the mean of their class.
    Least squares would hide a class that lies between two others.
    """
    counts = members.sum(axis=0)
    known = counts > 0.0
    means = (members.T @ points) / np.maximum(counts, 1.0)[:, None]
    apart = points - members @ means
    within = apart.T @ apart / len(points)
    within[np.diag_indices_from(within)] += _RIDGE * float(np.mean(np.square(points)))
    weights = np.linalg.solve(within, means.T)
    biases = np.log(np.where(known, counts, 1.0) / len(points)) - 0.5 * np.einsum("ij,ji->i", means, weights)
    classes: Indices = np.argmax(np.where(known, points @ weights + biases, -np.inf), axis=1)
    return classes


def _far_better(one: Array, other: Array) -> bool:
    """Say whether the one is right about far more rows than the other, and not by chance; both of shape (n,)."""
    gained, lost = int(np.count_nonzero(one & ~other)), int(np.count_nonzero(other & ~one))
    by_chance = math.sqrt(gained + lost)
    return gained - lost >= max(BORDER_GAP.value * len(one), BORDER_CERTAINTY.value * by_chance)


def _against_straight_borders(experiment: Experiment) -> Remedy:
    """Add a hidden layer; bend those that are linear."""
    bent = ActivationChoice("tanh")
    if experiment.network.hidden:
        return remedies.with_activation(experiment, bent, _is_linear)
    words, changes = f"a hidden layer of {UNITS}", {"network.hidden": [{"units": UNITS, "activation": bent.document()}]}
    if experiment.network.initializer.name not in remedies.UNSCALED:
        return Remedy(words, changes)
    # Zeros do without a hidden layer, and keep one from learning.
    initial = remedies.suitable_initializer([bent])
    return Remedy(f"{words} and {INITIALIZERS[initial].label}", {**changes, "network.initializer": initial})
