"""Pictures of a panel or of the whole window as pixels, drawn anew at any size."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QWidget

from nnviz.errors import InvalidInput
from ui.panel_frame import PanelFrame
from ui.theme import current, painting

QUICK_SCALE = 2.0
"""Pixels per pixel of the screen of a copied picture, so that it stays sharp on a slide."""
DOTS_PER_INCH = 96
"""Pixels of the window to an inch: a picture is as large on paper as at 100 % on the screen."""


class Subject(Struct, frozen=True):
    """What a picture is taken of.

    Attributes
    ----------
    name : str
        For file names.
    title : str
        What it is called.
    size : QSize
        In pixels of the window.
    draw : callable
        Draws it on a painter, from (0, 0) to `size`.
    """

    name: str
    title: str
    size: QSize
    draw: Callable[[QPainter], None]


def panel_subject(frame: PanelFrame) -> Subject:
    """Return a panel with its title, without its controls."""

    def draw(painter: QPainter) -> None:
        painter.fillRect(QRect(QPoint(), frame.size()), QColor(current().surface))
        frame.title_bar.draw(painter, frame.width())
        below = QPoint(0, frame.title_bar.height())
        frame.shown.render(painter, below, renderFlags=QWidget.RenderFlag.DrawChildren)

    return Subject(frame.panel.name, frame.panel.title, frame.size(), draw)


def window_subject(window: QWidget) -> Subject:
    """Return a whole window."""

    def draw(painter: QPainter) -> None:
        painter.fillRect(QRect(QPoint(), window.size()), QColor(current().chrome))
        window.render(painter, QPoint())

    return Subject("window", "Whole window", window.size(), draw)


def pixel_size(subject: Subject, width: int) -> QSize:
    """Return the size in pixels of a picture of so many columns."""
    return QSize(width, max(1, round(subject.size.height() * width / subject.size.width())))


def image_of(subject: Subject, width: int) -> QImage:
    """Draw at exactly so many columns of pixels, each letter and line anew at that scale.

    Raises
    ------
    InvalidInput
        Where the memory cannot hold it.
    """
    size = pixel_size(subject, width)
    image = QImage(size, QImage.Format.Format_RGB32)
    if image.isNull():
        raise InvalidInput(
            f"a picture of {size.width():,} × {size.height():,} pixels does not fit into memory: choose a smaller one"
        )
    # Panels draw for the scale that they find; what rounding leaves over at the lower edge has the ground's colour.
    image.setDevicePixelRatio(width / subject.size.width())
    image.fill(QColor(current().surface))
    with painting(image) as painter:
        subject.draw(painter)
    image.setDevicePixelRatio(1.0)
    dots = round(DOTS_PER_INCH / 0.0254 * width / subject.size.width())
    image.setDotsPerMeterX(dots)
    image.setDotsPerMeterY(dots)
    return image


def png_of(subject: Subject, width: int) -> bytes:
    """Return the content of a PNG file; see `image_of`."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image_of(subject, width).save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def copy(subject: Subject) -> None:
    """Put a picture into the clipboard."""
    QGuiApplication.clipboard().setImage(image_of(subject, round(QUICK_SCALE * subject.size.width())))


def window_image(window: QWidget, size: QSize) -> QImage:
    """Paint a whole window at exactly `size` pixels, whatever the screen's scale."""
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    with painting(image, smooth=False) as painter:
        window.render(painter, QPoint())
    return image
