"""The Output panel in every state: sizes, themes, pointer and clicks, divergence, stale results, export."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from pytestqt.qtbot import QtBot

from nnviz.snapshot import Divergence
from tests.ui.output_cases import (
    CASES,
    changed,
    choose,
    colour_at,
    document,
    feed,
    frame_of,
    open_panel,
    with_theta,
)
from ui.controls import Chip
from ui.panels.output import OutputPanel
from ui.panels.output.curve import CurveView
from ui.panels.output.matrix import MatrixView
from ui.panels.output.plane import PlaneView
from ui.panels.output.scatter import ScatterView
from ui.theme import THEMES, appearance

KINDS = ["two classes", "five arms", "plane", "sine", "diabetes", "iris", "digits"]
SIZES = [(452, 304), (400, 710), (340, 270), (240, 170), (200, 140), (1100, 730)]


pytestmark = pytest.mark.usefixtures("light")


def move(qtbot: QtBot, panel: OutputPanel, x: float, y: float) -> None:
    qtbot.mouseMove(panel, QPoint(-5, -5))
    panel._hover(QPointF(x, y))
    panel.repaint()


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("case", KINDS)
def test_every_picture_fits_every_size(qtbot: QtBot, case: str, scale: float) -> None:
    appearance().set_font_scale(scale)
    frame = frame_of(CASES[case])
    panel = open_panel(qtbot, frame)
    for theme in THEMES:
        appearance().choose(theme)
        for size in SIZES:
            panel.resize(*size)
            feed(panel, frame)
            view = panel.view
            assert view is not None
            inside = QRectF(0, 0, *size)
            if isinstance(view, MatrixView):
                assert inside.contains(view.plan.cells)
                if view.samples_plan is not None:
                    assert all(inside.contains(box) for box in (*view.samples_plan.wrong, *view.samples_plan.right))
            else:
                assert isinstance(view, PlaneView | CurveView | ScatterView)
                assert inside.contains(view.plot.box)
                if not isinstance(view, CurveView):
                    assert view.plot.box.width() == pytest.approx(view.plot.box.height())
            move(qtbot, panel, size[0] / 3, size[1] / 3)


@pytest.mark.parametrize("case", KINDS)
def test_before_any_frame_the_axes_are_there(qtbot: QtBot, case: str) -> None:
    panel = OutputPanel()
    qtbot.addWidget(panel)
    panel.resize(452, 304)
    assert panel.computation(frame_of(CASES[case])) is None
    panel.grab()
    panel.bind(frame_of(CASES[case]).runs)
    image = panel.grab().toImage()
    assert len({image.pixel(x, y) for x in range(0, 452, 3) for y in range(0, 304, 3)}) > 1
    move(qtbot, panel, 150, 100)
    assert panel.paints == 0


@pytest.mark.parametrize("case", KINDS)
def test_step_0_is_drawn(qtbot: QtBot, case: str) -> None:
    assert open_panel(qtbot, frame_of(CASES[case], steps=0)).paints == 1


@pytest.mark.parametrize("case", KINDS)
def test_a_run_that_diverged_says_so_and_points_stay(qtbot: QtBot, case: str) -> None:
    frame = frame_of(CASES[case])
    panel = open_panel(qtbot, frame)
    finite = panel.grab().toImage()
    where = Divergence(412, 2, "Hidden 2", "the sums of Hidden 2 overflowed")
    feed(panel, with_theta(frame, frame.snapshot.theta, where))
    assert panel.view is not None
    assert panel.view.stopped == "diverged at step 412, Hidden 2"
    assert panel.grab().toImage() != finite
    feed(panel, with_theta(frame, np.full_like(frame.snapshot.theta, np.nan), where))
    broken = panel.grab().toImage()
    if isinstance(panel.view, PlaneView):
        assert panel.view.maps[0].blank == 1.0
        # The words cover some of the points.
        same = [
            colour_at(broken, x - 0.5, y - 0.5) == colour_at(finite, x - 0.5, y - 0.5) for x, y in panel.view.places
        ]
        assert np.mean(same) > 0.75
    move(qtbot, panel, 150, 100)
    feed(panel, frame)
    assert panel.view.stopped == ""
    move(qtbot, panel, -1, -1)
    panel._hover(None)
    assert panel.grab().toImage() == finite


def test_a_theme_is_taken_live_also_while_nothing_runs(qtbot: QtBot) -> None:
    for case in KINDS:
        panel = open_panel(qtbot, frame_of(CASES[case]))
        light = panel.grab().toImage()
        appearance().choose("dark")
        dark = panel.grab().toImage()
        fresh = open_panel(qtbot, frame_of(CASES[case])).grab().toImage()
        assert dark == fresh
        assert dark != light
        appearance().choose("light")
        assert panel.grab().toImage() == light


def test_many_points_are_thinned_and_that_is_said(qtbot: QtBot) -> None:
    frame = frame_of(document({"name": "spirals", "samples": 100_000}), steps=0)
    panel = open_panel(qtbot, frame)
    assert isinstance(panel.view, PlaneView)
    points = panel.view.points
    assert len(points.rows) == 2000
    assert int(points.shares.sum()) == 400
    assert points.note == "2,000 of 100,000 points drawn"
    assert open_panel(qtbot, frame_of(CASES["two classes"])).view.points.note == ""  # type: ignore[union-attr]
    choose(qtbot, panel, "Matrix", frame)
    assert panel.results_per_second <= 10.0


def test_a_matrix_of_a_large_share_is_computed_less_often(qtbot: QtBot) -> None:
    large = frame_of(document({"name": "circles", "samples": 900_000, "test_fraction": 0.9}), steps=0)
    panel = open_panel(qtbot, large)
    assert panel.results_per_second == 10.0
    choose(qtbot, panel, "Matrix", large)
    assert panel.results_per_second < 2.0


@pytest.mark.parametrize("data", [{"name": "xor", "samples": 4}, {"name": "gaussians", "samples": 4, "noise": 1.0}])
def test_a_handful_of_samples(qtbot: QtBot, data: dict[str, Any]) -> None:
    for test_fraction in (0.0, 0.25, 0.5):
        panel = open_panel(qtbot, frame_of(document({**data, "test_fraction": test_fraction})))
        assert isinstance(panel.view, PlaneView)
        assert len(panel.view.points.rows) == 4


def test_an_outdated_result_is_dropped(qtbot: QtBot) -> None:
    frame = frame_of(CASES["two classes"])
    panel = open_panel(qtbot, frame)
    computation = panel.computation(frame)
    assert computation is not None
    result = computation(lambda: False)
    assert computation(lambda: True) is None
    panel.bind(frame_of(CASES["digits"]).runs)
    before = panel.paints
    panel.draw_result(result)
    panel.repaint()
    assert panel.paints == before


def test_only_new_data_count_as_a_paint(qtbot: QtBot) -> None:
    frame = frame_of(CASES["iris"])
    panel = open_panel(qtbot, frame)
    panel.repaint()
    panel.draw(frame)
    assert panel.paints == 1
    feed(panel, frame)
    assert panel.paints == 2


def test_another_run_on_the_same_data_keeps_the_picture(qtbot: QtBot) -> None:
    frame = frame_of(CASES["two classes"])
    panel = open_panel(qtbot, frame)
    view = panel.view
    feed(panel, changed(frame, chosen=1))
    assert panel.view is view
    assert isinstance(view, PlaneView)
    assert [made.index for made in view.maps] == [1, 0]


def test_another_run_on_other_data_gets_its_own_picture(qtbot: QtBot) -> None:
    experiment = document({"name": "circles"})
    experiment["variants"] = [
        {"name": "noisy", "set": {"data.noise": 0.4}},
        {"name": "wave", "set": {"data.name": "sine"}},
    ]
    frame = frame_of(experiment)
    panel = open_panel(qtbot, frame)
    first = panel.view
    assert isinstance(first, PlaneView)
    assert [made.index for made in first.maps] == [0, 1]
    feed(panel, changed(frame, chosen=1))
    assert panel.view is not first
    feed(panel, changed(frame, chosen=2))
    assert isinstance(panel.view, CurveView)


def test_chips_show_only_where_there_is_a_choice(qtbot: QtBot) -> None:
    def shown(case: str) -> list[str]:
        frame = frame_of(CASES[case])
        panel = open_panel(qtbot, frame)
        controls = panel.controls()[0]
        return [chip.text() for chip in controls.findChildren(Chip) if chip.isVisibleTo(controls)]

    assert shown("two classes") == ["Regions", "Matrix"]
    assert shown("digits") == ["Test", "Train"]
    assert shown("sine") == ["Fit", "Scatter"]
    assert shown("plane") == ["Map", "Scatter"]
    assert shown("diabetes") == []


def test_a_new_size_asks_for_a_new_result(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of(CASES["two classes"]))
    with qtbot.waitSignal(panel.stale):
        panel.resize(QSize(700, 500))


def test_a_computation_runs_in_any_thread(qtbot: QtBot) -> None:
    for case in KINDS:
        frame = frame_of(CASES[case])
        panel = open_panel(qtbot, frame)
        image = panel.grab().toImage()
        computation = panel.computation(frame)
        assert computation is not None
        with ThreadPoolExecutor(1) as pool:
            panel.draw_result(pool.submit(computation, lambda: False).result())
        assert panel.grab().toImage() == image


@pytest.mark.parametrize("case", KINDS)
def test_a_picture_can_be_saved_at_any_scale(qtbot: QtBot, case: str) -> None:
    panel = open_panel(qtbot, frame_of(CASES[case]))
    large = QImage(904, 608, QImage.Format.Format_RGB32)
    painter = QPainter(large)
    painter.scale(2.0, 2.0)
    panel.render(painter, QPoint(0, 0))
    painter.end()
    small = panel.grab().toImage()
    shrunk = large.scaled(452, 304, mode=Qt.TransformationMode.SmoothTransformation)
    differences = [
        np.abs(np.subtract(colour_at(shrunk, x, y), colour_at(small, x, y))).max()
        for x in range(4, 452, 12)
        for y in range(4, 304, 12)
    ]
    # A few of hundreds of points may fall on other sides of a pixel's edge.
    assert np.mean(np.array(differences) > 40) < 0.06
    buffer = QBuffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(452, 304))
    generator.setViewBox(QRectF(0, 0, 452, 304))
    painter = QPainter(generator)
    panel.render(painter, QPoint(0, 0))
    painter.end()
    text = bytes(buffer.data().data()).decode()
    assert "<text" in text
    assert ">class 0<" in text or case not in ("two classes", "five arms")
