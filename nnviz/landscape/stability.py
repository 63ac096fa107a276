r"""How large a learning rate a landscape bears, and how gradient descent with momentum moves below that.

Near a minimum every landscape is a parabola, and along each eigenvector of its Hessian an optimizer moves as on a
parabola of one variable, of curvature lambda. For momentum the distance w from the minimum and the velocity v change by

.. math:: \begin{pmatrix} w \\ v \end{pmatrix} \leftarrow
          \begin{pmatrix} 1 - \alpha\lambda & -\beta \\ \alpha\lambda & \beta \end{pmatrix}
          \begin{pmatrix} w \\ v \end{pmatrix}

a step, so the larger eigenvalue of that matrix says everything (Goh 2017, "Why Momentum Really Works", Distill).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnviz.arrays import Array, Indices
from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.analytic import AnalyticLandscape
from nnviz.optimizers import OPTIMIZERS


@dataclass(frozen=True, eq=False)
class PointCurvature:
    """How a landscape bends at a point.

    Attributes
    ----------
    eigenvalues : ndarray, shape (2,)
        Of the Hessian, the smaller one first.
    directions : ndarray, shape (2, 2)
        Row i is the unit vector along which it bends by eigenvalue i.
    """

    eigenvalues: Array
    directions: Array

    @property
    def condition(self) -> float:
        """The larger curvature over the smaller one; infinite or negative where there is no bowl."""
        low, high = self.eigenvalues
        with np.errstate(all="ignore"):
            return float(high / low)


def curvature_at(hessian: Array) -> PointCurvature | None:
    """Return how a landscape bends where it has this Hessian, shape (2, 2); None where that is not finite."""
    if not np.isfinite(hessian).all():
        return None
    eigenvalues, vectors = np.linalg.eigh(hessian)
    return PointCurvature(eigenvalues, vectors.T)


def largest_stable_rate(optimizer: OptimizerChoice, curvature: float) -> float | None:
    """Return the rate above which an optimizer runs away from a parabola of this curvature.

    sgd: 2 / lambda; momentum: 2 (1 + beta) / lambda; momentum_ema: 2 (1 + beta) / ((1 - beta) lambda); nesterov:
    2 (1 + beta) / ((1 + 2 beta) lambda). None for adaptive optimizers, for which none is claimed, and where the
    landscape does not curve upwards.
    """
    bound = OPTIMIZERS[optimizer.name].stable_rate
    if bound is None or not curvature > 0.0:
        return None
    values = optimizer.values
    values.pop("learning_rate")
    return bound(**values) / curvature


BOUNDS = {
    "sgd": r"\frac{2}{\lambda}",
    "momentum": r"\frac{2 (1 + \beta)}{\lambda}",
    "momentum_ema": r"\frac{2 (1 + \beta)}{(1 - \beta) \lambda}",
    "nesterov": r"\frac{2 (1 + \beta)}{(1 + 2 \beta) \lambda}",
}
"""How the largest stable rate is made, as LaTeX, for the optimizers that have one."""


def bends_alike(landscape: AnalyticLandscape, box: tuple[float, float, float, float]) -> bool:
    """Say whether a landscape has the same Hessian everywhere in a view: whether it is quadratic there."""
    left, right, bottom, top = box
    places = np.meshgrid(np.linspace(left, right, 7), np.linspace(bottom, top, 7))
    second = landscape.hessians(np.stack(places, axis=-1).reshape(-1, 2))
    size = np.abs(second[0]).max()
    return bool(np.isfinite(second).all() and np.abs(second - second[0]).max() <= 1e-12 * size)


def momentum_factors(pull: Array, momentum: Array) -> tuple[Array, Array]:
    """Return the two eigenvalues of momentum's step, complex, for each alpha lambda (`pull`) and beta, broadcast."""
    trace = 1.0 - pull + momentum
    root = np.sqrt((trace**2 - 4.0 * momentum).astype(complex))
    return (trace + root) / 2.0, (trace - root) / 2.0


def momentum_rates(pull: Array, momentum: Array) -> Array:
    """Return by which factor the distance shrinks a step in the long run: above 1 it grows.

    Parameters
    ----------
    pull, momentum : ndarray
        alpha lambda and beta, of shapes that broadcast.
    """
    first, second = momentum_factors(pull, momentum)
    rates: Array = np.maximum(np.abs(first), np.abs(second))
    return rates


MOTIONS = ("monotonic", "ripples", "zigzag", "diverges")
"""How momentum moves: straight in, in waves, from side to side at every step, or away."""


def momentum_motions(pull: Array, momentum: Array) -> Indices:
    """Return an index into `MOTIONS` for each alpha lambda and beta, broadcast.

    Complex factors make waves, a negative real one that dominates makes zigzags, and a factor of size 1 or more runs
    away.
    """
    first, second = momentum_factors(pull, momentum)
    dominant = np.where(np.abs(first) >= np.abs(second), first, second)
    motions = np.where(dominant.imag != 0.0, 1, np.where(dominant.real < 0.0, 2, 0))
    motions[momentum_rates(pull, momentum) >= 1.0] = 3
    return motions.astype(np.int64)
