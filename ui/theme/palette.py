"""The Qt palette of a theme, for everything that the style sheet does not name."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from ui.theme.tokens import Theme

_ROLES = {
    QPalette.ColorRole.Window: "chrome",
    QPalette.ColorRole.WindowText: "ink2",
    QPalette.ColorRole.Base: "raised",
    QPalette.ColorRole.AlternateBase: "chrome",
    QPalette.ColorRole.Text: "ink",
    QPalette.ColorRole.Button: "chrome",
    QPalette.ColorRole.ButtonText: "ink2",
    QPalette.ColorRole.BrightText: "on_accent",
    QPalette.ColorRole.PlaceholderText: "ink3",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "ink",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.Light: "raised",
    QPalette.ColorRole.Midlight: "grid",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Dark: "axis",
    QPalette.ColorRole.Shadow: "border",
}
_TEXT = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
    QPalette.ColorRole.HighlightedText,
)


def palette(theme: Theme) -> QPalette:
    """Return the palette of a theme, with muted text where something is disabled."""
    result = QPalette()
    for role, token in _ROLES.items():
        result.setColor(role, QColor(getattr(theme, token)))
    for role in _TEXT:
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.disabled))
    result.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, QColor(theme.line))
    return result
