"""Icons: one set of SVG drawings, in any colour of the theme, sharp on every screen."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from nnviz.resources import open_resource
from ui.theme.painting import painting
from ui.theme.state import STATE, px

# Lucide draws 2 px lines in a box of 24: a little heavier than the text beside it.
_STROKE = "1.75"
_FILLED_STROKE = "0.6"


def svg(name: str, colour: str, *, filled: bool = False) -> bytes:
    """Return one icon's drawing in one colour ``"#RRGGBB"``.

    Parameters
    ----------
    name : str
        The file's name without ``.svg``.
    colour : str
        What replaces ``currentColor``.
    filled : bool
        Whether closed shapes are filled instead of drawn in outline: play and pause.
    """
    text = _source(name).replace("currentColor", colour)
    if filled:
        text = text.replace('fill="none"', f'fill="{colour}"')
    return text.replace('stroke-width="2"', f'stroke-width="{_FILLED_STROKE if filled else _STROKE}"').encode()


def draw_icon(painter: QPainter, name: str, rectangle: QRectF, colour: str, *, filled: bool = False) -> None:
    """Draw one icon into a square, at the sharpness of the painter's screen."""
    ratio = painter.deviceTransform().m11()  # of a screen, or of a picture at another scale
    picture = pixmap(name, colour, rectangle.width(), ratio, filled=filled)
    # On a whole pixel of the screen, else the picture is resampled and blurs.
    x, y = (round(v * ratio) / ratio for v in (rectangle.x(), rectangle.y()))
    painter.drawPixmap(QRectF(x, y, rectangle.width(), rectangle.height()), picture, QRectF(picture.rect()))


@lru_cache(maxsize=512)
def pixmap(name: str, colour: str, size: float, ratio: float = 1.0, *, filled: bool = False) -> QPixmap:
    """Return one icon as a square picture.

    Parameters
    ----------
    name, colour, filled
        As for `svg`.
    size : float
        The side in device-independent pixels.
    ratio : float
        Pixels of the screen for each of them.
    """
    side = max(1, round(size * ratio))
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    with painting(picture, smooth=False) as painter:
        QSvgRenderer(QByteArray(svg(name, colour, filled=filled))).render(painter, QRectF(0, 0, side, side))
    picture.setDevicePixelRatio(ratio)
    return picture


def icon(name: str, token: str = "ink2", size: int = 16) -> QIcon:
    """Return one icon for a menu or an action, with its disabled variant.

    It keeps the colours of the theme in force, so ask again when the appearance changes. Widgets that paint themselves
    call `draw_icon` instead.

    Parameters
    ----------
    name : str
        The file's name without ``.svg``.
    token : str
        The name of the colour token.
    size : int
        The side in pixels at a font scale of 100 %.
    """
    result = QIcon()
    side = px(size)
    ratios = {1.0, 2.0} | {screen.devicePixelRatio() for screen in QGuiApplication.screens()}
    for ratio in sorted(ratios):
        result.addPixmap(pixmap(name, getattr(STATE.theme, token), side, ratio), QIcon.Mode.Normal)
        result.addPixmap(pixmap(name, STATE.theme.disabled, side, ratio), QIcon.Mode.Disabled)
    return result


@cache
def app_icon() -> QIcon:
    """Return the icon of the window and the task bar."""
    result = QIcon()
    renderer = QSvgRenderer(QByteArray(open_resource("icons", "nnviz.svg").read_bytes()))
    for side in (16, 32, 64, 256):
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        with painting(picture, smooth=False) as painter:
            renderer.render(painter, QRectF(0, 0, side, side))
        result.addPixmap(picture)
    return result


@cache
def _source(name: str) -> str:
    return open_resource("icons", f"{name}.svg").read_text(encoding="utf-8")
