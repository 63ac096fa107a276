"""The experiment as frozen records, one field for each key of the file.

Types and unknown keys are checked while a file is decoded, ranges by `nnviz.experiment.fields`, and what depends on
the data (such as the batch size) when the experiment is assembled.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from nnviz.experiment.choice import (
    ActivationChoice,
    DatasetChoice,
    InitializerChoice,
    LossChoice,
    OptimizerChoice,
    OutputActivationChoice,
    ScheduleChoice,
)

DEFAULT_BATCH_SIZE = 32
"""Whoever leaves the batch size open gets at most so many rows, and all of fewer."""

FORMAT = 1
"""The version of the file format that this program writes."""


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all records have in common."""


class Data(Record, frozen=True):
    """What is learned from.

    Attributes
    ----------
    name : DatasetChoice
        The data set.
    task : str
        "auto" follows the data set; "reconstruction" makes an autoencoder, whose targets are its inputs.
    samples : int or None
        How many rows; None is all of a real set, 500 of a synthetic one.
    noise : float
        0 to 1; at 1 the classes cannot be told apart.
    input_noise : float
        Deviation of what is added to the scaled inputs of a reconstruction, while its targets stay clean.
    test_fraction : float
        Share of the rows that is kept for the test, 0 to 0.9.
    validation_fraction : float
        Share of the rows that is held out of training to choose between its states, 0 to 0.9.
    scaling : str
        How inputs (and regression targets) are scaled.
    features : tuple of str or None
        What the network sees of 2-D data; None is the plain columns.
    path : str or None
        Of the data set "csv": the file. In a file it is relative to that, in memory it is not.
    target : str or None
        Of "csv": the column that is learned; None is the last one.
    left_out : tuple of str
        Of "csv": columns that are no inputs.
    points : tuple of (float, float, int)
        Of the data set "points": two coordinates and the class of each.
    """

    name: DatasetChoice = DatasetChoice("circles")
    task: Literal["auto", "classification", "regression", "reconstruction"] = "auto"
    samples: int | None = None
    noise: float = 0.0
    input_noise: float = 0.0
    test_fraction: float = 0.2
    validation_fraction: float = 0.0
    scaling: Literal["standard", "minmax", "none"] = "standard"
    features: tuple[str, ...] | None = None
    path: str | None = None
    target: str | None = None
    left_out: tuple[str, ...] = ()
    points: tuple[tuple[float, float, int], ...] = ()


class HiddenLayer(Record, frozen=True):
    """One hidden layer: a number of units with one activation.

    `dropout` is the probability with which an activation is left out of a training step, 0 to below 1; `batch_norm`
    puts batch normalisation before the activation.
    `initializer` and `initial_bias` are the network's where they are None.
    """

    units: int = 8
    activation: ActivationChoice = ActivationChoice("tanh")
    dropout: float = 0.0
    batch_norm: bool = False
    initializer: InitializerChoice | None = None
    initial_bias: float | None = None


class Network(Record, frozen=True):
    """A fully connected network."""

    hidden: tuple[HiddenLayer, ...] = (HiddenLayer(), HiddenLayer())
    output_activation: OutputActivationChoice = OutputActivationChoice("auto")
    initializer: InitializerChoice = InitializerChoice("xavier_normal")
    initial_bias: float = 0.0


class Stop(Record, frozen=True):
    """When a run stops by itself: as soon as any of the conditions that are given is met.

    `patience` counts epochs without a better validation loss; then the run goes back to its best weights.
    """

    epochs: int | None = None
    steps: int | None = None
    train_loss: float | None = None
    test_accuracy: float | None = None
    patience: int | None = None


class Training(Record, frozen=True):
    """How the network is trained.

    `batch_size` None is the full batch, and so is the default where rows are few. Without `clip_norm` and `clip_value`
    the gradient is not clipped.
    """

    loss: LossChoice = LossChoice("auto")
    batch_size: int | None = DEFAULT_BATCH_SIZE
    dtype: Literal["float32", "float64"] = "float64"
    optimizer: OptimizerChoice = OptimizerChoice("sgd")
    schedule: ScheduleChoice = ScheduleChoice("constant")
    clip_norm: float | None = None
    clip_value: float | None = None
    l1: float = 0.0
    l2: float = 0.0
    stop: Stop = Stop(epochs=100)


class Variant(Record, frozen=True):
    """A named set of overrides: dotted path to new value, which replaces the old one whole."""

    name: str
    set: dict[str, Any] = {}


class Experiment(Record, frozen=True):
    """The frozen description of what to train."""

    nnviz: int = FORMAT
    name: str = "Untitled"
    notes: str = ""
    seed: int = 0
    data: Data = Data()
    network: Network = Network()
    training: Training = Training()
    variants: tuple[Variant, ...] = ()
