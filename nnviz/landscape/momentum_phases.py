r"""The phase diagram of gradient descent with momentum (Goh 2017): learning rate against momentum.

A bowl has two curvatures, and the direction that is slower decides how fast the whole comes home. With the learning
rate counted in units of 1 / lambda of the steeper direction ("pull"), the diagram depends only on the ratio of the two.
"""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array
from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.stability import momentum_rates

MOST_PULL = 4.0
"""With momentum nothing larger converges, however near to 1 it is."""


def phase_rates(ratio: float, columns: int, rows: int) -> Array:
    """Return by which factor the distance shrinks a step, shape (rows, columns), for the slower direction.

    Parameters
    ----------
    ratio : float
        The smaller curvature over the larger one, from above 0 to 1; 0 for the steeper direction alone.
    columns : int
        From a pull of 0 to `MOST_PULL`, at the middles of so many equal parts.
    rows : int
        From a momentum of 1, at the top, to 0, likewise.
    """
    pull = (np.arange(columns) + 0.5) * (MOST_PULL / columns)
    momentum = 1.0 - (np.arange(rows)[:, None] + 0.5) / rows
    rates = momentum_rates(pull, momentum)
    return np.maximum(rates, momentum_rates(ratio * pull, momentum)) if ratio > 0.0 else rates


def slower_rate(ratio: float, pull: float, momentum: float) -> tuple[float, bool]:
    """Return the factor of `phase_rates` at one setting, and whether the flatter direction is the one that decides."""
    steep = float(momentum_rates(np.array(pull), np.array(momentum)))
    flat = float(momentum_rates(np.array(ratio * pull), np.array(momentum))) if ratio > 0.0 else 0.0
    # Where both ripple they are alike, but for rounding.
    return max(steep, flat), flat > steep * (1.0 + 1e-12)


def phase_borders(momentum: Array) -> tuple[Array, Array, Array]:
    r"""Return the pulls at which one motion becomes the next, each of the shape of `momentum`.

    Monotonic below :math:`(1 - \sqrt\beta)^2`, ripples up to :math:`(1 + \sqrt\beta)^2`, then zigzag, and from
    :math:`2 (1 + \beta)` on it runs away: where the two eigenvalues of a step meet, and where one reaches -1.
    """
    root = np.sqrt(momentum)
    return (1.0 - root) ** 2, (1.0 + root) ** 2, 2.0 * (1.0 + momentum)


def as_momentum(optimizer: OptimizerChoice) -> tuple[float, float] | None:
    """Return learning rate and momentum of the gradient descent with momentum that an optimizer is; None if it is not.

    The running mean of the gradients with rate eta walks exactly as momentum with rate (1 - beta) eta.
    """
    values = optimizer.values
    rate, momentum = values["learning_rate"], values.get("momentum", 0.0)
    match optimizer.name:
        case "sgd" | "momentum":
            return rate, momentum
        case "momentum_ema":
            return (1.0 - momentum) * rate, momentum
        case _:
            return None


def with_setting(optimizer: OptimizerChoice, rate: float, momentum: float) -> OptimizerChoice:
    """Return the optimizer that walks as momentum of this rate and momentum: of the same kind where it can be.

    Raises `InvalidInput` where one of them is out of range.
    """
    if optimizer.name == "momentum_ema":
        return OptimizerChoice("momentum_ema", learning_rate=rate / (1.0 - momentum), momentum=momentum)
    if optimizer.name == "sgd" and momentum == 0.0:
        return OptimizerChoice("sgd", learning_rate=rate)
    return OptimizerChoice("momentum", learning_rate=rate, momentum=momentum)
