"""The views beside the landscape, and how they share the height."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from nnviz.landscape.lab import Lab
from nnviz.landscape.race_report import Report
from nnviz.landscape.racing import Tracks
from ui.controls import Divider, Tabs
from ui.lab.side.looked import Looked
from ui.lab.side.phase import Phase
from ui.lab.side.stability import Stability
from ui.lab.side.standings import Standings
from ui.lab.side.update import Update
from ui.lab.side.view import View
from ui.theme import follow, px

WIDTH, NARROWEST = 380, 260
TABS = 30
LEAST_BELOW = 330
"""What a view needs below the standings, tabs included; where there is less, the standings are a tab, too."""

MOST_ROUNDS = 4
"""How often views may need another height for the width that they were given, as where a scroll bar comes and goes."""


class SideViews(QWidget):
    """The standings, and below them one of the views of the chosen racer; all in tabs where there is little height.

    Attributes
    ----------
    racer_chosen : Signal(int)
        The user chose a racer.
    racer_changed : Signal(int, object)
        The user gave a racer another optimizer (`OptimizerChoice`).
    point_hovered : Signal(object, object)
        The racer and the step that the pointer is at, or None for both.
    standings, update_view, stability, phase : View
    tabs : Tabs
        One for each view; that of the standings is hidden where they stand above the others.
    """

    racer_chosen = Signal(int)
    racer_changed = Signal(int, object)
    point_hovered = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.standings, self.update_view = Standings(), Update()
        self.stability, self.phase = Stability(), Phase()
        self.standings.racer_chosen.connect(self.racer_chosen)
        self.phase.racer_changed.connect(self.racer_changed)
        self._views: tuple[View, ...] = (self.standings, self.update_view, self.stability, self.phase)
        self._places = [_place(view, self) for view in self._views]
        self._arranging = self._outdated = False
        self._divider = Divider(parent=self)
        self.tabs = Tabs("What is shown of the chosen racer", height=TABS, parent=self)
        for view in self._views:
            self.tabs.addTab(view.name)
            view.grew.connect(self._arrange)
            view.point_hovered.connect(self.point_hovered)
        self.tabs.setCurrentIndex(1)
        self.tabs.currentChanged.connect(self._arrange)
        follow(self.restyle)

    def show_race(self, lab: Lab, tracks: Tracks, reports: Sequence[Report], chosen: int, step: int) -> None:
        """Show a moment of a race.

        Parameters
        ----------
        lab : Lab
        tracks : Tracks
        reports : sequence of Report
        chosen : int
            Which racer.
        step : int
        """
        looked = Looked(lab, tracks, tuple(reports), chosen, step)
        for view in self._views:
            view.show_looked(looked)
        self._arrange()

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self.setMinimumWidth(px(NARROWEST))
        self._arrange()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(px(WIDTH), px(600))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(px(NARROWEST), px(200))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._arrange()

    @property
    def stands_above(self) -> bool:
        """Whether the standings are always seen."""
        return self.standings.needed_height(self.width()) + px(LEAST_BELOW) <= self.height()

    @Slot()
    def _arrange(self) -> None:
        """Give every view its place: it depends on the racers and the room, not on how the race goes."""
        self._outdated = True
        if self._arranging:  # a view has grown by the place that it was just given
            return
        self._arranging = True
        for _ in range(MOST_ROUNDS):
            if self._outdated:
                self._outdated = False
                self._give_places()
        self._arranging = False

    def _give_places(self) -> None:
        width, height, above = self.width(), self.height(), self.stands_above
        top = self.standings.needed_height(width) if above else 0
        if above and self.tabs.currentIndex() == 0:
            self.tabs.setCurrentIndex(1)
            return
        self.tabs.setTabVisible(0, not above)
        self._divider.setVisible(above)
        self._divider.setGeometry(0, top, width, 1)
        self.tabs.setGeometry(0, top + above, min(width, self.tabs.sizeHint().width()), px(TABS))
        below = top + above + px(TABS)
        shown = self.tabs.currentIndex()
        for index, (place, view) in enumerate(zip(self._places, self._views, strict=True)):
            if index == 0 and above:
                place.setGeometry(0, 0, width, top)
            else:
                place.setGeometry(0, below, width, max(0, height - below))
            room = place.width() - (place.verticalScrollBar().sizeHint().width() if _scrolls(place, view) else 0)
            view.setMinimumHeight(view.needed_height(room))
            place.setVisible(index == shown or (index == 0 and above))


def _place(view: View, parent: QWidget) -> QScrollArea:
    """Return where a view stands: it scrolls up and down where it is too high."""
    place = QScrollArea(parent)
    place.setWidgetResizable(True)
    place.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    # The keys that turn pages belong to the clicker.
    place.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    place.setWidget(view)
    return place


def _scrolls(place: QScrollArea, view: View) -> bool:
    return view.needed_height(place.width()) > place.height()
