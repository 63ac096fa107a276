"""The background's part of an autoencoder's latent layer: where its codes lie, and what the decoder makes of places.

NumPy only: it runs in the evaluator's thread.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.autoencoder import codes, decoded, in_own_units, latent_layer
from nnviz.latent_chart import Chart
from nnviz.network import Layer
from ui import numbers
from ui.panels.output.points import Points
from ui.plotting.axes import Axis

_BOUNDED = {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0)}
_MARGIN = 0.05
_SPARSE = 0.35
"""Where codes take less of an axis than this share, it comes closer."""


class Codes(Struct, frozen=True, eq=False):
    """Where the codes of some points lie.

    Attributes
    ----------
    theta : ndarray, shape (P,)
        The parameters that were asked.
    chart : Chart
    places : ndarray, shape (m, k)
    """

    theta: Array
    chart: Chart
    places: Array

    def suits(self, assembly: Assembly) -> bool:
        """Say whether they can be another run's: whether it has as many latent units."""
        return self.chart.directions.shape[1] == latent_of(assembly)[1].fan_out


def compute_codes(assembly: Assembly, theta: Array, points: Points, cancelled: Callable[[], bool]) -> Codes | None:
    """Compute the codes of points and lay them out; None where that is no longer wanted."""
    found = codes(assembly, theta, points.pick_of(assembly.data, "inputs"), cancelled)
    if found is None:
        return None
    chart = Chart.of(found[points.shares == 0])
    return Codes(theta, chart, chart.places(found))


def decode(assembly: Assembly, made: Codes, places: Array, cancelled: Callable[[], bool]) -> Array | None:
    """Return what the decoder answers at places, shape (n, k), in the features' own units, shape (n, F)."""
    latent = made.chart.codes(places).astype(made.theta.dtype)
    outputs = decoded(assembly, made.theta, latent, cancelled)
    return None if outputs is None else in_own_units(assembly, outputs)


def latent_of(assembly: Assembly) -> tuple[int, Layer]:
    """Return the number of the latent layer, and the layer."""
    number = latent_layer(assembly.network)
    assert number is not None
    return number, assembly.network.layers[number - 1]


def axis_names(assembly: Assembly, explained: tuple[float, ...]) -> tuple[str, ...]:
    """Return what the coordinates are called: units of the latent layer, or directions with what they explain."""
    _, layer = latent_of(assembly)
    if layer.fan_out <= 2:
        return tuple(f"{layer.name}, unit {unit}" for unit in range(layer.fan_out))
    words = "first", "second"
    shares = explained or (np.nan, np.nan)
    return tuple(
        f"{word} direction ({numbers.percent(share)} of variance)" for word, share in zip(words, shares, strict=True)
    )


def suited(assembly: Assembly, before: tuple[Axis, ...], made: Codes, *, held: bool) -> tuple[Axis, ...]:
    """Return the axes for codes: those from before where the codes fit and fill them, else new ones.

    Units whose activation is bounded have all of its range, so that nothing ever moves.

    Parameters
    ----------
    assembly : Assembly
    before : tuple of Axis
        Empty at first.
    made : Codes
    held : bool
        Whether axes may only grow.
    """
    names = axis_names(assembly, made.chart.explained)
    _, layer = latent_of(assembly)
    bounds = _BOUNDED.get(layer.activation.name) if layer.fan_out <= 2 else None
    result = []
    for place, name in enumerate(names):
        if bounds is not None:
            margin = _MARGIN * (bounds[1] - bounds[0])
            result.append(Axis(bounds[0] - margin, bounds[1] + margin, name))
            continue
        values = made.places[:, place]
        values = values[np.isfinite(values)]
        old = before[place] if before else None
        if not len(values):
            result.append(Axis(old.low, old.high, name) if old is not None else Axis(-1.0, 1.0, name))
            continue
        low, high = float(values.min()), float(values.max())
        if old is not None and old.low <= low and high <= old.high and (held or high - low >= _SPARSE * old.width):
            result.append(Axis(old.low, old.high, name))
            continue
        if held and old is not None:
            low, high = min(low, old.low), max(high, old.high)
        result.append(_around(low, high, name))
    return tuple(result)


def _around(low: float, high: float, name: str) -> Axis:
    """Return an axis with room for codes to spread a little before it has to grow again."""
    half = 0.6 * (high - low)
    if not half > 0.0:
        half = max(abs(low), 1.0) * 0.5
    middle = (low + high) / 2.0
    return Axis(middle - half, middle + half, name)
