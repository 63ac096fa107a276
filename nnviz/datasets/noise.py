"""What the noise slider does to a set of points."""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array

SPREAD = 1.1
"""Deviation of the cloud into which a synthetic set dissolves: about that of the sets themselves."""


def blur(
    points: Array, noise: float, generator: np.random.Generator, *, centre: Array | float = 0.0, spread: Array | float
) -> Array:
    r"""Move every point from its own place towards a cloud that knows nothing of the classes.

    .. math:: x' = c + \cos(\tfrac{\pi}{2} n)\,(x - c) + \sin(\tfrac{\pi}{2} n)\,s\,\varepsilon,
              \quad \varepsilon \sim N(0, 1)

    At n = 0 the points stay where they are. At n = 1 nothing of them is left, so that no classifier does better than
    chance. In between, signal over noise falls steadily, as cot(pi n / 2), while the set as a whole keeps its size,
    because the squares of the two weights add up to 1: plots need no new axes while the slider moves.

    Parameters
    ----------
    points : Array
        Shape (n, d).
    noise : float
        0 to 1.
    generator : numpy.random.Generator
        Draws one standard normal number for each coordinate, whatever `noise` is.
    centre, spread : Array or float
        c and s: mean and deviation of the cloud, for all columns or for each, shape (d,).

    Returns
    -------
    Array
        Shape (n, d).
    """
    if noise == 0.0:
        return points
    angle = 0.5 * np.pi * noise
    cloud: Array = generator.standard_normal(points.shape)
    cloud *= np.sin(angle) * spread
    cloud += centre
    cloud += np.cos(angle) * (points - centre)
    return cloud
