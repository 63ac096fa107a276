"""What a run's history holds, as tables (CSV): metrics of every evaluation, gradient sizes of every step.

Histories are thinned: of a long run they keep the smallest and the largest value of neighbouring rows. A table says so
by its columns. As long as every row is there as it was, a row has `step` and one column for each value; once
neighbouring rows of any run are merged, it has `first_step` and `last_step` and, for each value, `..._min` and
`..._max`. A value that is not finite leaves its cell empty.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

from nnviz.arrays import extremes_within
from nnviz.history import Bucket, History
from nnviz.output_file import OutputFile
from nnviz.snapshot import EVALUATION_COLUMNS

CHUNK_ROWS = 512
_VALIDATION_LOSS = EVALUATION_COLUMNS.index("validation_loss")


class NamedHistory(NamedTuple):
    """A run's name, and what is known of it."""

    name: str
    history: History


def metrics_rows(runs: Sequence[NamedHistory]) -> Iterator[list[str]]:
    """Yield the table of evaluations: its head, then the rows run by run.

    Parameters
    ----------
    runs : sequence of NamedHistory

    Yields
    ------
    list of str
        Cells: run, step, epoch, train_loss, test_loss, train_accuracy, test_accuracy, learning_rate, as in the metrics
        file of the headless command, and validation_loss, validation_accuracy where any run has a validation share; or
        the same thinned.
    """
    tables = [run.history.evaluations.buckets()[1] for run in runs]
    validated = any(np.isfinite(low[:, _VALIDATION_LOSS]).any() for low in tables)
    last = EVALUATION_COLUMNS[_VALIDATION_LOSS:] if validated else ()
    columns = [*EVALUATION_COLUMNS[:_VALIDATION_LOSS], "learning_rate", *last]
    yield from _table(columns, [(run.name, [_Evaluations(run.history, validated)]) for run in runs])


def gradient_rows(runs: Sequence[NamedHistory]) -> Iterator[list[str]]:
    """Yield the table of steps: its head, then the rows run by run.

    Parameters
    ----------
    runs : sequence of NamedHistory

    Yields
    ------
    list of str
        Cells: run, step, batch_loss (before the update) and gradient_k, the root mean square of dL/dW_k of that batch;
        or the same thinned. A run with fewer layers than another leaves the last cells empty.
    """
    layers = max(run.history.gradient_sizes.at(0).low.size if len(run.history.gradient_sizes) else 0 for run in runs)
    columns = ["batch_loss", *(f"gradient_{number}" for number in range(1, layers + 1))]
    yield from _table(columns, [(run.name, [run.history.batch_losses, run.history.gradient_sizes]) for run in runs])


def write_table(path: Path, rows: Iterable[list[str]]) -> None:
    """Write a table to a file that appears whole or not at all.

    Raises
    ------
    InvalidInput
        If it cannot be written.
    """
    with OutputFile(path) as output:
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        for number, row in enumerate(rows, 1):
            writer.writerow(row)
            if number % CHUNK_ROWS == 0:
                output.write(buffer.getvalue().encode())
                buffer.seek(0)
                buffer.truncate()
        output.write(buffer.getvalue().encode())
        output.commit()


class _Part(Protocol):
    """Some columns of a table."""

    rows_per_bucket: int

    def __len__(self) -> int: ...

    def at(self, index: int) -> Bucket: ...


class _Evaluations:
    """The evaluations of a run, and the learning rates of the steps that were evaluated.

    At step 0 the rate is that of the first step. Where a run is so long that the rates of several steps were merged,
    and these differ, it is known between two ends only: then the whole table says so.
    """

    def __init__(self, history: History, validated: bool) -> None:
        table, rates = history.evaluations.dump(), history.learning_rates
        steps, low, high = rates.buckets()
        known = np.full((len(table.low), 2), np.nan)
        if len(rates):
            first, last = (
                np.maximum(np.searchsorted(steps, each, side="right") - 1, 0)
                for each in (table.first_steps, table.last_steps)
            )
            known[:, 0], known[:, 1] = extremes_within(low[:, 0], high[:, 0], first, last)
        exact = bool((known[:, 0] == known[:, 1]).all()) or not len(rates)
        self.rows_per_bucket = max(table.rows_per_bucket, 1 if exact else 2)
        self._first_steps, self._last_steps = table.first_steps, table.last_steps
        stop = len(EVALUATION_COLUMNS) if validated else _VALIDATION_LOSS
        self._low, self._high = (
            np.insert(rows[:, :stop], _VALIDATION_LOSS, rate, axis=1)
            for rows, rate in ((table.low, known[:, 0]), (table.high, known[:, 1]))
        )

    def __len__(self) -> int:
        return len(self._low)

    def at(self, index: int) -> Bucket:
        first, last = int(self._first_steps[index]), int(self._last_steps[index])
        return Bucket(first, last, self._low[index], self._high[index])


def _table(columns: Sequence[str], runs: Sequence[tuple[str, Sequence[_Part]]]) -> Iterator[list[str]]:
    """Yield the rows of runs, each with parts that were filled together."""
    thinned = any(part.rows_per_bucket > 1 for _, series in runs for part in series)
    if thinned:
        yield ["run", "first_step", "last_step", *(f"{column}_{end}" for column in columns for end in ("min", "max"))]
    else:
        yield ["run", "step", *columns]
    cells = 2 * len(columns) if thinned else len(columns)
    for name, series in runs:
        for index in range(len(series[0])):
            buckets = [part.at(index) for part in series]
            low = [value for bucket in buckets for value in bucket.low.tolist()]
            steps = [str(buckets[0].first_step)]
            values = low
            if thinned:
                high = [value for bucket in buckets for value in bucket.high.tolist()]
                steps.append(str(buckets[0].last_step))
                values = [value for pair in zip(low, high, strict=True) for value in pair]
            written = [_cell(value) for value in values]
            yield [name, *steps, *written, *[""] * (cells - len(written))]


def _cell(number: float) -> str:
    """Write a number with all its digits; what is not finite leaves its cell empty."""
    return repr(number) if math.isfinite(number) else ""
