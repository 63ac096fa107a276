"""Every number of an experiment that has a range, and whether a change of it needs a restart.

The decoder checks these ranges and the form builds its rows from them, so that both always agree.
"""

from __future__ import annotations

import re
from typing import Any

from nnviz.errors import InvalidInput
from nnviz.experiment.own_data import check_own_data
from nnviz.experiment.schema import Experiment
from nnviz.registry import Hyperparameter


class Field(Hyperparameter, frozen=True, kw_only=True):
    """A number of the experiment at a dotted path.

    Attributes
    ----------
    optional : bool
        Whether null is allowed.
    none_label : str
        What null means, in the words of the form.
    """

    optional: bool = False
    none_label: str = ""


def _whole(name: str, label: str, low: int, high: int, slider: tuple[float, float], default: float, tooltip: str,
           *, none_label: str = "") -> Field:  # fmt: skip
    return Field(
        name=name,
        label=label,
        default=default,
        minimum=low,
        maximum=high,
        slider=slider,
        scale="log" if slider[1] / max(slider[0], 1) >= 100 else "linear",
        integer=True,
        tooltip=tooltip,
        optional=bool(none_label),
        none_label=none_label,
    )


def _penalty(name: str, label: str, tooltip: str) -> Field:
    return Field(name=name, label=label, default=0.0, minimum=0.0, maximum=1e3, slider=(0.0, 0.1), tooltip=tooltip)


def _bias(name: str, label: str, default: float, tooltip: str, *, none_label: str = "") -> Field:
    return Field(
        name=name,
        label=label,
        default=default,
        minimum=-100.0,
        maximum=100.0,
        slider=(-1.0, 1.0),
        tooltip=tooltip,
        optional=bool(none_label),
        none_label=none_label,
    )


def _clip(name: str, label: str, tooltip: str) -> Field:
    return Field(
        name=name,
        label=label,
        default=1.0,
        minimum=0.0,
        minimum_excluded=True,
        maximum=1e12,
        slider=(1e-3, 1e3),
        scale="log",
        tooltip=tooltip,
        optional=True,
        none_label="off",
    )


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field(
            name="seed",
            label="Seed",
            default=0,
            minimum=0,
            maximum=2**63 - 1,
            slider=(0, 999),
            integer=True,
            tooltip="Decides every random draw: the same seed gives the same run, to the last bit.",
        ),
        _whole("data.samples", "Samples", 4, 1_000_000, (20, 2000), 500, "How many rows are drawn.", none_label="all"),
        Field(
            name="data.noise",
            label="Noise",
            default=0.0,
            minimum=0.0,
            maximum=1.0,
            slider=(0.0, 1.0),
            tooltip="How far samples stray: at 1 the classes cannot be told apart.",
        ),
        Field(
            name="data.input_noise",
            label="Input noise",
            default=0.0,
            minimum=0.0,
            maximum=10.0,
            slider=(0.0, 1.0),
            tooltip="Blurs what the network sees, not what it must answer: a denoiser has to take the noise away.",
        ),
        Field(
            name="data.test_fraction",
            label="Test share",
            default=0.2,
            minimum=0.0,
            maximum=0.9,
            slider=(0.0, 0.9),
            tooltip="Share of the samples that training never sees.",
        ),
        Field(
            name="data.validation_fraction",
            label="Validation",
            default=0.0,
            minimum=0.0,
            maximum=0.9,
            slider=(0.0, 0.9),
            tooltip="Share of the samples that is held out of training to tell when to stop; the test share stays.",
        ),
        _bias("network.initial_bias", "Initial bias", 0.0, "What every bias starts as."),
        _whole(
            "training.batch_size", "Batch size", 1, 1_000_000, (1, 256), 32, "Samples in one step.", none_label="all"
        ),
        _penalty("training.l1", "L1", "Pulls weights to exactly 0: objective + l1 times the sum of |W|."),
        _penalty("training.l2", "L2", "Keeps weights small: objective + l2/2 times the sum of W squared."),
        _clip("training.clip_norm", "Clip norm", "Scales the whole gradient down to this length where it is longer."),
        _clip("training.clip_value", "Clip value", "Cuts every entry of the gradient to this size, before any norm."),
        _whole(
            "training.stop.epochs",
            "Epochs",
            0,
            10**9,
            (1, 1000),
            100,
            "Stop after so many passes.",
            none_label="no limit",
        ),
        _whole(
            "training.stop.steps",
            "Steps",
            0,
            10**12,
            (1, 100_000),
            1000,
            "Stop after so many updates.",
            none_label="no limit",
        ),
        Field(
            name="training.stop.train_loss",
            label="Train loss",
            default=0.01,
            minimum=0.0,
            maximum=1e12,
            slider=(1e-6, 1.0),
            scale="log",
            tooltip="Stop once the training loss is this low.",
            optional=True,
            none_label="no limit",
        ),
        Field(
            name="training.stop.test_accuracy",
            label="Test accuracy",
            default=0.99,
            minimum=0.0,
            maximum=1.0,
            slider=(0.5, 1.0),
            tooltip="Stop once the test accuracy is this high.",
            optional=True,
            none_label="no limit",
        ),
        _whole(
            "training.stop.patience",
            "Patience",
            1,
            10**9,
            (1, 100),
            10,
            "Stop after so many epochs without a lower validation loss, and go back to the best weights.",
            none_label="no limit",
        ),
    )
}

UNITS = _whole("units", "Units", 1, 4096, (1, 64), 8, "How many units the layer has.")
LAYER_BIAS = _bias(
    "initial_bias", "Initial bias", 0.0, "What this layer's biases start as, if not as all others.", none_label="same"
)
DROPOUT = Field(
    name="dropout",
    label="Dropout",
    default=0.0,
    minimum=0.0,
    maximum=1.0,
    maximum_excluded=True,
    slider=(0.0, 0.9),
    tooltip="Share of the layer's activations that is left out of each training step, at random.",
)
MAXIMUM_LAYERS = 64
MAXIMUM_VARIANTS = 5
MAXIMUM_NAME = 200
MAXIMUM_NOTES = 100_000

LIVE_PATHS = (
    "training.optimizer",
    "training.schedule",
    "training.clip_norm",
    "training.clip_value",
    "training.batch_size",
    "training.l1",
    "training.l2",
    "training.stop",
)
"""What of the training can change while a run goes on. Of the rest, all but `_LIVE_IN_LAYERS` restarts it."""


_LIVE_IN_LAYERS = re.compile(
    r"network\.(hidden(\[\d+\]|\.\d+)\.(activation\.(?!name$)\w+|dropout)|output_activation\.(?!name$)\w+)"
)
"""Of the layers, which stay as they are otherwise: hyperparameters of activations, and dropout."""


def is_live(path: str) -> bool:
    """Say whether a change at a dotted path takes effect without a restart."""
    live = any(path == live or path.startswith(live + ".") for live in LIVE_PATHS)
    return live or _LIVE_IN_LAYERS.fullmatch(path) is not None


def value_at(record: Any, path: str) -> Any:
    """Return what stands at a dotted path of a record."""
    for key in path.split("."):
        record = getattr(record, key)
    return record


def check_ranges(experiment: Experiment) -> None:
    """Raise `InvalidInput` for the first number that is out of its range."""
    for path, field in FIELDS.items():
        value = value_at(experiment, path)
        if value is not None:
            field.check(value)
    check_own_data(experiment.data)
    hidden = experiment.network.hidden
    if len(hidden) > MAXIMUM_LAYERS:
        raise InvalidInput(f"network.hidden has {len(hidden)} layers: allowed are 0 to {MAXIMUM_LAYERS}")
    for index, layer in enumerate(hidden):
        where = f"network.hidden[{index}]"
        try:
            UNITS.check(layer.units)
            DROPOUT.check(layer.dropout)
            if layer.initial_bias is not None:
                LAYER_BIAS.check(layer.initial_bias)
        except InvalidInput as error:
            raise InvalidInput(f"{where}.{error}") from None
    if len(experiment.variants) > MAXIMUM_VARIANTS:
        raise InvalidInput(f"variants has {len(experiment.variants)} entries: allowed are 0 to {MAXIMUM_VARIANTS}")
    if len(experiment.name) > MAXIMUM_NAME:
        raise InvalidInput(f"name has {len(experiment.name)} characters: allowed are 0 to {MAXIMUM_NAME}")
    if len(experiment.notes) > MAXIMUM_NOTES:
        raise InvalidInput(f"notes has {len(experiment.notes)} characters: allowed are 0 to {MAXIMUM_NOTES}")
