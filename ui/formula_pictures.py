r"""Formulas of the registries as pictures: typeset once by ziamath, then drawn at any size, in any colour, as paths.

`typeset` takes some 10 ms, and a quarter of a second the very first time, because only then is ziamath loaded; it needs
no Qt, so the background thread can do it. Everything else is cheap.
"""

from __future__ import annotations

import re
import threading
from functools import lru_cache

from msgspec import Struct
from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgRenderer

_EM = 100.0
"""The size at which formulas are typeset: large, because ziamath rounds coordinates to three digits."""

_MARGIN = 4.0
"""Around a typeset formula, so that its edges keep their smoothing."""

_COLOUR = "#010203"
"""What stands in a typeset formula for the colour that it will have."""

_CASES = re.compile(r"(.+) \\text\{ for \} (.+), \\text\{ else \} (.+)")
_typesetting = threading.Lock()


class Formula(Struct, frozen=True, eq=False):
    """One typeset formula; lengths are in units of the font's size.

    Attributes
    ----------
    drawing : str
        The SVG, whose colour is still open.
    width : float
    ascent, descent : float
        How far it reaches above and below its base line.
    """

    drawing: str
    width: float
    ascent: float
    descent: float

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.ascent + self.descent


@lru_cache(maxsize=256)
def typeset(latex: str) -> Formula:
    """Typeset a formula.

    Parameters
    ----------
    latex : str
        Without dollar signs, as in the registries.
    """
    from ziamath.config import config
    from ziamath.zmath import Latex

    # ziamath keeps fonts and settings for the whole program.
    with _typesetting:
        # One path for each letter: Qt knows few of the ways in which an SVG can repeat a drawing.
        config.svg2 = False
        # What it sets after a comma is enough without the source's own space.
        math = Latex(latex.replace(", ", r",\!"), size=_EM, color=_COLOUR, margin=_MARGIN)
        drawing = math.svg()
        width, height = math.getsize()
        # How far the lowest part lies below the base line, as a negative number.
        below = -math.getyofst()
    return Formula(drawing, width / _EM, (height - below) / _EM, below / _EM)


def draw_formula(painter: QPainter, formula: Formula, x: float, base: float, size: float, colour: str) -> None:
    """Draw a formula.

    Parameters
    ----------
    painter : QPainter
    formula : Formula
    x, base : float
        Where it begins, and where its base line lies.
    size : float
        Of its font, in pixels.
    colour : str
        As ``"#RRGGBB"``.
    """
    margin = _MARGIN / _EM * size
    box = QRectF(x, base - formula.ascent * size, formula.width * size, formula.height * size)
    _renderer(formula, colour).render(painter, box.adjusted(-margin, -margin, margin, margin))


def in_cases(latex: str) -> str:
    r"""Return ``A \text{ for } C, \text{ else } B`` with a brace, one case below the other; others as they are."""
    found = _CASES.fullmatch(latex)
    if found is None:
        return latex
    first, condition, second = found.groups()
    return rf"\begin{{cases}} {first} & \text{{for }} {condition} \\ {second} & \text{{else}} \end{{cases}}"


@lru_cache(maxsize=256)
def _renderer(formula: Formula, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(formula.drawing.replace(_COLOUR, colour).encode()))
