"""The board: all panels, arranged by a named layout, or one of them enlarged to the whole board."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.controls import Splitter
from ui.panel_frame import PanelFrame
from ui.panel_table import LAYOUTS, PANELS, Split
from ui.panels.base import Panel


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
    """The layout changed, or a panel was enlarged or put back."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: dict[str, PanelFrame] = {}
        for kind in PANELS:
            frame = PanelFrame(kind())
            frame.enlarge_requested.connect(self._on_enlarge_requested)
            self.frames[kind.name] = frame
        self.layout_name = next(iter(LAYOUTS))
        self.enlarged: str | None = None
        self._sizes: dict[str, list[list[int]]] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._splitters: list[Splitter] = []
        self._top: QWidget | None = None
        self._arrange()

    @property
    def panels(self) -> list[Panel]:
        """All panels, in the order of their numbers."""
        return [frame.panel for frame in self.frames.values()]

    def set_layout_name(self, name: str) -> None:
        """Arrange the panels as the named layout says; a panel that was enlarged is put back."""
        self._remember_sizes()
        self.layout_name = name
        self.enlarged = None
        self._arrange()

    def toggle_enlarged(self, name: str) -> None:
        """Enlarge a panel to the whole board, or put it back."""
        self._remember_sizes()
        self.enlarged = None if self.enlarged == name else name
        self._arrange()

    def put_back(self) -> bool:
        """Put an enlarged panel back. Returns whether there was one."""
        if self.enlarged is None:
            return False
        self.toggle_enlarged(self.enlarged)
        return True

    def sizes(self) -> dict[str, list[list[int]]]:
        """Return every layout's splitter sizes, for the settings."""
        self._remember_sizes()
        return self._sizes

    def restore_sizes(self, sizes: dict[str, list[list[int]]]) -> None:
        """Take splitter sizes from the settings."""
        self._sizes = {name: lists for name, lists in sizes.items() if name in LAYOUTS}
        self._arrange()

    def _on_enlarge_requested(self) -> None:
        frame = self.sender()
        if isinstance(frame, PanelFrame):
            self.toggle_enlarged(frame.panel.name)

    def _remember_sizes(self) -> None:
        if self.enlarged is None and self.isVisible():
            self._sizes[self.layout_name] = [splitter.sizes() for splitter in self._splitters]

    def _arrange(self) -> None:
        # Qt would hand the focus of what is hidden to the next widget, such as a field of the form.
        focused = self.focusWidget()
        if focused is not None:
            focused.clearFocus()
        old, self._top = self._top, None
        self._splitters = []
        for frame in self.frames.values():
            frame.hide()
            frame.setParent(self)
        if self.enlarged is not None:
            top: QWidget = self.frames[self.enlarged]
            top.show()
        else:
            top = self._build(LAYOUTS[self.layout_name])
            stored = self._sizes.get(self.layout_name, [])
            if [len(sizes) for sizes in stored] == [splitter.count() for splitter in self._splitters]:
                for splitter, sizes in zip(self._splitters, stored, strict=True):
                    splitter.setSizes(sizes)
        if old is not None and old not in self.frames.values():
            self._column.removeWidget(old)
            old.deleteLater()
        self._top = top
        self._column.addWidget(top)
        top.show()
        for frame in self.frames.values():
            frame.enlarge_button.set_icon(
                "minimize-2" if self.enlarged else "maximize-2",
                f"{'Put back' if self.enlarged else 'Enlarge'} {frame.panel.title} ({frame.panel.number})",
            )
        self.arranged.emit()

    def _build(self, part: Split | str) -> QWidget:
        if isinstance(part, str):
            frame = self.frames[part]
            frame.show()
            return frame
        splitter = Splitter(part.orientation)
        self._splitters.append(splitter)
        for child, _ in part.parts:
            splitter.addWidget(self._build(child))
        splitter.setSizes([share for _, share in part.parts])
        for index, (_, share) in enumerate(part.parts):
            splitter.setStretchFactor(index, share)
        return splitter
