"""Planes through random directions, and along the line between two parameter vectors."""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array
from nnviz.errors import InvalidInput
from nnviz.landscape.plane import Plane, direction_across
from nnviz.network import Network
from nnviz.randomness import Purpose, generator


def filter_normalised_direction(network: Network, theta: Array, seed: int, part: int) -> Array:
    r"""Draw a random direction whose filters are as long as those of theta.

    .. math:: d_{ij} \leftarrow \frac{d_{ij}}{\lVert d_{ij} \rVert} \lVert \theta_{ij} \rVert

    for filter j of layer i (Li et al. 2018, "Visualizing the loss landscape of neural nets", arXiv:1712.09913,
    section 4), with d drawn from N(0, 1). A filter is what comes into one unit: a column of W. Biases stay as they are,
    and so do gamma and beta of batch normalisation.

    Parameters
    ----------
    network : Network
    theta : ndarray, shape (length,)
    seed : int
    part : int
        0 and 1 give the two directions of a plane. Each layer has a stream of its own.

    Returns
    -------
    ndarray, shape (P,), float64
        Zero where a filter of theta is.
    """
    direction = np.zeros(network.size)
    for number, layer in enumerate(network, 1):
        draw = generator(seed, Purpose.DIRECTIONS, number, part).standard_normal((layer.fan_in, layer.fan_out))
        lengths = np.linalg.norm(layer.weights(theta).astype(np.float64), axis=0)
        layer.weights(direction)[...] = draw * (lengths / np.linalg.norm(draw, axis=0))
    return direction


def random_plane(network: Network, theta: Array, seed: int) -> Plane:
    """Return the plane through theta, shape (length,), along two filter-normalised random directions.

    They are not made orthogonal: that would undo the normalisation. In many dimensions they nearly are.
    """
    directions = np.stack([filter_normalised_direction(network, theta, seed, part) for part in (0, 1)])
    note = ""
    if not directions.any():
        note = "All weights are 0, and so are directions of their length: nothing varies in this plane."
    elif np.linalg.matrix_rank(directions) < 2:
        note = "Both random directions lie on one line: few weights can vary."
    return Plane(
        kind="random",
        center=theta[: network.size].astype(np.float64),
        statistics=theta[network.size :].astype(np.float64),
        directions=directions,
        labels=("random direction 1", "random direction 2"),
        note=note,
    )


def line_plane(start: Array, end: Array, seed: int) -> Plane:
    """Return the plane along the line between two parameter vectors, both of shape (P,).

    On the first axis -1 is the start, 0 the end, and 1 as far beyond it: with y = 0 this is the linear interpolation of
    Goodfellow, Vinyals and Saxe 2015, "Qualitatively characterizing neural network optimization problems",
    arXiv:1412.6544. The second direction is random, at right angles to the first, and as long.

    Raises
    ------
    InvalidInput
        If the two are the same.
    """
    along = end.astype(np.float64) - start
    length = np.linalg.norm(along)
    if length == 0.0:
        raise InvalidInput("there is no line between the start and the end: the weights are the same")
    across = direction_across(along[None] / length, len(along), seed) * length
    return Plane(
        kind="line",
        center=end.astype(np.float64),
        directions=np.stack([along, across]),
        labels=("from start to end", "random, across"),
    )
