"""Any step again, bit by bit: whatever was edited, however the keyframes were thinned, in any order of seeking."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from nnviz.assembly import assemble
from nnviz.edits import ParameterEdit, TrainingEdit
from nnviz.experiment import decode
from nnviz.experiment.schema import Stop
from nnviz.keyframes import STATE_BYTES, Keyframes
from nnviz.replay import Replay
from nnviz.trainer import Trainer

CASES: dict[str, dict[str, Any]] = {
    "sgd": {"optimizer": {"name": "sgd", "learning_rate": 0.1}},
    "momentum": {"optimizer": {"name": "momentum", "learning_rate": 0.05}, "l2": 0.01},
    "adam": {"optimizer": {"name": "adam", "learning_rate": 0.02}, "dtype": "float32"},
    "layers": {"optimizer": {"name": "adam", "learning_rate": 0.02}},
    "layers in single precision": {"optimizer": {"name": "sgd", "learning_rate": 0.1}, "dtype": "float32"},
}
LAYERS = [
    {"units": 4, "activation": "tanh", "batch_norm": True, "dropout": 0.3},
    {"units": 3, "activation": "relu", "dropout": 0.2},
    {"units": 3, "activation": "sigmoid", "batch_norm": True},
]
"""Batch normalisation and dropout: what a step does depends on its number, and leaves more behind than parameters."""


def _trainer(name: str = "momentum", budget: int = 2**20) -> Trainer:
    document = {
        "nnviz": 1,
        "name": name,
        "data": {"name": "moons", "samples": 61},
        "network": {"hidden": LAYERS if name.startswith("layers") else [{"units": 3, "activation": "tanh"}]},
        "training": {"batch_size": 7, "stop": {}, **CASES[name]},
    }
    return Trainer(assemble(name, decode(document)), keyframe_budget=budget)


def _room_for(states: int, trainer: Trainer) -> int:
    state = trainer.state()
    return states * (STATE_BYTES + state.theta.nbytes + state.optimizer_state.nbytes)


def _with_another_rate(trainer: Trainer, rate: float, batch_size: int = 7) -> TrainingEdit:
    optimizer = {"name": "sgd", "learning_rate": rate}
    training = {"batch_size": batch_size, "stop": {}, "optimizer": optimizer}
    return TrainingEdit(trainer.step, decode({"nnviz": 1, "training": training}).training)


def _same(one: Trainer, other: Trainer) -> bool:
    return (
        one.step == other.step
        and one.samples_seen == other.samples_seen
        and one.theta.tobytes() == other.theta.tobytes()
        and one.state().optimizer_state.tobytes() == other.state().optimizer_state.tobytes()
        and np.array_equal(one.evaluation, other.evaluation, equal_nan=True)
    )


@pytest.mark.parametrize("name", CASES)
def test_every_step_is_what_it_was(name: str) -> None:
    run = _trainer(name)
    states = [run.state()]
    for _ in range(150):
        run.advance(1)
        states.append(run.state())
    replay = Replay(run)
    for step in [0, 150, 3, 149, 64, 63, 65, *range(20, 0, -1), *range(60, 80)]:
        at = replay.to_step(step)
        assert at.step == step
        assert at.theta.tobytes() == states[step].theta.tobytes()
        assert at.state().optimizer_state.tobytes() == states[step].optimizer_state.tobytes()
        assert np.array_equal(at.evaluation, states[step].evaluation, equal_nan=True)
    assert run.theta.tobytes() == states[-1].theta.tobytes()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 90), st.sampled_from(["rate", "batch", "weight", "nothing"])), min_size=1, max_size=6
    ),
    st.lists(st.floats(0.0, 1.0), min_size=1, max_size=6),
    st.integers(1, 9),
    st.sampled_from(["sgd", "layers"]),
)
def test_any_seek_after_any_edits_is_the_straight_run(
    acts: list[tuple[int, str]], seeks: list[float], keyframes: int, name: str
) -> None:
    run = _trainer(name)
    run = _trainer(name, _room_for(keyframes, run))
    straight = {0: run.state()}
    for number, (steps, edit) in enumerate(acts):
        for _ in range(steps):
            run.advance(1)
            straight[run.step] = run.state()
        if edit == "rate":
            run.apply(_with_another_rate(run, 0.01 * (number + 1)))
        elif edit == "batch":
            run.apply(_with_another_rate(run, 0.03, batch_size=5 + number))
        elif edit == "weight":
            run.apply(ParameterEdit(run.step, number, 0.1 * number))
        straight[run.step] = run.state()
    replay = Replay(run)
    for share in seeks:
        step = round(share * run.step)
        at, was = replay.to_step(step), straight[step]
        assert (at.step, at.samples_seen, at.edits) == (step, was.samples_seen, was.edits)
        assert at.theta.tobytes() == was.theta.tobytes()
        by_samples = Replay(run).to_samples(was.samples_seen)
        assert by_samples.samples_seen == was.samples_seen


def test_a_replay_follows_a_run_that_goes_on() -> None:
    run = _trainer()
    replay = Replay(run)
    run.advance(100)
    early = replay.to_step(70).theta.copy()
    run.apply(_with_another_rate(run, 0.5))
    run.advance(100)
    assert replay.to_step(180).edits == run.edits
    assert replay.to_step(70).theta.tobytes() == early.tobytes()
    straight = _trainer()
    straight.advance(100)
    straight.apply(_with_another_rate(straight, 0.5))
    straight.advance(80)
    assert _same(replay.to_step(180), straight)


def test_a_stop_that_was_lifted_is_passed() -> None:
    run = _trainer()
    first = _with_another_rate(run, 0.1)
    stop = replace(first.training, stop=Stop(steps=40))
    run.apply(TrainingEdit(0, stop))
    assert run.advance(100) == 40
    run.apply(TrainingEdit(run.step, first.training))
    run.advance(60)
    assert Replay(run).to_step(90).step == 90


def test_a_diverged_run_is_seen_up_to_its_last_step() -> None:
    steep = {"batch_size": 7, "stop": {}, "optimizer": {"name": "sgd", "learning_rate": 3.0}}
    network = {"hidden": [{"units": 3, "activation": "linear"}]}
    document = {"nnviz": 1, "data": {"name": "plane"}, "network": network, "training": steep}
    run = Trainer(assemble("steep", decode(document)))
    run.advance(10_000)
    assert run.divergence is not None
    assert all(state.step <= run.step for state in run.keyframes.states)
    at = Replay(run).to_step(10**9)
    assert (at.step, at.theta.tobytes()) == (run.step, run.theta.tobytes())


def test_a_past_snapshot_has_the_way_up_to_it_and_the_update_that_led_there() -> None:
    run = _trainer()
    run.advance(130)
    replay = Replay(run)
    seen = replay.snapshot(replay.to_step(64), 2, 5)
    assert (seen.step, seen.run, seen.generation, list(seen.scalars.steps)) == (64, 2, 5, [64])
    scalars = run.take_scalars()
    np.testing.assert_array_equal(seen.scalars.gradient_sizes, scalars.gradient_sizes[63:64])
    assert seen.scalars.batch_losses == scalars.batch_losses[63]
    assert seen.path.steps == tuple(range(65))
    assert np.isfinite(seen.update_ratios).all()
    assert seen.evaluation.step == 64


def test_keyframes_stay_within_their_budget_however_long_a_run_is() -> None:
    run = _trainer()
    first = run.state()
    keyframes = Keyframes(first, 64, _room_for(10, run))
    for step in range(64, 64 * 1000, 64):
        keyframes.offer(replace(first, step=step))
    assert len(keyframes) <= 10
    steps = [state.step for state in keyframes.states]
    assert steps[0] == 0
    assert {later - earlier for earlier, later in itertools.pairwise(steps)} == {keyframes.spacing}
    assert keyframes.before_step(steps[3]).step == steps[2]
    assert keyframes.before_step(steps[3] + 1).step == steps[3]
    keyframes.forget_after(steps[3])
    assert [state.step for state in keyframes.states] == steps[:4]


def test_keyframes_that_have_to_take_less_are_thinned() -> None:
    run = _trainer()
    run.advance(64 * 20)
    assert len(run.keyframes) == 20  # the newest is taken with the next step
    run.keyframes.limit(_room_for(6, run))
    assert [state.step for state in run.keyframes.states] == [0, 256, 512, 768, 1024]
    run.advance(64 * 20)
    assert len(run.keyframes) <= 6


@pytest.mark.parametrize("name", ["momentum", "layers"])
def test_a_fork_begins_where_the_other_run_was(name: str) -> None:
    run = _trainer(name)
    run.advance(100)
    replay = Replay(run)
    state = replay.to_step(70).state()
    fork = _trainer(name)
    fork.begin_at(state, run.path)
    fork.advance(30)
    assert _same(fork, run)
    assert fork.path.steps == run.path.steps
    assert Replay(fork).to_step(0).step == 70
    assert Replay(fork).to_step(85).theta.tobytes() == Replay(run).to_step(85).theta.tobytes()
