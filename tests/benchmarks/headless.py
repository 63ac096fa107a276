"""How fast the engine trains with nothing watching, telemetry and evaluations included."""

from __future__ import annotations

import time

from nnviz.assembly import assemble
from nnviz.experiment import Experiment, plan_runs
from nnviz.scheduler import Scheduler
from nnviz.trainer import Trainer

CHUNK_STEPS = 64


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
