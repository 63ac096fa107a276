"""Single lines of text in plots, set by the roles of the type table."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGlyphRun, QPainter, QRawFont, QTextLayout

from ui.plotting.run_names import cut_name
from ui.theme import Role, current, font, px

_ZEROS = str.maketrans("123456789", "000000000")


def draw_text(
    painter: QPainter,
    role: Role,
    colour: str,
    x: float,
    y: float,
    text: str,
    width: float | None = None,
    is_name: bool = False,
) -> None:
    """Draw one line of text that begins at `x` and is centred on `y`.

    Where it is wider than `width`, it is cut: at its end, or as a run's name (`cut_name`).
    """
    style, metrics, drop = _type(role, px(1000))
    painter.setFont(style)
    painter.setPen(_colour(colour))
    if width is not None and text_width(role, text) > width:
        if is_name:
            text = cut_name(text, metrics, width)
        else:
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, width))
    painter.drawText(QPointF(x, y + drop), text)


def draw_hint(painter: QPainter, box: QRectF, words: str) -> None:
    """Draw the sentence of an empty view in the middle of a box."""
    painter.setFont(_type("label", px(1000))[0])
    painter.setPen(_colour(current().ink3))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)


def text_width(role: Role, text: str) -> float:
    """Return the pixels that a text takes."""
    return _width(role, px(1000), text)


def shape_of(text: str) -> str:
    """Return a text that is as wide, and the same for all that differ in their digits only.

    All digits are equally wide (`ui.theme.typography`), so values that change with every frame are measured once.
    """
    return text.translate(_ZEROS)


class Figures:
    """Texts that are drawn with every frame, and change in their digits only: shaped and placed once.

    Parameters
    ----------
    role : Role
    placed : list of (float, float, str)
        Where each begins, the height that it is centred on, and its shape.
    """

    def __init__(self, role: Role, placed: list[tuple[float, float, str]]) -> None:
        self._role, self._placed = role, placed
        self._texts: list[str] | None = None
        self._glyphs: list[list[int]] = []
        self._run = QGlyphRun()
        drop, positions = _type(role, px(1000))[2], []
        for x, y, shape in placed:
            font_of_run, glyphs, offsets = _shaped(role, px(1000), shape)
            self._run.setRawFont(font_of_run)
            self._glyphs.append(glyphs)
            positions += [QPointF(x + offset, y + drop) for offset in offsets]
        self._run.setPositions(positions)

    def draw(self, painter: QPainter, colour: str, texts: list[str]) -> None:
        """Draw texts of the same shapes, as outlines: not as text that can be searched for."""
        if texts != self._texts:
            self._texts, digits = texts, _digits(self._role, px(1000))
            pairs = zip(texts, self._glyphs, strict=True)
            self._run.setGlyphIndexes(
                [
                    digits.get(character, glyph)
                    for text, own in pairs
                    for character, glyph in zip(text, own, strict=True)
                ]
            )
        painter.setPen(_colour(colour))
        painter.drawGlyphRun(QPointF(), self._run)

    def draw_as_text(self, painter: QPainter, colour: str, texts: list[str]) -> None:
        """Draw texts of the same shapes as text."""
        for (x, y, _), text in zip(self._placed, texts, strict=True):
            draw_text(painter, self._role, colour, x, y, text)


@lru_cache(maxsize=64)
def _shaped(role: Role, scale: int, shape: str) -> tuple[QRawFont, list[int], list[float]]:
    """Return the glyphs of a short text, one for each character, and how far to the right each stands."""
    layout = QTextLayout(shape, _type(role, scale)[0])
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    [run] = layout.glyphRuns()
    return run.rawFont(), run.glyphIndexes(), [position.x() for position in run.positions()]


@lru_cache(maxsize=8)
def _digits(role: Role, scale: int) -> dict[str, int]:
    return dict(zip("0123456789", _shaped(role, scale, "0123456789")[1], strict=True))


@lru_cache(maxsize=1024)
def _width(role: Role, scale: int, text: str) -> float:
    return _type(role, scale)[1].horizontalAdvance(text)


@lru_cache(maxsize=32)
def _type(role: Role, scale: int) -> tuple[QFont, QFontMetricsF, float]:
    """Return a role's font, its metrics and the drop of its base line; `scale` only tells font scales apart."""
    style = font(role)
    metrics = QFontMetricsF(style)
    # Centred by the height of capitals, so that digits and names stand on a marker's middle.
    return style, metrics, metrics.capHeight() / 2.0


@lru_cache(maxsize=64)
def _colour(token: str) -> QColor:
    return QColor(token)
