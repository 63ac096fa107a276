"""Adam and its relatives: a running mean of the gradient over the root of a running mean of its square."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from nnviz.arrays import Array
from nnviz.optimizers.optimizer import Vectors
from nnviz.optimizers.squares import remember, remember_square


def adam(
    theta: Array,
    gradient: Array,
    state: Vectors,
    scratch: Vectors,
    count: int,
    learning_rate: float,
    beta1: float,
    beta2: float,
    epsilon: float,
) -> None:
    """Subtract eta m / (sqrt v + epsilon), both moments corrected for their start at 0 (Kingma and Ba 2015)."""
    mean, square = state
    step = scratch[0]
    remember(mean, gradient, beta1, step)
    remember_square(square, gradient, beta2, step)
    # eta (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon), with c = sqrt(1 - beta2^t) taken out of the
    # fraction: (eta c / (1 - beta1^t)) m / (sqrt v + c epsilon)
    correction = (1.0 - beta2**count) ** 0.5
    np.sqrt(square, step)
    np.add(step, correction * epsilon, step)
    np.divide(mean, step, step)
    np.multiply(step, learning_rate * correction / (1.0 - beta1**count), step)
    np.subtract(theta, step, theta)


def adamw(
    theta: Array,
    gradient: Array,
    state: Vectors,
    scratch: Vectors,
    count: int,
    learning_rate: float,
    beta1: float,
    beta2: float,
    epsilon: float,
    weight_decay: float,
) -> None:
    """Subtract eta lambda w from all parameters, then go on as Adam (Loshchilov and Hutter 2019)."""
    np.multiply(theta, 1.0 - learning_rate * weight_decay, theta)
    adam(theta, gradient, state, scratch, count, learning_rate, beta1, beta2, epsilon)


def nadam(
    theta: Array,
    gradient: Array,
    state: Vectors,
    scratch: Vectors,
    count: int,
    learning_rate: float,
    beta1: float,
    beta2: float,
    epsilon: float,
    momentum_decay: float,
) -> None:
    """Subtract Adam's step as it will be after one more look ahead (Dozat 2016).

    With mu_t = beta1 (1 - 0.96^(t psi) / 2), psi the momentum decay, and M_t = mu_1 ... mu_t, the corrected mean in
    Adam's step becomes (1 - mu_t) g / (1 - M_t) + mu_(t+1) m / (1 - M_(t+1)).
    """
    mean, square = state
    divisor, step = scratch
    remember(mean, gradient, beta1, step)
    remember_square(square, gradient, beta2, step)
    now, ahead = _share(count, beta1, momentum_decay), _share(count + 1, beta1, momentum_decay)
    product = _product(count, beta1, momentum_decay)
    of_gradient, of_mean = (1.0 - now) / (1.0 - product), ahead / (1.0 - product * ahead)
    correction = (1.0 - beta2**count) ** 0.5  # taken out of the fraction, as in Adam
    np.sqrt(square, divisor)
    np.add(divisor, correction * epsilon, divisor)
    np.multiply(gradient, learning_rate * correction * of_gradient, step)
    np.divide(step, divisor, step)
    np.subtract(theta, step, theta)
    np.multiply(mean, learning_rate * correction * of_mean, step)
    np.divide(step, divisor, step)
    np.subtract(theta, step, theta)


def _share(count: int, beta1: float, momentum_decay: float) -> float:
    """Return mu of an update."""
    return float(beta1 * (1.0 - 0.5 * 0.96 ** (count * momentum_decay)))


def _product(count: int, beta1: float, momentum_decay: float) -> float:
    """Return mu_1 ... mu_count."""
    products = _products(beta1, momentum_decay)
    beyond = count - len(products)
    return products[count - 1] if beyond <= 0 else products[-1] * beta1**beyond


@lru_cache(maxsize=64)
def _products(beta1: float, momentum_decay: float) -> tuple[float, ...]:
    """Return mu_1 ... mu_t for t = 1, 2, ..., as far as needed: at most some 2,500 numbers.

    The last one is so small that it no longer differs from 0 beside 1, or its mu no longer from beta1.
    """
    products = [_share(1, beta1, momentum_decay)]
    while products[-1] > 1e-18 and 0.96 ** (len(products) * momentum_decay) > 1e-16:
        products.append(products[-1] * _share(len(products) + 1, beta1, momentum_decay))
    return tuple(products)
