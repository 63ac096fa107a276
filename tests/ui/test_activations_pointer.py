"""What a user does in the Activations panel: drag the probe, point, click, choose layers, use the keys."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.activations_cases import LARGE, SIZE, axes_of, feed, frame_of, image_of, layer, open_panel
from ui.controls import Chip
from ui.frame import Selection
from ui.panel_frame import PanelFrame
from ui.panels.activations import ActivationsPanel
from ui.panels.activations.card import plot_rows, tile_rows
from ui.panels.activations.probe import probe_words, tangent

LEFT = Qt.MouseButton.LeftButton


pytestmark = pytest.mark.usefixtures("light")


def at(panel: ActivationsPanel, z: float, share: float = 0.5) -> QPoint:
    axes = axes_of(panel)
    return QPointF(axes.x(z), axes.curve.top() + share * axes.curve.height()).toPoint()


def probe_of(panel: ActivationsPanel) -> float:
    return panel.scene.probe.z(axes_of(panel).half_width)


def test_the_probe_is_dragged_and_stays(qtbot: QtBot) -> None:
    frame = frame_of("tanh")
    panel = open_panel(qtbot, frame)
    before = image_of(panel)
    assert probe_of(panel) == 0.7
    qtbot.mousePress(panel, LEFT, pos=at(panel, 1.5))
    assert probe_of(panel) == pytest.approx(1.5, abs=0.05)
    qtbot.mouseMove(panel, at(panel, -2.0))
    assert probe_of(panel) == pytest.approx(-2.0, abs=0.05)
    qtbot.mouseMove(panel, at(panel, -2.0) - QPoint(1000, 0))
    assert probe_of(panel) == -5.0
    qtbot.mouseMove(panel, at(panel, 3.0))
    qtbot.mouseRelease(panel, LEFT, pos=at(panel, 3.0))
    put = probe_of(panel)
    assert put == pytest.approx(3.0, abs=0.05)
    qtbot.mouseMove(panel, at(panel, -1.0))
    assert probe_of(panel) == put
    assert image_of(panel) != before
    feed(panel, replace(frame, selection=layer(3)))
    panel.bind(frame.runs)
    assert probe_of(panel) == put


def test_the_probe_comes_to_lie_on_kinks_exactly(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("relu"))
    qtbot.mouseClick(panel, LEFT, pos=at(panel, 0.0) + QPoint(2, 0))
    assert probe_of(panel) == 0.0
    assert probe_words(axes_of(panel), 0.0) == ("f(0.00) = 0", "f\u2032(0.00) = 0")
    qtbot.mouseClick(panel, LEFT, pos=at(panel, 0.0) + QPoint(9, 0))
    assert probe_of(panel) > 0.0


def test_the_tangent_has_the_slope_of_f(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("tanh"))
    axes = axes_of(panel)
    line = tangent(axes, axes.point(0.7, 0.604), 0.635)
    low, high = axes.z(line.x1()), axes.z(line.x2())
    rise = (line.y1() - line.y2()) / (axes.y(0.0) - axes.y(1.0))
    assert rise / (high - low) == pytest.approx(0.635, rel=1e-6)
    assert line.center() == axes.point(0.7, 0.604)


def test_keys_move_the_probe_and_choose_layers(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("tanh"))
    selections: list[Selection] = []
    panel.selected.connect(selections.append)
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(panel, Qt.Key.Key_Right)
    assert probe_of(panel) == pytest.approx(0.75)
    qtbot.keyClick(panel, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert probe_of(panel) == pytest.approx(0.25)
    for _ in range(20):
        qtbot.keyClick(panel, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert probe_of(panel) == -5.0
    assert selections == []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        qtbot.keyClick(panel, key)
    assert [selection.layer for selection in selections] == [2, 3, 2]
    qtbot.keyClick(panel, Qt.Key.Key_Space)
    assert len(selections) == 3


def test_what_has_the_keys_is_shown(qtbot: QtBot) -> None:
    for case, number in (("tanh", 1), ("softmax", 2)):
        panel = open_panel(qtbot, frame_of(case, selection=layer(number)))
        panel.clearFocus()
        plain = image_of(panel)
        panel.scene.probe.focused = True
        panel.repaint()
        assert image_of(panel) != plain


def test_the_pointer_tells_the_others_the_layer(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("tanh", selection=layer(2)))
    told: list[Selection | None] = []
    panel.hovered.connect(told.append)
    still = image_of(panel)
    qtbot.mouseMove(panel, at(panel, 1.0))
    qtbot.mouseMove(panel, at(panel, 1.1))
    assert told == [Selection(2)]
    assert image_of(panel) != still
    assert panel.cursor().shape() == Qt.CursorShape.SizeHorCursor
    qtbot.mouseMove(panel, QPoint(SIZE[0] - 5, 5))
    assert told == [Selection(2), None]
    assert panel.cursor().shape() == Qt.CursorShape.ArrowCursor
    panel._point_at(None)
    assert image_of(panel) == still


def test_the_card_reads_f_and_the_bin(qtbot: QtBot) -> None:
    frame = frame_of("tanh")
    panel = open_panel(qtbot, frame)
    axes, result = axes_of(panel), panel.scene.result
    assert result is not None
    look = result.looks[0]
    rows = {row.label: row.value for row in plot_rows(axes, result, 0.11, 3, short=False)}
    assert rows["z"] == "0.11"
    assert rows["f(z)"] == "0.110"
    assert rows["f\u2032(z)"] == "0.988"
    assert rows["bin"] == "0.00 to 0.21"
    assert rows["values"] == str(look.histogram.counts[24])
    assert rows["share"] == f"{100.0 * look.histogram.shares[24]:.1f}\u2009%"
    assert rows["unit 3"] == f"{100.0 * look.of_unit(3).shares[24]:.1f}\u2009%"
    assert "seed 1" in rows
    end = {row.label: row.value for row in plot_rows(axes, result, 4.9, None, short=False)}
    assert end["bin"] == "from 4.79"
    assert end["beyond the axis"] == str(look.histogram.above)
    short = [row.label for row in plot_rows(axes, result, 4.9, 3, short=True)]
    assert short == ["z", "f(z)", "f\u2032(z)", "share"]
    assert [row.label for row in plot_rows(axes, None, 4.9, None, short=False)] == ["z", "f(z)", "f\u2032(z)"]
    softmax = open_panel(qtbot, frame_of("softmax", selection=layer(2)))
    read = plot_rows(axes_of(softmax), softmax.scene.result, 0.0, None, short=False)
    assert "f(z)" not in [row.label for row in read]


def test_softmax_has_no_probe(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("softmax", selection=layer(2)))
    qtbot.mouseClick(panel, LEFT, pos=at(panel, 2.0))
    assert probe_of(panel) == 0.7
    qtbot.keyClick(panel, Qt.Key.Key_Right)
    assert probe_of(panel) == 0.7
    assert panel.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_a_small_picture_is_pointed_at_and_chosen(qtbot: QtBot) -> None:
    frame = frame_of("relu")
    panel = open_panel(qtbot, frame, LARGE)
    tiles = panel.scene.plan.tiles
    assert tiles is not None
    told: list[Selection | None] = []
    chosen: list[Selection] = []
    panel.hovered.connect(told.append)
    panel.selected.connect(chosen.append)
    place = tiles.boxes[1].center().toPoint()
    plain = image_of(panel)
    qtbot.mouseMove(panel, place)
    assert told == [Selection(2)]
    assert panel.cursor().shape() == Qt.CursorShape.PointingHandCursor
    panel.draw(replace(frame, hovered=told[0]))
    panel._point_at(None)
    assert image_of(panel) != plain  # lit up also where the pointer is in another panel
    with qtbot.waitSignal(panel.stale):
        qtbot.mouseClick(panel, LEFT, pos=place)
    assert chosen == [Selection(2)]
    assert panel.scene.subject is not None
    assert panel.scene.subject.layer.name == "Hidden 2"
    result = panel.scene.result
    assert result is not None
    rows = {row.label: row.value for row in tile_rows(panel.scene.tile_subject(0), result.looks[0])}
    assert rows["Hidden 1"] == "ReLU"
    assert rows["dead units"].endswith("of 8")


def test_the_wheel_brings_other_layers(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("fifty layers"), LARGE)
    tiles = panel.scene.plan.tiles
    assert tiles is not None
    for turn, start in ((-120, tiles.columns), (-240, 3 * tiles.columns), (120, 2 * tiles.columns)):
        place = tiles.region.center()
        wheel = QWheelEvent(
            place,
            QPointF(panel.mapToGlobal(place.toPoint())),
            QPoint(),
            QPoint(0, turn),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        with qtbot.waitSignal(panel.stale):
            QApplication.sendEvent(panel, wheel)
        assert panel.scene.shown_tiles.start == start
    feed(panel, frame_of("fifty layers", playing=True))
    assert panel.scene.result is not None
    assert set(panel.scene.shown_tiles) <= set(panel.scene.result.looks)


def test_a_tick_of_the_sample_is_a_unit(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("tanh", sample=("train", 4)))
    axes, result = axes_of(panel), panel.scene.result
    assert result is not None
    z = result.sample_at(0)
    assert z is not None
    told: list[Selection | None] = []
    chosen: list[Selection] = []
    panel.hovered.connect(told.append)
    panel.selected.connect(chosen.append)
    unit = int(z.argmax())
    place = QPointF(axes.x(float(z[unit])), axes.bars.bottom() + 4).toPoint()
    qtbot.mouseMove(panel, place)
    assert told == [Selection(1, unit)]
    qtbot.mouseClick(panel, LEFT, pos=place)
    assert chosen == [Selection(1, unit)]
    assert probe_of(panel) == 0.7


def frame_around(qtbot: QtBot, panel: ActivationsPanel, width: int) -> PanelFrame:
    frame = PanelFrame(panel)
    qtbot.addWidget(frame)
    frame.resize(width, 236)
    frame.show()
    frame.title_bar.show_controls(True)
    return frame


def chips(widget: QWidget) -> list[Chip]:
    return [chip for chip in widget.findChildren(Chip) if chip.isVisible()]


def test_chips_choose_a_layer(qtbot: QtBot) -> None:
    panel = ActivationsPanel()
    frame = frame_around(qtbot, panel, 420)
    panel.bind(frame_of("tanh").runs)
    assert [chip.text() for chip in chips(frame)] == ["Hidden 1", "Hidden 2", "Output"]
    assert not panel.switch.following.isVisible()
    with qtbot.waitSignal(panel.selected) as chosen:
        qtbot.mouseClick(chips(frame)[2], LEFT)
    assert chosen.args == [Selection(3)]
    assert [chip.isChecked() for chip in chips(frame)] == [False, False, True]
    # All of the bar's controls are within it.
    assert frame.title_bar.controls.x() > 90


def test_many_layers_have_arrows(qtbot: QtBot) -> None:
    panel = ActivationsPanel()
    frame = frame_around(qtbot, panel, 420)
    panel.bind(frame_of("sigmoid").runs)
    switch = panel.switch
    assert not chips(frame)
    assert switch.where.text() == "1 of 11"
    assert not switch.previous.isEnabled()
    for _ in range(10):
        qtbot.mouseClick(switch.following, LEFT)
    assert switch.where.text() == "11 of 11"
    assert not switch.following.isEnabled()
    with qtbot.waitSignal(panel.selected) as chosen:
        qtbot.mouseClick(switch.previous, LEFT)
    assert chosen.args == [Selection(10)]
    panel.bind(frame_of("no hidden layer").runs)
    assert not switch.isVisible()


def test_figures_are_explained(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("relu"))
    explained = [panel.scene.explanation_at(box.center()) for box in panel.scene.arranged.figures]
    assert "up to 0" in explained[0]
    assert "no gradient reaches them" in explained[1]
    assert panel.scene.explanation_at(axes_of(panel).curve.center()) == ""
    panel = open_panel(qtbot, frame_of("tanh"))
    assert "below \u22122.18 or above 2.18" in panel.scene.explanation_at(panel.scene.arranged.figures[0].center())
