"""Words and lines: text in a role of the type table, text that is cut where there is no room, dividers."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.theme import Role, current, follow, font, painting, px


class Text(QLabel):
    """Plain text in a role of the type table and a colour of the theme.

    Parameters
    ----------
    text : str
        The words; never read as HTML.
    role : Role
        Its size and weight.
    token : str
        The name of its colour token.
    wrap : bool
        Whether it may take several lines.
    parent : QWidget or None
        As for every widget.
    """

    def __init__(
        self,
        text: str = "",
        role: Role = "body",
        token: str = "ink2",
        *,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._role: Role = role
        self._token = token
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setWordWrap(wrap)
        follow(self.restyle)

    def set_token(self, token: str) -> None:
        """Take another colour token."""
        self._token = token
        self.restyle()

    def restyle(self) -> None:
        """Take font and colour anew from the appearance in force."""
        self.setFont(font(self._role))
        palette = self.palette()
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            palette.setColor(group, QPalette.ColorRole.WindowText, QColor(getattr(current(), self._token)))
        palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText, QColor(current().disabled))
        self.setPalette(palette)


class ElidedText(Text):
    """One line of text that is cut with an ellipsis where there is no room; the whole then stands in the tooltip."""

    def __init__(
        self, text: str = "", role: Role = "body", token: str = "ink2", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, role, token, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: D102
        metrics = QFontMetricsF(self.font())
        return QSize(round(metrics.horizontalAdvance(self.text())) + 1, round(metrics.height()) + 1)

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(0, self.sizeHint().height())

    def setText(self, text: str) -> None:  # noqa: D102
        super().setText(text)
        self._explain()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._explain()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        with painting(self, smooth=False) as painter:
            painter.setFont(self.font())
            painter.setPen(QColor(getattr(current(), self._token) if self.isEnabled() else current().disabled))
            cut = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(self.rect(), self.alignment(), cut)

    def _explain(self) -> None:
        self.setToolTip(self.text() if self.sizeHint().width() > self.width() + 1 else "")


class Divider(QWidget):
    """A 1 px line: across its whole parent, or as a separator of a fixed length.

    Parameters
    ----------
    orientation : Qt.Orientation
        Which way the line runs.
    length : int or None
        At 100 %; None is as long as there is room. Groups of the transport are parted by 28.
    parent : QWidget or None
        As for every widget.
    """

    def __init__(
        self,
        orientation: Qt.Orientation = Qt.Orientation.Horizontal,
        length: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._upright = orientation == Qt.Orientation.Vertical
        self._length = length
        follow(self.restyle)

    def restyle(self) -> None:
        """Take the length anew from the appearance in force."""
        if self._upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)
        if self._length is not None:
            (self.setFixedHeight if self._upright else self.setFixedWidth)(px(self._length))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        with painting(self, smooth=False) as painter:
            painter.fillRect(self.rect(), QColor(current().line))
