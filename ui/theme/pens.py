"""Colours, pens and pictures as Qt wants them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPen

from ui.theme.tokens import Dash


def colour(token: str, opacity: float = 1.0) -> QColor:
    """Return a theme's colour at an opacity from 0 to 1."""
    result = QColor(token)
    if opacity < 1.0:
        result.setAlphaF(opacity * result.alphaF())
    return result


def pen(token: str, width: float = 1.0, dash: Dash | None = None, opacity: float = 1.0) -> QPen:
    """Return a pen whose width stays the same at any zoom.

    Parameters
    ----------
    token : str
        The colour.
    width : float
        In pixels.
    dash : (float, float) or None
        On and off, in pixels.
    opacity : float
        0 to 1.
    """
    result = QPen(colour(token, opacity), width)
    result.setCosmetic(True)
    result.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dash is not None:
        # Qt counts dashes in widths of the pen, and square caps would close the gaps.
        result.setCapStyle(Qt.PenCapStyle.FlatCap)
        result.setDashPattern([length / width for length in dash])
    return result


def picture(pixels: npt.NDArray[np.uint32]) -> QImage:
    """Return a colour map's pixels of shape (height, width) as a picture with memory of its own."""
    height, width = pixels.shape
    rows: Any = np.ascontiguousarray(pixels)
    return QImage(rows.data, width, height, 4 * width, QImage.Format.Format_ARGB32).copy()
