"""Synthetic regression: a surface over two inputs, a curve over one.

`noise` is the deviation of the noise on the target over the deviation of the target itself, so that at 1 half of what
is seen of the target is chance. Inputs stay where they are.
"""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array
from nnviz.datasets.table import Table

PLANE_SLOPES = (0.5, -0.25)
PLANE_HEIGHT = 0.25
PLANE_EXTENT = 2.0
SINE_EXTENT = 2.0 * np.pi


def _table(inputs: Array, exact: Array, noise: float, deviation: float, generator: np.random.Generator) -> Table:
    targets = exact + noise * deviation * generator.standard_normal(len(exact)) if noise else exact
    names = tuple(f"x{column + 1}" for column in range(inputs.shape[1]))
    return Table(inputs=inputs, targets=targets, task="regression", feature_names=names, target_name="y")


def plane(samples: int, points: np.random.Generator, noise_generator: np.random.Generator, noise: float) -> Table:
    """Tilt a plane over the square from -2 to 2."""
    inputs = PLANE_EXTENT * (2.0 * points.random((samples, 2)) - 1.0)
    slopes = np.array(PLANE_SLOPES)
    # A coordinate that is even on [-e, e] has the variance e^2 / 3.
    deviation = float(np.sqrt(np.sum(slopes**2) * PLANE_EXTENT**2 / 3.0))
    return _table(inputs, PLANE_HEIGHT + inputs @ slopes, noise, deviation, noise_generator)


def sine(samples: int, points: np.random.Generator, noise_generator: np.random.Generator, noise: float) -> Table:
    """Draw two periods of a sine, from -2 pi to 2 pi."""
    inputs = SINE_EXTENT * (2.0 * points.random((samples, 1)) - 1.0)
    return _table(inputs, np.sin(inputs[:, 0]), noise, float(np.sqrt(0.5)), noise_generator)
