"""The background's part of the latent walk: what the decoder makes of a grid of places, and of the chosen one.

NumPy only: it runs in the evaluator's thread.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from ui.panels.output.autoencoder.faces import Face
from ui.panels.output.autoencoder.latent_work import Codes, compute_codes, decode, suited
from ui.panels.output.autoencoder.walk_plan import middles
from ui.panels.output.points import Points
from ui.plotting.axes import Axis
from ui.theme import Theme
from ui.theme.colour_maps import Pixels

MOST_STRIPES = 64
"""Features up to which a strip of colours tells them apart."""


class Walk(Struct, frozen=True, eq=False):
    """What the decoder answers.

    Attributes
    ----------
    codes : Codes
        Of the data, whose spread decides what the axes cover.
    axes : tuple of Axis
    place : tuple of float
        Which was asked for; within the axes.
    answer : ndarray, shape (F,)
        There, in the features' own units.
    picture : Pixels
        The same as a picture, shape (height, width).
    map : Pixels
        Pictures of the grid beside each other, those of the largest second coordinate on top.
    key : tuple
        What the map was made for.
    """

    codes: Codes
    axes: tuple[Axis, ...]
    place: tuple[float, ...]
    answer: Array
    picture: Pixels
    map: Pixels
    key: tuple[object, ...]


def compute_walk(
    assembly: Assembly,
    theta: Array,
    points: Points,
    before: Walk | None,
    asked: tuple[float, ...] | None,
    tiles: tuple[int, int],
    face: Face,
    theme: Theme,
    cancelled: Callable[[], bool],
    *,
    held: bool,
) -> Walk | None:
    """Compute what the view shows; None where that is no longer wanted.

    Parameters
    ----------
    assembly : Assembly
    theta : ndarray, shape (P,)
    points : Points
        Of the data, whose codes decide what the axes cover.
    before : Walk or None
        The last result: of the same network only the place can be another.
    asked : tuple of float or None
        The place; None for the middle of the codes.
    tiles : (int, int)
        Columns and rows of the map.
    face : Face
    theme : Theme
    cancelled : callable
    held : bool
        Whether axes may only grow.
    """
    same = before is not None and before.codes.theta is theta
    codes = before.codes if before is not None and same else compute_codes(assembly, theta, points, cancelled)
    if codes is None:
        return None
    axes = suited(assembly, before.axes if before is not None else (), codes, held=held)
    place = within(axes, asked if asked is not None else _middle(codes))
    answer = decode(assembly, codes, np.array([place]), cancelled)
    if answer is None:
        return None
    key = id(codes), axes, tiles, theme.name
    if before is not None and before.key == key:
        pixels = before.map
    else:
        found = decode(assembly, codes, _grid(axes, tiles), cancelled)
        if found is None:
            return None
        pixels = _beside(face.pixels(theme, found), tiles)
    return Walk(codes, axes, place, answer[0], face.pixels(theme, answer)[0], pixels, key)


def within(axes: tuple[Axis, ...], place: tuple[float, ...]) -> tuple[float, ...]:
    """Return the place on the axes that is nearest to another."""
    return tuple(min(max(value, axis.low), axis.high) for axis, value in zip(axes, place, strict=True))


def _middle(codes: Codes) -> tuple[float, ...]:
    """Return the median of the codes; 0 where none is a number."""
    places = codes.places[np.isfinite(codes.places).all(axis=1)]
    if not len(places):
        return (0.0,) * codes.places.shape[1]
    return tuple(np.median(places, axis=0).tolist())


def _grid(axes: tuple[Axis, ...], tiles: tuple[int, int]) -> Array:
    """Return the middles of the map's tiles, row by row from the top, shape (tiles, k)."""
    across = np.array(middles(axes[0].low, axes[0].high, tiles[0]))
    if len(axes) == 1:
        return across[:, np.newaxis]
    up = np.array(middles(axes[1].low, axes[1].high, tiles[1]))[::-1]
    x, y = np.meshgrid(across, up)
    return np.stack([x.ravel(), y.ravel()], axis=1)


def _beside(pictures: Pixels, tiles: tuple[int, int]) -> Pixels:
    """Return pictures, shape (tiles, height, width), as one."""
    columns, rows = tiles
    _, high, wide = pictures.shape
    whole = pictures.reshape(rows, columns, high, wide).transpose(0, 2, 1, 3)
    return np.ascontiguousarray(whole.reshape(rows * high, columns * wide))
