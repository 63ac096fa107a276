"""What made-up losses say of the learning rate: each condition by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.diagnosis import Observation, observe
from nnviz.diagnosis.observation import Losses
from nnviz.history import History
from nnviz.take_snapshot import take_snapshot
from nnviz.trainer import Trainer
from tests.engine.diagnosis_runs import adam, case, found, kinds, sgd

SLOW = Losses(
    best=0.6, recent=np.full((20, 2), 0.6), epochs=19.0, steps=900, newest=0.6, accuracy=0.7, earlier=0.62,
    steps_since_earlier=500,
)  # fmt: skip
LINE = case([], optimizer=sgd(1e-4), data="plane", features=["x1"], batch_size=None)
"""One weight and one bias, at a tiny rate; at best a fifth of the variance is left."""


def observed(losses: Losses, optimizer: dict[str, Any] | None = None, theta: np.ndarray | None = None) -> Observation:
    line = case([], optimizer=optimizer, data="plane", features=["x1"], batch_size=None) if optimizer else LINE
    snapshot = take_snapshot(Trainer(line))
    snapshot = snapshot if theta is None else replace(snapshot, theta=theta)
    return replace(observe(0, line, History(1), snapshot), losses=losses)


def swinging(*values: float, best: float = 0.5, **more: Any) -> Losses:
    recent = np.repeat(np.array(values)[:, None], 2, axis=1)
    return replace(SLOW, recent=recent, best=best, newest=values[-1], **more)


def test_slow_it_is() -> None:
    assert observed(SLOW).baseline_loss == pytest.approx(1.0)
    [finding] = found(observed(SLOW))
    assert finding.kind == "slow_progress"
    assert "0.620 → 0.600 in the last 500 steps" in finding.evidence


@pytest.mark.parametrize(
    "losses",
    [
        replace(SLOW, accuracy=0.95),
        replace(SLOW, newest=0.099, earlier=0.1),
        replace(SLOW, earlier=0.65),
        replace(SLOW, steps_since_earlier=199),
        replace(SLOW, earlier=0.62, steps_since_earlier=200),  # 3 % in 200 steps are more than 8 % in 500
        replace(SLOW, newest=np.nan),
    ],
)
def test_not_slow_it_is(losses: Losses) -> None:
    assert found(observed(losses)) == ()


def test_a_loss_that_rises_slowly_is_slow_too() -> None:
    assert kinds(found(observed(replace(SLOW, earlier=0.59)))) == {"slow_progress"}


def test_at_a_minimum_no_rate_would_help() -> None:
    inputs = np.hstack([LINE.data.inputs_train, np.ones((400, 1))])
    best = np.linalg.lstsq(inputs, LINE.data.targets_train)[0][:, 0]
    assert found(observed(SLOW, theta=best)) == ()
    assert kinds(found(observed(SLOW, theta=best + 0.3))) == {"slow_progress"}


@pytest.mark.parametrize(
    ("optimizer", "remedy"),
    [
        (sgd(1e-4), "momentum 0.9 and rate 0.005"),
        (sgd(1e-3), "momentum 0.9"),
        (sgd(3e-3), ""),
        (adam(1e-5), "rate 0.002"),
        (adam(1e-3), ""),
    ],
)
def test_whether_the_rate_could_be_higher(optimizer: dict[str, Any], remedy: str) -> None:
    assert [finding.remedy.words for finding in found(observed(SLOW, optimizer))] == [remedy] * bool(remedy)


UP_AND_DOWN = [0.7, 1.2] * 10


@pytest.mark.parametrize(
    ("losses", "too_high"),
    [
        (swinging(*UP_AND_DOWN), True),
        (swinging(*np.linspace(1.0, 2.2, 20)), True),
        (swinging(*UP_AND_DOWN, best=0.94), False),  # about the best it ever was
        (swinging(*UP_AND_DOWN[:10], *[0.7] * 10), False),  # it has settled
        (swinging(*[0.7] * 10, *UP_AND_DOWN[:10]), False),  # it has just begun
        (swinging(*np.linspace(0.9, 0.7, 20)), False),
        (swinging(*np.array(UP_AND_DOWN) * 0.15, best=0.0), False),  # small beside always giving the same answer
        (swinging(*[0.7, 1.4] * 3), True),
        (swinging(*[0.7, 1.4, 0.7, 1.4, 0.7]), False),
        (swinging(*UP_AND_DOWN, steps=99), False),
    ],
)
def test_whether_a_loss_swings(losses: Losses, too_high: bool) -> None:
    assert ("rate_too_high" in kinds(found(observed(losses, sgd(0.1))))) == too_high


def test_swings_within_merged_evaluations_count() -> None:
    merged = replace(SLOW, recent=np.tile([0.7, 1.2], (20, 1)), best=0.5)
    assert "rate_too_high" in kinds(found(observed(merged, sgd(0.1))))


def test_the_words_say_whether_it_swings_or_rises() -> None:
    [swings] = found(observed(swinging(*UP_AND_DOWN), sgd(0.1)))
    assert "went up and down between 0.700 and 1.200 in the last 19 epochs; its best was 0.500." in swings.evidence
    [rises] = found(observed(swinging(*np.linspace(1.0, 2.2, 20), best=1.0), sgd(0.1)))
    assert rises.evidence == "Train loss rose from 1.000 to 2.200 in the last 19 epochs."
