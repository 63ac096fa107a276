"""One run's gradients now: the newest batch as it is, the batches just before it, and what they say of each layer."""

from __future__ import annotations

import math

import numpy as np

from nnviz.arrays import Array
from nnviz.diagnosis import Verdict, layer_verdicts, verdict_limits
from nnviz.diagnosis.observation import GRADIENT_WINDOW
from nnviz.snapshot import Snapshot
from ui.frame import RunView


class RunSizes:
    """The gradient sizes of one run at the present step.

    Parameters
    ----------
    run : RunView
    snapshot : Snapshot

    Attributes
    ----------
    run : RunView
    snapshot : Snapshot
    step : int
        The step of the newest batch; 0 where there is none yet.
    now : list of float
        Each layer's gradient size in the newest batch; NaN where there is none yet.
    low, high : list of float
        The smallest and the largest of the recent batches.
    recent_steps : int
        How many batches these are: `GRADIENT_WINDOW`, or more where the history is so long that steps are merged.
    verdicts : list of Verdict
        Empty where there is no batch yet.
    limits : (float, float)
        Below which size a layer vanishes, and above which it explodes; NaN where there is no batch yet.
    any_gradient : bool
        Whether any layer had a gradient at all in the recent batches.
    """

    def __init__(self, run: RunView, snapshot: Snapshot) -> None:
        self.run = run
        self.snapshot = snapshot
        layers = len(run.layer_names)
        series = run.history.gradient_sizes
        last_step, last = series.last
        newest = series.index(snapshot.step) if len(series) else -1
        self.step = 0
        self.now = self.low = self.high = [math.nan] * layers
        self.recent_steps = 0
        self.verdicts: list[Verdict] = []
        self.limits = math.nan, math.nan
        self.any_gradient = False
        if newest < 0:
            return
        # The same median as in the findings, so that both say the same.
        first = max(0, newest + 1 - GRADIENT_WINDOW)
        steps, lows, highs = series.buckets(first)
        lows, highs = lows[: newest + 1 - first], highs[: newest + 1 - first]
        self.step = min(last_step, snapshot.step)
        own = snapshot.scalars.of_step(self.step).gradient_sizes
        # An earlier step may be merged with others in the history, and is then known from its own snapshot alone.
        now = own[-1] if len(own) else last if last_step <= snapshot.step else highs[-1]
        self.now = now.tolist()
        self.low, self.high = np.fmin.reduce(lows).tolist(), np.fmax.reduce(highs).tolist()
        self.recent_steps = self.step - int(steps[0]) + 1
        typical = _typical(now, (lows + highs) / 2.0)
        self.verdicts = layer_verdicts(typical)
        # What is larger than any layer should be explodes, however small it is beside the others.
        low, high = verdict_limits(typical)
        self.limits = min(low, high), high
        self.any_gradient = bool(typical.any())

    @property
    def known(self) -> bool:
        """Whether there is a batch."""
        return self.recent_steps > 0

    def ratio(self, layer: int) -> float:
        """Return a layer's gradient size in the newest batch against the output's; NaN where that is 0."""
        reference = self.now[-1]
        return self.now[layer] / reference if reference else math.nan

    def update_ratio(self, layer: int) -> float:
        """Return the size of the last update of W against W's; NaN where it was not measured."""
        return float(self.snapshot.update_ratios[layer])


def _typical(now: Array, recent: Array) -> Array:
    """Return each layer's median over the recent batches; the newest as it is where that is no number."""
    if not np.isfinite(now).all():
        return now
    # The same as np.median, which takes ten times as long over so few numbers.
    ordered, count = np.sort(recent, axis=0), len(recent)
    return (ordered[(count - 1) // 2] + ordered[count // 2]) / 2.0
