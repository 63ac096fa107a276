"""The frame around a panel: its title bar, and whatever stands in its place where it has nothing to show."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QContextMenuEvent, QPaintEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from ui.controls import IconButton
from ui.frame import RunView
from ui.panels.base import Panel
from ui.panels.sentence import SentencePanel
from ui.theme import current, follow, painting, px
from ui.title_bar import TitleBar

LEAST = QSize(280, 176)
"""No panel insists on more, however large the text is."""


class PanelFrame(QWidget):
    """A panel under its title bar.

    Parameters
    ----------
    panel : Panel
    stand_ins : sequence of Panel
        What may stand in its place, the first one first that has something to show; else a sentence does.

    Attributes
    ----------
    views : tuple of Panel
        All of them, the panel first and the sentence last.
    shown : Panel
        The one that is shown.
    """

    enlarge_requested = Signal()
    copy_requested = Signal()

    def __init__(self, panel: Panel, stand_ins: Sequence[Panel] = ()) -> None:
        super().__init__()
        self.panel = self.shown = panel
        self.views = (panel, *stand_ins, SentencePanel((*stand_ins, panel)[0]))
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
        for view in self.views:
            column.addWidget(view, 1)
            if view is not panel:
                view.hide()
                self.title_bar.add_speaker(view)
        self._actions: list[QAction] = []
        self._quiet = False
        follow(self.restyle)

    def restyle(self) -> None:
        """Take the least size anew from the font scale, no larger than what a small window has for each of four."""
        self.setMinimumSize(min(px(200), LEAST.width()), min(px(140), LEAST.height()))

    def suit(self, run: RunView) -> None:
        """Show what has something to show of a run."""
        shown = next(view for view in self.views if not view.lacks(run))
        if shown is not self.shown:
            self.shown.hide()
            self.shown = shown
            shown.show()
            self.title_bar.speak_for(shown)

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
        with painting(self, smooth=False) as painter:
            painter.fillRect(self.rect(), QColor(current().surface))
