"""The background's part of the confusion matrix: counts, and the samples worth looking at with their pictures."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from msgspec import Struct

from nnviz.answers import gives_probabilities
from nnviz.arrays import Array, Indices
from nnviz.assembly import Assembly
from nnviz.class_quality import ClassQuality, class_quality
from nnviz.confusion import Confusion, ShareName, examine
from ui.theme.colour_maps import Pixels
from ui.theme.colour_space import mix, readable, rgb
from ui.theme.tokens import Theme

RANKS = 3


class SampleShown(Struct, frozen=True, eq=False):
    """One sample with what the network makes of it.

    Attributes
    ----------
    row : int
        Within its share.
    label, predicted : int
        The true class and the predicted one.
    ranking : tuple of (int, float)
        The classes with the highest scores, the predicted one first.
    probable : bool
        Whether scores are probabilities.
    values : ndarray, shape (height, width)
        The picture, from 0 (surface) to 1 (ink).
    """

    row: int
    label: int
    predicted: int
    ranking: tuple[tuple[int, float], ...]
    probable: bool
    values: Array

    @property
    def right(self) -> bool:
        """Whether it was taken for what it is."""
        return self.label == self.predicted


class MatrixResult(Struct, frozen=True, eq=False):
    """A share's confusion with the scores of its classes, and samples of it."""

    share: ShareName
    confusion: Confusion
    quality: ClassQuality
    wrong: tuple[SampleShown, ...]
    right: tuple[SampleShown, ...]


def compute_matrix(
    assembly: Assembly,
    theta: Array,
    share: ShareName,
    samples: tuple[int, int],
    cancelled: Callable[[], bool],
) -> MatrixResult | None:
    """Compute what the view shows.

    Parameters
    ----------
    assembly : Assembly
    theta : ndarray, shape (P,)
    share : "train", "test" or "validation"
    samples : (int, int)
        How many wrong and how many right samples have room.
    cancelled : callable
    """
    confusion = examine(assembly, theta, share, cancelled)
    if confusion is None:
        return None
    shape = assembly.data.input_shape
    if shape is None:
        return MatrixResult(share, confusion, class_quality(confusion), (), ())
    wrong, right = samples
    return MatrixResult(
        share,
        confusion,
        class_quality(confusion),
        _samples(assembly, confusion, share, shape, confusion.most_certain_wrong(wrong)),
        _samples(assembly, confusion, share, shape, confusion.least_certain_right(right)),
    )


def _samples(
    assembly: Assembly, confusion: Confusion, share: ShareName, shape: tuple[int, int], rows: Indices
) -> tuple[SampleShown, ...]:
    data = assembly.data
    raw = data.of("raw", share)
    low, high = float(data.raw_train.min()), float(data.raw_train.max())
    span = high - low if high > low else 1.0
    probable = gives_probabilities(assembly)
    return tuple(
        SampleShown(
            row,
            int(confusion.labels[row]),
            int(confusion.predicted[row]),
            tuple((int(place), float(confusion.scores[row, place])) for place in confusion.ranking(row, RANKS)),
            probable,
            np.clip((raw[row].reshape(shape) - low) / span, 0.0, 1.0),
        )
        for row in rows.tolist()
    )


def grey_pixels(theme: Theme, values: Array) -> Pixels:
    """Return a picture of values from 0, the surface's colour, to 1, the ink's."""
    surface, ink = rgb(theme.surface), rgb(theme.ink)
    colours = np.rint((surface + (ink - surface) * values[..., None]) * 255.0).astype(np.uint32)
    pixels = 0xFF000000 | colours[..., 0] << 16 | colours[..., 1] << 8 | colours[..., 2]
    return pixels.astype(np.uint32)


def cell_colours(theme: Theme, matrix: Indices) -> list[tuple[int, int, str, str]]:
    """Return (row, column, colour, colour of the number) of every cell that is not empty.

    Right: ink over the surface at 10 to 18 %, by count. Wrong: the error colour at 48, 74 and 100 % for 1, 2 and 3 or
    more; in thirds of the largest error where that is more than 3.
    """
    right = np.diagonal(matrix)
    most_right = max(int(right.max()), 1)
    third = max(int((matrix - np.diag(right)).max()), 3) / 3.0
    cells = []
    for row, column in np.argwhere(matrix > 0).tolist():
        count = int(matrix[row, column])
        if row == column:
            style = _cell_style(theme, theme.ink, 0.10 + 0.08 * count / most_right)
        else:
            style = _cell_style(theme, theme.error, (0.48, 0.74, 1.0)[min(math.ceil(count / third), 3) - 1])
        cells.append((row, column, *style))
    return cells


@lru_cache(maxsize=1024)
def _cell_style(theme: Theme, colour: str, strength: float) -> tuple[str, str]:
    ground = mix(colour, theme.surface, strength)
    return ground, readable(ground, theme.ink, theme.surface)
