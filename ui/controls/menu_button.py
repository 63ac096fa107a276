"""A button that shows what is chosen and opens the menu to choose another."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from ui.controls.flat_button import FlatButton
from ui.plotting.run_names import cut_name
from ui.theme import RunStyle, colour, current, draw_icon, draw_run_marker, font, painting, px


class MenuButton(FlatButton):
    """Words and a chevron that open a menu, behind an icon or a run's marker.

    Parameters
    ----------
    name : str
        What it chooses, for tooltip and screen readers.
    menu : QMenu
        What opens below it.
    icon : str or None
        The icon's name.
    parent : QWidget or None
        As for every widget.
    """

    def __init__(self, name: str, menu: QMenu, *, icon: str | None = None, parent: QWidget | None = None) -> None:
        self._icon = icon
        self._run: RunStyle | None = None
        self._words = self._widest = ""
        super().__init__(name, parent)
        self.setToolTip(name)
        self._menu = menu
        self.clicked.connect(self._open)

    def show_run(self, style: RunStyle, name: str) -> None:
        """Show a run: its marker and its name."""
        self._run = style
        self.setFont(font("button"))
        self.show_text(name)

    def show_text(self, text: str, widest: str = "") -> None:
        """Show what is chosen; `widest` is the longest text it will ever show, so that nothing beside it moves."""
        self._words, self._widest = text, widest
        self.setAccessibleName(f"{self.toolTip()}: {text}")
        self.updateGeometry()
        self.update()

    def restyle(self) -> None:  # noqa: D102
        self.setFont(font("button" if self._run is not None else "body"))
        super().restyle()

    def sizeHint(self) -> QSize:  # noqa: D102
        metrics = QFontMetricsF(self.font())
        words = max(metrics.horizontalAdvance(self._words), metrics.horizontalAdvance(self._widest))
        return QSize(px(8) + self._lead() + round(words) + 1 + px(6) + px(14) + px(8), px(36))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        theme = current()
        token = theme.disabled if not self.isEnabled() else theme.ink2 if self._run is None else theme.ink
        with painting(self) as painter:
            self.draw_ground(painter)
            x, middle = float(px(8)), self.height() / 2
            if self._run is not None:
                draw_run_marker(painter, self._run, theme, QPointF(x + px(6), middle), px(11))
            elif self._icon is not None:
                draw_icon(painter, self._icon, QRectF(x, middle - px(9), px(18), px(18)), token)
            chevron = QRectF(self.width() - px(8) - px(14), middle - px(7), px(14), px(14))
            words = QRectF(x + self._lead(), 0, chevron.x() - px(6) - x - self._lead() + 1, self.height())
            painter.setFont(self.font())
            painter.setPen(colour(token))
            if self._run is not None:
                text = cut_name(self._words, self.fontMetrics(), words.width())
            else:
                text = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, round(words.width()))
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
            draw_icon(painter, "chevron-down", chevron, theme.ink3 if self.isEnabled() else theme.disabled)

    def _lead(self) -> int:
        if self._run is not None:
            return px(12) + px(6)
        return px(18) + px(6) if self._icon is not None else 0

    def _open(self) -> None:
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height())))
