"""The Activations panel: f and f' of a layer, and where on them its units work."""

from __future__ import annotations

import html
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from ui.frame import Frame, RunView, Selection
from ui.panels.activations.layer_switch import LayerSwitch
from ui.panels.activations.painting import Painting
from ui.panels.activations.results import Result
from ui.panels.activations.scene import Scene
from ui.panels.activations.work import compute
from ui.panels.base import Computation, Panel, claimed
from ui.plotting.text import text_width
from ui.theme import follow, painting, px

MOST_RESULTS_PER_SECOND = 10.0
BACKGROUND_SHARE = 0.1
"""Results take at most this share of the background thread's time."""
_BAR = 116
"""What the title bar needs besides the chips and the title: its number, the buttons at its end, and the gaps."""
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_LAYERS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_LARGE_STEP = 10
_FOCUS_BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
_SAMPLE_REACH = 5


class ActivationsPanel(Panel):
    """The chosen run's layers, one of them large."""

    name = "activations"
    number = 5
    title = "Activations"
    sentence = "Where each layer works on its activation"
    results_per_second = MOST_RESULTS_PER_SECOND

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Every paint covers the whole panel.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.title)
        self.scene = Scene(self)
        self.scene.easing.moved.connect(self.update)
        self._painting = Painting(self.scene)
        self._frame: Frame | None = None
        self._said = self.sentence
        self._told: Selection | None = None
        self._unpainted = False
        # Without a parent until a title bar takes it: it is no part of the picture.
        self.switch = LayerSwitch()
        self.switch.chosen.connect(self._choose_layer)
        follow(self.restyle)

    def controls(self) -> list[QWidget]:  # noqa: D102
        return [self.switch]

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(200, 140)

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(388, 206)

    def restyle(self) -> None:
        """Take colours, fonts and sizes anew from the appearance in force."""
        self.scene.arrange(self.size())
        self._fit_switch()
        self.updateGeometry()
        self.update()

    # What is shown.

    def lacks(self, run: RunView) -> str:  # noqa: D102
        return "" if run.has_data else "A recording has no data, so the units cannot be asked."

    def bind(self, runs: tuple[RunView, ...]) -> None:  # noqa: D102
        self._frame = None
        self.scene.bind(runs)
        self._say()
        self.update()

    def draw(self, frame: Frame) -> None:  # noqa: D102
        scene, before = self.scene, self._frame
        self._frame = frame
        if scene.subject is None or scene.subject.run is not frame.run:
            scene.show_run(frame.run)
            self._say()
            self.update()
        chosen = frame.selection
        is_new = before is None or before.selection != chosen
        if is_new and chosen is not None and 0 < chosen.layer <= len(frame.run.assembly.network.layers):
            self._show_layer(chosen.layer - 1)
        if scene.mark(frame):
            self.update()
        if scene.easing.moving:
            scene.easing.move(scene.easing.aim, with_frames=frame.playing)
            self.update()

    def computation(self, frame: Frame) -> Computation | None:  # noqa: D102
        self.scene.arrange_for(self.size())
        request = self.scene.request(frame)
        return partial(compute, request) if request is not None else None

    def draw_result(self, result: Any) -> None:  # noqa: D102
        found: Result = result
        wanted = BACKGROUND_SHARE / max(found.seconds, 1e-6)
        self.results_per_second = min(max(wanted, 1.0), MOST_RESULTS_PER_SECOND)
        version = self.scene.version
        if self.scene.take(found, playing=self._frame is not None and self._frame.playing):
            self._unpainted = True
            if not self.scene.is_typeset:
                self.stale.emit()
            if self.scene.version != version or self.scene.easing.moving or self.scene.pointer is not None:
                self.update()
            else:
                self.update(self.scene.arranged.live)

    def _show_layer(self, layer: int) -> None:
        if self.scene.show_layer(layer):
            self._say()
            self.update()
            self.stale.emit()

    @Slot(int)
    def _choose_layer(self, layer: int) -> None:
        """Show a layer because the user wants it, and tell the others."""
        self._show_layer(layer)
        self.selected.emit(Selection(layer + 1))

    def _say(self) -> None:
        subject = self.scene.subject
        if subject is None:
            return
        self.switch.offer(tuple(layer.name for layer in subject.layers), subject.index)
        self._fit_switch()
        if subject.sentence != self._said:
            self._said = subject.sentence
            self.setAccessibleDescription(self._said)
            self.sentence_changed.emit(self._said)

    def _fit_switch(self) -> None:
        self.switch.fit(self.width() - px(_BAR) - round(text_width("title", self.title)))

    # Painting and the pointer.

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        with painting(self) as painter:
            self.scene.arrange_for(self.size())
            self._painting.paint(painter, self.size(), event.region())
        self.paints += self._unpainted
        self._unpainted = False

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._fit_switch()
        self.stale.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._point_at(event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        scene, place = self.scene, event.position()
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        scene.probe.focused = False
        tile, unit = scene.tile_at(place), scene.sample_unit_at(place, px(_SAMPLE_REACH))
        if tile is not None:
            self._choose_layer(tile)
        elif unit is not None and scene.subject is not None:
            self.selected.emit(Selection(scene.subject.number, unit))
        elif scene.in_plot(place) and scene.subject is not None and scene.subject.is_elementwise:
            scene.probe.held = True
            self._point_at(place)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self.scene.probe.held:
            self.scene.probe.held = False
            self._point_at(event.position())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        self._point_at(None)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        lines = round(-event.angleDelta().y() / 120.0)
        if lines and self.scene.scroll(event.position(), lines):
            self.stale.emit()
            self.update()
        else:
            event.ignore()

    def _point_at(self, place: QPointF | None) -> None:
        """Follow the pointer, and tell the others what it is on."""
        scene, subject = self.scene, self.scene.subject
        if subject is None:
            return
        before, scene.pointer = scene.pointer, place
        told = None
        shape = Qt.CursorShape.ArrowCursor
        if place is not None:
            tile, unit = scene.tile_at(place), scene.sample_unit_at(place, px(_SAMPLE_REACH))
            if scene.probe.held and scene.axes is not None:
                scene.probe.put(scene.axes, place.x())
            if tile is not None:
                told, shape = Selection(tile + 1), Qt.CursorShape.PointingHandCursor
            elif scene.in_plot(place) or scene.probe.held:
                told = Selection(subject.number, unit)
                if unit is not None:
                    shape = Qt.CursorShape.PointingHandCursor
                elif subject.is_elementwise:
                    shape = Qt.CursorShape.SizeHorCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)
        if told != self._told:
            self._told = told
            self.hovered.emit(told)
        if before is not None or place is not None:
            self.update()

    # Keys and words.

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = self.scene.explanation_at(QPointF(event.pos()))
            # As HTML, because only that is wrapped.
            QToolTip.showText(event.globalPos(), f"<p>{html.escape(words)}</p>" if words else "", self)
            return True
        return claimed(event, _is_mine) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        scene, subject = self.scene, self.scene.subject
        if subject is None or not _is_mine(event):
            super().keyPressEvent(event)
            return
        if event.key() in _LAYERS:
            layer = subject.index + _LAYERS[Qt.Key(event.key())]
            if 0 <= layer < len(subject.layers):
                self._choose_layer(layer)
        elif subject.is_elementwise:
            large = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            steps = _STEPS[Qt.Key(event.key())] * (_LARGE_STEP if large else 1)
            scene.probe.step(scene.easing.aim[0], steps)
            scene.probe.focused = True
            self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        self.scene.probe.focused = event.reason() in _FOCUS_BY_KEY
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        self.scene.probe.focused = False
        self.update()


def _is_mine(event: QKeyEvent) -> bool:
    others = ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    return not event.modifiers() & others and event.key() in (*_STEPS, *_LAYERS)
