"""The Output panel: what the network answers, in the picture that suits the data."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.frame import Frame, RunView, Selection
from ui.panels.base import Computation, Panel
from ui.panels.output.autoencoder.walking import Walking
from ui.panels.output.drawing import Drawing
from ui.panels.output.kinds import kinds_for
from ui.panels.output.switches import Switches
from ui.panels.output.view import View
from ui.theme import current, follow, painting


class OutputPanel(Panel):
    """Decision regions, a fit, predicted against true, or a confusion matrix with samples."""

    name = "output"
    number = 2
    title = "Output"
    sentence = "What the network says for every point of the plane"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Every paint covers the whole panel.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setAccessibleName(self.title)
        self._runs: tuple[RunView, ...] = ()
        self._views: dict[str, View] = {}
        self._view: View | None = None
        self._frame: Frame | None = None
        self._unpainted = False
        self._told: Selection | None = None
        self._said = self.sentence
        # Without a parent until a title bar takes it: it is no part of the picture.
        self._switches = Switches()
        self._switches.view_chosen.connect(self._on_view_chosen)
        self._switches.share_chosen.connect(self._on_share_chosen)
        self._drawing = Drawing(self)
        self._drawing.drawn.connect(self.points_drawn)
        self._drawing.changed.connect(self._on_drawing)
        self._walking = Walking(self)
        self._walking.moved.connect(self._renew)
        follow(self.restyle)

    @property
    def view(self) -> View | None:
        """The picture that is shown."""
        return self._view

    def controls(self) -> list[QWidget]:  # noqa: D102
        return [self._switches, self._drawing.tools]

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(200, 140)

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(452, 304)

    def lacks(self, run: RunView) -> str:  # noqa: D102
        return "" if run.has_data else "A recording has no data, so the network cannot be asked for answers."

    def bind(self, runs: tuple[RunView, ...]) -> None:  # noqa: D102
        self._runs = runs
        self._frame = self._told = None
        self._show_run(runs[0])
        self.update()

    def draw(self, frame: Frame) -> None:  # noqa: D102
        self._frame = frame
        if self._view is None or self._view.run is not frame.run:
            self._show_run(frame.run)
            self.update()
        view = self._view
        if view is None:
            return
        wanted = view.wanted
        if view.adopt(frame):
            self.update()
            self._say()
        if view.wanted != wanted:
            self.stale.emit()

    def computation(self, frame: Frame) -> Computation | None:  # noqa: D102
        view = self._view
        if view is None or view.run is not frame.run:
            return None
        view.arrange_for(self.size())
        self.results_per_second = view.results_per_second
        compute = view.computation(frame)

        def run(cancelled: Any) -> Any:
            result = compute(cancelled)
            return None if result is None else (view, result)

        return run

    def hold_axes(self, held: bool) -> None:  # noqa: D102
        if self._view is not None:
            self._view.hold_axes(held)

    def draw_result(self, result: Any) -> None:  # noqa: D102
        view, value = result
        if self._view is None or view is not self._view:
            return
        changed = self._view.show(value)
        self._walking.suit(self._view, self.size())
        self._unpainted = True
        self._say()
        self.update(changed)

    def restyle(self) -> None:
        """Take colours, fonts and sizes anew from the appearance in force."""
        for view in self._views.values():
            view.restyle()
        self._walking.suit(self._view, self.size())
        self.updateGeometry()
        self.update()

    def _show_run(self, run: RunView) -> None:
        """Show a run: in the pictures there are if its data are the same, else in new ones."""
        old = self._view.run.assembly.data if self._view is not None else None
        kinds = kinds_for(run.assembly)
        kept = self._view is not None and kinds == kinds_for(self._view.run.assembly)
        if self._frame is not None and old is run.assembly.data and kept:
            for view in self._views.values():
                view.rebase(run, self._runs)
        else:
            self._views = {}
            label = self._switches.offer(kinds, run.assembly)
            self._show_view(run, label)
        self._say()

    def _show_view(self, run: RunView, label: str) -> None:
        if label not in self._views:
            kind = next(kind for kind in kinds_for(run.assembly) if kind.label == label)
            self._views[label] = kind(run, self._runs)
        self._view = self._views[label]
        share = self._view.share
        if share is not None and share != self._switches.share:
            self._view.choose_share(self._switches.share)
        self._switches.show_share(self._view.share is not None)
        if self._frame is not None:
            self._view.adopt(self._frame)
        self._drawing.suit(self._view, run.assembly)
        self._walking.suit(self._view, self.size())

    @Slot(str)
    def _on_view_chosen(self, label: str) -> None:
        if self._view is not None and self._view.label != label:
            self._show_view(self._view.run, label)
            self._renew()

    @Slot(str)
    def _on_share_chosen(self, share: str) -> None:
        if self._view is not None and self._view.share not in (None, share):
            self._view.choose_share(self._switches.share)
            self._renew()

    def _renew(self) -> None:
        self._say()
        self.update()
        self.stale.emit()

    def _say(self) -> None:
        words = self._drawing.sentence or (self._view.sentence if self._view is not None else self._said)
        if words != self._said:
            self._said = words
            self.setAccessibleDescription(self._said)
            self.sentence_changed.emit(self._said)

    # Painting and the pointer.

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        with painting(self) as painter:
            if self._view is None:
                painter.fillRect(self.rect(), QColor(current().surface))
            else:
                self._view.paint(painter, self.size(), event.rect())
                self._drawing.paint(painter)
        if self._unpainted:
            self._unpainted = False
            self.paints += 1

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._walking.suit(self._view, self.size())
        self.stale.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if not self._drawing.move(event.position()) and not self._walking.move(event.position()):
            self._hover(event.position())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        self._drawing.move(None)
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self._drawing.press(event):
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            return
        if self._view is None or event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        if self._walking.press(event.position()):
            return
        sample = self._view.sample_at(event.position())
        if sample is not None or self._view.sample is not None:
            self.sample_chosen.emit(sample)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if not self._drawing.release() and not self._walking.release():
            super().mouseReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: D102
        # While points are drawn, the right button draws the other class.
        event.setAccepted(self._drawing.active)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if not self._drawing.key(event):
            super().keyPressEvent(event)

    @Slot()
    def _on_drawing(self) -> None:
        """Show what drawing has changed, and give the pointer and the keys to it."""
        active = self._drawing.active
        if active != (self.focusPolicy() == Qt.FocusPolicy.ClickFocus):
            self.setFocusPolicy(Qt.FocusPolicy.ClickFocus if active else Qt.FocusPolicy.NoFocus)
            self.setCursor(Qt.CursorShape.CrossCursor if active else Qt.CursorShape.ArrowCursor)
            self._switches.setVisible(not active)
            self.removeEventFilter(self._drawing)
            if active:
                self.installEventFilter(self._drawing)
                self._hover(None)
                self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._say()
        self.update()

    def _hover(self, pointer: QPointF | None) -> None:
        if self._view is None or self._view.size.isEmpty():
            return
        if self._view.hover(pointer):
            self.update()
            self._say()
        unit = self._view.pointed_unit
        if unit != self._told:
            self._told = unit
            self.hovered.emit(unit)
        hand = pointer is not None and self._view.sample_at(pointer) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
