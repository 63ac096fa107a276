"""How the units of one layer stand: in one column, or folded into several columns of tiles.

Sizes of units are those of the look at any font scale; only what is written grows with the text.
"""

from __future__ import annotations

import math

from msgspec import Struct

NODE = 32
"""The largest side of a unit in a panel of usual height."""
SMALLEST_NODE = 16
GAP = 6
"""Between units of one column, where there is room."""
SMALLEST_GAP = 1
TILE = 40
SMALLEST_TILE = 24
TILE_GAP = 2
FOLD_COLUMNS = 4
MOST_FOLD_COLUMNS = 12
MOST_TILES = 512
"""So many units of a layer are painted ten times a second, at most."""
MOST_IN_ONE_COLUMN = 16
CROWD = 8


class Fold(Struct, frozen=True):
    """Rows and columns of equal units, filled row by row.

    Attributes
    ----------
    units, shown : int
        How many there are, and how many of them are shown: the first ones.
    columns, rows : int
    width, height : float
        Of one unit.
    pitch_x, pitch_y : float
        From one unit to the next.
    """

    units: int
    shown: int
    columns: int
    rows: int
    width: float
    height: float
    pitch_x: float
    pitch_y: float

    @property
    def total_width(self) -> float:
        """Of all columns together."""
        return (self.columns - 1) * self.pitch_x + self.width

    @property
    def total_height(self) -> float:
        """Of all rows together."""
        return (self.rows - 1) * self.pitch_y + self.height

    @property
    def is_folded(self) -> bool:
        """Whether there is more than one column."""
        return self.columns > 1

    @property
    def hidden(self) -> int:
        """How many units are not shown."""
        return self.units - self.shown

    @property
    def gap(self) -> float:
        """Between one row and the next."""
        return self.pitch_y - self.height


def largest_node(height: float) -> float:
    """Return the largest side of a unit: 32, and in proportion to the height in a panel that is enlarged."""
    return max(NODE, math.floor(height / 14.0))


def usual_tile(height: float) -> float:
    """Return the usual side of a tile: 40, and in proportion to the height in a panel that is enlarged."""
    return max(TILE, math.floor(height / 18.0))


def largest_tile(height: float) -> float:
    """Return the largest side of a tile where there is width to spare."""
    return max(TILE, math.floor(height / 12.0))


def output_side(area: float, largest: float, compact: bool) -> float:
    """Return the side of a single output's map: 58, or 50 in a small panel."""
    side = 50.0 if compact else 58.0 if largest <= NODE else round(largest * 1.8)
    return max(SMALLEST_NODE, min(side, area))


def stack(
    units: int, area: float, largest: float, pitch: float = 0.0, spread: float | None = None, crowd: int = CROWD
) -> Fold:
    """Stand units in one column.

    Parameters
    ----------
    units : int
    area : float
        The height that there is.
    largest : float
        The largest side of a unit.
    pitch : float
        The least distance from one unit to the next, where labels need more than the units do.
    spread : float or None
        The gap between units; by default what the height allows, up to the side.
    crowd : int
        Fewer units than these are not made larger.
    """
    least = max(pitch, SMALLEST_NODE + SMALLEST_GAP)
    shown = min(units, max(1, int((area + SMALLEST_GAP) // least)))
    side = min(largest, max(SMALLEST_NODE, (area + GAP) // max(shown, crowd) - GAP))
    free = (area - shown * side) // max(shown - 1, 1)
    gap = max(min(free, side if spread is None else spread), SMALLEST_GAP)
    step = max(side + gap, pitch)
    return Fold(units, shown, 1, shown, side, side, side, step)


def fold(
    units: int, area: float, width: float, largest: float, cells: int = 1, spare: tuple[float, float] = (0.0, 0.0)
) -> Fold:
    """Fold units into columns of tiles: four, or more where tiles get larger by it or would else get too small.

    Parameters
    ----------
    units : int
    area, width : float
        The height and the width that there are.
    largest : float
        The largest side of a tile.
    cells : int
        How many weights lie side by side in a tile; where they can, all get the same whole number of pixels.
    spare : (float, float)
        The width that may be taken for the sake of tiles that are larger still, and how large these may be.
    """

    def side(columns: int, room: float, most: float) -> float:
        tile = min(most, area // math.ceil(units / columns) - TILE_GAP, (room + TILE_GAP) // columns - TILE_GAP)
        whole = tile // cells * cells
        return whole if whole >= SMALLEST_TILE else tile

    few = min(FOLD_COLUMNS, units)
    room, most = spare
    sides = {count: side(count, min(room, width), most) for count in range(few, min(units, MOST_FOLD_COLUMNS) + 1)}
    sides[few] = max(sides[few], side(few, width, largest))
    # The largest tiles, then the fewest places left empty.
    columns = max(sides, key=lambda count: (sides[count], -(-units % count), -count))
    tile = sides[columns]
    rows = math.ceil(units / columns)
    if tile < SMALLEST_TILE:
        tile = SMALLEST_TILE
        pitch = tile + TILE_GAP
        most = max(1, int((width + TILE_GAP) // pitch))
        rows = max(1, int((area + TILE_GAP) // pitch))
        least = math.ceil(units / rows)
        # One or two columns more where they leave fewer places empty.
        columns = min(most, min(range(least, least + 3), key=lambda count: (-units % count, count)))
    shown = min(units, rows * columns, MOST_TILES)
    rows = math.ceil(shown / columns)
    return Fold(units, shown, columns, rows, tile, tile, tile + TILE_GAP, tile + TILE_GAP)
