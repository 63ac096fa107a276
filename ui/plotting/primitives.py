"""From NumPy's memory to the painter in one call: no object per point, whatever the number of points."""

from __future__ import annotations

from typing import Any

import numpy as np
import shiboken6
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF

from ui.plotting.scale import Floats

_CHUNK = 1024


def _memory(kind: type) -> tuple[Floats, Any]:
    """Return rows of four numbers, and the same memory as Qt's objects: made once, because that takes its time."""
    # QLineF and QRectF are four doubles each.
    array = np.zeros((_CHUNK, 4))
    return array, shiboken6.wrapInstance(array.ctypes.data, kind)


_LINES, _RECTANGLES = _memory(QLineF), _memory(QRectF)


def draw_lines(painter: QPainter, lines: Floats) -> None:
    """Draw separate lines, shape (n, 4): x1, y1, x2, y2.

    With an opaque solid pen without round caps the raster engine draws each as a rectangle of its own, some ten times
    faster than it strokes a path through the same points.
    """
    _draw(painter.drawLines, _LINES, lines)


def draw_rectangles(painter: QPainter, rectangles: Floats) -> None:
    """Draw rectangles, shape (n, 4): x, y, width, height."""
    _draw(painter.drawRects, _RECTANGLES, rectangles)


def curves(x: Floats, y: Floats) -> QPainterPath:
    """Return the path through points, shape (n,) each; NaN parts one curve from the next."""
    # pyqtgraph takes a tenth of a second to load, which most windows never need.
    from pyqtgraph.functions import arrayToQPath

    return arrayToQPath(x, y, connect="finite")


def polygon(points: Floats) -> QPolygonF:
    """Return points of shape (n, 2) as Qt's own list of points."""
    result = QPolygonF()
    result.resize(len(points))
    if len(points):
        memory: Any = shiboken6.VoidPtr(result.data(), 16 * len(points), True)  # type: ignore[call-arg, arg-type]
        np.frombuffer(memory, dtype=float).reshape(-1, 2)[...] = points
    return result


def _draw(method: Any, memory: tuple[Floats, Any], rows: Floats) -> None:
    array, items = memory
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        array[: len(part)] = part
        method(items, len(part))
