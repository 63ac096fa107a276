"""The training process gives, bit by bit, what training without it gives."""

from __future__ import annotations

import random
import time

import numpy as np

from nnviz.edits import TrainingEdit
from nnviz.experiment import Experiment, with_value
from nnviz.scheduler import Scheduler
from nnviz.trainer import Trainer
from tests.ui.training import Reader, assemblies
from ui.training.worker import Worker


def straight(experiment: Experiment, steps: int) -> Scheduler:
    scheduler = Scheduler([Trainer(assembly) for assembly in assemblies(experiment)])
    scheduler.advance(steps)
    return scheduler


def test_pausing_at_random_changes_nothing(reader: Reader, small: Experiment) -> None:
    chance = random.Random(5)
    reader.tell(Worker.build, assemblies(small), 1, play=True)
    reader.wait(lambda: reader.step() > 0)
    for _ in range(12):
        reader.tell(Worker.set_speed, chance.choice([None, 500.0, 5000.0]))
        reader.tell(Worker.play)
        time.sleep(chance.random() * 0.05)
        reader.read()
        reader.tell(Worker.pause)
        if chance.random() < 0.5:
            reader.tell(Worker.take_step, chance.choice(["batch", "epoch"]))
    reader.wait(lambda: reader.process.idle)
    expected = straight(small, reader.step())
    assert reader.step() > 12
    for snapshot, trainer in zip(reader.snapshots, expected.trainers, strict=True):
        assert snapshot.step == trainer.step
        np.testing.assert_array_equal(snapshot.theta, trainer.theta)
        assert not snapshot.theta.flags.writeable


def test_no_scalar_is_lost_however_seldom_reports_are_read(reader: Reader, small: Experiment) -> None:
    reader.tell(Worker.build, assemblies(small), 1, play=False)
    for _ in range(5):
        reader.tell(Worker.advance, 100)
    time.sleep(0.2)
    reader.wait(lambda: reader.step() == 500)
    for run in range(2):
        steps = np.concatenate([report.snapshots[run].scalars.steps for report in reader.reports])
        np.testing.assert_array_equal(steps, np.arange(1, 501))


def marks(reader: Reader, run: int = 0) -> list[tuple[int, str]]:
    return [(mark.step, mark.words) for mark in reader.reports[-1].marks[run]]


def test_a_live_edit_takes_effect_at_the_step_of_its_mark(reader: Reader, small: Experiment) -> None:
    faster = with_value(small, "training.optimizer", {"name": "sgd", "learning_rate": 0.5})
    reader.tell(Worker.build, assemblies(small), 1, play=False)
    reader.tell(Worker.advance, 7)
    reader.tell(Worker.edit_training, {0: faster.training})
    reader.tell(Worker.advance, 13)
    reader.wait(lambda: reader.step() == 20)
    assert marks(reader) == [(7, "rate 0.1 → 0.5")]
    assert marks(reader, 1) == []
    expected = Trainer(assemblies(small)[0])
    expected.advance(7)
    expected.apply(TrainingEdit(7, faster.training))
    expected.advance(13)
    np.testing.assert_array_equal(reader.snapshots[0].theta, expected.theta)


def test_edits_at_one_step_are_one_mark_and_none_if_all_is_as_it_was(reader: Reader, small: Experiment) -> None:
    rates = [with_value(small, "training.optimizer", {"name": "sgd", "learning_rate": rate}) for rate in (0.5, 0.3)]
    reader.tell(Worker.build, assemblies(small), 1, play=False)
    reader.tell(Worker.advance, 7)
    for experiment in rates:
        reader.tell(Worker.edit_training, {0: experiment.training})
    reader.wait(lambda: reader.process.idle)
    assert marks(reader) == [(7, "rate 0.1 → 0.3")]
    before = float(reader.snapshots[0].theta[2])
    reader.tell(Worker.edit_parameter, 0, 2, 1.5)
    reader.wait(lambda: reader.process.idle)
    assert sorted(marks(reader)) == [(7, "W1[0,2] = 1.5"), (7, "rate 0.1 → 0.3")]
    reader.tell(Worker.edit_parameter, 0, 2, before)
    reader.tell(Worker.edit_training, {0: small.training})
    reader.wait(lambda: reader.process.idle)
    assert marks(reader) == []


def test_looking_back_shows_all_runs_as_they_were_and_changes_nothing(reader: Reader, small: Experiment) -> None:
    reader.tell(Worker.build, assemblies(small), 1, play=False)
    reader.tell(Worker.advance, 200)
    for step in (150, 3, 80):
        reader.tell(Worker.look_back, 0, step)
    reader.wait(lambda: bool(reader.reports and reader.reports[-1].past) and reader.reports[-1].past[0].step == 80)
    for past, trainer in zip(reader.reports[-1].past, straight(small, 80).trainers, strict=True):
        assert (past.step, past.samples_seen, past.state) == (trainer.step, trainer.samples_seen, "running")
        np.testing.assert_array_equal(past.theta, trainer.theta)
        np.testing.assert_array_equal(past.evaluation, trainer.evaluate_now())
        assert list(past.scalars.steps) == [80]
    reader.tell(Worker.look_back, 0, 10**9)
    reader.wait(lambda: not reader.reports[-1].past)
    reader.tell(Worker.advance, 50)
    reader.wait(lambda: reader.step() == 250)
    np.testing.assert_array_equal(reader.snapshots[0].theta, straight(small, 250).trainers[0].theta)


def test_training_shows_the_present_again(reader: Reader, small: Experiment) -> None:
    reader.tell(Worker.build, assemblies(small), 1, play=False)
    reader.tell(Worker.advance, 100)
    reader.tell(Worker.look_back, 0, 10)
    reader.wait(lambda: bool(reader.reports and reader.reports[-1].past))
    reader.tell(Worker.take_step, "batch")
    reader.wait(lambda: reader.step() == 101)
    assert not reader.reports[-1].past


def test_a_fork_catches_up_and_then_trains_in_lock_step(reader: Reader, small: Experiment) -> None:
    runs = assemblies(small)
    reader.tell(Worker.build, runs, 1, play=False)
    reader.tell(Worker.advance, 90)
    reader.tell(Worker.fork, 0, 40, runs[0])
    reader.wait(lambda: bool(reader.reports) and len(reader.snapshots) == 3)
    assert [snapshot.step for snapshot in reader.snapshots] == [90, 90, 40]
    reader.tell(Worker.advance, 50)
    reader.wait(lambda: reader.snapshots[2].step == 90)
    assert reader.step() == 90
    np.testing.assert_array_equal(reader.snapshots[2].theta, reader.snapshots[0].theta)
    reader.tell(Worker.advance, 25)
    reader.wait(lambda: reader.step() == 115)
    assert reader.snapshots[2].samples_seen == reader.snapshots[0].samples_seen
    np.testing.assert_array_equal(reader.snapshots[2].theta, straight(small, 115).trainers[0].theta)
    reader.tell(Worker.drop_last_run)
    reader.tell(Worker.advance, 5)
    reader.wait(lambda: reader.step() == 120)
    assert len(reader.snapshots) == 2


def test_a_fork_goes_on_in_its_own_settings_from_its_step_on(reader: Reader, small: Experiment) -> None:
    faster = with_value(small, "training.optimizer", {"name": "sgd", "learning_rate": 0.5})
    reader.tell(Worker.build, assemblies(small), 1, play=False)
    reader.tell(Worker.advance, 90)
    reader.tell(Worker.fork, 0, 40, assemblies(faster)[0])
    reader.wait(lambda: bool(reader.reports) and len(reader.snapshots) == 3)
    assert marks(reader, 2) == [(40, "rate 0.1 → 0.5")]
    reader.tell(Worker.advance, 10)
    reader.wait(lambda: reader.snapshots[2].step == 50)
    expected = straight(small, 40).trainers[0]
    expected.apply(TrainingEdit(40, faster.training))
    expected.advance(10)
    np.testing.assert_array_equal(reader.snapshots[2].theta, expected.theta)


def test_a_step_is_one_batch_or_the_rest_of_the_epoch(reader: Reader, small: Experiment) -> None:
    reader.tell(Worker.build, assemblies(small), 1, play=False)
    reader.tell(Worker.take_step, "batch")
    reader.wait(lambda: reader.step() == 1)
    reader.tell(Worker.take_step, "epoch")
    reader.wait(lambda: reader.step() == 3)
    assert reader.snapshots[0].epoch == 1.0
    assert reader.snapshots[0].evaluation.step == 3


def test_a_paused_report_carries_the_evaluation_of_its_very_step(reader: Reader, small: Experiment) -> None:
    reader.tell(Worker.build, assemblies(small), 1, play=False)
    reader.tell(Worker.advance, 4)
    reader.wait(lambda: reader.step() == 4)
    expected = straight(small, 4).trainers[0].evaluate_now()
    np.testing.assert_array_equal(reader.snapshots[0].evaluation, expected)
    evaluated = np.concatenate([report.snapshots[0].scalars.evaluation_steps for report in reader.reports])
    np.testing.assert_array_equal(evaluated, [0, 3])


def test_limited_speed_is_kept(reader: Reader, small: Experiment) -> None:
    reader.tell(Worker.set_speed, 100.0)
    reader.tell(Worker.build, assemblies(small), 1, play=True)
    start = time.monotonic()
    reader.wait(lambda: reader.step() >= 30)
    assert time.monotonic() - start >= 0.25


def test_it_pauses_when_all_runs_have_stopped(reader: Reader, small: Experiment) -> None:
    reader.tell(Worker.build, assemblies(with_value(small, "training.stop", {"epochs": 5})), 1, play=True)
    reader.wait(lambda: bool(reader.reports) and reader.step() == 15 and not reader.reports[-1].playing)
    assert {snapshot.stop_reason for snapshot in reader.snapshots} == {"reached epoch 5"}


def test_what_is_collected_stands_at_the_scalars_that_came_with_it(reader: Reader, small: Experiment) -> None:
    reader.tell(Worker.build, assemblies(small), 1, play=False)
    reader.tell(Worker.advance, 40)
    reader.tell(Worker.collect)
    reader.tell(Worker.advance, 24)
    reader.tell(Worker.collect, most_bytes=10)
    time.sleep(0.2)  # nobody reads meanwhile
    reader.wait(lambda: reader.process.idle)
    taken, steps = [], 0
    for report in reader.reports:
        steps += len(report.snapshots[0].scalars.steps)
        if report.collected is not None:
            taken.append((steps, [run.step for run in report.collected]))
    assert taken == [(40, [40, 40]), (64, [])]


def test_a_large_network_is_shown_step_by_step_and_pauses_after_one(reader: Reader, small: Experiment) -> None:
    wide = [{"units": 1024, "activation": "tanh"}, {"units": 1024, "activation": "tanh"}]
    large = with_value(with_value(small, "network.hidden", wide), "variants", [])
    large = with_value(large, "training.batch_size", 1)
    reader.tell(Worker.set_speed, 5000.0)  # far more than it can do
    reader.tell(Worker.build, assemblies(large), 1, play=True)
    reader.wait(lambda: reader.step() > 5)
    seen = [report.snapshots[0].step for report in reader.reports if report.snapshots]
    assert max(np.diff(seen)) < 60
    reader.tell(Worker.pause)
    reader.wait(lambda: reader.process.idle)
    paused = reader.step()
    reader.tell(Worker.take_step, "epoch")
    reader.wait(lambda: reader.process.idle)
    steps = [report.snapshots[0].step for report in reader.reports if report.snapshots]
    shown = [step for step in steps if step > paused]
    assert len(shown) > 3  # also the beginning of a long epoch
    assert shown[-1] % 48 == 0
    for ending in (Worker.pause, Worker.play):  # and what was asked for is called off by either, at once
        before = reader.step()
        reader.tell(Worker.advance, 10**9)
        reader.tell(ending)
        reader.wait(lambda: reader.process.idle or reader.reports[-1].playing)
        reader.tell(Worker.pause)
        reader.wait(lambda: reader.process.idle)
        assert before <= reader.step() < before + 1000
    reader.tell(Worker.take_step, "epoch")
    reader.tell(Worker.build, assemblies(large), 2, play=False)  # so does a reset
    reader.wait(lambda: reader.process.idle)
    assert reader.step() == 0
