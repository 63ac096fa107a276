"""The chips of drawing points: draw or not, the classes as their points look, erase, and clear."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal, Slot
from PySide6.QtGui import QColor, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from nnviz.datasets.points import MOST_CLASSES
from ui.controls import Chip, FlatButton
from ui.theme import class_colours, class_shape, current, draw_marker, painting, px

_GAP = 2


class DrawTools(QWidget):
    """The chip that begins to draw, and while one draws all others.

    Attributes
    ----------
    label : int
        The class that is drawn.
    erasing : bool
        Whether points are taken away instead.
    """

    toggled = Signal(bool)
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        self._brushes = QButtonGroup(self)
        self.swatches = [Swatch(label, self) for label in range(MOST_CLASSES)]
        self.eraser = Chip("Erase", "Take points away (E)", self)
        self.clear_chip = Chip("Clear", "Take all points away", self)
        self.clear_chip.setCheckable(False)
        for brush in (*self.swatches, self.eraser):
            self._brushes.addButton(brush)
        for widget in (*self.swatches, self.eraser, self.clear_chip):
            row.addWidget(widget)
        self.draw_chip = Chip("Draw", "Draw points on the plane yourself; what is there stays", self)
        self.draw_chip.setObjectName("output-draw")
        row.addWidget(self.draw_chip)
        self.swatches[0].setChecked(True)
        self.draw_chip.clicked.connect(self._on_draw)
        self.clear_chip.clicked.connect(self.cleared)
        self._brushes.buttonClicked.connect(self._on_brush)
        self.label = 0
        self.erasing = False
        self.show_classes(2)
        self._show_tools(False)

    @property
    def drawing(self) -> bool:
        """Whether points are drawn."""
        return self.draw_chip.isChecked()

    def set_drawing(self, drawing: bool) -> None:
        """Draw, or no longer."""
        if drawing != self.drawing:
            self.draw_chip.setChecked(drawing)
            self._on_draw(drawing)

    def show_classes(self, classes: int) -> None:
        """Offer so many classes and one more, as far as there can be more."""
        self._offered = min(MOST_CLASSES, max(2, classes) + 1)
        if self.label >= self._offered:
            self.choose(0)
        self._show_tools(self.drawing)

    def choose(self, label: int) -> bool:
        """Draw another class. Returns whether it is offered."""
        if not 0 <= label < self._offered:
            return False
        self.label, self.erasing = label, False
        self.swatches[label].setChecked(True)
        return True

    def erase(self) -> None:
        """Take points away from now on."""
        self.erasing = True
        self.eraser.setChecked(True)

    def _show_tools(self, shown: bool) -> None:
        for label, swatch in enumerate(self.swatches):
            swatch.setVisible(shown and label < self._offered)
        self.eraser.setVisible(shown)
        self.clear_chip.setVisible(shown)

    @Slot(bool)
    def _on_draw(self, drawing: bool) -> None:
        self._show_tools(drawing)
        self.draw_chip.setText("Done" if drawing else "Draw")
        self.draw_chip.updateGeometry()
        self.toggled.emit(drawing)

    @Slot(QAbstractButton)
    def _on_brush(self, brush: QAbstractButton) -> None:
        if isinstance(brush, Swatch):
            self.choose(brush.label)
        else:
            self.erase()


class Swatch(FlatButton):
    """One class as its points look.

    Parameters
    ----------
    label : int
        The class, counted from 0.
    parent : QWidget
    """

    def __init__(self, label: int, parent: QWidget) -> None:
        super().__init__(f"Class {label}", parent)
        self.label = label
        self.setCheckable(True)
        self.setToolTip(f"Draw class {label} (key {label + 1}); the right button draws the other class")

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(px(24), px(22))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        theme = current()
        with painting(self) as painter:
            self.draw_ground(painter, 4.0)
            if self.isChecked():
                painter.setPen(QPen(QColor(theme.accent), 1.0))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4.0, 4.0)
            colour = class_colours(theme, self.label + 1)[self.label]
            draw_marker(painter, class_shape(self.label), QRectF(self.rect()).center(), px(10), colour)
