"""The small maps of the other runs: where they stand, and that each has its name."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, QSize
from pytestqt.qtbot import QtBot

from tests.ui.output_cases import document, frame_of, open_panel
from ui.panels.output.plan import plan_plot
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


@pytest.mark.parametrize(("size", "maps"), [((418, 325), 2), ((489, 166), 2), ((452, 304), 1)])
def test_small_maps_use_the_room_beside_and_below_the_plot(size: tuple[int, int], maps: int) -> None:
    plan = plan_plot(QSize(*size), 34, 22, 114, square=True, maps=maps)
    assert plan.side is not None
    boxes = place_tiles(plan.rest, ["with leaky ReLU", "a tenth"][:maps], from_top=plan.stacked).boxes
    assert len(boxes) == maps
    for box in boxes:
        assert box.width() >= px(36)
        assert box.right() <= size[0] - px(12)
        assert box.bottom() <= size[1] - px(8)
        assert not box.intersects(plan.plot)
        assert not box.intersects(plan.side)


def test_a_number_at_the_end_of_an_axis_is_not_cut() -> None:
    plan = plan_plot(QSize(418, 325), 34, 22, 114, square=True)
    assert plan.plot.top() >= px(8)
