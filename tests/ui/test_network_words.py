"""What is written in the Network panel: whole per cents, whose colours the key explains, and no buttons in pictures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tests.ui.network_cases import assembly_of, frame_of, middle, open_panel, picture_of, point_at, unit_box
from ui import numbers
from ui.frame import Selection
from ui.panels.network import NetworkPanel
from ui.panels.network.box import Box
from ui.panels.network.paint_words import Key
from ui.panels.network.text import text_width
from ui.theme import appearance, current

SIZES = [(740, 304), (566, 264), (380, 270), (300, 210), (1100, 670), (1900, 970)]


@pytest.fixture(autouse=True)
def usual_look(qtbot: QtBot) -> Iterator[None]:
    appearance().choose("light")
    yield
    appearance().choose("light")
    appearance().set_font_scale(1.0)


@pytest.mark.parametrize("theme", ["light", "projector"])
@pytest.mark.parametrize("scale", [0.8, 1.0, 1.5, 2.0])
@pytest.mark.parametrize("case", ["digits", "iris", "wine", "five arms", "breast cancer"])
def test_every_probability_has_room_in_bold(qtbot: QtBot, case: str, scale: float, theme: str) -> None:
    appearance().choose(theme)
    appearance().set_font_scale(scale)
    panel = open_panel(qtbot, frame_of(case, sample=("test", 0)))
    widest = max(text_width(numbers.probability(k / 10_000.0), "value") for k in range(10_001))
    for size in SIZES:
        panel.resize(*size)
        places = [row.number for row in panel.graph.layout.blocks[-1].answers if row.number is not None]
        assert all(place.w >= widest for place in places), size
        assert all(place.right <= size[0] for place in places), size


def titles(panel: NetworkPanel) -> str:
    """Return the key's title as it is drawn."""
    scene = panel.graph.scene
    return scene.key.title(scene.docks.key.w)


def test_the_key_names_the_layer_that_is_pointed_at_or_selected(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("deep digits"), (1100, 670))
    assert titles(panel) == "weight, Hidden 1"
    for layer, name in enumerate(("Hidden 1", "Hidden 2", "Hidden 3", "Output"), 1):
        point_at(panel, middle(unit_box(panel, layer, 0)))
        assert titles(panel) == f"weight, {name}"
    panel.graph.hover(None)
    panel.graph.select(Selection(2, 0, 1))
    assert titles(panel) == "weight, Hidden 2"


@pytest.mark.parametrize(
    ("case", "quantities"),
    [
        ("spirals", ["output, Hidden 1", "output, Hidden 2", "p(class 1), Output"]),
        ("digits", ["weight, Hidden 1", "weight, Output"]),
        ("diabetes", ["weight, Hidden 1", "weight, Hidden 2", "weight, Output"]),
        ("sine", ["output, Hidden 1", "output, Hidden 2", "y, Output"]),
        ("tanh output", ["output, Hidden 1", "class 1, Output"]),
    ],
)
def test_the_key_names_every_kind_of_layer(qtbot: QtBot, case: str, quantities: list[str]) -> None:
    panel = open_panel(qtbot, frame_of(case), (1100, 670))
    for layer, title in enumerate(quantities, 1):
        panel.graph.select(Selection(layer))
        key = panel.graph.scene.key
        assert f"{key.quantity}, {key.layer}" == title
        assert key.layer == assembly_of(case).network.layers[layer - 1].name


def test_a_long_quantity_gives_way_to_the_layer() -> None:
    key = Key("disease progression after one year", "Output", -1.0, 1.0)
    title = key.title(112.0)
    assert title.startswith("dis")
    assert title.endswith("…, Output")
    assert text_width(title, "tick") <= 112.5


def inked(image: QImage, box: Box) -> bool:
    """Say whether anything is drawn in a box."""
    part = image.copy(QRect(round(box.x), round(box.y), round(box.w), round(box.h)))
    pixels = (part.pixelColor(x, y).name() for x in range(part.width()) for y in range(part.height()))
    return any(pixel != current().surface.lower() for pixel in pixels)


@pytest.mark.parametrize("case", ["digits", "iris"])
def test_a_picture_has_no_buttons_and_the_window_has(qtbot: QtBot, case: str) -> None:
    panel = open_panel(qtbot, frame_of(case), (800, 715))
    place = panel.graph.layout.sample
    for pointed in (False, True):
        if pointed:
            point_at(panel, middle(place.following))
        window, picture = panel.grab().toImage(), picture_of(panel)
        for button in (place.previous, place.following):
            assert inked(window, button)
            assert not inked(picture, button)
        assert inked(picture, place.caption)
