"""What the user can choose about the surface."""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct

from nnviz.landscape import ShareName
from ui.panels.surface.checkpoints import BEST, NOW, START, Checkpoint

PlaneChoice = Literal["pca", "best", "weights", "random", "line", "sharpness"]
PLANE_CHOICES: tuple[PlaneChoice, ...] = get_args(PlaneChoice)

RESOLUTIONS = (25, 51, 101, 201)
ROWS = (100, 300, 1000)
ALL_ROWS = 0


class Options(Struct, frozen=True):
    """How the surface is cut, computed and coloured.

    Attributes
    ----------
    plane : PlaneChoice
        Which plane, or the line between two checkpoints, or the sharpness over steps in place of a landscape. A model
        with exactly two parameters has but one plane.
    picks : (int, int) or None
        Places in theta of the two axes of a plane of weights; None takes the two that have moved most.
    ends : (Checkpoint, Checkpoint)
        Of the line.
    share : "train", "test" or "validation"
        What the loss is a mean over.
    rows : int or None
        At most so many rows of it, always the same ones; `ALL_ROWS` takes all once nothing trains; None takes as many
        as there is time for.
    resolution : int or None
        Points of the grid along the bottom once nothing trains; None takes as many as can be seen.
    log : bool
        Whether the levels are logarithmic.
    log_sharpness : bool
        Whether the axis of the sharpness is.
    relief : bool
        Whether the surface is seen from the side.
    """

    plane: PlaneChoice = "pca"
    picks: tuple[int, int] | None = None
    ends: tuple[Checkpoint, Checkpoint] = (START, NOW)
    share: ShareName = "train"
    rows: int | None = None
    resolution: int | None = None
    log: bool = True
    log_sharpness: bool = False
    relief: bool = False

    @property
    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """What has to be known to compute it."""
        return self.ends if self.plane == "line" else (BEST,) if self.plane == "best" else ()
