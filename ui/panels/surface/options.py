"""What the user can choose about the surface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PlaneChoice = Literal["pca", "weights", "random"]

Extent = tuple[float, float, float, float]
"""What the axes read at the ends: left, right, bottom, top."""


@dataclass(frozen=True)
class Options:
    """How the surface is cut and coloured.

    Attributes
    ----------
    plane : PlaneChoice
        Which plane. A model with exactly two parameters has but one.
    picks : (int, int) or None
        Places in theta of the two axes of a plane of weights; None takes the two that have moved most.
    log : bool
        Whether the levels are logarithmic.
    """

    plane: PlaneChoice = "pca"
    picks: tuple[int, int] | None = None
    log: bool = True
