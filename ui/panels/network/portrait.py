"""What the panel shows of one network at one step: computed in the background, by NumPy alone."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.datasets import Split
from nnviz.responses import SamplePass, look_at_sample, share_gradient
from ui.panels.network.columns import has_values
from ui.panels.network.dead import Flags, dead_units
from ui.panels.network.faces import Faces, curve_faces, input_maps, layer_maps, weight_faces
from ui.panels.network.grid import Grid, histograms
from ui.panels.network.strongest import Links, choose_links
from ui.theme.colour_maps import signed_map
from ui.theme.tokens import Theme

Indices = npt.NDArray[np.intp]
Cancelled = Callable[[], bool]

BIAS_POWER = 0.7


class Wanted(Struct, frozen=True):
    """What is to be computed.

    Attributes
    ----------
    shown : tuple of int
        How many units of each column are shown, the inputs' first.
    limits : tuple of int
        How many links each gap draws at most.
    slim : tuple of float
        What each gap's link widths are multiplied by.
    sample : tuple of (str, int) or None
        The sample that is looked at.
    gradient : bool
        Whether dL/dtheta over the training share is wanted, and which units are dead.
    theme : Theme
    run : int
        Which run it is of.
    playing : bool
        Whether results follow each other so fast that links which look the same may stay as they are.
    """

    shown: tuple[int, ...]
    limits: tuple[int, ...]
    slim: tuple[float, ...]
    sample: tuple[str, int] | None
    gradient: bool
    theme: Theme
    run: int = 0
    playing: bool = False


class Slow(Struct, frozen=True, eq=False):
    """What takes a pass over the whole training share.

    Attributes
    ----------
    step : int
        The step it belongs to.
    seconds : float
        How long it took.
    gradient : ndarray, shape (P,)
        dL/dtheta of the data loss over the training share.
    dead : tuple of bool arrays
        A flag for every unit of every layer.
    """

    step: int
    seconds: float
    gradient: Array
    dead: tuple[Flags, ...]


class Portrait(Struct, frozen=True, eq=False):
    """One network at one step.

    Attributes
    ----------
    assembly : Assembly
    theta : ndarray, shape (P,)
    step : int
    wanted : Wanted
        What was asked for; the pixels have the colours of its theme.
    faces : tuple of Faces or None
        For each column, the inputs first; None where units show no answers and no weights.
    histograms : ndarray, shape (F, bins), or None
        How named inputs are spread.
    links : tuple of Links
        For each gap.
    biases : tuple of int arrays, each of shape (units,)
        For each layer: places in the signed map.
    sample_pass : SamplePass or None
        The sample's way through the network and back.
    slow : Slow or None
        None where it was not asked for.
    """

    assembly: Assembly
    theta: Array
    step: int
    wanted: Wanted
    faces: tuple[Faces | None, ...]
    histograms: Array | None
    links: tuple[Links, ...]
    biases: tuple[Indices, ...]
    sample_pass: SamplePass | None
    slow: Slow | None

    @property
    def sample(self) -> tuple[str, int] | None:
        """The sample that is looked at."""
        return self.wanted.sample


class Portraits:
    """Computes portraits, and keeps what only depends on the data. Used by one background thread."""

    def __init__(self) -> None:
        self._grids: dict[np.dtype[Any], Grid] = {}
        self._inputs: tuple[Hashable, Faces | None] = (None, None)
        self._histograms: tuple[Split, Array] | None = None
        self._links: tuple[Hashable, tuple[Links, ...]] = (None, ())

    def make(
        self, assembly: Assembly, theta: Array, step: int, wanted: Wanted, cancelled: Cancelled
    ) -> Portrait | None:
        """Compute a portrait, or return None where it is no longer wanted."""
        with np.errstate(all="ignore"):
            faces = self._faces(assembly, theta, wanted, cancelled)
            if faces is None:
                return None
            links = self._choose_links(assembly, theta, wanted)
            sample_pass = None if wanted.sample is None else _pass(assembly, theta, wanted.sample)
            slow = None
            if wanted.gradient:
                start = time.perf_counter()
                dead = dead_units(assembly, theta, cancelled)
                if dead is None or cancelled():
                    return None
                gradient = share_gradient(assembly, theta)
                slow = Slow(step, time.perf_counter() - start, gradient, dead)
            return Portrait(
                assembly,
                theta,
                step,
                wanted,
                faces,
                self._spread(assembly.data) if faces[0] is None and has_values(assembly.data) else None,
                links,
                bias_places(assembly, theta, wanted.theme),
                sample_pass,
                slow,
            )

    def _faces(
        self, assembly: Assembly, theta: Array, wanted: Wanted, cancelled: Cancelled
    ) -> tuple[Faces | None, ...] | None:
        layers = assembly.network.layers
        dimensions = assembly.data.raw_train.shape[1]
        if dimensions not in (1, 2):
            shown = zip(layers, wanted.shown[1:], strict=True)
            return None, *weight_faces([layer.weights(theta)[:, :units] for layer, units in shown], wanted.theme)
        # Single precision is far finer than the colours of a map, and takes a third of the time; where a number is too
        # large for it, the maps are made anew.
        dtypes = (theta.dtype,) if dimensions == 1 else (np.dtype(np.float32), theta.dtype)
        for dtype in dtypes:
            grid = self._grid(assembly, dtype)
            answers = grid.answers(theta, wanted.shown[1:], cancelled)
            if answers is None:
                return None
            if grid.side == 0:
                faces = tuple(curve_faces(values, layer) for values, layer in zip(answers, layers, strict=True))
            else:
                classes = bool(assembly.data.classes)
                faces = layer_maps(answers, grid.side, layers, wanted.theme, classes=classes)
            if dtype == theta.dtype or not any(face.broken.any() for face in faces):
                break
        return self._input_faces(self._grid(assembly, dtypes[0]), wanted), *faces

    def _grid(self, assembly: Assembly, dtype: np.dtype[Any]) -> Grid:
        grid = self._grids.get(dtype)
        if grid is None or not grid.fits(assembly):
            grid = self._grids[dtype] = Grid(assembly, dtype)
        return grid

    def _input_faces(self, grid: Grid, wanted: Wanted) -> Faces | None:
        key = grid, wanted.shown[0], wanted.theme
        if self._inputs[0] != key:
            values = grid.inputs[:, : wanted.shown[0]]
            faces = input_maps(values, grid.side, wanted.theme) if grid.side else curve_faces(values, None)
            self._inputs = key, faces
        return self._inputs[1]

    def _choose_links(self, assembly: Assembly, theta: Array, wanted: Wanted) -> tuple[Links, ...]:
        """Return the links to draw; those of a gap in which none has visibly changed are the very ones of before."""
        shown = zip(wanted.shown, wanted.shown[1:], strict=False)
        links = tuple(
            choose_links(layer.weights(theta), units, limit, slim)
            for layer, units, limit, slim in zip(assembly.network, shown, wanted.limits, wanted.slim, strict=True)
        )
        key = assembly, wanted.shown, wanted.limits, wanted.slim
        if wanted.playing and self._links[0] == key:
            pairs = zip(links, self._links[1], strict=True)
            links = tuple(before if now.looks_like(before) else now for now, before in pairs)
        self._links = key, links
        return links

    def _spread(self, data: Split) -> Array:
        if self._histograms is None or self._histograms[0] is not data:
            self._histograms = data, histograms(data)
        return self._histograms[1]


def _pass(assembly: Assembly, theta: Array, sample: tuple[str, int]) -> SamplePass:
    share, row = sample
    data = assembly.data
    inputs, targets = data.of("inputs", share), data.of("targets", share)
    return look_at_sample(assembly, theta, inputs[row], targets[row])


def bias_places(assembly: Assembly, theta: Array, theme: Theme) -> tuple[Indices, ...]:
    """Return the place in the signed map of sign(b) |b / max|^0.7 for the biases of every layer, each shape (units,).

    max is taken over all finite biases of the network.
    """
    biases = np.concatenate([layer.biases(theta) for layer in assembly.network]).astype(float)
    middle = len(signed_map(theme).table) // 2
    sizes = np.abs(biases)
    largest = float(sizes.max())
    if not math.isfinite(largest):
        largest = float(sizes.max(initial=0.0, where=np.isfinite(sizes)))
        biases[np.isnan(biases)] = 0.0
        sizes = np.minimum(np.abs(biases), largest)
    levels = np.copysign((sizes / (largest or 1.0)) ** BIAS_POWER * middle, biases)
    places = np.rint(levels).astype(np.intp) + middle
    return tuple(np.split(places, np.cumsum([layer.fan_out for layer in assembly.network])[:-1]))
