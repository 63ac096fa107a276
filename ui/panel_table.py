"""Which panels there are, and how each named layout arranges them. Adding a panel means adding it here."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt

from ui.panels.base import Panel
from ui.panels.loss import LossPanel
from ui.panels.network import NetworkPanel
from ui.panels.output import OutputPanel

PANELS: tuple[type[Panel], ...] = (NetworkPanel, OutputPanel, LossPanel)


@dataclass(frozen=True)
class Split:
    """Places beside or below each other, with their shares of the space."""

    orientation: Qt.Orientation
    parts: tuple[tuple[Split | str, int], ...]


_ACROSS, _DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical

LAYOUTS: dict[str, Split] = {
    "Overview": Split(_DOWN, ((Split(_ACROSS, (("network", 740), ("output", 452))), 560), ("loss", 264))),
    "Network": Split(_ACROSS, (("network", 792), (Split(_DOWN, (("output", 560), ("loss", 264))), 400))),
}
"""Layouts by name, in the order of their tabs; a part is a panel's name or another split."""
