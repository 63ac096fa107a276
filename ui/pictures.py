"""Pictures of a panel, to a file or to the clipboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, QRect, QSaveFile, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from nnviz.errors import InvalidInput
from ui.panel_frame import PanelFrame
from ui.theme import current

SCALE = 2
"""Pixels per pixel of the screen, so that a picture stays sharp on a slide."""


def image_of(frame: PanelFrame, scale: float = SCALE) -> QImage:
    """Paint a panel with its title bar, without controls, into an image."""
    size = frame.size()
    image = QImage(size * scale, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    image.fill(QColor(current().surface))
    painter = QPainter(image)
    _paint(frame, painter)
    painter.end()
    return image


def copy(frame: PanelFrame) -> None:
    """Put a panel's picture into the clipboard."""
    QGuiApplication.clipboard().setImage(image_of(frame))


def save(frame: PanelFrame, path: Path) -> None:
    """Write a panel's picture: SVG where the name ends so, else PNG.

    Raises
    ------
    InvalidInput
        Where the disk refuses, or the name ends otherwise.
    """
    if path.suffix.lower() not in (".png", ".svg"):
        raise InvalidInput(f"{path.name}: a picture is saved as .png or .svg")
    file = QSaveFile(str(path))
    written = file.open(QSaveFile.OpenModeFlag.WriteOnly)
    if written and path.suffix.lower() == ".svg":
        generator = QSvgGenerator()
        generator.setOutputDevice(file)
        generator.setResolution(96)  # points to pixels as on the screen
        generator.setTitle(frame.panel.title)
        generator.setSize(frame.size())
        generator.setViewBox(QRect(QPoint(), frame.size()))
        painter = QPainter(generator)
        painter.fillRect(QRect(QPoint(), frame.size()), QColor(current().surface))
        _paint(frame, painter)
        painter.end()
    elif written:
        written = QImageWriter(file, QByteArray(b"png")).write(image_of(frame))
    if not (written and file.commit()):
        raise InvalidInput(f"{path.name}: cannot be written: {file.errorString().lower()}")


def window_image(window: QWidget, size: QSize) -> QImage:
    """Paint a whole window at exactly `size` pixels, whatever the screen's scale."""
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    window.render(painter, QPoint())
    painter.end()
    return image


def _paint(frame: PanelFrame, painter: QPainter) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    frame.title_bar.draw(painter, frame.width())
    flags = QWidget.RenderFlag.DrawChildren
    frame.panel.render(painter, QPoint(0, frame.title_bar.height()), renderFlags=flags)
