"""All links of a network as one picture, drawn where nobody waits for it.

Stroking a hundred wide, smooth curves takes Qt some milliseconds, ten times a second. `QPainter` holds Python's
interpreter lock all that time; Qt's picture reader does not. So the links are written down as SVG and read back: the
same strokes by the same painter, while training goes on.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QIODevice, QSize
from PySide6.QtGui import QImage, QImageReader

from ui.panels.network.curves import HANDLE, Gap
from ui.panels.network.strongest import Links
from ui.theme.tokens import Theme


@dataclass(frozen=True, eq=False)
class Canvas:
    """Where links are drawn.

    Attributes
    ----------
    gaps : tuple of Gap
    width, height : int
        The panel's size.
    ratio : float
        The screen's pixels for each pixel of the panel.
    theme : Theme
    """

    gaps: tuple[Gap, ...]
    width: int
    height: int
    ratio: float
    theme: Theme

    def draw(self, links: tuple[Links, ...]) -> LinkPicture:
        """Draw the links of every gap, weakest first; transparent where there is none."""
        size = QSize(round(self.width * self.ratio), round(self.height * self.ratio))
        buffer = QBuffer()
        buffer.setData(self._svg(links).encode())
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(buffer, b"svg")
        reader.setScaledSize(size)
        image = reader.read()
        image.setDevicePixelRatio(self.ratio)
        return LinkPicture(image, self)

    def _svg(self, links: tuple[Links, ...]) -> str:
        paths = [
            path
            for gap, drawn in zip(self.gaps, links, strict=True)
            if gap.x1 >= 0.0 and gap.x0 <= self.width
            for path in _paths(gap, drawn, self.theme)
        ]
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}"'
        return f'{head} width="{self.width}" height="{self.height}"><g fill="none">{"".join(paths)}</g></svg>'


@dataclass(frozen=True, eq=False)
class LinkPicture:
    """Links as pixels, and the canvas that they were drawn for."""

    image: QImage
    canvas: Canvas

    def suits(self, gaps: tuple[Gap, ...], ratio: float) -> bool:
        """Say whether the pixels are in the right places of a layout."""
        return self.canvas.gaps is gaps and abs(self.canvas.ratio - ratio) < 1e-6


def _paths(gap: Gap, links: Links, theme: Theme) -> list[str]:
    """Write the links of one gap between units that are shown."""
    shown = (links.sources < len(gap.sources)) & (links.targets < len(gap.targets))
    reach = HANDLE * (gap.x1 - gap.x0)
    start, end = f"M{gap.x0:.2f} ", f"{gap.x1:.2f} "
    near, far = f"C{gap.x0 + reach:.2f} ", f"{gap.x1 - reach:.2f} "
    rows = zip(
        gap.sources[links.sources[shown]].tolist(),
        gap.targets[links.targets[shown]].tolist(),
        (links.weights[shown] > 0.0).tolist(),
        links.widths[shown].tolist(),
        links.opacities[shown].tolist(),
        strict=True,
    )
    return [
        f'<path d="{start}{y0:.2f}{near}{y0:.2f} {far}{y1:.2f} {end}{y1:.2f}" '
        f'stroke="{theme.positive if positive else theme.negative}" '
        f'stroke-width="{width:.3f}" stroke-opacity="{opacity:.3f}"/>'
        for y0, y1, positive, width, opacity in rows
    ]
