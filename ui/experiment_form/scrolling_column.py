"""A column of widgets that scrolls, as wide as a form."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QScrollBar, QVBoxLayout, QWidget

from ui.theme import px

WIDTH = 248
BAR = 8


class ScrollingColumn(QScrollArea):
    """What a form shows, 248 wide; a subclass fills `column` and follows the appearance.

    Attributes
    ----------
    column : QVBoxLayout
    bar : QScrollBar
    """

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.setWidget(content)
        # A bar of its own over the right margin: the scroll area's would push the fields to the left.
        self.bar = QScrollBar(Qt.Orientation.Vertical, self)
        self.bar.hide()
        own = self.verticalScrollBar()
        own.rangeChanged.connect(self._on_range_changed)
        own.valueChanged.connect(self.bar.setValue)
        self.bar.valueChanged.connect(own.setValue)

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self.setFixedWidth(px(WIDTH))
        self._place_bar()

    def scroll_to(self, title: str) -> None:
        """Bring a section to the top; an empty title is the top of all."""
        raise NotImplementedError

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._place_bar()

    @Slot(int, int)
    def _on_range_changed(self, low: int, high: int) -> None:
        own = self.verticalScrollBar()
        self.bar.setRange(low, high)
        self.bar.setPageStep(own.pageStep())
        self.bar.setSingleStep(own.singleStep())
        self.bar.setValue(own.value())
        self.bar.setVisible(high > low)

    def _place_bar(self) -> None:
        self.bar.setGeometry(self.width() - px(BAR), 0, px(BAR), self.height())
        self.bar.raise_()
