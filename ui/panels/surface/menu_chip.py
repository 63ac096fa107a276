"""A chip that opens a menu."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRectF, QSize, Slot
from PySide6.QtGui import QAction, QActionGroup, QPaintEvent
from PySide6.QtWidgets import QMenu

from ui.controls import Chip
from ui.plotting.text import draw_text, text_width
from ui.theme import current, draw_icon, painting, px

WIDEST = 132


class MenuChip(Chip):
    """A chip that says what is chosen, and opens a menu to choose another.

    Parameters
    ----------
    name : str
    menu : QMenu
    words : sequence of str
        All that it may say: it is as wide as the longest. Empty where these are not known.
    """

    def __init__(self, name: str, menu: QMenu, words: Sequence[str] = ()) -> None:
        super().__init__("", name)
        self.setChecked(True)
        self._menu = menu
        self._words = words
        self.clicked.connect(self._on_clicked)

    def sizeHint(self) -> QSize:  # noqa: D102
        words = max(text_width("value", word) for word in self._words or (self.text(),))
        return QSize(min(round(words), px(WIDEST)) + 2 * px(8) + px(14), px(22))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        theme, middle = current(), self.height() / 2.0
        with painting(self) as painter:
            self.draw_ground(painter, 4.0)
            room = self.width() - px(8) - px(18)
            draw_text(painter, "value", theme.accent, px(8), middle, self.text(), room)
            chevron = QRectF(self.width() - px(6) - px(12), middle - px(6), px(12), px(12))
            draw_icon(painter, "chevron-down", chevron, theme.accent)

    @Slot()
    def _on_clicked(self) -> None:
        self.setChecked(True)
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height())))


def add_choices(menu: QMenu, head: str, choices: Iterable[tuple[str, Any]], chosen: Any) -> QActionGroup:
    """Add choices of which one holds, below a head; each action's data is what it stands for."""
    if head:
        menu.addSection(head)
    group = QActionGroup(menu)
    for words, meaning in choices:
        action = QAction(words, group, checkable=True)
        action.setData(meaning)
        action.setChecked(meaning == chosen)
        menu.addAction(action)
    return group
