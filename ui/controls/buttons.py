"""Buttons: ghost icons, the accent button, and buttons with words."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.controls.flat_button import FlatButton
from ui.theme import Role, current, draw_icon, font, mix, painting, px

Kind = Literal["ghost", "link", "bordered"]


class IconButton(FlatButton):
    """A flat button that is an icon.

    Parameters
    ----------
    icon : str
        The icon's name.
    name : str
        What it does: its tooltip and what a screen reader says.
    size : (int, int)
        Width and height at 100 %: 26x24 in panels, 36x36 in the transport.
    icon_size : int
        The icon's side at 100 %.
    token : str
        The icon's colour token.
    parent : QWidget or None
        As for every widget.
    """

    def __init__(
        self,
        icon: str,
        name: str,
        *,
        size: tuple[int, int] = (26, 24),
        icon_size: int = 16,
        token: str = "ink2",
        parent: QWidget | None = None,
    ) -> None:
        self._icon, self._icon_size, self._token, self._size = icon, icon_size, token, size
        super().__init__(name, parent)
        self.setToolTip(name)

    def set_icon(self, icon: str, name: str) -> None:
        """Show another icon, with what it does now."""
        self._icon = icon
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(px(self._size[0]), px(self._size[1]))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        with painting(self) as painter:
            theme = current()
            self.draw_ground(painter)
            token = theme.accent if self.isChecked() else getattr(theme, self._token)
            self.draw_icon(painter, self._icon, self._icon_size, token if self.isEnabled() else theme.disabled)


class PrimaryButton(IconButton):
    """The one filled button: play and pause, 44x36 in the accent colour."""

    def __init__(self, icon: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(icon, name, size=(44, 36), icon_size=16, parent=parent)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        with painting(self) as painter:
            theme = current()
            share = 0.22 if self.isDown() else 0.12 if self.underMouse() else 0.0
            ground = mix(theme.ink, theme.accent, share) if self.isEnabled() else theme.line
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
            self.draw_icon(painter, self._icon, self._icon_size, theme.on_accent, filled=True)
            self.draw_ring(painter, 6, theme.ink)


class TextButton(FlatButton):
    """A button with words, and an icon before them if it has one.

    Parameters
    ----------
    text : str
        The words.
    kind : "ghost", "link" or "bordered"
        Ghost: flat, ink2. Link: accent, no inset, so that it lines up with labels. Bordered: on raised, ink.
    icon : str or None
        The icon's name.
    height : int
        At 100 %.
    parent : QWidget or None
        As for every widget.
    """

    def __init__(
        self,
        text: str,
        *,
        kind: Kind = "ghost",
        icon: str | None = None,
        height: int = 28,
        parent: QWidget | None = None,
    ) -> None:
        self._kind, self._icon, self._height = kind, icon, height
        super().__init__(text, parent)
        self.setText(text)

    @property
    def _role(self) -> Role:
        roles: dict[Kind, Role] = {"ghost": "body", "link": "name", "bordered": "button"}
        return roles[self._kind]

    def sizeHint(self) -> QSize:  # noqa: D102
        words = QFontMetricsF(font(self._role)).horizontalAdvance(self.text())
        return QSize(round(words) + 2 * self._inset() + self._lead() + 1, px(self._height))

    def restyle(self) -> None:  # noqa: D102
        self.setFont(font(self._role))
        super().restyle()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        theme = current()
        token = {"ghost": theme.ink2, "link": theme.accent, "bordered": theme.ink}[self._kind]
        if not self.isEnabled():
            token = theme.disabled
        with painting(self) as painter:
            if self._kind == "bordered":
                self._draw_border(painter)
            if self._kind != "link":
                self.draw_ground(painter)
            words = QRectF(self.rect()).adjusted(self._inset() + self._lead(), 0, 0, 0)
            if self._icon is not None:
                side = float(px(14 if self._kind == "link" else 16))
                draw_icon(painter, self._icon, QRectF(self._inset(), (self.height() - side) / 2, side, side), token)
            text_font = self.font()
            text_font.setUnderline(self._kind == "link" and self.underMouse() and self.isEnabled())
            painter.setFont(text_font)
            painter.setPen(QColor(token))
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
            if self._kind == "link":
                self.draw_ring(painter, 4)

    def _draw_border(self, painter: QPainter) -> None:
        theme = current()
        painter.setPen(QPen(QColor(theme.border if self.isEnabled() else theme.line), 1.0))
        painter.setBrush(QColor(theme.raised) if self.isEnabled() else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)

    def _inset(self) -> int:
        return {"ghost": px(8), "link": 0, "bordered": px(12)}[self._kind]

    def _lead(self) -> int:
        if self._icon is None:
            return 0
        return px(14) + px(5) if self._kind == "link" else px(16) + px(8)
