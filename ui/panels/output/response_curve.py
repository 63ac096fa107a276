"""One unit's response over one input: a thin line through the middle of the plot, on a scale of its own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from ui.frame import Selection
from ui.panels.output.response import Response
from ui.panels.output.response_work import respond, unit_values
from ui.panels.output.text import draw_label, text_width
from ui.plotting import primitives
from ui.theme import current, px

_WIDEST = 0.7
"""The widest that the line's label may be, as a share of the plot; else it is the unit's name alone."""
_BEYOND = 1.5
"""Shares farther out are drawn there, since painters count in numbers of limited size."""


class ResponseCurve(Struct, frozen=True, eq=False):
    """What a unit answers, in shares of its scale: from -1 at the lower edge to 1 at the upper one."""

    response: Response
    shares: Array


def compute_response_curve(
    assembly: Assembly,
    theta: Array,
    unit: Selection,
    inputs: Array,
    scale: Array,
    cancelled: Callable[[], bool],
) -> ResponseCurve | None:
    """Compute a unit's response at network inputs of shape (n, F), or return None where it is no longer wanted.

    `scale` are the network inputs, shape (m, F), at which its layer is asked how large its responses are.
    """
    response = respond(assembly, theta, unit, scale, cancelled)
    values = None if response is None else unit_values(assembly, theta, unit, inputs, cancelled)
    if response is None or values is None:
        return None
    # Zero stays in the middle, also for answers that are never negative.
    limit = response.high
    return ResponseCurve(response, values / limit if limit > 0.0 else values * 0.0)


class ResponseLine:
    """Draws it; the path is made once for each result and size."""

    def __init__(self) -> None:
        self.curve: ResponseCurve | None = None
        self._path = QPainterPath()
        self._label = QPointF()

    def take(self, curve: ResponseCurve | None, box: QRectF) -> None:
        """Take a result, and lay it over the plot's width."""
        self.curve = curve
        if curve is None:
            return
        x = np.linspace(box.left(), box.right(), len(curve.shares))
        shares = np.clip(curve.shares, -_BEYOND, _BEYOND)
        y = box.center().y() - shares * box.height() / 2.0
        self._path = primitives.curves(x, y)
        # Where it is farthest from the middle of its scale there is most room for its name.
        place = int(np.nanargmax(np.abs(shares))) if not np.isnan(shares).all() else 0
        inwards = px(16) if y[place] < box.center().y() else -px(16)
        self._label = QPointF(float(x[place]), float(y[place]) + inwards)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Draw the line with its name."""
        if self.curve is None:
            return
        theme = current()
        painter.save()
        painter.setClipRect(box.adjusted(0, -2, 0, 2))
        painter.setBrush(QColor(0, 0, 0, 0))
        thin = theme.lines.derivative
        for colour, width in ((theme.surface, thin + 2.0 * theme.lines.grid), (theme.ink3, thin)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawPath(self._path)
        painter.restore()
        response = self.curve.response
        fits = text_width(response.curve_label, "small") <= _WIDEST * box.width()
        draw_label(painter, response.curve_label if fits else response.short_name, self._label, box, theme.ink2)
