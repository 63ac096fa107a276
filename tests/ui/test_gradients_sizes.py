"""What the Gradients panel shows is what the engine computed, and its verdicts are those of the findings."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from nnviz.assembly import assemble
from nnviz.diagnosis import layer_verdicts, observe, verdict_limits
from nnviz.experiment import decode
from nnviz.history import History
from nnviz.take_snapshot import take_snapshot
from nnviz.trainer import Trainer
from tests.ui.gradients_cases import Runs, constant, even, falling
from ui.frame import RunView
from ui.panels.gradients.sizes import RunSizes
from ui.panels.gradients.words import verdict

DEEP: dict[str, Any] = {
    "nnviz": 1,
    "seed": 1,
    "data": {"name": "circles"},
    "network": {"hidden": [{"units": 5, "activation": "sigmoid"}] * 4, "initializer": "xavier_normal"},
    "training": {"optimizer": {"name": "momentum", "learning_rate": 0.01}, "stop": {}},
}


def now(runs: Runs, run: int = 0) -> RunSizes:
    return RunSizes(runs.views[run], runs.snapshots[run])


@pytest.mark.parametrize("steps", [3, 200])
def test_sizes_and_verdicts_are_the_engines(steps: int) -> None:
    assembly = assemble("run", decode(DEEP))
    trainer, history = Trainer(assembly), History(5)
    trainer.advance(steps)
    snapshot = take_snapshot(trainer)
    history.append(snapshot.scalars)
    sizes = RunSizes(RunView(0, "run", assembly, history), snapshot)
    rows = snapshot.scalars.gradient_sizes
    assert sizes.step == steps
    assert sizes.now == rows[-1].tolist()
    assert sizes.low == rows[-20:].min(axis=0).tolist()
    assert sizes.high == rows[-20:].max(axis=0).tolist()
    assert sizes.recent_steps == min(steps, 20)
    assert [sizes.update_ratio(k) for k in range(5)] == snapshot.update_ratios.tolist()
    typical = np.median(rows[-20:], axis=0)
    assert sizes.verdicts == layer_verdicts(typical)
    assert sizes.limits == pytest.approx(verdict_limits(typical), rel=1e-12)
    observation = observe(0, assembly, history, snapshot)
    if steps == 200:
        assert observation.gradients is not None
        assert sizes.verdicts == observation.gradients.verdicts
        assert sizes.recent_steps == observation.gradients.steps


def test_ratios_are_those_to_the_output() -> None:
    sizes = now(Runs([2], constant(3e-6, 0.02, 0.5)).advance(30))
    assert sizes.ratio(0) == 3e-6 / 0.5
    assert sizes.ratio(2) == 1.0
    assert sizes.verdicts == ["vanishing", "healthy", "healthy"]
    assert math.isnan(now(Runs([2], constant(1.0, 1.0, 0.0)).advance(30)).ratio(0))


def test_one_odd_batch_changes_the_bar_but_not_the_verdict() -> None:
    def odd(run: int, steps: Any, layers: int) -> Any:
        sizes = even(run, steps, layers)
        sizes[steps == 50, 0] *= 1e-8
        return sizes

    sizes = now(Runs([2], odd).advance(50))
    assert sizes.now[0] < 1e-8
    assert sizes.low[0] == sizes.now[0]
    assert sizes.verdicts[0] == "healthy"


def test_before_the_first_batch_nothing_is_said() -> None:
    sizes = now(Runs([2]))
    assert not sizes.known
    assert sizes.verdicts == []
    assert all(math.isnan(value) for value in (*sizes.now, *sizes.limits, sizes.update_ratio(0)))
    assert verdict(sizes, 0) == ""


def test_an_earlier_snapshot_is_read_at_its_own_step() -> None:
    runs = Runs([2], lambda run, steps, layers: np.tile(steps[:, None], (1, layers))).advance(30)
    earlier = runs.snapshots[0]
    runs.advance(30)
    sizes = RunSizes(runs.views[0], earlier)
    assert (sizes.step, sizes.now[0], sizes.low[0], sizes.high[0]) == (30, 30.0, 11.0, 30.0)


def test_the_word_for_a_layer() -> None:
    assert [verdict(now(Runs([2], falling).advance(40)), k) for k in range(3)] == ["vanishing", "healthy", "healthy"]
    assert verdict(now(Runs([2], constant(0.0, 0.0, 0.0)).advance(40)), 1) == "zero"
    assert verdict(now(Runs([2], constant(math.nan, 1.0, 1.0)).advance(40)), 0) == "exploding"
    broken = now(Runs([2]).advance(40).diverge(0, layer=2))
    assert [verdict(broken, k) for k in range(3)] == ["healthy", "diverged", "healthy"]


def test_what_explodes_by_its_size_alone_puts_both_limits_there() -> None:
    low, high = now(Runs([1], constant(1e9, 1e9)).advance(40)).limits
    assert low == high == 100.0
