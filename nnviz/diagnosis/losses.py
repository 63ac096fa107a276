"""Findings about a loss that does not suit the output it judges: what that costs, row by row."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from nnviz.activations import ACTIVATIONS
from nnviz.answers import middle, target_range
from nnviz.arrays import Array
from nnviz.batches import augment
from nnviz.diagnosis.finding import Found, Remedy
from nnviz.diagnosis.observation import Observation
from nnviz.diagnosis.words import entry, percent, ratio
from nnviz.experiment.choice import ActivationChoice
from nnviz.losses import CLIP, LOSSES
from nnviz.responses import outputs
from nnviz.workspace import Workspace, pullback_calls

_ROWS = 1024
_PROBABILITIES = ("sigmoid", "softmax")
_WITHOUT_LOSS = {"sigmoid": "binary_cross_entropy", "softmax": "categorical_cross_entropy"}
"""With which loss the whole error passes these outputs."""


def unsuited_loss(observation: Observation) -> Found | None:
    """Find a loss that reads the answers as something that they are not."""
    assembly = observation.assembly
    if assembly.data.task != "classification":
        return None
    loss, output = assembly.loss, assembly.network.layers[-1]
    seen = None
    if loss.signed_targets:
        seen, wanted = _answers_too_high(observation), "linear"
    elif loss.one_output_per_class and output.fan_out == 1 and target_range(assembly)[0] == 0.0:
        seen, wanted = _half_of_the_classes(observation), "softmax"
    elif loss.takes_logarithms:
        wanted = "softmax" if loss.one_output_per_class else "sigmoid"
        if output.activation.name not in _PROBABILITIES:
            seen = _no_probabilities(observation)
        elif loss.one_output_per_class and output.activation.name != "softmax":
            seen = _nothing_pushed_down(observation)
    if seen is None:
        return None
    remedy = Remedy(f"{ACTIVATIONS[wanted].label} output", {"network.output_activation": wanted})
    headline = f"{loss.label} does not suit {ACTIVATIONS[output.activation.name].label}"
    return Found(headline, seen, remedy, len(assembly.network.layers))


def _no_probabilities(observation: Observation) -> str:
    """Say where answers that are no probabilities have no logarithm."""
    y = _answers(observation).astype(np.float64)
    outside = percent(float(np.mean((y < CLIP) | (y > 1.0 - CLIP))))
    evidence = f"{outside} of the answers lie outside 0 to 1, where this loss passes on no gradient, right or wrong"
    if target_range(observation.assembly)[0] < 0.0:
        evidence += "; it can fall below 0"
    return f"{evidence}."


def _half_of_the_classes(observation: Observation) -> str:
    """Say whose rows teach nothing where one output stands for two classes."""
    data = observation.assembly.data
    rows = int(np.count_nonzero(data.labels_train == 0))
    first, second = data.classes
    return f"One output says {second} or not: {rows:,} rows of {first} add nothing to the loss, whatever the answer."


def _nothing_pushed_down(observation: Observation) -> str:
    """Say what the answers for the wrong classes have become."""
    data = observation.assembly.data
    y = _answers(observation)
    wrong = np.ones(y.shape, dtype=bool)
    wrong[np.arange(len(y)), data.labels_train[: len(y)]] = False
    mean = ratio(float(y[wrong].mean(dtype=np.float64)))
    return f"Nothing pushes the answers for the wrong classes down: they are {mean} on average."


def _answers_too_high(observation: Observation) -> str | None:
    """Say what a hinge costs with an output that cannot reach both targets."""
    assembly = observation.assembly
    data, output = assembly.data, assembly.network.layers[-1]
    least, most = _reach(output.activation)
    if least <= -1.0 and most >= 1.0:
        return None
    low, high = max(0.0, 1.0 + least), max(0.0, 1.0 - most)
    if output.fan_out == 1:
        share = float(np.mean(data.labels_train))
        least_loss = (1.0 - share) * low + share * high
    else:
        least_loss = 0.5  # of probabilities that are 1 and 0, the row's other output still costs 1
    y = _answers(observation)
    taken = y[:, 0] > middle(assembly) if y.shape[1] == 1 else np.argmax(y, axis=1) == 1
    label = ACTIVATIONS[output.activation.name].label
    reach = f"no lower than {entry(least)}" if most >= 1.0 else f"{entry(least)} to {entry(most)}"
    return (
        f"{label} answers {reach}, targets are \u22121 and 1: the loss stays above {ratio(least_loss)}; "
        f"{percent(float(np.mean(taken)))} of the rows are taken for {data.classes[1]}."
    )


def muffled_errors(observation: Observation) -> Found | None:
    """Find an error that has to pass the slope of the output, where another loss lets all of it through."""
    assembly = observation.assembly
    loss, output = assembly.loss, assembly.network.layers[-1]
    if assembly.data.task != "classification" or loss.takes_logarithms or loss.signed_targets:
        return None
    better = _WITHOUT_LOSS.get(output.activation.name)
    if better is None:
        return None
    before, behind = _gradients(observation)
    if not before.any():
        return None  # no error is left
    overall = float(np.sqrt(np.sum(np.square(behind)) / np.sum(np.square(before))))
    reaching = before > 0.0
    worst = float(np.min(behind[reaching] / before[reaching]))
    label = ACTIVATIONS[output.activation.name].label
    evidence = (
        f"{label} lets {ratio(overall)} of the loss's gradient through, {ratio(worst)} of it at the worst row; with "
        "cross-entropy the whole error arrives."
    )
    remedy = Remedy(LOSSES[better].label, {"training.loss": better})
    return Found(f"{loss.label} does not suit {label}", evidence, remedy, len(assembly.network.layers), "info")


def _answers(observation: Observation) -> Array:
    """Return what the network answers to the first training rows, shape (rows, outputs)."""
    return outputs(observation.assembly, observation.theta, observation.assembly.data.inputs_train[:_ROWS])


def _gradients(observation: Observation) -> tuple[Array, Array]:
    """Return the lengths of dL/da and dL/dz of the output for the first training rows, both of shape (rows,)."""
    assembly, theta = observation.assembly, observation.theta
    data, layer = assembly.data, assembly.network.layers[-1]
    inputs = augment(data.inputs_train[:_ROWS])
    workspace = Workspace(assembly.network, theta, len(inputs))
    with np.errstate(all="ignore"):
        workspace.forward(inputs)
        buffers = workspace.layers[-1]
        targets = np.asfortranarray(data.targets_train[:_ROWS])
        assembly.loss.gradient(buffers.a, targets, buffers.delta, buffers.scratch)
        before = np.linalg.norm(buffers.delta.astype(np.float64), axis=1)
        for call in pullback_calls(layer, buffers):
            call()
        return before, np.linalg.norm(buffers.delta.astype(np.float64), axis=1)


@lru_cache(maxsize=64)
def _reach(activation: ActivationChoice) -> tuple[float, float]:
    """Return the lowest and the highest answer of an activation, far out included."""
    known = ACTIVATIONS[activation.name]
    if known.derivative is None:
        return 0.0, 1.0
    far = np.geomspace(1e-3, 1e6, 2000)
    z = np.concatenate([-far[::-1], [0.0], far])
    a, scratch = np.empty_like(z), np.empty_like(z)
    with np.errstate(all="ignore"):
        known.function(z, a, scratch, **activation.values)
    return float(np.nanmin(a)), float(np.nanmax(a))
