"""Where one is in a run, in figures: which step of how many."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import numbers
from ui.plotting.text import draw_text, shape_of, text_width
from ui.theme import colour, current, follow, painting, px

HEIGHT = 20


class Place(QWidget):
    """The step that is looked at, and the newest one. It repaints only when they change, and never becomes narrower."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: tuple[int, int] | None = None
        self._text = self._longest = ""
        self.setAccessibleName("Step")
        # Else all that is behind it would be painted with every frame.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes and fonts anew from the appearance in force."""
        self.setFixedSize(math.ceil(text_width("button", self._longest)), px(HEIGHT))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        return self.size()

    def text(self) -> str:
        """Return what is shown."""
        return self._text

    def show_steps(self, seen: int, newest: int) -> None:
        """Show which step is looked at, of how many."""
        if (seen, newest) == self._steps:
            return
        self._steps = seen, newest
        self._text = f"{numbers.count(seen)} of {numbers.count(newest)}"
        self.setAccessibleDescription(self._text)
        if len(self._text) > len(self._longest):
            self._longest = shape_of(self._text)
            self.restyle()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        theme = current()
        with painting(self) as painter:
            painter.fillRect(event.rect(), colour(theme.chrome))
            left = self.width() - text_width("button", shape_of(self._text))
            draw_text(painter, "button", theme.ink2, left, self.height() / 2.0, self._text)
