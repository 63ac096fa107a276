"""From a dataset to what a network trains and is tested on: features, split, scaling, targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from nnviz.arrays import Array, Indices, read_only
from nnviz.datasets.catalogue import DATASETS
from nnviz.datasets.dataset import Dataset
from nnviz.datasets.encoding import Encoding, encode_targets
from nnviz.datasets.features import FEATURES, Feature, choose_features, compute_features
from nnviz.datasets.scaling import Scaler, Scaling
from nnviz.datasets.shares import draw_shares
from nnviz.datasets.table import Table, Task
from nnviz.randomness import Purpose, generator


class Split(Struct, frozen=True, kw_only=True, eq=False):
    """Training, test and validation share of one experiment's data; all arrays are contiguous and read-only.

    Attributes
    ----------
    dataset : str
        Name of the data set.
    task : "classification", "regression" or "reconstruction"
        What is learned; of a reconstruction the targets are the inputs, without their noise.
    inputs_train, inputs_test, inputs_validation : Array
        Shape (n, F) in the training dtype: after features and scaling, as the network sees them.
    targets_train, targets_test, targets_validation : Array
        Shape (n, 1) or (n, C) in the training dtype, as the network sees them.
    raw_train, raw_test, raw_validation : Array
        Shape (n, d), float64: the inputs in their own units, before features and scaling.
    labels_train, labels_test, labels_validation : Indices
        Shape (n,): class indices; of length 0 where the data have no classes.
    values_train, values_test, values_validation : Array
        Shape (n,), float64: the data's own target in its unit; of length 0 where that is a class.
    classes : tuple of str
        Names of the classes that are learned; empty for regression and reconstruction.
    label_names : tuple of str
        Names of what the labels say, whether or not they are learned.
    raw_names : tuple of str
        One display name for each of the d raw columns, for axes.
    feature_names, feature_labels : tuple of str
        One name (as in the file) and one display name for each of the F inputs.
    target_name, target_unit : str
        What is predicted and in which unit; the unit may be empty.
    input_scaler : Scaler
        Fitted on the training share's features.
    target_scaler : Scaler or None
        Fitted on the training share's targets; None where no number is predicted.
    features : tuple of Feature or None
        What is computed of the raw columns; None where they are taken as they are.
    input_shape : tuple of int or None
        (height, width) where the inputs are an image, row by row.
    """

    dataset: str
    task: Task
    inputs_train: Array
    inputs_test: Array
    inputs_validation: Array
    targets_train: Array
    targets_test: Array
    targets_validation: Array
    raw_train: Array
    raw_test: Array
    raw_validation: Array
    labels_train: Indices
    labels_test: Indices
    labels_validation: Indices
    values_train: Array
    values_test: Array
    values_validation: Array
    classes: tuple[str, ...]
    label_names: tuple[str, ...]
    raw_names: tuple[str, ...]
    feature_names: tuple[str, ...]
    feature_labels: tuple[str, ...]
    target_name: str
    target_unit: str
    input_scaler: Scaler
    target_scaler: Scaler | None
    features: tuple[Feature, ...] | None
    input_shape: tuple[int, int] | None

    def of(self, kind: str, share: str) -> Any:
        """Return "inputs", "targets", "raw", "labels" or "values" of a share: "train", "test" or "validation"."""
        return getattr(self, f"{kind}_{share}")

    def inputs_at(self, raw: Array) -> Array:
        """Return what the network would see at other raw coordinates, such as the pixels of a map.

        Parameters
        ----------
        raw : Array
            Shape (m, d), in the units of `raw_train`.

        Returns
        -------
        Array
            Shape (m, F) in the training dtype, contiguous.
        """
        columns = raw if self.features is None else compute_features(self.features, raw)
        return np.ascontiguousarray(self.input_scaler.transform(columns), dtype=self.inputs_train.dtype)


def prepare(
    *,
    name: str | Dataset,
    hyperparameters: Mapping[str, float] | None = None,
    seed: int,
    samples: int | None = None,
    noise: float = 0.0,
    test_fraction: float,
    validation_fraction: float = 0.0,
    scaling: Scaling,
    features: Sequence[str] | None = None,
    encoding: Encoding,
    reconstructs: bool = False,
    input_noise: float = 0.0,
    dtype: npt.DTypeLike = np.float64,
) -> Split:
    """Return the data of an experiment, shared with every variant that asks for the same.

    Parameters
    ----------
    name : str or Dataset
        A name in `DATASETS`, or a data set itself.
    hyperparameters : mapping or None
        The data set's own values, such as ``{"classes": 4}``; what is left out has its default.
    seed : int
        The experiment's seed.
    samples : int or None
        How many rows; None is all of a real set and 500 of a synthetic one.
    noise : float
        0 to 1.
    test_fraction : float
        0 to 0.9. The test share is the first ``ceil(test_fraction * n)`` rows of one permutation.
    validation_fraction : float
        0 to 0.9. The validation share is the next ``ceil(validation_fraction * n)`` rows of it: the test share is the
        same with it and without.
    scaling : "standard", "minmax" or "none"
        For inputs, and for the targets of a regression.
    features : sequence of str or None
        Names in `FEATURES`; None takes the columns as they are.
    encoding : "binary", "signed", "one_hot", "signed_one_hot" or "real"
        How targets are written.
    reconstructs : bool
        Whether the inputs, as the network sees them, stand in place of the data's own targets.
    input_noise : float
        Deviation of what is added to the scaled inputs, drawn once for every row; targets that are inputs stay clean.
    dtype : dtype
        The training dtype.

    Raises
    ------
    InvalidInput
        When an argument is out of range, a name does not exist, or no training row would remain.
    """
    dataset = DATASETS[name] if isinstance(name, str) else name
    values = dataset.complete(hyperparameters or {})
    return _prepare(
        dataset,
        tuple(values.items()),
        seed,
        dataset.sample_count(samples),
        noise,
        test_fraction,
        validation_fraction,
        scaling,
        None if features is None else tuple(features),
        encoding,
        reconstructs,
        input_noise,
        np.dtype(dtype).name,
    )


@lru_cache(maxsize=2)
def _table(
    dataset: Dataset, hyperparameters: tuple[tuple[str, float], ...], seed: int, samples: int, noise: float
) -> Table:
    return dataset.table(seed=seed, samples=samples, noise=noise, hyperparameters=dict(hyperparameters))


# Small, because a split of a million samples takes some 60 MB; runs keep their own reference.
@lru_cache(maxsize=4)
def _prepare(
    dataset: Dataset,
    hyperparameters: tuple[tuple[str, float], ...],
    seed: int,
    samples: int,
    noise: float,
    test_fraction: float,
    validation_fraction: float,
    scaling: Scaling,
    features: tuple[str, ...] | None,
    encoding: Encoding,
    reconstructs: bool,
    input_noise: float,
    dtype: str,
) -> Split:
    table = _table(dataset, hyperparameters, seed, samples, noise)
    chosen = None if features is None else choose_features(features, table.inputs.shape[1], dataset.name)
    shares = draw_shares(seed, samples, test_fraction, validation_fraction)
    raw = [table.inputs[rows] for rows in shares]
    columns = [part if chosen is None else compute_features(chosen, part) for part in raw]
    input_scaler = Scaler.fit(scaling, columns[0])

    target_scaler = None
    labels, values = [np.empty(0, np.int64) for _ in shares], [np.empty(0) for _ in shares]
    if table.task == "classification":
        targets = labels = [table.targets[rows].astype(np.int64) for rows in shares]
    else:
        values = [table.targets[rows] for rows in shares]
        target_scaler = Scaler.fit(scaling, values[0][:, np.newaxis])
        targets = [target_scaler.transform(part[:, np.newaxis])[:, 0] for part in values]

    def written(columns: Array) -> Array:
        return read_only(np.ascontiguousarray(columns, dtype=dtype))

    def encoded(targets: Array) -> Array:
        return read_only(encode_targets(targets, encoding, len(table.class_names), dtype))

    scaled = [input_scaler.transform(part) for part in columns]
    targets_train, targets_test, targets_validation = map(written, scaled) if reconstructs else map(encoded, targets)
    if input_noise:
        stray = input_noise * generator(seed, Purpose.INPUT_NOISE).standard_normal((samples, scaled[0].shape[1]))
        scaled = [part + stray[rows] for part, rows in zip(scaled, shares, strict=True)]
    inputs_train, inputs_test, inputs_validation = map(written, scaled)
    raw_train, raw_test, raw_validation = map(read_only, raw)
    labels_train, labels_test, labels_validation = map(read_only, labels)
    values_train, values_test, values_validation = map(read_only, values)
    raw_names = tuple(FEATURES[name].label if name in FEATURES else name for name in table.feature_names)
    return Split(
        dataset=dataset.name,
        task="reconstruction" if reconstructs else table.task,
        inputs_train=inputs_train,
        inputs_test=inputs_test,
        inputs_validation=inputs_validation,
        targets_train=targets_train,
        targets_test=targets_test,
        targets_validation=targets_validation,
        raw_train=raw_train,
        raw_test=raw_test,
        raw_validation=raw_validation,
        labels_train=labels_train,
        labels_test=labels_test,
        labels_validation=labels_validation,
        values_train=values_train,
        values_test=values_test,
        values_validation=values_validation,
        classes=() if reconstructs else table.class_names,
        label_names=table.class_names,
        raw_names=raw_names,
        feature_names=table.feature_names if chosen is None else tuple(feature.name for feature in chosen),
        feature_labels=raw_names if chosen is None else tuple(feature.label for feature in chosen),
        target_name=table.target_name,
        target_unit=table.target_unit,
        input_scaler=input_scaler,
        target_scaler=None if reconstructs else target_scaler,
        features=chosen,
        input_shape=table.input_shape,
    )
