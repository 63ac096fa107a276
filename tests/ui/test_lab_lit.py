"""One pointer: what it is at in one view of the lab lights up in the others."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.lab_cases import lab, settle
from ui.lab.page import LabPage

__all__ = ["lab"]


def test_what_a_side_view_speaks_of_lights_up_on_the_map_and_in_the_curves(qtbot: QtBot, lab: LabPage) -> None:
    bench, side = lab.bench, lab.side
    bench.go_to(20)
    qtbot.mouseMove(lab.form)
    canvas, curves = lab.canvas.grab().toImage(), lab.curves.grab().toImage()
    heard: list[tuple[object, object]] = []
    side.point_hovered.connect(lambda racer, step: heard.append((racer, step)))
    qtbot.mouseMove(side.standings, side.standings.row_box(0).center().toPoint())
    assert heard[-1] == (0, 20)
    assert bench.lit == 0
    assert lab.canvas.grab().toImage() != canvas
    assert lab.curves.grab().toImage() != curves
    bench.go_to(22)  # the pointer rests
    assert heard[-1] == (0, 22)
    bench.go_to(20)
    table = side.update_view.height() - 2
    for y in range(table, 0, -4):  # the last line is where the update leads
        qtbot.mouseMove(side.update_view, QPoint(30, y))
        if heard[-1] == (1, 21):
            break
    assert heard[-1] == (1, 21)
    qtbot.mouseMove(side.update_view, QPoint(30, 60))
    assert heard[-1] == (1, 20)
    QApplication.sendEvent(side.update_view, QEvent(QEvent.Type.Leave))
    assert heard[-1] == (None, None)
    assert bench.lit is None
    assert lab.canvas.grab().toImage() == canvas
    assert lab.curves.grab().toImage() == curves


def test_what_is_read_on_the_map_and_in_the_curves_lights_up_beside_them(qtbot: QtBot, lab: LabPage) -> None:
    bench = lab.bench
    plain = lab.side.standings.grab().toImage()
    lab.canvas.pointer.move(QPointF(*lab.canvas.window_now.pixel(*bench.tracks.paths[1, 4])))
    assert bench.lit == 1
    assert lab.side.standings.grab().toImage() == plain  # it is the chosen one, and so tinted as it is
    lab.canvas.pointer.leave()
    assert bench.lit is None
    places = lab.curves.places
    y = places.losses.to_clipped_pixel(float(bench.tracks.losses[0, 150]))
    qtbot.mouseMove(lab.curves, QPointF(places.steps.to_pixel(150), y).toPoint())
    assert bench.lit == 0
    assert lab.side.standings.grab().toImage() != plain
    QApplication.sendEvent(lab.curves, QEvent(QEvent.Type.Leave))
    assert bench.lit is None
    assert lab.side.standings.grab().toImage() == plain


def test_it_lights_up_on_the_function_from_the_side_and_what_is_read_there_beside_it(
    qtbot: QtBot, lab: LabPage
) -> None:
    bench, canvas = lab.bench, lab.canvas
    bench.go_to(20)
    lab.resize(1440, 900)
    lab.head.relief.click()
    settle(lab)
    canvas.repaint()
    area = canvas.side_area
    qtbot.mouseMove(lab.form)
    plain, standings = canvas.grab(area).toImage(), lab.side.standings.grab().toImage()
    pictures = []
    for racer in (0, 1):
        qtbot.mouseMove(lab.side.standings, lab.side.standings.row_box(racer).center().toPoint())
        assert bench.lit == racer
        pictures.append(canvas.grab(area).toImage())
    assert plain != pictures[0] != pictures[1] != plain
    QApplication.sendEvent(lab.side.standings, QEvent(QEvent.Type.Leave))
    assert canvas.grab(area).toImage() == plain
    # The other way round.
    relief = canvas.side._scene.relief
    assert relief is not None
    ways = canvas.side._race.ways(relief.view)
    seen = np.flatnonzero(np.isfinite(ways[0].pixels).all(axis=1) & ~ways[0].hidden)
    apart = [np.nanmin(np.hypot(*(ways[1].pixels - ways[0].pixels[at]).T)) for at in seen.tolist()]
    pixel = QPointF(*ways[0].pixels[seen[int(np.argmax(apart))]].tolist())
    canvas._hands.at(pixel).move(pixel)
    assert bench.lit == 0
    assert lab.side.standings.grab().toImage() != standings
    canvas._hands.leave()
    assert bench.lit is None
    assert canvas.grab(area).toImage() == plain


def test_a_racer_that_is_gone_lights_up_nothing_on_the_function_from_the_side(qtbot: QtBot, lab: LabPage) -> None:
    lab.resize(1440, 900)
    lab.head.relief.click()
    settle(lab)
    lab.canvas.repaint()
    plain = lab.canvas.grab(lab.canvas.side_area).toImage()
    lab.bench.light(7)
    assert lab.canvas.grab(lab.canvas.side_area).toImage() == plain
