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
from typing import NamedTuple

from nnviz.history import History, ThinnedSeries
from nnviz.output_file import OutputFile
from nnviz.snapshot import EVALUATION_COLUMNS

CHUNK_ROWS = 512


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
        Cells: run, step, epoch, train_loss, test_loss, train_accuracy, test_accuracy, as in the metrics file of the
        headless command; or the same thinned.
    """
    yield from _table(EVALUATION_COLUMNS, [(run.name, [run.history.evaluations]) for run in runs])


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


def _table(columns: Sequence[str], runs: Sequence[tuple[str, list[ThinnedSeries]]]) -> Iterator[list[str]]:
    """Yield the rows of runs, each with series that were filled together."""
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
