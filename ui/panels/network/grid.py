"""Where units are asked for their answers: pixels of the input plane, or points along the one input."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.batches import augment
from nnviz.datasets import Split
from nnviz.workspace import Workspace
from ui.plotting.plane import data_limits

SIDE = 32
OUTPUT_SIDE = 96
POINTS = 97
HISTOGRAM_BINS = 12
LARGE = 600
"""From so many units on, the output's map is as coarse as the others."""

_CHUNK_VALUES = 2**20
_MARGIN = 1.07


class Grid:
    """Points of the input space, and the buffers to ask one network for its answers there again and again.

    Belongs to one thread.

    Parameters
    ----------
    assembly : Assembly
        Of data with one or two inputs.
    dtype : dtype
        In which the network is asked.

    Attributes
    ----------
    data : Split
    network : Network
    inputs : ndarray, shape (n, F)
        The points as the network sees them: row by row from the upper left, or from left to right.
    side : int
        Pixels along one side of a map; 0 for points along a line.
    """

    def __init__(self, assembly: Assembly, dtype: npt.DTypeLike) -> None:
        self.data, self.network = assembly.data, assembly.network
        units = sum(self.network.units)
        self.side = 0 if self.data.raw_train.shape[1] == 1 else OUTPUT_SIDE if units <= LARGE else SIDE
        self.inputs = self.data.inputs_at(points(self.data, self.side)).astype(dtype)
        self._theta = np.zeros(self.network.length, self.inputs.dtype)
        chunk = max(256, _CHUNK_VALUES // units)
        starts = range(0, len(self.inputs), chunk)
        self._parts = [augment(self.inputs[start : start + chunk]) for start in starts]
        # The last chunk may be smaller.
        rows = {len(part) for part in self._parts}
        self._workspaces = {count: Workspace(self.network, self._theta, count) for count in rows}

    def fits(self, assembly: Assembly) -> bool:
        """Say whether it serves this network and data as well."""
        return assembly.data is self.data and assembly.network == self.network

    def answers(self, theta: Array, shown: Sequence[int], cancelled: Callable[[], bool]) -> list[Array] | None:
        """Return what the first units of every layer after the inputs answer at each point.

        Parameters
        ----------
        theta : ndarray, shape (length,)
        shown : sequence of int
            How many units of each of these layers are wanted.
        cancelled : callable

        Returns
        -------
        list of ndarray, each of shape (n, units), or None
            Overwritten by the next call; None where `cancelled` said so.
        """
        self._theta[:] = theta
        parts = []
        for part in self._parts:
            if cancelled():
                return None
            workspace = self._workspaces[len(part)]
            workspace.forward(part)
            answers = [buffers.a[:, :count] for buffers, count in zip(workspace.layers, shown, strict=True)]
            parts.append(answers if len(self._parts) == 1 else [values.copy() for values in answers])
        return parts[0] if len(parts) == 1 else [np.concatenate(layer) for layer in zip(*parts, strict=True)]


def points(data: Split, side: int) -> Array:
    """Return the points in the data's own units: the middles of side x side pixels, or, for a side of 0, a line."""
    low, high = limits(data)
    if side == 0:
        return np.linspace(low, high, POINTS)
    share = (np.arange(side) + 0.5) / side
    x, y = low[0] + (high[0] - low[0]) * share, high[1] - (high[1] - low[1]) * share
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)


def limits(data: Split) -> tuple[Array, Array]:
    """Return the lowest and the highest raw input of each column that is shown: all data with a margin."""
    return data_limits(np.concatenate([data.raw_train, data.raw_test]), _MARGIN)


def histograms(data: Split) -> Array:
    """Return how the training share's inputs are spread, shape (F, bins), the fullest bin of each at 1."""
    result = np.zeros((data.inputs_train.shape[1], HISTOGRAM_BINS))
    for column, row in zip(data.inputs_train.T, result, strict=True):
        counts, _ = np.histogram(column, HISTOGRAM_BINS)
        row[:] = counts / counts.max()
    return result


def histogram_places(data: Split, inputs: Array) -> Array:
    """Return where one sample's inputs, shape (F,), lie between the ends of the histograms, shape (F,), 0 to 1."""
    low, high = data.inputs_train.min(axis=0), data.inputs_train.max(axis=0)
    width = np.where(high > low, high - low, 1.0)
    return np.clip(np.where(high > low, (inputs - low) / width, 0.5), 0.0, 1.0)
