"""A table of data as it comes out of a dataset, before features, split and scaling."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from nnviz.arrays import Array, read_only

Task = Literal["classification", "regression", "reconstruction"]
"""What is learned: a class, a number, or the inputs themselves (an autoencoder)."""


class Table(Struct, frozen=True, kw_only=True, eq=False):
    """One sample per row; the arrays are read-only from here on, because tables are shared.

    Attributes
    ----------
    inputs : Array
        Shape (n, d), float64, in the units of the source.
    targets : Array
        Shape (n,), float64: the class index for classification, the value in `target_unit` for regression.
    task : "classification" or "regression"
        What the targets are.
    feature_names : tuple of str
        One name for each of the d columns.
    class_names : tuple of str
        One name for each class; empty for regression.
    target_name, target_unit : str
        What is predicted and in which unit; the unit may be empty.
    input_shape : tuple of int or None
        (height, width) where a row is an image, row by row.
    """

    inputs: Array
    targets: Array
    task: Task
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...] = ()
    target_name: str = "class"
    target_unit: str = ""
    input_shape: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        read_only(self.inputs)
        read_only(self.targets)
