"""``list``: names everything that an experiment can choose from."""

from __future__ import annotations

import argparse
from typing import Any

from nnviz.activations import ACTIVATIONS
from nnviz.commands.command import Command
from nnviz.commands.console import answer
from nnviz.datasets import FEATURES, SOURCES
from nnviz.initializers import INITIALIZERS
from nnviz.losses import LOSSES
from nnviz.optimizers import OPTIMIZERS
from nnviz.registry import Entry, Registry
from nnviz.schedules import SCHEDULES

FAMILIES: dict[str, Registry[Any]] = {
    "activations": ACTIVATIONS,
    "losses": LOSSES,
    "optimizers": OPTIMIZERS,
    "initializers": INITIALIZERS,
    "datasets": SOURCES,
    "features": FEATURES,
    "schedules": SCHEDULES,
}

DESCRIPTION = f"""\
Prints one line of JSON: for each of {", ".join(FAMILIES)}
a list of entries with name, formula (LaTeX), source, and hyperparameters (name, default, minimum, maximum, scale).
"""


def _declare(parser: argparse.ArgumentParser) -> None:
    """Without arguments."""


def _run(options: argparse.Namespace) -> int:
    answer({family: [_entry(entry) for entry in registry.values()] for family, registry in FAMILIES.items()})
    return 0


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "formula": entry.formula,
        "source": entry.source,
        "hyperparameters": [
            {"name": h.name, "default": h.default, "minimum": h.minimum, "maximum": h.maximum, "scale": h.scale}
            for h in entry.hyperparameters
        ],
    }


COMMAND = Command(
    name="list",
    sentence="name everything that an experiment can choose from",
    description=DESCRIPTION,
    declare=_declare,
    run=_run,
)
