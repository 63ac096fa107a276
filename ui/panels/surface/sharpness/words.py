"""What the view of the sharpness says in words."""

from __future__ import annotations

import math

from nnviz.assembly import Assembly
from nnviz.landscape import Rows
from nnviz.landscape.stability import stable_product
from ui import numbers
from ui.panels.surface.sharpness.known import Bound, Found
from ui.panels.surface.words import rows_taken

NAME = "largest Hessian eigenvalue"
AT_THE_EDGE = (0.9, 1.1)
"""From which to which share of the bound a run is at the edge of stability."""


def value(sharpness: float) -> str:
    """Return a sharpness, or a bound of it."""
    return numbers.significant(sharpness, 3)


def bound_name(bound: Bound) -> str:
    """Return how a bound is made: "2 / rate"."""
    return "" if bound.product is None else f"{numbers.entry(round(bound.product, 2))} / rate"


def standing(found: Found | None, bound: Bound | None, step: int) -> str:
    """Say where a run stands at a step, or at the nearest that is known, against what its optimizer bears."""
    if found is None:
        return "sharpness is being computed"
    sharpness = found.sharpness.value
    where = f", at step {numbers.count(found.step)}" if found.step != step else ""
    if math.isnan(sharpness):
        return f"no sharpness at step {numbers.count(found.step)}: loss or gradient is not finite there"
    words = f"sharpness {'' if found.sharpness.converged else 'about '}{value(sharpness)}"
    if bound is None:
        return f"{words}{where}; which optimizer was in force is not known"
    if bound.product is None:
        return f"{words}{where}; no bound is claimed for {bound.optimizer}"
    words = f"{words} of at most {value(bound.value)} ({bound_name(bound)})"
    share = sharpness / bound.value
    if share > AT_THE_EDGE[1]:
        return f"{words}: beyond the edge of stability{where}"
    return f"{words}: {'at the edge of stability' if share >= AT_THE_EDGE[0] else 'stable'}{where}"


def taken(rows: Rows) -> str:
    """Say what was computed, as short as it can be said."""
    return f"{NAME}, {rows_taken(rows)}"


def sentence(rows: Rows, assembly: Assembly) -> str:
    """Return the title bar's line."""
    penalty = " with its penalty" if assembly.experiment.training.l2 else ""
    normalised = any(layer.batch_norm for layer in assembly.network.layers)
    by = ", batch normalisation by its running statistics" if normalised else ""
    words = f"Sharpness: {NAME} of the training loss{penalty}, {rows_taken(rows)}{by}"
    batch = assembly.batch_size
    bears = stable_product(assembly.experiment.training.optimizer) is not None
    if bears and batch < len(assembly.data.targets_train):
        words += f"; the bound is one for full batches, these have {numbers.count(batch)}"
    return words
