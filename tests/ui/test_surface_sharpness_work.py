"""What stands behind the view of the sharpness: settings in force, bounds, words, and the order of the work."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.assembly import assemble
from nnviz.experiment import decode
from nnviz.landscape import Sharpness, measure_sharpness
from nnviz.trainer import Trainer
from tests.ui.surface_cases import CASES, frames
from ui.frame import Mark
from ui.panels.surface.sharpness import words
from ui.panels.surface.sharpness.in_force import InForce, in_force_at
from ui.panels.surface.sharpness.known import Bound, Found, Known
from ui.panels.surface.sharpness.work import MOST_STEPS, Request, Wanted, compute, planned


def test_live_edits_change_what_is_in_force_from_their_mark_on() -> None:
    run = frames("spirals", 20)[0].runs[0].assembly

    def with_training(**parts: Any) -> Any:
        training = replace(run.experiment.training, **parts)
        return replace(run, experiment=replace(run.experiment, training=training))

    held, faster = with_training(l2=0.1), with_training(optimizer=run.experiment.training.optimizer)
    in_force = InForce(run, ())
    in_force.note(faster, [Mark(5, 1.0, "rate 0.05 → 0.1")], 5)
    assert len(in_force.entries) == 1
    in_force.note(held, [Mark(5, 1.0, "rate 0.05 → 0.1")], 7)  # the edit has not taken effect yet
    assert in_force_at(in_force.entries, 9) is run
    marks = [Mark(5, 1.0, "rate 0.05 → 0.1"), Mark(8, 1.0, "L2 0 → 0.1")]
    in_force.note(held, marks, 9)
    assert [in_force_at(in_force.entries, step) for step in (0, 7, 8, 20)] == [run, run, held, held]
    in_force.note(run, marks[:1], 9)  # undone where it stood
    assert in_force_at(in_force.entries, 20) is run
    # From a file, the settings before the last edit that matters are not known.
    opened = InForce(held, marks)
    assert [in_force_at(opened.entries, step) for step in (0, 7, 8)] == [None, None, held]
    twice = InForce(run, ())
    twice.note(held, [Mark(3, 1.0, "L2 0 → 0.5"), Mark(6, 1.0, "L2 0.5 → 0.1")], 9)
    assert [in_force_at(twice.entries, step) for step in (2, 4, 6)] == [run, None, held]
    fork = InForce(held, (), twice, 4)
    assert [in_force_at(fork.entries, step) for step in (2, 3, 4, 6)] == [run, None, held, held]


def test_bounds_follow_the_schedule_and_none_is_claimed_for_adaptive_optimizers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rate = {"name": "momentum", "learning_rate": 0.2}
    schedule = {"name": "step", "epochs_each": 2, "factor": 0.5}
    case = {**CASES["spirals"], "variants": [{"name": "adam", "set": {"training.optimizer": {"name": "adam"}}}]}
    case["training"] = {"optimizer": rate, "schedule": schedule, "batch_size": 40, "stop": {}}
    monkeypatch.setitem(CASES, "scheduled", case)
    [frame] = frames("scheduled", 9)
    known = Known()
    known.bind(frame.runs)
    momentum, adam = known.runs
    steps, bounds = momentum.bounds()
    # 80 rows are two steps an epoch, so the rate halves every four.
    assert steps.tolist() == [0, 4, 8]
    np.testing.assert_allclose(bounds, [3.8 / 0.2, 3.8 / 0.1, 3.8 / 0.05])
    for step, expected in ((0, 19.0), (3, 19.0), (4, 38.0), (8, 76.0), (9, 76.0)):
        bound = momentum.bound_at(step)
        assert bound is not None
        assert bound.value == pytest.approx(expected)
    assert np.isnan(adam.bounds()[1]).all()
    claimed = adam.bound_at(5)
    assert claimed is not None
    assert claimed.product is None


def test_what_it_says() -> None:
    def found(value: float, converged: bool = True) -> Found:
        return Found(40, 0, Sharpness(value, 1e-9, converged, 9))

    sgd, adam = Bound("SGD", 2.0, 0.05), Bound("Adam", None, 0.001)
    assert words.standing(found(38.2), sgd, 40) == "sharpness 38.2 of at most 40.0 (2 / rate): at the edge of stability"
    assert words.standing(found(8.0), sgd, 40).endswith("(2 / rate): stable")
    assert words.standing(found(55.0), sgd, 44).endswith("beyond the edge of stability, at step 40")
    assert words.standing(found(2.0, False), adam, 40) == "sharpness about 2.00; no bound is claimed for Adam"
    assert "not finite" in words.standing(found(math.nan), sgd, 40)
    assert "not known" in words.standing(found(1.0), None, 40)
    assert words.bound_name(Bound("Momentum", 3.8, 0.1)) == "3.8 / rate"


def test_coarse_comes_before_fine_and_a_search_that_takes_long_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = frames("spirals", 1000)[0]
    known = Known()
    known.bind(frame.runs)
    run, snapshot = known.runs[0], frame.snapshots[0]
    wanted = Wanted(run, run.in_force.entries, snapshot.path, ((snapshot.step, snapshot.theta),), {})
    steps = planned(wanted, None)
    assert steps[:5] == (0, 512, 256, 768, 128)
    assert len(steps) <= MOST_STEPS
    assert set(planned(replace(wanted, path=snapshot.path.until(400)), None)) <= set(range(0, 401))
    monkeypatch.setattr("ui.panels.surface.sharpness.work.SLICE_SECONDS", (0.0, 0.0))
    request, unfinished, slices = Request((wanted,), None, False), None, 0
    while True:
        outcome = compute(request, unfinished, lambda: False)
        assert outcome is not None
        assert outcome.done < 1.0
        slices += 1
        if outcome.found:
            break
        unfinished = outcome.unfinished
    assert slices > 3
    true = measure_sharpness(frame.runs[0].assembly, snapshot.theta)
    assert [(each.step, each.sharpness) for _, each in outcome.found] == [(1000, true)]
    assert compute(request, None, lambda: True) is None


def test_a_theta_of_single_precision_is_measured_in_double() -> None:
    case = decode({**CASES["spirals"], "variants": [], "training": {"dtype": "float32", "stop": {}}})
    trainer = Trainer(assemble("base", case))
    trainer.advance(20)
    single = measure_sharpness(trainer.assembly, trainer.theta)
    double = measure_sharpness(trainer.assembly, trainer.theta.astype(float))
    assert single == double
