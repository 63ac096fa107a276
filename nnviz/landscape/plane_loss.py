r"""The loss at many points of a plane, in few large NumPy calls.

A chunk of points is computed at once: their weights as one stack, their activations as arrays of shape (points, units,
rows), on which the activations and losses of the registries work as they are. Up to its first activation a network is
linear, so that there, with the plane's center and directions c, d, e and inputs h,

.. math:: h (W_c + x W_d + y W_e) = h W_c + x\, h W_d + y\, h W_e

is one product of three columns, however many inputs there are. Layers below the first one that the plane moves are
computed once. Chunks can be shared among threads: NumPy gives the interpreter lock away in calls as large as these.
What a chunk is does not depend on how many there are, so neither do the values.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np

from nnviz.answers import never
from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.batches import augment
from nnviz.landscape.plane import Plane
from nnviz.landscape.rows import Rows
from nnviz.network import Layer
from nnviz.normalisation import EPSILON
from nnviz.responses import layer_outputs

CHUNK_BYTES = 2**20
"""Size of each of the four arrays that a chunk is computed in: they stay in a processor's cache."""

BLOCK_ROWS = 512
"""Rows that are computed together: enough for fast products, few enough that several points fit beside them."""


MOST_THREADS = 4
"""More would outgrow the cache that they share."""


def spare_threads() -> int:
    """Return in how many threads losses are computed where nothing else has to be done meanwhile."""
    return min(os.cpu_count() or 1, MOST_THREADS)


def unheard(fraction: float) -> None:
    """Take a fraction that is done, and tell nobody."""


class PlaneLoss:
    """The data loss at any points of one plane. It belongs to one thread.

    Parameters
    ----------
    assembly : Assembly
    plane : Plane
    rows : Rows
        What the loss is a mean over.
    dtype : "float64" or "float32"
        What is computed in; float32 takes less than half the time and has seven digits.
    threads : int
        How many compute at once. Leave it at one beside training, which needs the other processors.
    """

    def __init__(
        self, assembly: Assembly, plane: Plane, rows: Rows, dtype: str = "float64", *, threads: int = 1
    ) -> None:
        self._assembly = assembly
        self._rows = rows
        self._dtype = np.dtype(dtype)
        self._threads = threads
        self._center = np.concatenate([plane.center, plane.statistics]).astype(dtype)
        layers = assembly.network.layers
        moved = [bool(plane.directions[:, layer.start : layer.end].any()) for layer in layers]
        self._below = moved.index(True) if True in moved else 0
        self._layers = layers[self._below :]
        three = np.vstack([plane.center, plane.directions])
        self._stacks = [_stack(layer, three, self._dtype) for layer in self._layers]
        theta = np.concatenate([plane.center, plane.statistics])
        self._normalisations = [
            _Normalisation(layer, three, theta, self._dtype) if layer.batch_norm else None for layer in self._layers
        ]
        self._width = max(layer.fan_out for layer in self._layers) + 1
        self._deeper = max((stack[0].size for stack in self._stacks[1:]), default=1)

    def at(
        self,
        x: Array,
        y: Array,
        cancelled: Callable[[], bool] = never,
        progress: Callable[[float], None] = unheard,
    ) -> Array | None:
        """Return the loss at the coordinates x and y, both of shape (n,).

        Parameters
        ----------
        x, y : ndarray, shape (n,)
        cancelled : callable
            Asked before every chunk, some milliseconds of work, whether the values are still wanted.
        progress : callable
            Told after every chunk which fraction is done.

        Returns
        -------
        ndarray of shape (n,), float64, or None
            None where `cancelled` said so. What overflows is infinite or NaN, without a warning.
        """
        count, total = len(self._rows.targets), len(x)
        values = CHUNK_BYTES // self._dtype.itemsize
        blocks = -(-count // max(1, min(BLOCK_ROWS, values // self._width)))
        edges = [count * block // blocks for block in range(blocks + 1)]
        height = -(-count // blocks)
        step = max(1, min(total, values // (height * self._width), values // self._deeper))
        threads = max(1, min(self._threads, -(-total // step)))
        parts = list(zip(self._layers, self._stacks, self._normalisations, strict=True))
        chunks = [
            _Chunk(self._assembly, parts, step * height * self._width, step * self._deeper) for _ in range(threads)
        ]
        coefficients = np.column_stack([np.ones(total), x, y]).astype(self._dtype)
        sums = np.zeros(total)

        def compute(thread: int, block: int, base: Array, targets: Array) -> bool:
            """Compute every so many-th chunk over one block of rows. Returns False where it was no longer wanted."""
            with np.errstate(all="ignore"):
                for start in range(thread * step, total, threads * step):
                    if cancelled():
                        return False
                    part = slice(start, start + step)
                    sums[part] += chunks[thread].sums(coefficients[part], base, targets)
                    if thread == 0:
                        progress((block + min(start + threads * step, total) / total) / blocks)
            return True

        with ThreadPoolExecutor(max(1, threads - 1)) as others:  # starts none before it is given something
            for block, (first, last) in enumerate(pairwise(edges)):
                with np.errstate(all="ignore"):
                    base, targets = self._base(first, last)
                given = [others.submit(compute, thread, block, base, targets) for thread in range(1, threads)]
                own = compute(0, block, base, targets)
                if not all([own, *(one.result() for one in given)]):
                    return None
        sums *= self._assembly.loss.weight(count, self._assembly.network.outputs)
        return sums

    def _base(self, first: int, last: int) -> tuple[Array, Array]:
        """Return what the first layer's z is made of, shape (3, units * rows), and targets, shape (outputs, rows)."""
        inputs = self._rows.inputs[first:last].astype(self._dtype)
        if self._below:
            inputs = layer_outputs(self._assembly, self._center, inputs)[self._below - 1]
        base = (self._stacks[0] @ augment(inputs).T).reshape(3, -1)
        return base, np.ascontiguousarray(self._rows.targets[first:last].T, self._dtype)


class _Normalisation:
    """What batch normalisation makes of one layer's sums at points of the plane, by its running statistics."""

    def __init__(self, layer: Layer, three: Array, theta: Array, dtype: np.dtype[np.floating]) -> None:
        mean, variance = layer.running(theta)
        self._stack = three[:, layer.bias_end : layer.end].astype(dtype)
        self._mean = mean.astype(dtype)
        self._inverse = (1.0 / np.sqrt(variance + EPSILON)).astype(dtype)

    def apply(self, coefficients: Array, sums: Array) -> None:
        """Turn sums of shape (points, units, rows) into z, at points (1, x, y)."""
        gamma, beta = np.split(coefficients @ self._stack, 2, axis=1)
        scale = gamma * self._inverse
        np.multiply(sums, scale[:, :, None], sums)
        np.add(sums, (beta - self._mean * scale)[:, :, None], sums)


class _Chunk:
    """The arrays in which one chunk after the other is computed."""

    def __init__(
        self, assembly: Assembly, parts: list[tuple[Layer, Array, _Normalisation | None]], values: int, weights: int
    ) -> None:
        layers, stacks, self._normalisations = zip(*parts, strict=True)
        dtype = stacks[0].dtype
        self._layers = layers
        self._stacks = stacks
        self._z, self._a, self._scratch = (np.empty(values, dtype) for _ in range(3))
        self._weights = np.empty(weights, dtype)
        self._functions = [layer.bind(layer.entry.function) for layer in layers]
        output = layers[-1].activation.name
        self._fused = output == assembly.loss.fused_with
        self._terms = assembly.loss.terms_after(output)

    def sums(self, coefficients: Array, base: Array, targets: Array) -> Array:
        """Return the sum of the loss's terms over a block of rows for each point (1, x, y), shape (points,)."""
        points, rows = len(coefficients), targets.shape[1]
        units = self._layers[0].fan_out
        z = _shaped(self._z, points, units, rows)
        np.dot(coefficients, base, z.reshape(points, -1))
        self._normalise(0, coefficients, z)
        later = zip(self._functions, self._layers[1:], self._stacks[1:], strict=False)
        for index, (function, layer, stack) in enumerate(later, 1):
            a = _shaped(self._a, points, units + 1, rows)
            function(z, a[:, :-1], _shaped(self._scratch, *z.shape))
            a[:, -1] = 1.0  # carries the biases
            weights = _shaped(self._weights, points, *stack.shape[1:])
            np.dot(coefficients, stack.reshape(3, -1), weights.reshape(points, -1))
            units = layer.fan_out
            z = _shaped(self._z, points, units, rows)
            np.matmul(weights, a, z)
            self._normalise(index, coefficients, z)
        a, terms = _shaped(self._a, *z.shape), _shaped(self._scratch, *z.shape)
        if self._fused:
            self._terms(z, targets, terms, a)
        else:
            self._functions[-1](z, a, terms)
            self._terms(a, targets, terms, z)
        sums: Array = np.add.reduce(terms.reshape(points, -1), axis=1, dtype=np.float64)
        return sums

    def _normalise(self, index: int, coefficients: Array, z: Array) -> None:
        normalisation = self._normalisations[index]
        if normalisation is not None:
            normalisation.apply(coefficients, z)


def _stack(layer: Layer, three: Array, dtype: np.dtype[np.floating]) -> Array:
    """Return a layer's weights and biases in the plane's three vectors, shape (3, fan_out, fan_in + 1)."""
    stack = three[:, layer.start : layer.bias_end].reshape(3, layer.fan_in + 1, layer.fan_out)
    return np.ascontiguousarray(stack.transpose(0, 2, 1), dtype)


def _shaped(buffer: Array, *shape: int) -> Array:
    """View the beginning of a flat buffer in a shape."""
    return buffer[: math.prod(shape)].reshape(shape)
