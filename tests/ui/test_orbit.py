"""The hand on a surface from the side: it comes closer to the pointer, and never loses the surface from the view."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QSizeF, Qt

from tests.ui.test_relief import BOX, EXTENT, LEVELS, X, Y, surface
from ui.plotting.orbit import Orbit
from ui.plotting.relief import Relief, draw_relief
from ui.plotting.relief_scene import ReliefScene
from ui.plotting.side_view import FARTHEST, Camera, View

FLAT, BOWL = np.full((31, 41), 0.1), np.add.outer(np.linspace(-1.0, 1.0, 31) ** 2, np.linspace(-1.0, 1.0, 41) ** 2)
ISLAND = np.full((31, 41), math.nan)
ISLAND[4:10, 4:12] = 1.5
SURFACES = {"hills": surface(), "flat": FLAT, "bowl": BOWL, "island": ISLAND}


class Shown:
    """A surface that is drawn anew for every camera, as in a window."""

    def __init__(self, losses: np.ndarray, box: tuple[float, float, float, float] = BOX) -> None:
        self.losses, self.box = losses, box
        self.relief: Relief | None = None
        self.orbit = Orbit(self.draw, lambda: self.relief)
        self.draw()

    def draw(self) -> None:
        view = View(self.orbit.camera, EXTENT, self.box, 0.7, (12.0, 4.0, 8.0))
        self.relief = draw_relief(X, Y, self.losses, LEVELS, view, 1.0)

    @property
    def seen(self) -> Relief:
        assert self.relief is not None
        return self.relief

    def pixels(self) -> np.ndarray:
        """Return the pixels that show the surface, shape (n, 2)."""
        rows, columns = np.nonzero(np.isfinite(self.seen.depths))
        return np.column_stack([columns + self.box[0] + 0.5, rows + self.box[1] + 0.5])


@pytest.mark.parametrize("name", ["hills", "flat", "bowl"])
def test_the_place_under_the_pointer_stays_there_while_coming_closer_and_going_back(name: str) -> None:
    shown = Shown(SURFACES[name])
    for x, y in shown.pixels()[::3000].tolist():
        shown.orbit.reset()
        place = shown.seen.place(x, y)
        assert place is not None
        for _ in range(6):
            shown.orbit.zoom(1.0, QPointF(x, y))
            assert shown.seen.place(x, y) == pytest.approx(place, abs=0.12)
        assert shown.orbit.camera.zoom == pytest.approx(1.25**6)
        for _ in range(6):
            shown.orbit.zoom(-1.0, QPointF(x, y))
        assert shown.orbit.camera.zoom == pytest.approx(1.0)
        assert shown.orbit.camera.away == pytest.approx((0.0, 0.0, 0.0), abs=1e-6)


def test_many_notches_before_the_next_picture_go_to_the_same_place() -> None:
    one, many = Shown(SURFACES["bowl"]), Shown(SURFACES["bowl"])
    place = QPointF(*one.pixels()[800].tolist())
    one.orbit.zoom(5.0, place)
    many.orbit._moved = lambda: None
    for _ in range(5):
        many.orbit.zoom(1.0, place)
    assert many.orbit.camera.zoom == pytest.approx(one.orbit.camera.zoom)
    assert many.orbit.camera.away == pytest.approx(one.orbit.camera.away, abs=1e-9)


@pytest.mark.parametrize("name", SURFACES)
@pytest.mark.parametrize("box", [BOX, (0.0, 0.0, 300.0, 90.0), (5.0, 5.0, 90.0, 220.0)])
def test_some_of_it_is_seen_whatever_the_hand_does(name: str, box: tuple[float, float, float, float]) -> None:
    shown, random = Shown(SURFACES[name], box), np.random.default_rng(3)
    orbit = shown.orbit

    def anywhere() -> QPointF:
        return QPointF(*(random.uniform((0.0, 0.0), box[2:]) + box[:2]).tolist())

    def drag(aside: bool) -> None:
        orbit.take(anywhere(), aside)
        for _ in range(3):
            orbit.pull(anywhere())
        orbit.let_go()

    deeds: list[Callable[[], None]] = [
        lambda: orbit.zoom(4.0, anywhere()),
        lambda: orbit.zoom(-1.0, anywhere()),
        lambda: drag(False),
        lambda: drag(True),
        *(lambda key=key: orbit.key(key) for key in sorted(Orbit.keys - {Qt.Key.Key_Home})),
    ]
    zooms = []
    for deed in random.integers(0, len(deeds), 70).tolist():
        deeds[deed]()
        assert not shown.seen.is_empty
        zooms.append(orbit.camera.zoom)
    assert max(zooms) == FARTHEST
    orbit.reset()
    assert orbit.camera == Camera()


def test_beside_the_surface_it_comes_closer_to_what_is_next() -> None:
    shown = Shown(ISLAND)
    corner = QPointF(BOX[0] + BOX[2] - 1.0, BOX[1] + 1.0)
    shares = [np.isfinite(shown.seen.depths).mean()]
    for _ in range(8):
        shown.orbit.zoom(1.0, corner)
        shares.append(np.isfinite(shown.seen.depths).mean())
    assert shares[0] < shares[4] < shares[8]


def test_pulled_aside_it_follows_the_pointer_and_only_where_something_lies_beyond() -> None:
    shown = Shown(SURFACES["hills"])
    shown.orbit.take(QPointF(80.0, 80.0), aside=True)
    shown.orbit.pull(QPointF(120.0, 60.0))
    assert shown.orbit.camera == Camera()  # all of it is seen
    shown.orbit.let_go()
    middle = shown.pixels()[len(shown.pixels()) // 2]
    start = QPointF(*middle.tolist())
    shown.orbit.zoom(5.0, start)
    place = shown.seen.place(*middle.tolist())
    assert place is not None
    shown.orbit.take(start, aside=True)
    shown.orbit.pull(start + QPointF(9.0, -6.0))
    assert shown.seen.place(middle[0] + 9.0, middle[1] - 6.0) == pytest.approx(place, abs=0.12)


def test_what_another_surface_has_left_behind_is_looked_for() -> None:
    shown = Shown(ISLAND)
    shown.orbit.zoom(12.0, QPointF(90.0, 60.0))
    assert shown.orbit.camera.zoom == FARTHEST
    shown.losses = ISLAND[::-1, ::-1]
    shown.draw()
    assert shown.seen.is_empty
    shown.orbit.find()
    assert not shown.seen.is_empty
    camera = shown.orbit.camera
    shown.orbit.find()
    assert shown.orbit.camera == camera


def test_nothing_is_held_before_there_is_a_picture() -> None:
    orbit = Orbit(lambda: None, lambda: None)
    orbit.take(QPointF(5.0, 5.0))
    orbit.zoom(3.0, QPointF(5.0, 5.0))
    orbit.key(Qt.Key.Key_Left)
    assert not orbit.held
    assert orbit.camera == Camera()


def test_a_surface_that_is_nowhere_is_turned_and_found_when_it_comes() -> None:
    shown = Shown(np.full((31, 41), math.nan))
    shown.orbit.key(Qt.Key.Key_Left)
    assert shown.orbit.camera.azimuth != Camera().azimuth
    shown.orbit.zoom(9.0, QPointF(20.0, 30.0))
    shown.orbit.find()
    assert shown.orbit.camera.zoom == 1.0


def test_a_card_goes_beside_the_surface_or_where_there_is_no_room_beside_the_paths() -> None:
    scene = ReliefScene()
    box = (0.0, 0.0, 700.0, 340.0)
    scene.relief = draw_relief(X, Y, SURFACES["bowl"], LEVELS, View(Camera(), EXTENT, box, 0.0, (46.0, 8.0, 20.0)), 1.0)
    view, nothing, pointer = scene.relief.view, np.empty((0, 2)), QPointF(350.0, 170.0)
    corner = scene.dock(QSizeF(160.0, 120.0), view, nothing, pointer)
    assert corner is not None
    seen = scene.relief.seen(3.0)
    assert len(seen) > 1000
    inside = (seen >= (corner.x(), corner.y())) & (seen <= (corner.x() + 160.0, corner.y() + 120.0))
    assert not inside.all(axis=1).any()
    large = QSizeF(310.0, 300.0)
    assert scene.dock(large, view, nothing, QPointF(10.0, 10.0)) is not None
    everywhere = np.array([(x, y) for x in range(0, 700, 20) for y in range(0, 340, 20)], dtype=float)
    assert scene.dock(large, view, everywhere, pointer) is None
