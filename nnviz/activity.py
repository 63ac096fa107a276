"""What the units of every layer do with the training rows: histograms of z, saturated and dead units.

For the views and for the findings; pure functions of theta. What counts as saturated is defined in `nnviz.saturation`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct

from nnviz.answers import never
from nnviz.arrays import Array, Indices, read_only
from nnviz.assembly import Assembly
from nnviz.batches import augment
from nnviz.network import Layer
from nnviz.saturation import slopes
from nnviz.workspace import LayerBuffers, Workspace

SATURATED_ROWS = 0.95
"""A unit is saturated that is saturated at this share of the rows."""

BINS = 48
LEAST_HALF_WIDTH = 5.0
"""Sums from -5 to 5 show all that is bent about the usual activations: sigmoid saturates at 4.4, tanh at 2.2."""

WORK = 2**17
LEAST_ROWS = 64
_PARAMETERS_PER_VALUE = 64
"""What is done with one value of z and a takes as long as so many multiplications of a matrix product."""


class LayerActivity(Struct, frozen=True):
    """One layer at one theta; NaN where its sums overflowed.

    Attributes
    ----------
    z_mean, z_deviation, a_mean, a_deviation : float
        Over all rows and units.
    slope_mean : float or None
        The mean of f'(z); None where the activation is not elementwise (softmax).
    natural_half_width : float
        Half the width of an axis about 0 that shows nearly all z: 5, 10, 20, 50, ...
    half_width : float
        That of the axis which `counts` belong to: as asked for, else the natural one.
    counts : ndarray of int, shape (units, bins)
        How many values of z fall into each bin of equal width from -half_width to half_width. Those beyond are in the
        end bins; those that are not a number are in none.
    saturated : ndarray, shape (units,)
        The share of the rows at which each unit is saturated.
    dead : ndarray of int, shape (dead units,)
        Units whose derivative is exactly 0 on every row, of activations for which it is not 0 everywhere. No gradient
        reaches what such a unit has learned (Maas, Hannun and Ng 2013; Lu, Shin, Su and Karniadakis 2019, "Dying ReLU
        and initialization").
    """

    z_mean: float
    z_deviation: float
    a_mean: float
    a_deviation: float
    slope_mean: float | None
    natural_half_width: float
    half_width: float
    counts: Indices
    saturated: Array
    dead: Indices

    @property
    def saturated_share(self) -> float:
        """The share of all values that are saturated."""
        return float(np.mean(self.saturated))

    @property
    def saturated_units(self) -> Indices:
        """The units that are saturated at `SATURATED_ROWS` of the rows or more."""
        return np.flatnonzero(self.saturated >= SATURATED_ROWS)


class Activity(Struct, frozen=True):
    """All layers at one theta.

    Attributes
    ----------
    rows, training_rows : int
        How many rows of the training share were looked at, and how many it has. The share stands in an order drawn from
        the seed, and what is looked at is its beginning: always the same rows.
    layers : tuple of LayerActivity
        First hidden layer to output.
    """

    rows: int
    training_rows: int
    layers: tuple[LayerActivity, ...]


def affordable_rows(assembly: Assembly, work: int = WORK) -> int:
    """Return at how many rows of the training share one look takes about `work` values, `LEAST_ROWS` at least."""
    network = assembly.network
    values_per_row = sum(network.units[1:]) + network.size / _PARAMETERS_PER_VALUE
    return min(len(assembly.data.inputs_train), max(LEAST_ROWS, int(work / values_per_row)))


def look_at_activity(
    assembly: Assembly,
    theta: Array,
    *,
    rows: int | None = None,
    half_widths: Sequence[float | None] | None = None,
    bins: int = BINS,
    cancelled: Callable[[], bool] = never,
) -> Activity | None:
    """Look at what every layer does with rows of the training share.

    Parameters
    ----------
    assembly : Assembly
    theta : ndarray, shape (P,)
    rows : int, optional
        How many; else `affordable_rows`.
    half_widths : sequence of float or None, optional
        For each layer, half the width of its histogram's axis; None takes the layer's natural one.
    bins : int
        Of each histogram.
    cancelled : callable
        Asked before every layer whether the answer is still wanted.

    Returns
    -------
    Activity or None
        None where `cancelled` said so.
    """
    inputs = assembly.data.inputs_train[: affordable_rows(assembly) if rows is None else rows]
    if cancelled():
        return None
    workspace = Workspace(assembly.network, theta, len(inputs))
    found = []
    with np.errstate(all="ignore"):
        workspace.forward(augment(inputs))
        for index, (layer, buffers) in enumerate(zip(assembly.network, workspace.layers, strict=True)):
            if cancelled():
                return None
            found.append(_layer_activity(layer, buffers, None if half_widths is None else half_widths[index], bins))
    return Activity(len(inputs), len(assembly.data.inputs_train), tuple(found))


def _layer_activity(layer: Layer, buffers: LayerBuffers, half_width: float | None, bins: int) -> LayerActivity:
    z, augmented, _ = buffers.transposed
    a = augmented[:-1]
    z_mean, z_deviation = _mean_and_deviation(z)
    a_mean, a_deviation = _mean_and_deviation(a)
    natural = _natural_half_width(abs(z_mean) + 3.0 * z_deviation)
    half_width = natural if half_width is None else half_width
    known = slopes(layer.activation)
    slope_mean = None
    saturated: Array = np.zeros(layer.fan_out)
    dead: Array = np.zeros(layer.fan_out, bool)
    if known is not None:
        derivative, scratch = np.empty_like(buffers.scratch), buffers.scratch
        layer.bind(layer.entry.derivative)(buffers.z, buffers.a, derivative, scratch)
        slope_mean = float(np.mean(derivative))
        for zone in known.zones:
            inside = z <= zone.high if zone.low == -math.inf else z >= zone.low
            saturated += np.count_nonzero(inside, axis=1) / z.shape[1]
        if known.kills:
            dead = np.logical_not(derivative.any(axis=0))
    return LayerActivity(
        z_mean,
        z_deviation,
        a_mean,
        a_deviation,
        slope_mean,
        natural,
        half_width,
        read_only(_histograms(z, half_width, bins, whole=math.isfinite(z_mean))),
        read_only(saturated),
        read_only(np.flatnonzero(dead)),
    )


def _mean_and_deviation(values: Array) -> tuple[float, float]:
    flat = values.reshape(-1)
    mean = np.add.reduce(flat) / len(flat)
    centred = flat - mean
    return float(mean), math.sqrt(centred.dot(centred) / len(flat))


def _natural_half_width(extent: float) -> float:
    """Return the first of 5, 10, 20, 50, ... that holds `extent`."""
    if not LEAST_HALF_WIDTH < extent < math.inf:
        return LEAST_HALF_WIDTH
    power = 10.0 ** math.floor(math.log10(extent))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= extent)


def _histograms(z: Array, half_width: float, bins: int, *, whole: bool) -> Indices:
    """Count z of shape (units, rows) into bins, one row of bins for each unit; `whole` says that no z is NaN."""
    places = z * (bins / (2.0 * half_width))
    places += bins / 2.0
    np.clip(places, 0.0, bins - 1.0, out=places)
    # Bins of all units in one row, so that one count does it.
    indices = places.astype(np.intp)
    indices += np.arange(0, len(z) * bins, bins)[:, None]
    counted = indices.reshape(-1) if whole else indices[~np.isnan(places)]
    counts: Indices = np.bincount(counted, minlength=len(z) * bins)
    return counts.reshape(len(z), bins)
