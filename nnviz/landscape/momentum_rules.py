r"""The two rules of momentum, heavy ball and Nesterov's, as they move along one eigenvector of a Hessian.

There a landscape is a parabola of curvature lambda, so that the gradient at a distance w from the minimum is lambda w.
With p = alpha lambda, the "pull", and the velocity v counted as a move, a step is linear.

Heavy ball (Polyak 1964; Goh 2017, "Why Momentum Really Works", Distill), v = beta v + p w, then w -= v:

.. math:: \begin{pmatrix} w \\ v \end{pmatrix} \leftarrow
          \begin{pmatrix} 1 - p & -\beta \\ p & \beta \end{pmatrix} \begin{pmatrix} w \\ v \end{pmatrix},
          \qquad z^2 - (1 + \beta - p)\, z + \beta = 0

Nesterov's (Nesterov 1983; Sutskever et al. 2013), v = beta v + p w, then w -= beta v + p w:

.. math:: \begin{pmatrix} w \\ v \end{pmatrix} \leftarrow
          \begin{pmatrix} 1 - (1 + \beta) p & -\beta^2 \\ p & \beta \end{pmatrix}
          \begin{pmatrix} w \\ v \end{pmatrix},
          \qquad z^2 - (1 + \beta)(1 - p)\, z + \beta (1 - p) = 0

The larger root z of the second equation says everything: by its size the distance shrinks a step in the long run, it
makes waves where it is complex, and goes from side to side where it is negative.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array, Indices

MOTIONS = ("monotonic", "ripples", "zigzag", "diverges")
"""How momentum moves: straight in, in waves, from side to side at every step, or away."""


class MomentumRule(Struct, frozen=True):
    r"""One rule.

    Attributes
    ----------
    name : str
        In words, as in "gradient descent with ...".
    trace_and_determinant : callable
        Returns those of a step's matrix for pulls and momenta that broadcast.
    borders : callable
        Returns, for momenta of any shape, the pulls of that shape at which one motion of `MOTIONS` becomes the next.
    most_pull : float
        Where a diagram ends: nothing larger converges, whatever the momentum.
    """

    name: str
    trace_and_determinant: Callable[[Array, Array], tuple[Array, Array]]
    borders: Callable[[Array], tuple[Array, Array, Array]]
    most_pull: float

    def factors(self, pull: Array, momentum: Array) -> tuple[Array, Array]:
        """Return the two eigenvalues of a step, complex, for each alpha lambda (`pull`) and beta, broadcast."""
        trace, determinant = self.trace_and_determinant(pull, momentum)
        root = np.sqrt((trace**2 - 4.0 * determinant).astype(complex))
        return (trace + root) / 2.0, (trace - root) / 2.0

    def rates(self, pull: Array, momentum: Array) -> Array:
        """Return by which factor the distance shrinks a step in the long run: above 1 it grows.

        Parameters
        ----------
        pull, momentum : ndarray
            alpha lambda and beta, of shapes that broadcast.
        """
        first, second = self.factors(pull, momentum)
        rates: Array = np.maximum(np.abs(first), np.abs(second))
        return rates

    def motions(self, pull: Array, momentum: Array) -> Indices:
        """Return an index into `MOTIONS` for each alpha lambda and beta, broadcast.

        Complex factors make waves, a negative real one that dominates makes zigzags, and a factor of size 1 or more
        runs away.
        """
        first, second = self.factors(pull, momentum)
        dominant = np.where(np.abs(first) >= np.abs(second), first, second)
        motions = np.where(dominant.imag != 0.0, 1, np.where(dominant.real < 0.0, 2, 0))
        motions[self.rates(pull, momentum) >= 1.0] = 3
        return motions.astype(np.int64)


def _heavy_ball(pull: Array, momentum: Array) -> tuple[Array, Array]:
    return 1.0 - pull + momentum, momentum + 0.0 * pull


def _heavy_ball_borders(momentum: Array) -> tuple[Array, Array, Array]:
    root = np.sqrt(momentum)
    return (1.0 - root) ** 2, (1.0 + root) ** 2, 2.0 * (1.0 + momentum)


def _nesterov(pull: Array, momentum: Array) -> tuple[Array, Array]:
    return (1.0 + momentum) * (1.0 - pull), momentum * (1.0 - pull)


def _nesterov_borders(momentum: Array) -> tuple[Array, Array, Array]:
    slow = ((1.0 - momentum) / (1.0 + momentum)) ** 2
    return slow, np.ones_like(slow), 2.0 * (1.0 + momentum) / (1.0 + 2.0 * momentum)


HEAVY_BALL = MomentumRule("momentum", _heavy_ball, _heavy_ball_borders, 4.0)
r"""Monotonic below :math:`(1 - \sqrt\beta)^2`, ripples up to :math:`(1 + \sqrt\beta)^2`, where the two roots meet; then
zigzag, until at :math:`2 (1 + \beta)` one of them reaches -1."""

NESTEROV = MomentumRule("Nesterov's momentum", _nesterov, _nesterov_borders, 2.0)
r"""Monotonic below :math:`((1 - \beta) / (1 + \beta))^2`, ripples up to 1, where both roots are 0: there a bowl is
crossed in two steps. Then zigzag, until at :math:`2 (1 + \beta) / (1 + 2 \beta)` one of them reaches -1. So no pull
above 2 converges, and with much momentum none above 4/3."""
