"""The frame around a panel: its title bar, and the picture of the panel for export."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor, QContextMenuEvent, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from ui.controls import IconButton
from ui.panels.base import Panel
from ui.theme import Role, current, follow, font, px

TITLE_HEIGHT = 30
INSET = 12
MARKED_MILLISECONDS = 1000


class TitleBar(QWidget):
    """Number key, title, one line that says what is seen, and controls that show on hover or focus.

    Parameters
    ----------
    panel : Panel
        Whose words are shown.
    own : list of QWidget
        The panel's own controls, shown at the right end while the pointer is over the frame, where there is room.
    buttons : list of QWidget
        Shown behind them, in any case.
    """

    double_clicked = Signal()
    tab_chosen = Signal(str)
    """A panel's name: it is to be in front."""
    dragged = Signal(str, QPoint)
    """This panel's name, and where on the screen it is dragged to."""
    dropped = Signal(str, QPoint)

    def __init__(self, panel: Panel, own: list[QWidget], buttons: list[QWidget]) -> None:
        super().__init__()
        self._panel = panel
        self._tabs: list[Panel] = []
        self._pressed: QPoint | None = None
        self._dragging = False
        self._marked = QTimer(self)
        self._marked.setSingleShot(True)
        self._marked.setInterval(MARKED_MILLISECONDS)
        self._marked.timeout.connect(self.update)
        self._sentence = panel.sentence
        self._own = _row(own)
        self.controls = _row([self._own, *buttons])
        self.controls.setParent(self)
        self.controls.hide()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        panel.sentence_changed.connect(self.set_sentence)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take the height anew from the font scale."""
        self.setFixedHeight(px(TITLE_HEIGHT))
        self.update()

    def set_tabs(self, panels: list[Panel]) -> None:
        """Show the titles of all panels that share a place; none where this one stands alone."""
        self._tabs = panels
        self._place()
        self.update()

    def mark(self) -> None:
        """Draw the eye to this title for a moment."""
        self._marked.start()
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
        self._pressed = None
        self.double_clicked.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed = event.position().toPoint()
        name = next((name for name, box in self._tab_boxes() if box.contains(self._pressed)), self._panel.name)
        if name != self._panel.name:
            self._pressed = None
            self.tab_chosen.emit(name)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self._pressed is None:
            return
        moved = (event.position().toPoint() - self._pressed).manhattanLength()
        if self._dragging or moved >= QApplication.startDragDistance():
            self._dragging = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.dragged.emit(self._panel.name, event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        dragging, self._dragging, self._pressed = self._dragging, False, None
        if dragging:
            self.unsetCursor()
            self.dropped.emit(self._panel.name, event.globalPosition().toPoint())

    def event(self, event: QEvent) -> bool:  # noqa: D102
        # A panel's own chips come and go with what it shows.
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        if self._marked.isActive():
            painter.fillRect(self.rect(), QColor(current().tint))
        self.draw(painter, self.controls.x() - px(8) if self.controls.isVisible() else self.width() - px(INSET))
        painter.end()

    def draw(self, painter: QPainter, right: int) -> None:
        """Draw number, title and sentence, ending at `right`; the sentence is elided last."""
        x = float(px(INSET))
        if self._tabs:
            for panel, (_, box) in zip(self._tabs, self._tab_boxes(), strict=True):
                self._draw_tab(painter, panel, box)
                x = float(box.right() + px(INSET))
        else:
            x = self._draw_words(painter, x, right, str(self._panel.number), "label", current().ink3) + px(10)
            x = self._draw_words(painter, x, right, self._panel.title, "title", current().ink) + px(10)
        self._draw_words(painter, x, right, self._sentence, "label", current().ink3)

    def _draw_words(self, painter: QPainter, x: float, right: float, text: str, role: Role, colour: str) -> float:
        """Draw words from `x` to `right` at most, and return where they would end."""
        painter.setFont(font(role))
        painter.setPen(QColor(colour))
        metrics = QFontMetricsF(painter.font())
        width = max(0.0, right - x)
        elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        area = QRectF(x, 0, width + 1, self.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)
        return x + metrics.horizontalAdvance(text)

    def _draw_tab(self, painter: QPainter, panel: Panel, box: QRect) -> None:
        theme, front = current(), panel is self._panel
        role: Role = "title" if front else "body"
        x, right = float(box.left() + px(8)), float(box.right() + 1)
        x = self._draw_words(painter, x, right, str(panel.number), role, theme.ink if front else theme.ink3) + px(6)
        self._draw_words(painter, x, right, panel.title, role, theme.ink if front else theme.ink2)
        if front:
            line = QRect(box.left(), self.height() - px(2), box.width(), px(2))
            painter.fillRect(line, QColor(theme.accent))

    def _tab_boxes(self) -> list[tuple[str, QRect]]:
        """Return where the tabs are, by their panels' names; as wide as in the heavier of their two weights."""
        metrics, boxes, x = QFontMetricsF(font("title")), [], px(4)
        for panel in self._tabs:
            words = metrics.horizontalAdvance(str(panel.number)) + px(6) + metrics.horizontalAdvance(panel.title)
            width = math.ceil(words) + 2 * px(8)
            boxes.append((panel.name, QRect(x, 0, width, self.height())))
            x += width
        return boxes

    def _place(self) -> None:
        titles = self._tab_boxes()
        room = self.width() - px(8) - (titles[-1][1].right() + px(INSET) if titles else 0)
        buttons = self.controls.sizeHint().width() - (0 if self._own.isHidden() else self._own.sizeHint().width())
        self._own.setVisible(not titles or buttons + self._own.sizeHint().width() <= room)
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
        self.title_bar = TitleBar(panel, panel.controls(), [self.copy_button, self.enlarge_button])
        self.title_bar.double_clicked.connect(self.enlarge_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.title_bar)
        column.addWidget(panel, 1)
        self._actions: list[QAction] = []
        self._quiet = False
        self.setMinimumSize(px(200), px(140))

    def show_enlarged(self, enlarged: bool) -> None:
        """Say by the button what it would do: enlarge the panel, or put it back."""
        words = f"{'Put back' if enlarged else 'Enlarge'} {self.panel.title} ({self.panel.number})"
        self.enlarge_button.set_icon("minimize-2" if enlarged else "maximize-2", words)

    def set_quiet(self, quiet: bool) -> None:
        """Keep the controls hidden, as while presenting, or not."""
        self._quiet = quiet
        if quiet:
            self.title_bar.show_controls(False)

    def set_menu(self, actions: list[QAction]) -> None:
        """Set the context menu's commands."""
        self._actions = actions

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.HoverEnter and not self._quiet:
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


def _row(widgets: list[QWidget]) -> QWidget:
    """Return widgets side by side."""
    result = QWidget()
    row = QHBoxLayout(result)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    for widget in widgets:
        row.addWidget(widget)
    return result
