"""What the panel says, and how much room it takes."""

from __future__ import annotations

from typing import get_args

from nnviz.diagnosis import Verdict
from ui.panels.gradients.places import Widths
from ui.panels.gradients.rows import Row
from ui.panels.gradients.sizes import RunSizes
from ui.plotting.text import text_width

SENTENCE = "How much signal reaches each layer"
EMPTY = "Press Space to train: gradients appear here."
SWITCHED_OFF = "All runs are switched off."
VANISHING, EXPLODING = "vanishing", "exploding"
OF_OUTPUT, HISTORY = "× Output", "history"
UPDATE = ("update/weight", "update")
SIZE_AXIS = ("gradient size (RMS of dL/dW), log scale", "RMS of dL/dW, log scale", "log scale")
"""What the bars measure, from long to short."""
STEP = "step"
DIVERGED = "diverged"
ZERO = "zero"
"""Said where every gradient is exactly 0, so that no layer is healthy or not."""
_WIDE_RATIO = "0.00088"
"""The few that are wider reach into the gap beside their column."""


def verdict(run: RunSizes, layer: int) -> str:
    """Say what is to be said of a layer; empty where there is no batch yet."""
    divergence = run.snapshot.divergence
    if divergence is not None and divergence.layer == layer + 1:
        return DIVERGED
    if not run.known:
        return ""
    return run.verdicts[layer] if run.any_gradient else ZERO


def clipped(clipped: int, steps: int) -> str:
    """Say in how many of the last steps the gradient was clipped; empty where nothing is, or no step is known."""
    if not steps:
        return ""
    if steps == 1:
        return "Clipped in the last step" if clipped else "Not clipped in the last step"
    return f"Clipped in {clipped} of the last {steps} steps" if clipped else f"Not clipped in the last {steps} steps"


def widths(rows: tuple[Row, ...]) -> Widths:
    """Return what the texts of these rows need; the same whatever the numbers are, so that nothing moves."""
    number = text_width("small", _WIDE_RATIO)
    return Widths(
        names=max(text_width("chosen", row.name) for row in rows),
        thin_names=max(text_width("value", row.name) for row in rows),
        verdicts=max(text_width("value", word) for word in (*get_args(Verdict), DIVERGED)),
        ratios=number,
        updates=number,
        ratio_head=text_width("small", OF_OUTPUT),
    )
