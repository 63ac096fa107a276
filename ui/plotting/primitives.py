"""From NumPy's memory to the painter in one call: no object per point, whatever the number of points."""

from __future__ import annotations

from typing import Any

import numpy as np
import shiboken6
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPolygonF

from ui.plotting.scale import Floats


def draw_lines(painter: QPainter, lines: Floats) -> None:
    """Draw separate lines, shape (n, 4): x1, y1, x2, y2.

    With an opaque solid pen without round caps the raster engine draws each as a rectangle of its own, some ten times
    faster than it strokes a path through the same points.
    """
    if len(lines):
        _draw(painter.drawLines, QLineF, lines)


def draw_rectangles(painter: QPainter, rectangles: Floats) -> None:
    """Draw rectangles, shape (n, 4): x, y, width, height."""
    if len(rectangles):
        _draw(painter.drawRects, QRectF, rectangles)


def polygon(points: Floats) -> QPolygonF:
    """Return points of shape (n, 2) as Qt's own list of points."""
    result = QPolygonF()
    result.resize(len(points))
    if len(points):
        memory: Any = shiboken6.VoidPtr(result.data(), 16 * len(points), True)  # type: ignore[call-arg, arg-type]
        np.frombuffer(memory, dtype=float).reshape(-1, 2)[...] = points
    return result


def _draw(method: Any, kind: type, rows: Floats) -> None:
    # QLineF and QRectF are four doubles each, so the rows of the array are an array of them.
    memory = np.ascontiguousarray(rows, dtype=float)
    method(shiboken6.wrapInstance(memory.ctypes.data, kind), len(memory))
