"""The type table: one font family, a few roles, tabular figures everywhere."""

from __future__ import annotations

from functools import cache
from typing import Literal

from msgspec import Struct
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from nnviz.resources import open_resource
from ui.theme.state import STATE

FAMILY = "Inter"
FILES = ("Inter-Regular.ttf", "Inter-Medium.ttf", "Inter-SemiBold.ttf")

Role = Literal["counter", "title", "body", "button", "chosen", "label", "name", "small", "value", "tick"]


class Type(Struct, frozen=True):
    """One row of the type table: size in points at 96 dpi, and weight (400, 500, 600)."""

    points: float
    weight: QFont.Weight


TYPES: dict[Role, Type] = {
    # Counter values.
    "counter": Type(13.5, QFont.Weight.DemiBold),
    # Panel titles, the form's name and section heads, side figures, a finding's headline.
    "title": Type(10.5, QFont.Weight.DemiBold),
    # Menus, layout tabs, text buttons, findings, timeline.
    "body": Type(10.5, QFont.Weight.Normal),
    # Bordered buttons.
    "button": Type(10.5, QFont.Weight.Medium),
    # The chosen layout tab.
    "chosen": Type(10.5, QFont.Weight.DemiBold),
    # Form labels, fields, a panel's sub-line.
    "label": Type(10.0, QFont.Weight.Normal),
    # Names of runs, links in the form.
    "name": Type(10.0, QFont.Weight.Medium),
    # Column heads, legends, labels in a plot, read-outs, chips.
    "small": Type(9.0, QFont.Weight.Medium),
    # Numbers that matter beside small labels, chosen chips.
    "value": Type(9.0, QFont.Weight.DemiBold),
    # Ticks, counter labels, footers, form marks. Nothing is smaller.
    "tick": Type(9.0, QFont.Weight.Normal),
}


@cache
def load_fonts() -> None:
    """Make the bundled fonts known to Qt, once; a QGuiApplication must exist."""
    for name in FILES:
        QFontDatabase.addApplicationFontFromData(open_resource("fonts", name).read_bytes())


def font(role: Role) -> QFont:
    """Return the font of one role at the font scale in force. The copy is yours to change."""
    return QFont(_font(role, STATE.scale))


@cache
def _font(role: Role, scale: float) -> QFont:
    row = TYPES[role]
    screen = QGuiApplication.primaryScreen()
    # The look counts in points of 96 dpi; a screen that counts 72 (macOS) would draw them a quarter smaller.
    dots = screen.logicalDotsPerInch() if screen is not None else 96.0
    result = QFont(FAMILY)
    result.setPointSizeF(row.points * scale * 96.0 / dots)
    result.setWeight(row.weight)
    # Unhinted outlines look alike on every system and keep their widths at fractional sizes.
    result.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return result
