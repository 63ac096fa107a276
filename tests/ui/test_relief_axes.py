"""How a surface from the side fills its place, and what is written beside it: all inside, nothing over another."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QImage, QPainter

from ui.plotting import relief_axes
from ui.plotting.levels import Levels
from ui.plotting.relief_scene import corners_of, view_in
from ui.plotting.side_view import HEIGHT, Camera, View
from ui.plotting.text import text_width
from ui.theme import painting, px

pytestmark = pytest.mark.usefixtures("light")

PLOTS = {
    "Loss surface layout": QRect(12, 1, 736, 338),
    "enlarged": QRect(12, 20, 640, 640),
    "lab, below": QRect(12, 20, 786, 302),
    "lab, beside": QRect(12, 20, 397, 559),
    "small": QRect(53, 20, 272, 145),
    "projector": QRect(20, 20, 1200, 760),
}
EXTENTS = [(-1.5, 2.0, -1.0, 1.5), (-10.5, 3.5, -2.0, 2.0), (-3.0, 3.0, -6.0, 6.0), (-1000.0, 1000.0, -1000.0, 1000.0)]
EXTENTS.append((-320_000.0, 560_000.0, -250_000.0, 310_000.0))
LEVELS = Levels(-2.0, 4.0, 15, True)
Written = tuple[QRectF, str]


def outline(view: View) -> np.ndarray:
    """Return the pixels of the corners of all that may be drawn."""
    corners = corners_of(view.extent)
    return np.concatenate([view.to_pixels(corners, height) for height in (-view.floor, 0.0, HEIGHT)])


def written(view: View, monkeypatch: pytest.MonkeyPatch) -> list[Written]:
    """Draw the axes, and return what is written and where."""
    found: list[Written] = []

    def note(painter: QPainter, role: Any, ink: Any, x: float, y: float, text: str) -> None:
        found.append((QRectF(x, y - px(7), text_width(role, text), px(14)), text))

    monkeypatch.setattr(relief_axes, "draw_text", note)
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    with painting(image) as painter:
        relief_axes.draw_relief_axes(painter, view, LEVELS, ("PC 1 (88 %)", "PC 2 (10 %)"), (), "loss")
    return found


@pytest.mark.parametrize("extent", EXTENTS)
@pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)
def test_it_fills_its_place(plot: QRect, extent: tuple[float, float, float, float]) -> None:
    view = view_in(plot, 0, extent, Camera(), True)
    wide, high = np.ptp(outline(view), axis=0).tolist()
    # The labels take a few pixels of small places.
    assert max(wide / (plot.width() - px(52)), high / (plot.height() - px(4))) > (0.85 if plot.height() > 200 else 0.8)
    # Without a floor the surface itself would be little larger.
    bare = View(Camera(), extent, view.box, 0.0, view.margin)
    assert view.scale >= 0.9 * bare.scale - 1e-9


def test_a_floor_is_where_there_is_room_for_it_and_stays_while_it_turns() -> None:
    extent = EXTENTS[0]
    assert view_in(PLOTS["Loss surface layout"], 0, extent, Camera(), True).floor == 0.0
    floor = view_in(PLOTS["enlarged"], 0, extent, Camera(), True).floor
    assert floor > 0.4
    for azimuth in (-2.0, 0.5, 3.0):
        assert view_in(PLOTS["enlarged"], 0, extent, Camera(azimuth, 1.2, 3.0), True).floor == floor


@pytest.mark.parametrize("extent", EXTENTS)
@pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)
def test_all_that_is_written_is_inside_and_nothing_over_another(
    plot: QRect, extent: tuple[float, float, float, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    box = QRectF(plot).adjusted(-0.01, -0.01, 0.01, 0.01)
    for azimuth in np.linspace(-3.1, 3.1, 14).tolist():
        for elevation, zoom in ((0.2, 1.0), (0.6, 1.0), (1.3, 1.0), (0.6, 3.0)):
            view = view_in(plot, 0, extent, Camera(azimuth, elevation, zoom), True)
            found = written(view, monkeypatch)
            assert all(box.contains(place) for place, _ in found)
            ticks = [place for place, text in found if not text.startswith(("PC", "loss"))]
            between = [(one, other) for k, one in enumerate(ticks) for other in ticks[:k]]
            assert not any(one.adjusted(1, 3, -1, -3).intersects(other) for one, other in between)


def test_at_first_every_axis_has_its_name_and_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    for plot in PLOTS.values():
        words = [text for _, text in written(view_in(plot, 0, EXTENTS[0], Camera(), True), monkeypatch)]
        assert {"PC 1 (88 %)", "PC 2 (10 %)", "loss"} <= set(words)
        assert len(words) >= 3 + 4


def test_an_axis_out_of_sight_has_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    camera = Camera(zoom=8.0, away=(0.4, 0.4, 0.0))
    assert written(view_in(PLOTS["enlarged"], 0, EXTENTS[0], camera, True), monkeypatch) == []
