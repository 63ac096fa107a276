"""Drawing points with the mouse in the decision regions: what is pressed, dragged and typed becomes strokes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPen

from nnviz.assembly import Assembly
from ui.panels.base import claimed
from ui.panels.output.canvas import Canvas, can_be_drawn_on, points_in
from ui.panels.output.draw_tools import DrawTools
from ui.panels.output.points import SHARES
from ui.panels.output.regions import RegionsView
from ui.panels.output.text import draw_label
from ui.plotting.axes import Axis
from ui.theme import current, px

SPACING = 11
"""Pixels between the points of a dragged stroke."""
ERASER = 12
"""Pixels around the pointer in which points are taken away."""


class Drawing(QObject):
    """Turns the pointer into points while the chip is on.

    Parameters
    ----------
    parent : QObject
    """

    drawn = Signal(object, str)
    """The new points and the words of undo, once a stroke ends with points that can be learned from."""
    changed = Signal()
    """Something else is to be painted."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.tools = DrawTools()
        self.tools.toggled.connect(self._on_toggled)
        self.tools.cleared.connect(self._on_cleared)
        self._canvas = Canvas(())
        self._assembly: Assembly | None = None
        self._view: RegionsView | None = None
        self._axes: tuple[Axis, Axis] | None = None
        self._last: QPointF | None = None
        self._pointer: QPointF | None = None
        self._label = 0
        self._erasing = False

    @property
    def active(self) -> bool:
        """Whether the pointer draws."""
        return self.tools.drawing and self._view is not None

    def suit(self, view: object, assembly: Assembly) -> None:
        """Draw on another view, or on none where it shows no classes on a plane."""
        fits = isinstance(view, RegionsView) and can_be_drawn_on(assembly)
        self.tools.setVisible(fits)
        self._view = view if fits and isinstance(view, RegionsView) else None
        if assembly is not self._assembly:
            self._assembly, self._last = assembly, None
            self._renew()
        if self.active and self._view is not None:
            if self._axes is not None:
                self._view.keep_axes(self._axes)
            self._axes = (self._view.plot.x, self._view.plot.y)

    @property
    def sentence(self) -> str:
        """What the title bar says while drawing; empty else."""
        if not self.active:
            return ""
        if self._canvas.is_full:
            return "There is no room for more points: erase some first"
        return "Drag to take points away" if self.tools.erasing else "Click or drag to add points; training starts anew"

    # The pointer and the keys.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the keys of drawing from the window's shortcuts."""
        return claimed(event, self.takes)

    def press(self, event: QMouseEvent) -> bool:
        """Begin a stroke. Returns whether the event is for drawing."""
        left, right = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
        if not self.active or event.button() not in (left, right):
            return False
        if self._canvas.stroking or self._view is None or not self._view.plot.box.contains(event.position()):
            return True
        other = event.button() == right or bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._erasing = self.tools.erasing
        self._label = int(self.tools.label == 0) if other else self.tools.label
        self._canvas.begin()
        self._last = None
        self._stroke(event.position())
        return True

    def move(self, pointer: QPointF | None) -> bool:
        """Go on with the stroke. Returns whether the event is for drawing."""
        if not self.active:
            return False
        self._pointer = pointer
        if pointer is not None and self._canvas.stroking:
            self._stroke(pointer)
        elif self.tools.erasing:
            self.changed.emit()
        return True

    def release(self) -> bool:
        """End the stroke. Returns whether there was one."""
        if not self._canvas.stroking:
            return False
        self._end("erase points" if self._erasing else "draw points")
        return True

    def takes(self, event: QKeyEvent) -> bool:
        """Say whether a key is for drawing: a class's number, E, Escape, and undo of what was not learned yet."""
        if not self.active:
            return False
        if event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo):
            return self._canvas.waits
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return plain and (event.key() in (Qt.Key.Key_E, Qt.Key.Key_Escape) or _class_of(event) is not None)

    def key(self, event: QKeyEvent) -> bool:
        """Do what a key says. Returns whether it is for drawing."""
        if not self.takes(event):
            return False
        label = _class_of(event)
        if event.matches(QKeySequence.StandardKey.Undo):
            self._canvas.undo()
            self._show()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self._canvas.redo()
            self._show()
        elif event.key() == Qt.Key.Key_Escape:
            self.tools.set_drawing(False)
        elif event.key() == Qt.Key.Key_E:
            self.tools.erase()
        elif label is not None:
            self.tools.choose(label)
        self.changed.emit()
        return True

    # Painting.

    def paint(self, painter: QPainter) -> None:
        """Draw over the picture what only drawing needs: what is missing, and how far the eraser reaches."""
        view = self._view
        if not self.active or view is None:
            return
        box = view.plot.box
        lack = self._canvas.missing
        if lack and not self._canvas.stroking:
            words = f"{lack[:1].upper()}{lack[1:]}. Until then the run keeps its points."
            draw_label(painter, words, QPointF(box.center().x(), box.bottom()), box, current().ink2)
        if self.tools.erasing and self._pointer is not None and box.contains(self._pointer):
            painter.setPen(QPen(QColor(current().ink2), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            reach = float(px(ERASER))
            painter.drawEllipse(QRectF(self._pointer.x() - reach, self._pointer.y() - reach, 2 * reach, 2 * reach))

    # Strokes.

    def _stroke(self, pointer: QPointF) -> None:
        view = self._view
        if view is None:
            return
        plot = view.plot
        across, up = plot.to_data(pointer)
        if self._erasing:
            reach = px(ERASER)
            radius = (reach * plot.x.width / plot.box.width(), reach * plot.y.width / plot.box.height())
            self._canvas.erase(across, up, radius)
        elif plot.box.contains(pointer) and self._is_on(pointer):
            self._canvas.add(across, up, self._label, max(plot.x.width, plot.y.width))
            self._last = pointer
        self._show()

    def _is_on(self, pointer: QPointF) -> bool:
        """Say whether the pointer is far enough from the stroke's last point for another one."""
        if self._last is None:
            return True
        way = pointer - self._last
        return way.x() ** 2 + way.y() ** 2 >= px(SPACING) ** 2

    def _end(self, words: str) -> None:
        canvas = self._canvas
        if not canvas.end():
            self._show()
            return
        self.drawn.emit(canvas.points, words)
        if self._canvas is canvas and self._view is not None:  # it was refused, so all stays as it was
            self._renew()
            self._view.show_own()
            self.changed.emit()

    def _show(self) -> None:
        """Show the points as they are now in the place of those that are trained on."""
        if self._view is not None:
            places, labels = self._canvas.drawn()
            self._view.show_instead(places, len(SHARES) * labels)  # as of the training share
        self.changed.emit()

    def _renew(self) -> None:
        """Begin again with the points of the run."""
        if self.tools.drawing and self._assembly is not None and can_be_drawn_on(self._assembly):
            self._canvas = Canvas(points_in(self._assembly))
            self.tools.show_classes(len(self._assembly.data.classes))
        else:
            self._canvas = Canvas(())

    @Slot(bool)
    def _on_toggled(self, drawing: bool) -> None:
        self._pointer = None
        self._axes = (self._view.plot.x, self._view.plot.y) if drawing and self._view is not None else None
        if not drawing and self._view is not None:
            self._view.show_own()
        self._renew()
        self.changed.emit()

    @Slot()
    def _on_cleared(self) -> None:
        self._canvas.clear()
        self._end("clear points")


def _class_of(event: QKeyEvent) -> int | None:
    """Return the class whose number was typed, counted from 0."""
    number = event.key() - Qt.Key.Key_1
    return number if 0 <= number < 6 else None
