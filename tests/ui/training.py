"""A training process, and what reads its reports as the window's timer does."""

from __future__ import annotations

import time
from collections.abc import Callable

from nnviz.assembly import Assembly, assemble
from nnviz.experiment import Experiment, plan_runs
from nnviz.snapshot import Snapshot
from ui.training.process import TrainingProcess
from ui.training.report import Report


class Reader:
    """Reads reports as the window's timer does."""

    def __init__(self) -> None:
        self.process = TrainingProcess()
        self.process.start()
        self.tell = self.process.tell
        self.reports: list[Report] = []

    def read(self) -> None:
        report = self.process.take()
        if report is not None:
            assert not report.failure, report.failure
            self.reports.append(report)

    def wait(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 20
        while not condition():
            assert time.monotonic() < deadline, "the training process does not get there"
            self.read()
            time.sleep(0.002)

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        return self.reports[-1].snapshots

    def step(self) -> int:
        return self.snapshots[0].step if self.reports and self.snapshots else -1


def assemblies(experiment: Experiment) -> list[Assembly]:
    return [assemble(plan.name, plan.experiment) for plan in plan_runs(experiment)]
