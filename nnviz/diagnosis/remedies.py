"""What to try: changes of an experiment that help against a cause, in the words of the form."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from nnviz.activations import ACTIVATIONS
from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.diagnosis.finding import Remedy
from nnviz.diagnosis.observation import Observation
from nnviz.diagnosis.reach import has_momentum, reach_of
from nnviz.diagnosis.words import entry
from nnviz.experiment import Experiment, encode
from nnviz.experiment.choice import ActivationChoice
from nnviz.initializers import INITIALIZERS
from nnviz.saturation import slopes

UNSCALED = ("zeros", "normal_small", "normal_large", "uniform", "constant")
"""Initializers whose weights do not shrink with the number of inputs, as those of Glorot and of He do."""

CALMER = 10.0
"""A rate that is too high is divided by this at least."""

CALM_SHARPNESS = 1.0
"""A rate is calm where the rate times the largest curvature is below this: half of what is stable."""

CALM_UPDATE = 0.02
"""With optimizers that scale their steps: a rate is calm that is below this share of the weights' size."""

BRISK_UPDATE = 1e-3
"""Likewise: a rate of this share of the weights' size is brisk."""

HOPELESS = 1e3
"""A rate that has to become smaller by more than this is not what is wrong: the start is."""

MOMENTUM = 0.9

BRISKEST = 100.0
"""A rate that is too low is multiplied by this at most."""

BRISK_SHARPNESS = 0.1
"""A rate is brisk where the rate times the largest curvature, momentum included, is about this."""

LARGE_INPUTS = 5.0
"""Inputs are large whose root mean square in some column is above this; scaled ones have about 1."""

FEWER_LAYERS = 3

CLIP_NORM = 1.0
"""A usual bound, such as in Sutskever, Vinyals and Le 2014, who scale gradients down to 5, and in many since to 1."""

_NICE = (1.0, 2.0, 5.0, 10.0)
_USUAL = "xavier_normal"


def rounded(value: float) -> float:
    """Return the nearest of 1, 2 and 5 times a power of ten, by ratio."""
    power = 10.0 ** math.floor(math.log10(value))
    factor = min(_NICE, key=lambda nice: abs(math.log(nice * power / value)))
    return float(f"{factor * power:.0e}")


def rate(experiment: Experiment, value: float) -> Remedy:
    """Train with another learning rate."""
    optimizer = experiment.training.optimizer
    changed = {"name": optimizer.name, **optimizer.values, "learning_rate": value}
    return Remedy(f"rate {entry(value)}", {"training.optimizer": changed})


def calmer_rate(observation: Observation) -> Remedy:
    """Train with a rate that is at most a tenth, and calm where the run started."""
    assembly = observation.assembly
    optimizer = assembly.experiment.training.optimizer
    value, reach = optimizer.values["learning_rate"] / CALMER, reach_of(optimizer)
    if reach is None:
        calm = CALM_UPDATE * size_of(assembly.initial_theta()[: assembly.network.size])
    else:
        sharpness = observation.initial_curvature.sharpness
        calm = CALM_SHARPNESS / (reach * sharpness) if sharpness else 0.0
    return rate(assembly.experiment, rounded(min(value, calm) if calm else value))


def clipping(experiment: Experiment) -> Remedy | None:
    """Bound the gradient, where the optimizer takes steps as long as it is and nothing bounds it yet."""
    if experiment.training.clip_norm is not None or reach_of(experiment.training.optimizer) is None:
        return None
    return Remedy(f"clip norm {entry(CLIP_NORM)}", {"training.clip_norm": CLIP_NORM})


def size_of(theta: Array) -> float:
    """Return the root mean square of all parameters."""
    return float(np.sqrt(np.mean(np.square(theta, dtype=float))))


def steadier(observation: Observation) -> Remedy:
    """Lower the rate, unless no sensible rate is stable where the run started: then start elsewhere."""
    experiment = observation.assembly.experiment
    calmer = calmer_rate(observation)
    new = calmer.changes["training.optimizer"]["learning_rate"]
    if experiment.training.optimizer.values["learning_rate"] / new <= HOPELESS:
        return calmer
    return better_start(observation.assembly) or calmer


def brisker(observation: Observation) -> Remedy:
    """Learn faster: momentum where there is none, and a rate that the curvature allows."""
    experiment = observation.assembly.experiment
    optimizer = experiment.training.optimizer
    now, reach = optimizer.values["learning_rate"], reach_of(optimizer)
    if reach is None:
        return rate(experiment, max(rounded(BRISK_UPDATE * size_of(observation.parameters)), 10.0 * now))
    reach = max(reach, 1.0 / (1.0 - MOMENTUM))
    wanted = rounded(min(BRISK_SHARPNESS / (reach * observation.curvature.sharpness), BRISKEST * now))
    if has_momentum(optimizer):
        return rate(experiment, max(wanted, 10.0 * now))
    value = wanted if wanted > 10.0 * now else now
    words = f"momentum {entry(MOMENTUM)}" + (f" and rate {entry(value)}" if value != now else "")
    return Remedy(words, {"training.optimizer": {"name": "momentum", "learning_rate": value, "momentum": MOMENTUM}})


def initializer(experiment: Experiment) -> Remedy:
    """Draw initial weights that suit the activations; another draw where they do already."""
    name = suitable_initializer([layer.activation for layer in experiment.network.hidden])
    if initializers_of(experiment) == {name}:
        return Remedy("another seed", {"seed": (experiment.seed + 1) % 2**63})
    own = [index for index, layer in enumerate(experiment.network.hidden) if layer.initializer is not None]
    everywhere = {f"network.hidden[{index}].initializer": None for index in own}
    return Remedy(INITIALIZERS[name].label, {"network.initializer": name, **everywhere})


def initializers_of(experiment: Experiment) -> set[str]:
    """Return the names of all initializers that some layer is drawn by."""
    network = experiment.network
    own = [layer.initializer or network.initializer for layer in network.hidden]
    return {choice.name for choice in (*own, network.initializer)}


def suitable_initializer(activations: list[ActivationChoice]) -> str:
    """Return what suits most of the activations, as their entries say; else Xavier (Glorot and Bengio 2010)."""
    suited = Counter(ACTIVATIONS[choice.name].initializer for choice in activations)
    name, count = max(suited.items(), key=lambda item: item[1], default=(_USUAL, 0))
    return name if count * 2 > len(activations) else _USUAL


def is_flat(choice: ActivationChoice) -> bool:
    """Say whether an activation passes no gradient anywhere."""
    known = slopes(choice)
    return known is not None and known.flat


def saturates(choice: ActivationChoice) -> bool:
    """Say whether an activation saturates to both sides, and softly, as sigmoid and tanh do."""
    known = slopes(choice)
    return known is not None and len(known.zones) == 2


def with_activation(
    experiment: Experiment,
    activation: ActivationChoice,
    replaced: Callable[[ActivationChoice], bool],
    *,
    initial: str = "",
) -> Remedy:
    """Replace the activation of every hidden layer that `replaced` says, and perhaps the initializer."""
    hidden: list[dict[str, Any]] = [
        {**document, "activation": activation.document()} if replaced(layer.activation) else document
        for layer, document in zip(experiment.network.hidden, encode(experiment)["network"]["hidden"], strict=True)
    ]
    words, changes = activation.entry.label, {"network.hidden": hidden}
    if initial and initializers_of(experiment) != {initial}:
        changes = {"network.hidden": [{**document, "initializer": None} for document in hidden]}
        return Remedy(f"{words} and {INITIALIZERS[initial].label}", {**changes, "network.initializer": initial})
    return Remedy(words, changes)


def batch_norm(experiment: Experiment) -> Remedy | None:
    """Normalise the sums of all hidden layers; None where they are, or where a batch of one row says nothing."""
    network, batch_size = experiment.network, experiment.training.batch_size
    if batch_size == 1 or all(layer.batch_norm for layer in network.hidden):
        return None
    hidden = [{**document, "batch_norm": True} for document in encode(experiment)["network"]["hidden"]]
    return Remedy("batch normalisation", {"network.hidden": hidden})


def fewer_layers(experiment: Experiment) -> Remedy:
    """Keep only the first hidden layers."""
    hidden = encode(experiment)["network"]["hidden"][:FEWER_LAYERS]
    return Remedy(f"{len(hidden)} hidden layers", {"network.hidden": hidden})


def better_start(assembly: Assembly) -> Remedy | None:
    """Start with smaller sums, where inputs or initial weights are much too large."""
    if "normal_large" in initializers_of(assembly.experiment):
        return initializer(assembly.experiment)
    return standardised(assembly)


def standardised(assembly: Assembly) -> Remedy | None:
    """Scale the inputs, if they are not and that is the trouble."""
    if assembly.experiment.data.scaling != "none" or not _large(assembly.data.inputs_train):
        return None
    return Remedy("standard scaling", {"data.scaling": "standard"})


def _large(inputs: Array) -> bool:
    return bool(np.sqrt(np.mean(np.square(inputs, dtype=float), axis=0)).max() > LARGE_INPUTS)
