"""The way to the graphics processor: an OpenGL context without a window.

PySide6 has no part of this on some systems, and some machines have no OpenGL library: whoever imports this module is
prepared for that.
"""

from __future__ import annotations

from PySide6.QtGui import QOffscreenSurface, QOpenGLContext, QOpenGLFunctions, QSurfaceFormat

OLDEST, OLDEST_ES = (3, 3), (3, 0)
"""The versions that the shaders are written for."""
SOFTWARE = (
    *("llvmpipe", "lavapipe", "softpipe", "swrast", "swiftshader", "software rasterizer", "software renderer"),
    *("gdi generic", "microsoft basic render", "mesa x11"),
)
"""What renderers without a graphics processor call themselves; `ui.plotting.relief` is faster than any of them."""
GL_RENDERER = 0x1F01
GL_MAX_RENDERBUFFER_SIZE = 0x84E8


class NoGraphics(Exception):
    """There is no graphics processor to be used; the message says why, in one sentence."""


class Context:
    """An OpenGL context that draws into pictures only.

    Parameters
    ----------
    any_renderer : bool
        Whether one that has no graphics processor will do.

    Attributes
    ----------
    is_es : bool
        Whether it is OpenGL ES.
    renderer : str
        What it calls itself.
    largest : int
        The longest side of a picture, in pixels.

    Raises
    ------
    NoGraphics
    """

    def __init__(self, any_renderer: bool = False) -> None:
        wanted = QSurfaceFormat()
        wanted.setVersion(*OLDEST)
        wanted.setProfile(QSurfaceFormat.OpenGLContextProfile.CoreProfile)
        self._context = QOpenGLContext()
        self._context.setFormat(wanted)
        if not self._context.create():
            raise NoGraphics("This display offers no OpenGL.")
        self._surface = QOffscreenSurface()
        self._surface.setFormat(self._context.format())
        self._surface.create()
        if not self._surface.isValid() or not self.enter():
            raise NoGraphics("OpenGL cannot draw without a window here.")
        try:
            self.is_es = self._context.isOpenGLES()
            found = self._context.format().version()
            oldest = OLDEST_ES if self.is_es else OLDEST
            if tuple(found) < oldest:
                raise NoGraphics(f"The driver has OpenGL {found[0]}.{found[1]}; {oldest[0]}.{oldest[1]} is needed.")
            self.renderer = str(self.functions.glGetString(GL_RENDERER))
            if not any_renderer and any(name in self.renderer.lower() for name in SOFTWARE):
                raise NoGraphics(f"OpenGL is emulated here ({self.renderer}), which is slower.")
            self.largest = _number(self.functions.glGetIntegerv(GL_MAX_RENDERBUFFER_SIZE))
        finally:
            self.leave()

    @property
    def functions(self) -> QOpenGLFunctions:
        """The functions of OpenGL."""
        return self._context.functions()

    def enter(self) -> bool:
        """Let what follows be drawn here. Returns False where the context is lost, as after a driver's restart."""
        return self._context.makeCurrent(self._surface)

    def leave(self) -> None:
        """End what `enter` began."""
        self._context.doneCurrent()


def _number(found: int | list[int]) -> int:
    """Return what `glGetIntegerv` has found, which is a list where there may be several."""
    return found if isinstance(found, int) else found[0]
