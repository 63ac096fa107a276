"""A fork's past is that of the run that it was forked from, bit by bit, whatever becomes of that one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnviz.assembly import Assembly, assemble
from nnviz.experiment import Experiment, decode, plan_runs, with_value
from nnviz.history import History
from nnviz.keyframes import STATE_BYTES
from nnviz.snapshot import Snapshot
from nnviz.store.live_run import reopen, resume
from nnviz.store.saved_session import Origin, SavedRun, SavedSession
from nnviz.store.session_reader import load_session
from nnviz.store.session_writer import save_session
from nnviz.trainer import Trainer
from ui.fork_settings import with_fork
from ui.training.runs import Runs

EXPERIMENT = decode(
    {
        "nnviz": 1,
        "seed": 3,
        "data": {"name": "moons", "samples": 60, "noise": 0.1},
        "network": {"hidden": [{"units": 4, "activation": "tanh", "dropout": 0.2}]},
        "training": {"batch_size": 8, "optimizer": {"name": "momentum", "learning_rate": 0.05}, "stop": {}},
    }
)
ADAM = with_value(EXPERIMENT, "training.optimizer", {"name": "adam", "learning_rate": 0.01})
SLOW = with_value(EXPERIMENT, "training.optimizer", {"name": "momentum", "learning_rate": 0.01})


def assembly(experiment: Experiment) -> Assembly:
    return assemble("run", experiment)


def seen(runs: Runs, run: int, step: int) -> tuple[Snapshot, ...]:
    runs.look_back(run, step)
    report = runs.report(playing=False, speed=0.0, exact=True)
    return report.past or report.snapshots


def straight(step: int) -> Trainer:
    trainer = Trainer(assembly(EXPERIMENT))
    trainer.advance(step)
    return trainer


def forked(at: int = 100, settings: Experiment = ADAM, ran: int = 150) -> Runs:
    """Return a base that has taken some steps, and a fork of it that has caught up."""
    runs = Runs([Trainer(assembly(EXPERIMENT))], 1)
    runs.scheduler.advance(ran)
    runs.fork(0, at, assembly(settings))
    runs.scheduler.advance(ran - at)
    return runs


def assert_is(snapshot: Snapshot, trainer: Trainer) -> None:
    assert (snapshot.step, snapshot.samples_seen) == (trainer.step, trainer.samples_seen)
    np.testing.assert_array_equal(snapshot.theta, trainer.theta)
    assert snapshot.evaluation == trainer.evaluate_now()


@pytest.mark.parametrize("step", [0, 1, 37, 64, 99, 100])
def test_before_its_fork_a_run_is_what_the_other_was(step: int) -> None:
    runs = forked()
    base, fork = seen(runs, 1, step)
    assert (base.run, fork.run) == (0, 1)
    assert fork.first_step == 0
    assert_is(fork, straight(step))
    assert_is(base, straight(step))
    np.testing.assert_array_equal(fork.path.thetas[-1], base.path.thetas[-1])


def test_after_its_fork_a_run_is_itself() -> None:
    runs = forked()
    expected = [trainer.theta.copy() for trainer in runs.scheduler.trainers]
    assert not np.array_equal(*expected)
    _, fork = seen(runs, 1, 120)
    other = forked(ran=120)
    np.testing.assert_array_equal(fork.theta, other.scheduler.trainers[1].theta)
    runs.return_to_present()
    for trainer, theta in zip(runs.scheduler.trainers, expected, strict=True):
        np.testing.assert_array_equal(trainer.theta, theta)


def test_a_fork_of_a_fork_has_the_past_of_both() -> None:
    runs = forked()
    runs.fork(1, 130, assembly(SLOW))
    runs.fork(1, 40, assembly(SLOW))  # where the fork itself was the base still
    runs.scheduler.advance(120)
    for step in (20, 99):
        assert_is(seen(runs, 2, step)[2], straight(step))
    np.testing.assert_array_equal(seen(runs, 2, 125)[2].theta, seen(runs, 1, 125)[1].theta)
    assert_is(seen(runs, 3, 33)[3], straight(33))
    assert not np.array_equal(seen(runs, 3, 60)[3].theta, straight(60).theta)


def test_what_becomes_of_the_other_run_later_changes_nothing() -> None:
    runs = forked()
    runs.edit_training({0: SLOW.training})
    runs.edit_parameter(0, 2, 5.0)
    runs.scheduler.advance(30)
    for step in (0, 50, 99):
        assert_is(seen(runs, 1, step)[1], straight(step))
    runs.fork(1, 90, assembly(EXPERIMENT))
    runs.drop_last()
    assert_is(seen(runs, 1, 77)[1], straight(77))


def test_edits_before_the_fork_are_its_own_past_and_flags() -> None:
    runs = Runs([Trainer(assembly(EXPERIMENT))], 1)
    runs.scheduler.advance(50)
    runs.edit_training({0: SLOW.training})
    runs.scheduler.advance(20)
    runs.edit_parameter(0, 1, 0.5)
    runs.scheduler.advance(30)
    runs.fork(0, 80, assembly(ADAM))
    runs.scheduler.advance(20)
    for step in (10, 50, 69, 75):
        base, fork = seen(runs, 1, step)
        np.testing.assert_array_equal(fork.theta, base.theta)
    marks = [mark.step for mark in runs.report(playing=False, speed=0.0, exact=False).marks[1]]
    assert marks == [50, 70, 80]


def test_its_keyframes_are_shared_and_stay_within_their_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = forked(at=1000, ran=1200)
    base, fork = (trainer.keyframes for trainer in runs.scheduler.trainers)
    own = {id(state) for state in base.states}
    assert len([state for state in fork.states if id(state) in own]) == len([s for s in base.states if s.step < 1000])
    largest = STATE_BYTES + 3 * fork.first.theta.nbytes  # Adam keeps two vectors more, the base one
    budget = 16 * largest
    monkeypatch.setattr("ui.training.runs.BUDGET", budget)
    runs._look_at_all()
    for kept in (base, fork):
        taken = sum(STATE_BYTES + state.theta.nbytes + state.optimizer_state.nbytes for state in kept.states)
        assert taken <= budget // 2
    runs.scheduler.advance(3000)
    taken = sum(STATE_BYTES + state.theta.nbytes + state.optimizer_state.nbytes for state in fork.states)
    assert taken <= budget // 2
    assert_is(seen(runs, 1, 777)[1], straight(777))


def test_it_has_its_past_after_saving_and_reopening(tmp_path: Path) -> None:
    runs = forked()
    experiment = with_fork(EXPERIMENT, ADAM, 0, "fork")
    names = ("base", "fork")
    saved = tuple(
        SavedRun(name, live.step, live.edits, live.keyframes, History(2), live.path, origin=origin)
        for name, live, origin in zip(names, runs.collect(None), (None, Origin(0, 100)), strict=True)
    )
    place = tmp_path / "it.nnviz"
    save_session(SavedSession(experiment, saved), place)
    read = load_session(place)
    assert [run.origin for run in read.runs] == [None, Origin(0, 100)]
    assemblies = [assemble(plan.name, plan.experiment) for plan in plan_runs(read.experiment)]
    again = Runs(list(map(resume, reopen(read, assemblies), assemblies)), 2)
    for step in (0, 42, 99):
        assert_is(seen(again, 1, step)[1], straight(step))
    np.testing.assert_array_equal(seen(again, 1, 140)[1].theta, seen(runs, 1, 140)[1].theta)


def test_a_fork_takes_over_what_was_edited_in_its_run() -> None:
    two = decode(
        {
            "nnviz": 1,
            "variants": [{"name": "v", "set": {"training.optimizer.learning_rate": 0.2, "training.l2": 0.1}}],
        }
    )
    edited = with_value(two, "variants[0].set", {"training.optimizer.learning_rate": 0.5, "training.l2": 0.1})
    forked = with_fork(two, edited, 1, "v from 3")
    assert forked.variants[:1] == two.variants
    plans = plan_runs(forked)
    assert plans[2].experiment.training == plan_runs(edited)[1].experiment.training
    assert plans[1].experiment == plan_runs(two)[1].experiment
    edited = with_value(two, "training.optimizer", {"name": "adam", "learning_rate": 0.01})
    plans = plan_runs(with_fork(two, edited, 0, "base from 3"))
    assert plans[2].experiment.training.optimizer.name == "adam"
    assert plans[0].experiment.training.optimizer.name == "sgd"
