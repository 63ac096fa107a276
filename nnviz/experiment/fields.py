"""Every number of an experiment that has a range, and whether a change of it needs a restart.

The decoder checks these ranges and the form builds its rows from them, so that both always agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nnviz.errors import InvalidInput
from nnviz.experiment.schema import Experiment
from nnviz.registry import Hyperparameter


@dataclass(frozen=True, kw_only=True)
class Field(Hyperparameter):
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
            name="data.test_fraction",
            label="Test share",
            default=0.2,
            minimum=0.0,
            maximum=0.9,
            slider=(0.0, 0.9),
            tooltip="Share of the samples that training never sees.",
        ),
        _whole(
            "training.batch_size", "Batch size", 1, 1_000_000, (1, 256), 32, "Samples in one step.", none_label="all"
        ),
        _penalty("training.l1", "L1", "Pulls weights to exactly 0: objective + l1 times the sum of |W|."),
        _penalty("training.l2", "L2", "Keeps weights small: objective + l2/2 times the sum of W squared."),
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
    )
}

UNITS = _whole("units", "Units", 1, 4096, (1, 64), 8, "How many units the layer has.")
MAXIMUM_LAYERS = 64
MAXIMUM_VARIANTS = 5
MAXIMUM_NAME = 200
MAXIMUM_NOTES = 100_000

LIVE_PATHS = ("training.optimizer", "training.batch_size", "training.l1", "training.l2", "training.stop")
"""What can change while a run goes on; a change of any other path under data, network, training or seed restarts it."""


def is_live(path: str) -> bool:
    """Say whether a change at a dotted path takes effect without a restart."""
    return any(path == live or path.startswith(live + ".") for live in LIVE_PATHS)


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
    hidden = experiment.network.hidden
    if len(hidden) > MAXIMUM_LAYERS:
        raise InvalidInput(f"network.hidden has {len(hidden)} layers: allowed are 0 to {MAXIMUM_LAYERS}")
    for index, layer in enumerate(hidden):
        where = f"network.hidden[{index}]"
        try:
            UNITS.check(layer.units)
        except InvalidInput as error:
            raise InvalidInput(f"{where}.{error}") from None
        if layer.dropout != 0.0:
            raise InvalidInput(f"{where}.dropout is {layer.dropout:g}: this version trains without dropout, so only 0")
        if layer.batch_norm:
            raise InvalidInput(f"{where}.batch_norm is true: this version has no batch normalisation, so only false")
    if len(experiment.variants) > MAXIMUM_VARIANTS:
        raise InvalidInput(f"variants has {len(experiment.variants)} entries: allowed are 0 to {MAXIMUM_VARIANTS}")
    if len(experiment.name) > MAXIMUM_NAME:
        raise InvalidInput(f"name has {len(experiment.name)} characters: allowed are 0 to {MAXIMUM_NAME}")
    if len(experiment.notes) > MAXIMUM_NOTES:
        raise InvalidInput(f"notes has {len(experiment.notes)} characters: allowed are 0 to {MAXIMUM_NOTES}")
