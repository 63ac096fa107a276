"""The sharpness over steps: true values, kept as long as their run is there, against what each optimizer bears."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from nnviz.landscape import measure_sharpness, sharpness_rows
from nnviz.store.saved_session import Origin
from tests.ui.conftest import OpenWindow
from tests.ui.surface_cases import changed, feed, frames, open_panel
from ui.examples import example
from ui.exports.data_commands import _offers
from ui.frame import Frame, RunView
from ui.panels.surface import SurfacePanel, menus
from ui.panels.surface.options import ALL_ROWS
from ui.panels.surface.sharpness import words
from ui.panels.surface.sharpness.axes import step_labels
from ui.panels.surface.sharpness.canvas import VEIL, _end
from ui.panels.surface.sharpness.curve import curve_of
from ui.panels.surface.sharpness.known import KnownRun
from ui.panels.surface.sharpness.work import MOST_STEPS
from ui.plotting.ranges import growing_end
from ui.plotting.scale import Scale
from ui.theme import colour, current

pytestmark = pytest.mark.usefixtures("light")


def rested(frame: Frame) -> Frame:
    return changed(frame, chosen=0, playing=False, newest=frame.snapshots)


def open_sharpness(qtbot: QtBot, *moments: Frame, size: tuple[int, int] = (700, 420), **options: Any) -> SurfacePanel:
    panel = open_panel(qtbot, moments[0], size=size)
    panel._controls._choose(plane="sharpness", **options)
    for moment in moments:
        feed(panel, moment)
    return panel


def values(panel: SurfacePanel, run: int) -> dict[int, float]:
    return {step: found.sharpness.value for step, found in panel._sharpness.known.runs[run].found.items()}


def test_every_value_is_that_of_its_step(qtbot: QtBot) -> None:
    frame = rested(frames("spirals", 300)[0])
    panel = open_sharpness(qtbot, frame)
    assert "Sharpness" in [word for word, _ in menus.PLANES.values()]
    for run in (0, 1):
        found = values(panel, run)
        steps = sorted(found)
        assert steps[0] == 0
        assert steps[-1] == 300
        assert len(steps) <= MOST_STEPS + 1
        assert np.diff(steps).max() <= 2
        assembly, path = frame.runs[run].assembly, frame.snapshots[run].path
        for step in (0, steps[len(steps) // 2], 300):
            true = measure_sharpness(assembly, path.thetas[path.steps.index(step)])
            assert true is not None
            assert found[step] == true.value
    assert panel._sharpness.done != panel._sharpness.done
    assert "all 80 samples" in panel.accessibleDescription()


def test_it_goes_on_with_the_training_and_keeps_what_it_knows(qtbot: QtBot) -> None:
    early, late = frames("spirals", 200, 260)
    panel = open_sharpness(qtbot, rested(early))
    before = dict(panel._sharpness.known.runs[0].found)
    playing = changed(late, chosen=0, newest=late.snapshots)
    feed(panel, playing)  # one slice
    first = panel._sharpness.known.runs[0].found
    assert 260 in first
    assert all(first[step] is found for step, found in before.items() if step in first)
    feed(panel, rested(late))
    # There are 261 points by now: every second serves.
    assert sorted(values(panel, 0)) == sorted(values(panel, 1)) == list(range(0, 261, 2))
    assert all(panel._sharpness.known.runs[0].found[step] is before[step] for step in range(0, 200, 2))


def test_hidden_runs_are_not_computed_and_other_rows_are_other_values(qtbot: QtBot) -> None:
    frame = rested(frames("spirals", 60)[0])
    panel = open_sharpness(qtbot, changed(frame, hidden=frozenset({1})))
    assert values(panel, 0)
    assert not values(panel, 1)
    feed(panel, frame)
    assert values(panel, 1)
    whole = values(panel, 0)
    panel._controls._choose(rows=ALL_ROWS)
    feed(panel, frame)
    assert values(panel, 0) == whole
    panel._controls._choose(rows=30)
    feed(panel, frame)
    part = measure_sharpness(
        frame.runs[0].assembly, frame.snapshots[0].theta, sharpness_rows(frame.runs[0].assembly, 30)
    )
    assert part is not None
    assert values(panel, 0)[60] == part.value != whole[60]
    assert "a fixed 30 of 80 samples" in panel.accessibleDescription()


def test_looking_back_shows_all_steps_and_says_where_the_run_stood(qtbot: QtBot) -> None:
    early, late = frames("spirals", 200, 260)
    panel = open_sharpness(qtbot, rested(late))
    past = replace(early.snapshots[0], path=early.snapshots[0].path.until(200))
    back = changed(late, chosen=0, playing=False, newest=late.snapshots, snapshots=(past, early.snapshots[1]))
    feed(panel, back)
    assert 260 in values(panel, 0)
    odd = replace(past, step=131, theta=early.snapshots[0].path.thetas[131], path=past.path.until(131))
    feed(panel, changed(back, snapshots=(odd, early.snapshots[1])))
    assert 131 in values(panel, 0)  # it is read, but the curve goes through evenly spaced steps
    assert 131 not in panel._sharpness.known.runs[0].curve()[0]
    feed(panel, back)
    assert words.value(values(panel, 0)[200]) in panel._sharpness.footer(back, 1e6)
    assert panel._sharpness.footer(back, 1e6) != panel._sharpness.footer(rested(late), 1e6)


def test_looking_back_tells_the_values_there_and_fades_what_comes_after(qtbot: QtBot) -> None:
    early, late = frames("spirals", 131, 260)
    panel = open_sharpness(qtbot, rested(late))
    live = panel.grab().toImage()
    back = changed(late, chosen=0, playing=False, newest=late.snapshots, snapshots=early.snapshots)
    feed(panel, back)
    known, theme = panel._sharpness.known.runs, current()
    for curve in panel._sharpness._curves(back):
        found = values(panel, curve.index)
        assert curve.end(log=False) == (131.0, found[131])
        assert known[curve.index].curve()[0][-1] == curve.steps[-1] == 260.0
        assert _end(curve) == words.value(found[131]) != words.value(found[260])
    there, (across, up) = (
        panel.grab().toImage(),
        panel._sharpness._canvas.scales(panel.plan, panel._sharpness._curves(back), False),
    )

    def darkest(picture: QImage, step: float) -> int:
        """Return the grey of the darkest pixel at a step, between the axes' lines."""
        x = round(across.to_pixel(step))
        return min(picture.pixelColor(x, y).lightness() for y in range(round(up.end) + 4, round(up.start) - 4))

    assert colour(theme.ink).lightness() + 20 > darkest(live, 200) == darkest(live, 100) == darkest(there, 100)
    assert darkest(there, 200) > 255 * VEIL - 20
    feed(panel, rested(late))
    assert panel.grab().toImage() == live


@pytest.mark.parametrize("width", [110.0, 160.0, 300.0, 900.0])
def test_two_steps_are_named_at_least(qtbot: QtBot, width: float) -> None:
    for newest in (1, 10, 99, 260, 1200, 8_000, 99_000):
        across = Scale(0.0, growing_end(newest, 10.0), 30.0, 30.0 + width)
        labels = step_labels(across, max(2, int(width / 70)), across.end - 35.0)
        assert len(labels) > 1
        assert labels[0][0] == "0"


def test_looking_back_tells_the_bound_there(qtbot: QtBot) -> None:
    late = frames("spirals", 200, 260)[1]
    known = KnownRun(late.runs[0])
    curve = curve_of(known, 100, 260, 0, diverged=False)
    assert curve.bound_now() == (2.0 / 0.05, 0.0, 260.0)
    falling = replace(curve, bound_steps=np.array([0.0, 90.0, 150.0]), bounds=np.array([40.0, np.nan, 80.0]))
    assert falling.bound_now() == (40.0, 0.0, 90.0), "of rates without a bound, what held before"
    assert replace(falling, seen=150).bound_now() == (80.0, 150.0, 260.0)
    assert replace(falling, seen=260).bound_now() == (80.0, 150.0, 260.0)
    assert np.isnan(replace(falling, bounds=np.full(3, np.nan)).bound_now()).all()


def test_a_restart_forgets_and_a_fork_takes_over(qtbot: QtBot) -> None:
    frame = rested(frames("spirals", 60)[0])
    panel = open_sharpness(qtbot, frame)
    known = panel._sharpness.known
    before = dict(known.runs[0].found)
    fork = RunView(2, "base from 20", frame.runs[0].source, frame.runs[0].history.until(20), origin=Origin(0, 20))
    panel.bind((*frame.runs, fork))
    assert known.runs[0].found == before
    assert known.runs[2].found == {step: found for step, found in before.items() if step < 20}
    panel.bind(tuple(replace(run, history=run.history.until(0)) for run in frame.runs))
    assert not any(run.found for run in known.runs)


def test_parameters_set_by_hand_are_computed_again(qtbot: QtBot) -> None:
    frame = rested(frames("spirals", 60)[0])
    panel = open_sharpness(qtbot, frame)
    before = values(panel, 0)
    theta = frame.snapshots[0].theta + 0.3
    edited = (replace(frame.snapshots[0], theta=theta), frame.snapshots[1])
    feed(panel, changed(frame, snapshots=edited, newest=edited))
    true = measure_sharpness(frame.runs[0].assembly, theta)
    assert true is not None
    assert values(panel, 0)[60] == true.value
    assert {step: value for step, value in values(panel, 0).items() if step != 60} == {
        step: value for step, value in before.items() if step != 60
    }


def test_pointing_reads_a_step_in_every_panel_and_cancel_leaves_what_is_known(qtbot: QtBot) -> None:
    frame = rested(frames("spirals", 200)[0])
    panel = open_sharpness(qtbot, frame)
    pointed: list[Any] = []
    panel.step_pointed.connect(pointed.append)
    plain = panel.grab().toImage()
    place = QPointF(panel.plan.plot.left() + 0.4 * panel.plan.plot.width(), panel.plan.plot.center().y())
    panel.hand.move(place)
    assert pointed[-1] in values(panel, 0)
    assert panel.grab().toImage() != plain
    panel.hand.leave()
    assert pointed[-1] is None
    assert panel.grab().toImage() == plain
    panel._controls._choose(log_sharpness=True)
    assert panel.grab().toImage() != plain
    panel._controls._choose(rows=20)
    computation = panel.computation(frame)
    assert computation is not None
    panel._on_cancel()
    assert computation(lambda: False) is None
    assert panel.computation(frame) is None
    assert not values(panel, 0)


@pytest.mark.parametrize("case", ["too high", "rate 100", "zeros", "two parameters", "six runs"])
@pytest.mark.parametrize("size", [(200, 140), (400, 206), (900, 700)])
def test_every_run_and_every_size_can_be_drawn(qtbot: QtBot, case: str, size: tuple[int, int]) -> None:
    frame = rested(frames(case, 0 if case == "six runs" else 30)[0])
    panel = open_sharpness(qtbot, frame, size=size)
    panel._controls._choose(log_sharpness=True)
    panel.repaint()
    panel.hand.move(QPointF(panel.plan.plot.center()))
    panel.repaint()
    assert panel._sharpness.footer(frame, 1e6)
    assert panel.sharpness_table()[0][:3] == ["run", "step", "sharpness"]


def test_the_example_runs_to_the_edge_in_a_real_window(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(example("edge-of-stability"))
    window.board.choose_layout("Loss surface")
    [panel] = [view for view in window.board.views if isinstance(view, SurfacePanel)]
    assert not panel.sharpness_table()
    panel._controls._choose(plane="sharpness")
    window.session.advance(2500)

    def is_known() -> bool:
        frame = window.session.frame
        return (
            frame is not None and frame.snapshot.step == 2500 and 2500 in values(panel, 0) and 2500 in values(panel, 1)
        )

    qtbot.waitUntil(is_known, timeout=20_000)
    for run, bound in ((0, 20.0), (1, 40.0)):
        late = [value for step, value in values(panel, run).items() if step >= 1800]
        assert 0.9 * bound < np.median(late) < 1.1 * bound
        assert values(panel, run)[0] < 0.6 * bound
    frame = window.session.frame
    assert frame is not None
    assert "of at most 20.0 (2 / rate): at the edge of stability" in panel._sharpness.footer(frame, 1e6)
    _head, *rows = panel.sharpness_table()
    kinds = [offer.key for offer in _offers(frame, panel.sharpness_table())]
    assert "sharpness" in kinds
    assert "sharpness" not in [offer.key for offer in _offers(frame)]
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), key=[run.name for run in frame.runs].index)
    assert {tuple(row[4:]) for row in rows} == {("20.0", "0.1"), ("40.0", "0.05")}
