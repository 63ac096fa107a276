"""Metrics as a table (CSV): one row for step 0 and one an epoch, run by run."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence

from nnviz.assembly import Assembly
from nnviz.output_file import OutputFile
from nnviz.responses import gradient_sizes, share_gradient
from nnviz.trainer import Trainer

COLUMNS = (
    "run",
    "step",
    "epoch",
    "train_loss",
    "test_loss",
    "train_accuracy",
    "test_accuracy",
    "learning_rate",
)
VALIDATION_COLUMNS = ("validation_loss", "validation_accuracy")
"""The last ones, where a run has a validation share."""


class MetricsFile:
    """Collects rows of all runs, and writes them run by run.

    The rows of the first run are written as they come; those of the others wait until the end.

    Parameters
    ----------
    output : OutputFile
    assemblies : sequence of Assembly
        The runs. Those with fewer layers than others leave the last cells of a row empty.
    """

    def __init__(self, output: OutputFile, assemblies: Sequence[Assembly]) -> None:
        self._output = output
        self._layers = max(len(assembly.network.layers) for assembly in assemblies)
        validated = any(len(assembly.data.targets_validation) for assembly in assemblies)
        self._last = VALIDATION_COLUMNS if validated else ()
        self._waiting: list[list[bytes]] = [[] for _ in assemblies]
        gradients = (f"gradient_{number}" for number in range(1, self._layers + 1))
        self._output.write(_line([*COLUMNS, *gradients, *self._last]))

    def note(self, run: int, trainer: Trainer) -> None:
        """Add the row of a run that has just been evaluated.

        gradient_k is the root mean square of dL/dW_k over the whole training share at this step, L being the data loss.
        """
        evaluation = trainer.evaluation
        sizes = gradient_sizes(trainer.assembly, share_gradient(trainer.assembly, trainer.theta))
        numbers = [
            evaluation.epoch,
            evaluation.train_loss,
            evaluation.test_loss,
            evaluation.train_accuracy,
            evaluation.test_accuracy,
            trainer.learning_rate,
            *(float(size) for size in sizes),
            *[math.nan] * (self._layers - len(sizes)),
            *(getattr(evaluation, column) for column in self._last),
        ]
        row = _line([trainer.assembly.name, str(evaluation.step), *map(_cell, numbers)])
        if run == 0:
            self._output.write(row)
        else:
            self._waiting[run].append(row)

    def finish(self) -> None:
        """Write what waits, and put the file in its place."""
        for rows in self._waiting:
            self._output.write(b"".join(rows))
        self._output.commit()


def _cell(number: float) -> str:
    """Write a number with all its digits; what is not finite leaves its cell empty."""
    return repr(number) if math.isfinite(number) else ""


def _line(cells: Sequence[str]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue().encode()
