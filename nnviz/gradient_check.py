r"""Checks backpropagation against central differences of the objective.

One coordinate w at a time, from four values of the objective L (Abramowitz and Stegun 1964, 25.3.6):

.. math:: \frac{8 (L(w + h) - L(w - h)) - (L(w + 2h) - L(w - 2h))}{12 h}

Its error is :math:`O(h^4)`, so that h can be large enough to keep rounding out of the first nine digits. h starts so
that no sum z of the layer moves by more than 0.002, and becomes smaller where that crosses a kink or bends too much.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.batches import augment
from nnviz.errors import InvalidInput
from nnviz.penalty import Penalty
from nnviz.randomness import Purpose, generator
from nnviz.workspace import LossHead, Workspace

BATCH_ROWS = 32
MOST_COORDINATES = 5000
TOLERANCE = 1e-6
"""An error above this is a mistake in a derivative."""

STEPS = (1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8)
SMOOTH = 1e-5
"""Two-point differences over h and 2h that agree so well leave the four-point one with an error below 1e-9."""
ROUNDING = 4.0 * float(np.finfo(np.float64).eps)


class GradientCheck(Struct, frozen=True):
    """What a check found.

    Attributes
    ----------
    max_relative_error : float
        The largest error of any coordinate; of one: abs(a - n) / max(abs a, abs n, 1e-3 max abs gradient), with a by
        backpropagation and n numerically.
    worst : str or None
        The coordinate that has it, such as "W2[3,1]"; None where nothing was checked.
    checked, skipped : int
        Coordinates compared, and left out because their difference crosses a kink.
    """

    max_relative_error: float
    worst: str | None
    checked: int
    skipped: int

    @property
    def passed(self) -> bool:
        """Whether every derivative is right."""
        return self.max_relative_error <= TOLERANCE


def check_gradients(assembly: Assembly, progress: Callable[[float], None] = lambda fraction: None) -> GradientCheck:
    """Check the gradient at the initial parameters, over the first rows of the training share.

    Parameters
    ----------
    assembly : Assembly
        In float64: in float32 a difference has no digits to compare.
    progress : callable
        Told now and then which fraction is done.

    Raises
    ------
    InvalidInput
        If the objective or its gradient is not finite there.
    """
    if assembly.experiment.training.dtype != "float64":
        raise ValueError("gradients are checked in float64")
    size = assembly.network.size
    chosen = np.arange(size)
    if size > MOST_COORDINATES:
        draw = generator(assembly.experiment.seed, Purpose.GRADIENT_CHECK)
        chosen = np.sort(draw.choice(size, MOST_COORDINATES, replace=False))
    worst, largest, skipped = None, -1.0, 0
    with np.errstate(all="ignore"):
        objective = _Objective(assembly)
        gradient = objective.gradient()
        floor = 1e-3 * float(np.max(np.abs(gradient)))
        if not (math.isfinite(floor) and math.isfinite(objective.value())):
            raise InvalidInput("the loss or its gradient is not finite at the initial weights: nothing can be checked")
        for done, index in enumerate(map(int, chosen)):
            if done % 64 == 0:
                progress(done / len(chosen))
            analytic = float(gradient[index])
            numeric = _difference(objective, index, analytic, floor)
            if numeric is None:
                skipped += 1
                continue
            scale = max(abs(analytic), abs(numeric), floor)
            error = abs(analytic - numeric) / scale if analytic != numeric else 0.0
            if error > largest:
                worst, largest = index, error
    name = None if worst is None else assembly.network.parameter_name(worst)
    return GradientCheck(max(largest, 0.0), name, len(chosen) - skipped, skipped)


class _Objective:
    """The objective over one batch as a function of theta, with what is needed to see a kink."""

    def __init__(self, assembly: Assembly) -> None:
        data, training = assembly.data, assembly.experiment.training
        self.theta = assembly.initial_theta()
        size = assembly.network.size
        self._gradient = np.zeros(size)
        self._inputs = augment(data.inputs_train[:BATCH_ROWS])
        self._targets = data.targets_train[:BATCH_ROWS]
        self._assembly = assembly
        self._workspace = Workspace(assembly.network, self.theta, len(self._targets), self._gradient, training=True)
        self._head = LossHead(assembly.loss, self._workspace)
        self._penalty = Penalty(assembly.network, self.theta[:size], self._gradient, training.l1, training.l2)
        self.gradient()
        # How far one unit of every parameter moves a sum: the largest value that comes in from its source.
        sources = [self._inputs, *(buffers.transposed[1].T for buffers in self._workspace.layers[:-1])]
        reach: list[Array] = []
        for source, layer, buffers in zip(sources, assembly.network, self._workspace.layers, strict=True):
            incoming, normalisation = np.max(np.abs(source), axis=0), buffers.normalisation
            if normalisation is None:
                reach.append(np.repeat(incoming, layer.fan_out))
            else:
                normalised = np.max(np.abs(normalisation.sums), axis=1) / normalisation.deviation
                reach += [np.outer(incoming, 1.0 / normalisation.deviation).ravel(), normalised, np.ones(layer.fan_out)]
            if layer.batch_norm and normalisation is None:
                reach.append(np.full(2 * layer.fan_out, np.max(np.abs(buffers.z))))
        self.reach = np.concatenate(reach)

    def gradient(self) -> Array:
        """Return the gradient by backpropagation, shape (P,)."""
        self._workspace.forward(self._inputs)
        self._head.delta(self._targets)
        self._workspace.backward(self._inputs)
        self._penalty.add_gradient()
        return self._gradient.copy()

    def value(self) -> float:
        """Return the objective."""
        self._workspace.forward(self._inputs)
        return self._head.value(self._targets) + self._penalty.value()

    def pieces(self, index: int) -> bytes:
        """Tell, after `value`, on which side of every kink everything lies that parameter `index` can move."""
        sides = [
            np.sign(buffers.z - kink)
            for layer, buffers in zip(self._assembly.network, self._workspace.layers, strict=True)
            for kink in layer.entry.kinks
        ]
        if self._assembly.loss.piece is not None and not self._head.fused:
            sides.append(self._assembly.loss.piece(self._workspace.layers[-1].a, self._targets))
        return b"".join([*(side.tobytes() for side in sides), repr(self._penalty.piece(index)).encode()])


def _difference(objective: _Objective, index: int, analytic: float, floor: float) -> float | None:
    """Return the derivative for one coordinate numerically; None where every difference crosses a kink.

    What backpropagation says decides only how exact is exact enough. It is returned where the objective's own rounding
    hides any mistake there could be: next to a derivative of 0 everywhere, no difference has digits.
    """
    best, least_doubt = None, math.inf
    for step in STEPS:
        h = step / max(1.0, float(objective.reach[index]))
        found = _four_points(objective, index, h)
        if found is None:
            continue
        numeric, disagreement, size = found
        rounding = ROUNDING * size / h
        scale = max(abs(numeric), abs(analytic), floor)
        if abs(analytic - numeric) <= rounding and rounding > 0.1 * TOLERANCE * scale:
            return analytic
        doubt = (disagreement + rounding) / scale
        if doubt < least_doubt:
            best, least_doubt = numeric, doubt
        if disagreement <= SMOOTH * scale:
            break
    return best


def _four_points(objective: _Objective, index: int, h: float) -> tuple[float, float, float] | None:
    """Return the four-point difference, by how much the two two-point ones disagree, and the objective's size."""
    theta = objective.theta
    center = float(theta[index])
    values, pieces = [], set()
    for offset in (-2.0 * h, -h, h, 2.0 * h):
        theta[index] = center + offset
        values.append(objective.value())
        pieces.add(objective.pieces(index))
    theta[index] = center
    if len(pieces) > 1:
        return None
    near, far = (values[2] - values[1]) / (2.0 * h), (values[3] - values[0]) / (4.0 * h)
    return (4.0 * near - far) / 3.0, abs(near - far), max(map(abs, values))
