"""``data``: writes what the network sees."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from nnviz.commands.command import Command, load_runs
from nnviz.commands.console import answer
from nnviz.output_file import OutputFile
from nnviz.weights import archive

DESCRIPTION = """\
Writes the data of the base run as its network sees them, after features, split, scaling and encoding: inputs_train,
targets_train, inputs_test and targets_test, one row for each sample, inputs_validation and targets_validation where a
validation share is held out, and classes, the names of the classes (none for a regression). With a sparse loss the
targets are the numbers of the classes, from 0 on. Prints their shapes as one line of JSON.
"""


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="an experiment file (*.nnviz.json)")
    parser.add_argument("--out", type=Path, metavar="D.npz", required=True, help="where to write")


def _run(options: argparse.Namespace) -> int:
    run = load_runs(options.file)[0]
    data = run.data
    targets_train, targets_test, targets_validation = (
        (data.labels_train, data.labels_test, data.labels_validation)
        if run.loss.integer_targets
        else (data.targets_train, data.targets_test, data.targets_validation)
    )
    validation = {}
    if len(targets_validation):
        validation = {"inputs_validation": data.inputs_validation, "targets_validation": targets_validation}
    arrays = {
        "inputs_train": data.inputs_train,
        "targets_train": targets_train,
        "inputs_test": data.inputs_test,
        "targets_test": targets_test,
        **validation,
        "classes": np.array(data.classes, dtype=str),
    }
    with OutputFile(options.out) as output:
        output.write(archive(arrays))
        output.commit()
    answer({name: list(array.shape) for name, array in arrays.items()})
    return 0


COMMAND = Command(
    name="data",
    sentence="write the data as the network sees them",
    description=DESCRIPTION,
    declare=_declare,
    run=_run,
)
