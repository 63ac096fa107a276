r"""Sharpness: the largest eigenvalue of the Hessian of the training objective, the curvature of its steepest ravine.

Gradient descent with a rate above 2 / sharpness swings ever wider across that ravine. Trained with the full batch, a
network's sharpness rises until it is there and then stays about it: the edge of stability (Cohen, Kaur, Li, Kolter and
Talwalkar 2021, "Gradient descent on neural networks typically occurs at the edge of stability", arXiv:2103.00065).
"""

from __future__ import annotations

import math
from collections.abc import Callable

from msgspec import Struct

from nnviz.answers import never
from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.landscape.hessian_product import HessianProduct
from nnviz.landscape.lanczos import MOST_PRODUCTS, TOLERANCE, Lanczos
from nnviz.landscape.rows import Rows, choose_rows
from nnviz.network import Network
from nnviz.randomness import Purpose, generator

PRODUCT_WORK = 2**24
"""Products of a row and a parameter that one product with the Hessian may take: some 5 ms of one core."""
UNIT_WORK = 24
"""One value of an activation takes about as long as so many."""
FEWEST_ROWS = 64
MOST_VALUES = 2**23
"""Activations that are held at once: with all that belongs to each, some 500 MB."""


class Sharpness(Struct, frozen=True):
    """The largest eigenvalue of the Hessian at one point.

    Attributes
    ----------
    value : float
        In units of the loss over those of the parameters squared; NaN where the objective is not finite there.
    residual : float
        An eigenvalue lies so near to it.
    converged : bool
        Whether that is near enough.
    products : int
        Products with the Hessian that it took.
    """

    value: float
    residual: float
    converged: bool
    products: int


def sharpness_rows(assembly: Assembly, most: int | None = None) -> Rows:
    """Return the training rows over which the sharpness of a run is computed, always the same ones.

    Parameters
    ----------
    assembly : Assembly
    most : int or None
        At most so many; 0 takes all that fit into memory, None as many as let it follow training.
    """
    layers, size = assembly.network.layers, assembly.network.size
    units = sum(layer.fan_out for layer in layers)
    in_memory = max(FEWEST_ROWS, MOST_VALUES // units)
    in_time = max(FEWEST_ROWS, PRODUCT_WORK // (size + UNIT_WORK * units))
    return choose_rows(assembly, "train", min(in_memory, in_time if most is None else most or in_memory))


def work_of(network: Network, rows: int) -> int:
    """Return what one product with the Hessian takes, in products of a row and a parameter."""
    return rows * (network.size + UNIT_WORK * sum(layer.fan_out for layer in network))


class SharpnessSearch:
    """Finds the sharpness at one point, a product at a time. It belongs to one thread.

    Parameters
    ----------
    assembly : Assembly
        Its penalty is part of the objective; nothing is dropped out, and batch normalisation goes by its running
        statistics.
    rows : Rows
    theta : ndarray, shape (length,)
    tolerance : float
        The residual that is small enough, against the value.
    most : int
        Products after which it ends in any case.
    """

    def __init__(
        self,
        assembly: Assembly,
        rows: Rows,
        theta: Array,
        tolerance: float = TOLERANCE,
        most: int = MOST_PRODUCTS,
    ) -> None:
        product = HessianProduct(assembly, rows, theta)
        # The start depends on the seed alone, so that the same point has the same value whenever it is asked for.
        start = generator(assembly.experiment.seed, Purpose.SHARPNESS).standard_normal(product.size)
        self._search = Lanczos(product, start, tolerance, most) if product.finite else None

    def advance(self) -> Sharpness | None:
        """Take one product more. Returns the sharpness once it is found."""
        search = self._search
        if search is None:
            return Sharpness(math.nan, math.nan, False, 0)
        search.advance()
        if not search.done:
            return None
        return Sharpness(search.value, search.residual, search.converged, search.products)


def measure_sharpness(
    assembly: Assembly,
    theta: Array,
    rows: Rows | None = None,
    tolerance: float = TOLERANCE,
    most: int = MOST_PRODUCTS,
    cancelled: Callable[[], bool] = never,
) -> Sharpness | None:
    """Return the sharpness at theta, shape (length,); over the whole training share where no rows are given.

    `cancelled` is asked before every product whether it is still wanted: None where it said so.
    """
    search = SharpnessSearch(assembly, rows or choose_rows(assembly), theta, tolerance, most)
    while not cancelled():
        found = search.advance()
        if found is not None:
            return found
    return None
