"""Features of one or two coordinates."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.datasets import FEATURES, Split, available_features, prepare
from nnviz.errors import InvalidInput

EXPECTED = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1^2": lambda x1, x2: x1**2,
    "x2^2": lambda x1, x2: x2**2,
    "x1*x2": lambda x1, x2: x1 * x2,
    "sin(x1)": lambda x1, x2: np.sin(x1),
    "sin(x2)": lambda x1, x2: np.sin(x2),
}


def columns(name: str, features: list[str] | None, scaling: str = "none", encoding: str = "binary") -> Split:
    return prepare(  # type: ignore[arg-type]
        name=name, seed=7, test_fraction=0.2, scaling=scaling, features=features, encoding=encoding
    )


def test_the_table_lists_the_features_of_the_contract() -> None:
    assert list(FEATURES) == list(EXPECTED)
    assert [feature.name for feature in available_features(1)] == ["x1", "x1^2", "sin(x1)"]
    assert [feature.name for feature in available_features(2)] == list(EXPECTED)
    assert available_features(3) == ()


@pytest.mark.parametrize("name", EXPECTED)
def test_each_feature_is_its_formula(name: str) -> None:
    data = columns("spirals", [name])
    np.testing.assert_allclose(data.inputs_train[:, 0], EXPECTED[name](*data.raw_train.T), rtol=1e-15)
    np.testing.assert_allclose(data.inputs_test[:, 0], EXPECTED[name](*data.raw_test.T), rtol=1e-15)


def test_null_takes_the_columns_as_they_are() -> None:
    data = columns("spirals", None)
    assert data.feature_names == ("x1", "x2")
    assert data.feature_labels == data.raw_names == ("x₁", "x₂")
    assert np.array_equal(data.inputs_train, columns("spirals", ["x1", "x2"]).inputs_train)
    assert columns("iris", None, encoding="one_hot").feature_labels[0] == "sepal length (cm)"
    assert columns("sine", None, encoding="real").feature_names == ("x1",)


def test_features_stand_in_the_order_of_the_file_and_are_computed_before_scaling() -> None:
    data = columns("spirals", ["x1*x2", "x1"], scaling="standard")
    assert data.feature_names == ("x1*x2", "x1")
    assert data.feature_labels == ("x₁x₂", "x₁")
    product = data.raw_train[:, 0] * data.raw_train[:, 1]
    np.testing.assert_allclose(data.inputs_train[:, 0], (product - product.mean()) / product.std(), atol=1e-12)


def test_one_product_separates_xor() -> None:
    data = columns("xor", ["x1*x2"])
    assert np.array_equal(data.inputs_train[:, 0] < 0, data.labels_train == 1)


@pytest.mark.parametrize(
    ("name", "features", "sentence"),
    [
        ("spirals", [], "data.features is empty: the network needs at least one of x1, x2, x1^2"),
        ("spirals", ["x1", "x1"], "data.features names 'x1' twice: each feature is allowed once"),
        ("spirals", ["x3"], "unknown feature 'x3': did you mean"),
        ("sine", ["x2"], "feature 'x2' needs two input columns and sine has one: allowed are x1, x1^2, sin(x1)"),
        ("iris", ["x1"], "data.features can be chosen for data with one or two input columns only, and iris has 4"),
    ],
)
def test_wrong_features_are_refused_in_one_sentence(name: str, features: list[str], sentence: str) -> None:
    encoding = {"sine": "real", "iris": "one_hot"}.get(name, "binary")
    with pytest.raises(InvalidInput) as caught:
        columns(name, features, encoding=encoding)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
