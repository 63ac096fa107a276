"""Why runs have ended: what several have in common is said once."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from nnviz.assembly import assemble
from nnviz.experiment import Experiment
from nnviz.snapshot import Divergence, Snapshot
from nnviz.take_snapshot import take_snapshot
from nnviz.trainer import Trainer
from ui.endings import why_ended

PATIENCE = "no better validation loss for 30 epochs: best weights of step {} restored"


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return take_snapshot(Trainer(assemble("base", Experiment())), 0, 1)


def ended(snapshot: Snapshot, *reasons: str) -> str:
    return why_ended(replace(snapshot, state="stopped", stop_reason=reason) for reason in reasons)


def test_one_reason_stands_as_it_is(snapshot: Snapshot) -> None:
    words = "Training has ended: reached epoch 400. Reset it, or change the stop condition."
    assert ended(snapshot, "reached epoch 400") == ended(snapshot, "reached epoch 400", "reached epoch 400") == words


def test_steps_in_which_the_same_reason_differs_are_counted_up(snapshot: Snapshot) -> None:
    said = ended(snapshot, *map(PATIENCE.format, ("1,140", "60", "60", "105")))
    assert f"ended: {PATIENCE.replace('step {}', 'steps 60, 105 and 1,140')}. Reset" in said


def test_different_reasons_stand_side_by_side(snapshot: Snapshot) -> None:
    diverged = replace(snapshot, state="diverged", divergence=Divergence(412, 1, "Hidden 2", "weights"))
    said = why_ended([diverged, replace(snapshot, state="stopped", stop_reason="reached step 900")])
    assert "diverged at step 412 in Hidden 2; reached step 900." in said
