"""``check-gradients``: checks backpropagation against central differences."""

from __future__ import annotations

import argparse
from pathlib import Path

from msgspec.structs import asdict, replace

from nnviz.commands.command import Command, load_runs
from nnviz.commands.console import Progress, answer
from nnviz.errors import InvalidInput
from nnviz.experiment import Experiment
from nnviz.gradient_check import BATCH_ROWS, MOST_COORDINATES, TOLERANCE, check_gradients

WRONG = 1

DESCRIPTION = f"""\
Compares, for the base run at its initial weights, in float64, every derivative of the objective (loss and penalty) with
a central difference, over one batch of up to {BATCH_ROWS} training rows; of more than {MOST_COORDINATES:,} parameters a
seeded {MOST_COORDINATES:,}. The error of one is abs(a - n) / max(abs a, abs n, 1e-3 max abs gradient). Parameters whose
difference crosses a kink are skipped and counted.

Prints one line of JSON: max_relative_error, worst (such as "W2[3,1]"), checked, skipped. Exit code 0, or 1 where the
largest error is above {TOLERANCE:g}.
"""


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="an experiment file (*.nnviz.json)")


def _run(options: argparse.Namespace) -> int:
    assembly = load_runs(options.file, _in_double_precision)[0]
    with Progress() as progress:
        try:
            result = check_gradients(assembly, lambda fraction: progress.show(fraction, f"{fraction:.0%}"))
        except InvalidInput as error:
            raise InvalidInput(f"{options.file.name}: {error}") from None
    answer(asdict(result))
    return 0 if result.passed else WRONG


def _in_double_precision(experiment: Experiment) -> Experiment:
    training = replace(experiment.training, dtype="float64")
    return replace(experiment, training=training)


COMMAND = Command(
    name="check-gradients",
    sentence="check backpropagation against central differences",
    description=DESCRIPTION,
    declare=_declare,
    run=_run,
)
