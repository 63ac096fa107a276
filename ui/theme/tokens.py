"""The colour tokens and line widths: the one place that feeds the style sheet, the painters and the plots.

Nothing here needs Qt, so colour maps can be computed in any thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

ThemeName = Literal["light", "dark", "projector"]
Dash = tuple[float, float]


class Lines(Struct, frozen=True, kw_only=True):
    """Line widths in pixels. Dashes are (on, off), in pixels as well."""

    grid: float = 1.0
    axis: float = 1.0
    threshold: float = 1.0
    threshold_dash: Dash = (3.0, 3.0)
    cursor: float = 1.0
    curve: float = 2.0
    test_curve: float = 1.5
    test_dash: Dash = (5.0, 3.0)
    validation_dash: tuple[float, ...] = (9.0, 2.5, 2.0, 2.5)
    boundary: float = 1.25
    path: float = 2.0
    casing: float = 1.3
    ring: float = 2.0
    function: float = 2.25
    derivative: float = 1.5
    derivative_dash: Dash = (5.0, 4.0)


class Theme(Struct, frozen=True, kw_only=True):
    """Every colour of one theme as ``"#RRGGBB"``, and its line widths.

    Attributes
    ----------
    name, label : str
        The key in settings and on the command line, and the words in the menu.
    is_dark : bool
        Whether ink is lighter than the surface.
    region_strength : float
        The share of full strength at which decision regions are drawn, so that points stand out on them.
    """

    name: ThemeName
    label: str
    is_dark: bool
    surface: str
    chrome: str
    raised: str
    line: str
    grid: str
    border: str
    axis: str
    ink: str
    ink2: str
    ink3: str
    accent: str
    on_accent: str
    tint: str
    warn: str
    error: str
    negative: str
    neutral: str
    positive: str
    region_strength: float
    lines: Lines

    @property
    def disabled(self) -> str:
        """Text and icons of what cannot be operated now: always lighter than the ink of sub-lines."""
        return self.border if self.axis == self.ink3 else self.axis

    @property
    def hover(self) -> str:
        """What lies over a flat control under the pointer, as ``"#AARRGGBB"``: ink at 7 %."""
        return f"#12{self.ink[1:]}"

    @property
    def pressed(self) -> str:
        """What lies over a flat control held down, as ``"#AARRGGBB"``: ink at 13 %."""
        return f"#21{self.ink[1:]}"


LIGHT = Theme(
    name="light",
    label="Light",
    is_dark=False,
    surface="#FFFFFF",
    chrome="#F6F7F9",
    raised="#FFFFFF",
    line="#DDE1E6",
    grid="#EDF0F3",
    border="#C4CAD1",
    axis="#88919B",
    ink="#14181D",
    ink2="#434C57",
    ink3="#626C77",
    accent="#3A44B5",
    on_accent="#FFFFFF",
    tint="#ECEEFA",
    warn="#8A5200",
    error="#B42318",
    negative="#1F62AE",
    neutral="#F3F3F0",
    positive="#D4680A",
    region_strength=0.52,
    lines=Lines(),
)

DARK = Theme(
    name="dark",
    label="Dark",
    is_dark=True,
    surface="#14171C",
    chrome="#1C2026",
    raised="#232830",
    line="#2B3138",
    grid="#21262C",
    border="#3C444E",
    axis="#77818C",
    ink="#EDF0F3",
    ink2="#BCC4CD",
    ink3="#949EA9",
    accent="#9DA6FF",
    on_accent="#14171C",
    tint="#272C48",
    warn="#F2B558",
    error="#FF8F84",
    negative="#5AA5F5",
    neutral="#1F2329",
    positive="#F0953A",
    region_strength=0.50,
    lines=Lines(),
)

PROJECTOR = Theme(
    name="projector",
    label="Projector",
    is_dark=False,
    surface="#FFFFFF",
    chrome="#FFFFFF",
    raised="#FFFFFF",
    line="#9AA3AD",
    grid="#E3E7EB",
    border="#6B7580",
    axis="#4A535E",
    ink="#000000",
    ink2="#23292F",
    ink3="#4A535E",
    accent="#2A3399",
    on_accent="#FFFFFF",
    tint="#E6E8FA",
    warn="#7A4600",
    error="#A11A10",
    negative="#0F549F",
    neutral="#F3F3F0",
    positive="#C85A00",
    region_strength=0.55,
    lines=Lines(
        grid=1.5,
        axis=2.5,
        threshold=2.5,
        threshold_dash=(6.0, 6.0),
        cursor=2.5,
        curve=4.0,
        test_curve=3.0,
        test_dash=(10.0, 6.0),
        validation_dash=(18.0, 5.0, 4.0, 5.0),
        boundary=2.5,
        path=6.0,
        casing=2.5,
        ring=4.0,
        function=5.0,
        derivative=3.0,
        derivative_dash=(10.0, 8.0),
    ),
)

THEMES: Mapping[ThemeName, Theme] = {theme.name: theme for theme in (LIGHT, DARK, PROJECTOR)}
