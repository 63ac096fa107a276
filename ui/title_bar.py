"""The title bar of a panel: its number, its title, what one sees, and what it can be told."""

from __future__ import annotations

import math
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QWidget

from ui.panels.base import Panel
from ui.theme import Role, current, follow, font, painting, px

TITLE_HEIGHT = 30
INSET = 12
LEAST_TAB = 44
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
        self._sentences = {panel: panel.sentence}
        self._owns = {panel: _row(own)}
        self._own = self._owns[panel]
        self._speaker = panel
        self.controls = _row([self._own, *buttons])
        self.controls.setParent(self)
        self.controls.hide()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        panel.sentence_changed.connect(partial(self._note_sentence, panel))
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

    def add_speaker(self, panel: Panel) -> None:
        """Take a panel that may stand in the place of the first, with controls and words of its own."""
        self._sentences[panel] = panel.sentence
        self._owns[panel] = _row(panel.controls())
        row = self.controls.layout()
        assert isinstance(row, QHBoxLayout)
        row.insertWidget(0, self._owns[panel])
        self._owns[panel].hide()
        panel.sentence_changed.connect(partial(self._note_sentence, panel))

    def speak_for(self, panel: Panel) -> None:
        """Show the controls and the words of one of these panels."""
        self._own.hide()
        self._speaker, self._own = panel, self._owns[panel]
        self._own.show()
        self._place()
        self._note_sentence(panel, self._sentences[panel])

    def _note_sentence(self, panel: Panel, sentence: str) -> None:
        """Take what a panel says about what is seen."""
        self._sentences[panel] = sentence
        if panel is self._speaker:
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
        with painting(self, smooth=False) as painter:
            if self._marked.isActive():
                painter.fillRect(self.rect(), QColor(current().tint))
            self.draw(painter, self.controls.x() - px(8) if self.controls.isVisible() else self.width() - px(INSET))

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
        self._draw_words(painter, x, right, self._sentences[self._speaker], "label", current().ink3)

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
        """Return where the tabs are, by their panels' names; as wide as in the heavier of their two weights.

        Where there is no room for all of them beside the buttons, titles are cut, that of the panel in front last.
        """
        metrics, boxes, x = QFontMetricsF(font("title")), [], px(4)
        wanted = [
            math.ceil(sum(map(metrics.horizontalAdvance, (str(panel.number), panel.title)))) + px(6) + 2 * px(8)
            for panel in self._tabs
        ]
        # Also while the buttons are hidden: nothing moves under a pointer that comes near.
        room = self.width() - x - px(8) - self._least_buttons()
        if wanted and sum(wanted) > room:
            front = self._tabs.index(self._panel)
            whole = min(wanted.pop(front), max(room - len(wanted) * px(LEAST_TAB), room // len(self._tabs)))
            wanted = shared(wanted, room - whole)
            wanted.insert(front, whole)
        for panel, width in zip(self._tabs, wanted, strict=True):
            boxes.append((panel.name, QRect(x, 0, width, self.height())))
            x += width
        return boxes

    def _least_buttons(self) -> int:
        """Return the width of the buttons without the panel's own controls."""
        own = 0 if self._own.isHidden() else self._own.sizeHint().width()
        return self.controls.sizeHint().width() - own

    def _place(self) -> None:
        titles = self._tab_boxes()
        room = self.width() - px(8) - (titles[-1][1].right() + px(INSET) if titles else 0)
        self._own.setVisible(not titles or self._least_buttons() + self._own.sizeHint().width() <= room)
        size = self.controls.sizeHint()
        self.controls.setGeometry(
            QRect(QPoint(self.width() - size.width() - px(8), (self.height() - size.height()) // 2), size)
        )


def shared(wanted: list[int], room: int) -> list[int]:
    """Return widths that fit into a room: the widest ones are cut to one and the same width, the others stay."""
    limit, left, rest = max(wanted, default=0), room, len(wanted)
    for width in sorted(wanted):
        if width * rest > left:
            limit = max(0, left // rest)
            break
        left, rest = left - width, rest - 1
    return [min(width, limit) for width in wanted]


def _row(widgets: list[QWidget]) -> QWidget:
    """Return widgets side by side."""
    result = QWidget()
    row = QHBoxLayout(result)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    for widget in widgets:
        row.addWidget(widget)
    return result
