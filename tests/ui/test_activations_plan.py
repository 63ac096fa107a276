"""Where everything is, in a panel of any size."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRectF, QSize

from nnviz.experiment.choice import ActivationChoice
from ui.formula_pictures import typeset
from ui.panels.activations.arranged import arranged
from ui.panels.activations.plan import Tiles
from ui.panels.activations.tiles import TileRow
from ui.panels.activations.work import formulas
from ui.theme import appearance, px

SIZES = [(200, 140), (260, 500), (300, 240), (388, 206), (452, 230), (556, 206), (600, 110), (760, 750), (1192, 770)]
LAYERS = [1, 2, 4, 11, 51, 65]


@pytest.fixture(autouse=True)
def unscaled(qapp: object) -> Iterator[None]:
    appearance().choose("light")
    yield
    appearance().set_font_scale(1.0)


def overlapping(boxes: list[QRectF]) -> list[tuple[QRectF, QRectF]]:
    return [
        (one, other)
        for k, one in enumerate(boxes)
        for other in boxes[k + 1 :]
        if one.adjusted(0.5, 0.5, -0.5, -0.5).intersects(other)
    ]


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("name", ["tanh", "elu", "softmax"])
@pytest.mark.parametrize("layers", LAYERS)
@pytest.mark.parametrize("size", SIZES)
def test_nothing_overlaps_and_nothing_is_cut(size: tuple[int, int], layers: int, name: str, scale: float) -> None:
    appearance().set_font_scale(scale)
    pictures = tuple(typeset(latex) for latex in formulas(ActivationChoice(name)))
    found = arranged(QSize(*size), 30.0, pictures, 3, layers, curves=name != "softmax")
    plan = found.plan
    boxes = [plan.curve, plan.bars, *found.figures, *found.probe]
    for place, formula in zip(found.formulas, pictures, strict=False):
        top = place.base - formula.ascent * place.size
        boxes.append(QRectF(place.x, top, formula.width * place.size, formula.height * place.size))
    boxes += plan.tiles.boxes if plan.tiles is not None else ()
    assert not overlapping(boxes)
    whole = QRectF(0, 0, *size).adjusted(-0.5, -0.5, 0.5, 0.5)
    assert all(whole.contains(box) for box in boxes)
    assert plan.bars.width() == plan.curve.width() >= 0.2 * size[0]
    assert plan.bars.left() == plan.curve.left()
    assert plan.curve.bottom() <= plan.bars.top()


def test_the_usual_sizes_have_what_they_need() -> None:
    pictures = tuple(typeset(latex) for latex in formulas(ActivationChoice("relu")))
    usual = arranged(QSize(388, 206), 30.0, pictures, 4, 3, curves=True)
    assert len(usual.formulas) == 2
    assert len(usual.figures) >= 3
    assert len(usual.probe) == 2
    assert usual.plan.names
    assert usual.plan.tiles is None
    assert usual.plan.curve.width() >= 170
    narrow = arranged(QSize(260, 300), 30.0, pictures, 4, 1, curves=True)
    assert narrow.plan.side is None
    assert len(narrow.figures) == 3
    assert len(narrow.formulas) >= 1


@pytest.mark.parametrize("size", [(760, 750), (1192, 770), (980, 372)])
def test_all_of_eleven_layers_have_room(size: tuple[int, int]) -> None:
    plan = arranged(QSize(*size), 30.0, (), 3, 11, curves=True).plan
    assert plan.tiles is not None
    assert len(plan.tiles.boxes) == 11
    assert all(box.width() >= px(128) and box.height() >= px(76) for box in plan.tiles.boxes)


def test_of_more_layers_than_fit_the_chosen_one_is_shown() -> None:
    tiles = arranged(QSize(1192, 770), 30.0, (), 3, 51, curves=True).plan.tiles
    assert isinstance(tiles, Tiles)
    room = len(tiles.boxes)
    assert 20 <= room < 51
    row = TileRow()
    for chosen in (0, 30, 50, 3, 25):
        row.reveal(tiles, chosen)
        shown = row.shown(tiles, 51)
        assert chosen in shown
        assert shown.start % tiles.columns == 0
        # What has room already moves nothing.
        row.reveal(tiles, shown.start)
        assert row.shown(tiles, 51) == shown
    row.scroll(tiles, 51, -100)
    assert row.shown(tiles, 51).start == 0
    row.scroll(tiles, 51, 1)
    assert row.shown(tiles, 51).start == tiles.columns
    row.scroll(tiles, 51, 100)
    assert row.shown(tiles, 51).stop == 51
    assert row.shown(None, 51) == range(0)
