"""How a landscape bends at a point, and how large a learning rate it bears there.

Near a minimum every landscape is a parabola, and along each eigenvector of its Hessian an optimizer moves as on a
parabola of one variable, of curvature lambda; `momentum_rules` says how.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array
from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.analytic import AnalyticLandscape
from nnviz.optimizers import OPTIMIZERS


class PointCurvature(Struct, frozen=True, eq=False):
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
    product = stable_product(optimizer)
    return None if product is None or not curvature > 0.0 else product / curvature


def stable_product(optimizer: OptimizerChoice) -> float | None:
    """Return which product of rate and curvature an optimizer bears on a parabola, whatever its rate; None for none.

    Over a curvature it is the largest stable rate, and over a rate the largest stable curvature.
    """
    bound = OPTIMIZERS[optimizer.name].stable_rate
    if bound is None:
        return None
    values = optimizer.values
    values.pop("learning_rate")
    return bound(**values)


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
