"""The user's own data in the form: a table's target, and points to draw. Free of widgets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

import numpy as np
from msgspec.structs import replace

from nnviz.datasets import DATASETS, dataset_of
from nnviz.datasets.csv_files import csv_table
from nnviz.datasets.csv_files.choosing import target_of
from nnviz.datasets.points import MOST_CLASSES, MOST_POINTS, DrawnPoint, tidy
from nnviz.datasets.sources import CSV, POINTS
from nnviz.datasets.table import Table
from nnviz.experiment import Data, DatasetChoice, Experiment
from nnviz.experiment.own_data import without_own_data
from ui.controls import Option
from ui.experiment_form.changes import AUTO, RECONSTRUCTION, fitting
from ui.experiment_form.paths import UNSET
from ui.experiment_form.specs import ChoiceSpec, RowSpec

BEGINNING = "gaussians"
"""Whose points one begins to draw with where the data before cannot be drawn."""
BEGINNING_SAMPLES = 40


def source_options(entries: tuple[Option, ...], data: Data) -> tuple[Option, ...]:
    """Return the data sets to choose from: a table under its file's name, and only where there is one."""
    if data.name.name != CSV:
        return tuple(option for option in entries if option.key != CSV)
    name = PurePath((data.path or "").replace("\\", "/")).name
    table = Option(CSV, name, f"{data.path}. Another file: File > Import data.")
    return (table, *(option for option in entries if option.key != CSV))


def rows_of(data: Data) -> Data:
    """Return what decides which rows the data have and what can be learned of them, all else at its default."""
    own = Data(name=data.name, path=data.path, target=data.target, left_out=data.left_out, points=data.points)
    # Of a reconstruction some losses need inputs from 0 to 1.
    own = replace(own, scaling=data.scaling) if data.task == RECONSTRUCTION else own
    return replace(own, task=data.task)


def own_data_rows(experiment: Experiment) -> Iterator[RowSpec]:
    """Yield the row of a table that says which of its columns is learned."""
    data = experiment.data
    if data.name.name != CSV:
        return
    table = csv_table(data.path or "")
    names = tuple(Option(column.name, column.name, column.problem) for column in table.columns)
    yield ChoiceSpec(
        path="data.target",
        label="Target",
        sentence="The column that is learned; all others are inputs.",
        # Null is the last column, whatever it is called.
        options=(Option(UNSET, f"Last: {table.columns[-1].name}"), *names) if data.target is None else names,
        short=((UNSET, table.columns[-1].name),),
        change=_choose_target,
    )


def _choose_target(experiment: Experiment, path: str, key: str) -> Experiment:
    data = experiment.data
    table = csv_table(data.path or "")
    target = None if key == UNSET else key
    task: Any = data.task
    if task == "regression" and target_of(table, target).kind == "texts":
        task = AUTO
    left_out = tuple(name for name in data.left_out if name != (target or table.names[-1]))
    return refitted(experiment, replace(data, target=target, left_out=left_out, task=task))


def with_drawn_points(experiment: Experiment, points: tuple[DrawnPoint, ...] | None = None) -> Experiment:
    """Return the experiment with points drawn by hand: those given, else those of its data, else some to begin with."""
    if points is None:
        points = points_of(dataset_of(experiment.data).table(
            seed=experiment.seed, samples=experiment.data.samples, noise=experiment.data.noise,
            hyperparameters=experiment.data.name.values,
        ))  # fmt: skip
        points = points or points_of(DATASETS[BEGINNING].table(seed=experiment.seed, samples=BEGINNING_SAMPLES))
    data = replace(without_own_data(experiment.data), name=DatasetChoice(POINTS), points=points)
    if experiment.data.name.name != POINTS:
        # The points are all of the data now, and their noise is in them.
        task: Any = RECONSTRUCTION if data.task == RECONSTRUCTION else AUTO
        data = replace(data, samples=None, noise=0.0, task=task)
    elif data.samples is not None:
        data = replace(data, samples=None)
    return refitted(experiment, data)


def points_of(table: Table) -> tuple[DrawnPoint, ...]:
    """Return the rows of a table as drawn points; none where they are no classes over a plane."""
    if table.task != "classification" or table.inputs.shape[1] != 2 or len(table.class_names) > MOST_CLASSES:
        return ()
    span = float(np.ptp(table.inputs, axis=0).max())
    rows = zip(table.inputs[:MOST_POINTS].tolist(), table.targets[:MOST_POINTS].tolist(), strict=True)
    return tuple((*tidy(x, y, span), int(label)) for (x, y), label in rows)


def refitted(experiment: Experiment, data: Data) -> Experiment:
    """Return the experiment with other data, and with what cannot be had with them back at its default."""
    dataset = dataset_of(data)
    if dataset.columns > 2:
        data = replace(data, features=None)
    if data.samples is not None and data.samples > dataset.maximum_samples:
        data = replace(data, samples=None)
    network, training = experiment.network, experiment.training
    output, loss = fitting(rows_of(data), network.output_activation, training.loss)
    rows = dataset.sample_count(data.samples)
    batch_size = training.batch_size if training.batch_size is None or training.batch_size <= rows // 2 else None
    return replace(
        experiment,
        data=data,
        network=replace(network, output_activation=output),
        training=replace(training, loss=loss, batch_size=batch_size),
    )
