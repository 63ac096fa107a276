"""The lab's form: one column that scrolls, or a rail of icons that opens it where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QScrollBar, QVBoxLayout, QWidget

from ui.controls import Divider
from ui.experiment_form.focus import leave
from ui.experiment_form.rail import WIDTH as RAIL_WIDTH
from ui.experiment_form.rail import Drawer, Rail
from ui.lab.bench import Bench
from ui.lab.form.function_section import FunctionSection
from ui.lab.form.racers_section import RacersSection
from ui.theme import follow, px

WIDTH = 248
BAR = 8
LANDSCAPE, RACERS = "Landscape", "Racers"
ICONS = {LANDSCAPE: "sliders-horizontal", RACERS: "git-compare-arrows"}


class LabBody(QScrollArea):
    """Everything that the form shows, 248 wide.

    Parameters
    ----------
    bench : Bench
    """

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.function, self.racers = FunctionSection(bench), RacersSection(bench)
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        for widget in (self.function, Divider(), self.racers):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        self.setWidget(content)
        # A bar of its own over the right margin: the scroll area's would push the fields to the left.
        self._bar = QScrollBar(Qt.Orientation.Vertical, self)
        self._bar.hide()
        own = self.verticalScrollBar()
        own.rangeChanged.connect(self._on_range_changed)
        own.valueChanged.connect(self._bar.setValue)
        self._bar.valueChanged.connect(own.setValue)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self.setFixedWidth(px(WIDTH))
        self._place_bar()

    def scroll_to(self, title: str) -> None:
        """Bring a section to the top; an empty title is the top of all."""
        self._column.activate()
        self.verticalScrollBar().setValue(self.racers.y() - 1 if title == RACERS else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._place_bar()

    @Slot(int, int)
    def _on_range_changed(self, low: int, high: int) -> None:
        own = self.verticalScrollBar()
        self._bar.setRange(low, high)
        self._bar.setPageStep(own.pageStep())
        self._bar.setSingleStep(own.singleStep())
        self._bar.setValue(own.value())
        self._bar.setVisible(high > low)

    def _place_bar(self) -> None:
        self._bar.setGeometry(self.width() - px(BAR), 0, px(BAR), self.height())
        self._bar.raise_()


class LabForm(QWidget):
    """The form, or its rail.

    Parameters
    ----------
    bench : Bench
    """

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.setProperty("ground", "chrome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.body = LabBody(bench)
        self.folded = False
        self._asked = ""
        self._rail = Rail(ICONS)
        self._rail.buttons[""].setToolTip("Form")
        self._rail.asked.connect(self._on_asked)
        self._rail.hide()
        self._drawer: Drawer | None = None
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(0)
        self._line.addWidget(self._rail)
        self._line.addWidget(self.body)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self.setFixedWidth(px(RAIL_WIDTH if self.folded else WIDTH))
        self._place_drawer()

    def set_folded(self, folded: bool) -> None:
        """Fold the form to its rail, or unfold it."""
        if folded == self.folded:
            return
        self.folded = folded
        if self._drawer is not None:
            self._drawer.close_drawer()
        if folded:
            leave(self.body)
            self._line.removeWidget(self.body)
            self.body.hide()
        else:
            self._line.addWidget(self.body)
            self.body.show()
        self._rail.setVisible(folded)
        self.restyle()

    @Slot(str)
    def _on_asked(self, title: str) -> None:
        """Open the drawer at a section, or close it where that is what it shows."""
        if self._drawer is not None and not self._drawer.isHidden() and self._asked == title:
            self._drawer.close_drawer()
            return
        if self._drawer is None:
            self._drawer = Drawer(self.window())
            self._drawer.closed.connect(self._on_drawer_closed)
        self._asked = title
        if self._drawer.isHidden():
            self._drawer.open(self.body)
            self._place_drawer()
        self.body.scroll_to(title)
        self._rail.mark(title)

    @Slot()
    def _on_drawer_closed(self) -> None:
        self._rail.mark(None)

    def _place_drawer(self) -> None:
        if self._drawer is not None:
            place = self.mapTo(self.window(), self.rect().topRight())
            self._drawer.setGeometry(place.x() + 2, place.y(), px(WIDTH) + 1, self.height())

    def moveEvent(self, event: QMoveEvent) -> None:  # noqa: D102
        super().moveEvent(event)
        self._place_drawer()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: D102
        if self._drawer is not None:
            self._drawer.close_drawer()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._place_drawer()
