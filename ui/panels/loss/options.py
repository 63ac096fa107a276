"""What the user can choose about the curves."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from nnviz.snapshot import EVALUATION_COLUMNS

Metric = Literal["loss", "accuracy", "rate"]

NAMES: dict[Metric, str] = {"loss": "loss", "accuracy": "accuracy", "rate": "learning rate"}
"""The metrics in words."""

SHARES: dict[Metric, slice] = {
    "loss": slice(EVALUATION_COLUMNS.index("train_loss"), EVALUATION_COLUMNS.index("test_loss") + 1),
    "accuracy": slice(EVALUATION_COLUMNS.index("train_accuracy"), EVALUATION_COLUMNS.index("test_accuracy") + 1),
}
"""The columns of train and test in a history's evaluations; they are neighbours."""

VALIDATED: dict[Metric, list[int]] = {
    metric: [*range(columns.start, columns.stop), EVALUATION_COLUMNS.index(f"validation_{metric}")]
    for metric, columns in SHARES.items()
}
"""The columns of train, test and validation, where there is a validation share."""

Told = tuple[tuple[str, int], ...]
"""The shares that are told in words, in this order, each with its place among train, test and validation."""


class Options(Struct, frozen=True):
    """How the curves are drawn.

    Attributes
    ----------
    metric : Metric
        Which one is shown where only one plot fits.
    rate : bool
        Whether the learning rate is shown in the place of the accuracy.
    log : bool
        Whether the axis of the loss is logarithmic.
    epochs : bool
        Whether epochs run along the bottom, instead of steps.
    batches : bool
        Whether each batch's loss is drawn behind the curves.
    """

    metric: Metric = "loss"
    rate: bool = False
    log: bool = True
    epochs: bool = False
    batches: bool = False

    @property
    def unit(self) -> str:
        """What runs along the bottom."""
        return "epoch" if self.epochs else "step"
