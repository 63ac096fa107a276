"""From a dataset to what a network trains and is tested on: features, split, scaling, targets."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from nnviz.arrays import Array, Indices, read_only
from nnviz.datasets.catalogue import DATASETS
from nnviz.datasets.encoding import Encoding, encode_targets
from nnviz.datasets.features import FEATURES, Feature, choose_features, compute_features
from nnviz.datasets.scaling import Scaler, Scaling
from nnviz.datasets.table import Table, Task
from nnviz.errors import InvalidInput
from nnviz.randomness import Purpose, generator

MAXIMUM_TEST_FRACTION = 0.9


@dataclass(frozen=True, kw_only=True, eq=False)
class Split:
    """Training and test share of one experiment's data; all arrays are contiguous and read-only.

    Attributes
    ----------
    dataset : str
        Name of the data set.
    task : "classification" or "regression"
        What is learned.
    inputs_train, inputs_test : Array
        Shape (n, F) in the training dtype: after features and scaling, as the network sees them.
    targets_train, targets_test : Array
        Shape (n, 1) or (n, C) in the training dtype, as the network sees them.
    raw_train, raw_test : Array
        Shape (n, d), float64: the inputs in their own units, before features and scaling.
    labels_train, labels_test : Indices
        Shape (n,): class indices; of length 0 for regression.
    values_train, values_test : Array
        Shape (n,), float64: targets in their own unit; of length 0 for classification.
    classes : tuple of str
        Names of the classes; empty for regression.
    raw_names : tuple of str
        One display name for each of the d raw columns, for axes.
    feature_names, feature_labels : tuple of str
        One name (as in the file) and one display name for each of the F inputs.
    target_name, target_unit : str
        What is predicted and in which unit; the unit may be empty.
    input_scaler : Scaler
        Fitted on the training share's features.
    target_scaler : Scaler or None
        Fitted on the training share's targets; None for classification.
    features : tuple of Feature or None
        What is computed of the raw columns; None where they are taken as they are.
    input_shape : tuple of int or None
        (height, width) where the inputs are an image, row by row.
    """

    dataset: str
    task: Task
    inputs_train: Array
    inputs_test: Array
    targets_train: Array
    targets_test: Array
    raw_train: Array
    raw_test: Array
    labels_train: Indices
    labels_test: Indices
    values_train: Array
    values_test: Array
    classes: tuple[str, ...]
    raw_names: tuple[str, ...]
    feature_names: tuple[str, ...]
    feature_labels: tuple[str, ...]
    target_name: str
    target_unit: str
    input_scaler: Scaler
    target_scaler: Scaler | None
    features: tuple[Feature, ...] | None
    input_shape: tuple[int, int] | None

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
    name: str,
    hyperparameters: Mapping[str, float] | None = None,
    seed: int,
    samples: int | None = None,
    noise: float = 0.0,
    test_fraction: float,
    scaling: Scaling,
    features: Sequence[str] | None = None,
    encoding: Encoding,
    dtype: npt.DTypeLike = np.float64,
) -> Split:
    """Return the data of an experiment, shared with every variant that asks for the same.

    Parameters
    ----------
    name : str
        A name in `DATASETS`.
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
    scaling : "standard", "minmax" or "none"
        For inputs, and for the targets of a regression.
    features : sequence of str or None
        Names in `FEATURES`; None takes the columns as they are.
    encoding : "binary", "signed", "one_hot" or "real"
        How targets are written.
    dtype : dtype
        The training dtype.

    Raises
    ------
    InvalidInput
        When an argument is out of range, a name does not exist, or no training row would remain.
    """
    dataset = DATASETS[name]
    values = dataset.complete(hyperparameters or {})
    return _prepare(
        name,
        tuple(values.items()),
        seed,
        dataset.sample_count(samples),
        noise,
        test_fraction,
        scaling,
        None if features is None else tuple(features),
        encoding,
        np.dtype(dtype).name,
    )


@lru_cache(maxsize=2)
def _table(name: str, hyperparameters: tuple[tuple[str, float], ...], seed: int, samples: int, noise: float) -> Table:
    return DATASETS[name].table(seed=seed, samples=samples, noise=noise, hyperparameters=dict(hyperparameters))


# Small, because a split of a million samples takes some 60 MB; runs keep their own reference.
@lru_cache(maxsize=4)
def _prepare(
    name: str,
    hyperparameters: tuple[tuple[str, float], ...],
    seed: int,
    samples: int,
    noise: float,
    test_fraction: float,
    scaling: Scaling,
    features: tuple[str, ...] | None,
    encoding: Encoding,
    dtype: str,
) -> Split:
    table = _table(name, hyperparameters, seed, samples, noise)
    chosen = None if features is None else choose_features(features, table.inputs.shape[1], name)
    _, count = share_sizes(samples, test_fraction)
    order: Indices = generator(seed, Purpose.SPLIT).permutation(samples)
    test, train = order[:count], order[count:]
    raw_train, raw_test = table.inputs[train], table.inputs[test]
    columns_train = raw_train if chosen is None else compute_features(chosen, raw_train)
    columns_test = raw_test if chosen is None else compute_features(chosen, raw_test)
    input_scaler = Scaler.fit(scaling, columns_train)

    targets_train, targets_test = table.targets[train], table.targets[test]
    nothing = np.empty(0)
    labels_train = labels_test = nothing.astype(np.int64)
    values_train = values_test = nothing
    target_scaler = None
    if table.task == "classification":
        targets_train = labels_train = targets_train.astype(np.int64)
        targets_test = labels_test = targets_test.astype(np.int64)
    else:
        values_train, values_test = targets_train, targets_test
        target_scaler = Scaler.fit(scaling, targets_train[:, np.newaxis])
        targets_train = target_scaler.transform(targets_train[:, np.newaxis])[:, 0]
        targets_test = target_scaler.transform(targets_test[:, np.newaxis])[:, 0]

    def as_seen(columns: Array) -> Array:
        return read_only(np.ascontiguousarray(input_scaler.transform(columns), dtype=dtype))

    def encoded(targets: Array) -> Array:
        return read_only(encode_targets(targets, encoding, len(table.class_names), dtype))

    raw_names = tuple(FEATURES[name].label if name in FEATURES else name for name in table.feature_names)
    return Split(
        dataset=name,
        task=table.task,
        inputs_train=as_seen(columns_train),
        inputs_test=as_seen(columns_test),
        targets_train=encoded(targets_train),
        targets_test=encoded(targets_test),
        raw_train=read_only(raw_train),
        raw_test=read_only(raw_test),
        labels_train=read_only(labels_train),
        labels_test=read_only(labels_test),
        values_train=read_only(values_train),
        values_test=read_only(values_test),
        classes=table.class_names,
        raw_names=raw_names,
        feature_names=table.feature_names if chosen is None else tuple(feature.name for feature in chosen),
        feature_labels=raw_names if chosen is None else tuple(feature.label for feature in chosen),
        target_name=table.target_name,
        target_unit=table.target_unit,
        input_scaler=input_scaler,
        target_scaler=target_scaler,
        features=chosen,
        input_shape=table.input_shape,
    )


def share_sizes(samples: int, test_fraction: float) -> tuple[int, int]:
    """Return how many rows the training and the test share have.

    Raises
    ------
    InvalidInput
        When the fraction is out of range or leaves no training row.
    """
    if not 0.0 <= test_fraction <= MAXIMUM_TEST_FRACTION:
        raise InvalidInput(f"data.test_fraction is {test_fraction:g}: allowed is from 0 to {MAXIMUM_TEST_FRACTION:g}")
    test = math.ceil(test_fraction * samples)
    if test >= samples:
        raise InvalidInput(
            f"data.test_fraction {test_fraction:g} of {samples} samples leaves none to train on: "
            "take more samples or a smaller test share"
        )
    return samples - test, test
