"""Ready variants of an experiment, built from the registries: everything that is worth a race against the base."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from nnviz.activations import ACTIVATIONS
from nnviz.datasets import dataset_of, share_sizes
from nnviz.errors import InvalidInput
from nnviz.experiment import FIELDS, Experiment, Variant, encode, plan_runs
from nnviz.experiment.carrying import carried_over
from nnviz.initializers import INITIALIZERS
from nnviz.optimizers import OPTIMIZERS
from ui.experiment_form.changes import RECONSTRUCTION, fitting
from ui.experiment_form.options import choice_types, options_at
from ui.experiment_form.own_data import rows_of
from ui.experiment_form.paths import choice_name
from ui.numbers import entry

RATE = "training.optimizer.learning_rate"
BATCH_SIZES = (1, 10, 100)
INPUT_NOISES = (0.1, 0.3, 0.5)
PENALTIES = {"training.l1": (0.001, 0.01), "training.l2": (0.001, 0.01, 0.1)}


class Group(Struct, frozen=True):
    """Variants of one kind.

    Attributes
    ----------
    label : str
        The words of the menu.
    variants : tuple of Variant
        Each differs from the base, and from the others.
    """

    label: str
    variants: tuple[Variant, ...]


def preset_groups(experiment: Experiment) -> list[Group]:
    """Return all groups that have something to offer that is neither the base nor a variant of it yet."""
    groups = [
        Group("Optimizer", tuple(_optimizers(experiment))),
        Group("Learning rate", tuple(_learning_rates(experiment))),
        Group("Activation", tuple(_activations(experiment))),
        Group("Initial weights", tuple(_initializers(experiment))),
        Group("Hidden layers", tuple(_layers(experiment))),
        Group("Batch size", tuple(_batch_sizes(experiment))),
        Group("Penalty", tuple(_penalties(experiment))),
        Group("Scaling", tuple(_scalings(experiment))),
        Group("Input noise", tuple(_input_noises(experiment))),
        Group("Seed", (Variant(name=f"seed {experiment.seed + 1}", set={"seed": experiment.seed + 1}),)),
    ]
    runs = [plan.experiment for plan in plan_runs(experiment)]
    offered = [Group(group.label, tuple(_new(experiment, group.variants, runs))) for group in groups]
    return [group for group in offered if group.variants]


def _new(experiment: Experiment, variants: tuple[Variant, ...], runs: list[Experiment]) -> Iterator[Variant]:
    """Yield the variants that can be had and whose run is not among `runs` yet, and add theirs to it."""
    for variant in variants:
        try:
            run = plan_runs(replace(experiment, variants=(variant,)))[1].experiment
        except InvalidInput:  # such as one layer more than the most
            continue
        if run not in runs:
            runs.append(run)
            yield variant


def free_name(experiment: Experiment, name: str) -> str:
    """Return a variant's name that is not taken yet."""
    taken = {variant.name for variant in experiment.variants}
    names = [name, *(f"{name} ({k})" for k in range(2, len(taken) + 3))]
    return next(each for each in names if each not in taken)


def _optimizers(experiment: Experiment) -> Iterator[Variant]:
    before = encode(experiment)["training"]["optimizer"]
    for name, other in OPTIMIZERS.items():
        if name != choice_name(before):
            yield Variant(name=other.label, set={"training.optimizer": carried_over(before, OPTIMIZERS, name)})


def _learning_rates(experiment: Experiment) -> Iterator[Variant]:
    optimizer = experiment.training.optimizer
    number = next(number for number in optimizer.entry.hyperparameters if number.name == "learning_rate")
    for factor in (10.0, 3.0, 1 / 3, 0.1):
        rate = float(f"{optimizer.values['learning_rate'] * factor:.1g}")
        if rate <= number.maximum:
            yield Variant(name=f"rate {entry(rate)}", set={RATE: rate})


def _activations(experiment: Experiment) -> Iterator[Variant]:
    """Yield the other activations for all hidden layers; softmax belongs to outputs."""
    hidden = experiment.network.hidden
    for name, other in ACTIVATIONS.items():
        if hidden and other.derivative is not None and {layer.activation.name for layer in hidden} != {name}:
            paths = [f"network.hidden[{index}].activation" for index in range(len(hidden))]
            yield Variant(name=other.label, set=dict.fromkeys(paths, name))


def _initializers(experiment: Experiment) -> Iterator[Variant]:
    for name, other in INITIALIZERS.items():
        if name != experiment.network.initializer.name:
            yield Variant(name=other.label, set={"network.initializer": name})


def _layers(experiment: Experiment) -> Iterator[Variant]:
    hidden: list[dict[str, Any]] = encode(experiment)["network"]["hidden"]
    if hidden:
        yield Variant(name="no hidden layer", set={"network.hidden": []})
        yield Variant(name="one layer more", set={"network.hidden": [*hidden, hidden[-1]]})
        if len(hidden) > 1:
            yield Variant(name="one layer fewer", set={"network.hidden": hidden[:-1]})
        doubled = [layer | {"units": min(4096, 2 * layer["units"])} for layer in hidden]
        yield Variant(name="twice the units", set={"network.hidden": doubled})
    else:
        yield Variant(name="one hidden layer", set={"network.hidden": [{"units": 8}]})


def _batch_sizes(experiment: Experiment) -> Iterator[Variant]:
    data, path = experiment.data, "training.batch_size"
    samples = dataset_of(data).sample_count(data.samples)
    rows = share_sizes(samples, data.test_fraction, data.validation_fraction).train
    for size in BATCH_SIZES:
        if size != experiment.training.batch_size and size < rows:
            yield Variant(name=f"batch size {size}", set={path: size})
    if experiment.training.batch_size is not None:
        yield Variant(name=f"batch size {FIELDS[path].none_label}", set={path: None})


def _penalties(experiment: Experiment) -> Iterator[Variant]:
    for path, values in PENALTIES.items():
        now = getattr(experiment.training, path.rpartition(".")[2])
        for value in (0.0, *values):
            if value != now:
                words = f"{FIELDS[path].label} {entry(value)}" if value else f"without {FIELDS[path].label}"
                yield Variant(name=words, set={path: value})


def _scalings(experiment: Experiment) -> Iterator[Variant]:
    path = "data.scaling"
    for option in options_at(path, experiment) if path in choice_types("data") else ():
        if option.key != experiment.data.scaling and _can_be_scaled(experiment, option.key):
            words = "without scaling" if option.key == "none" else f"{option.label} scaling"
            yield Variant(name=words, set={path: option.key})


def _can_be_scaled(experiment: Experiment, scaling: Any) -> bool:
    """Say whether the loss goes with another scaling: those of shares want inputs from 0 to 1 of an autoencoder."""
    output, loss = experiment.network.output_activation, experiment.training.loss
    data = replace(rows_of(experiment.data), scaling=scaling)
    return experiment.data.task != RECONSTRUCTION or fitting(data, output, loss) == (output, loss)


def _input_noises(experiment: Experiment) -> Iterator[Variant]:
    now = experiment.data.input_noise
    for noise in (0.0, *INPUT_NOISES) if experiment.data.task == RECONSTRUCTION else ():
        if noise != now:
            words = f"input noise {entry(noise)}" if noise else "without input noise"
            yield Variant(name=words, set={"data.input_noise": noise})
