"""Many parts of one picture, each in its place, in one call: no Python for each of hundreds of units."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shiboken6
from PySide6.QtGui import QPainter, QPixmap

# x, y, left, top, width, height, scale x, scale y, rotation, opacity: the fields of QPainter.PixmapFragment.
_FIELDS = 10


class Stamps:
    """Places at which parts of a picture are drawn.

    Parameters
    ----------
    centres : ndarray, shape (n, 2)
        The middle of each place, in the painter's coordinates.
    """

    def __init__(self, centres: npt.NDArray[np.floating[Any]]) -> None:
        self._fragments = np.zeros((len(centres), _FIELDS))
        self._fragments[:, :2] = centres
        self._fragments[:, 9] = 1.0

    def draw(
        self,
        painter: QPainter,
        picture: QPixmap,
        corners: npt.NDArray[Any],
        part: tuple[float, float],
        size: tuple[float, float],
    ) -> None:
        """Draw one part of a picture at each place, as far as there are parts.

        Parameters
        ----------
        painter : QPainter
        picture : QPixmap
        corners : ndarray, shape (m, 2)
            The upper left corner of each part, in the picture's pixels.
        part, size : (float, float)
            The width and the height of every part in the picture, and in the painter's coordinates.
        """
        fragments = self._fragments[: len(corners)]
        if not len(fragments):
            return
        fragments[:, 2:4] = corners[: len(fragments)]
        fragments[:, 4:8] = (*part, size[0] / part[0], size[1] / part[1])
        first: Any = shiboken6.wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment)
        painter.drawPixmapFragments(first, len(fragments), picture)
