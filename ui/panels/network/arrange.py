"""Chooses among layouts: inputs or outputs are raised where that frees a corner for the read-out card."""

from __future__ import annotations

from collections.abc import Sequence

from ui.panels.network.columns import Column
from ui.panels.network.docks import Docks, plan_docks
from ui.panels.network.layout import lay_out
from ui.panels.network.metrics import Metrics
from ui.panels.network.request import Request

_CHOICES: tuple[frozenset[str], ...] = (
    frozenset(),
    frozenset({"output"}),
    frozenset({"inputs"}),
    frozenset({"inputs", "output"}),
)


def arrange(columns: Sequence[Column], request: Request, metrics: Metrics) -> Docks:
    """Return the first layout, with its docks, in which card and key have places of their own, or else the best."""
    best = plan_docks(lay_out(columns, request, metrics), metrics)
    if best.small or best.layout.picture is not None or best.layout.most_pan > 0.0:
        return best
    for raised in _CHOICES[1:]:
        if best.quality == 2:
            break
        other = plan_docks(lay_out(columns, request, metrics, raised), metrics)
        best = other if other.quality > best.quality else best
    return best
