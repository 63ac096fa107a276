"""The whole arrangement of a panel: the plan, and what stands where beside or below the plot."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QRegion

from ui.formula_pictures import Formula
from ui.panels.activations.plan import Plan, arrange
from ui.panels.activations.side import Form, Place, lay_out_head, lay_out_side, side_width
from ui.theme import px

_FIGURES = 3
"""How many have room below the plot, and for how many room is kept before they are known."""


class Arranged(Struct, frozen=True):
    """One arrangement.

    Attributes
    ----------
    plan : Plan
    formulas : tuple of Place
    figures : tuple of QRectF
    form : "tall" or "row"
        That of the figures.
    probe : tuple of QRectF
        The rows of the probe's values.
    """

    plan: Plan
    formulas: tuple[Place, ...]
    figures: tuple[QRectF, ...]
    form: Form
    probe: tuple[QRectF, ...]

    @property
    def end(self) -> float:
        """Where what stands beside the plot ends, in pixels."""
        return max((row.bottom() for row in (*self.figures, *self.probe)), default=0.0) + px(8)

    @property
    def live(self) -> QRegion:
        """Where something changes with every result."""
        boxes = [self.plan.bars.adjusted(-px(4), -px(6), px(4), px(12)), *self.figures]
        boxes += [self.plan.tiles.region] if self.plan.tiles is not None else []
        region = QRegion()
        for box in boxes:
            region += box.toAlignedRect()
        return region


def arranged(
    size: QSize, labels: float, formulas: Sequence[Formula], figures: int, layers: int, *, curves: bool
) -> Arranged:
    """Arrange a panel.

    Parameters
    ----------
    size : QSize
    labels : float
        The width of the widest label at the plot's left.
    formulas : sequence of Formula
    figures : int
        How many there are; 0 before they are known.
    layers : int
    curves : bool
        Whether there is a curve to show.
    """
    plan = arrange(size, labels, partial(side_width, formulas), layers, elementwise=curves)
    if plan.side is not None:
        side = lay_out_side(plan.side, formulas, figures or _FIGURES, curves=curves)
        return Arranged(plan, side.formulas, side.figures, side.form, side.probe)
    places = lay_out_head(plan.head, formulas) if plan.head is not None else ()
    boxes: tuple[QRectF, ...] = ()
    if plan.foot is not None:
        foot, wide = plan.foot, plan.foot.width() / _FIGURES
        lefts = (foot.left() + k * wide for k in range(_FIGURES))
        boxes = tuple(QRectF(left, foot.top(), wide - px(8), foot.height()) for left in lefts)
    return Arranged(plan, places, boxes, "tall", ())
