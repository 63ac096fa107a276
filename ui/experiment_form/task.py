"""What the network has to learn of its data: their own target, or the inputs themselves. Free of widgets."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from nnviz.datasets import dataset_of
from nnviz.datasets.csv_files import csv_table, task_of
from nnviz.datasets.csv_files.choosing import target_of
from nnviz.datasets.sources import CSV
from nnviz.experiment import Data, Experiment
from ui.controls import Option
from ui.experiment_form.changes import AUTO, RECONSTRUCTION
from ui.experiment_form.own_data import refitted
from ui.experiment_form.specs import ChoiceSpec

TASK = "data.task"
INPUT_NOISE = "data.input_noise"

_OPTIONS = {
    "classification": Option("classification", "Classification", "The target says which class a row belongs to."),
    "regression": Option("regression", "Regression", "The target is a number."),
    RECONSTRUCTION: Option(RECONSTRUCTION, "Reconstruction", "An autoencoder: the network answers with its inputs."),
}


def has_input_noise(data: Data) -> bool:
    """Say whether noise on the inputs is something to choose: only where clean inputs are to be answered."""
    return data.task == RECONSTRUCTION or data.input_noise != 0.0


def task_row(experiment: Experiment) -> ChoiceSpec:
    """Return the row that says what is learned; of a table of the user's own, all that its target can be."""
    data = experiment.data
    is_table = data.name.name == CSV
    tasks = tuple(_OPTIONS) if is_table else tuple(dict.fromkeys((data.task, RECONSTRUCTION)))
    own = _own_task(data)
    auto = Option(AUTO, f"Auto: {own}", "What the target asks for: texts are classes, and so are few whole numbers.")
    return ChoiceSpec(
        path=TASK,
        label="Task",
        sentence="What is learned: the target, a class or a number; or, by an autoencoder, the inputs themselves.",
        # Most data leave nothing to choose but an autoencoder.
        rare=not is_table and data.task != RECONSTRUCTION,
        options=(auto, *(_OPTIONS[task] for task in tasks if task != AUTO)),
        short=((AUTO, own.capitalize()),),
        change=_choose_task,
    )


def _own_task(data: Data) -> str:
    """Return what "auto" stands for."""
    if data.name.name != CSV:
        return dataset_of(data).task
    target = target_of(csv_table(data.path or ""), data.target)
    return "classification" if target.problem else task_of(target)


def _choose_task(experiment: Experiment, path: str, key: Any) -> Experiment:
    """Return the experiment with another task, and with what cannot be had with it back at its default."""
    data = experiment.data
    noise = data.input_noise if key == RECONSTRUCTION else 0.0
    return refitted(experiment, replace(data, task=key, input_noise=noise))
