"""The small maps of the other runs: where they stand, and that each has its name."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from tests.ui.output_cases import document, frame_of, open_panel
from ui.panels.output.plane import PlaneView
from ui.panels.output.text import text_width
from ui.panels.output.tiles import HEAD, SMALLEST, place_tiles
from ui.theme import appearance, px

SIX = document({"name": "circles"}, variants=5)


@pytest.fixture(autouse=True)
def usual_look(qapp: object) -> None:
    appearance().choose("light")
    appearance().set_font_scale(1.0)


@pytest.mark.parametrize("size", [(452, 512), (452, 480), (700, 800)])
def test_five_small_maps_have_their_whole_names(qtbot: QtBot, size: tuple[int, int]) -> None:
    panel = open_panel(qtbot, frame_of(SIX), size)
    view = panel.view
    assert isinstance(view, PlaneView)
    places = view._tile_places
    assert len(places.boxes) == 5
    assert places.head >= px(15) + max(text_width(run.name, "small") for run in view.runs[1:])
    assert max(box.left() for box in places.boxes) + places.head <= size[0]


def test_in_a_narrow_column_all_names_are_shortened_alike(qtbot: QtBot) -> None:
    view = open_panel(qtbot, frame_of(SIX), (560, 400)).view
    assert isinstance(view, PlaneView)
    assert len(view._tile_places.boxes) == 5
    assert 0.0 < view._tile_places.head < px(15) + text_width("decayed 1", "small")


def test_names_come_whole_then_short_then_not_at_all() -> None:
    names = ["with a very long name indeed 1", "with a very long name indeed 2", "short"]
    heads = [place_tiles([QRectF(0, 0, wide, 60)], names, from_top=True).head for wide in (500, 210, 110)]
    assert heads == sorted(heads, reverse=True)
    assert heads[0] > heads[1] > heads[2] == 0.0


@pytest.mark.parametrize("from_top", [False, True])
@pytest.mark.parametrize("wide", [60, 120, 200, 400])
@pytest.mark.parametrize("high", [20, 55, 110, 240])
@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_maps_and_heads_stay_in_their_space_apart(count: int, high: int, wide: int, from_top: bool) -> None:
    space = QRectF(10, 10, wide, high)
    places = place_tiles([space], [f"variant {k}" for k in range(count)], from_top=from_top)
    cells = [
        QRectF(box.left(), box.top() - px(HEAD), max(box.width(), places.head), box.height() + px(HEAD))
        for box in places.boxes
    ]
    for k, cell in enumerate(cells):
        assert places.boxes[k].width() >= px(SMALLEST)
        assert space.adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(cell)
        assert not any(cell.intersects(other) for other in cells[:k])
