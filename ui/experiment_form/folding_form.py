"""A form at the left of the window, or a rail of icons that opens it where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.experiment_form.focus import leave
from ui.experiment_form.rail import WIDTH as RAIL_WIDTH
from ui.experiment_form.rail import Drawer, Rail
from ui.experiment_form.scrolling_column import WIDTH, ScrollingColumn
from ui.theme import follow, px


class FoldingForm(QWidget):
    """Shows its content, or a rail whose icons open it in a drawer.

    Parameters
    ----------
    icons : dict of str to str
        The icon of each section by its title.
    whole : str
        What the rail's first icon opens.
    """

    def __init__(self, icons: dict[str, str], whole: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "chrome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icons, self._whole = icons, whole
        self._folded = False
        self._rail: Rail | None = None
        self._drawer: Drawer | None = None
        self._asked = ""
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(0)
        follow(self.restyle)

    def content(self) -> ScrollingColumn | None:
        """Return what the form shows; None where there is nothing yet."""
        raise NotImplementedError

    @property
    def folded(self) -> bool:
        """Whether only the rail is shown."""
        return self._folded

    @property
    def is_out_of_sight(self) -> bool:
        """Whether the content is neither beside the window nor in an open drawer."""
        return self._folded and (self._drawer is None or self._drawer.isHidden())

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self.setFixedWidth(px(RAIL_WIDTH if self._folded else WIDTH))
        self._place_drawer()

    def set_folded(self, folded: bool) -> None:
        """Fold the form to its rail, or unfold it."""
        if folded == self._folded:
            return
        self._folded = folded
        if self._drawer is not None:
            self._drawer.close_drawer()
        if folded:
            self._fold()
        else:
            if self._rail is not None:
                self._rail.hide()
            self.unfold()
        self.restyle()

    def unfold(self) -> None:
        """Put the content into the form."""
        content = self.content()
        if content is not None:
            self._line.addWidget(content)
            content.show()

    @Slot(str)
    def open_drawer(self, title: str) -> None:
        """Open the drawer at a section, or close it where that is what it shows."""
        drawer, content, rail = self._drawer, self.content(), self._rail
        if content is None or rail is None:
            return
        if drawer is not None and not drawer.isHidden() and self._asked == title:
            drawer.close_drawer()
            return
        if drawer is None:
            drawer = self._drawer = Drawer(self.window())
            drawer.closed.connect(self._on_drawer_closed)
        self._asked = title
        if drawer.isHidden():
            drawer.open(content)
            self._place_drawer()
        content.scroll_to(title)
        rail.mark(title)

    def moveEvent(self, event: QMoveEvent) -> None:  # noqa: D102
        super().moveEvent(event)
        self._place_drawer()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: D102
        if self._drawer is not None:
            self._drawer.close_drawer()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._place_drawer()

    def _fold(self) -> None:
        content = self.content()
        if content is not None:
            leave(content)
            self._line.removeWidget(content)
            content.hide()
        if self._rail is None:
            self._rail = Rail(self._icons, self._whole)
            self._rail.asked.connect(self.open_drawer)
            self._line.addWidget(self._rail)
        self._rail.show()

    @Slot()
    def _on_drawer_closed(self) -> None:
        if self._rail is not None:
            self._rail.mark(None)

    def _place_drawer(self) -> None:
        if self._drawer is not None:
            place = self.mapTo(self.window(), self.rect().topRight())
            self._drawer.setGeometry(place.x() + 2, place.y(), px(WIDTH) + 1, self.height())
