"""What units show, as pixels and curves: answers over the input space, or incoming weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from msgspec.structs import replace

from nnviz.arrays import Array
from nnviz.network import Layer
from ui.panels.network.grid import SIDE
from ui.theme.colour_maps import Pixels, class_map, signed_map
from ui.theme.tokens import Theme

BETWEEN_0_AND_1 = ("sigmoid", "softmax", "step")
BETWEEN_MINUS_1_AND_1 = ("tanh", "sine")
"""Activations whose answers are told by their distance from the middle of their range."""


class Faces(Struct, frozen=True, eq=False):
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


def input_maps(values: Array, side: int, theme: Theme) -> Faces:
    """Return the maps of the inputs, values of shape (side * side, units): each on a scale of its own."""
    images = _coarse(values, side)
    limits = [float(_largest(image)) for image in images]
    pixels, broken = _coloured(
        [(image[np.newaxis], -limit, limit) for image, limit in zip(images, limits, strict=True)], theme
    )
    return Faces(np.concatenate(pixels), None, -1.0, 1.0, np.concatenate(broken))


def layer_maps(
    answers: Sequence[Array], side: int, layers: Sequence[Layer], theme: Theme, *, classes: bool = True
) -> tuple[Faces, ...]:
    """Return the maps of all layers after the inputs.

    Parameters
    ----------
    answers : sequence of ndarray, each of shape (side * side, units)
        What the shown units of each layer answer.
    side : int
        Pixels along one side of the grid; hidden units show every third one of a fine grid.
    layers : sequence of Layer
    theme : Theme
        Whose colour map is used.
    classes : bool
        Whether several outputs are classes, which have colours of their own.
    """
    images = [_coarse(values, side) for values in answers[:-1]]
    images.append(answers[-1].T.reshape(-1, side, side))
    faces = _signed_faces(
        [(values, *value_range(layer, values)) for values, layer in zip(images, layers, strict=True)], theme
    )
    if classes and layers[-1].fan_out > 1 and faces[-1].low == 0.0:
        return (*faces[:-1], replace(faces[-1], pixels=_class_pixels(images[-1], layers[-1].fan_out, theme)))
    return faces


def weight_faces(weights: Sequence[Array], theme: Theme) -> tuple[Faces, ...]:
    """Return the incoming weights of the units of some layers, each of shape (fan_in, units), on one scale a layer."""
    rows = [one.T[:, np.newaxis, :] for one in weights]
    limits = [float(_largest(one)) for one in rows]
    return _signed_faces([(one, -limit, limit) for one, limit in zip(rows, limits, strict=True)], theme)


def _signed_faces(layers: Sequence[tuple[Array, float, float]], theme: Theme) -> tuple[Faces, ...]:
    pixels, broken = _coloured(layers, theme)
    return tuple(
        Faces(own, None, low, high, flags) for own, flags, (_, low, high) in zip(pixels, broken, layers, strict=True)
    )


def _coarse(values: Array, side: int) -> Array:
    """Return maps of shape (units, SIDE, SIDE) out of answers on a grid that is as fine or finer."""
    step = side // SIDE
    # The middle one of three pixels: exactly the centre of the coarser grid's pixel.
    return values.T.reshape(-1, side, side)[:, step // 2 :: step, step // 2 :: step]


def _coloured(
    layers: Sequence[tuple[Array, float, float]], theme: Theme
) -> tuple[list[Pixels], list[npt.NDArray[np.bool_]]]:
    """Return the colours of several layers' values in few and large steps, and which units have one not finite.

    Parameters
    ----------
    layers : sequence of (ndarray of shape (units, rows, columns), float, float)
        With the values at the ends of the signed map; none lies beyond them.
    theme : Theme
    """
    entries = signed_map(theme).entries
    last = len(entries) - 2
    places = np.empty(sum(values.size for values, _, _ in layers), np.float32)
    parts, start = [], 0
    for values, low, high in layers:
        part = places[start : start + values.size].reshape(values.shape)
        scale = last / (high - low) if high > low else 0.0
        np.multiply(values, scale, out=part)
        part += 0.5 - low * scale if scale else last / 2.0
        parts.append(part)
        start += values.size
    known = np.isfinite(places)
    broken = [np.zeros(len(part), bool) for part in parts]
    if not known.all():
        for flags, part in zip(broken, parts, strict=True):
            flags[...] = ~np.isfinite(part).all(axis=(1, 2))
        places[~known] = last + 1
    pixels = entries[places.astype(np.intp)]
    ends = np.cumsum([part.size for part in parts])[:-1]
    shaped = zip(np.split(pixels, ends), parts, strict=True)
    return [own.reshape(part.shape) for own, part in shaped], broken


def curve_faces(answers: Array, layer: Layer | None) -> Faces:
    """Return the curves of one layer (None: the inputs), answers of shape (points, units) along the one input."""
    curves = answers.T.astype(float)
    known = np.isfinite(curves)
    broken = ~known.all(axis=1)
    curves[~known] = np.nan
    if layer is None:
        largest = _largest(curves, axis=1)[:, np.newaxis]
        scaled = np.divide(curves, largest, out=np.zeros_like(curves), where=largest > 0)
        return Faces(None, scaled, -1.0, 1.0, broken)
    # The zero line stays in the middle of the square, also for answers that are never negative.
    limit = max(abs(value) for value in value_range(layer, curves))
    return Faces(None, curves / limit if limit > 0.0 else curves * 0.0, -limit, limit, broken)


def value_range(layer: Layer, answers: Array) -> tuple[float, float]:
    """Return the values at the ends of a layer's scale: what the activation can answer, else what it does answer."""
    name = layer.activation.name
    if name in BETWEEN_0_AND_1:
        return 0.0, 1.0
    if name in BETWEEN_MINUS_1_AND_1:
        return -1.0, 1.0
    limit = float(_largest(answers))
    return -limit, limit


def _largest(values: Array, axis: int | None = None) -> Array:
    """Return the largest magnitude of those that are finite, 0 where none is."""
    sizes = np.abs(values)
    largest: Array = sizes.max(axis=axis, initial=0.0)
    if not np.isfinite(largest).all():
        largest = sizes.max(axis=axis, initial=0.0, where=np.isfinite(sizes))
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
