"""The options of every choice, from the registries and from the schema's own lists."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, Literal, get_args, get_origin

import msgspec

from nnviz.activations import ACTIVATIONS
from nnviz.datasets import available_features
from nnviz.datasets.sources import POINTS
from nnviz.errors import InvalidInput
from nnviz.experiment import (
    Choice,
    Data,
    Experiment,
    LossChoice,
    Network,
    OutputActivationChoice,
    Training,
    with_value,
)
from nnviz.experiment.carrying import carried_over
from nnviz.initializers import INITIALIZERS
from nnviz.registry import Entry
from ui.controls import Option
from ui.experiment_form.changes import AUTO, resolved, switch_dataset
from ui.experiment_form.formulas import tooltip
from ui.experiment_form.own_data import rows_of, source_options, with_drawn_points
from ui.experiment_form.paths import UNSET, encoded_value

CHOICE_LABELS = {
    "data.name": "Set",
    "network.output_activation": "Output",
    "network.initializer": "Initial weights",
    "training.dtype": "Precision",
}
"""The words before a choice, where its key does not say them."""

CHOICE_SENTENCES = {
    "data.name": "What is learned from.",
    "data.scaling": "How inputs, and the targets of a regression, are brought to a common size.",
    "network.output_activation": "What turns the last layer's sums into answers.",
    "network.initializer": "How the weights are drawn before the first step.",
    "training.loss": "How far the answers are from the targets, as the one number that is made small.",
    "training.optimizer": "How a gradient becomes a step. Another optimizer starts with fresh state.",
    "training.schedule": "How the learning rate changes while the network is trained.",
    "training.dtype": "How numbers are stored.",
}

_LITERALS = {
    ("data.scaling", "standard"): Option("standard", "Standard", "Each column gets mean 0 and deviation 1."),
    ("data.scaling", "minmax"): Option("minmax", "Min\u2013max", "Each column runs from 0 to 1."),
    ("data.scaling", "none"): Option("none", "None", "Columns stay as they are, in their own units."),
    ("training.dtype", "float32"): Option("float32", "float32", "Half the memory; about 7 significant digits."),
    ("training.dtype", "float64"): Option("float64", "float64", "About 16 significant digits."),
}

_SECTIONS: dict[str, type[Any]] = {"data": Data, "network": Network, "training": Training}

_SHORT = {
    "mse": "Squared error",
    "mae": "Absolute error",
    "binary_cross_entropy": "Cross-entropy",
    "categorical_cross_entropy": "Cross-entropy",
    "sparse_categorical_cross_entropy": "Sparse entropy",
}

# Its options follow the data (`ui.experiment_form.task`).
_OWN_ROW = {"data.task"}


def option_of(entry: Entry, label: str = "") -> Option:
    """Return a registry entry as an option, its tooltip the sentence and the formula."""
    return Option(entry.name, label or entry.label, tooltip(entry.sentence, entry.formula))


@cache
def choice_types(section: str) -> dict[str, type[Choice] | tuple[str, ...]]:
    """Return every choice of a section by its path: the family it is out of, or the list of its values."""
    result: dict[str, type[Choice] | tuple[str, ...]] = {}
    for field in msgspec.structs.fields(_SECTIONS[section]):
        path = f"{section}.{field.name}"
        if isinstance(field.type, type) and issubclass(field.type, Choice):
            result[path] = field.type
        elif get_origin(field.type) is Literal and path not in _OWN_ROW:
            result[path] = tuple(str(value) for value in get_args(field.type))
    return result


def options_at(path: str, experiment: Experiment) -> tuple[Option, ...]:
    """Return the options of the choice at a path; "auto" says what it stands for in this experiment."""
    kind = choice_types(path.partition(".")[0])[path]
    if isinstance(kind, tuple):
        return tuple(_LITERALS.get((path, value)) or Option(value, value) for value in kind)
    entries = tuple(option_of(entry) for entry in kind.registry.values())
    if path == "data.name":
        return source_options(entries, experiment.data)
    if not kind.allows_auto:
        return entries
    return (Option(AUTO, _auto_label(path, experiment), "Follows the data: what fits the task."), *entries)


def choose(experiment: Experiment, path: str, key: str) -> Experiment:
    """Return the experiment with another option of a choice, which keeps the hyperparameters that mean the same."""
    if path == "data.name":
        return with_drawn_points(experiment) if key == POINTS else switch_dataset(experiment, key)
    kind = choice_types(path.partition(".")[0])[path]
    if isinstance(kind, tuple):
        return with_value(experiment, path, key)
    return with_value(experiment, path, carried_over(encoded_value(experiment, path), kind.registry, key))


def choose_activation(experiment: Experiment, path: str, key: str) -> Experiment:
    """Return the experiment with another activation of a hidden layer."""
    return with_value(experiment, path, carried_over(encoded_value(experiment, path), ACTIVATIONS, key))


def layer_activations() -> tuple[Option, ...]:
    """Return the activations of a hidden layer, by names short enough to stand beside the units."""
    return tuple(option_of(entry, entry.name.replace("_", " ")) for entry in ACTIVATIONS.values())


@cache
def layer_initializers() -> tuple[Option, ...]:
    """Return what a hidden layer's weights may be drawn by, the network's own choice first."""
    same = Option(UNSET, "As the network", "Drawn as the weights of the other layers are.")
    return (same, *(option_of(entry) for entry in INITIALIZERS.values()))


def choose_layer_initializer(experiment: Experiment, path: str, key: str) -> Experiment:
    """Return the experiment with another way to draw a hidden layer's weights."""
    if key == UNSET:
        return with_value(experiment, path, None)
    return with_value(experiment, path, carried_over(encoded_value(experiment, path), INITIALIZERS, key))


def feature_options(columns: int) -> tuple[Option, ...]:
    """Return the features of data with so many input columns."""
    return tuple(option_of(feature) for feature in available_features(columns))


def short_names(path: str, experiment: Experiment) -> tuple[tuple[str, str], ...]:
    """Return what the field says of some options: short names of losses, and what "auto" stands for."""
    kind = choice_types(path.partition(".")[0])[path]
    if isinstance(kind, tuple) or not kind.allows_auto:
        return ()
    entry = _auto(path, experiment)
    names = {AUTO: _SHORT.get(entry.name, entry.label)} if entry is not None else {}
    return tuple((names | {name: short for name, short in _SHORT.items() if name in kind.registry}).items())


def _auto_label(path: str, experiment: Experiment) -> str:
    entry = _auto(path, experiment)
    return "Auto" if entry is None else f"Auto: {entry.label}"


def _auto(path: str, experiment: Experiment) -> Entry | None:
    """Return what "auto" stands for at a path; None where no assembly says so."""
    if path == "training.loss":
        return _auto_loss(rows_of(experiment.data), experiment.network.output_activation)
    return _auto_output(rows_of(experiment.data)) if path == "network.output_activation" else None


@lru_cache(maxsize=64)
def _auto_loss(data: Data, output: OutputActivationChoice) -> Entry | None:
    try:
        return resolved(data, output, LossChoice(AUTO)).loss
    except InvalidInput:
        return None


@lru_cache(maxsize=64)
def _auto_output(data: Data) -> Entry:
    return resolved(data, OutputActivationChoice(AUTO), LossChoice(AUTO)).network.layers[-1].entry
