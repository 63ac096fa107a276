"""Where the arrow keys lead: from unit to unit, and, with Shift, along a unit's incoming weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ui.frame import Selection
from ui.panels.network.block import Block

Direction = Literal["left", "right", "up", "down"]


def step(blocks: Sequence[Block], selection: Selection | None, direction: Direction, *, weights: bool) -> Selection:
    """Return the next selection.

    Parameters
    ----------
    blocks : sequence of Block
        The columns, inputs first.
    selection : Selection or None
        What is selected; without one the walk begins at the first unit of the first layer.
    direction : "left", "right", "up" or "down"
    weights : bool
        Whether to walk along the weights into a unit instead of from unit to unit.
    """
    if selection is None or not 0 <= selection.layer < len(blocks):
        return Selection(min(1, len(blocks) - 1), 0)
    block = blocks[selection.layer]
    if selection.unit is None:
        if direction in ("up", "down"):
            return Selection(selection.layer, 0 if direction == "down" else block.fold.shown - 1)
        return Selection(_beside(selection.layer, direction, blocks))
    unit = min(selection.unit, block.fold.shown - 1)
    if selection.source is not None or (weights and selection.layer > 0):
        return _along_weights(blocks, Selection(selection.layer, unit, selection.source), direction)
    return _along_units(blocks, selection.layer, unit, direction)


def _beside(layer: int, direction: Direction, blocks: Sequence[Block]) -> int:
    return min(max(layer + (1 if direction == "right" else -1), 0), len(blocks) - 1)


def _along_units(blocks: Sequence[Block], layer: int, unit: int, direction: Direction) -> Selection:
    fold = blocks[layer].fold
    row, column = divmod(unit, fold.columns)
    if direction in ("up", "down"):
        target = unit + (fold.columns if direction == "down" else -fold.columns)
        return Selection(layer, target if 0 <= target < fold.shown else unit)
    target_column = column + (1 if direction == "right" else -1)
    if 0 <= target_column < fold.columns and row * fold.columns + target_column < fold.shown:
        return Selection(layer, row * fold.columns + target_column)
    neighbour = _beside(layer, direction, blocks)
    if neighbour == layer:
        return Selection(layer, unit)
    return Selection(neighbour, _nearest(blocks[neighbour], blocks[layer].box(unit).cy, direction))


def _nearest(block: Block, height: float, direction: Direction) -> int:
    """Return the unit at a height, in the column of tiles that is reached first."""
    fold = block.fold
    row = min(range(fold.rows), key=lambda row: abs(block.box(row * fold.columns).cy - height))
    first = row * fold.columns
    return first if direction == "right" else min(first + fold.columns, fold.shown) - 1


def _along_weights(blocks: Sequence[Block], selection: Selection, direction: Direction) -> Selection:
    assert selection.unit is not None
    if direction == "left" and selection.source is not None:
        return Selection(selection.layer - 1, selection.source)
    if direction == "right":
        return Selection(selection.layer, selection.unit)
    shown = blocks[selection.layer - 1].fold.shown
    if selection.source is None:
        source = 0 if direction == "down" else shown - 1
    else:
        source = (selection.source + (1 if direction == "down" else -1)) % shown
    return Selection(selection.layer, selection.unit, source)
