"""Lock-step: runs are aligned by samples seen, and each is what it would be alone."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.assembly import assemble_runs
from nnviz.scheduler import Scheduler
from nnviz.trainer import Trainer
from tests.engine.runs import experiment

PARTS: dict[str, Any] = {
    "data": {"samples": 60},
    "network": {"hidden": [{"units": 4}]},
    "training": {"batch_size": 7},
    "variants": [
        {"name": "full batch", "set": {"training.batch_size": None}},
        {"name": "adam", "set": {"training.optimizer": "adam", "training.dtype": "float32"}},
        {"name": "fewer rows", "set": {"data.test_fraction": 0.5}},
        {"name": "wide, one by one", "set": {"network.hidden": [{"units": 9}], "training.batch_size": 1}},
        {"name": "short", "set": {"training.stop": {"steps": 11}}},
    ],
}


def runs() -> list[Trainer]:
    return [Trainer(assembly) for assembly in assemble_runs(experiment(**PARTS))]


@given(chunks=st.lists(st.integers(1, 60), min_size=1, max_size=10))
@settings(max_examples=8)
def test_each_run_is_what_it_would_be_alone(chunks: list[int]) -> None:
    scheduler = Scheduler(runs())
    for chunk in chunks:
        scheduler.advance(chunk)
        clock = scheduler.trainers[0].samples_seen
        for trainer in scheduler.trainers:
            assert trainer.samples_seen <= clock
            assert trainer.batches.steps_within(clock) == 0 or not trainer.running
    for trainer, alone in zip(scheduler.trainers, runs(), strict=True):
        alone.advance(trainer.step)
        assert alone.theta.tobytes() == trainer.theta.tobytes()
    assert scheduler.trainers[0].step == sum(chunks)


def test_epoch_ends_are_common() -> None:
    scheduler = Scheduler(runs())
    base, full, adam, fewer, *_ = scheduler.trainers
    scheduler.advance(3)
    scheduler.advance(scheduler.steps_to_epoch_end)
    assert base.epoch == full.epoch == adam.epoch == 1.0
    assert fewer.samples_seen == 44  # of 48: six whole batches and the last two rows of its epoch of 30 fit
    assert scheduler.next_epoch_end == 60
    scheduler.advance(scheduler.steps_to_epoch_end)
    assert base.epoch == full.epoch == 2.0


def test_a_stopped_run_stays_and_the_next_one_leads() -> None:
    scheduler = Scheduler(runs()[5:] + runs()[:1])
    short, base = scheduler.trainers
    scheduler.advance(10)
    assert scheduler.leader is short
    scheduler.advance(90)
    assert (short.step, base.step) == (11, 100)
    assert scheduler.leader is base
    assert scheduler.running


def test_without_runs_nothing_happens() -> None:
    scheduler = Scheduler([])
    scheduler.advance(5)
    scheduler.advance(scheduler.steps_to_epoch_end)
    assert not scheduler.running
    assert scheduler.leader is None
    assert scheduler.next_epoch_end == 0


def test_speed_is_measured_for_each_run() -> None:
    scheduler = Scheduler(runs())
    assert [speed.steps_per_second for speed in scheduler.speeds] == [0.0] * 6
    scheduler.advance(150)
    scheduler.advance(150)
    assert all(100.0 < speed.steps_per_second < 1e6 for speed in scheduler.speeds)
