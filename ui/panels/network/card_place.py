"""The read-out card in its place: as many rows as there is room for."""

from __future__ import annotations

from ui.frame import Selection
from ui.panels.network.box import Box
from ui.panels.network.columns import Column
from ui.panels.network.metrics import INSET
from ui.panels.network.paint_card import card_size, rows_that_fit
from ui.panels.network.pointer import place_of
from ui.panels.network.portrait import Portrait, Slow
from ui.panels.network.readout import Card, edit_card, read_out
from ui.panels.network.scene import Scene
from ui.panels.network.text import METRICS
from ui.theme import px

LEAST_ROWS = 3
MOST_ROWS = 5
SHARE = 0.34
"""Of the panel's height, that a card may take."""


def make_card(
    scene: Scene, portrait: Portrait, slow: Slow | None, columns: tuple[Column, ...], shown: Selection, *, editing: bool
) -> tuple[Card, Box] | None:
    """Return what there is to say of a selection and where, or None where it does not exist in this network."""
    layout = scene.layout
    most = max(LEAST_ROWS, min(MOST_ROWS, rows_that_fit(layout.request.height * SHARE)))
    if layout.picture is not None and layout.picture.card is not None:
        most = max(LEAST_ROWS, rows_that_fit(layout.picture.card.h))
    found: tuple[Card, Box] | None = None
    # Rather a row less than something covered.
    for rows in range(most, LEAST_ROWS - 1, -1):
        card = read_out(portrait, slow, columns, shown, rows)
        if card is None:
            return None
        if editing:
            card = edit_card(card)
        size = card_size(card, layout.request.width - 2 * px(INSET))
        box = scene.docks.place_card(size, place_of(scene, shown), METRICS)
        if found is None or len(card.rows) < len(found[0].rows):
            found = card, box
        # Below a picture it may cover words and the key, which come back when it goes.
        if not (box.overlaps(layout.blocks[0].units_box) if layout.picture is not None else scene.docks.covered(box)):
            break
    return found
