"""What answers mean, which classes are confused, and how well a regression fits."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from nnviz.answers import (
    UNANSWERED,
    answers,
    class_scores,
    gives_probabilities,
    middle,
    predicted_classes,
    target_range,
    values_in_unit,
)
from nnviz.assembly import Assembly, assemble
from nnviz.confusion import Confusion, confusion_matrix, examine
from nnviz.experiment import decode
from nnviz.fit_quality import FitQuality, fit_quality
from nnviz.metrics import ShareEvaluator
from nnviz.responses import outputs


def assembled(data: dict[str, Any], output: str = "auto", dtype: str = "float64", **training: Any) -> Assembly:
    document = {
        "nnviz": 1,
        "data": data,
        "network": {"hidden": [{"units": 5}], "output_activation": output},
        "training": {"dtype": dtype, "batch_size": None, **training},
    }
    return assemble("run", decode(document))


def confusion_of(labels: list[int], predicted: list[int], scores: list[list[float]]) -> Confusion:
    truth, taken = np.array(labels), np.array(predicted)
    return Confusion(confusion_matrix(truth, taken, len(scores[0])), truth, taken, np.array(scores))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_chunked_answers_are_the_answers(dtype: str) -> None:
    assembly = assembled({"name": "circles", "samples": 20}, dtype=dtype)
    theta = assembly.initial_theta()
    points = np.random.default_rng(0).normal(size=(9001, 2)).astype(dtype)
    found = answers(assembly, theta, points)
    assert found is not None
    assert found.dtype == dtype
    # The same function of the same rows, but matrix products of other sizes may round differently.
    np.testing.assert_allclose(found, outputs(assembly, theta, points), rtol=1e-5 if dtype == "float32" else 1e-12)


def test_answers_to_no_row_are_none() -> None:
    assembly = assembled({"name": "iris", "test_fraction": 0.0})
    found = answers(assembly, assembly.initial_theta(), assembly.data.inputs_test)
    assert found is not None
    assert found.shape == (0, 3)


def test_cancelled_answers_stop_between_chunks() -> None:
    assembly = assembled({"name": "circles", "samples": 20})
    asked = []

    def cancelled() -> bool:
        asked.append(True)
        return len(asked) == 2

    assert answers(assembly, assembly.initial_theta(), np.zeros((100_000, 2)), cancelled) is None
    assert len(asked) == 2


def test_overflow_is_an_answer_and_no_warning() -> None:
    assembly = assembled({"name": "xor", "samples": 20}, output="linear", loss="mse")
    theta = np.full(assembly.network.size, 1e308)
    found = answers(assembly, theta, np.ones((3, 2)))
    assert found is not None
    assert not np.isfinite(found).any()


@pytest.mark.parametrize(
    ("output", "loss", "ends", "probable"),
    [
        ("sigmoid", "mse", (0.0, 1.0), True),
        ("tanh", "mse", (-1.0, 1.0), False),
        ("linear", "mse", (0.0, 1.0), False),
        ("linear", "hinge", (-1.0, 1.0), False),
        ("sigmoid", "hinge", (-1.0, 1.0), False),
    ],
)
def test_one_output_lies_between_the_targets_of_two_classes(
    output: str, loss: str, ends: tuple[float, float], probable: bool
) -> None:
    assembly = assembled({"name": "xor", "samples": 20}, output=output, loss=loss)
    assert target_range(assembly) == ends
    assert gives_probabilities(assembly) is probable
    assert sorted(np.unique(assembly.data.targets_train)) == list(ends)
    centre = middle(assembly)
    found = predicted_classes(assembly, np.array([[centre], [centre + 1e-9], [ends[0]], [np.nan]]))
    assert found.tolist() == [0, 1, 0, UNANSWERED]
    np.testing.assert_allclose(class_scores(assembly, np.array([[ends[0]], [ends[1]]])), [[1.0, 0.0], [0.0, 1.0]])


def test_several_outputs_predict_the_first_of_the_largest() -> None:
    assembly = assembled({"name": "iris"})
    given = np.array([[0.4, 0.4, 0.2], [0.1, 0.2, 0.7], [np.nan, 0.5, 0.5]])
    assert predicted_classes(assembly, given).tolist() == [0, 2, UNANSWERED]
    assert gives_probabilities(assembly)
    assert class_scores(assembly, given) is given


def test_a_matrix_counts_true_class_down_and_predicted_class_across() -> None:
    found = confusion_matrix(np.array([0, 0, 1, 2, 2, 2]), np.array([0, 1, 1, 0, 2, UNANSWERED]), 3)
    assert found.tolist() == [[1, 1, 0], [0, 1, 0], [1, 0, 1]]


def test_samples_are_ranked_by_certainty_and_then_by_row() -> None:
    scores = [[0.9, 0.1], [0.4, 0.6], [0.8, 0.2], [0.2, 0.8], [0.45, 0.55], [0.1, 0.9], [np.nan, np.nan]]
    confusion = confusion_of([0, 0, 1, 1, 0, 0, 1], [0, 1, 0, 1, 1, 1, UNANSWERED], scores)
    assert confusion.rows == 7
    assert confusion.wrong == 4
    assert confusion.unanswered == 1
    assert confusion.most_certain_wrong(3).tolist() == [5, 2, 1]
    assert confusion.least_certain_right(5).tolist() == [3, 0]
    assert confusion.in_cell(0, 1).tolist() == [5, 1, 4]
    assert confusion.in_cell(1, 0).tolist() == [2]
    tied = confusion_of([0, 0, 0], [1, 1, 1], [[0.2, 0.8]] * 3)
    assert tied.most_certain_wrong(2).tolist() == [0, 1]
    assert tied.least_certain_right(2).tolist() == []


def test_a_ranking_starts_with_the_prediction() -> None:
    confusion = confusion_of([1], [2], [[0.3, 0.1, 0.4, 0.3]])
    assert confusion.ranking(0, 3).tolist() == [2, 0, 3]


@pytest.mark.parametrize(
    ("data", "output"),
    [
        ({"name": "iris", "validation_fraction": 0.2}, "auto"),
        ({"name": "xor", "noise": 0.3, "validation_fraction": 0.3}, "tanh"),
        ({"name": "breast_cancer", "validation_fraction": 0.1}, "auto"),
    ],
)
def test_the_confusion_agrees_with_the_accuracy(data: dict[str, Any], output: str) -> None:
    assembly = assembled(data, output)
    theta = assembly.initial_theta()
    _, _, train_accuracy, test_accuracy, _, validation_accuracy = ShareEvaluator(assembly, theta)()
    for share, accuracy in (("train", train_accuracy), ("test", test_accuracy), ("validation", validation_accuracy)):
        confusion = examine(assembly, theta, share)  # type: ignore[arg-type]
        assert confusion is not None
        assert confusion.matrix.sum() == confusion.rows
        assert 1.0 - confusion.wrong / confusion.rows == pytest.approx(accuracy, abs=1e-12)
    assert examine(assembly, theta, "test", lambda: True) is None


def test_an_empty_share_has_an_empty_matrix() -> None:
    assembly = assembled({"name": "iris", "test_fraction": 0.0})
    confusion = examine(assembly, assembly.initial_theta(), "test")
    assert confusion is not None
    assert confusion.matrix.sum() == confusion.rows == confusion.wrong == 0
    assert len(confusion.most_certain_wrong(3)) == 0


@pytest.mark.parametrize("scaling", ["standard", "minmax", "none"])
def test_values_come_back_in_the_targets_own_unit(scaling: str) -> None:
    assembly = assembled({"name": "diabetes", "scaling": scaling})
    data = assembly.data
    np.testing.assert_allclose(values_in_unit(assembly, data.targets_test), data.values_test, rtol=1e-12)


def test_the_quality_of_a_fit() -> None:
    truth = np.array([1.0, 2.0, 3.0, 6.0])
    assert fit_quality(truth, truth) == FitQuality(1.0, 0.0)
    assert fit_quality(truth, np.full(4, 3.0)) == FitQuality(0.0, 1.5)
    # Squared errors 1 + 0 + 1 + 4 = 6 of a total of 4 + 1 + 0 + 9 = 14.
    found = fit_quality(truth, np.array([2.0, 2.0, 2.0, 4.0]))
    assert found is not None
    assert found.r_squared == pytest.approx(1.0 - 6.0 / 14.0)
    assert found.mean_absolute_error == 1.0


def test_a_fit_without_rows_variance_or_numbers() -> None:
    assert fit_quality(np.empty(0), np.empty(0)) is None
    constant = fit_quality(np.full(3, 2.0), np.array([1.0, 2.0, 3.0]))
    assert constant is not None
    assert constant.r_squared == 0.0
    assert constant.mean_absolute_error == pytest.approx(2.0 / 3.0)
    overflown = fit_quality(np.array([1.0, 2.0]), np.array([np.inf, 1.0]))
    assert overflown is not None
    assert overflown.mean_absolute_error == math.inf
