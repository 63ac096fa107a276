"""What is left of the form in a narrow window: a rail of icons, and the drawer that they open."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from ui.controls import Divider, IconButton
from ui.experiment_form.focus import leave
from ui.theme import follow, px

WIDTH = 44


class Rail(QWidget):
    """One icon for the whole form, and one for each of its sections.

    Parameters
    ----------
    sections : dict of str to str
        The icon of each section by its title.
    whole : str
        The name of the whole form.

    Attributes
    ----------
    asked : Signal(str)
        The title of the section to show; empty for the top of the form.
    """

    asked = Signal(str)

    def __init__(self, sections: dict[str, str], whole: str) -> None:
        super().__init__()
        self.buttons: dict[str, IconButton] = {}
        self._column = QVBoxLayout(self)
        self._divider = Divider(Qt.Orientation.Horizontal, 28)
        for title, icon in {"": "panel-left-open", **sections}.items():
            button = IconButton(icon, title or whole, size=(36, 36), icon_size=18)
            button.setCheckable(True)
            button.clicked.connect(lambda checked=False, title=title: self.asked.emit(title))
            self.buttons[title] = button
            self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
            if not title:
                self._column.addWidget(self._divider, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addStretch(1)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self._column.setContentsMargins(0, px(10), 0, px(8))
        self._column.setSpacing(px(8))

    def mark(self, title: str | None) -> None:
        """Mark the icon whose section is shown; None marks none."""
        for key, button in self.buttons.items():
            button.setChecked(key == title)


class Drawer(QWidget):
    """The form laid over the window, beside the rail. A click anywhere else, or Escape, closes it.

    Parameters
    ----------
    window : QWidget
        What it lies over.

    Attributes
    ----------
    closed : Signal()
        It has just been closed.
    """

    closed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("ground", "chrome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(0)
        self._line.addWidget(Divider(Qt.Orientation.Vertical))
        self.hide()

    def open(self, content: QWidget) -> None:
        """Show with a content."""
        self._line.insertWidget(0, content)
        content.show()
        self.show()
        self.raise_()
        self.setFocus()
        _app().installEventFilter(self)
        _app().focusChanged.connect(self._on_focus_changed)

    def close_drawer(self) -> None:
        """Hide, and say so."""
        if not self.isHidden():
            _app().removeEventFilter(self)
            _app().focusChanged.disconnect(self._on_focus_changed)
            leave(self)
            self.hide()
            self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102
        # Installed only while the drawer is open: it sees every event of the app.
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(watched, QWidget):
            beside = watched.window() is self.window() and not (watched is self or self.isAncestorOf(watched))
            if beside and isinstance(event, QMouseEvent) and not _is_rail(watched):
                self.close_drawer()
        return False

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        # A field that gives up the focus leaves it to the drawer, so that Escape still closes it.
        if new is None and old is not None and self.isAncestorOf(old) and self.isActiveWindow():
            self.setFocus()

    def event(self, event: QEvent) -> bool:  # noqa: D102
        # Escape is a shortcut of the whole window, which would get it first.
        asks = event.type() == QEvent.Type.ShortcutOverride
        if asks and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if event.key() == Qt.Key.Key_Escape:
            self.close_drawer()
        else:
            super().keyPressEvent(event)


def _app() -> QApplication:
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("a drawer needs a running app")
    return app


def _is_rail(widget: QWidget) -> bool:
    """Say whether a widget belongs to the rail, whose buttons close the drawer themselves."""
    outer: QWidget | None = widget
    while outer is not None and not isinstance(outer, Rail):
        outer = outer.parentWidget()
    return outer is not None
