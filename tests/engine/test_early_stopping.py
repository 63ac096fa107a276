"""Early stopping: when a run stops, that it goes back to its best weights, and that nothing else about it changes."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from nnviz.arrays import Array
from nnviz.early_stopping import EarlyStopping
from nnviz.edits import ParameterEdit, TrainingEdit
from nnviz.errors import InvalidInput
from nnviz.experiment import with_value
from nnviz.keyframes import STATE_BYTES, Keyframes
from nnviz.replay import Replay
from nnviz.snapshot import Evaluation
from nnviz.take_snapshot import take_snapshot
from nnviz.trainer import Trainer
from tests.engine.runs import assembly, hidden, trainer
from tests.engine.shell import Shell

PATIENCE = 6
PARTS: dict[str, Any] = {
    "seed": 3,
    "data": {"name": "moons", "samples": 90, "noise": 0.3, "test_fraction": 0.2, "validation_fraction": 0.3},
    "network": {"hidden": hidden(16, 16)},
    "training": {"batch_size": 9, "optimizer": {"name": "adam", "learning_rate": 0.02}, "stop": {"patience": PATIENCE}},
}
STEPS = 5
"""Steps an epoch: 45 training rows in batches of 9."""


def stopped(**training: Any) -> Trainer:
    run = trainer(**{**PARTS, "training": {**PARTS["training"], **training}})
    run.advance(10_000)
    assert not run.running
    return run


def watched(patience: int | None) -> tuple[list[Evaluation], list[Array]]:
    """Return every evaluation of a run, and theta at each, of a run that stops by hand."""
    run = trainer(**{**PARTS, "training": {**PARTS["training"], "stop": {"patience": patience}}})
    evaluations, thetas = [run.evaluation], [run.theta.copy()]
    for _ in range(60):
        if run.advance(STEPS) < STEPS:
            break
        evaluations.append(run.evaluation)
        thetas.append(run.theta.copy())
    return evaluations, thetas


def test_it_stops_after_so_many_epochs_without_a_lower_loss_with_the_best_weights() -> None:
    evaluations, thetas = watched(None)
    best, waited = 0, 0
    for epoch, evaluation in enumerate(evaluations):
        best, waited = (
            (epoch, 0) if evaluation.validation_loss < evaluations[best].validation_loss else (best, waited + 1)
        )
        if waited == PATIENCE + (best == 0):
            break
    assert 0 < best < epoch, "the case must have a best epoch within"
    run = stopped()
    assert run.step == epoch * STEPS
    assert run.theta.tobytes() == thetas[best].tobytes()
    assert run.evaluation[2:] == evaluations[best][2:]
    assert run.evaluation[:2] == (run.step, run.epoch) == (epoch * STEPS, float(epoch))
    assert run.evaluate_now() == run.evaluation
    assert run.stop_reason == (
        f"no better validation loss for {PATIENCE} epochs: best weights of step {best * STEPS} restored"
    )
    assert not run.state().optimizer_state.any()
    assert run.state().updates == 0
    assert np.isnan(run.update_ratios).all()
    [restoration] = take_snapshot(run).restorations
    assert restoration == (run.step, float(epoch), best * STEPS)


def test_before_it_stops_nothing_is_different() -> None:
    evaluations, thetas = watched(None)
    patient, patient_thetas = watched(PATIENCE)
    assert 5 < len(patient) < len(evaluations)
    assert patient[:-1] == evaluations[: len(patient) - 1]
    assert all(a.tobytes() == b.tobytes() for a, b in zip(patient_thetas[:-1], thetas, strict=False))


def test_the_words_fit_one_epoch() -> None:
    assert "for 1 epoch: best" in stopped(stop={"patience": 1}).stop_reason


def test_other_conditions_still_hold_and_restore_nothing() -> None:
    run = stopped(stop={"patience": PATIENCE, "epochs": 4})
    assert run.stop_reason == "reached epoch 4"
    assert take_snapshot(run).restorations == ()


@pytest.mark.parametrize("fraction", [0.0, 0.3])
def test_patience_needs_something_to_wait_for(fraction: float) -> None:
    parts = {**PARTS, "data": {**PARTS["data"], "validation_fraction": fraction}}
    if fraction:
        assembly(**parts)
        return
    with pytest.raises(InvalidInput) as refusal:
        assembly(**parts)
    assert str(refusal.value) == (
        "training.stop.patience is 6: it waits for a lower validation loss, so set data.validation_fraction above 0"
    )


@pytest.mark.parametrize(("value", "words"), [(0, "from 1"), (1.5, "a whole number"), ("x", "a whole number")])
def test_patience_out_of_range_is_refused(value: Any, words: str) -> None:
    with pytest.raises(InvalidInput, match=f"training.stop.patience.*{words}"):
        with_value(assembly(**PARTS).experiment, "training.stop.patience", value)


def test_it_goes_on_after_an_edit_and_stops_again() -> None:
    run = stopped()
    first, step = run.stop_reason, run.step
    run.apply(TrainingEdit(step, replace(run.training, l2=0.001)))
    assert run.running
    assert run.advance(STEPS * (PATIENCE - 1)) == STEPS * (PATIENCE - 1)
    run.advance(10_000)
    assert not run.running
    assert run.step >= step + PATIENCE * STEPS
    assert "restored" in first
    assert "restored" in run.stop_reason
    assert len(take_snapshot(run).restorations) == 2


def test_setting_a_weight_by_hand_lets_it_go_on() -> None:
    run = stopped()
    run.apply(ParameterEdit(run.step, 0, 0.5))
    assert run.running
    assert run.theta[0] == 0.5


def test_without_patience_the_restored_run_goes_on_for_ever() -> None:
    run = stopped()
    unlimited = replace(run.training, stop=replace(run.training.stop, patience=None))
    run.apply(TrainingEdit(run.step, unlimited))
    assert run.advance(500) == 500


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_every_step_is_replayed_to_the_bit(data: st.DataObject) -> None:
    straight = trainer(**PARTS)
    thetas = {0: straight.theta.copy()}
    edited = False
    while straight.step < 400:
        if straight.advance(1) == 0:
            if edited:
                break
            thetas[straight.step] = straight.theta.copy()
            straight.apply(TrainingEdit(straight.step, replace(straight.training, l2=0.002)))
            edited = True
        else:
            thetas[straight.step] = straight.theta.copy()
    assert len(straight.early_stopping.restorations) == 2
    run = trainer(**PARTS)
    run.advance(10_000)
    run.apply(straight.edits[0])
    run.advance(10_000)
    assert run.step == straight.step
    assert run.stop_reason == straight.stop_reason
    replay = Replay(run)
    for step in data.draw(st.lists(st.integers(0, run.step), min_size=1, max_size=5)):
        there = replay.to_step(step)
        assert there.step == step
        assert there.theta.tobytes() == thetas[step].tobytes()


def test_a_state_at_rest_stays_at_rest_wherever_it_is_put() -> None:
    run = stopped()
    other = trainer(**PARTS)
    other.restore(run.state())
    assert other.stop_reason == run.stop_reason
    assert other.advance(10) == 0


def test_what_is_not_finite_is_never_the_best() -> None:
    theta = np.zeros(2)
    early = EarlyStopping(theta)
    nan = math.nan

    def after(epoch: int, loss: float) -> Evaluation | None:
        return early.after_epoch(Evaluation(epoch, float(epoch), 0.1, nan, nan, nan, loss, nan), 2)

    assert after(0, nan) is None
    assert early.best is None
    assert after(1, 0.5) is None
    theta[:] = 7.0
    assert after(2, math.inf) is None
    restored = after(3, nan)
    assert restored is not None
    assert (restored.step, restored.validation_loss) == (3, 0.5)
    assert theta.tolist() == [0.0, 0.0]


def test_keyframes_leave_room_for_the_best_weights() -> None:
    state = trainer(**PARTS).state()
    assert state.best is not None
    plain = STATE_BYTES + state.theta.nbytes + state.optimizer_state.nbytes
    frames = Keyframes(state, 1, budget=10 * plain)
    for step in range(1, 40):
        frames.offer(replace(state, step=step))
    taken = len(frames) * (plain + state.best.theta.nbytes)
    assert taken <= 10 * plain


def test_headless_the_last_weights_are_the_best(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell = Shell(tmp_path, capsys)
    answer = shell.answer("train", shell.file(PARTS), "--metrics", str(tmp_path / "m.csv"))
    losses = [float(row["validation_loss"]) for row in shell.rows("m.csv")]
    assert answer["validation_loss"] == losses[-1] == min(losses)
    assert losses.index(min(losses)) == len(losses) - 1 - PATIENCE
