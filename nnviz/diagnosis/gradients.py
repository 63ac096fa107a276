"""Findings about the gradient on its way back through the layers."""

from __future__ import annotations

import math

import numpy as np

from nnviz.activations import ACTIVATIONS
from nnviz.diagnosis import remedies
from nnviz.diagnosis.finding import Found, Remedy
from nnviz.diagnosis.observation import Observation
from nnviz.diagnosis.thresholds import EXPLODING_RATIO
from nnviz.diagnosis.verdicts import reference_size
from nnviz.diagnosis.words import ratio, significant
from nnviz.experiment.choice import ActivationChoice
from nnviz.saturation import slopes


def vanishing_gradients(observation: Observation) -> Found | None:
    """Find layers that receive next to nothing of the gradient that the last one gets."""
    gradients = observation.gradients
    if gradients is None or "vanishing" not in gradients.verdicts:
        return None
    layers = observation.assembly.network.layers
    worst = int(np.argmin(gradients.sizes))
    share = gradients.sizes[worst] / reference_size(gradients.sizes)
    received = f"{ratio(share)} of {layers[-1].name}'s gradient" if share else "no gradient at all"
    evidence = f"Over {gradients.steps:,} steps {layers[worst].name} got {received}"
    weakest = min((layer.activation for layer in layers[worst:-1]), key=_largest_slope, default=None)
    if weakest is not None and _largest_slope(weakest) < 1.0:
        label = ACTIVATIONS[weakest.name].label
        evidence += f": {label} passes on at most {ratio(_largest_slope(weakest))} a layer"
    return Found("Gradients vanish", f"{evidence}.", _against_vanishing(observation), worst + 1)


def _largest_slope(activation: ActivationChoice) -> float:
    known = slopes(activation)
    return 1.0 if known is None else known.largest


def _against_vanishing(observation: Observation) -> Remedy:
    experiment = observation.assembly.experiment
    hidden = [layer.activation for layer in experiment.network.hidden]
    shrinking = any(_largest_slope(activation) < 1.0 for activation in hidden)
    if remedies.initializers_of(experiment) & set(remedies.UNSCALED) and not shrinking:
        return remedies.initializer(experiment)
    if any(remedies.saturates(activation) for activation in hidden):
        return remedies.with_activation(experiment, ActivationChoice("relu"), remedies.saturates, initial="he_normal")
    if len(hidden) > remedies.FEWER_LAYERS:
        return remedies.batch_norm(experiment) or remedies.fewer_layers(experiment)
    return remedies.initializer(experiment)


def exploding_gradients(observation: Observation) -> Found | None:
    """Find layers that receive far more of the gradient than the last one, or than any rate can bear."""
    gradients = observation.gradients
    if gradients is None or "exploding" not in gradients.verdicts:
        return None
    assembly = observation.assembly
    layers = assembly.network.layers
    worst = int(np.argmax(gradients.sizes))
    size, share, name = float(gradients.sizes[worst]), gradients.largest_ratio, layers[worst].name
    since = f"Over {gradients.steps:,} steps"
    if not math.isfinite(share):
        evidence = f"{since} the gradient of {name} overflowed."
    elif share > EXPLODING_RATIO.value:
        evidence = f"{since} {name} got {ratio(share)} times {layers[-1].name}'s gradient."
    else:
        evidence = f"{since} the gradient of {name} had the size {significant(size, 3)}, far above 1."
    start, clipping = remedies.better_start(assembly), remedies.clipping(assembly.experiment)
    remedy = start or clipping or remedies.calmer_rate(observation)
    return Found("Gradients explode", evidence, remedy, worst + 1)
