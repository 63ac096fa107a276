"""How fast the engine trains with nothing watching, telemetry and evaluations included."""

from __future__ import annotations

import statistics
import time

from nnviz.assembly import assemble
from nnviz.experiment import Experiment, plan_runs
from nnviz.history import History
from nnviz.keyframes import BUDGET
from nnviz.scheduler import Scheduler
from nnviz.trainer import Trainer

CHUNK_STEPS = 64


REPORT_STEPS = 1024
"""About as many steps as are between two reports to a window."""


def history_cost(experiment: Experiment, seconds: float, rounds: int) -> float:
    """Return which share of its speed training loses to keyframes and to what the window keeps of every step."""
    ratios = []
    for _ in range(rounds):
        speeds = [_kept_steps_per_second(experiment, seconds, kept) for kept in (True, False, True)]
        ratios.append((speeds[0] + speeds[2]) / 2.0 / speeds[1])
    return 1.0 - statistics.median(ratios)


def _kept_steps_per_second(experiment: Experiment, seconds: float, kept: bool) -> float:
    trainer = Trainer(assemble("base", plan_runs(experiment)[0].experiment), keyframe_budget=BUDGET if kept else 0)
    history = History(len(trainer.assembly.network.layers))
    trainer.advance(REPORT_STEPS)
    before, start = trainer.step, time.perf_counter()
    while time.perf_counter() - start < seconds:
        trainer.advance(REPORT_STEPS)
        scalars = trainer.take_scalars()
        if kept:
            history.append(scalars)
    return (trainer.step - before) / (time.perf_counter() - start)


def steps_per_second(experiment: Experiment, seconds: float) -> float:
    """Train for `seconds` after a warm-up of half a second, and return the base run's steps per second."""
    trainers = [Trainer(assemble(plan.name, plan.experiment)) for plan in plan_runs(experiment)]
    scheduler = Scheduler(trainers)
    _train(scheduler, 0.5)
    before, start = trainers[0].step, time.perf_counter()
    _train(scheduler, seconds)
    return (trainers[0].step - before) / (time.perf_counter() - start)


def _train(scheduler: Scheduler, seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        scheduler.advance(CHUNK_STEPS)
        for trainer in scheduler.trainers:
            trainer.take_scalars()
