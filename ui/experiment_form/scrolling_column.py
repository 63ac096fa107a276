"""A column of widgets that scrolls, as wide as a form, and shows at which end there is more."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QScrollBar, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.experiment_form.more_edge import MoreEdge
from ui.theme import px

WIDTH = 248
BAR = 8
ROOM = 44
"""What is brought into view has so much room above and below: a row, and the soft edge."""
SETTLING_MILLISECONDS = 100
"""So long rows may take to be laid out that have just come."""


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
        self._wanted: QWidget | None = None
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.timeout.connect(self._settle)
        self._edges = MoreEdge(self, below=False), MoreEdge(self, below=True)
        # A bar of its own over the right margin: the scroll area's would push the fields to the left.
        self.bar = QScrollBar(Qt.Orientation.Vertical, self)
        self.bar.hide()
        own = self.verticalScrollBar()
        own.rangeChanged.connect(self._on_range_changed)
        own.valueChanged.connect(self.bar.setValue)
        own.valueChanged.connect(self._show_edges)
        self.bar.valueChanged.connect(own.setValue)

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self.setFixedWidth(px(WIDTH))
        self._place_bar()

    def scroll_to(self, title: str) -> None:
        """Bring a section to the top; an empty title is the top of all."""
        raise NotImplementedError

    def bring(self, widget: QWidget) -> None:
        """Scroll as little as shows a widget, also when what just came or went has been laid out."""
        self._wanted = widget
        self._settling.start(SETTLING_MILLISECONDS)
        self._bring()

    def _bring(self) -> None:
        content, widget = self.widget(), self._wanted
        if content is None or widget is None or not isValid(widget) or not content.isAncestorOf(widget):
            return
        own, top = self.verticalScrollBar(), widget.mapTo(content, QPoint(0, 0)).y()
        lowest = top + widget.height() + px(ROOM) - self.viewport().height()
        own.setValue(min(max(own.value(), lowest), top - px(ROOM)))

    @Slot()
    def _settle(self) -> None:
        self._bring()
        self._wanted = None

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
        self._bring()
        self._show_edges()

    @Slot()
    def _show_edges(self) -> None:
        own = self.verticalScrollBar()
        for edge, more in zip(self._edges, (own.value() > own.minimum(), own.value() < own.maximum()), strict=True):
            edge.setVisible(more)

    def _place_bar(self) -> None:
        for edge in self._edges:
            edge.place(self.width(), self.height())
        self.bar.setGeometry(self.width() - px(BAR), 0, px(BAR), self.height())
        self.bar.raise_()
