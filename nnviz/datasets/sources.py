"""All names that `data.name` can have: the data sets of the catalogue, and those whose rows the user gives."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from nnviz.datasets.catalogue import DATASETS
from nnviz.datasets.csv_files import CsvTable, csv_table, is_ready, table_of
from nnviz.datasets.csv_files.choosing import AskedTask
from nnviz.datasets.dataset import Dataset, Given
from nnviz.datasets.points import DrawnPoint, table_of_points
from nnviz.datasets.table import Table
from nnviz.registry import Entry, Registry

if TYPE_CHECKING:
    from nnviz.experiment.schema import Data

CSV, POINTS = "csv", "points"

SLOW_CELLS = 400_000
"""Numbers from which on data take so long to prepare that no window waits for it."""

SOURCES: Registry[Entry] = Registry(
    "data set",
    *DATASETS.values(),
    Entry(
        name=CSV,
        label="CSV file",
        formula=r"(\mathbf{x}_i, y_i), \quad i = 1 \ldots N",
        sentence="A table of your own: a header row, one column to learn and the others to learn it from.",
        source="RFC 4180, Shafranovich 2005, also with semicolons or tabs",
    ),
    Entry(
        name=POINTS,
        label="Drawn points",
        formula=r"(x_1, x_2, c)_i, \quad i = 1 \ldots N",
        sentence="Points that you draw on the plane yourself, in as many classes as you like up to six.",
        source="Your own hand",
    ),
)


def dataset_of(data: Data) -> Dataset:
    """Return the data set of an experiment; of a table or of drawn points, with all that follows from its rows.

    Raises
    ------
    InvalidInput
        When the user's rows cannot be had or learned from.
    """
    if data.name.name == CSV:
        task: AskedTask = data.task if data.task in ("classification", "regression") else "auto"
        return _of_csv(csv_table(data.path or ""), data.target, task, data.left_out)
    if data.name.name == POINTS:
        return _of_points(data.points)
    return DATASETS[data.name.name]


def is_slow(data: Data) -> bool:
    """Say whether the data of an experiment take long to prepare: whether there are many, or a file is to be read."""
    if data.name.name == CSV:
        if not is_ready(data.path or ""):
            return True
        table = csv_table(data.path or "")
        return (data.samples or table.rows) * len(table.columns) > SLOW_CELLS
    if data.name.name == POINTS:
        return False
    dataset = DATASETS[data.name.name]
    return (data.samples or dataset.default_samples) * dataset.columns > SLOW_CELLS


@lru_cache(maxsize=4)
def _of_csv(table: CsvTable, target: str | None, task: AskedTask, left_out: Sequence[str]) -> Given:
    return _given(CSV, table_of(table, target, task, left_out))


@lru_cache(maxsize=4)
def _of_points(points: tuple[DrawnPoint, ...]) -> Given:
    return _given(POINTS, table_of_points(points))


def _given(name: str, whole: Table) -> Given:
    entry = SOURCES[name]
    return Given(
        name=name,
        label=entry.label,
        formula=entry.formula,
        sentence=entry.sentence,
        source=entry.source,
        task=whole.task,
        columns=whole.inputs.shape[1],
        classes=len(whole.class_names),
        rows=len(whole.inputs),
        whole=whole,
    )
