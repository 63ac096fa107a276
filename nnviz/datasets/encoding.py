"""Targets as the network sees them."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from nnviz.arrays import Array, Indices
from nnviz.errors import InvalidInput, unknown_name

Encoding = Literal["binary", "signed", "one_hot", "signed_one_hot", "real"]
ENCODINGS: tuple[Encoding, ...] = get_args(Encoding)


def encode_targets(
    targets: Array | Indices, encoding: Encoding, class_count: int, dtype: npt.DTypeLike = np.float64
) -> Array:
    """Write class indices or real values in the form that output and loss call for.

    Parameters
    ----------
    targets : Array
        Shape (n,): class indices, or (scaled) values for ``"real"``.
    encoding : "binary", "signed", "one_hot", "signed_one_hot" or "real"
        0 and 1; -1 and +1 (tanh output, hinge loss); a 1 in the column of the class, and 0 or -1 in the others; the
        values themselves.
    class_count : int
        Number of classes C; 0 for regression.
    dtype : dtype
        The training dtype.

    Returns
    -------
    Array
        Shape (n, C) for ``"one_hot"`` and ``"signed_one_hot"``, else (n, 1).

    Raises
    ------
    InvalidInput
        When the targets cannot be written so.
    """
    if encoding not in ENCODINGS:
        raise unknown_name("target encoding", encoding, ENCODINGS)
    if encoding == "real":
        if class_count:
            raise InvalidInput(f"targets are {class_count} classes, which cannot be learned as numbers")
        return np.ascontiguousarray(targets.reshape(-1, 1), dtype=dtype)
    if class_count == 0:
        raise InvalidInput("targets are numbers, which cannot be learned as classes")
    if encoding in ("one_hot", "signed_one_hot"):
        indices = targets.astype(np.int64)
        encoded = np.full((len(indices), class_count), 0.0 if encoding == "one_hot" else -1.0, dtype=dtype)
        encoded[np.arange(len(indices)), indices] = 1.0
        return encoded
    if class_count != 2:
        raise InvalidInput(f"one output unit tells two classes apart, and there are {class_count}")
    column: Array = targets.reshape(-1, 1).astype(dtype)
    return column if encoding == "binary" else 2.0 * column - 1.0
