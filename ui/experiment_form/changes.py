"""Edits of an experiment that touch more than one value, so that what comes out can be trained. Free of Qt."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from nnviz.assembly import Assembly, assemble
from nnviz.datasets import DATASETS, available_features, dataset_of, share_sizes
from nnviz.errors import InvalidInput
from nnviz.experiment import (
    Data,
    DatasetChoice,
    Experiment,
    HiddenLayer,
    LossChoice,
    Network,
    OutputActivationChoice,
    Training,
    encode,
    plan_runs,
    with_value,
)
from nnviz.experiment.carrying import carried_over
from nnviz.experiment.own_data import without_own_data
from ui.experiment_form.paths import inside, normal, value_at

AUTO = "auto"
RECONSTRUCTION = "reconstruction"


def switch_dataset(experiment: Experiment, name: str) -> Experiment:
    """Return the experiment with another data set, and with what cannot be had with that set back at its default."""
    data, training, network = experiment.data, experiment.training, experiment.network
    if name == data.name.name:
        return experiment
    before, after = dataset_of(data), DATASETS[name]
    alike = before.kind == after.kind
    samples = data.samples if alike and data.samples is not None and data.samples <= after.maximum_samples else None
    available = [feature.name for feature in available_features(after.columns)]
    features = tuple(feature for feature in data.features or () if feature in available)
    choice = DatasetChoice.parse(carried_over(data.name.document(), DATASETS, name))
    rows = share_sizes(after.sample_count(samples), data.test_fraction, data.validation_fraction).train
    batch_size = training.batch_size if training.batch_size is not None and training.batch_size <= rows else None
    # An autoencoder stays one; what else is learned follows the new data.
    rebuilt = data.task == RECONSTRUCTION
    task: Any = RECONSTRUCTION if rebuilt else AUTO
    scaling = data.scaling if rebuilt else "standard"
    output, loss = fitting(Data(name=choice, task=task, scaling=scaling), network.output_activation, training.loss)
    return replace(
        experiment,
        data=replace(
            without_own_data(data),
            name=choice,
            task=task,
            samples=samples,
            noise=data.noise if alike else 0.0,
            features=features or None,
        ),
        network=replace(network, output_activation=output),
        training=replace(training, loss=loss, batch_size=batch_size),
    )


def resolved(data: Data, output: OutputActivationChoice, loss: LossChoice) -> Assembly:
    """Assemble a small experiment, to find out what "auto" stands for. Raises `InvalidInput` where parts do not fit."""
    samples = min(8, dataset_of(data).maximum_samples)
    return assemble(
        "",
        Experiment(
            data=replace(data, samples=None if samples < 8 else 8, test_fraction=0.0),
            network=Network(hidden=(), output_activation=output),
            training=Training(loss=loss, batch_size=None),
        ),
    )


def fitting(data: Data, output: OutputActivationChoice, loss: LossChoice) -> tuple[OutputActivationChoice, LossChoice]:
    """Return output activation and loss for a data set: as they are where they fit, else left open."""
    for pair in ((output, loss), (output, LossChoice(AUTO))):
        try:
            resolved(data, *pair)
        except InvalidInput:
            continue
        return pair
    return OutputActivationChoice(AUTO), LossChoice(AUTO)


def add_layer(experiment: Experiment) -> Experiment:
    """Return the experiment with one more hidden layer: a copy of the last one, in the variants' overrides too."""
    hidden = experiment.network.hidden
    added = hidden[-1] if hidden else HiddenLayer()
    old, new = f"network.hidden[{len(hidden) - 1}]", f"network.hidden[{len(hidden)}]"
    variants = []
    for variant in experiment.variants:
        spelled = {normal(path): value for path, value in variant.set.items()}
        copies = {new + path[len(old) :]: value for path, value in spelled.items() if inside(path, old)}
        variants.append(replace(variant, set=variant.set | copies))
    network = replace(experiment.network, hidden=(*hidden, added))
    return _checked(replace(experiment, network=network, variants=tuple(variants)))


def remove_layer(experiment: Experiment, index: int) -> Experiment:
    """Return the experiment without one hidden layer; overrides of that layer go with it, later ones move up."""
    hidden = experiment.network.hidden
    network = replace(experiment.network, hidden=hidden[:index] + hidden[index + 1 :])
    variants = tuple(
        replace(variant, set=_without_layer(variant.set, index, len(hidden))) for variant in experiment.variants
    )
    return _checked(replace(experiment, network=network, variants=variants))


def _without_layer(overrides: dict[str, Any], index: int, count: int) -> dict[str, Any]:
    moved = {f"network.hidden[{k}]": f"network.hidden[{k - 1}]" for k in range(index + 1, count)}
    result = {}
    for path, value in overrides.items():
        spelled = normal(path)
        if inside(spelled, f"network.hidden[{index}]"):
            continue
        old = next((old for old in moved if inside(spelled, old)), "")
        result[moved[old] + spelled[len(old) :] if old else path] = value
    return result


def with_override(experiment: Experiment, index: int, run: Experiment) -> Experiment:
    """Return the experiment with a variant whose run becomes `run`, by changing what the variant overrides.

    Parameters
    ----------
    experiment : Experiment
        With its variants.
    index : int
        Which variant.
    run : Experiment
        The variant's run as it is to be.
    """
    variant = experiment.variants[index]
    before, after = encode(plan_runs(experiment)[index + 1].experiment), encode(run)
    overrides = dict(variant.set)
    for path in _parts(after):
        if value_at(before, path) == value_at(after, path):
            continue
        own = [key for key in overrides if inside(normal(key), path) or inside(path, normal(key))]
        for key in own or [path]:
            overrides[key] = value_at(after, key)
    return with_value(experiment, f"variants[{index}].set", overrides)


def without_override(experiment: Experiment, index: int, path: str) -> Experiment:
    """Return the experiment with a variant that no longer overrides a path."""
    kept = {key: value for key, value in experiment.variants[index].set.items() if key != path}
    return with_value(experiment, f"variants[{index}].set", kept)


def _parts(document: dict[str, Any]) -> list[str]:
    """Return the paths of all values one level below the sections, and of the seed."""
    sections = ("data", "network", "training")
    return ["seed", *(f"{section}.{key}" for section in sections for key in document[section])]


def _checked(experiment: Experiment) -> Experiment:
    """Return the experiment as reading its document gives it, which refuses what is out of range."""
    return with_value(experiment, "name", experiment.name)
