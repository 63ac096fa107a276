"""Which rows an experiment has, written from the schema's fields and the registries.

A new field, registry entry or hyperparameter appears here by itself: known paths have their place in `_ORDER`, all
others follow at the end of their section.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from msgspec.structs import replace

from nnviz.datasets import DATASETS, dataset_of, share_sizes
from nnviz.errors import InvalidInput
from nnviz.experiment import FIELDS, Choice, Experiment, is_live
from nnviz.experiment.fields import MAXIMUM_LAYERS, UNITS
from ui.experiment_form.changes import add_layer
from ui.experiment_form.layer_parts import hyperparameter_rows, layer_parts, own_mark
from ui.experiment_form.options import (
    CHOICE_LABELS,
    CHOICE_SENTENCES,
    choice_types,
    choose,
    choose_activation,
    feature_options,
    layer_activations,
    options_at,
    short_names,
)
from ui.experiment_form.own_data import own_data_rows
from ui.experiment_form.paths import inside
from ui.experiment_form.ranges import range_of
from ui.experiment_form.specs import (
    ChoiceSpec,
    FeaturesSpec,
    FoldSpec,
    LayerSpec,
    LinkSpec,
    NumberSpec,
    RowSpec,
    SeedSpec,
    ThumbnailsSpec,
)
from ui.experiment_form.task import INPUT_NOISE, has_input_noise, task_row
from ui.experiment_form.words import stop_words

STOP = "training.stop"

_ORDER = {
    "data": (
        "data.name",
        "data.input_noise",
        "data.samples",
        "data.noise",
        "data.test_fraction",
        "data.validation_fraction",
        "data.scaling",
    ),
    "network": ("network.initializer", "network.output_activation"),
    "training": (
        "training.optimizer",
        "training.schedule",
        "training.clip_norm",
        "training.clip_value",
        "training.l1",
        "training.l2",
        "training.batch_size",
        "training.loss",
    ),
}
_RARE = {
    "data.scaling",
    "network.output_activation",
    "network.initial_bias",
    "training.schedule",
    "training.clip_norm",
    "training.clip_value",
    "training.l1",
    "training.dtype",
}
_PERCENT = {"data.test_fraction", "data.validation_fraction", f"{STOP}.test_accuracy"}


def section_specs(section: str, experiment: Experiment) -> tuple[RowSpec, ...]:
    """Return the rows of one section: "data", "network" or "training"."""
    rows = list(_plain_rows(section, experiment))
    if section == "data":
        return (*_thumbnails(experiment), *rows, *_features(experiment))
    if section == "network":
        return (*layer_specs(experiment), *rows)
    # The seed stands where one looks for it, and what unfolds comes last.
    place = 1 + max(index for index, row in enumerate(rows) if inside(row.path, "training.loss"))
    return (*rows[:place], _seed(), *rows[place:], stop_fold(experiment))


def layer_specs(experiment: Experiment) -> tuple[RowSpec, ...]:
    """Return the rows of the hidden layers, each with its activation's hyperparameters, and the link to add one."""
    rows: list[RowSpec] = []
    longest = "Hidden 88" if len(experiment.network.hidden) > 9 else "Hidden 8"
    for index, layer in enumerate(experiment.network.hidden):
        path = f"network.hidden[{index}]"
        label = f"Hidden {index + 1}"
        rows.append(
            LayerSpec(
                path=path,
                label=label,
                index=index,
                longest=longest,
                units=range_of(UNITS),
                activations=layer_activations(),
            )
        )
        rows += layer_parts(layer, path, label)
    full = len(experiment.network.hidden) >= MAXIMUM_LAYERS
    sentence = f"There are {MAXIMUM_LAYERS} hidden layers, which is the most." if full else "A copy of the last layer."
    link = LinkSpec(path="network.hidden", label="Add layer", sentence=sentence, change=add_layer, enabled=not full)
    return (*rows, link)


def stop_fold(experiment: Experiment) -> FoldSpec:
    """Return the line that says when training stops, with the conditions behind it."""
    rows = tuple(_number(path, experiment) for path in FIELDS if path.startswith(f"{STOP}."))
    return FoldSpec(
        path=STOP,
        label="Stop",
        sentence="When a run stops by itself: as soon as any of these is met.",
        rows=rows,
        summary=stop_words,
    )


def override_specs(path: str, experiment: Experiment) -> tuple[RowSpec, ...]:
    """Return the rows that show everything at or below a path; none where no row knows it."""
    if path == "network.hidden":
        return layer_specs(experiment)
    rows = [spec for spec in leaf_specs(experiment) if inside(spec.path, path)]
    # There is no section whose mark could speak for them.
    return tuple(replace(spec, mark=None if is_live(spec.path) else "restarts") for spec in rows)


def leaf_specs(experiment: Experiment) -> Iterator[RowSpec]:
    """Yield a row for every single value that a variant can override."""
    yield from _plain_rows("data", experiment)
    yield from _features(experiment)
    for index, layer in enumerate(experiment.network.hidden):
        path, label = f"network.hidden[{index}]", f"Hidden {index + 1}"
        yield NumberSpec(
            path=f"{path}.units",
            label=label,
            name=f"{label} units",
            sentence=UNITS.tooltip,
            numbers=range_of(UNITS),
        )
        yield ChoiceSpec(
            path=f"{path}.activation",
            label=label,
            name=f"{label} activation",
            options=layer_activations(),
            change=choose_activation,
        )
        yield from layer_parts(layer, path, label)
    yield from _plain_rows("network", experiment)
    yield from _plain_rows("training", experiment)
    yield from stop_fold(experiment).rows
    yield _seed()


def _plain_rows(section: str, experiment: Experiment) -> Iterator[RowSpec]:
    """Yield the rows of a section's numbers and choices, each choice followed by its hyperparameters."""
    numbers = [path for path in FIELDS if path.startswith(f"{section}.") and not path.startswith(f"{STOP}.")]
    everything = [*_ORDER[section], *choice_types(section), *numbers]
    for path in dict.fromkeys(everything):
        if path == INPUT_NOISE and not has_input_noise(experiment.data):
            continue
        if path in FIELDS:
            yield _number(path, experiment)
        else:
            yield _choice(path, experiment)
            if path == "data.name":
                yield from own_data_rows(experiment)
            value = getattr(getattr(experiment, section), path.partition(".")[2])
            if isinstance(value, Choice):
                yield from hyperparameter_rows(value, path)
            if path == "data.name":
                yield task_row(experiment)


def _choice(path: str, experiment: Experiment) -> ChoiceSpec:
    return ChoiceSpec(
        path=path,
        label=CHOICE_LABELS.get(path) or path.rpartition(".")[2].replace("_", " ").capitalize(),
        sentence=CHOICE_SENTENCES.get(path, ""),
        mark=own_mark(path),
        rare=path in _RARE,
        options=options_at(path, experiment),
        short=short_names(path, experiment),
        change=choose,
    )


def _number(path: str, experiment: Experiment) -> NumberSpec:
    field = FIELDS[path]
    dataset = dataset_of(experiment.data)
    numbers = range_of(field, percent=path in _PERCENT)
    null_shown = None
    rare = path in _RARE
    if path == "data.samples" and dataset.rows is None:
        numbers, null_shown = range_of(field, null=False), float(dataset.default_samples)
    elif path == "data.samples":
        numbers, rare = range_of(field, maximum=dataset.rows), True
    elif path == "data.noise":
        rare = dataset.kind != "synthetic"
    elif path == "training.batch_size":
        # In powers of two, so that the row is not made anew with every sample.
        numbers = range_of(field, slider_end=2.0 ** math.floor(math.log2(_training_rows(experiment))))
    return NumberSpec(
        path=path,
        label=field.label,
        sentence=field.tooltip,
        mark=own_mark(path),
        rare=rare,
        numbers=numbers,
        null_shown=null_shown,
    )


def _training_rows(experiment: Experiment) -> int:
    """Return how many rows there are to train on; 2 where the experiment cannot be assembled."""
    data = experiment.data
    try:
        samples = dataset_of(data).sample_count(data.samples)
        return max(2, share_sizes(samples, data.test_fraction, data.validation_fraction).train)
    except InvalidInput:
        return 2


def _seed() -> SeedSpec:
    field = FIELDS["seed"]
    return SeedSpec(
        path="seed", label=field.label, sentence=field.tooltip, mark=own_mark("seed"), numbers=range_of(field)
    )


def _thumbnails(experiment: Experiment) -> list[RowSpec]:
    """Return the row of pictures, where the data set is one of those that have one."""
    names = tuple(
        entry.name
        for entry in DATASETS.values()
        if entry.kind == "synthetic" and entry.task == "classification" and entry.columns == 2
    )
    if experiment.data.name.name not in names:
        return []
    return [ThumbnailsSpec(path="data.name", label="Set", names=names)]


def _features(experiment: Experiment) -> list[RowSpec]:
    """Return the row of features, where the data have any to choose."""
    dataset = dataset_of(experiment.data)
    options = feature_options(dataset.columns)
    if not options:
        return []
    return [
        FeaturesSpec(
            path="data.features",
            label="Inputs",
            sentence="What the network sees of each point.",
            rare=True,
            options=options,
            columns=dataset.columns,
            dataset=dataset.name,
        )
    ]
