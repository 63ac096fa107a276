"""Curves of any length, drawn once: a strand remembers how far it is drawn, and gives out only what is new.

Rows that share a column of pixels become one stroke from their minimum to their maximum, so a curve costs no more than
its width to draw, and no spike is lost.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ui.plotting.scale import Floats, Scale


class Piece:
    """A part of the curves of one or more shares, one entry per column of pixels; all numbers are pixels.

    Parameters
    ----------
    table : ndarray, shape (n, 2 + 4 shares)
        The attributes side by side, in their order below: one array, because many small ones cost time.
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

    __slots__ = ("begin", "end", "length", "middle", "table", "x", "x_last")

    def __init__(self, table: Floats, shares: int) -> None:
        self.table = table
        self.x, self.x_last = table[:, 0], table[:, 1]
        self.begin, self.end, self.middle, self.length = (
            table[:, 2 + k * shares : 2 + (k + 1) * shares] for k in range(4)
        )

    def __len__(self) -> int:
        """Return the number of columns."""
        return len(self.table)

    def __getitem__(self, part: slice) -> Piece:
        """Return some of the columns."""
        return Piece(self.table[part], self.shares)

    @property
    def shares(self) -> int:
        """The number of curves."""
        return self.middle.shape[1]

    @property
    def width(self) -> float:
        """How far the piece reaches along the bottom."""
        return float(self.x[-1] - self.x[0]) if len(self) else 0.0

    def followed_by(self, live: Piece) -> Piece:
        """Return this settled part and the live one, which begins with the last column of this, as one."""
        return Piece(np.concatenate((self.table, live.table[1:])), self.shares) if len(self) else live

    def line(self, share: int) -> tuple[Floats, Floats]:
        """Return x and y, shape (2 n,), of the line through every minimum and every maximum of a share."""
        x, y = np.empty((len(self), 2)), np.empty((len(self), 2))
        x[:, 0], x[:, 1] = self.x, self.x_last
        y[:, 0], y[:, 1] = self.begin[:, share], self.end[:, share]
        return x.reshape(-1), y.reshape(-1)


class Strand:
    """The curves of one run in one plot.

    Parameters
    ----------
    shares : int
        How many curves: columns of the rows.

    Attributes
    ----------
    row : int
        The first row that is not settled: where the next call of `advance` has to begin.
    """

    def __init__(self, shares: int) -> None:
        self._shares = shares
        self._nothing: Floats = np.zeros((0, 2 + 4 * shares))
        self.restart(0)

    def restart(self, row: int) -> None:
        """Begin anew at a row: nothing is drawn any more."""
        self.row = row
        self._last: Floats = self._nothing

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
        end : (float, ndarray of shape (shares,)) or None
            The pixel and the data of the newest row as it is, where the last of the rows above was thinned.
        scale : Scale
            The axis at the side.
        density : float
            Pixels of the screen for each pixel.
        """
        if not len(x):
            return self._piece(self._nothing), self._piece(self._last)
        columns = np.floor(x * density)
        starts = np.concatenate(([0], np.flatnonzero(columns[1:] != columns[:-1]) + 1))
        lowest, highest = np.fmin.reduceat(low, starts, axis=0), np.fmax.reduceat(high, starts, axis=0)
        bottom, top = scale.to_clipped_pixels(np.array((lowest, highest)))
        new = self._columns(x[starts], x[np.concatenate((starts[1:], [len(x)])) - 1], bottom, top, self._last)
        live = new[-2:]
        if end is not None:
            place, values = np.array([end[0]]), scale.to_clipped_pixels(end[1])[None]
            live = np.concatenate((live[:-1], self._columns(place, place, values, values, live[-1:])))
        settled = new[:-1] if len(starts) > 1 else self._nothing
        if len(settled):
            self._last = settled[-1:]
        self.row += int(starts[-1])
        return self._piece(settled), self._piece(live)

    def _columns(self, x_first: Floats, x_last: Floats, bottom: Floats, top: Floats, last: Floats) -> Floats:
        """Return the table of the `last` column, which may be missing, and these behind it."""
        shares, before = self._shares, len(last)
        table: Floats = np.empty((before + len(bottom), 2 + 4 * shares))
        begin, end, middle, length = (table[:, 2 + k * shares : 2 + (k + 1) * shares] for k in range(4))
        table[:before] = last
        table[before:, 0], table[before:, 1] = x_first, x_last
        middle[before:] = (bottom + top) / 2.0
        if not before:
            length[0] = 0.0
        ways = middle[1:] - middle[:-1]
        rises = np.ones(bottom.shape, dtype=bool)
        rises[1 - before :] = ways <= 0.0
        begin[before:] = np.where(rises, bottom, top)
        end[before:] = np.where(rises, top, bottom)
        steps = np.hypot(ways, (table[1:, 0] - table[:-1, 0])[:, None])
        steps[np.isnan(steps)] = 0.0
        length[1:] = length[0] + np.cumsum(steps, axis=0)
        return table

    def _piece(self, table: Floats) -> Piece:
        return Piece(table, self._shares)
