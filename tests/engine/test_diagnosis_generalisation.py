"""Learning by heart: where overfitting begins, what is said of it and what helps, and who cannot learn 16 rows."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from nnviz.assembly import assemble_runs
from nnviz.diagnosis import with_remedy
from nnviz.diagnosis.generalisation import against_overfitting
from nnviz.diagnosis.overfitting import LEAST_EVALUATIONS, Overfitting, baseline_loss, find_overfitting
from nnviz.experiment import with_value
from nnviz.history import History, ThinnedSeries
from nnviz.races import RACES, with_race
from nnviz.snapshot import EVALUATION_COLUMNS
from nnviz.trainer import Trainer
from tests.engine.diagnosis_runs import Watched, adam, found_at, kinds, sgd
from tests.engine.runs import assembly, experiment, hidden
from tests.engine.test_examples import example

NAN = math.nan


def series(train: Any, test: Any = None, validation: Any = None, capacity: int = 4096) -> ThinnedSeries:
    """Return evaluations at steps 0, 10, 20, ... of these losses."""
    count = len(train)
    rows = np.full((count, len(EVALUATION_COLUMNS)), np.nan)
    rows[:, EVALUATION_COLUMNS.index("epoch")] = np.arange(count)
    for name, values in (("train_loss", train), ("test_loss", test), ("validation_loss", validation)):
        if values is not None:
            rows[:, EVALUATION_COLUMNS.index(name)] = values
    result = ThinnedSeries(len(EVALUATION_COLUMNS), capacity)
    result.append(10 * np.arange(count), rows)
    return result


EPOCHS = np.arange(100)
FALLS = np.exp(-EPOCHS / 30.0)
TURNS = np.where(EPOCHS < 40, 1.0 - EPOCHS / 80.0, 0.5 + (EPOCHS - 40) / 80.0)
"""Lowest at epoch 40."""


def look(losses: ThinnedSeries, since: int = 0, until: int = 10**6, **more: Any) -> Overfitting | None:
    return find_overfitting(losses, since, until, **more)


def test_a_held_out_loss_that_swings_has_not_risen_for_good() -> None:
    swings = 0.02 + 0.004 * np.sin(2.0 * np.pi * EPOCHS / 12.0) * np.exp(-EPOCHS / 40.0)
    losses = series(FALLS * 0.02, swings)
    assert [until for until in range(0, 1000, 10) if look(losses, until=until) is not None] == []


def test_the_first_run_that_one_sees_does_not_overfit_for_a_moment() -> None:
    [_, momentum] = assemble_runs(example("two-parameters"))
    trainer, history = Trainer(momentum), History(len(momentum.network.layers))
    for _ in range(200):
        trainer.advance(1)
        history.append(trainer.take_scalars())
        found = find_overfitting(history.evaluations, 0, trainer.step)
        assert found is None or not found.matters(baseline_loss(momentum))


def test_it_begins_where_the_held_out_loss_turns() -> None:
    found = look(series(FALLS, TURNS))
    assert found is not None
    # One epoch later: up to there the mean of five is within 1 % of its lowest.
    assert (found.share, found.step, found.epoch) == ("test", 410, 41.0)
    assert found.held_out_then == pytest.approx(TURNS[39:44].mean())
    assert found.held_out_now == pytest.approx(TURNS[95:].mean())
    assert found.train_then > found.train_now
    assert found.matters(1.0)
    assert not found.matters(10.0)


def test_a_validation_share_is_judged_instead_of_the_test_share() -> None:
    found = look(series(FALLS, FALLS, TURNS))
    assert found is not None
    assert found.share == "validation"
    assert look(series(FALLS, TURNS, FALLS)) is None


def test_noise_moves_it_little_and_single_spikes_not_at_all() -> None:
    noise = np.random.default_rng(0).normal(0.0, 0.02, 100)
    found = look(series(FALLS, TURNS + noise))
    assert found is not None
    assert abs(found.step - 400) <= 40
    spiked = FALLS.copy()
    spiked[-1] = 5.0
    assert look(series(FALLS / 2.0, spiked)) is None


def test_a_flat_valley_ends_where_the_rise_begins() -> None:
    valley = np.where(EPOCHS < 20, 1.0 - EPOCHS / 40.0, np.where(EPOCHS < 70, 0.5, 0.5 + (EPOCHS - 70) / 50.0))
    found = look(series(FALLS, valley))
    assert found is not None
    assert 690 <= found.step <= 710


@pytest.mark.parametrize(
    ("train", "test"),
    [
        (FALLS, FALLS + 0.1),  # a gap that stays
        (FALLS, 0.5 + 0.1 * TURNS),  # hardly a rise
        (TURNS - 0.2, TURNS),  # both rise
        (np.full(100, 0.1), TURNS),  # nothing is learned
        (FALLS + 1.5, TURNS),  # the test share is easier
        (FALLS, np.full(100, NAN)),  # nothing is held out
        (FALLS, np.where(EPOCHS < 90, TURNS, 0.5)),  # it came back
        (FALLS, np.where(EPOCHS < 99, TURNS, np.inf)),  # it diverges
    ],
)
def test_what_is_no_overfitting(train: Any, test: Any) -> None:
    assert look(series(train, test)) is None


def test_too_little_says_nothing() -> None:
    steep = 4.0 * TURNS[39 : 39 + LEAST_EVALUATIONS] - 1.5
    assert look(series(FALLS[: len(steep)], steep)) is not None
    assert look(series(FALLS[: len(steep) - 1], steep[:-1])) is None
    assert look(series(FALLS[:0])) is None


def test_what_lies_before_an_edit_or_after_the_step_that_is_seen_does_not_count() -> None:
    losses = series(FALLS, TURNS)
    assert look(losses, since=950) is None
    assert look(losses, until=400) is None
    later = look(losses, since=500)
    assert later is not None
    assert later.step > 500


def test_evaluations_of_restored_weights_are_left_out() -> None:
    restored = TURNS.copy()
    restored[-1] = 0.0
    found = look(series(FALLS, restored), left_out=[990])
    assert found is not None
    assert found.step == 410
    assert found.held_out_now == pytest.approx(TURNS[94:99].mean())


def test_a_thinned_history_tells_about_the_same() -> None:
    many = np.linspace(0, 99, 5000)
    thinned = series(np.interp(many, EPOCHS, FALLS), np.interp(many, EPOCHS, TURNS), capacity=256)
    assert thinned.rows_per_bucket > 8
    found = look(thinned)
    assert found is not None
    assert found.step == pytest.approx(40 / 99 * 50_000, rel=0.1)


# Runs.


def test_the_example_shows_it_and_its_penalty_helps() -> None:
    watched = Watched(*assemble_runs(example("overfitting")))
    [(_, [[finding], []])] = watched.look(1000)
    assert finding.kind == "overfitting"
    assert finding.severity == "warning"
    assert finding.panel == "loss"
    assert finding.headline == "The network overfits"
    assert finding.evidence.startswith("Since step 120 the test loss has risen from 0.337 to ")
    assert ", while the train loss fell from 0.263 to " in finding.evidence
    tried, run = with_remedy(example("overfitting"), finding)
    watched = Watched(*assemble_runs(tried))
    [(_, of_runs)] = watched.look(1000)
    assert kinds(of_runs[0]) == {"overfitting"}
    assert of_runs[run] == ()


def test_remedies_follow_what_is_done_already() -> None:
    now = experiment(data={"name": "moons", "samples": 80})
    words = []
    for _ in range(6):
        remedy = against_overfitting(now)
        words.append(remedy.words)
        for path, value in remedy.changes.items():
            now = with_value(now, path, value)
    assert words == ["L2 0.01", "dropout 0.2", "early stopping", "320 samples", "1,280 samples", "5,120 samples"]
    assert now.training.stop.patience is not None
    assert now.data.validation_fraction > 0.0
    real = experiment(
        data={"name": "iris", "validation_fraction": 0.1},
        network={"hidden": []},
        training={"l2": 0.1, "stop": {"patience": 3}},
    )
    assert against_overfitting(real).changes == {"training.l2": 1.0}


def test_a_run_that_went_back_to_its_best_weights_is_well_again() -> None:
    base = example("overfitting")
    for path, value in (("data.validation_fraction", 0.2), ("training.stop", {"patience": 150})):
        base = with_value(base, path, value)
    run = Watched(assemble_runs(base)[0])
    [(_, [at_end])] = run.look(100_000)
    assert run.trainers[0].stop_reason
    assert kinds(at_end) == set()


def test_what_cannot_learn_a_few_rows_is_told_so() -> None:
    linear = assembly(
        data={"name": "xor", "samples": 16, "test_fraction": 0.0},
        network={"hidden": []},
        training={"optimizer": sgd(0.1), "batch_size": None},
    )
    early, [finding] = found_at(linear, 400, 3000)
    assert early == ()
    assert finding.kind == "cannot_memorise"
    assert finding.headline == "16 rows cannot be learned"
    assert finding.evidence.startswith("After 3,000 steps the train loss is still 0.")
    assert "network.hidden" in finding.remedy.changes


@pytest.mark.parametrize(
    "changes",
    [
        {"network": {"hidden": hidden(8, 8)}},
        {"network": {"hidden": []}, "training": {"optimizer": sgd(0.1), "batch_size": None, "l2": 0.1}},
        {"network": {"hidden": []}, "data": {"name": "xor", "samples": 60, "test_fraction": 0.0}},
    ],
)
def test_who_can_or_is_hindered_or_has_more_rows_is_not(changes: dict[str, Any]) -> None:
    parts = {
        "data": {"name": "xor", "samples": 16, "test_fraction": 0.0},
        "training": {"optimizer": adam(0.02), "batch_size": None},
        **changes,
    }
    [found] = found_at(assembly(**parts), 3000)
    assert "cannot_memorise" not in kinds(found)


def test_the_race_trains_on_a_handful_of_rows_with_nothing_that_hinders() -> None:
    layers = [{"units": 16, "activation": "tanh", "dropout": 0.3}]
    base = experiment(
        data={"name": "moons", "validation_fraction": 0.2},
        network={"hidden": layers},
        training={"l1": 0.1, "l2": 0.1, "optimizer": adam(0.01), "stop": {"epochs": 5, "patience": 2}},
    )
    raced = with_race(base, RACES["small_sample"])
    [_, small] = assemble_runs(raced)
    assert small.name == "16 rows by heart"
    assert len(small.data.inputs_train) == 16
    assert len(small.data.inputs_test) == len(small.data.inputs_validation) == 0
    training = small.experiment.training
    assert (training.l1, training.l2, training.stop.patience, training.stop.epochs) == (0.0, 0.0, None, None)
    assert [layer.dropout for layer in small.experiment.network.hidden] == [0.0]
    assert found_at(small, 5000) == [()]


def test_the_small_sample_has_two_rows_of_each_class() -> None:
    raced = with_race(example("digits"), RACES["small_sample"])
    assert len(assemble_runs(raced)[1].data.inputs_train) == 20
