"""The frame around a panel: its title bar, and the picture of the panel for export."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QColor, QContextMenuEvent, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from ui.controls import IconButton
from ui.panels.base import Panel
from ui.theme import current, follow, font, px

TITLE_HEIGHT = 30
INSET = 12


class TitleBar(QWidget):
    """Number key, title, one line that says what is seen, and controls that show on hover or focus.

    Parameters
    ----------
    panel : Panel
        Whose words are shown.
    controls : list of QWidget
        Shown at the right end while the pointer is over the frame.
    """

    double_clicked = Signal()

    def __init__(self, panel: Panel, controls: list[QWidget]) -> None:
        super().__init__()
        self._panel = panel
        self._sentence = panel.sentence
        self.controls = QWidget(self)
        row = QHBoxLayout(self.controls)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for control in controls:
            row.addWidget(control)
        self.controls.hide()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        panel.sentence_changed.connect(self.set_sentence)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take the height anew from the font scale."""
        self.setFixedHeight(px(TITLE_HEIGHT))
        self.update()

    def set_sentence(self, sentence: str) -> None:
        """Say something else about what is seen."""
        self._sentence = sentence
        self.setToolTip(sentence)
        self.update()

    def show_controls(self, shown: bool) -> None:
        """Show or hide the controls."""
        self.controls.setVisible(shown)
        self._place()
        self.update()

    def resizeEvent(self, event: QEvent) -> None:  # noqa: D102
        self._place()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self.double_clicked.emit()

    def event(self, event: QEvent) -> bool:  # noqa: D102
        # A panel's own chips come and go with what it shows.
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        self.draw(painter, self.controls.x() - px(8) if self.controls.isVisible() else self.width() - px(INSET))
        painter.end()

    def draw(self, painter: QPainter, right: int) -> None:
        """Draw number, title and sentence, ending at `right`; the sentence is elided last."""
        theme = current()
        x = float(px(INSET))
        words = [
            (str(self._panel.number), "label", theme.ink3, px(10)),
            (self._panel.title, "title", theme.ink, px(10)),
            (self._sentence, "label", theme.ink3, 0),
        ]
        for text, role, colour, gap in words:
            painter.setFont(font(role))  # type: ignore[arg-type]
            painter.setPen(QColor(colour))
            metrics = QFontMetricsF(painter.font())
            elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, right - x))
            area = QRectF(x, 0, max(0.0, right - x) + 1, self.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)
            x += metrics.horizontalAdvance(text) + gap

    def _place(self) -> None:
        size = self.controls.sizeHint()
        self.controls.setGeometry(
            QRect(QPoint(self.width() - size.width() - px(8), (self.height() - size.height()) // 2), size)
        )


class PanelFrame(QWidget):
    """A panel under its title bar.

    Parameters
    ----------
    panel : Panel
    """

    enlarge_requested = Signal()
    copy_requested = Signal()

    def __init__(self, panel: Panel) -> None:
        super().__init__()
        self.panel = panel
        self.setObjectName(f"frame-{panel.name}")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.copy_button = IconButton("copy", f"Copy the picture of {panel.title}")
        self.enlarge_button = IconButton("maximize-2", f"Enlarge {panel.title} ({panel.number})")
        self.copy_button.clicked.connect(self.copy_requested)
        self.enlarge_button.clicked.connect(self.enlarge_requested)
        self.title_bar = TitleBar(panel, [*panel.controls(), self.copy_button, self.enlarge_button])
        self.title_bar.double_clicked.connect(self.enlarge_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.title_bar)
        column.addWidget(panel, 1)
        self._actions: list[QAction] = []
        self.setMinimumSize(px(200), px(140))

    def set_menu(self, actions: list[QAction]) -> None:
        """Set the context menu's commands."""
        self._actions = actions

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.HoverEnter:
            self.title_bar.show_controls(True)
        elif event.type() == QEvent.Type.HoverLeave:
            self.title_bar.show_controls(False)
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: D102
        menu = QMenu(self)
        menu.addActions(self._actions)
        menu.exec(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(current().surface))
        painter.end()
