"""Runs that are sick on purpose, runs that are nearly so, and what is found in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from nnviz.assembly import Assembly
from nnviz.diagnosis import Finding, Observation, findings, observe
from nnviz.history import History
from nnviz.scheduler import Scheduler
from nnviz.take_snapshot import take_snapshot
from nnviz.trainer import Trainer
from tests.engine.runs import assembly, hidden


def sgd(rate: float) -> dict[str, Any]:
    return {"name": "sgd", "learning_rate": rate}


def momentum(rate: float, beta: float = 0.9) -> dict[str, Any]:
    return {"name": "momentum", "learning_rate": rate, "momentum": beta}


def adam(rate: float) -> dict[str, Any]:
    return {"name": "adam", "learning_rate": rate}


def case(
    layers: Sequence[int],
    activation: Any = "tanh",
    optimizer: dict[str, Any] | None = None,
    *,
    initializer: str = "xavier_normal",
    data: str = "circles",
    batch_size: int | None = 30,
    output: str = "auto",
    loss: Any = "auto",
    seed: int = 0,
    **more: Any,
) -> Assembly:
    """Assemble one run in a line; `more` are keys of the data."""
    return assembly(
        seed=seed,
        data={"name": data, **more},
        network={
            "hidden": hidden(*layers, activation=activation),
            "initializer": initializer,
            "output_activation": output,
        },
        training={"optimizer": optimizer or sgd(0.03), "batch_size": batch_size, "loss": loss},
    )


class Watched:
    """Runs side by side, with the histories that a window would have of them."""

    def __init__(self, *assemblies: Assembly, budget: int = 2**20) -> None:
        self.trainers = [Trainer(one) for one in assemblies]
        self.histories = [History(len(one.network.layers), budget) for one in assemblies]
        self._scheduler = Scheduler(self.trainers)
        self._step = 0

    def advance_to(self, step: int) -> None:
        self._scheduler.advance(step - self._step)
        self._step = step

    def observations(self, since: int = 0) -> list[Observation]:
        seen = []
        for run, (trainer, history) in enumerate(zip(self.trainers, self.histories, strict=True)):
            snapshot = take_snapshot(trainer, run)
            history.append(snapshot.scalars)
            seen.append(observe(run, trainer.assembly, history, snapshot, since))
        return seen

    def look(self, *steps: int) -> Iterator[tuple[int, list[tuple[Finding, ...]]]]:
        """Yield what is found in every run at each of these steps."""
        for step in steps:
            self.advance_to(step)
            yield step, [found(observation) for observation in self.observations()]


def found(observation: Observation) -> tuple[Finding, ...]:
    result = findings(observation)
    assert result is not None
    return result


def found_at(one: Assembly, *steps: int) -> list[tuple[Finding, ...]]:
    """Return what is found in one run at each of these steps."""
    return [of_runs[0] for _, of_runs in Watched(one).look(*steps)]


def kinds(of_run: tuple[Finding, ...]) -> set[str]:
    return {finding.kind for finding in of_run}
