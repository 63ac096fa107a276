"""Numbers beside axes that are as large as those of a training that has gone far away."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from ui.panels.surface.plan import plan
from ui.plotting import contour_ground
from ui.plotting.contour_ground import Places, draw_axes, draw_key
from ui.plotting.levels import Levels
from ui.plotting.text import text_width
from ui.plotting.tick_labels import fitted
from ui.plotting.ticks import linear_ticks
from ui.theme import painting, px

pytestmark = pytest.mark.usefixtures("light")

EXTENTS = [
    (-1.5, 2.0, -1.0, 1.5),
    (-320_000.0, 560_000.0, -250_000.0, 310_000.0),
    (-3.1e7, 5.0e7, -2e6, 7e6),
    (1_000_000.0, 1_000_900.0, -0.0002, 0.0003),
]


def _written(
    places: Places, extent: tuple[float, float, float, float], monkeypatch: pytest.MonkeyPatch
) -> list[QRectF]:
    found: list[tuple[QRectF, str]] = []

    def note(painter: QPainter, role: Any, ink: Any, x: float, y: float, text: str) -> None:
        found.append((QRectF(x, y - px(6), text_width(role, text), px(12)), text))

    monkeypatch.setattr(contour_ground, "draw_text", note)
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    with painting(image) as painter:
        draw_axes(painter, places, extent, ("PC 1 (88 %)", "PC 2 (10 %)"), ())
        draw_key(painter, places, Levels(0.0, 700_000.0, 14, False))
    return [box for box, _ in found]


@pytest.mark.parametrize("extent", EXTENTS)
@pytest.mark.parametrize("size", [(300, 200), (480, 330), (900, 600)])
def test_numbers_stay_inside_and_keep_a_gap(
    qtbot: QtBot,
    size: tuple[int, int],
    extent: tuple[float, float, float, float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written = _written(plan(QSize(*size), 1), extent, monkeypatch)
    panel = QRectF(QRect(0, 0, *size))
    assert all(panel.contains(box) for box in written)
    for index, box in enumerate(written):
        wider = box.adjusted(-px(4), 0.0, px(4), 0.0)
        assert not any(wider.intersects(other) for other in written[index + 1 :])


def test_large_numbers_are_written_in_e_form_only_where_they_have_no_room(qtbot: QtBot) -> None:
    ticks = linear_ticks(-210_000.0, 410_000.0, 4)
    assert fitted(ticks, 100.0) is ticks
    assert fitted(ticks, 30.0).labels == ("−2e5", "0", "2e5", "4e5")
    small = linear_ticks(0.0, 1.0, 5)
    assert fitted(small, 5.0).labels == small.labels


def test_a_huge_surface_still_has_two_numbers_along_each_side(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    places = plan(QSize(480, 330), 1)
    written = _written(places, EXTENTS[1], monkeypatch)
    plot = places.plot
    assert sum(box.center().y() > plot.bottom() and box.left() < plot.right() - px(90) for box in written) >= 2
    assert sum(box.right() < plot.left() for box in written) >= 2
