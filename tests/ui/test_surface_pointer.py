"""The pointer over the Loss surface: it reads, points at steps, looks closer and elsewhere, and chooses axes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.landscape import loss_over
from tests.ui.surface_cases import changed, feed, frames, open_panel
from ui.frame import Selection
from ui.panels.surface import SurfacePanel
from ui.panels.surface.reading import INTERPOLATED
from ui.panels.surface.words import axis_names
from ui.plotting.contour_ground import name_boxes
from ui.plotting.extent import Window

LARGE = (620, 420)


pytestmark = pytest.mark.usefixtures("light")


def window(panel: SurfacePanel) -> Window:
    found = panel._pointer._window()
    assert found is not None
    return found


def wheel(panel: SurfacePanel, place: QPointF, notches: float) -> QWheelEvent:
    event = QWheelEvent(
        place,
        QPointF(panel.mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(panel, event)
    return event


def test_the_loss_under_the_pointer_is_the_true_one(qtbot: QtBot) -> None:
    [frame] = frames("spirals", 200)
    panel = open_panel(qtbot, frame, size=LARGE)
    plain = panel.grab().toImage()
    place = panel.plan.plot.center() + QPoint(20, 60)
    qtbot.mouseMove(panel, place)
    reading, result = panel._pointer._reading, panel._shown.result
    assert reading is not None
    assert result is not None
    x, y = window(panel).place(place.x(), place.y())
    at = result.plane.center + (x - result.plane.origin[0]) * result.plane.directions[0]
    at = at + (y - result.plane.origin[1]) * result.plane.directions[1]
    assert reading.loss == pytest.approx(loss_over(frame.run.assembly, result.grid.rows, at))
    assert panel.grab().toImage() != plain
    QApplication.sendEvent(panel, QEvent(QEvent.Type.Leave))
    assert panel._pointer._reading is None
    assert panel.grab().toImage() == plain


def test_a_large_network_is_read_from_the_picture(qtbot: QtBot) -> None:
    [frame] = frames("digits", 20)
    panel = open_panel(qtbot, frame, size=LARGE)
    qtbot.mouseMove(panel, panel.plan.plot.center() + QPoint(0, 50))
    reading, result = panel._pointer._reading, panel._shown.result
    assert reading is not None
    assert result is not None
    labels = [reading.card.title, *(label for label, _ in reading.card.rows)]
    assert any(label.endswith(INTERPOLATED) for label in labels)
    assert result.grid.losses.min() <= reading.loss <= result.grid.losses.max()


def test_near_a_path_its_step_is_pointed_at(qtbot: QtBot) -> None:
    [frame] = frames("spirals", 200)
    panel = open_panel(qtbot, frame, size=LARGE)
    said: list[object] = []
    panel.step_pointed.connect(said.append)
    track = panel._shown.tracks(frame)[1]
    x, y = window(panel).pixel(*track.places[120])
    qtbot.mouseMove(panel, QPoint(round(x), round(y)))
    assert len(said) == 1
    assert abs(int(str(said[0])) - 120) <= 2
    reading = panel._pointer._reading
    assert reading is not None
    assert reading.card.title == "with momentum"
    assert reading.card.rows[0][0] == "true loss"
    # The frame that comes back with this step changes nothing more.
    feed(panel, changed(frame, pointed_step=said[0]))
    assert len(said) == 1
    QApplication.sendEvent(panel, QEvent(QEvent.Type.Leave))
    assert said[-1] is None


def test_without_a_free_corner_the_line_below_reads(qtbot: QtBot) -> None:
    [frame] = frames("spirals", 200)
    panel = open_panel(qtbot, frame)
    box, footer = panel.plan.plot, panel.plan.footer
    assert footer is not None
    before = panel.grab(footer).toImage()
    qtbot.mouseMove(panel, box.center())
    assert panel._pointer._dock is None
    assert panel.grab(footer).toImage() != before
    tiny = open_panel(qtbot, frame, size=(200, 70))
    assert tiny.plan.footer is None
    qtbot.mouseMove(tiny, tiny.plan.plot.center())
    assert "at the pointer: loss" in tiny.accessibleDescription()


def test_the_wheel_comes_closer_to_the_pointer(qtbot: QtBot) -> None:
    [frame] = frames("spirals", 200)
    panel = open_panel(qtbot, frame, size=LARGE)
    place = QPointF(panel.plan.plot.center()) + QPointF(40, 20)
    held = window(panel).place(place.x(), place.y())
    before = panel._shown.extent
    with qtbot.waitSignal(panel.stale):
        event = wheel(panel, place, 2)
    assert event.isAccepted()
    after = panel._shown.extent
    assert (after[1] - after[0]) == pytest.approx((before[1] - before[0]) / 1.25**2)
    assert window(panel).place(place.x(), place.y()) == pytest.approx(held)
    assert panel.accessibleDescription().startswith("Zoomed, double click to see all.")
    feed(panel, frame)
    result = panel._shown.result
    assert result is not None
    assert result.extent == after
    # Other levels and a later surface keep what is looked at.
    panel._controls.log.click()
    feed(panel, frame)
    assert panel._shown.extent == after
    [later] = frames("spirals", 260)
    feed(panel, changed(later, runs=frame.runs))
    assert panel._shown.extent == after
    with qtbot.waitSignal(panel.stale):
        qtbot.mouseDClick(panel, Qt.MouseButton.LeftButton, pos=place.toPoint())
    feed(panel, frame)
    assert panel._shown.view is None
    assert panel._shown.easing.aim == pytest.approx(before)


def test_the_wheel_beside_the_plot_is_for_others(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, *frames("spirals", 200))
    assert not wheel(panel, QPointF(2, 2), 1).isAccepted()
    assert panel._shown.view is None


def test_after_the_wheel_a_fine_surface_follows(qtbot: QtBot) -> None:
    frame = changed(frames("spirals", 200)[0], playing=False)
    panel = open_panel(qtbot, frame)
    wheel(panel, QPointF(panel.plan.plot.center()), 1)
    assert panel._is_live(frame)
    computation = panel.computation(frame)
    assert computation is not None
    panel.draw_result(computation(lambda: False))
    assert panel._shown.result is not None
    assert panel._shown.result.live
    qtbot.waitUntil(lambda: not panel._is_live(frame))
    feed(panel, frame)
    assert not panel._shown.result.live


def test_pulling_moves_the_plane_under_the_pointer(qtbot: QtBot) -> None:
    [frame] = frames("spirals", 200)
    panel = open_panel(qtbot, frame, size=LARGE)
    start = panel.plan.plot.center()
    before = panel._shown.extent
    held = window(panel).place(start.x(), start.y())
    qtbot.mousePress(panel, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(panel, start + QPoint(1, 1))
    assert panel._shown.view is None
    qtbot.mouseMove(panel, start + QPoint(50, -30))
    qtbot.mouseRelease(panel, Qt.MouseButton.LeftButton, pos=start + QPoint(50, -30))
    after = panel._shown.extent
    assert after[1] - after[0] == pytest.approx(before[1] - before[0])
    assert window(panel).place(start.x() + 50, start.y() - 30) == pytest.approx(held)
    qtbot.mouseMove(panel, start)
    assert panel._shown.extent == after


def test_the_name_of_an_axis_points_at_its_parameter(qtbot: QtBot) -> None:
    [frame] = frames("two parameters", 60)
    panel = open_panel(qtbot, frame)
    result = panel._shown.result
    assert result is not None
    across, up = name_boxes(panel.plan, axis_names(result))
    pointed: list[object] = []
    panel.hovered.connect(pointed.append)
    qtbot.mouseMove(panel, across.center().toPoint())
    assert panel.cursor().shape() == Qt.CursorShape.PointingHandCursor
    qtbot.mouseMove(panel, up.center().toPoint())
    qtbot.mouseMove(panel, panel.plan.plot.center())
    assert pointed == [Selection(1, 0, 0), Selection(1, 0), None]
    with qtbot.waitSignal(panel.selected) as chosen:
        qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=up.center().toPoint())
    assert chosen.args == [Selection(1, 0)]


def test_the_line_below_is_explained(qtbot: QtBot) -> None:
    [frame] = frames("spirals", 200)
    panel = open_panel(qtbot, frame)
    footer = panel.plan.footer
    assert footer is not None
    qtbot.mouseMove(panel, footer.center())
    assert "true loss" in panel.toolTip()
    qtbot.mouseMove(panel, panel.plan.plot.center())
    assert panel.toolTip() == ""


def test_other_buttons_are_for_others(qtbot: QtBot) -> None:
    [frame] = frames("spirals", 200)
    panel = open_panel(qtbot, frame)
    center = panel.plan.plot.center()
    qtbot.mousePress(panel, Qt.MouseButton.RightButton, pos=center)
    qtbot.mouseMove(panel, center + QPoint(60, 0))
    qtbot.mouseRelease(panel, Qt.MouseButton.RightButton, pos=center)
    assert panel._shown.view is None
    assert panel._shown.result is not None
