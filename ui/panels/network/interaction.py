"""What a user does in the graph: point, click, walk with the keys, pan, edit a weight or a bias."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import QEvent, QPointF, Qt, Slot
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from ui.frame import RunView, Selection
from ui.panels.base import Panel, claimed
from ui.panels.network.editor import Editor
from ui.panels.network.navigation import Direction, step
from ui.panels.network.pointer import Target
from ui.panels.network.readout import parameter_of, spoken
from ui.panels.network.sample_words import Sample, neighbour
from ui.panels.network.view import View

_ARROWS: dict[int, Direction] = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}
_EDIT_KEYS = (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_WALKING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


class InteractivePanel(Panel):
    """A panel with a network that can be pointed at, selected from and edited.

    Attributes
    ----------
    graph : View
        What is drawn.
    editor : Editor
        The field for a weight or a bias.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.graph = View()
        self._run: RunView | None = None
        self._pan = 0.0
        self._pressed: QPointF | None = None
        self._pan_start = 0.0
        self._tabbed_into = False
        self.editor = Editor(self)
        self.editor.edited.connect(self.parameter_edited)
        self.editor.closed.connect(self._on_editor_closed)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    @abstractmethod
    def sample(self) -> Sample | None:
        """The sample that is looked at: the chosen one, or for real data the first."""

    @abstractmethod
    def _arrange(self) -> None:
        """Lay out anew where something that the layout depends on has changed."""

    @abstractmethod
    def _say(self) -> None:
        """Say in the title bar what one sees, or what can be done with what is selected."""

    # The pointer.

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self._pressed is not None:
            self._pan_to(self._pan_start + self._pressed.x() - event.position().x())
            return
        self._point_at(event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._tabbed_into = False
        self._point_at(event.position())
        target = self.graph.hovered
        if target is None:
            self._pressed, self._pan_start = event.position(), self._pan
            self._choose(None)
        elif target.selection is not None:
            self._choose(target.selection)
        elif target.kind in ("previous", "following"):
            self._move_sample(-1 if target.kind == "previous" else 1)
        elif target.kind == "value":
            self._edit(self.graph.shown_selection())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        target = self.graph.target_at(event.position())
        if target is not None and target.kind in ("unit", "link"):
            self._edit(target.selection)
        else:
            self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        layout = self.graph.layout
        if layout is None or layout.most_pan == 0.0:
            event.ignore()
            return
        turned = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta()
        self._pan_to(self._pan - (turned.x() or turned.y()))
        event.accept()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: D102
        self._attend()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        self._hover(None)
        self._attend()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        self._tabbed_into = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._attend()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        self._attend()

    def _attend(self) -> None:
        self.graph.attended = self.underMouse() or self.hasFocus() or self.editor.index is not None
        self.update()

    def _point_at(self, place: QPointF) -> None:
        target = self.graph.target_at(place)
        if self._hover(target):
            hand = target is not None and target.can_be_clicked
            self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
            self.update()

    def _hover(self, target: Target | None) -> bool:
        """Show what the pointer is on, and tell the other panels. Returns whether anything changed."""
        before = self.graph.pointed_at
        changed = self.graph.hover(target)
        if self.graph.pointed_at != before:
            self.hovered.emit(self.graph.pointed_at)
        return changed

    def _pan_to(self, pan: float) -> None:
        layout = self.graph.layout
        pan = min(max(pan, 0.0), layout.most_pan if layout is not None else 0.0)
        if pan != self._pan:
            self._pan = pan
            self._arrange()
            self.update()

    # The keyboard.

    def event(self, event: QEvent) -> bool:  # noqa: D102
        return claimed(event, self._is_mine) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if not self._is_mine(event):
            super().keyPressEvent(event)
            return
        if event.key() in _ARROWS:
            layout = self.graph.layout
            if layout is not None:
                weights = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self._choose(step(layout.blocks, self.graph.selection, _ARROWS[event.key()], weights=weights))
                self._bring_into_view()
        elif event.key() in _EDIT_KEYS:
            self._edit(self.graph.selection)
        else:
            self._choose(None)

    def _is_mine(self, event: QKeyEvent) -> bool:
        if event.key() in _ARROWS:
            return not event.modifiers() & ~_WALKING
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        # Without a selection, Escape and Return belong to the window.
        return event.key() in (*_EDIT_KEYS, Qt.Key.Key_Escape) and self.graph.selection is not None

    # What is done.

    def _choose(self, selection: Selection | None) -> None:
        if selection != self.graph.selection:
            self.graph.select(selection)
            self._say()
            card = self.graph.card() if selection is not None else None
            self.setAccessibleDescription(spoken(card[0]) if card is not None else "")
            self.selected.emit(selection)
            self.update()

    def _move_sample(self, direction: int) -> None:
        if self._run is not None and self._run.has_data:
            self.sample_chosen.emit(neighbour(self._run.assembly.data, self.sample, direction))

    def _bring_into_view(self) -> None:
        """Pan to the chosen unit."""
        layout, selection = self.graph.layout, self.graph.selection
        if layout is None or selection is None or layout.most_pan == 0.0:
            return
        box = layout.blocks[selection.layer].bounds
        if box.x < 0.0 or box.right > self.width():
            self._pan_to(self._pan + box.cx - self.width() / 2.0)

    def _edit(self, selection: Selection | None) -> None:
        """Open the field over a weight's or a bias's value in the card."""
        portrait = self.graph.portrait
        if selection is None or portrait is None or self.editor.index is not None:
            return
        if self._run is None or not self._run.has_data:
            return
        index = parameter_of(portrait, selection)
        if index is None:
            return
        self.graph.reading = selection
        card = self.graph.card()
        if card is None:
            self.graph.reading = None
            return
        name = portrait.assembly.network.parameter_name(index)
        self.editor.open(index, name, float(portrait.theta[index]), portrait.theta.dtype, card[1])
        self.update()

    def _follow_card(self) -> None:
        """Keep the field in its card."""
        card = self.graph.card() if self.editor.index is not None else None
        if card is not None:
            self.editor.move(card[1])

    @Slot()
    def _on_editor_closed(self) -> None:
        self.graph.reading = None
        self._attend()
