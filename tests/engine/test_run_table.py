"""The comparison in figures, against plain loops over every evaluation there was."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnviz.history import History, ThinnedSeries
from nnviz.run_table import MEASURES, Figures, Found, Row, as_rows, figures_of, is_loss, sensible_target
from nnviz.snapshot import EVALUATION_COLUMNS, Evaluation

NAN = math.nan


def history_of(evaluations: list[Evaluation], capacity: int, chunk: int = 3) -> History:
    history = History(2)
    history.evaluations = ThinnedSeries(len(EVALUATION_COLUMNS), capacity)
    for start in range(0, len(evaluations), chunk):
        part = evaluations[start : start + chunk]
        history.evaluations.append(
            np.array([each.step for each in part]), np.array([list(each[1:]) for each in part], dtype=float)
        )
    return history


def random_run(seed: int, count: int, start: int = 0) -> list[Evaluation]:
    generator = np.random.default_rng(seed)
    steps = start + np.arange(count) * 7
    table = generator.choice([0.1, 0.2, 0.3, 0.4, NAN, math.inf], size=(count, 6), p=[0.1, 0.2, 0.3, 0.2, 0.15, 0.05])
    if seed % 3 == 0:
        table[:, 1] = NAN
    return [Evaluation(int(step), step / 7, *row) for step, row in zip(steps.tolist(), table.tolist(), strict=True)]


def plain_best(evaluations: list[Evaluation], measure: str) -> tuple[float, int] | None:
    best = None
    for each in evaluations:
        value = getattr(each, measure)
        if not math.isnan(value) and (best is None or (value < best[0] if is_loss(measure) else value > best[0])):
            best = value, each.step
    return best


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("capacity", [2, 8, 64])
def test_best_and_target_are_those_of_a_plain_loop(seed: int, capacity: int) -> None:
    run = random_run(seed, count=1 + seed * 2)
    history = history_of(run, capacity)
    figures = figures_of(history, run[-1].step + 3, run[-1], target=0.2)
    assert figures.step == run[-1].step + 3
    for measure in MEASURES:
        expected, found = plain_best(run, measure), figures.best[measure]
        assert (found is None) == (expected is None)
        if expected is not None and found is not None:
            assert found.value == expected[0]
            assert found.first_step <= expected[1] <= found.last_step
            assert found.exact or history.evaluations.rows_per_bucket > 1
        last = getattr(run[-1], measure)
        assert figures.last[measure] == last or (math.isnan(last) and math.isnan(figures.last[measure]))
    met = next((each.step for each in run if each.train_loss <= 0.2), None)
    assert (figures.target is None) == (met is None)
    if figures.target is not None and met is not None:
        assert figures.target.first_step <= met <= figures.target.last_step
    assert not figures.met_before


def test_an_evaluation_that_the_history_has_not_counts_too() -> None:
    run = [Evaluation(0, 0.0, 0.7, 0.8, 0.5, 0.5), Evaluation(10, 1.0, 0.5, 0.6, 0.9, 0.4)]
    history = history_of(run, 8)
    paused = figures_of(history, 14, Evaluation(14, 1.4, 0.3, 0.9, 0.9, 0.6), target=0.3)
    assert paused.last["train_loss"] == 0.3
    assert paused.best["train_loss"] == Found(0.3, 14, 14)
    assert paused.best["test_loss"] == Found(0.6, 10, 10)
    assert paused.best["train_accuracy"] == Found(0.9, 10, 10), "the first of equals"
    assert paused.best["test_accuracy"] == Found(0.6, 14, 14)
    assert paused.target == Found(0.3, 14, 14)
    older = figures_of(history, 12, Evaluation(0, 0.0, 0.1, 0.1, 1.0, 1.0), target=0.3)
    assert older.last["train_loss"] == 0.5
    assert older.target is None


def test_a_run_without_history_has_its_newest_evaluation() -> None:
    figures = figures_of(History(1), 0, Evaluation(0, 0.0, 0.7, NAN, NAN, NAN), target=0.1)
    assert figures.best == {
        "train_loss": Found(0.7, 0, 0), "validation_loss": None, "test_loss": None,
        "train_accuracy": None, "validation_accuracy": None, "test_accuracy": None,
    }  # fmt: skip
    assert figures.target is None


def test_validation_measures_are_read_off_too() -> None:
    run = [
        Evaluation(0, 0.0, 0.7, 0.8, 0.5, 0.5, 0.75, 0.4),
        Evaluation(10, 1.0, 0.5, 0.6, 0.9, 0.4, 0.55, 0.8),
        Evaluation(20, 2.0, 0.3, 0.9, 0.9, 0.6, 0.85, 0.8),
    ]
    figures = figures_of(history_of(run, 8), 20, run[-1], target=0.1)
    assert figures.last["validation_loss"] == 0.85
    assert figures.best["validation_loss"] == Found(0.55, 10, 10)
    assert figures.best["validation_accuracy"] == Found(0.8, 10, 10), "the first of equals"


def test_a_fork_that_began_below_the_target_does_not_claim_the_step() -> None:
    later = [Evaluation(500, 5.0, 0.1, NAN, NAN, NAN), Evaluation(600, 6.0, 0.05, NAN, NAN, NAN)]
    assert figures_of(history_of(later, 8), 600, later[-1], target=0.2).met_before
    assert not figures_of(history_of(later, 8), 600, later[-1], target=0.07).met_before
    first = [Evaluation(0, 0.0, 0.1, NAN, NAN, NAN)]
    assert not figures_of(history_of(first, 8), 0, first[0], target=0.2).met_before


@pytest.mark.parametrize(("first", "target"), [(0.6931, 0.07), (2.302, 0.2), (1234.0, 100.0), (NAN, 0.1), (0.0, 0.1)])
def test_a_sensible_target_is_a_tenth_of_the_first_loss(first: float, target: float) -> None:
    start = Evaluation(0, 0.0, first, NAN, NAN, NAN)
    assert sensible_target(history_of([start], 8), start) == pytest.approx(target)
    assert sensible_target(History(1), start) == pytest.approx(target)


def test_the_table_as_cells() -> None:
    nothing = dict.fromkeys(MEASURES, NAN)
    figures = Figures(
        40, nothing | {"train_loss": 0.25}, dict.fromkeys(MEASURES) | {"train_loss": Found(0.125, 16, 24)},
        Found(0.2, 8, 8), False,
    )  # fmt: skip
    before = Figures(40, nothing, dict.fromkeys(MEASURES), Found(0.1, 30, 30), True)
    head, first, second = as_rows([Row("a", "rate: 1", "running", figures), Row("b", "", "", before)], 0.2)
    assert len(head) == len(first) == len(second) == 23
    assert first[:7] == ["a", "rate: 1", "running", "40", "0.25", "0.125", "16 to 24"]
    assert first[7:] == [""] * 15 + ["8"]
    assert head[-1] == "steps_to_train_loss_0.2"
    assert second[-1] == "at most 30"
