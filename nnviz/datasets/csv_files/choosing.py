"""What of a table is learned: its target, as classes or as numbers, and its inputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array
from nnviz.datasets.csv_files.csv_table import MOST_CELLS, Column, CsvTable
from nnviz.datasets.table import Table, Task
from nnviz.errors import InvalidInput, number_in_words, shortened, unknown_name

MOST_WHOLE_CLASSES = 20
"""Different whole numbers up to which a target is taken for classes where the task is left open."""
MOST_CLASSES = 100
MOST_CATEGORIES = 100
"""Different texts of an input column, each of which becomes an input of its own."""
LEAST_ROWS = 4

AskedTask = Literal["auto", "classification", "regression"]


def target_of(table: CsvTable, target: str | None) -> Column:
    """Return the column that is learned: the one that is named, else the last.

    Raises
    ------
    InvalidInput
        When there is no such column, or nothing beside it.
    """
    if target is not None and target not in table.names:
        raise unknown_name("column", target, table.names[:12])
    return next((column for column in table.columns if column.name == target), table.columns[-1])


def task_of(target: Column) -> Task:
    """Return what is learned of a column where nobody says so: classes of texts and of few whole numbers."""
    if target.kind == "texts":
        return "classification"
    few = np.unique(target.numbers[: 4 * MOST_WHOLE_CLASSES])
    if len(few) <= MOST_WHOLE_CLASSES and (few == np.rint(few)).all():
        few = np.unique(target.numbers)
    whole = len(few) <= MOST_WHOLE_CLASSES and bool((few == np.rint(few)).all())
    return "classification" if whole else "regression"


class Chosen(Struct, frozen=True, eq=False):
    """What of a table is learned, known to be possible.

    Attributes
    ----------
    target : Column
    targets : Array
        Shape (n,): class indices, or values.
    classes : tuple of str
        Their names; empty for regression.
    inputs : tuple of Column
    columns : int
        How many inputs they make.
    """

    target: Column
    targets: Array
    classes: tuple[str, ...]
    inputs: tuple[Column, ...]
    columns: int


def choose(
    table: CsvTable, target: str | None = None, task: AskedTask = "auto", left_out: Sequence[str] = ()
) -> Chosen:
    """Choose what of a table is learned, or say why it cannot be.

    Parameters
    ----------
    table : CsvTable
    target : str or None
        The column that is learned; None is the last one.
    task : "auto", "classification" or "regression"
        "auto" learns classes of texts, and of whole numbers where they are at most `MOST_WHOLE_CLASSES`.
    left_out : sequence of str
        Columns that are no inputs.

    Raises
    ------
    InvalidInput
        With the column and what is wrong, without the file's name.
    """
    learned = target_of(table, target)
    for name in left_out:
        if name not in table.names:
            raise unknown_name("column in data.left_out", name, table.names[:12])
    inputs = tuple(column for column in table.columns if column is not learned and column.name not in left_out)
    if learned.name in left_out:
        raise InvalidInput(f"data.left_out names '{shortened(learned.name)}', which is the target")
    if not inputs:
        raise InvalidInput("there is no input column: at least one is needed besides the target")
    if table.rows < LEAST_ROWS:
        rows = "1 row" if table.rows == 1 else f"{table.rows} rows"
        raise InvalidInput(f"it has {rows} of data: at least {LEAST_ROWS} are needed")
    for column in (learned, *inputs):
        if column.problem:
            raise InvalidInput(column.problem)
    return Chosen(learned, *_targets(learned, task), inputs, _count(inputs, table.rows))


def table_of(
    table: CsvTable, target: str | None = None, task: AskedTask = "auto", left_out: Sequence[str] = ()
) -> Table:
    """Make data to learn from out of a file's columns, as `choose` does.

    Texts become one input for each different text, 1 where it stands and 0 elsewhere, called ``column=text``.

    Raises
    ------
    InvalidInput
        With the file's name, the column and what is wrong.
    """
    try:
        chosen = choose(table, target, task, left_out)
    except InvalidInput as error:
        raise InvalidInput(f"{table.name}: {error}") from None
    values, names = _inputs(chosen, table.rows)
    return Table(
        inputs=values,
        targets=chosen.targets,
        task="classification" if chosen.classes else "regression",
        feature_names=names,
        class_names=chosen.classes,
        target_name=chosen.target.name,
    )


def _targets(target: Column, task: AskedTask) -> tuple[Array, tuple[str, ...]]:
    """Return what is learned of each row, and the classes' names, of which a regression has none."""
    asked = task_of(target) if task == "auto" else task
    name = shortened(target.name)
    if asked == "regression":
        if target.kind == "texts":
            raise InvalidInput(f"data.task is 'regression', and the target '{name}' holds texts: take classification")
        return target.numbers, ()
    if target.kind == "texts":
        classes, indices = target.texts, target.codes
    else:
        numbers, places = np.unique(target.numbers, return_inverse=True)
        if len(numbers) > MOST_CLASSES:
            classes = ("",) * len(numbers)
        else:
            classes = tuple(number_in_words(float(number)) for number in numbers.tolist())
        indices = places.astype(np.int32)
    if len(classes) > MOST_CLASSES:
        raise InvalidInput(f"the target '{name}' has {len(classes):,} different values: at most {MOST_CLASSES} classes "
                           "can be told apart")  # fmt: skip
    if len(classes) < 2:
        raise InvalidInput(
            f"the target '{name}' is '{shortened(classes[0])}' in every row: at least two classes are needed"
        )
    return indices.astype(np.float64), classes


def _count(columns: Sequence[Column], rows: int) -> int:
    """Return how many inputs columns make, or raise `InvalidInput` where they are too many."""
    for column in columns:
        if len(column.texts) > MOST_CATEGORIES:
            raise InvalidInput(
                f"column '{shortened(column.name)}' has {len(column.texts):,} different texts, each of which would be "
                f"an input: at most {MOST_CATEGORIES} are allowed, so name it in data.left_out"
            )
    count = sum(max(1, len(column.texts)) for column in columns)
    if rows * count > MOST_CELLS:
        raise InvalidInput(f"it would have {count:,} inputs with its texts as columns: take fewer rows or columns")
    return count


def _inputs(chosen: Chosen, rows: int) -> tuple[Array, tuple[str, ...]]:
    """Return what the network sees, shape (n, d), and the columns' names."""
    values = np.zeros((rows, chosen.columns))
    names: list[str] = []
    every_row = np.arange(rows)
    for column in chosen.inputs:
        start = len(names)
        if column.kind == "numbers":
            values[:, start] = column.numbers
            names.append(column.name)
        else:
            values[every_row, start + column.codes] = 1.0
            names += [f"{column.name}={text}" for text in column.texts]
    return values, tuple(names)
