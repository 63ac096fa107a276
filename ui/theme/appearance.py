"""What owns the look of the running app: the theme, the font scale, and telling everybody when they change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, QTemporaryDir, Signal, Slot
from PySide6.QtWidgets import QApplication

from nnviz.errors import unknown_name
from ui.theme.icons import svg
from ui.theme.palette import palette
from ui.theme.state import STATE
from ui.theme.style_sheet import IMAGES, style_sheet
from ui.theme.tokens import THEMES, Theme, ThemeName
from ui.theme.typography import font, load_fonts

MINIMUM_SCALE: Final = 1.0
MAXIMUM_SCALE: Final = 2.0


class Appearance(QObject):
    """The theme and the font scale of the app, applied to every widget at once.

    Make no instance: call `appearance`. Widgets that style themselves pass a method to `follow`.

    Attributes
    ----------
    changed : Signal
        Emitted after palette, fonts and style sheet are in force.
    """

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._chosen: ThemeName | None = None
        self._scale = self._magnification = 1.0
        self._folder = QTemporaryDir()
        self._applied: tuple[ThemeName, float] | None = None
        load_fonts()
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._apply()

    @property
    def theme(self) -> Theme:
        """The theme in force."""
        return STATE.theme

    @property
    def chosen(self) -> ThemeName | None:
        """The theme that the user chose, or None where the system's light or dark mode is followed."""
        return self._chosen

    @property
    def font_scale(self) -> float:
        """The font scale that the user chose: 1.0 is 100 %."""
        return self._scale

    def choose(self, name: str | None) -> None:
        """Put a theme in force.

        Parameters
        ----------
        name : "light", "dark", "projector" or None
            None follows the system.

        Raises
        ------
        InvalidInput
            When there is no theme of that name; nothing is changed then.
        """
        chosen = next((key for key in THEMES if key == name), None)
        if name is not None and chosen is None:
            raise unknown_name("theme", name, THEMES)
        self._chosen = chosen
        # Window frames belong to the system: tell it which of its two modes fits.
        hints = self._app.styleHints()
        if chosen is None:
            hints.unsetColorScheme()
        else:
            dark = THEMES[chosen].is_dark
            hints.setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
        self._apply()

    def set_font_scale(self, scale: float) -> None:
        """Put a font scale in force, from 1.0 to 2.0; what lies beyond is taken as the nearest end."""
        self._scale = min(max(scale, MINIMUM_SCALE), MAXIMUM_SCALE)
        self._apply()

    def magnify(self, factor: float) -> None:
        """Draw everything larger for a while than the user chose, as for an audience."""
        self._magnification = factor
        self._apply()

    @Slot()
    def _system_changed(self) -> None:
        if self._chosen is None:
            self._apply()

    def _apply(self) -> None:
        dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        theme = THEMES[self._chosen or ("dark" if dark else "light")]
        scale = self._scale * self._magnification
        if self._applied == (theme.name, scale):
            return
        self._applied = (theme.name, scale)
        STATE.theme, STATE.scale = theme, scale
        self._app.setPalette(palette(theme))
        self._app.setFont(font("body"))
        self._app.setStyleSheet(style_sheet(theme, self._images(theme)))
        self.changed.emit()

    def _images(self, theme: Theme) -> dict[str, str]:
        """Write the pictures that style rules can only name by file, one set a theme, and return their paths."""
        paths = {}
        for name, (drawing, token) in IMAGES.items():
            path = Path(self._folder.path(), f"{theme.name}-{name}.svg")
            if self._folder.isValid() and not path.exists():
                path.write_bytes(svg(drawing, getattr(theme, token)))
            paths[name] = path.as_posix()
        return paths


def appearance() -> Appearance:
    """Return the app's appearance; the first call, which needs a QApplication, puts it in force."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("a QApplication must exist before its appearance")
    found = app.findChild(Appearance)
    return found if found is not None else Appearance(app)


def follow(restyle: Callable[[], None]) -> None:
    """Call a widget's method now and whenever the appearance changes.

    Parameters
    ----------
    restyle : bound method of a QObject
        It takes no arguments, sets fonts and sizes, and calls `update`; Qt forgets it when the object is deleted.
    """
    appearance().changed.connect(restyle)
    restyle()
