"""The chips of the Loss surface panel's title bar: which plane, its axes or ends, what the loss is, how levels run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from nnviz.network import Network
from ui.controls import Chip
from ui.frame import Frame, Selection
from ui.panels.surface import menus
from ui.panels.surface.menu_chip import MenuChip, add_choices
from ui.panels.surface.options import Options
from ui.panels.surface.selecting import parameter_of
from ui.panels.surface.words import AXES, end_name
from ui.plotting.text import text_width
from ui.theme import px

_BAR = 110
"""What the title bar needs besides chips and title: its number, the buttons at its end, and the gaps."""
GAP = 2
CLOSER = 0.5
_ENDS = ("From", "To")


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
    bookmarks_of : callable
        Returns the steps of a run that the user has named.
    """

    changed = Signal()
    """Other options are chosen."""
    armed_changed = Signal()
    refit = Signal()
    """Plane, extent and levels are to be chosen anew."""
    zoomed = Signal(float)
    """So many times as much of the plane is to be seen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.options = Options()
        self.armed: int | None = None
        self.bookmarks_of: Callable[[int], Sequence[menus.Bookmark]] = lambda run: ()
        self._frame: Frame | None = None
        self._selection: Selection | None = None
        self._picks: tuple[int, int] | None = None
        self._planes = QMenu(parent)
        self._actions = add_choices(self._planes, "", menus.plane_choices(), self.options.plane).actions()
        self._planes.triggered.connect(self._on_plane)
        words = [word for word, _ in menus.PLANES.values()]
        self.plane = MenuChip("Which plane through the parameters", self._planes, words)
        self.axes = tuple(Chip("", f"Pick the {axis} axis: click, then select a weight or a unit") for axis in AXES)
        self._end_menus = [QMenu(parent) for _ in _ENDS]
        self.ends = tuple(
            MenuChip(f"Where the line {verb}", menu)
            for verb, menu in zip(("begins", "ends"), self._end_menus, strict=True)
        )
        self._loss_menu = QMenu(parent)
        self.loss = MenuChip("Which loss, over how many samples, how fine, how far", self._loss_menu)
        self.log = Chip("Log", "Logarithmic levels")
        self.fit = Chip("Refit", "Fit plane, extent and levels to the paths as they are now")
        self.fit.setCheckable(False)
        self.relief = Chip("3-D", "See the surface from the side: drag to turn it, double click to turn it back")
        self.log.setChecked(self.options.log)
        self.widget = QWidget()
        row = QHBoxLayout(self.widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for chip in (self.plane, *self.axes, *self.ends, self.loss, self.relief, self.log, self.fit):
            row.addWidget(chip)
        for number, menu in enumerate(self._end_menus):
            menu.aboutToShow.connect(partial(self._fill_ends, number))
            menu.triggered.connect(partial(self._on_end, number))
        self._loss_menu.aboutToShow.connect(self._fill_loss)
        self.log.toggled.connect(self._on_log)
        self.relief.toggled.connect(self._on_relief)
        self.fit.clicked.connect(self.refit)
        for axis in self.axes:
            axis.clicked.connect(self._on_axis)
        self._names: tuple[str, str] = AXES
        self._arranged: tuple[object, ...] = ()
        self._show()

    def forget(self, same: bool) -> None:
        """Prepare for other runs: of the same experiment and network, or of others, whose plane is the default one."""
        fresh = Options()
        if not same:
            old = self.options
            kept = ("rows", "resolution", "log", "log_sharpness", "relief")
            self.options = replace(fresh, **{part: getattr(old, part) for part in kept})
        self.options = replace(self.options, ends=fresh.ends)
        self._picks = self._frame = None
        self._show()
        self._arm(None)

    def take(self, frame: Frame, network: Network) -> None:
        """Take what is selected in the network; an axis that waits for a parameter gets it."""
        self._frame = frame
        before, self._selection = self._selection, frame.selection
        selection = frame.selection
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
        self._choose(picks=picks)

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
        line, sharpness = self.options.plane == "line", self.options.plane == "sharpness"
        weights = self.options.plane == "weights" and self._picks is not None and not exact
        key = (
            width,
            title,
            exact,
            weights,
            self.options.plane,
            self.options.ends,
            self.options.share,
            self._names,
            px(1000),
            self._has_bar(),
        )
        # Without a title bar around them they would become windows of their own.
        if key == self._arranged or not key[-1]:
            return
        self._arranged = key
        room = width - px(_BAR) - text_width("title", title)
        room -= self._show_where_fits(self.plane, room if line or sharpness or not exact else 0.0)
        # The names stand at the axes, too: where there is no room for them here, the letters do.
        for names in (self._names, AXES):
            self._name_axes(names)
            if sum(chip.sizeHint().width() + px(GAP) for chip in self.axes) <= room:
                break
        meaning = {*self.axes} if weights else {*self.ends} if line else set()
        meaning |= {self.loss, self.log} if line or sharpness else {self.loss, self.relief, self.log, self.fit}
        for chip in (*self.axes, *self.ends, self.loss, self.relief, self.log, self.fit):
            kept = chip in meaning
            room -= self._show_where_fits(chip, room if kept else 0.0)

    def _has_bar(self) -> bool:
        return self.widget.parentWidget() is not None

    @property
    def _is_log(self) -> bool:
        return self.options.log_sharpness if self.options.plane == "sharpness" else self.options.log

    def _choose(self, **parts: object) -> None:
        """Choose other options."""
        self.options = replace(self.options, **parts)  # type: ignore[arg-type]
        self._show()
        self.changed.emit()

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
        self.plane.setText(menus.PLANES[self.options.plane][0])
        # Along the line every share has a curve of its own, and sharpness is that of the training loss.
        samples = self.options.plane in ("line", "sharpness")
        self.loss.setText("Samples" if samples else self.options.share.capitalize())
        self.loss.updateGeometry()
        self.log.setChecked(self._is_log)
        self.relief.setChecked(self.options.relief)
        for chip, word, end in zip(self.ends, _ENDS, self.options.ends, strict=True):
            chip.setText(f"{word}: {end_name(end)}")
            chip.updateGeometry()
        for chip in (self.plane, self.loss, *self.ends):
            chip.update()
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
        if action.data() != self.options.plane:
            self._arm(None)
            self._choose(plane=action.data())

    def _fill_ends(self, number: int) -> None:
        menu = self._end_menus[number]
        menu.clear()
        if self._frame is not None:
            known = menus.checkpoint_choices(self._frame, self.bookmarks_of(self._frame.chosen))
            add_choices(menu, "", known, self.options.ends[number])

    def _on_end(self, number: int, action: QAction) -> None:
        first, second = self.options.ends
        self._choose(ends=(action.data(), second) if number == 0 else (first, action.data()))

    @Slot()
    def _fill_loss(self) -> None:
        menu, options = self._loss_menu, self.options
        menu.clear()
        if self._frame is None:
            return
        sections: list[tuple[str, str, Sequence[tuple[str, object]]]] = [("Samples", "rows", menus.row_choices())]
        if options.plane not in ("line", "sharpness"):
            sections.insert(0, ("Loss", "share", menus.share_choices(self._frame)))
            sections.append(("Grid", "resolution", menus.resolution_choices()))
        for head, part, choices in sections:
            group = add_choices(menu, head, choices, getattr(options, part))
            group.triggered.connect(lambda action, part=part: self._choose(**{part: action.data()}))
        menu.addSection("Picture")
        sharpness = options.plane == "sharpness"
        levels = "Logarithmic axis" if sharpness else "Logarithmic levels"
        log = menu.addAction(levels, lambda: self.log.setChecked(not self.log.isChecked()))
        log.setCheckable(True)
        log.setChecked(self._is_log)
        relief = menu.addAction("From the side (3-D)", lambda: self.relief.setChecked(not self.relief.isChecked()))
        relief.setCheckable(True)
        relief.setChecked(options.relief)
        relief.setVisible(options.plane not in ("line", "sharpness"))
        to = "pca" if sharpness else "sharpness"
        other = "Loss surface" if sharpness else "Sharpness over steps"
        menu.addAction(other, lambda: self._choose(plane=to))
        if sharpness:
            return
        menu.addAction("See half as much", lambda: self.zoomed.emit(CLOSER))
        menu.addAction("See twice as much", lambda: self.zoomed.emit(1.0 / CLOSER))
        menu.addAction("Refit to the paths as they are now", self.refit.emit)

    @Slot()
    def _on_axis(self) -> None:
        axis = self.axes.index(self.sender())  # type: ignore[arg-type]
        self._arm(None if self.armed == axis else axis)

    @Slot(bool)
    def _on_relief(self, relief: bool) -> None:
        if relief != self.options.relief:
            self._choose(relief=relief)

    @Slot(bool)
    def _on_log(self, log: bool) -> None:
        if log != self._is_log:
            self._choose(**{"log_sharpness" if self.options.plane == "sharpness" else "log": log})
