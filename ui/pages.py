"""The pages of the window: the workbench in one of its layouts, and the landscape lab, made when it is first seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeyEvent, QUndoGroup
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.panel_table import LAYOUTS

if TYPE_CHECKING:
    from ui.lab.page import LabPage
    from ui.main_window import MainWindow

LAB = "Landscape lab"
PAGES = (*LAYOUTS, LAB)
"""By name, in the order of their tabs."""


class Pages(QStackedWidget):
    """Shows one page at a time. What is not seen costs nothing.

    Parameters
    ----------
    window : MainWindow

    Attributes
    ----------
    lab : LabPage or None
        None as long as nobody has seen it.
    remembers_lab : bool
        Whether the lab opens as it was left; else as at the very first time, as for a picture that anybody can repeat.
    undo_group : QUndoGroup
        Undoes on the page that is seen.
    """

    turned = Signal()
    """Another page is seen, or another layout of the workbench."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self._opened = False
        self.remembers_lab = False
        self.lab: LabPage | None = None
        self.undo_group = QUndoGroup(self)
        self.undo_group.addStack(window.session.undo_stack)
        self.undo_group.setActiveStack(window.session.undo_stack)
        window.board.arranged.connect(self.turned)

    def set_workbench(self, workbench: QWidget) -> None:
        """Take the first page."""
        self.addWidget(workbench)

    @property
    def lab_shown(self) -> bool:
        """Whether the lab is seen."""
        return self.lab is not None and self.currentWidget() is self.lab

    @property
    def name(self) -> str:
        """The page that is seen: a layout, or the lab."""
        return LAB if self.lab_shown else self._window.board.layout_name

    def choose(self, name: str) -> None:
        """Show a page by its name."""
        if name == LAB:
            self._show_lab()
        else:
            self._window.board.choose_layout(name)
            self.show_workbench()

    def turn(self, by: int = 1) -> None:
        """Go to the next page, or so many further or back."""
        self.choose(PAGES[(PAGES.index(self.name) + by) % len(PAGES)])

    def show_workbench(self) -> None:
        """Show what belongs to the experiment."""
        if self.lab_shown:
            self._leave_focus()
            self.setCurrentIndex(0)
            self.undo_group.setActiveStack(self._window.session.undo_stack)
            self.turned.emit()

    def on_workbench(self, command: Callable[[], object]) -> Callable[[], None]:
        """Return a command that is carried out where its effect is seen."""

        def run() -> None:
            self.show_workbench()
            command()

        return run

    @Slot()
    def on_opened(self) -> None:
        """Show what was opened; what the window starts with leaves the page as it was chosen."""
        if self._opened:
            self.show_workbench()
        self._opened = True

    @property
    def settled(self) -> bool:
        """Whether the lab, where it is seen, shows what was asked for."""
        return not self.lab_shown or (self.lab is not None and self.lab.settled)

    def remember(self) -> None:
        """Put into the settings which page is seen, and how the lab is set up."""
        self._window.settings.layout_name = self.name
        if self.lab is not None:
            self._window.settings.landscape_lab = self.lab.remembered()

    def take_key(self, event: QKeyEvent) -> bool:
        """Go through the lab's race by a key that nobody else has taken. Returns whether it did."""
        return self.lab_shown and self.lab is not None and self.lab.take_key(event)

    def _show_lab(self) -> None:
        if self.lab_shown:
            return
        self._leave_focus()
        if self.lab is None:
            self.lab = self._made_lab()
        self.setCurrentWidget(self.lab)
        self.undo_group.setActiveStack(self.lab.bench.undo_stack)
        self.turned.emit()

    def _made_lab(self) -> LabPage:
        # Here, so that a start without the lab does not load it.
        from ui.lab.page import LabPage

        window = self._window
        lab = LabPage()
        if self.remembers_lab:
            lab.restore(window.settings.landscape_lab)
        lab.set_quiet(window.presentation.active)
        window.presentation.changed.connect(lab.set_quiet)
        window.feeds.add(lab.canvas)
        self.addWidget(lab)
        self.undo_group.addStack(lab.bench.undo_stack)
        return lab

    def _leave_focus(self) -> None:
        """Take the keyboard from what goes: Qt would hand it to some field of what comes."""
        focused = self.focusWidget()
        if focused is not None:
            focused.clearFocus()
