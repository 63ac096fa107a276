"""A lit surface drawn by the graphics processor: uploaded once, then turned at the price of two readings."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtOpenGL import (
    QOpenGLBuffer,
    QOpenGLFramebufferObject,
    QOpenGLFramebufferObjectFormat,
    QOpenGLShader,
    QOpenGLShaderProgram,
    QOpenGLVertexArrayObject,
)
from shiboken6 import VoidPtr

from ui.plotting.graphics.context import Context, NoGraphics
from ui.plotting.graphics.shaders import DEEPEST, MOST_BANDS, pixel_shader, point_shader
from ui.plotting.mesh import COLUMNS, Mesh
from ui.plotting.relief import Relief
from ui.plotting.sections import Single, light_from
from ui.plotting.shading import band_colours
from ui.plotting.side_view import HEIGHT, View
from ui.theme.colour_maps import Pixels

SAMPLES = 4
"""For each pixel, so that the surface ends between two of them where it does."""
POINT_BYTES = 4 * COLUMNS
DEPTH_STEPS = float(2**24 - 1)

GL_TRIANGLES, GL_UNSIGNED_INT, GL_FLOAT = 0x0004, 0x1405, 0x1406
GL_COLOR_AND_DEPTH = 0x4100
GL_DEPTH_TEST, GL_BLEND, GL_DITHER = 0x0B71, 0x0BE2, 0x0BD0
FROM_THE_FIRST: Any = VoidPtr(0)  # an offset, which PySide6 takes as a pointer only


class Solid:
    """Draws meshes from any side.

    Parameters
    ----------
    context : Context

    Raises
    ------
    NoGraphics
        Where the driver does not take the programs.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._mesh: Mesh | None = None
        self._frames: dict[int, QOpenGLFramebufferObject] = {}
        if not context.enter():
            raise NoGraphics("The graphics processor is not at hand.")
        try:
            self._program = _program(context.is_es)
            self._places = QOpenGLVertexArrayObject()
            self._places.create()
            self._points = QOpenGLBuffer(QOpenGLBuffer.Type.VertexBuffer)
            self._triangles = QOpenGLBuffer(QOpenGLBuffer.Type.IndexBuffer)
            self._points.create()
            self._triangles.create()
        finally:
            context.leave()

    def draw(self, mesh: Mesh, view: View, ratio: float) -> Relief | None:
        """Draw a surface.

        Parameters
        ----------
        mesh : Mesh
        view : View
            Of the same part of the plane.
        ratio : float
            Pixels of the picture for each pixel of the view.

        Returns
        -------
        Relief or None
            None where the picture is too large, or the context is lost.
        """
        _, _, width, height = view.box
        size = QSize(max(1, round(width * ratio)), max(1, round(height * ratio)))
        if max(size.width(), size.height()) > self._context.largest or not self._context.enter():
            return None
        try:
            if mesh is not self._mesh:
                self._upload(mesh)
            self._aim(mesh, view, ratio, size)
            colours, depths = self._take(size, SAMPLES), self._take(size, 0)
            if colours is None or depths is None:
                return None
            return Relief(view, ratio, _straight(colours), _depths(depths))
        finally:
            self._context.leave()

    def release(self) -> None:
        """Give back what lies in the memory of the graphics processor."""
        if self._context.enter():
            self._frames.clear()
            self._points.destroy()
            self._triangles.destroy()
            self._places.destroy()
            self._program.removeAllShaders()
            self._context.leave()

    def _upload(self, mesh: Mesh) -> None:
        self._places.bind()
        self._points.bind()
        self._points.allocate(mesh.points.tobytes(), mesh.points.nbytes)
        self._triangles.bind()
        self._triangles.allocate(mesh.triangles.tobytes(), mesh.triangles.nbytes)
        self._program.bind()
        for name, offset, count in (("place", 0, 3), ("slope", 12, 2), ("missing", 20, 1)):
            at = self._program.attributeLocation(name)
            self._program.enableAttributeArray(at)
            self._program.setAttributeBuffer(at, GL_FLOAT, offset, count, POINT_BYTES)
        self._places.release()
        table = np.zeros((MOST_BANDS, 3))
        colours = band_colours(mesh.bands)
        table[: mesh.bands] = np.stack([(colours >> shift) & 0xFF for shift in (16, 8, 0)], axis=1) / 255.0
        functions = self._context.functions
        functions.glUniform3fv(self._at("colours"), MOST_BANDS, table.ravel().tolist())
        functions.glUniform1f(self._at("bands"), float(mesh.bands))
        self._mesh = mesh

    def _aim(self, mesh: Mesh, view: View, ratio: float, size: QSize) -> None:
        """Tell the programs from where the surface is seen; see `ui.plotting.relief`."""
        camera, scale = view.camera, view.scale * ratio
        middle, level = view.middle
        beside, low = (middle - view.box[0]) * ratio, size.height() - (level - view.box[1]) * ratio
        self._program.bind()
        functions = self._context.functions
        functions.glUniform4f(
            self._at("turn"),
            *(math.cos(camera.azimuth), math.sin(camera.azimuth)),
            *(math.cos(camera.elevation), math.sin(camera.elevation)),
        )
        across, up = 2.0 * scale / size.width(), 2.0 * scale / size.height()
        functions.glUniform4f(
            self._at("screen"),
            *(across, up),
            *(2.0 * beside / size.width() - 1.0, 2.0 * low / size.height() - 1.0),
        )
        functions.glUniform1f(self._at("band"), HEIGHT / mesh.bands)
        functions.glUniform3f(self._at("light"), *light_from(camera.azimuth))
        functions.glUniform1f(self._at("ratio"), ratio)

    def _take(self, size: QSize, samples: int) -> QImage | None:
        """Return the colours, or without more samples than one the depths packed into colours."""
        frame = self._frames.get(samples)
        if frame is None or frame.size() != size:
            layout = QOpenGLFramebufferObjectFormat()
            layout.setSamples(samples)
            layout.setAttachment(QOpenGLFramebufferObject.Attachment.CombinedDepthStencil)
            frame = self._frames[samples] = QOpenGLFramebufferObject(size, layout)
        if not frame.isValid() or not frame.bind() or self._mesh is None:
            return None
        functions = self._context.functions
        functions.glViewport(0, 0, size.width(), size.height())
        functions.glEnable(GL_DEPTH_TEST)
        functions.glDisable(GL_BLEND)
        functions.glDisable(GL_DITHER)
        functions.glClearColor(0.0, 0.0, 0.0, 0.0)
        functions.glClear(GL_COLOR_AND_DEPTH)
        functions.glUniform1i(self._at("measures"), int(samples == 0))
        self._places.bind()
        functions.glDrawElements(GL_TRIANGLES, self._mesh.triangles.size, GL_UNSIGNED_INT, FROM_THE_FIRST)
        self._places.release()
        frame.release()
        return frame.toImage(True)

    def _at(self, name: str) -> int:
        return self._program.uniformLocation(name)


def _program(is_es: bool) -> QOpenGLShaderProgram:
    program, kinds = QOpenGLShaderProgram(), QOpenGLShader.ShaderTypeBit
    for kind, source in ((kinds.Vertex, point_shader(is_es)), (kinds.Fragment, pixel_shader(is_es))):
        if not program.addShaderFromSourceCode(kind, source):
            raise NoGraphics(f"The driver does not take a program: {program.log().strip()}")
    if not program.link():
        raise NoGraphics(f"The driver does not take a program: {program.log().strip()}")
    return program


def _straight(image: QImage) -> Pixels:
    """Return a picture whose colours are not multiplied by how opaque they are, as `Relief` has them."""
    return _copied(image, QImage.Format.Format_ARGB32)


def _depths(image: QImage) -> Single:
    packed = _copied(image, QImage.Format.Format_ARGB32_Premultiplied)
    depths = (packed & np.uint32(0xFFFFFF)).astype(np.float32)
    depths *= np.float32(2.0 * DEEPEST / DEPTH_STEPS)
    depths -= np.float32(DEEPEST)
    depths[packed == 0] = np.inf
    return depths


def _copied(image: QImage, kind: QImage.Format) -> npt.NDArray[np.uint32]:
    """Return the pixels of a picture in a format of 32 bits, shape (height, width)."""
    # Its memory goes with the picture, which therefore needs a name as long as it is read.
    converted = image.convertToFormat(kind)
    memory: Any = converted.constBits()
    return np.frombuffer(memory, dtype=np.uint32).reshape(converted.height(), converted.width()).copy()
