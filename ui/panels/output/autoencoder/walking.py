"""Walking through the latent layer: the sliders over the picture, and the pointer on its map, kept in step."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QSize, Signal, Slot
from PySide6.QtWidgets import QWidget

from ui.panels.output.autoencoder.walk import WalkView
from ui.panels.output.autoencoder.walk_sliders import WalkSliders


class Walking(QObject):
    """Brings the user's hand to a `WalkView`.

    Parameters
    ----------
    panel : QWidget
        In which the sliders stand.
    """

    moved = Signal()
    """Another place was chosen: something else is to be computed and painted."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self.sliders = WalkSliders(panel)
        self.sliders.hide()
        self.sliders.moved.connect(self._on_moved)
        self._view: WalkView | None = None
        self._dragging = False

    def suit(self, view: object, size: QSize) -> None:
        """Serve a view in a panel of a size, or nothing where it is another picture; also after each result."""
        self._view = view if isinstance(view, WalkView) else None
        if self._view is not None:
            self._view.arrange_for(size)
            if self.sliders.geometry() != self._view.plan.sliders:
                self.sliders.setGeometry(self._view.plan.sliders)
            self._show()
        elif self._dragging:
            self._dragging = False
        self.sliders.setVisible(self._view is not None)

    def press(self, pointer: QPointF) -> bool:
        """Begin to drag. Returns whether the press is on the map."""
        self._dragging = self._view is not None and self._view.grips(pointer)
        return self.move(pointer)

    def move(self, pointer: QPointF | None) -> bool:
        """Go on dragging. Returns whether the pointer drags."""
        if self._dragging and self._view is not None and pointer is not None and self._view.drag(pointer):
            self._show()
            self.moved.emit()
        return self._dragging

    def release(self) -> bool:
        """End dragging. Returns whether the pointer did."""
        before, self._dragging = self._dragging, False
        return before

    @Slot(int, float)
    def _on_moved(self, which: int, value: float) -> None:
        if self._view is None:
            return
        place = list(self._view.chosen)
        place[which] = value
        if self._view.choose(tuple(place)):
            self._show()
            self.moved.emit()

    def _show(self) -> None:
        if self._view is not None:
            self.sliders.show_place(self._view.axes, self._view.chosen)
