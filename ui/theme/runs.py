"""How each run looks, the same in every panel: its colour and its marker.

The colours are those of Okabe and Ito (2008), "Color Universal Design". A dash never tells runs apart: it says which
share is meant, train solid and test dashed (`Lines.test_dash`).
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from ui.theme.tokens import Theme

Shape = Literal["square", "circle", "triangle", "diamond", "plus", "triangle_down", "cross", "star", "pentagon", "bar"]


class RunStyle(Struct, frozen=True):
    """One run's colour and marker.

    Attributes
    ----------
    marker : Shape
        What stands at its curves' ends and in every legend.
    light, dark : str or None
        The colour on light and on dark surfaces; None is ink.
    outlined : bool
        Whether the marker needs an ink outline on light surfaces.
    edged : bool
        Whether its lines, too, need an edge of ink there, because the colour alone is too pale.
    """

    marker: Shape
    light: str | None
    dark: str | None
    outlined: bool = False
    edged: bool = False

    def colour(self, theme: Theme) -> str:
        """Return the run's colour in one theme."""
        return (self.dark if theme.is_dark else self.light) or theme.ink

    def outline(self, theme: Theme) -> str | None:
        """Return the colour of the marker's 1 px outline in one theme, or None where it has none."""
        return theme.ink if self.outlined and not theme.is_dark else None

    def edge(self, theme: Theme) -> str | None:
        """Return the colour of the edge of its lines in one theme, or None where they have none."""
        return theme.ink if self.edged and not theme.is_dark else None


RUNS = (
    RunStyle("square", None, None),
    RunStyle("circle", "#CC79A7", "#CC79A7"),
    RunStyle("triangle", "#009E73", "#009E73"),
    RunStyle("diamond", "#D55E00", "#D55E00"),
    RunStyle("plus", "#0072B2", "#56B4E9"),
    RunStyle("triangle_down", "#E69F00", "#E69F00", outlined=True),
    # The landscape lab has up to eight racers. On dark surfaces the fifth has taken this blue, so both change places.
    RunStyle("star", "#56B4E9", "#0072B2", outlined=True, edged=True),
    RunStyle("bar", "#F0E442", "#F0E442", outlined=True, edged=True),
)


def run_style(index: int) -> RunStyle:
    """Return the style of one run, or of one racer: 0 is the base, then the variants in their order.

    Raises
    ------
    IndexError
        Above 7: an experiment has at most five variants, and a race in the landscape lab eight racers.
    """
    if not 0 <= index < len(RUNS):
        raise IndexError(f"run {index}: there are at most {len(RUNS)} runs, counted from 0")
    return RUNS[index]
