"""The heads of the form's sections and rows, with the mark that says when a change takes effect."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import current, draw_icon, follow, font, painting, px

Mark = Literal["live", "restarts"]

_ICONS: dict[Mark, str] = {"live": "zap", "restarts": "rotate-ccw"}
_SENTENCES: dict[Mark, str] = {
    "live": "A change takes effect at once, while the run goes on.",
    "restarts": "A change starts the run anew.",
}


class SectionHead(QWidget):
    """A section's name at the left, and at the right one mark for all its rows.

    Parameters
    ----------
    title : str
        The section's name.
    mark : "live", "restarts" or None
        When a change takes effect.
    parent : QWidget or None
        As for every widget.
    """

    def __init__(self, title: str, mark: Mark | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._mark = title, mark
        self.setAccessibleName(title)
        self.setToolTip(_SENTENCES[mark] if mark is not None else "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self.setFixedHeight(px(24))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(px(120), px(24))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        theme = current()
        box = QRectF(self.rect())
        middle = Qt.AlignmentFlag.AlignVCenter
        with painting(self, smooth=False) as painter:
            painter.setFont(font("title"))
            painter.setPen(QColor(theme.ink))
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | middle, self._title)
            if self._mark is not None:
                painter.setFont(font("tick"))
                painter.setPen(QColor(theme.ink3))
                painter.drawText(box, Qt.AlignmentFlag.AlignRight | middle, self._mark)
                words = QFontMetricsF(font("tick")).horizontalAdvance(self._mark)
                _draw_mark(painter, self._mark, box.right() - words - px(5) - px(12), px(12), self.height())


class RowLabel(QWidget):
    """A row's label, 92 wide, with a mark of its own where it differs from its section's.

    Parameters
    ----------
    text : str
        What the row sets.
    mark : "live", "restarts" or None
        When a change takes effect, if not as the section says.
    sentence : str
        Its tooltip.
    parent : QWidget or None
        As for every widget.
    """

    def __init__(self, text: str, mark: Mark | None = None, sentence: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._mark = text, mark
        own = _SENTENCES[mark] if mark is not None else ""
        self.setToolTip(" ".join(part for part in (sentence, own) if part))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self.setFixedSize(px(92), px(28))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        theme = current()
        with painting(self, smooth=False) as painter:
            painter.setFont(font("label"))
            painter.setPen(QColor(theme.ink2 if self.isEnabled() else theme.disabled))
            room = self.width() - (px(17) if self._mark is not None else px(4))
            metrics = QFontMetricsF(painter.font())
            text = metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
            if self._mark is not None:
                _draw_mark(painter, self._mark, metrics.horizontalAdvance(text) + px(6), px(11), self.height())


def _draw_mark(painter: QPainter, mark: Mark, x: float, side: int, height: int) -> None:
    draw_icon(painter, _ICONS[mark], QRectF(x, (height - side) / 2, side, side), current().ink3)
