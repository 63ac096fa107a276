"""Whether surfaces are drawn by the graphics processor: what the user wants, and what this machine has."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from ui.plotting.mesh import Mesh
from ui.plotting.relief import Relief
from ui.plotting.side_view import View

if TYPE_CHECKING:
    from ui.plotting.graphics.context import Context
    from ui.plotting.graphics.solid import Solid

NOTICE = "Drawn without a graphics processor"
INCOMPLETE = "This installation has no OpenGL"
LOST = "The graphics processor is no longer at hand."


class Graphics(QObject):
    """The graphics processor, tried for the first surface and then once and for all. For the window's thread only.

    Parameters
    ----------
    any_renderer : bool
        Whether an OpenGL that has no graphics processor will do, too.
    """

    changed = Signal()
    """Surfaces are drawn in the other way from now on."""

    def __init__(self, any_renderer: bool = False) -> None:
        super().__init__()
        self._any_renderer = any_renderer
        self._wanted = True
        self._context: Context | None = None
        self._solid: Solid | None = None
        self._reason = ""

    @property
    def wanted(self) -> bool:
        """Whether the user wants it."""
        return self._wanted

    @wanted.setter
    def wanted(self, wanted: bool) -> None:
        if wanted != self._wanted:
            self._wanted = wanted
            self.changed.emit()

    @property
    def usable(self) -> bool:
        """Whether it draws: it is wanted and here."""
        if self._wanted and self._solid is None and not self._reason:
            self._open()
        return self._wanted and self._solid is not None

    @property
    def reason(self) -> str:
        """Why it cannot be used although it is wanted, in a sentence; empty where it is used or not wanted."""
        return self._reason if not self.usable and self._wanted else ""

    @property
    def notice(self) -> str:
        """What a picture says that had to be drawn without it; else empty."""
        return NOTICE if self.reason else ""

    def draw(self, mesh: Mesh, view: View, ratio: float) -> Relief | None:
        """Draw a surface; see `ui.plotting.graphics.solid.Solid.draw`. Returns None where that has to be done without.

        Where the processor gets lost it is never tried again.
        """
        if not self.usable or self._solid is None or self._context is None:
            return None
        relief = self._solid.draw(mesh, view, ratio)
        if relief is None and max(view.box[2:]) * ratio <= self._context.largest:
            self.release()
            self.changed.emit()
        return relief

    @Slot()
    def release(self) -> None:
        """Use it no more: it is lost, or the app ends while there still is a display."""
        if self._solid is not None:
            self._solid.release()
            self._solid = self._context = None
            self._reason = LOST

    def _open(self) -> None:
        try:
            from ui.plotting.graphics.context import Context, NoGraphics
            from ui.plotting.graphics.solid import Solid
        except ImportError as error:
            self._reason = f"{INCOMPLETE} ({error})."
            return
        try:
            self._context = Context(self._any_renderer)
            self._solid = Solid(self._context)
        except NoGraphics as error:
            self._context, self._reason = None, str(error)


@cache
def graphics() -> Graphics:
    """Return the one that all views share."""
    return Graphics()
