"""How bent the loss is where a run stands: what decides which learning rates are stable."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from nnviz.activity import affordable_rows
from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.batches import augment
from nnviz.penalty import Penalty
from nnviz.workspace import Passes

_WORK = 2**16
_ITERATIONS = 6
_STEP = 1e-4


class Curvature(Struct, frozen=True):
    """Slope and curvature of the objective over the first rows of the training share; infinite where it overflows.

    Attributes
    ----------
    slope : float
        The length of the gradient.
    along : float
        The second derivative along the gradient; negative where the loss bends downwards.
    sharpness : float
        The largest curvature in any direction, an estimate from below: the largest eigenvalue of the Hessian by size.
    """

    slope: float
    along: float
    sharpness: float

    @property
    def gain(self) -> float:
        """By how much the best step along the gradient would lower a parabola with this slope and curvature."""
        if self.slope == 0.0:
            return 0.0
        return self.slope**2 / (2.0 * self.along) if self.along > 0.0 else math.inf


def measure_curvature(assembly: Assembly, theta: Array) -> Curvature:
    """Measure the curvature at `theta`, shape (length,), by a few steps of the power method; nothing is dropped out.

    A product of the Hessian and a vector is a difference of two gradients (Pearlmutter 1994); how it finds the largest
    curvature, and with it the largest rate, is LeCun, Simard and Pearlmutter 1993, "Automatic learning rate
    maximization by on-line estimation of the Hessian's eigenvectors".
    """
    data, training = assembly.data, assembly.experiment.training
    rows = affordable_rows(assembly, _WORK)
    # Differences of gradients need every digit, whatever the run is trained in.
    inputs = augment(data.inputs_train[:rows].astype(np.float64))
    targets = np.asfortranarray(data.targets_train[:rows], dtype=np.float64)
    point, parameters = theta.astype(np.float64), assembly.network.size
    start, gradient = point[:parameters].copy(), np.empty(parameters)
    workspace, head = Passes(assembly.network, assembly.loss, point, gradient, training=True).over(rows)
    penalty = Penalty(assembly.network, point[:parameters], gradient, training.l1, training.l2)

    def gradient_at(position: Array) -> Array:
        point[:parameters] = position
        workspace.forward(inputs)
        head.delta(targets)
        workspace.backward(inputs)
        penalty.add_gradient()
        return gradient.copy()

    with np.errstate(all="ignore"):
        at_start = gradient_at(start)
        slope = float(np.linalg.norm(at_start))
        if not math.isfinite(slope):
            return Curvature(math.inf, math.inf, math.inf)
        along = sharpness = 0.0
        direction, size = at_start, slope
        for iteration in range(_ITERATIONS):
            if size == 0.0:
                break
            direction = direction / size
            product = (gradient_at(start + _STEP * direction) - at_start) / _STEP
            if iteration == 0:
                along = float(product.dot(direction))
            direction, size = product, float(np.linalg.norm(product))
            sharpness = size if math.isfinite(size) else math.inf
            if sharpness == math.inf:
                break
    return Curvature(slope, along, sharpness)
