"""What units show, as pixels and curves: answers over the input space, or incoming weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from nnviz.arrays import Array
from nnviz.network import Layer
from ui.panels.network.grid import SIDE
from ui.theme.colour_maps import Pixels, class_map, signed_map
from ui.theme.tokens import Theme

BETWEEN_0_AND_1 = ("sigmoid", "softmax", "step")
"""Activations whose answers are told by their distance from the middle of their range."""


@dataclass(frozen=True, eq=False)
class Faces:
    """What the units of one layer show.

    Attributes
    ----------
    pixels : uint32 array or None
        Maps: shape (units, rows, columns). Incoming weights: shape (units, 1, fan_in), to be folded like the column
        before. None for curves.
    curves : ndarray, shape (units, points), or None
        From -1 to 1 along the input; NaN where the answer is not finite.
    low, high : float
        The values at the ends of the colour map, or of the curves' squares.
    broken : bool array, shape (units,)
        Units with an answer or a weight that is not finite.
    """

    pixels: Pixels | None
    curves: Array | None
    low: float
    high: float
    broken: npt.NDArray[np.bool_]


def map_faces(answers: Array, side: int, layer: Layer | None, theme: Theme) -> Faces:
    """Return the maps of one layer.

    Parameters
    ----------
    answers : ndarray, shape (side * side, units)
    side : int
        Pixels along one side of the grid; hidden units and inputs show every third one of a fine grid.
    layer : Layer or None
        None for the inputs.
    theme : Theme
        Whose colour map is used.
    """
    images = answers.T.reshape(-1, side, side)
    step = side // SIDE if layer is None or layer.name != "Output" else 1
    # The middle one of three pixels: exactly the centre of the coarser grid's pixel.
    images = images[:, step // 2 :: step, step // 2 :: step].astype(float)
    broken = _broken(images, (1, 2))
    if layer is None:
        largest = _largest(images, axis=(1, 2))[:, np.newaxis, np.newaxis]
        pixels = signed_map(theme).apply(np.divide(images, largest, out=np.zeros_like(images), where=largest > 0), 1.0)
        return Faces(pixels, None, -1.0, 1.0, broken)
    low, high = value_range(layer, images)
    if layer.name == "Output" and layer.fan_out > 1 and low == 0.0:
        return Faces(_class_pixels(images, layer.fan_out, theme), None, low, high, broken)
    return Faces(signed_map(theme).span(images, low, high), None, low, high, broken)


def curve_faces(answers: Array, layer: Layer | None) -> Faces:
    """Return the curves of one layer, answers of shape (points, units) along the one input."""
    curves = answers.T.astype(float)
    broken = _broken(curves, (1,))
    curves[~np.isfinite(curves)] = np.nan
    if layer is None:
        largest = _largest(curves, axis=1)[:, np.newaxis]
        scaled = np.divide(curves, largest, out=np.zeros_like(curves), where=largest > 0)
        return Faces(None, scaled, -1.0, 1.0, broken)
    # The zero line stays in the middle of the square, also for answers that are never negative.
    limit = max(abs(value) for value in value_range(layer, curves))
    return Faces(None, curves / limit if limit > 0.0 else curves * 0.0, -limit, limit, broken)


def weight_faces(weights: Array, theme: Theme) -> Faces:
    """Return the incoming weights of one layer's units, weights of shape (fan_in, units), on one scale."""
    rows = weights.T.astype(float)
    finite = np.isfinite(rows)
    limit = float(np.max(np.abs(rows), initial=0.0, where=finite))
    pixels = signed_map(theme).apply(rows, limit)[:, np.newaxis, :]
    return Faces(pixels, None, -limit, limit, _broken(rows, (1,)))


def value_range(layer: Layer, answers: npt.NDArray[Any]) -> tuple[float, float]:
    """Return the values at the ends of a layer's scale: what the activation can answer, else what it does answer."""
    name = layer.activation.name
    if name in BETWEEN_0_AND_1:
        return 0.0, 1.0
    if name == "tanh":
        return -1.0, 1.0
    limit = float(np.max(np.abs(answers), initial=0.0, where=np.isfinite(answers)))
    return -limit, limit


def _broken(values: Array, axis: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    broken: npt.NDArray[np.bool_] = np.any(~np.isfinite(values), axis=axis)
    return broken


def _largest(values: Array, axis: int | tuple[int, int]) -> Array:
    largest: Array = np.max(np.abs(values), axis=axis, initial=0.0, where=np.isfinite(values))
    return largest


def _class_pixels(probabilities: Array, classes: int, theme: Theme) -> Pixels:
    """Return each output's probability in its class's colour, as in the decision regions."""
    table = class_map(theme, classes).table
    levels = np.rint(np.clip(np.nan_to_num(probabilities), 0.0, 1.0) * (table.shape[1] - 1)).astype(np.intp)
    return table[np.arange(len(probabilities))[:, np.newaxis, np.newaxis], levels]


def fold_pixels(pixels: Pixels, rows: int, columns: int, ground: int) -> Pixels:
    """Lay incoming weights, shape (units, 1, fan_in), out like the column before, shape (units, rows, columns)."""
    units, _, fan_in = pixels.shape
    if fan_in == rows * columns:
        return pixels.reshape(units, rows, columns)
    folded = np.full((units, rows * columns), ground, np.uint32)
    folded[:, :fan_in] = pixels[:, 0]
    return folded.reshape(units, rows, columns)
