"""Which panels there are, and how each named layout arranges them. Adding a panel means adding it here."""

from __future__ import annotations

from msgspec import Struct

from ui.arrangement import Tree, across, down, tabs
from ui.panels.activations import ActivationsPanel, RecordedActivationsPanel
from ui.panels.base import Panel
from ui.panels.gradients import GradientsPanel
from ui.panels.loss import LossPanel
from ui.panels.network import NetworkPanel
from ui.panels.output import OutputPanel
from ui.panels.surface import RecordedPathPanel, SurfacePanel

PANELS: tuple[type[Panel], ...] = (NetworkPanel, OutputPanel, SurfacePanel, GradientsPanel, ActivationsPanel, LossPanel)


STAND_INS: dict[type[Panel], tuple[type[Panel], ...]] = {
    SurfacePanel: (RecordedPathPanel,),
    ActivationsPanel: (RecordedActivationsPanel,),
}
"""What stands in a panel's place where that has nothing to show of a run, as of a recording, but this has."""


class Layout(Struct, frozen=True):
    """One named layout.

    Attributes
    ----------
    wide : Tree
    narrow : Tree
        Where there is little room across.
    """

    wide: Tree
    narrow: Tree


def _beside(main: str, above: str, below: str) -> Layout:
    """Return a layout of one large panel, with two small ones beside it or, where there is little room, below."""
    return Layout(
        wide=across((main, 760), (down((above, 400), (below, 372)), 432)),
        narrow=down((main, 380), (across((above, 1), (below, 1)), 220)),
    )


LAYOUTS: dict[str, Layout] = {
    "Overview": Layout(
        wide=down(
            (across(("network", 740), ("output", 452)), 334),
            (across(("surface", 400), ("gradients", 404), ("activations", 388)), 236),
            ("loss", 174),
        ),
        narrow=down(
            (across(("network", 566), ("output", 414)), 300),
            (across((tabs("surface", "gradients", "activations"), 453), ("loss", 527)), 254),
        ),
    ),
    "Loss surface": _beside("surface", "network", "loss"),
    "Gradients": _beside("gradients", "network", "loss"),
    "Activations": _beside("activations", "network", "output"),
    "Network": _beside("network", "output", "loss"),
}
"""Layouts by name, in the order of their tabs."""
