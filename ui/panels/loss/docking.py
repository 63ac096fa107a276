"""Where the card goes: into a corner of the plot that no curve and no pointer is in, or over the labels."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF

from ui.panels.loss.arrangement import Place
from ui.panels.loss.card import Card
from ui.panels.loss.run_curves import RunCurves
from ui.panels.loss.view import View
from ui.plotting.scale import Floats
from ui.theme import px

INSET = 6
MARGIN = 6
REACH = 10
_OVER_LABELS = 4


class Dock(Struct, frozen=True):
    """Where a card is.

    Attributes
    ----------
    card : Card
    place : QPointF
        Its upper left corner.
    spot : int
        Which corner: to stay there as long as it is free.
    """

    card: Card
    place: QPointF
    spot: int

    @property
    def over_labels(self) -> bool:
        """Whether it stands where the labels are."""
        return self.spot == _OVER_LABELS


class Occupied:
    """Where the curves of a plot are, by columns.

    Parameters
    ----------
    view : View
    runs : list of RunCurves
    epochs : bool
    """

    def __init__(self, view: View, runs: list[RunCurves], epochs: bool) -> None:
        self._curves: list[tuple[Floats, Floats, Floats]] = []
        for run in runs:
            rates = view.metric == "rate"
            x = view.x.to_pixels(run.rate_places(epochs) if rates else run.places(epochs))
            low, high = run.rate_rows() if rates else run.rows(view.metric)
            bottom = view.y.to_clipped_pixels(np.fmin.reduce(low, axis=1))
            top = view.y.to_clipped_pixels(np.fmax.reduce(high, axis=1))
            if len(x):
                self._curves.append((x, top, bottom))

    def count(self, box: QRectF) -> int:
        """Return in how many of some columns across a box there is a curve, or the gap between two, within it."""
        margin = px(MARGIN)
        columns = np.linspace(box.left() - margin, box.right() + margin, 48)
        taken = np.zeros(len(columns), dtype=bool)
        for x, top, bottom in self._curves:
            within = (columns >= x[0] - margin) & (columns <= x[-1] + margin)
            over = np.interp(columns, x, bottom) >= box.top() - margin
            under = np.interp(columns, x, top) <= box.bottom() + margin
            taken |= within & over & under
            inside = slice(*np.searchsorted(x, (columns[0], columns[-1])))
            hit = (bottom[inside] >= box.top() - margin) & (top[inside] <= box.bottom() + margin)
            taken[np.searchsorted(columns, x[inside][hit])] = True
        return int(np.count_nonzero(taken))


def dock(
    card: Card,
    place: Place,
    panel: QSize,
    occupied: Occupied,
    pointer: QPointF,
    before: int | None,
) -> Dock:
    """Return where the card goes: as before if that is free, else the first free spot, else the one with least data.

    Parameters
    ----------
    card : Card
    place : Place
    panel : QSize
    occupied : Occupied
    pointer : QPointF
        Never under the card.
    before : int or None
        The spot of the last card.
    """
    found: dict[int, tuple[float, Dock]] = {}
    for spot, upper_left in _corners(card.size, place, panel).items():
        box = QRectF(upper_left, card.size)
        near = box.adjusted(-px(REACH), -px(REACH), px(REACH), px(REACH)).contains(pointer)
        outside = box.bottom() > panel.height()
        found[spot] = occupied.count(box) + 1e3 * outside + 1e6 * near, Dock(card, upper_left, spot)
    if before in found and found[before][0] == 0.0:
        return found[before][1]
    # Of spots that are as free, the plot's corners come before the labels' place.
    return min(found.values(), key=lambda pair: (pair[0], pair[1].over_labels))[1]


def _corners(size: QSizeF, place: Place, panel: QSize) -> dict[int, QPointF]:
    """Return the places of a card by the number of the corner: upper right first."""
    box, inset = QRectF(place.box), px(INSET)
    left, right = box.left() + inset, box.right() - inset - size.width()
    top, bottom = box.top() + inset, box.bottom() - inset - size.height()
    corners = {}
    if right >= box.left() and bottom >= box.top():
        ends = ((right, top), (left, bottom), (left, top), (right, bottom))
        corners = {number: QPointF(x, y) for number, (x, y) in enumerate(ends)}
    labels = QRectF(place.labels)
    x = min(labels.left(), labels.right() + inset - size.width())
    y = panel.height() - size.height() - px(1)
    if place.form != "rows":
        y = min(labels.top(), y)
    else:
        x -= px(2 * INSET)  # over the tick labels as well, the first of which reaches out to the left
    if place.form != "rows" or y > box.bottom() or not corners:
        corners[_OVER_LABELS] = QPointF(max(0.0, x), max(0.0, y))
    return corners
