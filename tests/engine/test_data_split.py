"""From data set to network: shares, scaling without leaks, targets, and the way back to raw units."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.datasets import DATASETS, Split, encode_targets, prepare, share_sizes
from nnviz.errors import InvalidInput

ENCODINGS = {0: "real", 2: "binary"}


def split(name: str = "circles", **arguments: object) -> Split:
    classes = DATASETS[name].class_count(arguments.get("hyperparameters"))  # type: ignore[arg-type]
    defaults = {
        "seed": 7,
        "test_fraction": 0.2,
        "scaling": "standard",
        "encoding": ENCODINGS.get(classes, "one_hot"),
    }
    return prepare(name=name, **{**defaults, **arguments})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", DATASETS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_all_arrays_fit_together_and_are_protected(name: str, dtype: str) -> None:
    data = split(name, dtype=dtype, samples=61, noise=0.1)
    classes = DATASETS[name].class_count()
    width = classes if classes > 2 else 1
    for inputs, targets, raw, labels, values, rows in (
        (data.inputs_train, data.targets_train, data.raw_train, data.labels_train, data.values_train, 48),
        (data.inputs_test, data.targets_test, data.raw_test, data.labels_test, data.values_test, 13),
    ):
        assert inputs.shape == (rows, len(data.feature_names))
        assert targets.shape == (rows, width)
        assert raw.shape == (rows, DATASETS[name].columns)
        assert inputs.dtype == targets.dtype == dtype
        assert raw.dtype == np.float64
        assert len(labels) == (rows if classes else 0)
        assert len(values) == (0 if classes else rows)
        for array in (inputs, targets, raw, labels, values):
            assert array.flags.c_contiguous
            assert not array.flags.writeable
    assert len(data.raw_names) == DATASETS[name].columns
    assert len(data.feature_labels) == len(data.feature_names)
    assert len(data.classes) == classes
    assert (data.target_scaler is None) == bool(classes)


@given(samples=st.integers(4, 2000), fraction=st.floats(0.0, 0.9))
def test_the_test_share_is_the_ceiling(samples: int, fraction: float) -> None:
    expected = math.ceil(fraction * samples)
    if expected == samples:
        with pytest.raises(InvalidInput, match="leaves none to train on"):
            share_sizes(samples, fraction)
    else:
        assert share_sizes(samples, fraction) == (samples - expected, expected, 0)


@pytest.mark.parametrize(
    ("samples", "fraction", "test"), [(500, 0.2, 100), (501, 0.2, 101), (10, 0.25, 3), (500, 0.0, 0), (11, 0.9, 10)]
)
def test_shares_have_their_sizes(samples: int, fraction: float, test: int) -> None:
    data = split(samples=samples, test_fraction=fraction)
    assert len(data.inputs_test) == test
    assert len(data.inputs_train) == samples - test


def test_every_row_is_in_exactly_one_share_with_its_own_target() -> None:
    table = DATASETS["iris"].table(seed=7)
    data = split("iris")
    rows = np.column_stack([table.inputs, table.targets])
    shared = np.vstack(
        [np.column_stack([data.raw_train, data.labels_train]), np.column_stack([data.raw_test, data.labels_test])]
    )
    assert sorted(map(tuple, rows)) == sorted(map(tuple, shared))


def test_the_split_changes_with_the_seed_alone() -> None:
    assert np.array_equal(split(noise=0.0).labels_test, split(noise=0.5).labels_test)
    assert not np.array_equal(split("iris").raw_test, split("iris", seed=8).raw_test)
    smaller, larger = split("iris", test_fraction=0.1).raw_test, split("iris", test_fraction=0.3).raw_test
    assert np.array_equal(larger[: len(smaller)], smaller)


def test_the_same_request_is_answered_once() -> None:
    assert split("moons") is split("moons")
    assert split("moons", noise=0.1) is not split("moons")


@pytest.mark.parametrize("name", ["wine", "diabetes", "digits", "spirals"])
def test_scaling_knows_the_training_share_alone(name: str) -> None:
    data = split(name, scaling="standard")
    moving = np.ptp(data.raw_train, axis=0) > 0
    np.testing.assert_allclose(data.inputs_train.mean(axis=0), 0.0, atol=1e-9)
    np.testing.assert_allclose(data.inputs_train[:, moving].std(axis=0), 1.0, atol=1e-9)
    expected = (data.raw_test - data.raw_train.mean(axis=0))[:, moving] / data.raw_train.std(axis=0)[moving]
    np.testing.assert_allclose(data.inputs_test[:, moving], expected, atol=1e-9)
    assert not data.inputs_train[:, ~moving].any()
    assert not data.inputs_test[:, ~moving].any()

    data = split(name, scaling="minmax")
    assert data.inputs_train.min() == 0.0
    assert data.inputs_train.max() == 1.0
    assert np.array_equal(data.inputs_train[:, moving].max(axis=0), np.ones(moving.sum()))

    data = split(name, scaling="none")
    assert np.array_equal(data.inputs_train, data.raw_train)
    assert np.array_equal(data.inputs_test, data.raw_test)


def test_a_column_that_is_constant_in_training_becomes_zero_in_both_shares() -> None:
    data = split("digits", samples=40, scaling="standard")
    constant = np.ptp(data.raw_train, axis=0) == 0
    assert (constant & (np.ptp(data.raw_test, axis=0) > 0)).any()
    assert not data.inputs_test[:, constant].any()


@pytest.mark.parametrize("scaling", ["standard", "minmax", "none"])
def test_targets_of_a_regression_are_scaled_and_come_back_in_their_unit(scaling: str) -> None:
    data = split("diabetes", scaling=scaling)
    assert data.target_scaler is not None
    back = data.target_scaler.inverse(data.targets_test)
    np.testing.assert_allclose(back[:, 0], data.values_test, rtol=1e-12)
    if scaling == "standard":
        assert data.targets_train.mean() == pytest.approx(0.0, abs=1e-12)
        assert data.targets_train.std() == pytest.approx(1.0)
    elif scaling == "minmax":
        assert (data.targets_train.min(), data.targets_train.max()) == (0.0, 1.0)
    else:
        assert np.array_equal(data.targets_train[:, 0], data.values_train)


@pytest.mark.parametrize("name", ["spirals", "sine", "wine"])
@pytest.mark.parametrize("scaling", ["standard", "minmax", "none"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_map_sees_at_a_point_what_training_sees_there(name: str, scaling: str, dtype: str) -> None:
    features = {"spirals": ["x2", "x1*x2", "sin(x1)"], "sine": ["x1^2", "x1"]}.get(name)
    data = split(name, scaling=scaling, dtype=dtype, features=features)
    seen = data.inputs_at(data.raw_test)
    assert np.array_equal(seen, data.inputs_test)
    assert seen.dtype == dtype
    assert seen.flags.c_contiguous


def test_targets_are_written_as_the_output_calls_for() -> None:
    binary, signed, hot = (split("moons", encoding=encoding) for encoding in ("binary", "signed", "one_hot"))
    labels = binary.labels_train
    assert np.array_equal(binary.targets_train, labels[:, None])
    assert np.array_equal(signed.targets_train, np.where(labels == 1, 1.0, -1.0)[:, None])
    assert np.array_equal(hot.targets_train, np.column_stack([labels == 0, labels == 1]))
    digits = split("digits", dtype="float32")
    assert digits.targets_train.shape == (1437, 10)
    assert np.array_equal(digits.targets_train.argmax(axis=1), digits.labels_train)
    assert np.array_equal(digits.targets_train.sum(axis=1), np.ones(1437))


@given(labels=st.lists(st.integers(0, 4), min_size=0, max_size=30))
def test_one_hot_says_the_class(labels: list[int]) -> None:
    encoded = encode_targets(np.array(labels, dtype=np.int64), "one_hot", 5)
    assert encoded.shape == (len(labels), 5)
    assert encoded.argmax(axis=1).tolist() == labels
    assert set(np.unique(encoded)) <= {0.0, 1.0}


@settings(max_examples=40, deadline=None)
@given(
    name=st.sampled_from(sorted(DATASETS)),
    seed=st.integers(0, 2**63 - 1),
    samples=st.integers(4, 150),
    noise=st.floats(0.0, 1.0),
    fraction=st.floats(0.0, 0.7),
    scaling=st.sampled_from(["standard", "minmax", "none"]),
)
def test_any_valid_request_is_answered_with_finite_numbers(
    name: str, seed: int, samples: int, noise: float, fraction: float, scaling: str
) -> None:
    data = split(name, seed=seed, samples=samples, noise=noise, test_fraction=fraction, scaling=scaling)
    for array in (data.inputs_train, data.inputs_test, data.targets_train, data.targets_test):
        assert np.isfinite(array).all()
    assert len(data.inputs_train) + len(data.inputs_test) == samples


def test_a_million_samples_can_be_had() -> None:
    data = split("spirals", samples=1_000_000, noise=0.1, seed=1, dtype="float32")
    assert data.inputs_train.shape == (800_000, 2)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"samples": 4, "test_fraction": 0.9}, "data.test_fraction 0.9 of 4 samples leaves none to train on"),
        ({"test_fraction": 0.95}, "data.test_fraction is 0.95: allowed is from 0 to 0.9"),
        ({"test_fraction": float("nan")}, "data.test_fraction is nan: allowed is from 0 to 0.9"),
        ({"scaling": "standart"}, "unknown scaling 'standart': did you mean 'standard'?"),
        ({"encoding": "onehot"}, "unknown target encoding 'onehot': did you mean 'one_hot'?"),
        ({"name": "iris", "encoding": "signed"}, "one output unit tells two classes apart, and there are 3"),
        ({"name": "iris", "encoding": "real"}, "targets are 3 classes, which cannot be learned as numbers"),
        ({"name": "sine", "encoding": "binary"}, "targets are numbers, which cannot be learned as classes"),
    ],
    ids=str,
)
def test_wrong_requests_are_refused_in_one_sentence(arguments: dict[str, object], sentence: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        split(**arguments)  # type: ignore[arg-type]
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
