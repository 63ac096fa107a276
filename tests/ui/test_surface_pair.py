"""Map and relief beside each other in the Loss surface panel: one pointer, a notice where one is due, its keys."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.surface_cases import changed, feed, frames, open_panel
from ui.exports.vectors import svg_of
from ui.frame import Frame
from ui.main_window import MainWindow
from ui.panel_frame import PanelFrame
from ui.panels.surface import SurfacePanel
from ui.pictures import image_of, panel_subject
from ui.plotting.graphics import graphics
from ui.plotting.graphics.processor import NOTICE

pytestmark = pytest.mark.usefixtures("light")

WIDE, NARROW = (1100, 640), (420, 240)


@pytest.fixture
def frame() -> Frame:
    [frame] = frames("spirals", 200)
    return changed(frame, playing=False)


@pytest.fixture
def emulated(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the panel draw by OpenGL, even by an emulated one."""
    shared = graphics()
    for name, value in (("_any_renderer", True), ("_reason", ""), ("_solid", None), ("_context", None)):
        monkeypatch.setattr(shared, name, value)
    if not shared.usable:
        pytest.skip(shared.reason)
    yield
    shared.release()


def relief_panel(qtbot: QtBot, frame: Frame, size: tuple[int, int]) -> SurfacePanel:
    panel = open_panel(qtbot, frame, size=size)
    panel._controls.relief.click()
    feed(panel, frame)
    return panel


def test_both_are_seen_where_there_is_room_and_the_relief_alone_elsewhere(qtbot: QtBot, frame: Frame) -> None:
    panel = relief_panel(qtbot, frame, WIDE)
    both = panel.pair
    assert both is not None
    assert both.side.plot.right() < both.area.left() <= both.flat.plot.left()
    assert both.flat.plot.height() == both.side.plot.height() == panel.plan.plot.height()
    result = panel._shown.result
    assert result is not None
    assert result.size == (both.flat.plot.width(), both.flat.plot.height())
    panel.resize(*NARROW)
    assert panel.pair is None
    panel.resize(*WIDE)
    panel._controls.relief.click()
    assert panel.pair is None


def test_the_same_point_is_read_in_both(qtbot: QtBot, frame: Frame) -> None:
    panel = relief_panel(qtbot, frame, WIDE)
    both = panel.pair
    assert both is not None
    nothing = panel.grab().toImage()
    box = both.flat.plot
    on_map = QPointF(box.left() + 0.6 * box.width(), box.top() + 0.4 * box.height())
    panel.hand.move(on_map)
    spot = panel._pointer.spot
    assert spot is not None
    result = panel._shown.result
    assert result is not None
    marked = panel.grab().toImage()
    # The place that the map reads is marked on the relief, and the other way round.
    relief = panel._relief._canvas.relief
    assert relief is not None
    [[x, y]] = panel._relief._canvas.pixels(relief.view, np.array([(spot.x, spot.y)])).tolist()
    assert marked.pixel(round(x), round(y)) != nothing.pixel(round(x), round(y))
    panel.hand.move(QPointF(x, y))
    assert panel._pointer.spot is None
    read = panel._relief._read(panel.frame, result)
    assert read is not None
    assert read[1] == pytest.approx((spot.x, spot.y), abs=0.03 * (result.extent[1] - result.extent[0]))
    assert read[0].loss == pytest.approx(spot.value, rel=0.05)
    again = panel.grab().toImage()
    pixel = on_map.toPoint()
    assert again.pixel(pixel) != nothing.pixel(pixel)
    panel.hand.leave()
    assert panel.grab().toImage() == nothing


def test_each_half_has_its_own_hand(qtbot: QtBot, frame: Frame) -> None:
    panel = relief_panel(qtbot, frame, WIDE)
    both = panel.pair
    assert both is not None
    side, flat = QPointF(both.side.plot.center()), QPointF(both.flat.plot.center())
    camera = panel._relief.camera
    assert panel.hand.wheel(flat, 1.0)
    assert panel._relief.camera == camera
    assert panel._shown.view is not None
    panel.hand.double_click(flat)
    assert panel._shown.view is None
    # What is held stays held beyond the border.
    assert panel.hand.press(side)
    panel.hand.move(flat)
    turned = panel._relief.camera
    assert turned.azimuth != camera.azimuth
    assert panel._shown.view is None
    panel.hand.release()
    panel.hand.double_click(side)
    assert panel._relief.camera == camera
    assert panel.hand.wheel(side, 2.0)
    assert panel._relief.camera.zoom > camera.zoom


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_picture_drawn_without_a_processor_says_so(qtbot: QtBot, frame: Frame, size: tuple[int, int]) -> None:
    outer = framed(qtbot, frame, size)
    panel = outer.panel
    assert isinstance(panel, SurfacePanel)
    if not graphics().reason:
        pytest.skip("there is a graphics processor")
    assert NOTICE in svg_of(panel_subject(outer)).decode()
    assert panel.plan.footer is not None
    panel.hand.move(QPointF(panel.plan.footer.center()))
    assert graphics().reason in panel.toolTip()
    graphics().wanted = False
    try:
        assert NOTICE not in svg_of(panel_subject(outer)).decode()
    finally:
        graphics().wanted = True


@pytest.mark.usefixtures("emulated")
def test_the_panel_draws_by_opengl_and_exports_it(qtbot: QtBot, frame: Frame) -> None:
    outer = framed(qtbot, frame, WIDE)
    panel = outer.panel
    assert isinstance(panel, SurfacePanel)
    result = panel._shown.result
    assert result is not None
    assert result.mesh is not None
    assert result.relief is None
    subject = panel_subject(outer)
    fast, words = image_of(subject, WIDE[0]), svg_of(subject).decode()
    assert NOTICE not in words
    assert words.count("PC 1") == 2
    graphics().wanted = False
    try:
        slow = image_of(subject, WIDE[0])
    finally:
        graphics().wanted = True
    assert fast != slow
    near = [
        max(abs(one - other) for one, other in zip(a.getRgb(), b.getRgb(), strict=True)) < 24
        for x in range(0, fast.width(), 9)
        for y in range(0, fast.height(), 9)
        for a, b in [(fast.pixelColor(x, y), slow.pixelColor(x, y))]
    ]
    assert sum(near) > 0.96 * len(near)
    # It turns at full resolution.
    panel.hand.wheel(QPointF(panel.side_plan.plot.center()), 1.0)
    panel.repaint()
    assert panel.turning
    relief = panel._relief._canvas.relief
    assert relief is not None
    assert relief.ratio == panel.devicePixelRatioF()


@pytest.mark.usefixtures("emulated")
def test_a_lost_processor_leaves_the_picture_and_a_notice(
    qtbot: QtBot, frame: Frame, monkeypatch: pytest.MonkeyPatch
) -> None:
    outer = framed(qtbot, frame, WIDE)
    panel = outer.panel
    assert isinstance(panel, SurfacePanel)
    context = graphics()._context
    assert context is not None
    monkeypatch.setattr(context, "enter", lambda: False)
    panel.hand.wheel(QPointF(panel.side_plan.plot.center()), 1.0)
    panel.repaint()
    assert panel._relief._canvas.relief is not None
    assert not graphics().usable
    assert NOTICE in svg_of(panel_subject(outer)).decode()


def test_a_clickers_keys_work_over_it(qtbot: QtBot, window: MainWindow) -> None:
    panel = window.board.frames["surface"].panel
    assert isinstance(panel, SurfacePanel)
    panel._controls._choose(relief=True)
    QTest.keyClick(window, Qt.Key.Key_F5)
    qtbot.waitUntil(window.isFullScreen)
    QTest.keyClick(window, Qt.Key.Key_3)
    assert window.board.enlarged == "surface"
    panel.setFocus()
    assert QApplication.focusWidget() is panel
    for key in panel.hand.keys:
        asked = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
        assert panel.event(asked)
    QTest.keyClick(panel, Qt.Key.Key_PageDown)
    assert window.board.enlarged == "gradients"
    QTest.keyClick(window, Qt.Key.Key_PageUp)
    assert window.board.enlarged == "surface"
    panel.setFocus()
    QTest.keyClick(panel, Qt.Key.Key_Period)
    assert window.presentation._curtain.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Period)
    assert not window.presentation._curtain.isVisible()
    panel.setFocus()
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert window.board.enlarged is None
    panel.setFocus()
    QTest.keyClick(panel, Qt.Key.Key_F5)
    assert not window.presentation.active


def test_the_choice_is_in_the_menu_and_remembered(window: MainWindow) -> None:
    action = window._actions["graphics"]
    try:
        assert action.isChecked()
        action.trigger()
        assert not graphics().wanted
        assert not window.settings.graphics
        assert not action.isChecked()
        action.trigger()
        assert graphics().wanted
        assert window.settings.graphics
    finally:
        graphics().wanted = True


def framed(qtbot: QtBot, frame: Frame, size: tuple[int, int]) -> PanelFrame:
    panel = SurfacePanel()
    outer = PanelFrame(panel)
    qtbot.addWidget(outer)
    outer.resize(*size)
    panel.bind(frame.runs)
    with qtbot.waitExposed(outer):
        outer.show()
    panel._controls._choose(relief=True)
    feed(panel, frame)
    return outer
