"""The surface from the side in its panel: turned, read and put back; a clicker works over it."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from tests.ui.surface_cases import changed, feed, frames, open_panel
from ui import numbers
from ui.exports.vectors import svg_of
from ui.panel_frame import PanelFrame
from ui.panels.surface import SurfacePanel
from ui.panels.surface.reading import AT_POINTER
from ui.pictures import image_of, panel_subject

pytestmark = pytest.mark.usefixtures("light")


def test_the_surface_from_the_side_is_turned_read_and_put_back(qtbot: QtBot) -> None:
    [frame] = frames("spirals", 200)
    frame = changed(frame, playing=False)
    panel = open_panel(qtbot, frame, size=(700, 520))
    flat = panel.grab().toImage()
    panel._controls.relief.click()
    feed(panel, frame)
    result = panel._shown.result
    assert result is not None
    assert result.relief is not None
    assert result.relief.view == replace(panel._relief.view(panel.plan), extent=result.extent)
    side = panel.grab().toImage()
    assert side != flat
    camera = panel._relief.camera
    center = QPointF(panel.plan.plot.center())
    panel.hand.press(center)
    panel.hand.move(center + QPointF(60.0, 10.0))
    panel.hand.release()
    assert panel._relief.camera != camera
    assert panel.turning
    qtbot.waitUntil(lambda: not panel.turning, timeout=3000)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Plus):
        before = panel._relief.camera
        qtbot.keyClick(panel, key)
        assert panel._relief.camera != before
    qtbot.keyClick(panel, Qt.Key.Key_Home)
    assert panel._relief.camera == camera
    panel.hand.wheel(center, 1.0)
    panel.hand.double_click(center)
    assert panel._relief.camera == camera
    qtbot.waitUntil(lambda: not panel.turning, timeout=3000)
    # The pointer over the present point reads that path, and says so to the other panels.
    panel.repaint()
    track = result.track(frame.chosen)
    assert track is not None
    pixel = panel._relief._canvas.pixels(result.relief.view, np.array([track.now]))[0]
    with qtbot.waitSignal(panel.step_pointed):
        panel.hand.move(QPointF(*pixel.tolist()))
    read = panel.grab().toImage()
    panel.hand.leave()
    assert read != panel.grab().toImage()


def test_it_comes_closer_to_the_pointer_and_the_card_says_of_which_place_each_row_is(qtbot: QtBot) -> None:
    [frame] = frames("spirals", 200)
    frame = changed(frame, playing=False)
    panel = open_panel(qtbot, frame, size=(760, 742))
    panel._controls.relief.click()
    feed(panel, frame)
    result = panel._shown.result
    assert result is not None
    relief = panel._relief._canvas.relief
    assert relief is not None
    track = result.track(frame.chosen)
    assert track is not None
    pixel = QPointF(*panel._relief._canvas.pixels(relief.view, np.array([track.now]))[0].tolist())
    panel.hand.move(pixel + QPointF(4.0, -6.0))
    found = panel._relief._read(panel.frame, result)
    assert found is not None
    rows = [label for label, _ in found[0].card.rows]
    cut = rows.index(AT_POINTER)
    assert rows[:cut] == ["true loss", "on the plane", "off the plane"]
    assert rows[cut + 1 :] == ["loss", "PC 1", "PC 2", "surface of"]
    assert dict(found[0].card.rows)["loss"] == numbers.loss(found[0].loss)
    assert f"{AT_POINTER}: loss " in found[0].card.spoken
    panel.hand.wheel(pixel, 5.0)
    qtbot.waitUntil(lambda: not panel.turning, timeout=3000)
    feed(panel, frame)
    relief = panel._relief._canvas.relief
    assert relief is not None
    assert relief.view.camera.zoom > 2.0
    again = panel._relief._canvas.pixels(relief.view, np.array([track.now]))[0]
    assert again == pytest.approx(pixel.toTuple(), abs=2.0)


@pytest.mark.parametrize("key", [Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_F5, Qt.Key.Key_Escape])
@pytest.mark.parametrize("relief", [False, True])
def test_a_clickers_keys_are_left_to_the_window(qtbot: QtBot, key: Qt.Key, relief: bool) -> None:
    [frame] = frames("spirals", 20)
    panel = open_panel(qtbot, frame)
    panel._controls._choose(relief=relief)
    assert int(key) not in panel.hand.keys
    assert Qt.Key.Key_Period not in panel.hand.keys


@pytest.mark.parametrize(
    ("theme", "size", "case"),
    [
        ("light", (200, 140), "six runs"),
        ("dark", (400, 206), "two parameters"),
        ("projector", (1000, 700), "six runs"),
        ("light", (400, 206), "rate 100"),
        ("projector", (400, 206), "zeros"),
    ],
)
def test_from_the_side_and_along_the_line_at_every_size(
    qtbot: QtBot, theme: str, size: tuple[int, int], case: str
) -> None:
    from ui.theme import appearance

    appearance().choose(theme)
    for frame in frames(case, 0, 60):
        panel = open_panel(qtbot, changed(frame, playing=False), size=size)
        panel._controls._choose(relief=True)
        feed(panel, changed(frame, playing=False))
        panel.hand.move(QPointF(panel.plan.plot.center()))
        panel.grab()
        panel._controls._choose(plane="line")
        panel.draw(frame)
        computation = panel.computation(frame)
        if computation is not None:
            result = computation(lambda: False)
            if result is not None:
                panel.draw_result(result)
        panel.hand.move(QPointF(panel.plan.plot.center()))
        panel.grab()


@pytest.mark.parametrize("plane", ["pca", "line"])
def test_it_is_in_exported_pictures_of_any_kind(qtbot: QtBot, plane: str) -> None:
    [frame] = frames("spirals", 200)
    frame = changed(frame, playing=False)
    panel = SurfacePanel()
    outer = PanelFrame(panel)
    qtbot.addWidget(outer)
    outer.resize(700, 520)
    panel.bind(frame.runs)
    with qtbot.waitExposed(outer):
        outer.show()
    panel._controls._choose(relief=True, plane=plane)
    feed(panel, frame)
    subject = panel_subject(outer)
    once, twice = image_of(subject, 700), image_of(subject, 1400)
    assert twice.width() == 2 * once.width()
    colours = [len({image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)})
               for image in (once, twice)]  # fmt: skip
    assert min(colours) > (40 if plane == "pca" else 3)
    svg = svg_of(subject).decode()
    assert ("PC 1" if plane == "pca" else "train loss") in svg
    assert ("<image" in svg) == (plane == "pca")
