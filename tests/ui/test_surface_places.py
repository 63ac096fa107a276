"""Paths, extents and places of the Loss surface."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF

from tests.ui.surface_cases import frames, surface
from ui.frame import Selection
from ui.panels.surface.extent import grown, lowest_point, range_of
from ui.panels.surface.labels import Wanted, place_labels
from ui.panels.surface.plan import plan
from ui.panels.surface.selecting import parameter_of, selection_of
from ui.panels.surface.track import bead_distance, extended, track_of
from ui.plotting.docking import dock
from ui.plotting.extent import Window, filled, moved, zoomed
from ui.plotting.ways import thinned_way

pytestmark = pytest.mark.usefixtures("light")


WINDOW = Window(QRectF(50.0, 20.0, 200.0, 100.0), (-2.0, 2.0, 0.0, 1.0))


def test_a_path_that_grows_with_the_frames_is_the_one_projected_anew() -> None:
    early, *later = frames("spirals", 100, 130, 400, 1500)
    result = surface(early)
    track = result.tracks[0]
    for frame in later:
        track = extended(track, result.fit, frame.snapshots[0])
        anew = track_of(result.fit, frame.snapshots[0])
        assert track.now == pytest.approx(anew.now)
        assert track.step == anew.step
        shared = np.isin(track.steps, anew.steps)
        assert np.allclose(track.places[shared], anew.places[np.isin(anew.steps, track.steps)])
        # At most so many points come with a frame, and the next surface has them all.
        assert len(anew.steps) - 50 <= len(track_of(result.fit, frame.snapshots[0], track).steps) <= len(anew.steps)


def test_a_path_says_where_a_run_was() -> None:
    [frame] = frames("spirals", 100)
    track = surface(frame).tracks[0]
    assert track.place_at(40) == pytest.approx(tuple(track.places[40]))
    assert track.place_at(100) is not None
    assert track.place_at(101) is None


def test_marks_on_a_path_are_at_round_numbers_of_steps_and_end_when_steps_are_left_out() -> None:
    first, second, third = (surface(frame).tracks for frame in frames("spirals", 30, 300, 3000))
    assert bead_distance(first) == 1
    assert bead_distance(second) == 10
    assert bead_distance(third) == 0
    assert bead_distance(()) == 0


def test_an_extent_has_a_margin_and_round_ends() -> None:
    places = np.array([[0.0, 0.0], [7.3, 2.1], [np.nan, 1.0]])
    left, right, bottom, top = range_of(places, 0.0, 0.1)
    assert (left, right, bottom, top) == pytest.approx((-2.0, 9.0, -0.5, 2.5))
    empty = range_of(np.empty((0, 2)), 1.0, 0.1)
    assert empty[0] < 0.0 < empty[1]


def test_an_extent_grows_on_the_side_that_was_left_and_no_other() -> None:
    extent = (-2.0, 9.0, -0.5, 3.0)
    assert grown(extent, np.array([[0.0, 0.0], [8.0, 2.5]])) == extent
    left, right, bottom, top = grown(extent, np.array([[0.0, 0.0], [9.5, 2.5]]))
    assert (left, bottom, top) == (-2.0, -0.5, 3.0)
    assert right > 9.5 + 2.0


def test_filling_keeps_the_middle_and_makes_both_scales_equal() -> None:
    left, right, bottom, top = filled((0.0, 4.0, 0.0, 1.0), 2.0)
    assert (left, right) == (0.0, 4.0)
    assert (bottom, top) == (-0.5, 1.5)


def test_looking_closer_keeps_the_point_and_moving_keeps_the_size() -> None:
    extent = (-1.0, 3.0, 0.0, 2.0)
    left, right, bottom, top = zoomed(extent, 0.5, 1.0, 0.5)
    assert (left, right, bottom, top) == (0.0, 2.0, 0.25, 1.25)
    assert moved(extent, 1.0, -0.5) == (0.0, 4.0, -0.5, 1.5)


def test_a_minimum_is_found_near_and_not_at_infinity() -> None:
    found = lowest_point(lambda x, y: (x - 3.0) ** 2 + 4.0 * (y + 1.0) ** 2, (10.0, 20.0))
    assert found == pytest.approx(np.array([[13.0, 19.0]]), abs=0.5)
    assert len(lowest_point(lambda x, y: np.exp(-x), (0.0, 0.0))) == 0
    assert len(lowest_point(lambda x, y: np.full_like(x, np.nan), (0.0, 0.0))) == 0


def test_pixels_and_places_are_each_others_inverse() -> None:
    places = np.array([[0.0, 0.5], [-2.0, 0.0], [1.3, 0.9]])
    pixels = WINDOW.to_pixels(places)
    assert pixels[0] == pytest.approx((150.0, 70.0))
    for place, pixel in zip(places, pixels, strict=True):
        assert WINDOW.place(*pixel) == pytest.approx(tuple(place))
        assert WINDOW.pixel(*place) == pytest.approx(tuple(pixel))


def test_what_goes_to_infinity_leaves_in_its_own_direction() -> None:
    [pixel] = WINDOW.to_pixels(np.array([[1e40, 1e40]]))
    assert np.isfinite(pixel).all()
    centre = np.array([150.0, 70.0])
    assert (pixel - centre)[1] / (pixel - centre)[0] == pytest.approx(-100.0 / 50.0)


def test_a_way_is_thinned_to_what_can_be_seen() -> None:
    x = np.linspace(0.0, 50.0, 5000)
    way = thinned_way(np.stack([x, np.sin(x)], axis=1))
    assert 50 <= len(way) <= 90
    assert way[-1] == pytest.approx((50.0, np.sin(50.0)))
    assert len(thinned_way(np.array([[0.0, 0.0], [np.nan, 1.0], [2.0, 2.0]]))) == 2


def test_labels_cover_neither_each_other_nor_the_path_and_stay() -> None:
    box = QRectF(0, 0, 400, 200)
    path = np.stack([np.linspace(100.0, 300.0, 100), np.full(100, 100.0)], axis=1)
    wanted = [Wanted("a", "first", 300.0, 100.0), Wanted("b", "second", 310.0, 100.0)]
    labels = place_labels(wanted, path, box, {})
    boxes = [labels[one.key].box(one.x, one.y, box) for one in wanted]
    assert not boxes[0].intersects(boxes[1])
    for label in boxes:
        assert box.contains(label)
        assert not any(label.contains(QPointF(*point)) for point in path.tolist())
    moved_on = [Wanted(one.key, one.text, one.x + 2.0, one.y + 1.0) for one in wanted]
    again = place_labels(moved_on, path, box, labels)
    assert {key: label.side for key, label in again.items()} == {key: label.side for key, label in labels.items()}
    assert place_labels(wanted, path, QRectF(0, 0, 30, 10), {}) == {}


def test_a_card_goes_to_a_corner_that_is_free() -> None:
    box, size = QRectF(0, 0, 400, 300), QSizeF(120, 80)
    nothing, pointer = np.empty((0, 2)), QPointF(200, 150)
    assert dock(size, box, nothing, pointer, 0) == (0, QPointF(274, 6))
    assert dock(size, box, nothing, pointer, 2) == (2, QPointF(6, 214))
    upper_right = np.array([[300.0, 40.0]])
    found = dock(size, box, upper_right, pointer, 0)
    assert found is not None
    assert found[0] == 1
    everywhere = np.array([[300.0, 40.0], [30.0, 40.0], [30.0, 250.0], [380.0, 290.0]])
    assert dock(size, box, everywhere, pointer, 0) is None
    assert dock(QSizeF(500, 80), box, nothing, pointer, 0) is None


@pytest.mark.parametrize("size", [(200, 110), (200, 140), (400, 206), (740, 500), (1900, 1000)])
@pytest.mark.parametrize("runs", [1, 2, 6])
def test_everything_is_within_the_panel(size: tuple[int, int], runs: int) -> None:
    place = plan(QSize(*size), runs)
    whole = QRectF(0, 0, *size)
    parts = [part for part in (place.head, place.ticks, place.bar, place.footer, place.table) if part is not None]
    for part in (place.plot, *parts):
        assert whole.contains(QRectF(part))
        assert part is place.plot or not QRectF(part).intersects(QRectF(place.plot))
    assert place.plot.width() * place.plot.height() > 0.35 * size[0] * size[1] * (1 if size[1] > 150 else 0.8)


def test_what_is_selected_is_a_parameter_and_back() -> None:
    network = frames("spirals", 10)[0].run.assembly.network
    for index in range(network.size):
        assert parameter_of(selection_of(index, network), network) == index
    assert network.parameter_name(parameter_of(Selection(1, 2, 1), network) or 0) == "W1[1,2]"
    assert network.parameter_name(parameter_of(Selection(2, 0), network) or 0) == "b2[0]"
    for nothing in (Selection(0, 1), Selection(1), Selection(9, 0), Selection(1, 99), Selection(1, 0, 99)):
        assert parameter_of(nothing, network) is None
