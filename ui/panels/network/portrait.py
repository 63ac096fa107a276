"""What the panel shows of one network at one step: computed in the background, by NumPy alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.datasets import Split
from nnviz.responses import SamplePass, look_at_sample, share_gradient
from ui.panels.network.dead import Flags, dead_units
from ui.panels.network.faces import Faces, curve_faces, map_faces, weight_faces
from ui.panels.network.grid import Grid, histograms
from ui.panels.network.strongest import Links, choose_links
from ui.theme.tokens import Theme

Floats = npt.NDArray[np.floating[Any]]
Cancelled = Callable[[], bool]

BIAS_POWER = 0.7


@dataclass(frozen=True)
class Wanted:
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
    """

    shown: tuple[int, ...]
    limits: tuple[int, ...]
    slim: tuple[float, ...]
    sample: tuple[str, int] | None
    gradient: bool
    theme: Theme
    run: int = 0


@dataclass(frozen=True, eq=False)
class Slow:
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


@dataclass(frozen=True, eq=False)
class Portrait:
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
    biases : tuple of ndarray, each of shape (units,)
        For each layer: from -1 to 1, relative to the largest bias of the network and stretched.
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
    biases: tuple[Floats, ...]
    sample_pass: SamplePass | None
    slow: Slow | None

    @property
    def sample(self) -> tuple[str, int] | None:
        """The sample that is looked at."""
        return self.wanted.sample


class Portraits:
    """Computes portraits, and keeps what only depends on the data. Used by one background thread."""

    def __init__(self) -> None:
        self._grid: Grid | None = None
        self._histograms: tuple[Split, Array] | None = None

    def make(
        self, assembly: Assembly, theta: Array, step: int, wanted: Wanted, cancelled: Cancelled
    ) -> Portrait | None:
        """Compute a portrait, or return None where it is no longer wanted."""
        with np.errstate(all="ignore"):
            faces = self._faces(assembly, theta, wanted, cancelled)
            if faces is None:
                return None
            layers = assembly.network.layers
            links = tuple(
                choose_links(layer.weights(theta), shown, limit, slim)
                for layer, shown, limit, slim in zip(
                    layers, zip(wanted.shown, wanted.shown[1:], strict=False), wanted.limits, wanted.slim, strict=True
                )
            )
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
                self._spread(assembly.data) if faces[0] is None and assembly.data.input_shape is None else None,
                links,
                bias_levels(assembly, theta),
                sample_pass,
                slow,
            )

    def _faces(
        self, assembly: Assembly, theta: Array, wanted: Wanted, cancelled: Cancelled
    ) -> tuple[Faces | None, ...] | None:
        layers = assembly.network.layers
        if assembly.data.raw_train.shape[1] > 2:
            weights = zip(layers, wanted.shown[1:], strict=True)
            return (None, *(weight_faces(layer.weights(theta)[:, :shown], wanted.theme) for layer, shown in weights))
        if self._grid is None or not self._grid.fits(assembly):
            self._grid = Grid(assembly)
        grid = self._grid
        answers = grid.answers(theta, wanted.shown, cancelled)
        if answers is None:
            return None
        pairs = zip((None, *layers), answers, strict=True)
        if grid.side == 0:
            return tuple(curve_faces(values, layer) for layer, values in pairs)
        return tuple(map_faces(values, grid.side, layer, wanted.theme) for layer, values in pairs)

    def _spread(self, data: Split) -> Array:
        if self._histograms is None or self._histograms[0] is not data:
            self._histograms = data, histograms(data)
        return self._histograms[1]


def _pass(assembly: Assembly, theta: Array, sample: tuple[str, int]) -> SamplePass:
    share, row = sample
    data = assembly.data
    inputs, targets = (
        (data.inputs_test, data.targets_test) if share == "test" else (data.inputs_train, data.targets_train)
    )
    return look_at_sample(assembly, theta, inputs[row], targets[row])


def bias_levels(assembly: Assembly, theta: Array) -> tuple[Floats, ...]:
    """Return sign(b) |b / max|^0.7 for every layer, max over all finite biases of the network, from -1 to 1."""
    biases = [layer.biases(theta).astype(float) for layer in assembly.network]
    largest = max(float(np.max(np.abs(b), initial=0.0, where=np.isfinite(b))) for b in biases)
    with np.errstate(all="ignore"):
        shares = [np.clip(np.nan_to_num(b / (largest or 1.0)), -1.0, 1.0) for b in biases]
    return tuple(np.sign(share) * np.abs(share) ** BIAS_POWER for share in shares)
