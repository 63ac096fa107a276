"""The bundled sets hold exactly the values they came with, and say whose they are."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from nnviz.datasets import DATASETS
from nnviz.resources import open_resource

# SHA-256 of all values as little-endian float64, inputs row by row, then targets. packaging/data/make_data.py --check
# prints the same sums of scikit-learn's own values.
CHECKSUMS = {
    "digits": "f19a7d92591ca0a1ffc65ec172e8149afdff995e0d2c4cb0afd151f38471ff90",
    "iris": "18565d0da72dafd52595fe48b03ca9b06dfc2c05d0c4c155576631d0aae8eb7e",
    "wine": "c7e84e8e03b2b5a354287416d84d08945318450658a22a63c39973d8306c2ca4",
    "breast_cancer": "cdd5f37c36cbdfc2e5ee074cec7540fac54340874afb25917a673e446270d0d0",
    "diabetes": "e9c1f7559552854a24dc45b41c446ce5f79f96e5da081bcce24b57492720b3f7",
}


@pytest.mark.parametrize("name", [name for name, dataset in DATASETS.items() if dataset.kind == "real"])
def test_values_are_those_of_the_source(name: str) -> None:
    table = DATASETS[name].table(seed=0)
    parts = [np.ascontiguousarray(values, dtype="<f8").tobytes() for values in (table.inputs, table.targets)]
    assert hashlib.sha256(b"".join(parts)).hexdigest() == CHECKSUMS[name]


@pytest.mark.parametrize("name", CHECKSUMS)
def test_every_set_names_source_authors_licence_and_citation(name: str) -> None:
    text = open_resource("data", f"{name}.md").read_text(encoding="utf-8")
    for word in ("Authors:", "Source:", "Licence:", "Changes:", "Citation:", "https://doi.org/"):
        assert word in text
    assert f"{name}.md" in open_resource("data", "README.md").read_text(encoding="utf-8")


def test_the_licence_that_comes_with_the_copies_is_there() -> None:
    assert "BSD 3-Clause License" in open_resource("data", "LICENSE-scikit-learn.txt").read_text(encoding="utf-8")


def test_the_files_are_small() -> None:
    sizes = [len(open_resource("data", f"{name}.npz").read_bytes()) for name in CHECKSUMS]
    assert sum(sizes) < 200_000


@pytest.mark.parametrize("name", CHECKSUMS)
def test_no_file_holds_pickled_objects(name: str) -> None:
    with open_resource("data", f"{name}.npz").open("rb") as file, np.load(file, allow_pickle=False) as archive:
        assert all(archive[key].dtype != object for key in archive.files)


def test_known_rows_are_where_they_belong() -> None:
    diabetes = DATASETS["diabetes"].table(seed=0)
    assert diabetes.inputs[0].tolist() == [59.0, 2.0, 32.1, 101.0, 157.0, 93.2, 38.0, 4.0, 4.8598, 87.0]
    assert diabetes.targets[0] == 151.0
    assert diabetes.feature_names[2] == "body mass index"
    assert diabetes.target_name == "disease progression"
    iris = DATASETS["iris"].table(seed=0)
    assert iris.inputs[0].tolist() == [5.1, 3.5, 1.4, 0.2]
    assert iris.class_names == ("setosa", "versicolor", "virginica")
    assert np.bincount(iris.targets.astype(int)).tolist() == [50, 50, 50]
    digits = DATASETS["digits"].table(seed=0)
    assert digits.targets[:10].tolist() == list(range(10))
    assert (digits.inputs.min(), digits.inputs.max()) == (0.0, 16.0)
    cancer = DATASETS["breast_cancer"].table(seed=0)
    assert cancer.class_names == ("malignant", "benign")
    assert np.bincount(cancer.targets.astype(int)).tolist() == [212, 357]


def test_a_missing_resource_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"resources/data/nothing.npz is missing"):
        open_resource("data", "nothing.npz")
