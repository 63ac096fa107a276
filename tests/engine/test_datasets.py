"""Every data set: shapes, ranges, balance, determinism, and what noise does to it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from nnviz.datasets import DATASETS, Table
from nnviz.datasets.shapes import GAUSSIANS_CUT
from nnviz.errors import InvalidInput

SYNTHETIC = [name for name, dataset in DATASETS.items() if dataset.kind == "synthetic"]
REAL = [name for name, dataset in DATASETS.items() if dataset.kind == "real"]
CLASSIFICATION = [name for name, dataset in DATASETS.items() if dataset.task == "classification"]
REGRESSION = [name for name, dataset in DATASETS.items() if dataset.task == "regression"]

# Every set with its defaults, and those with hyperparameters at both ends.
CASES = [
    *((name, {}) for name in DATASETS),
    ("gaussians", {"classes": 3}),
    ("gaussians", {"classes": 6}),
    ("spirals", {"arms": 3}),
    ("spirals", {"arms": 5}),
]
SYNTHETIC_CLASSES = [case for case in CASES if case[0] in SYNTHETIC and case[0] in CLASSIFICATION]
CLASSES = [case for case in CASES if case[0] in CLASSIFICATION]


def identify(case: object) -> str:
    return str(case)


def draw(name: str, hyperparameters: dict[str, float] | None = None, **arguments: float) -> Table:
    return DATASETS[name].table(**{"seed": 7, "hyperparameters": hyperparameters, **arguments})


def nearest_neighbour_accuracy(table: Table) -> float:
    """Leave-one-out accuracy of the nearest neighbour, columns standardised."""
    deviation = table.inputs.std(axis=0)
    columns = table.inputs[:, deviation > 0] / deviation[deviation > 0]
    squares = np.square(columns).sum(axis=1)
    distances = squares[:, None] + squares - 2 * columns @ columns.T
    np.fill_diagonal(distances, np.inf)
    return float(np.mean(table.targets[distances.argmin(axis=1)] == table.targets))


def test_the_table_lists_what_the_contract_names() -> None:
    assert SYNTHETIC == ["circles", "xor", "gaussians", "spirals", "moons", "plane", "sine"]
    assert REAL == ["digits", "iris", "wine", "breast_cancer", "diabetes"]
    assert REGRESSION == ["plane", "sine", "diabetes"]


@pytest.mark.parametrize("name", DATASETS)
def test_entries_say_what_they_are(name: str) -> None:
    entry = DATASETS[name]
    assert entry.label
    assert entry.formula
    assert entry.source
    assert entry.sentence.endswith((".", "?"))


@pytest.mark.parametrize(("name", "hyperparameters"), CASES, ids=identify)
def test_tables_have_the_shape_that_their_entry_promises(name: str, hyperparameters: dict[str, float]) -> None:
    dataset = DATASETS[name]
    table = draw(name, hyperparameters)
    assert table.inputs.shape == (dataset.default_samples, dataset.columns)
    assert table.targets.shape == (dataset.default_samples,)
    assert table.inputs.dtype == table.targets.dtype == np.float64
    assert table.task == dataset.task
    assert len(set(table.feature_names)) == dataset.columns
    assert len(set(table.class_names)) == len(table.class_names) == dataset.class_count(hyperparameters)
    assert np.isfinite(table.inputs).all()
    assert np.isfinite(table.targets).all()
    assert not table.inputs.flags.writeable
    assert not table.targets.flags.writeable
    if dataset.task == "classification":
        assert np.array_equal(np.unique(table.targets), np.arange(len(table.class_names)))
    if table.input_shape is not None:
        assert np.prod(table.input_shape) == dataset.columns


def test_a_synthetic_set_has_500_samples_unless_told_otherwise_and_a_real_one_all() -> None:
    assert len(draw("circles").inputs) == 500
    assert len(draw("digits").inputs) == 1797
    assert draw("digits").input_shape == (8, 8)


@pytest.mark.parametrize("name", SYNTHETIC)
def test_coordinates_stay_within_the_range_where_features_make_sense(name: str) -> None:
    table = draw(name, samples=20_000)
    limit = 2 * np.pi if name == "sine" else 2.0
    assert np.abs(table.inputs).max() <= limit
    assert np.abs(table.inputs).max() > 0.75 * limit
    assert np.abs(table.inputs.mean(axis=0)).max() < 0.15 * limit


@pytest.mark.parametrize(("name", "hyperparameters"), SYNTHETIC_CLASSES, ids=identify)
@pytest.mark.parametrize("samples", [4, 7, 500])
def test_synthetic_classes_are_balanced(name: str, hyperparameters: dict[str, float], samples: int) -> None:
    classes = DATASETS[name].class_count(hyperparameters)
    counts = np.bincount(draw(name, hyperparameters, samples=samples).targets.astype(int), minlength=classes)
    assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize(("name", "hyperparameters"), CASES, ids=identify)
def test_the_same_arguments_give_the_same_data_and_another_seed_others(
    name: str, hyperparameters: dict[str, float]
) -> None:
    first = draw(name, hyperparameters, samples=100, noise=0.3)
    again = draw(name, hyperparameters, samples=100, noise=0.3)
    other = draw(name, hyperparameters, samples=100, noise=0.3, seed=8)
    assert first.inputs.tobytes() == again.inputs.tobytes()
    assert first.targets.tobytes() == again.targets.tobytes()
    assert not np.array_equal(first.inputs, other.inputs)


@pytest.mark.parametrize("name", SYNTHETIC)
@pytest.mark.parametrize("noise", [0.0, 0.4])
def test_a_larger_synthetic_set_starts_with_the_smaller_one(name: str, noise: float) -> None:
    small, large = draw(name, samples=60, noise=noise), draw(name, samples=200, noise=noise)
    np.testing.assert_allclose(large.inputs[:60], small.inputs, rtol=0, atol=1e-12)
    np.testing.assert_allclose(large.targets[:60], small.targets, rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", REAL)
def test_a_smaller_real_set_is_a_part_of_the_whole_noise_included(name: str) -> None:
    whole, part = draw(name, noise=0.2), draw(name, samples=50, noise=0.2)
    rows = {row.tobytes() for row in np.column_stack([whole.inputs, whole.targets])}
    assert len(part.inputs) == 50
    assert all(row.tobytes() in rows for row in np.column_stack([part.inputs, part.targets]))
    full = draw(name, samples=DATASETS[name].rows, noise=0.2)
    assert np.array_equal(full.inputs, whole.inputs)


@pytest.mark.parametrize(("name", "hyperparameters"), SYNTHETIC_CLASSES, ids=identify)
def test_without_noise_synthetic_classes_are_cleanly_apart(name: str, hyperparameters: dict[str, float]) -> None:
    table = draw(name, hyperparameters, samples=1000)
    gaps = [
        np.linalg.norm(table.inputs[table.targets == one][:, None] - table.inputs[table.targets == other], axis=2).min()
        for one in range(len(table.class_names))
        for other in range(one)
    ]
    assert min(gaps) > 0.19
    assert nearest_neighbour_accuracy(table) == 1.0


def test_no_cloud_reaches_beyond_its_edge() -> None:
    table = draw("gaussians", {"classes": 6}, samples=100_000)
    angle = 1.25 * np.pi + np.pi / 3 * table.targets
    centres = 1.4 * np.column_stack([np.cos(angle), np.sin(angle)])
    distance = np.linalg.norm(table.inputs - centres, axis=1)
    assert distance.max() <= GAUSSIANS_CUT
    # Within one deviation lies 1 - exp(-1/2) of a normal cloud, over the 0.976 that is not cut off.
    assert np.mean(distance < 0.22) == pytest.approx(0.3935 / 0.9757, abs=0.005)


@pytest.mark.parametrize(("name", "hyperparameters"), CLASSES, ids=identify)
def test_full_noise_makes_classes_inseparable(name: str, hyperparameters: dict[str, float]) -> None:
    synthetic = name in SYNTHETIC
    table = draw(name, hyperparameters, noise=1.0, **({"samples": 2000} if synthetic else {}))
    shares = np.bincount(table.targets.astype(int)) / len(table.targets)
    chance = float(np.square(shares).sum())  # two rows drawn independently have the same class
    tolerance = 4.0 * np.sqrt(chance * (1.0 - chance) / len(table.targets))
    assert nearest_neighbour_accuracy(table) == pytest.approx(chance, abs=tolerance)


@pytest.mark.parametrize(("name", "hyperparameters"), CLASSES, ids=identify)
def test_more_noise_never_makes_classes_easier(name: str, hyperparameters: dict[str, float]) -> None:
    size = {"samples": 1500} if name in SYNTHETIC else {}
    accuracies = [
        nearest_neighbour_accuracy(draw(name, hyperparameters, noise=noise, **size))
        for noise in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    ]
    # Neighbours of nearly pure noise differ by chance: allow that much and no more.
    assert all(later <= earlier + 0.06 for earlier, later in pairwise(accuracies))
    assert accuracies[-1] < accuracies[0] - 0.2


@pytest.mark.parametrize(("name", "hyperparameters"), CLASSES, ids=identify)
def test_noise_moves_points_smoothly_and_keeps_their_labels(name: str, hyperparameters: dict[str, float]) -> None:
    still = draw(name, hyperparameters, samples=100)
    scale = still.inputs.std(axis=0).max()
    before = still
    for noise in np.linspace(0.0, 1.0, 21)[1:]:
        now = draw(name, hyperparameters, samples=100, noise=noise)
        assert np.array_equal(now.targets, still.targets)
        # One of 20 steps along a quarter of an ellipse whose half axes are shorter than 12 deviations.
        assert np.abs(now.inputs - before.inputs).max() < 0.5 * np.pi / 20 * 12 * scale
        before = now


@pytest.mark.parametrize(("name", "hyperparameters"), CLASSES, ids=identify)
def test_noise_keeps_the_size_of_the_set(name: str, hyperparameters: dict[str, float]) -> None:
    still = draw(name, hyperparameters).inputs.std(axis=0)
    for noise in (0.1, 0.5, 1.0):
        noisy = draw(name, hyperparameters, noise=noise).inputs.std(axis=0)
        moving = still > 0
        ratio = noisy[moving] / still[moving]
        assert ratio.min() > 0.6
        assert ratio.max() < 1.9
        assert not noisy[~moving].any()


def test_xor_is_the_exclusive_or_of_the_signs() -> None:
    table = draw("xor")
    assert np.array_equal(table.targets == 1, (table.inputs[:, 0] > 0) ^ (table.inputs[:, 1] > 0))


def test_the_plane_is_a_plane_and_the_sine_a_sine() -> None:
    plane, sine = draw("plane"), draw("sine")
    np.testing.assert_allclose(plane.targets, 0.25 + 0.5 * plane.inputs[:, 0] - 0.25 * plane.inputs[:, 1], atol=1e-12)
    np.testing.assert_allclose(sine.targets, np.sin(sine.inputs[:, 0]), atol=1e-12)


@pytest.mark.parametrize("name", ["plane", "sine"])
@pytest.mark.parametrize("noise", [0.25, 1.0])
def test_noise_of_a_regression_is_a_share_of_the_targets_deviation(name: str, noise: float) -> None:
    exact, noisy = draw(name, samples=50_000), draw(name, samples=50_000, noise=noise)
    assert np.array_equal(exact.inputs, noisy.inputs)
    assert (noisy.targets - exact.targets).std() == pytest.approx(noise * exact.targets.std(), rel=0.02)


def test_noise_on_diabetes_hides_the_inputs_and_not_the_target() -> None:
    exact, noisy = draw("diabetes"), draw("diabetes", noise=1.0)
    assert np.array_equal(exact.targets, noisy.targets)
    correlation = np.corrcoef(np.column_stack([noisy.inputs, noisy.targets]), rowvar=False)[-1, :-1]
    assert np.abs(correlation).max() < 4.0 / np.sqrt(len(noisy.targets))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            {"name": "circles", "samples": 3},
            "data.samples is 3: allowed for circles is a whole number from 4 to 1,000,000",
        ),
        ({"name": "xor", "samples": 1_000_001}, "data.samples is 1,000,001: allowed for xor is a whole number"),
        ({"name": "iris", "samples": 151}, "data.samples is 151: allowed for iris is a whole number from 4 to 150"),
        ({"name": "moons", "noise": 1.5}, "data.noise is 1.5: allowed is from 0 to 1"),
        ({"name": "moons", "noise": -0.1}, "data.noise is -0.1: allowed is from 0 to 1"),
        ({"name": "moons", "noise": float("nan")}, "data.noise is nan: allowed is from 0 to 1"),
        ({"name": "spirals", "hyperparameters": {"arms": 6}}, "arms is 6: allowed is a whole number from 2 to 5"),
        ({"name": "spirals", "hyperparameters": {"arms": 2.5}}, "arms is 2.5: allowed is a whole number from 2 to 5"),
        (
            {"name": "gaussians", "hyperparameters": {"clases": 3}},
            "unknown hyperparameter of gaussians 'clases': did you mean 'classes'? allowed are classes",
        ),
        ({"name": "iris", "hyperparameters": {"classes": 3}}, "unknown hyperparameter 'classes' of iris: it has none"),
        ({"name": "spiral"}, "unknown data set 'spiral': did you mean 'spirals'?"),
    ],
    ids=identify,
)
def test_wrong_arguments_are_refused_in_one_sentence(arguments: dict[str, object], sentence: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        draw(**arguments)  # type: ignore[arg-type]
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
