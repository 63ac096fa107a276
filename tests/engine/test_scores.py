"""Precision, recall, F1, accuracy, confusion, MAE and R squared: by hand, and as scikit-learn has them."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from nnviz.answers import UNANSWERED
from nnviz.class_quality import ClassQuality, class_quality
from nnviz.confusion import Confusion, confusion_matrix
from nnviz.fit_quality import fit_quality
from tests.reference.metric_cases import classifications, regressions

STORED = np.load(Path(__file__).parent.parent / "reference" / "scikit_learn.npz", allow_pickle=False)
EXACT = {"rtol": 1e-13, "atol": 1e-15}


def quality(classes: int, labels: np.ndarray, predicted: np.ndarray) -> ClassQuality:
    matrix = confusion_matrix(labels, predicted, classes)
    return class_quality(Confusion(matrix, labels, predicted, np.zeros((len(labels), classes))))


def test_by_hand() -> None:
    # Of 3 cats 2 are found; 4 are taken for cats. The only dog is found, and a bird is taken for one.
    labels, predicted = np.array([0, 0, 0, 1, 2, 2, 2]), np.array([0, 0, 2, 1, 0, 0, 1])
    found = quality(3, labels, predicted)
    np.testing.assert_allclose(found.precision, [2 / 4, 1 / 2, 0.0])
    np.testing.assert_allclose(found.recall, [2 / 3, 1.0, 0.0])
    np.testing.assert_allclose(found.f1, [4 / 7, 2 / 3, 0.0])
    assert found.macro == pytest.approx((1 / 3, 5 / 9, (4 / 7 + 2 / 3) / 3))
    assert found.accuracy == pytest.approx(3 / 7)


@pytest.mark.parametrize("name", classifications())
def test_classes_as_in_scikit_learn(name: str) -> None:
    classes, labels, predicted = classifications()[name]
    found = quality(classes, labels, predicted)
    precision, recall, f1, support = STORED[f"{name}/classes"]
    # scikit-learn writes 0 for a class that neither occurs nor is predicted, and leaves it out of the means.
    known = np.union1d(labels, predicted)
    for ours, theirs in ((found.precision, precision), (found.recall, recall), (found.f1, f1)):
        np.testing.assert_allclose(ours[known], theirs[known], **EXACT)
        assert np.isnan(np.delete(ours, known)).all()
    np.testing.assert_array_equal(found.support, support)
    np.testing.assert_allclose(found.macro, STORED[f"{name}/macro"], **EXACT)
    assert found.accuracy == STORED[f"{name}/accuracy"]
    np.testing.assert_array_equal(confusion_matrix(labels, predicted, classes), STORED[f"{name}/matrix"])


@pytest.mark.parametrize("name", regressions())
def test_values_as_in_scikit_learn(name: str) -> None:
    values, predicted = regressions()[name]
    found = fit_quality(values, predicted)
    assert found is not None
    np.testing.assert_allclose([found.mean_absolute_error, found.r_squared], STORED[f"{name}/scores"], rtol=1e-11)


def test_the_stored_values_are_those_of_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    for name, (classes, labels, predicted) in classifications().items():
        scores = metrics.precision_recall_fscore_support(labels, predicted, labels=range(classes), zero_division=0.0)
        np.testing.assert_allclose(STORED[f"{name}/classes"], np.array(scores), **EXACT)
        macro = metrics.f1_score(labels, predicted, average="macro", zero_division=0.0)
        assert quality(classes, labels, predicted).macro[2] == pytest.approx(macro, rel=1e-13)
    for name, (values, predicted_values) in regressions().items():
        if len(values) > 1:
            expected = metrics.mean_absolute_error(values, predicted_values), metrics.r2_score(values, predicted_values)
            np.testing.assert_allclose(STORED[f"{name}/scores"], expected, rtol=1e-12)


def test_what_has_no_answer_is_missed() -> None:
    found = quality(2, np.array([0, 0, 1, 1]), np.array([0, UNANSWERED, 1, UNANSWERED]))
    assert found.precision.tolist() == [1.0, 1.0]
    assert found.recall.tolist() == [0.5, 0.5]
    assert (found.taken.tolist(), found.accuracy) == ([1, 1], 0.5)


def test_without_rows_there_is_nothing_to_say() -> None:
    found = quality(3, np.zeros(0, int), np.zeros(0, int))
    assert math.isnan(found.accuracy)
    assert all(map(math.isnan, found.macro))


def test_a_constant_target_in_spite_of_rounding() -> None:
    values = np.full(10, 0.1)
    missed = fit_quality(values, values + 1.0)
    assert missed is not None
    assert missed.r_squared == 0.0
    lost = fit_quality(values, values * np.nan)
    assert lost is not None
    assert math.isnan(lost.r_squared)
