"""The pens of a run."""

from __future__ import annotations

from functools import cache

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from ui.theme import colour, mix, run_style
from ui.theme.tokens import Dash, Theme

GAP_OPACITY = 0.13
BATCH_STRENGTH = 0.35
SPAN_STRENGTH = 0.5


class Ink(Struct, frozen=True):
    """The pens of one run in one theme.

    Attributes
    ----------
    train, test : QPen
        Solid both; the dashes of the test share, and of the validation share, are lines of their own.
    span : QPen
        For the extent of the test share where one column of pixels holds many values.
    batches : QPen
    gap : QColor
    dash, validation_dash : tuple of float
        Of the test and of the validation share.
    """

    train: QPen
    test: QPen
    span: QPen
    batches: QPen
    gap: QColor
    dash: Dash
    validation_dash: tuple[float, ...]


@cache
def ink(index: int, theme: Theme) -> Ink:
    """Return the pens of one run."""
    token, lines = run_style(index).colour(theme), theme.lines
    # Pale pens are mixed, not translucent: strokes that touch would show their overlaps.
    return Ink(
        train=_pen(token, lines.curve, Qt.PenCapStyle.SquareCap),
        test=_pen(token, lines.test_curve, Qt.PenCapStyle.FlatCap),
        span=_pen(mix(token, theme.surface, SPAN_STRENGTH), lines.grid, Qt.PenCapStyle.SquareCap),
        batches=_pen(mix(token, theme.surface, BATCH_STRENGTH), 1.0, Qt.PenCapStyle.SquareCap),
        gap=colour(token, GAP_OPACITY),
        dash=lines.test_dash,
        validation_dash=lines.validation_dash,
    )


def _pen(token: str, width: float, cap: Qt.PenCapStyle) -> QPen:
    result = QPen(QColor(token), width)
    result.setCapStyle(cap)
    return result
