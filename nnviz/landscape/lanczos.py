r"""The largest eigenvalue of a symmetric matrix, from its products with vectors alone.

Lanczos 1950, "An iteration method for the solution of the eigenvalue problem of linear differential and integral
operators": each product adds a vector to an orthonormal basis Q in which the matrix is tridiagonal. The eigenvalues of
that small matrix T close in on those of the large one, both ends first. For one of them, theta with eigenvector s of T,
the residual is known without another product:

.. math:: \| A Q s - \theta Q s \| = \beta_k |s_k|

and an eigenvalue of A lies within that of theta (Parlett 1980, "The Symmetric Eigenvalue Problem", chapter 13). Every
vector is made orthogonal to all before it, twice, so that rounding brings no eigenvalue a second time.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from nnviz.arrays import Array

TOLERANCE = 1e-4
MOST_PRODUCTS = 100
BASIS_VALUES = 2**24
"""Numbers that the basis may hold: 128 MB."""
SMALLEST_BASIS = 4
LEAST_PRODUCTS = 8
"""Before so many, a residual that is small may be that of another eigenvalue."""
EVERY = 3
ROUNDING = 64.0 * float(np.finfo(np.float64).eps)


class Lanczos:
    """One search, a product at a time.

    Parameters
    ----------
    product : callable
        Returns A v for v of shape (P,).
    start : ndarray, shape (P,)
        Any direction that is not zero; a random one has a part along every eigenvector.
    tolerance : float
        The residual that is small enough, against the eigenvalue.
    most : int
        Products after which it ends in any case.

    Attributes
    ----------
    value : float
        The largest eigenvalue as far as it is known: not merely the largest in size. NaN before the first product, and
        where the matrix is not finite.
    residual : float
        How far an eigenvalue can be from it.
    converged : bool
        Whether the residual is small enough.
    products : int
        How many were taken.
    done : bool
    """

    def __init__(
        self, product: Callable[[Array], Array], start: Array, tolerance: float = TOLERANCE, most: int = MOST_PRODUCTS
    ) -> None:
        self._product = product
        self._tolerance = tolerance
        self._most = most
        self._room = min(len(start), most, max(SMALLEST_BASIS, BASIS_VALUES // len(start)))
        self._basis = np.empty((self._room, len(start)))
        self._basis[0] = start / np.linalg.norm(start)
        self._diagonal: list[float] = []
        self._beside: list[float] = []
        self.value = self.residual = math.nan
        self.products = 0
        self.converged = self.done = False

    def advance(self) -> None:
        """Take one product more, unless it is done."""
        if self.done:
            return
        count = len(self._diagonal)
        vector = self._product(self._basis[count])
        self.products += 1
        along = float(vector @ self._basis[count])
        if not (math.isfinite(along) and np.isfinite(vector).all()):
            self.value = self.residual = math.nan
            self.done = True
            return
        known = self._basis[: count + 1]
        for _ in range(2):
            vector = vector - (known @ vector) @ known
        self._diagonal.append(along)
        self._beside.append(float(np.linalg.norm(vector)))
        full = count + 1 == self._room
        if full or count < SMALLEST_BASIS or self.products % EVERY == 0 or self.products >= self._most:
            self._judge(full)
        if not self.done and len(self._diagonal) > count:
            self._basis[count + 1] = vector / self._beside[-1]

    def _judge(self, full: bool) -> None:
        """Find out how far it is; where the basis is full, begin another with the best vector so far."""
        inner = np.diag(self._beside[:-1], 1)
        values, vectors = np.linalg.eigh(np.diag(self._diagonal) + inner + inner.T)
        self.value = float(values[-1])
        self.residual = self._beside[-1] * abs(float(vectors[-1, -1]))
        scale = float(np.abs(values).max())
        # Nothing is left outside the basis: it holds a part along every eigenvector that the start has a part along.
        closed = self._beside[-1] <= ROUNDING * scale or len(self._diagonal) == self._basis.shape[1]
        small = self.residual <= max(self._tolerance * abs(self.value), ROUNDING * scale)
        self.converged = closed or (small and self.products >= LEAST_PRODUCTS)
        self.done = self.converged or self.products >= self._most
        if full and not self.done:
            best = vectors[:, -1] @ self._basis
            self._basis[0] = best / np.linalg.norm(best)
            self._diagonal, self._beside = [], []
