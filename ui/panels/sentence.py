"""What stands in the place of a panel that has nothing to show of a run: one sentence that says why."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.frame import Frame, RunView
from ui.panels.base import Panel
from ui.plotting.text import draw_hint
from ui.theme import colour, current, follow, painting, px

INSET = 16


class SentencePanel(Panel):
    """Says in the middle of an empty panel why it is empty.

    Parameters
    ----------
    panel : Panel
        In whose place it stands; its `lacks` is what it says.
    """

    sentence = ""

    def __init__(self, panel: Panel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._panel = panel
        self.name, self.number, self.title = f"{panel.name} sentence", panel.number, panel.title
        self.words = ""
        follow(self.update)

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(200, 140)

    def bind(self, runs: tuple[RunView, ...]) -> None:
        """Have nothing of runs."""

    def draw(self, frame: Frame) -> None:  # noqa: D102
        words = self._panel.lacks(frame.run)
        if words != self.words:
            self.words = words
            self.setAccessibleDescription(words)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        with painting(self) as painter:
            painter.fillRect(self.rect(), colour(current().surface))
            draw_hint(painter, QRectF(self.rect()).adjusted(px(INSET), 0, -px(INSET), 0), self.words)
        self.paints += 1
