"""Pictures as vectors: text stays text, curves stay paths, maps are pictures in them."""

from __future__ import annotations

import re

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPoint, QRect, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTransform
from PySide6.QtSvg import QSvgGenerator

from nnviz import __version__
from ui.pictures import DOTS_PER_INCH, Subject
from ui.theme import painting

PDF_DOTS_PER_INCH = 1200

_SIZE = re.compile(r'width="[\d.]+mm" height="[\d.]+mm"')
_CLIP = re.compile(r'(<clipPath id="(\w+)">\s*<path[^>]* d=")([^"]*)')
_CLIPPED = re.compile(r'<g clip-path="url\(#(\w+)\)">\s*<g [^>]*?transform="matrix\(([^)]*)\)"')
_POINT = re.compile(r"(-?[\d.]+(?:e[-+]?\d+)?),(-?[\d.]+(?:e[-+]?\d+)?)")


def svg_of(subject: Subject) -> bytes:
    """Return the content of an SVG file, as large as the subject."""
    buffer = _opened()
    # The older version that the generator writes by default has no clipping: curves would leave their axes.
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setResolution(DOTS_PER_INCH)  # points to pixels as on the screen
    generator.setTitle(subject.title)
    generator.setDescription(f"Drawn by nnviz {__version__}")
    generator.setSize(subject.size)
    generator.setViewBox(QRect(QPoint(), subject.size))
    _paint(generator, subject, 1.0)
    svg = place_clips(bytes(buffer.data().data()).decode())
    # Millimetres are pixels at 96 to the inch for browsers, but not for everybody.
    size = f'width="{subject.size.width()}" height="{subject.size.height()}"'
    return _SIZE.sub(size, svg, count=1).encode()


def pdf_of(subject: Subject) -> bytes:
    """Return the content of a PDF file of one page, as large as the subject; its letters come with it."""
    buffer = _opened()
    writer = QPdfWriter(buffer)
    writer.setTitle(subject.title)
    writer.setCreator(f"nnviz {__version__}")
    inches = QSizeF(subject.size) / DOTS_PER_INCH
    page = QPageSize(inches, QPageSize.Unit.Inch, subject.title, QPageSize.SizeMatchPolicy.ExactMatch)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF()))
    writer.setResolution(PDF_DOTS_PER_INCH)
    _paint(writer, subject, PDF_DOTS_PER_INCH / DOTS_PER_INCH)
    return bytes(buffer.data().data())


def place_clips(svg: str) -> str:
    """Put every clip where what it clips is.

    Qt writes a clip in the coordinates in force when it was set, but refers to it from outside of the group that holds
    their transformation: all that a widget clips would be cut off at the wrong place. Here each clip is written in the
    coordinates of the whole picture.
    """
    matrices: dict[str, str] = {}
    for clipped in _CLIPPED.finditer(svg):
        # A clip that lasts longer is referred to under other transformations, too: its own is the first.
        matrices.setdefault(clipped[1], clipped[2])
    return _CLIP.sub(lambda clip: clip[1] + _moved(clip[3], matrices.get(clip[2], "1,0,0,1,0,0")), svg)


def _moved(path: str, matrix: str) -> str:
    """Transform the points of a path by the six numbers of a matrix."""
    a, b, c, d, e, f = map(float, matrix.split(","))

    def move(point: re.Match[str]) -> str:
        x, y = float(point[1]), float(point[2])
        return f"{a * x + c * y + e:.6g},{b * x + d * y + f:.6g}"

    return _POINT.sub(move, path)


def _opened() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


def _paint(device: QSvgGenerator | QPdfWriter, subject: Subject, scale: float) -> None:
    with painting(device) as painter:
        painter.setWorldTransform(QTransform.fromScale(scale, scale))
        subject.draw(painter)
