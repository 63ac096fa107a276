"""Findings about learning by heart: rows that should have been understood, and rows so few that it must be possible."""

from __future__ import annotations

import math

from nnviz.datasets import dataset_of
from nnviz.diagnosis.finding import Found, Remedy
from nnviz.diagnosis.observation import SLOW_STEPS, Observation
from nnviz.diagnosis.thresholds import FINISHED_ACCURACY, FINISHED_LOSS, SLOW_FALL, SMALL_SAMPLE
from nnviz.diagnosis.words import entry, loss, percent
from nnviz.experiment import FIELDS, Experiment, encode
from nnviz.experiment.fields import UNITS

L2 = 0.01
DROPOUT = 0.2
"""How much of a hidden layer is left out where nothing is yet."""
MORE_SAMPLES = 4
MORE_UNITS = 4
PATIENCE = 20
VALIDATION_FRACTION = 0.2
LEAST_MEMORISING_STEPS = 2 * SLOW_STEPS
"""Before so many steps a small sample need not be known by heart."""


def overfitting(observation: Observation) -> Found | None:
    """Find a held-out loss that rises for good while the train loss falls."""
    found = observation.overfitting
    if found is None or not found.matters(observation.baseline_loss):
        return None
    return Found(
        "The network overfits",
        f"Since step {found.step:,} the {found.share} loss has risen from {loss(found.held_out_then)} to "
        f"{loss(found.held_out_now)}, while the train loss fell from {loss(found.train_then)} to "
        f"{loss(found.train_now)}.",
        against_overfitting(observation.assembly.experiment),
    )


def against_overfitting(experiment: Experiment) -> Remedy:
    """Return the first thing to try that the experiment does not do yet: L2, dropout, early stopping, more samples."""
    document = encode(experiment)
    if not (experiment.training.l1 or experiment.training.l2):
        return Remedy(f"L2 {entry(L2)}", {"training.l2": L2})
    hidden = experiment.network.hidden
    if hidden and not any(layer.dropout for layer in hidden):
        layers = [{**layer, "dropout": DROPOUT} for layer in document["network"]["hidden"]]
        return Remedy(f"dropout {entry(DROPOUT)}", {"network.hidden": layers})
    if experiment.training.stop.patience is None:
        fraction = experiment.data.validation_fraction or VALIDATION_FRACTION
        changes = {"data.validation_fraction": fraction, "training.stop.patience": PATIENCE}
        return Remedy("early stopping", changes)
    dataset = dataset_of(experiment.data)
    samples = dataset.sample_count(experiment.data.samples)
    most = min(dataset.maximum_samples, MORE_SAMPLES * samples)
    if most > samples:
        return Remedy(f"{most:,} samples", {"data.samples": most})
    stronger = min(FIELDS["training.l2"].maximum, 10.0 * max(experiment.training.l2, L2))
    return Remedy(f"L2 {entry(stronger)}", {"training.l2": stronger})


def cannot_memorise(observation: Observation) -> Found | None:
    """Find a run on a handful of rows, with nothing that hinders it, that still does not get them right."""
    experiment, losses = observation.assembly.experiment, observation.losses
    rows, training = len(observation.assembly.data.inputs_train), experiment.training
    hindered = training.l1 or training.l2 or any(layer.dropout for layer in experiment.network.hidden)
    if rows > SMALL_SAMPLE.value or hindered or losses.steps < LEAST_MEMORISING_STEPS:
        return None
    if losses.newest <= FINISHED_LOSS.value * observation.baseline_loss or losses.accuracy >= FINISHED_ACCURACY.value:
        return None
    if losses.earlier - losses.newest > SLOW_FALL.value * losses.newest:
        return None  # it is on its way
    right = f" and the accuracy {percent(losses.accuracy)}" if math.isfinite(losses.accuracy) else ""
    return Found(
        f"{rows} rows cannot be learned",
        f"After {losses.steps:,} steps the train loss is still {loss(losses.newest)}{right}, and it hardly falls: more "
        "rows will not help.",
        _larger_network(experiment),
    )


def _larger_network(experiment: Experiment) -> Remedy:
    """Give every hidden layer more units; a first hidden layer where there is none."""
    hidden = encode(experiment)["network"]["hidden"]
    if not hidden:
        return Remedy("a hidden layer", {"network.hidden": [encode(Experiment())["network"]["hidden"][0]]})
    layers = [{**layer, "units": min(int(UNITS.maximum), MORE_UNITS * layer["units"])} for layer in hidden]
    return Remedy("more units", {"network.hidden": layers})
