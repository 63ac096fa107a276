"""The chips of the Loss surface panel's title bar: which plane, its two axes, how the levels run."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, QRectF, QSize, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from nnviz.network import Network
from ui.controls import Chip
from ui.frame import Selection
from ui.panels.surface.options import Options, PlaneChoice
from ui.panels.surface.selecting import parameter_of
from ui.panels.surface.words import AXES
from ui.plotting.text import draw_text, text_width
from ui.theme import current, draw_icon, painting, px

PLANES: dict[PlaneChoice, tuple[str, str]] = {
    "pca": ("PCA", "Where the paths go: their two leading principal components"),
    "weights": ("Weights", "Two parameters, picked in the network"),
    "random": ("Random", "Two random directions, each filter as long as the network's own"),
}
_BAR = 110
"""What the title bar needs besides chips and title: its number, the buttons at its end, and the gaps."""
GAP = 2


class MenuChip(Chip):
    """A chip that says what is chosen, and opens a menu to choose another.

    Parameters
    ----------
    name : str
    menu : QMenu
    """

    def __init__(self, name: str, menu: QMenu) -> None:
        super().__init__("", name)
        self.setChecked(True)
        self._menu = menu
        self.clicked.connect(self._on_clicked)

    def sizeHint(self) -> QSize:  # noqa: D102
        words = max(text_width("value", word) for word, _ in PLANES.values())
        return QSize(round(words) + 2 * px(8) + px(14), px(22))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        theme, middle = current(), self.height() / 2.0
        with painting(self) as painter:
            self.draw_ground(painter, 4.0)
            draw_text(painter, "value", theme.accent, px(8), middle, self.text())
            chevron = QRectF(self.width() - px(6) - px(12), middle - px(6), px(12), px(12))
            draw_icon(painter, "chevron-down", chevron, theme.accent)

    @Slot()
    def _on_clicked(self) -> None:
        self.setChecked(True)
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height())))


class Controls(QObject):
    """The chips, and the options that they stand for.

    Parameters
    ----------
    parent : QWidget

    Attributes
    ----------
    widget : QWidget
        For the title bar.
    options : Options
    armed : int or None
        The axis that takes the next parameter that is selected: 0 or 1.
    """

    changed = Signal()
    """Other options are chosen."""
    armed_changed = Signal()
    refit = Signal()
    """Plane, extent and levels are to be chosen anew."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.options = Options()
        self.armed: int | None = None
        self._selection: Selection | None = None
        self._picks: tuple[int, int] | None = None
        self._menu = QMenu(parent)
        group = QActionGroup(self._menu)
        for choice, (word, meaning) in PLANES.items():
            action = QAction(f"{word}: {meaning[0].lower()}{meaning[1:]}", group, checkable=True)
            action.setData(choice)
            self._menu.addAction(action)
        group.triggered.connect(self._on_plane)
        self._actions = group.actions()
        self.plane = MenuChip("Which plane through the parameters", self._menu)
        self.axes = tuple(Chip("", f"Pick the {axis} axis: click, then select a weight or a unit") for axis in AXES)
        self.log = Chip("Log", "Logarithmic levels")
        self.fit = Chip("Refit", "Fit plane, extent and levels to the paths as they are now")
        self.fit.setCheckable(False)
        self.log.setChecked(self.options.log)
        self.widget = QWidget()
        row = QHBoxLayout(self.widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for chip in (self.plane, *self.axes, self.log, self.fit):
            row.addWidget(chip)
        self.log.toggled.connect(self._on_log)
        self.fit.clicked.connect(self.refit)
        for chip in self.axes:
            chip.clicked.connect(self._on_axis)
        self._names: tuple[str, str] = AXES
        self._arranged: tuple[object, ...] = ()
        self._show()

    def forget(self, same: bool) -> None:
        """Prepare for other runs: of the same experiment and network, or of others, whose plane is the default one."""
        if not same:
            self.options = replace(self.options, plane=Options().plane, picks=None)
            self._show()
        self._picks = None
        self._arm(None)

    def take(self, selection: Selection | None, network: Network) -> None:
        """Take what is selected in the network; an axis that waits for a parameter gets it."""
        before, self._selection = self._selection, selection
        if self.armed is None or selection is None or selection == before or self._picks is None:
            return
        index = parameter_of(selection, network)
        if index is None:
            return
        first, second = self._picks
        # Where it is the parameter of the other axis, they change places.
        if self.armed == 0:
            picks = index, first if index == second else second
        else:
            picks = second if index == first else first, index
        self._arm(None)
        self.options = replace(self.options, picks=picks)
        self.changed.emit()

    def show_axes(self, picks: tuple[int, int] | None, names: tuple[str, str]) -> None:
        """Show the parameters that are the axes now."""
        self._picks = picks
        first, second = (f"{axis}: {name}" for axis, name in zip(AXES, names, strict=True))
        if (first, second) != self._names:
            self._names = first, second
            self._name_axes(self._names)

    def arrange(self, width: int, title: str, exact: bool) -> None:
        """Show the chips that there is room for, and that mean something.

        Parameters
        ----------
        width : int
            Of the panel.
        title : str
        exact : bool
            Whether there is but one plane.
        """
        weights = self.options.plane == "weights" and self._picks is not None and not exact
        key = width, title, exact, weights, self._names, px(1000), self.widget.parentWidget() is not None
        # Without a title bar around them they would become windows of their own.
        if key == self._arranged or not key[-1]:
            return
        self._arranged = key
        room = width - px(_BAR) - text_width("title", title)
        room -= self._show_where_fits(self.plane, room if not exact else 0.0)
        # The names stand at the axes, too: where there is no room for them here, the letters do.
        for names in (self._names, AXES):
            self._name_axes(names)
            if sum(chip.sizeHint().width() + px(GAP) for chip in self.axes) <= room:
                break
        for chip in (*self.axes, self.log, self.fit):
            room -= self._show_where_fits(chip, room if weights or chip not in self.axes else 0.0)

    def _name_axes(self, names: tuple[str, str]) -> None:
        for chip, name in zip(self.axes, names, strict=True):
            chip.setText(name)
            chip.updateGeometry()

    def _show_where_fits(self, chip: Chip, room: float) -> float:
        """Show a chip if there is room for it, and return what it takes."""
        wide = chip.sizeHint().width() + px(GAP)
        chip.setVisible(wide <= room)
        return wide if wide <= room else 0.0

    def _show(self) -> None:
        self.plane.setText(PLANES[self.options.plane][0])
        self.plane.update()
        for action in self._actions:
            action.setChecked(action.data() == self.options.plane)

    def _arm(self, axis: int | None) -> None:
        changed, self.armed = axis != self.armed, axis
        for index, chip in enumerate(self.axes):
            chip.setChecked(index == axis)
        if changed:
            self.armed_changed.emit()

    @Slot(QAction)
    def _on_plane(self, action: QAction) -> None:
        choice: PlaneChoice = action.data()
        if choice != self.options.plane:
            self.options = replace(self.options, plane=choice)
            self._arm(None)
            self._show()
            self.changed.emit()

    @Slot()
    def _on_axis(self) -> None:
        axis = self.axes.index(self.sender())  # type: ignore[arg-type]
        self._arm(None if self.armed == axis else axis)

    @Slot(bool)
    def _on_log(self, log: bool) -> None:
        self.options = replace(self.options, log=log)
        self.changed.emit()
