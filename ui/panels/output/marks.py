"""Thousands of small marks in one call: each kind is drawn once, then stamped wherever it stands."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shiboken6
from msgspec import Struct
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from ui.plotting.kept_picture import is_raster
from ui.theme import Shape, Theme, current, draw_marker, mix, painting
from ui.theme.state import STATE

# x, y, left, top, width, height, scale x, scale y, rotation, opacity: the fields of QPainter.PixmapFragment.
_FIELDS = 10

CORE = 0.4
"""The size of a validation point's core, as a share of the point's."""


class MarkStyle(Struct, frozen=True):
    """How one kind of point looks.

    Attributes
    ----------
    shape : Shape
    colour : str
    hollow : bool
        Whether it is one of a share that is held out: the test or the validation share.
    edge : str
        What surrounds it, so that it stands out: the surface, or ink where the colour itself says a value.
    cored : bool
        Whether it is one of the validation share: hollow, but for its middle.
    """

    shape: Shape
    colour: str
    hollow: bool
    edge: str
    cored: bool = False

    def draw(self, painter: QPainter, centre: QPointF, size: float) -> None:
        """Draw one mark whose disc has the diameter `size`."""
        line = size / 6.0
        if self.hollow:
            draw_marker(painter, self.shape, centre, size + 3.0 * line, self.edge)
            width = (1.25 if self.cored else 1.75) * line
            ground = current().surface
            draw_marker(painter, self.shape, centre, size, self.colour, outline_width=width, fill=ground)
            if self.cored:
                draw_marker(painter, self.shape, centre, CORE * size, self.colour)
        else:
            draw_marker(painter, self.shape, centre, size, self.colour, outline=self.edge, outline_width=line)


def value_styles(theme: Theme, pixels: npt.NDArray[np.uint32]) -> list[MarkStyle]:
    """Return the styles of points whose colour is a value to be read: for each colour those of all shares."""
    # A value near zero has nearly the surface's colour: the edge says that there is a point.
    edge = mix(theme.ink, theme.surface, 0.6)
    colours = [f"#{int(pixel) & 0xFFFFFF:06X}" for pixel in pixels]
    return [style for colour in colours for style in share_styles("circle", colour, edge)]


def share_styles(shape: Shape, colour: str, edge: str) -> list[MarkStyle]:
    """Return how points of the train, the test and the validation share look: filled, hollow, hollow with a core."""
    held_out = (MarkStyle(shape, colour, True, edge, cored) for cored in (False, True))
    return [MarkStyle(shape, colour, False, edge), *held_out]


class Spot(Struct, frozen=True):
    """One point on the screen: where it is, and which style it has."""

    place: tuple[float, float]
    kind: int


def mark_size(theme: Theme, side: float = 0.0) -> float:
    """Return the size of a point: 6 px, 8 on the projector; more in a plot that is enlarged, and with larger letters.

    It grows more slowly than letters do, so that points do not run together.
    """
    heavier = 4.0 / 3.0 if theme.name == "projector" else 1.0
    larger = min(max(math.sqrt(side / 360.0), 1.0), 1.4)
    return 6.0 * heavier * max(larger, math.sqrt(STATE.scale))


class Marks:
    """Points that share a few styles.

    Parameters
    ----------
    styles : callable
        Returns the styles in the theme in force.
    """

    def __init__(self, styles: Callable[[Theme], Sequence[MarkStyle]]) -> None:
        self._make_styles = styles
        self._theme: Theme | None = None
        self._styles: Sequence[MarkStyle] = ()
        self._atlas: QPixmap | None = None
        self._atlas_key: tuple[Any, ...] = ()

    def styles(self) -> Sequence[MarkStyle]:
        """Return the styles in the theme in force."""
        theme = current()
        if self._theme is not theme:
            self._theme, self._styles = theme, self._make_styles(theme)
            self._atlas = None
        return self._styles

    def paint(
        self, painter: QPainter, places: npt.NDArray[np.floating[Any]], kinds: npt.NDArray[np.intp], size: float
    ) -> None:
        """Draw the points, the first ones lowest.

        Parameters
        ----------
        painter : QPainter
        places : ndarray, shape (n, 2)
            In the painter's coordinates.
        kinds : ndarray of int, shape (n,)
            Which style each has.
        size : float
            See `MarkStyle.draw`.
        """
        styles = self.styles()
        if not is_raster(painter):
            for (x, y), kind in zip(places.tolist(), kinds.tolist(), strict=True):
                styles[kind].draw(painter, QPointF(x, y), size)
            return
        if not len(places):
            return
        ratio = painter.deviceTransform().m11()
        cell = math.ceil((2.0 * size + 2.0) * ratio)
        if self._atlas is None or self._atlas_key != (size, ratio):
            self._atlas = self._render(styles, size, cell, ratio)
            self._atlas_key = (size, ratio)
        fragments = np.zeros((len(places), _FIELDS))
        fragments[:, 0:2] = places
        fragments[:, 2] = kinds * cell
        fragments[:, 4:6] = cell
        fragments[:, 6:8] = 1.0 / ratio
        fragments[:, 9] = 1.0
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        first: Any = shiboken6.wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment)
        painter.drawPixmapFragments(first, len(fragments), self._atlas)

    def paint_ringed(self, painter: QPainter, size: float, *, chosen: Spot | None, near: Spot | None) -> None:
        """Draw two points once more, on top and with a ring: the chosen one, and the one under the pointer."""
        theme = current()
        for spot, width in ((chosen, theme.lines.ring), (near, 0.75 * theme.lines.ring)):
            if spot is None:
                continue
            centre = QPointF(*spot.place)
            self.styles()[spot.kind].draw(painter, centre, size)
            radius = size / 2.0 + 2.0 + width / 2.0
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.ink), width))
            painter.drawEllipse(centre, radius, radius)

    @staticmethod
    def _render(styles: Sequence[MarkStyle], size: float, cell: int, ratio: float) -> QPixmap:
        atlas = QPixmap(cell * len(styles), cell)
        atlas.fill(Qt.GlobalColor.transparent)
        with painting(atlas) as painter:
            painter.scale(ratio, ratio)
            for kind, style in enumerate(styles):
                style.draw(painter, QPointF((kind + 0.5) * cell / ratio, 0.5 * cell / ratio), size)
        return atlas
