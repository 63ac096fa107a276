"""The axes' ranges: taken from the data once, so that nothing moves while training."""

from __future__ import annotations

from nnviz.arrays import Array
from ui.plotting.axes import Axis
from ui.plotting.plane import data_limits, rounded_up

_MARGIN = 1.05


def plane_axes(raw: Array, names: tuple[str, ...]) -> tuple[Axis, Axis]:
    """Return the axes of a square plot of points of shape (n, 2): the same scale on both, where the data allow it."""
    low, high = data_limits(raw, _MARGIN)
    x, y = (Axis(float(start), float(end), name) for start, end, name in zip(low, high, names, strict=True))
    return x, y


def hold(axes: tuple[Axis, Axis], raw: Array) -> bool:
    """Say whether all points, shape (n, 2), lie on the plane of two axes."""
    low, high = raw.min(axis=0).tolist(), raw.max(axis=0).tolist()
    return all(axis.low <= least and most <= axis.high for axis, least, most in zip(axes, low, high, strict=True))


def value_axis(values: Array, name: str, margin: float = 0.06) -> Axis:
    """Return the axis of one column of values, with a margin at both ends."""
    low, high = float(values.min()), float(values.max())
    half = rounded_up((high - low) / 2.0 * (1.0 + 2.0 * margin)) if high > low else 1.0
    return Axis((low + high) / 2.0 - half, (low + high) / 2.0 + half, name)
