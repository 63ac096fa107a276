"""The line between two checkpoints: true losses along it, checkpoints where they lie, and the hand over it."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from nnviz.assembly import assemble
from nnviz.experiment import decode
from nnviz.trainer import Trainer
from tests.ui.surface_cases import CASES, changed, feed, frames, open_panel
from ui.frame import Frame
from ui.panels.surface import SurfacePanel, line_work, menus
from ui.panels.surface.checkpoints import BEST, NOW, START, Checkpoint, Point
from ui.panels.surface.line_canvas import footer_words
from ui.panels.surface.line_work import LineOutcome, LineRequest, LineResult, compute_line

pytestmark = pytest.mark.usefixtures("light")


def theta_after(case: str, steps: int) -> np.ndarray:
    """Return the base's parameters after so many steps."""
    trainer = Trainer(assemble("base", decode({**CASES[case], "variants": []})))
    trainer.advance(steps)
    return trainer.theta.copy()


def point(frame: Frame, checkpoint: Checkpoint = BEST, step: int = 40) -> Point:
    return Point(checkpoint, "best", 0, step, theta_after("spirals", step))


def line(frame: Frame, *others: Point, ends: tuple[int, int] = (0, 200), live: bool = False) -> LineResult:
    chosen, _ = runs_of(frame)
    first, second = (point(frame, Checkpoint("step", step, str(step)), step) for step in ends)
    request = LineRequest(chosen, (first, second), others, None, (-0.25, 1.25), live)
    outcome = compute_line(request, None, lambda: False)
    while outcome is not None and outcome.result is None:
        outcome = compute_line(request, outcome.work, lambda: False)
    assert outcome is not None
    assert outcome.result is not None
    return outcome.result


def runs_of(frame: Frame):  # type: ignore[no-untyped-def]
    from ui.panels.surface.asking import runs_on_plane

    return runs_on_plane(frame)


def test_the_line_has_both_losses_and_meets_its_ends() -> None:
    [frame] = frames("spirals", 200)
    frame = changed(frame, chosen=0)
    beside = point(frame, Checkpoint("step", 60, "mark"), 60)
    result = line(frame, beside)
    assert [rows.share for rows in result.rows] == ["train", "test"]
    for mark, share in zip(result.marks[:2], (0.0, 1.0), strict=True):
        assert (mark.share, mark.off) == (share, 0.0)
        np.testing.assert_allclose(result.at(share), mark.losses, rtol=1e-12)
    start, end = theta_after("spirals", 0).astype(float), theta_after("spirals", 200).astype(float)
    offset, along = beside.theta.astype(float) - start, end - start
    share = offset @ along / (along @ along)
    assert result.marks[2].share == pytest.approx(share)
    assert result.marks[2].off == pytest.approx(np.linalg.norm(offset - share * along) / np.linalg.norm(along))
    assert result.astray >= result.marks[2].off
    assert result.length == pytest.approx(np.linalg.norm(along))
    assert "off this line" in footer_words(result)
    assert len(line(frame, live=True).shares) < len(result.shares)
    same = replace(result.request, ends=(beside, beside))
    assert compute_line(same, None, lambda: False) is None
    assert compute_line(result.request, None, lambda: True) is None


def test_the_panel_shows_the_line_with_the_ends_that_were_chosen(qtbot: QtBot) -> None:
    [frame] = frames("spirals", 200)
    frame = changed(frame, chosen=0, playing=False)
    panel = open_panel(qtbot, frame, size=(700, 420))
    panel.bookmarks_of = lambda run: [SimpleNamespace(step=60, words="bend")] if run == 0 else []
    panel._controls._choose(plane="line")
    feed(panel, frame)
    result = panel._line.result
    assert result is not None
    assert not result.request.live
    assert {mark.point.name for mark in result.marks} >= {"start", "now", "bend"}
    assert "straight line from start to now, step 200" in panel.accessibleDescription()
    assert "train over all 80 samples, test over all 20 samples" in panel.accessibleDescription()
    plain = panel.grab().toImage()
    place = QPointF(panel.plan.plot.center())
    panel.hand.move(place)
    assert panel.grab().toImage() != plain
    panel.hand.leave()
    names = [words for words, _ in menus.checkpoint_choices(frame, panel.bookmarks_of(0))]
    assert names[0] == "Start"
    assert {"bend, step 60", "End of with momentum", "The step that is looked at"} <= set(names)
    panel._controls._choose(ends=(START, Checkpoint("end", 1)))
    feed(panel, frame)
    assert panel._line.result is not None
    assert panel._line.result.astray != panel._line.result.astray
    panel._controls._choose(ends=(NOW, NOW))
    feed_nothing(panel, frame)
    assert panel._line.result is None


def test_a_fine_line_that_takes_long_comes_in_slices_shows_how_far_it_is_and_can_be_called_off(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    [frame] = frames("spirals", 200)
    frame = changed(frame, chosen=0, playing=False)
    whole = line(frame)
    monkeypatch.setattr(line_work, "SLICE_SECONDS", (10.0, 0.0))
    np.testing.assert_allclose(line(frame).curves, whole.curves, rtol=1e-13)
    panel = open_panel(qtbot, frame, size=(700, 420))
    panel._controls._choose(plane="line")
    panel.draw(frame)
    computation = panel.computation(frame)
    assert computation is not None
    panel.draw_result(computation(lambda: False))
    assert panel._line.result is not None
    assert panel._line.result.request.live  # a coarse one comes first
    assert not panel._cancel.isVisible()
    plain = panel.grab().toImage()
    computation = panel.computation(frame)
    assert computation is not None
    begun = computation(lambda: False)
    assert isinstance(begun, LineOutcome)
    assert begun.result is None
    panel.draw_result(begun)
    assert panel._cancel.isVisible()
    assert panel.progress.startswith("line ")
    assert panel.grab().toImage() != plain
    panel._cancel.click()
    assert not panel._cancel.isVisible()
    assert panel.computation(frame) is None  # the coarse one stays
    assert begun.request.unwanted.is_set()
    assert panel.grab().toImage() == plain
    panel._line.zoom(0.5)
    panel._hurried.stop()
    assert panel.computation(frame) is not None  # something else is wanted


def feed_nothing(panel: SurfacePanel, frame: Frame) -> None:
    panel.draw(frame)
    assert panel.computation(frame) is None
    panel.repaint()


def test_wheel_pull_and_keys_look_at_other_parts_of_the_line(qtbot: QtBot) -> None:
    [frame] = frames("spirals", 200)
    frame = changed(frame, chosen=0, playing=False)
    panel = open_panel(qtbot, frame)
    panel._controls._choose(plane="line")
    feed(panel, frame)
    whole = panel._line.span
    center = QPointF(panel.plan.plot.center())
    panel.hand.wheel(center, 1.0)
    low, high = panel._line.span
    assert whole[0] < low < high < whole[1]
    panel.hand.press(center)
    panel.hand.move(center + QPointF(20.0, 0.0))
    panel.hand.release()
    assert panel._line.span[0] < low
    qtbot.keyClick(panel, Qt.Key.Key_Home)
    assert panel._line.span == whole
    qtbot.keyClick(panel, Qt.Key.Key_Plus)
    assert panel._line.span[0] > whole[0]
