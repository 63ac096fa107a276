"""Small experiments and their runs, for the tests of the engine."""

from __future__ import annotations

from typing import Any

from nnviz.assembly import Assembly, assemble
from nnviz.experiment import Experiment, decode
from nnviz.trainer import Trainer


def experiment(**parts: Any) -> Experiment:
    """Return an experiment without stop conditions; `parts` are the top-level keys of its file."""
    training = {"stop": {}, **parts.pop("training", {})}
    return decode({"nnviz": 1, **parts, "training": training})


def assembly(**parts: Any) -> Assembly:
    return assemble("run", experiment(**parts))


def trainer(**parts: Any) -> Trainer:
    return Trainer(assembly(**parts))


def hidden(*units: int, activation: Any = "tanh") -> list[dict[str, Any]]:
    return [{"units": count, "activation": activation} for count in units]
