"""Draws links: cubics, weakest first, and the one that is hovered or chosen once more on top of all."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from ui.panels.network.curves import HANDLE, Gap
from ui.panels.network.strongest import Links
from ui.theme import Theme, colour

CASING = 1.5
"""Ink around a link that is hovered or chosen, and surface around that, in pixels."""
THINNEST_CORE = 1.5


class LinkPaths:
    """The curves of one gap, each made once: their geometry does not change while training."""

    def __init__(self, gap: Gap) -> None:
        self.gap = gap
        self._sources, self._targets = gap.sources.tolist(), gap.targets.tolist()
        self._paths: dict[tuple[int, int], QPainterPath] = {}

    def path(self, source: int, target: int) -> QPainterPath:
        """Return one curve; both units must be shown."""
        found = self._paths.get((source, target))
        if found is None:
            x0, x1 = self.gap.x0, self.gap.x1
            y0, y1 = self._sources[source], self._targets[target]
            reach = HANDLE * (x1 - x0)
            found = QPainterPath(QPointF(x0, y0))
            found.cubicTo(x0 + reach, y0, x1 - reach, y1, x1, y1)
            self._paths[source, target] = found
        return found

    def draw(self, painter: QPainter, links: Links, theme: Theme) -> None:
        """Draw the links between units that are shown."""
        sources, targets = len(self._sources), len(self._targets)
        # Widths to 1/16 px and opacities to 1/64: pens are made once, and nobody sees the difference.
        rows = zip(
            links.sources.tolist(),
            links.targets.tolist(),
            (links.weights > 0.0).tolist(),
            (links.widths * 16.0).round().astype(int).tolist(),
            (links.opacities * 64.0).round().astype(int).tolist(),
            strict=True,
        )
        for source, target, positive, width, opacity in rows:
            if source < sources and target < targets:
                pen = _pen(theme.positive if positive else theme.negative, width, opacity)
                painter.strokePath(self.path(source, target), pen)


@lru_cache(maxsize=4096)
def _pen(ink: str, sixteenths: int, opacity: int) -> QPen:
    width = max(sixteenths, 1) / 16.0
    return QPen(colour(ink, opacity / 64.0), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)


def draw_marked_link(painter: QPainter, path: QPainterPath, weight: float, width: float, theme: Theme) -> None:
    """Draw one link so that it stands out: its colour at full strength, ink around it, and surface around that."""
    width = max(width, THINNEST_CORE)
    core = theme.positive if weight > 0.0 else theme.negative if weight < 0.0 else theme.neutral
    for ink, extra in ((theme.surface, 4.0), (theme.ink, 2.0), (core, 0.0)):
        pen = QPen(colour(ink), width + extra * CASING, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        painter.strokePath(path, pen)
