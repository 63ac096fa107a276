"""The board: all panels, arranged by a named layout that the user may change, or one of them enlarged to the board."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ui import arrangement
from ui.arrangement import Side, Split, Tree
from ui.controls import Splitter
from ui.drop_zone import DropZone
from ui.frame import RunView
from ui.layouts import Layouts, Room
from ui.panel_frame import PanelFrame
from ui.panel_table import LAYOUTS, PANELS, STAND_INS
from ui.panels.base import Panel
from ui.theme import px

NARROW_WIDTH = 1000
"""A board that is narrower, at 100 %, arranges its panels by the layout's other tree."""


class Board(QWidget):
    """Holds every panel in its frame and arranges them.

    Attributes
    ----------
    frames : dict of str to PanelFrame
        By the panel's name.
    layout_name : str
        The layout in force, also while a panel is enlarged.
    enlarged : str or None
        The panel that has the whole board.
    """

    arranged = Signal()
    """The layout changed, or a panel was shown, hidden, moved, enlarged or put back."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: dict[str, PanelFrame] = {}
        for kind in PANELS:
            frame = PanelFrame(kind(), [stand_in() for stand_in in STAND_INS.get(kind, ())])
            frame.enlarge_requested.connect(self._on_enlarge_requested)
            frame.title_bar.tab_chosen.connect(self._on_tab_chosen)
            frame.title_bar.dragged.connect(self._on_dragged)
            frame.title_bar.dropped.connect(self._on_dropped)
            self.frames[kind.name] = frame
        self.layout_name = next(iter(LAYOUTS))
        self.enlarged: str | None = None
        self._layouts = Layouts()
        self._narrow = self._arranging = self._sized = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._splitters: list[tuple[Splitter, Split, list[int]]] = []
        self._top: QWidget | None = None
        self._zone = DropZone(self)

    @property
    def panels(self) -> list[Panel]:
        """All panels, in the order of their numbers."""
        return [frame.panel for frame in self.frames.values()]

    @property
    def views(self) -> list[Panel]:
        """All panels, and what may stand in their places."""
        return [view for frame in self.frames.values() for view in frame.views]

    def suit(self, run: RunView) -> None:
        """Show in each place what has something to show of a run."""
        for frame in self.frames.values():
            frame.suit(run)

    @property
    def room(self) -> Room:
        """Where panels stand now, enlarged or not."""
        return self._layouts.room(self.layout_name, self._narrow)

    def choose_layout(self, name: str) -> None:
        """Arrange the panels by a named layout; a panel that was enlarged is put back."""
        if name == self.layout_name and self.enlarged is None:
            return
        self.layout_name = name
        self.enlarged = None
        self._arrange()

    def toggle_enlarged(self, name: str) -> None:
        """Enlarge a panel to the whole board, or put it back."""
        self.enlarged = None if self.enlarged == name else name
        self._arrange()

    def put_back(self) -> bool:
        """Put an enlarged panel back. Returns whether there was one."""
        if self.enlarged is None:
            return False
        self.toggle_enlarged(self.enlarged)
        return True

    def show_panel(self, name: str, shown: bool = True) -> None:
        """Show a panel, in front of others, or hide it."""
        self.enlarged = None
        if shown:
            self.room.show(name)
        else:
            self.room.hide(name)
        self._arrange()

    def toggle_panel(self, name: str) -> None:
        """Show a panel in the layout in force, or hide it; the last one stays."""
        self.show_panel(name, name not in self.room.shown)

    def move_panel(self, name: str, target: str, side: Side) -> None:
        """Move a panel to a side of another, or let both change places."""
        self.room.move(name, target, side)
        self._arrange()

    def reset_layout(self) -> None:
        """Arrange the layout in force as it was made."""
        self._layouts.reset(self.layout_name)
        self.enlarged = None
        self._arrange()

    def remembered(self) -> Any:
        """Return what the user has made of all layouts, for the settings."""
        return self._layouts.encode()

    def restore(self, value: Any) -> None:
        """Take what the settings remember."""
        self._layouts.decode(value)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        self._sized = True
        self._fit()

    @Slot()
    def _on_enlarge_requested(self) -> None:
        frame = self.sender()
        if isinstance(frame, PanelFrame):
            self.toggle_enlarged(frame.panel.name)

    @Slot(str)
    def _on_tab_chosen(self, name: str) -> None:
        self.room.bring_to_front(name)
        stack = self.frames[name].parentWidget()
        if isinstance(stack, QStackedWidget):
            stack.setCurrentWidget(self.frames[name])
        self.arranged.emit()

    @Slot(str, QPoint)
    def _on_dragged(self, name: str, place: QPoint) -> None:
        if self.enlarged is None:
            self._zone.show_at(self._shown_frames(), name, self.mapFromGlobal(place))

    @Slot(str, QPoint)
    def _on_dropped(self, name: str, place: QPoint) -> None:
        self._zone.hide()
        found = self._zone.target(self._shown_frames(), name, self.mapFromGlobal(place))
        if found is not None and self.enlarged is None:
            self.move_panel(name, *found)

    def _shown_frames(self) -> list[PanelFrame]:
        return [frame for frame in self.frames.values() if frame.isVisible()]

    @Slot()
    def _remember_sizes(self) -> None:
        """Remember what the user has dragged, and never what a small window squeezes."""
        for splitter, split, indices in self._splitters:
            if splitter is self.sender():
                for index, size in zip(indices, splitter.sizes(), strict=True):
                    split.shares[index] = size

    def _fit(self) -> None:
        """Arrange for the width that there is."""
        narrow = self.width() < px(NARROW_WIDTH)
        if (narrow != self._narrow or self._top is None) and not self._arranging:
            self._narrow = narrow
            self._arrange()

    def _arrange(self) -> None:
        if not self._sized:
            return  # its first size arranges it
        # What moves may resize the board at once, while half of its panels are still on their way.
        self._arranging = True
        self._place()
        self._arranging = False
        self.arranged.emit()
        self._fit()

    def _place(self) -> None:
        # Qt would hand the focus of what is hidden to the next widget, such as a field of the form.
        focused = self.focusWidget()
        if focused is not None:
            focused.clearFocus()
        old, self._top = self._top, None
        self._splitters = []
        for frame in self.frames.values():
            frame.hide()
            frame.setParent(self)
            frame.title_bar.set_tabs([])
        if self.enlarged is not None:
            top: QWidget = self.frames[self.enlarged]
        else:
            top = self._build(self.room.tree, set(self.room.shown))
        if old is not None and old not in self.frames.values():
            self._column.removeWidget(old)
            old.deleteLater()
        self._top = top
        self._column.addWidget(top)
        top.show()
        for frame in self.frames.values():
            frame.show_enlarged(self.enlarged is not None)

    def _build(self, tree: Tree, shown: set[str]) -> QWidget:
        """Return a widget with the panels of a tree, as far as they are shown; at least one is."""
        if isinstance(tree, str):
            return self.frames[tree]
        indices = [k for k, part in enumerate(tree.parts) if shown.intersection(arrangement.panels(part))]
        parts = [tree.parts[index] for index in indices]
        if len(parts) == 1:
            return self._build(parts[0], shown)
        if tree.way == "tabs":
            return self._build_tabs([part for part in parts if isinstance(part, str)])
        splitter = Splitter(Qt.Orientation.Horizontal if tree.way == "across" else Qt.Orientation.Vertical)
        self._splitters.append((splitter, tree, indices))
        splitter.splitterMoved.connect(self._remember_sizes)
        for part in parts:
            place = self._build(part, shown)
            splitter.addWidget(place)
            place.show()
        shares = [max(1, tree.shares[index]) for index in indices]
        splitter.setSizes(shares)
        for position, share in enumerate(shares):
            splitter.setStretchFactor(position, share)
        return splitter

    def _build_tabs(self, names: list[str]) -> QWidget:
        stack = QStackedWidget()
        for name in names:
            stack.addWidget(self.frames[name])
            self.frames[name].title_bar.set_tabs([self.frames[other].panel for other in names])
        front = next((name for name in names if name in self.room.front), names[0])
        stack.setCurrentWidget(self.frames[front])
        return stack
