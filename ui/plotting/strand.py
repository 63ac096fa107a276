"""Curves of any length, drawn once: a strand remembers how far it is drawn, and gives out only what is new.

Rows that share a column of pixels become one stroke from their minimum to their maximum, so a curve costs no more than
its width to draw, and no spike is lost.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ui.plotting.scale import Floats, Scale

FEW = 8
"""Up to so many columns are worked out one by one."""


class Piece:
    """A part of the curves of one or more shares, one entry per column of pixels; all numbers are pixels.

    Parameters
    ----------
    table : ndarray, shape (n, 6 shares)
        All numbers side by side, because many small arrays cost time: for each share its strokes, shape (n, 4), from
        `x`, `begin` to `x_last`, `end`; then the middles of all shares; then the lengths of all.
    shares : int

    Attributes
    ----------
    x, x_last : ndarray, shape (n,)
        Where the column's first row is, and its last: there its stroke begins and ends.
    begin, end : ndarray, shape (n, shares)
        The stroke's height there: minimum and maximum, in the order that goes on best from the column before.
    middle : ndarray, shape (n, shares)
        Half way between both: the value itself where there is but one row.
    length : ndarray, shape (n, shares)
        The way along the middles since the curve's beginning; places the dashes.
    """

    __slots__ = ("shares", "table")

    def __init__(self, table: Floats, shares: int) -> None:
        self.table = table
        self.shares = shares

    def __len__(self) -> int:
        """Return the number of columns."""
        return len(self.table)

    @property
    def x(self) -> Floats:  # noqa: D102
        return self.table[:, 0]

    @property
    def x_last(self) -> Floats:  # noqa: D102
        return self.table[:, 2]

    @property
    def begin(self) -> Floats:  # noqa: D102
        return self.table[:, 1 : 4 * self.shares : 4]

    @property
    def end(self) -> Floats:  # noqa: D102
        return self.table[:, 3 : 4 * self.shares : 4]

    @property
    def middle(self) -> Floats:  # noqa: D102
        return self.table[:, 4 * self.shares : 5 * self.shares]

    @property
    def length(self) -> Floats:  # noqa: D102
        return self.table[:, 5 * self.shares :]

    @property
    def width(self) -> float:
        """How far the piece reaches along the bottom."""
        return float(self.table[-1, 0] - self.table[0, 0]) if len(self) else 0.0

    def followed_by(self, live: Piece) -> Piece:
        """Return this settled part and the live one, which begins with the last column of this, as one."""
        return Piece(np.concatenate((self.table, live.table[1:])), self.shares) if len(self) else live

    def strokes(self, share: int) -> Floats:
        """Return the strokes of a share, shape (n, 4): each column's `x`, `begin`, `x_last` and `end`."""
        return self.table[:, 4 * share : 4 * share + 4]

    def line(self, share: int) -> Floats:
        """Return the points of the line through every minimum and every maximum of a share, shape (2 n, 2)."""
        return self.strokes(share).reshape(-1, 2)


def side_by_side(pieces: list[Piece], period: float) -> Piece:
    """Return pieces that lie one to the right of the other as one, with a gap between two.

    Parameters
    ----------
    pieces : list of Piece
        At least one, all of the same number of shares, none of them empty.
    period : float
        All lengths of a piece are changed by a multiple of this, so that they rise: dashes stay where they are.
    """
    if len(pieces) == 1:
        return pieces[0]
    shares, tables = pieces[0].shares, [pieces[0].table]
    for piece in pieces[1:]:
        # The first column twice, at first without heights: no line leads there.
        table = np.concatenate((piece.table[:1], piece.table))
        table[0, 1 : 4 * shares : 2] = table[0, 4 * shares : 5 * shares] = np.nan
        table[:, 5 * shares :] += np.ceil((tables[-1][-1] - table[0])[5 * shares :] / period) * period
        tables.append(table)
    return Piece(np.concatenate(tables), shares)


class Strand:
    """The curves of one run in one plot.

    Parameters
    ----------
    shares : int
        How many curves: columns of the rows.
    row : int
        Where they begin.
    held : float
        So many pixels at the end are held back, to be given out with what follows: few large parts cost less than many
        small ones.

    Attributes
    ----------
    row : int
        Where the next call of `advance` has to begin: the first row of the newest column.
    nothing : Piece
        No column at all.
    """

    def __init__(self, shares: int, row: int = 0, held: float = 0.0) -> None:
        self.row = row
        self.nothing = Piece(np.zeros((0, 6 * shares)), shares)
        self._shares = shares
        self._held = held
        self._begun = False
        self._tail: list[list[float]] = []

    @property
    def settled(self) -> float:
        """The pixel of the last column that was given out as settled."""
        return self._tail[0][0] if self._begun else -math.inf

    def advance(
        self, x: Floats, low: Floats, high: Floats, end: tuple[float, Any] | None, scale: Scale, density: float
    ) -> tuple[Piece, Piece]:
        """Return what is new, as two parts: what will not change any more, and the rest up to the curve's end.

        Both begin with the last settled column, so that the parts join. What lies in the newest column is not settled,
        because the next row may fall into it.

        Parameters
        ----------
        x : ndarray, shape (n,)
            Pixels of all rows from `row` on, rising.
        low, high : ndarray, shape (n, shares)
            Their minima and maxima, in data.
        end : (float, sequence of float) or None
            The pixel and the data of the newest row as it is, where the last of the rows above was thinned.
        scale : Scale
            The axis at the side.
        density : float
            Pixels of the screen for each pixel.
        """
        settled, live = self.nothing, self._tail
        if len(x):
            columns = np.floor(x * density)
            starts = [0, *((columns[1:] != columns[:-1]).nonzero()[0] + 1).tolist()]
            lasts = [start - 1 for start in (*starts[1:], len(x))]
            lowest, highest = np.fmin.reduceat(low, starts), np.fmax.reduceat(high, starts)
            self.row += starts[-1]
            if len(starts) > FEW:
                bottom, top = scale.to_clipped_pixels(np.array((lowest, highest)))
                table = self._columns(x[starts], x[lasts], bottom, top)
                settled, live = Piece(table[:-1], self._shares), table[-2:].tolist()
                self._tail, self._begun = live[:1], True
            else:
                # So it is in most frames, and for a few columns single numbers are faster than arrays.
                extremes = zip(starts, lasts, lowest.tolist(), highest.tolist(), strict=True)
                for first, last, least, largest in extremes:
                    live = [*live, self._column(x.item(first), x.item(last), least, largest, scale, live)]
                tail = live[:-1]
                if len(tail) > self._begun and tail[-1][0] - tail[0][0] >= self._held:
                    settled, live = Piece(np.array(tail), self._shares), live[-2:]
                    self._begun = True
                self._tail = live[:-1]
            if end is not None:
                place, values = end
                live = [*live, self._column(place, place, values, values, scale, live)]
        return settled, Piece(np.array(live), self._shares) if live else self.nothing

    def _column(
        self, x: float, x_last: float, lowest: Any, highest: Any, scale: Scale, before: list[list[float]]
    ) -> list[float]:
        """Return one row of the table, behind the last of those `before`: what `_columns` returns for many."""
        strokes: list[float] = []
        middles: list[float] = []
        lengths: list[float] = []
        for share in range(self._shares):
            bottom = scale.to_clipped_pixel(lowest[share])
            top = bottom if highest[share] == lowest[share] else scale.to_clipped_pixel(highest[share])
            middle, rises, length = (bottom + top) / 2.0, True, 0.0
            if before:
                last = before[-1]
                way = middle - last[4 * self._shares + share]
                rises, length = way <= 0.0, last[5 * self._shares + share]
                length += math.hypot(way, x - last[0]) if not math.isnan(way) else 0.0
            strokes += (x, bottom, x_last, top) if rises else (x, top, x_last, bottom)
            middles.append(middle)
            lengths.append(length)
        return [*strokes, *middles, *lengths]

    def _columns(self, x_first: Floats, x_last: Floats, bottom: Floats, top: Floats) -> Floats:
        """Return the table of the tail, which may be empty, and these columns behind it."""
        shares, before = self._shares, len(self._tail)
        table: Floats = np.empty((before + len(bottom), 6 * shares))
        table[:before] = self._tail or self.nothing.table
        strokes = table[before:, : 4 * shares].reshape(-1, shares, 4)
        middle, length = table[:, 4 * shares : 5 * shares], table[:, 5 * shares :]
        middle[before:] = (bottom + top) / 2.0
        behind = slice(max(before - 1, 0), None)
        middle, length = middle[behind], length[behind]
        ways = middle[1:] - middle[:-1]
        rises = np.ones(bottom.shape, dtype=bool)
        rises[1 - bool(before) :] = ways <= 0.0
        strokes[..., 0], strokes[..., 2] = x_first[:, None], x_last[:, None]
        strokes[..., 1] = np.where(rises, bottom, top)
        strokes[..., 3] = np.where(rises, top, bottom)
        steps = np.hypot(ways, np.diff(table[behind, :1], axis=0))
        steps[np.isnan(steps)] = 0.0
        if not before:
            length[0] = 0.0
        length[1:] = length[0] + np.cumsum(steps, axis=0)
        return table
