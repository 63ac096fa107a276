"""The landscape lab's function from the side: beside its map, above it or in its place, with the same pointer."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnviz.landscape.functions import FUNCTIONS
from nnviz.landscape.lab import OWN
from tests.ui.lab_cases import LEFT, lab, settle
from ui.exports.vectors import svg_of
from ui.lab.canvas.places import places, shared
from ui.lab.page import LabPage
from ui.lab.presets import moved_to
from ui.pictures import Subject, image_of
from ui.plotting.graphics import graphics
from ui.plotting.graphics.processor import NOTICE
from ui.plotting.side_view import Camera

__all__ = ["lab"]


@pytest.fixture
def side(lab: LabPage) -> LabPage:
    """The same, with its function from the side."""
    lab.resize(1440, 900)
    lab.head.relief.click()
    settle(lab)
    lab.canvas.repaint()
    assert not lab.canvas.side_area.contains(lab.canvas.places.plot)
    return lab


def on_relief(page: LabPage, x: float, y: float) -> QPointF:
    """Return the pixel of a place on the surface."""
    canvas = page.canvas
    assert canvas.shown is not None
    view = canvas.side.view(canvas.side_area, canvas.shown.request.extent)
    [[across, down]] = canvas.side._scene.pixels(view, np.array([(x, y)])).tolist()
    return QPointF(across, down)


@pytest.mark.parametrize("name", [*FUNCTIONS, OWN])
def test_every_function_is_seen_from_the_side(side: LabPage, name: str) -> None:
    side.bench.edit(moved_to(side.bench.lab, name), name)
    settle(side)
    image = side.canvas.grab(side.canvas.side_area).toImage()
    colours = {image.pixel(x, y) for x in range(0, image.width(), 5) for y in range(0, image.height(), 5)}
    assert len(colours) > 40
    relief = side.canvas.side._scene.relief
    assert relief is not None
    assert np.isfinite(relief.depths).mean() > 0.03
    assert relief.view.extent == side.canvas.window_now.extent


@pytest.mark.parametrize("size", [(700, 500), (820, 640), (1400, 700), (700, 900)])
def test_both_share_the_canvas_without_a_gap_as_suits_the_function(size: tuple[int, int]) -> None:
    whole = QRect(QPoint(), QSize(*size))
    for aspect in (0.3, 1.0, 4.0):
        relief, flat = shared(QSize(*size), True, aspect)
        assert relief.united(flat) == whole
        assert not relief.intersects(flat)
        assert flat.contains(places(flat).plot)
    # A long valley lies below the relief, a tall one beside it.
    assert shared(QSize(*size), True, 6.0)[1].top() > 0
    assert shared(QSize(*size), True, 0.2)[1].left() > 0
    assert shared(QSize(*size), False, 1.0) == (QRect(), whole)


def test_where_there_is_no_room_it_takes_the_place_of_the_map(lab: LabPage) -> None:
    lab.resize(1024, 600)
    settle(lab)
    flat = lab.canvas.grab().toImage()
    lab.head.relief.click()
    settle(lab)
    assert lab.canvas.side_area == lab.canvas.rect()
    assert lab.canvas.grab().toImage() != flat
    lab.head.relief.click()
    settle(lab)
    assert lab.canvas.side_area.isEmpty()
    assert lab.canvas.grab().toImage() == flat


def test_it_is_turned_zoomed_and_put_back_and_the_start_stays(side: LabPage) -> None:
    canvas, start = side.canvas, side.bench.lab.start
    middle = canvas.side_area.center()
    QTest.mousePress(canvas, LEFT, pos=middle)
    canvas._hands.at(QPointF(middle)).move(QPointF(middle + QPoint(80, 20)))
    QTest.mouseRelease(canvas, LEFT, pos=middle)
    turned = canvas.side.camera
    assert turned.azimuth != Camera().azimuth
    assert turned.elevation > Camera().elevation
    assert canvas.side.turning
    canvas._hands.at(QPointF(middle)).wheel(QPointF(middle), 2.0)
    assert canvas.side.camera.zoom > 1.0
    assert not canvas.zoomed
    QTest.mouseDClick(canvas, LEFT, pos=middle)
    assert canvas.side.camera == Camera()
    canvas._hands.at(QPointF(middle)).wheel(QPointF(middle), 2.0)
    side.head.whole.click()
    assert canvas.side.camera == Camera()
    assert side.bench.lab.start == start


def test_the_same_point_is_read_in_both(side: LabPage) -> None:
    canvas = side.canvas
    nothing = canvas.grab().toImage()
    x, y = -6.0, 0.8
    on_map = QPointF(*canvas.window_now.pixel(x, y))
    canvas._hands.at(on_map).move(on_map)
    spot = canvas.pointer.spot
    assert spot is not None
    assert (spot.x, spot.y) == pytest.approx((x, y))
    assert spot.value == pytest.approx(float(side.bench.lab.landscape.values(np.array([x, y]))))
    marked, pixel = canvas.grab().toImage(), on_relief(side, x, y)
    assert marked.pixel(pixel.toPoint()) != nothing.pixel(pixel.toPoint())
    canvas._hands.at(pixel).move(pixel)
    assert canvas.pointer.spot is None
    found = canvas.side._read()
    assert found is not None
    assert found.place == pytest.approx((x, y), abs=0.3)
    again = canvas.grab().toImage()
    assert again.pixel(on_map.toPoint()) != nothing.pixel(on_map.toPoint()) or found.place != (x, y)
    canvas._hands.leave()
    assert canvas.grab().toImage() == nothing


def test_a_racers_step_is_read_on_it(side: LabPage) -> None:
    step = 2
    pixel = on_relief(side, *side.bench.tracks.paths[1, step].tolist())
    side.canvas._hands.at(pixel).move(pixel)
    found = side.canvas.side._read()
    assert found is not None
    assert found.racer is not None
    assert found.step is not None
    # All that is said, and all that is marked, is of the path's point.
    assert found.place == tuple(side.bench.tracks.paths[found.racer, found.step].tolist())
    assert found.value == pytest.approx(float(side.bench.lab.landscape.values(np.array(found.place))))


def test_what_lies_behind_the_surface_is_not_read_through_it(side: LabPage) -> None:
    canvas = side.canvas
    side.bench.edit(side.bench.lab.with_start(-8.0, -1.5), "start")
    settle(side)
    canvas.side._orbit.key(Qt.Key.Key_Down)
    canvas.side._turned.stop()
    canvas.repaint()
    relief = canvas.side._scene.relief
    assert relief is not None
    read = 0
    for racer, way in enumerate(canvas.side._race.ways(relief.view)):
        for step in np.flatnonzero(way.hidden).tolist():
            pixel = QPointF(*way.pixels[step].tolist())
            canvas._hands.at(pixel).move(pixel)
            found = canvas.side._read()
            assert found is None or (found.racer, found.step) != (racer, step)
            read += 1
    assert read > 3


def test_the_start_is_dragged_where_the_line_of_sight_meets_the_surface(side: LabPage) -> None:
    canvas, bench = side.canvas, side.bench
    start, goal = bench.lab.start, (-7.0, 0.5)
    ring, there = on_relief(side, *start), on_relief(side, *goal)
    camera, picture = canvas.side.camera, canvas.grab(canvas.side_area).toImage()
    canvas._hands.at(ring).move(ring)
    assert canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor
    assert canvas._hands.press(ring, LEFT)
    canvas._hands.at(there).move(there)
    assert bench.lab.start == pytest.approx(goal, abs=0.1)
    # Beside the surface it stays where it was.
    corner = QPointF(canvas.side_area.topRight()) + QPointF(-20.0, 30.0)
    at = bench.lab.start
    canvas._hands.at(corner).move(corner)
    assert bench.lab.start == at
    back = there + QPointF(20.0, 0.0)
    canvas._hands.at(back).move(back)
    canvas._hands.release()
    assert bench.lab.start != at
    assert canvas.side.camera == camera
    settle(side)
    assert canvas.grab(canvas.side_area).toImage() != picture
    # All moves of one drag are undone together.
    bench.undo_stack.undo()
    assert bench.lab.start == start
    # What is pressed beside the ring is the surface.
    assert canvas._hands.press(there, LEFT)
    canvas._hands.at(there).move(there + QPointF(30.0, 0.0))
    canvas._hands.release()
    assert bench.lab.start == start
    assert canvas.side.camera != camera


def test_it_comes_closer_to_the_pointer_and_is_pulled_aside_by_another_button(side: LabPage) -> None:
    canvas = side.canvas
    pixel = on_relief(side, -8.0, 0.5)
    canvas._hands.at(pixel).wheel(pixel, 5.0)
    canvas.side._turned.stop()
    canvas.repaint()
    assert on_relief(side, -8.0, 0.5).toTuple() == pytest.approx(pixel.toTuple(), abs=2.0)
    assert canvas._hands.press(pixel, Qt.MouseButton.RightButton)
    canvas._hands.at(pixel).move(pixel + QPointF(25.0, 0.0))
    canvas._hands.release()
    canvas.repaint()
    assert on_relief(side, -8.0, 0.5).x() > pixel.x() + 5.0
    canvas._hands.at(pixel).double_click(pixel)
    assert canvas.side.camera == Camera()


def test_it_plays_and_follows_the_start(side: LabPage) -> None:
    at_end = side.canvas.grab().toImage()
    side.bench.go_to(3)
    early = side.canvas.grab(side.canvas.side_area).toImage()
    assert early != at_end.copy(side.canvas.side_area)
    side.bench.edit(side.bench.lab.with_start(-4.0, -1.0), "start")
    settle(side)
    assert side.canvas.grab(side.canvas.side_area).toImage() != early


def test_it_is_in_exported_pictures_with_its_notice(side: LabPage) -> None:
    subject = Subject("lab", "Landscape lab", side.picture_area().size(), side.draw_picture)
    once, twice = image_of(subject, 600), image_of(subject, 1200)
    assert twice.width() == 2 * once.width()
    words = svg_of(subject).decode()
    assert words.count(">f(x, y)") >= 2
    assert (NOTICE in words) == bool(graphics().notice)


@pytest.mark.parametrize("key", [Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_F5, Qt.Key.Key_Escape])
def test_a_clickers_keys_are_left_to_the_window(side: LabPage, key: Qt.Key) -> None:
    camera, step = side.canvas.side.camera, side.bench.step
    QTest.mousePress(side.canvas, LEFT, pos=side.canvas.side_area.center())
    QTest.mouseRelease(side.canvas, LEFT, pos=side.canvas.side_area.center())
    QTest.keyClick(QApplication.focusWidget() or side, key)
    assert (side.canvas.side.camera, side.bench.step) == (camera, step)
