"""Synthetic points of two or more classes, within about 2 of the origin.

In this range sin(x1) and x1^2 still tell something, and a tanh unit works without any scaling. All functions draw the
same number of uniform variates for every row from `points`, so that a larger set starts with the smaller one; classes
take turns row by row, so that they are balanced to within one sample; and a label belongs to the place without noise,
so that the noise slider moves points and never relabels them.
"""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array
from nnviz.datasets.noise import SPREAD, blur
from nnviz.datasets.table import Table

COORDINATES = ("x1", "x2")

CIRCLES = ((1.5, 1.9), (0.6, 1.0))  # inner and outer radius of each class's ring
XOR = (0.15, 1.95)  # distance of each square's sides from the axes
GAUSSIANS_CENTRES = 1.4  # distance of the clouds' centres from the origin
GAUSSIANS_DEVIATION = 0.22
GAUSSIANS_CUT = 0.6  # six neighbouring centres are 1.4 apart, so that 0.2 remains between the clouds
SPIRALS = (0.3, 2.0)  # radius where an arm begins and ends
SPIRALS_TURNS = 1.25
MOONS = 1.3  # radius of each half circle


def _table(places: Array, labels: Array, classes: int, noise: float, noise_generator: np.random.Generator) -> Table:
    return Table(
        inputs=blur(places, noise, noise_generator, spread=SPREAD),
        targets=labels.astype(np.float64),
        task="classification",
        feature_names=COORDINATES,
        class_names=tuple(f"class {c}" for c in range(classes)),
    )


def _polar(radius: Array, angle: Array) -> Array:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def circles(samples: int, points: np.random.Generator, noise_generator: np.random.Generator, noise: float) -> Table:
    """Class 0 fills an outer ring, class 1 an inner one, each evenly."""
    draw = points.random((samples, 2))
    labels = np.arange(samples) % 2
    inner, outer = np.square(CIRCLES)[labels].T
    places = _polar(np.sqrt(inner + (outer - inner) * draw[:, 1]), 2.0 * np.pi * draw[:, 0])
    return _table(places, labels, 2, noise, noise_generator)


def xor(samples: int, points: np.random.Generator, noise_generator: np.random.Generator, noise: float) -> Table:
    """Class 1 where exactly one of the two coordinates is positive: four squares with a gap between them."""
    rows = np.arange(samples)
    labels = rows % 2
    first = 1 - 2 * (rows // 2 % 2)  # so that the four squares take turns
    signs = np.stack([first, first * (1 - 2 * labels)], axis=1)
    near, far = XOR
    places = signs * (near + (far - near) * points.random((samples, 2)))
    return _table(places, labels, 2, noise, noise_generator)


def gaussians(
    samples: int, points: np.random.Generator, noise_generator: np.random.Generator, noise: float, classes: int
) -> Table:
    """One normal cloud for each class, the centres evenly on a circle.

    The clouds are cut off at `GAUSSIANS_CUT`, by inverting the distribution of the distance from the centre,
    1 - exp(-r^2 / 2 sigma^2), so that without noise no point can lie in a neighbour's cloud.
    """
    draw = points.random((samples, 2))
    labels = np.arange(samples) % classes
    inside = -np.expm1(-0.5 * (GAUSSIANS_CUT / GAUSSIANS_DEVIATION) ** 2)
    distance = GAUSSIANS_DEVIATION * np.sqrt(-2.0 * np.log1p(-inside * draw[:, 1]))
    direction = 1.25 * np.pi + 2.0 * np.pi * labels / classes  # class 0 at the lower left
    centres = _polar(np.full(samples, GAUSSIANS_CENTRES), direction)
    places = centres + _polar(distance, 2.0 * np.pi * draw[:, 0])
    return _table(places, labels, classes, noise, noise_generator)


def spirals(
    samples: int, points: np.random.Generator, noise_generator: np.random.Generator, noise: float, arms: int
) -> Table:
    """One arm of an Archimedean spiral for each class, wound around each other."""
    labels = np.arange(samples) % arms
    begin, end = SPIRALS
    # Even in the square of the radius: points lie nearly equally dense all along the arm.
    radius = np.sqrt(begin**2 + (end**2 - begin**2) * points.random(samples))
    turned = SPIRALS_TURNS * (radius - begin) / (end - begin)
    places = _polar(radius, 2.0 * np.pi * (0.25 + labels / arms + turned))
    return _table(places, labels, arms, noise, noise_generator)


def moons(samples: int, points: np.random.Generator, noise_generator: np.random.Generator, noise: float) -> Table:
    """Two half circles that reach into each other, centred on the origin."""
    labels = np.arange(samples) % 2
    half_turn = np.pi * (points.random(samples) + labels)
    shift = MOONS * np.array([[-0.5, -0.25], [0.5, 0.25]])
    places = _polar(np.full(samples, MOONS), half_turn) + shift[labels]
    return _table(places, labels, 2, noise, noise_generator)
