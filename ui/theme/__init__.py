"""The look: tokens, type, icons, colour maps, runs and classes, and the appearance that applies them.

Whatever paints asks `current` for its colours when it paints, `px` for lengths and `font` for type, and passes a method
to `follow` to be called again when the theme or the font scale changes. Nothing is kept, so nothing goes stale.
"""

from ui.theme.appearance import Appearance, appearance, follow
from ui.theme.classes import class_colours, class_shape
from ui.theme.colour_space import contrast, mix, readable
from ui.theme.icons import app_icon, draw_icon, icon, pixmap
from ui.theme.markers import draw_marker, draw_run_marker, marker_path
from ui.theme.painting import painting
from ui.theme.pens import colour, pen, picture
from ui.theme.runs import RunStyle, Shape, run_style
from ui.theme.state import current, px
from ui.theme.tokens import THEMES, Lines, Theme, ThemeName
from ui.theme.typography import FAMILY, Role, font

__all__ = [
    "FAMILY",
    "THEMES",
    "Appearance",
    "Lines",
    "Role",
    "RunStyle",
    "Shape",
    "Theme",
    "ThemeName",
    "app_icon",
    "appearance",
    "class_colours",
    "class_shape",
    "colour",
    "contrast",
    "current",
    "draw_icon",
    "draw_marker",
    "draw_run_marker",
    "follow",
    "font",
    "icon",
    "marker_path",
    "mix",
    "painting",
    "pen",
    "picture",
    "pixmap",
    "px",
    "readable",
    "run_style",
]
