"""Findings about how a network is built: units that cannot become different, activations that cannot teach."""

from __future__ import annotations

import numpy as np

from nnviz.activations import ACTIVATIONS
from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.diagnosis import remedies
from nnviz.diagnosis.finding import Found, Remedy
from nnviz.diagnosis.observation import Observation
from nnviz.diagnosis.thresholds import ALIKE
from nnviz.diagnosis.words import listed
from nnviz.experiment.choice import ActivationChoice
from nnviz.network import Layer


def symmetric_weights(observation: Observation) -> Found | None:
    """Find hidden layers whose units have the same weights on both sides, and so the same gradient for ever."""
    network, theta = observation.assembly.network, observation.theta
    alike = [
        layer
        for layer, above in zip(network.layers, network.layers[1:], strict=False)
        if layer.fan_out > 1 and _units_alike(layer, theta) and _all_alike(above.weights(theta), axis=0)
    ]
    if not alike:
        return None
    first = alike[0]
    zero = not first.weights(theta).any()
    names = listed([layer.name for layer in alike])
    which = f"units of {names}" if len(alike) > 1 else f"{first.fan_out:,} units of {names}"
    evidence = f"All {which} have the same weights{' (0)' if zero else ''} and so the same gradient: they stay alike."
    remedy = remedies.initializer(observation.assembly.experiment)
    return Found("Units are all the same", evidence, remedy, network.layers.index(first) + 1)


def _units_alike(layer: Layer, theta: Array) -> bool:
    if layer.batch_norm:  # which takes the biases away
        return _all_alike(layer.weights(theta), axis=1) and _all_alike(layer.gamma_beta(theta), axis=1)
    return _all_alike(layer.augmented(theta), axis=1)


def _all_alike(matrix: Array, axis: int) -> bool:
    largest = float(np.max(np.abs(matrix)))
    return bool(np.max(np.ptp(matrix, axis=axis)) <= ALIKE.value * largest)


def step_activation(observation: Observation) -> Found | None:
    """Find an activation whose derivative is 0 everywhere: no layer up to it ever learns."""
    network = observation.assembly.network
    flat = [layer for layer in network if remedies.is_flat(layer.activation)]
    if not flat:
        return None
    last = flat[-1]
    number = network.layers.index(last) + 1
    label = ACTIVATIONS[last.activation.name].label
    names = listed([layer.name for layer in network.layers[:number]])
    evidence = f"The slope of {label} is 0 everywhere, so a gradient of 0 reaches {names}: nothing there ever learns."
    return Found(f"{label} passes no gradient", evidence, _against_steps(observation.assembly), number)


def _against_steps(assembly: Assembly) -> Remedy:
    experiment = assembly.experiment
    if not remedies.is_flat(assembly.network.layers[-1].activation):
        return remedies.with_activation(experiment, ActivationChoice("tanh"), remedies.is_flat)
    hidden = (
        remedies.with_activation(experiment, ActivationChoice("tanh"), remedies.is_flat)
        if any(remedies.is_flat(layer.activation) for layer in experiment.network.hidden)
        else Remedy("")
    )
    words = " and ".join(filter(None, [hidden.words, "the usual output"]))
    return Remedy(words, {**hidden.changes, "network.output_activation": "auto"})
