"""How each class of the data looks: a colour and a shape, so that nothing is told by colour alone.

The first two classes are the ends of the signed map. The others were found by a search that keeps every set of first
colours as far apart as it can (CIE76, for normal, protan, deutan and tritan sight), at a contrast of 3 or more to the
surface and with little chroma, so that no class shouts.
"""

from __future__ import annotations

from ui.theme.runs import Shape
from ui.theme.tokens import Theme

_ON_LIGHT = ("#343210", "#C57F98", "#600358", "#7B9B5D", "#585964", "#7A4404", "#A484CD", "#963039")
_ON_DARK = ("#536C44", "#FFD0D2", "#99458C", "#BFEE96", "#BAA062", "#1CDFFF", "#86A4B7", "#8C6676")

_SHAPES: tuple[Shape, ...] = (
    "circle",
    "diamond",
    "square",
    "triangle",
    "triangle_down",
    "plus",
    "cross",
    "star",
    "pentagon",
    "bar",
)


def class_colours(theme: Theme, classes: int) -> tuple[str, ...]:
    """Return one colour a class. From the eleventh on they repeat, with another shape."""
    colours = (theme.negative, theme.positive, *(_ON_DARK if theme.is_dark else _ON_LIGHT))
    return tuple(colours[k % len(colours)] for k in range(classes))


def class_shape(index: int) -> Shape:
    """Return the point shape of one class, counted from 0: disc, diamond, then the others."""
    return _SHAPES[(index + index // len(_SHAPES)) % len(_SHAPES)]
