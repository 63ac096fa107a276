"""Make the files in resources/data from scikit-learn, or compare them with it.

A development-time tool: scikit-learn is not needed to run or to test nnviz.

    python packaging/data/make_data.py            writes resources/data/*.npz
    python packaging/data/make_data.py --check    compares what is there, value by value; exit 1 where it differs
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import sklearn
from sklearn import datasets

FOLDER = Path(__file__).parents[2] / "resources" / "data"
Array = npt.NDArray[Any]

CULTIVARS = ("cultivar 1", "cultivar 2", "cultivar 3")
# scikit-learn calls the serum measurements s1 to s6; its description says what they are.
DIABETES_COLUMNS = (
    "age",
    "sex",
    "body mass index",
    "blood pressure",
    "total cholesterol",
    "low-density lipoproteins",
    "high-density lipoproteins",
    "total cholesterol / HDL",
    "log of triglycerides",
    "blood sugar",
)


@dataclass(frozen=True)
class Source:
    """What scikit-learn says about one set."""

    inputs: Array
    targets: Array
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]


def sources() -> dict[str, Source]:
    """Return every set as scikit-learn has it, with names in plain words."""
    digits = datasets.load_digits()
    iris = datasets.load_iris()
    wine = datasets.load_wine()
    cancer = datasets.load_breast_cancer()
    diabetes = datasets.load_diabetes(scaled=False)
    pixels = tuple(f"pixel {row},{column}" for row in range(8) for column in range(8))
    wine_columns = tuple(name.replace("_", " ") for name in wine.feature_names)
    return {
        "digits": Source(digits.data, digits.target, pixels, tuple(str(name) for name in digits.target_names)),
        "iris": Source(iris.data, iris.target, tuple(iris.feature_names), tuple(iris.target_names)),
        "wine": Source(wine.data, wine.target, wine_columns, CULTIVARS),
        "breast_cancer": Source(cancer.data, cancer.target, tuple(cancer.feature_names), tuple(cancer.target_names)),
        "diabetes": Source(diabetes.data, diabetes.target, DIABETES_COLUMNS, ()),
    }


def compact(values: Array) -> Array:
    """Return `values` in the smallest dtype that holds every one of them exactly."""
    for dtype in (np.uint8, np.uint16):
        # Not every value may fit: the cast then wraps, and the comparison tells.
        with np.errstate(invalid="ignore"):
            smaller = values.astype(dtype)
        if np.array_equal(smaller, values):
            return smaller
    return values.astype(np.float64)


def digest(inputs: Array, targets: Array) -> str:
    """Return the SHA-256 of all values as little-endian float64, inputs row by row, then targets."""
    joined = [np.ascontiguousarray(values, dtype="<f8").tobytes() for values in (inputs, targets)]
    return hashlib.sha256(b"".join(joined)).hexdigest()


def write(name: str, source: Source) -> None:
    """Write one file."""
    np.savez_compressed(
        FOLDER / f"{name}.npz",
        inputs=compact(source.inputs),
        targets=compact(source.targets),
        feature_names=np.array(source.feature_names, dtype=np.str_),
        class_names=np.array(source.class_names, dtype=np.str_),
    )


def differences(name: str, source: Source) -> list[str]:
    """Return in words what the file has otherwise than scikit-learn."""
    with np.load(FOLDER / f"{name}.npz", allow_pickle=False) as archive:
        found = []
        for what, expected in (("inputs", source.inputs), ("targets", source.targets)):
            actual = archive[what].astype(np.float64)
            if actual.shape != expected.shape:
                found.append(f"{what} have the shape {actual.shape} instead of {expected.shape}")
            elif not np.array_equal(actual, expected):
                found.append(f"{np.count_nonzero(actual != expected)} of {expected.size} {what} differ")
        for what, names in (("feature_names", source.feature_names), ("class_names", source.class_names)):
            if tuple(archive[what].tolist()) != names:
                found.append(f"{what} differ")
    return found


def main() -> int:
    """Write or compare every file, one line each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    check = parser.parse_args().check
    print(f"scikit-learn {sklearn.__version__}, {FOLDER.parent.name}/{FOLDER.name}")
    failed = False
    for name, source in sources().items():
        if not check:
            write(name, source)
        found = differences(name, source)
        failed = failed or bool(found)
        size = (FOLDER / f"{name}.npz").stat().st_size
        shape = " x ".join(str(extent) for extent in source.inputs.shape)
        print(
            f"{name}: {shape}, {size:,} bytes, {digest(source.inputs, source.targets)}, {'; '.join(found) or 'equal'}"
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
