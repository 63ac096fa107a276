"""What is known of the sharpness of every run: results are kept as long as their run is there."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from msgspec import Struct

from nnviz.landscape import Sharpness
from nnviz.landscape.stability import stable_product
from ui.frame import Frame, RunView
from ui.panels.surface.sharpness.in_force import InForce, in_force_at
from ui.plotting.scale import Floats


class Found(Struct, frozen=True):
    """The sharpness at one step.

    Attributes
    ----------
    step : int
    mark : int
        Tells these parameters from others at the same step, such as before one was set by hand.
    sharpness : Sharpness
    """

    step: int
    mark: int
    sharpness: Sharpness


class Bound(Struct, frozen=True):
    """What an optimizer bears.

    Attributes
    ----------
    optimizer : str
    product : float or None
        Of rate and curvature; None where no bound is claimed.
    rate : float
    """

    optimizer: str
    product: float | None
    rate: float

    @property
    def value(self) -> float:
        """The largest sharpness; NaN where no bound is claimed."""
        return math.nan if self.product is None else self.product / self.rate


class KnownRun:
    """What is known of one run.

    Attributes
    ----------
    run : RunView
    in_force : InForce
    found : dict of int to Found
        By step.
    planned : set of int
        The evenly spaced steps that make the curve.
    """

    def __init__(self, run: RunView, parent: KnownRun | None = None) -> None:
        self.run = run
        self.found: dict[int, Found] = {}
        self.planned: frozenset[int] = frozenset()
        if parent is None or run.origin is None:
            self.in_force = InForce(run.assembly, run.marks)
        else:
            since = run.origin.step
            self.in_force = InForce(run.assembly, run.marks, parent.in_force, since)
            self.found = {step: one for step, one in parent.found.items() if step < since}
            self.planned = parent.planned

    def curve(self) -> tuple[Floats, Floats]:
        """Return steps and values, shape (n,) each, rising: those of the curve, and the newest.

        So a curve does not depend on when somebody looked. At the edge of stability the weights swing from one side of
        the ravine to the other, and values at odd steps lie beside those at even ones.
        """
        return self._values_at(sorted(self.planned.intersection(self.found).union(sorted(self.found)[-1:])))

    def until(self, step: int) -> tuple[Floats, Floats]:
        """Return steps and values, shape (n,) each, rising: all that is known up to a step."""
        return self._values_at(sorted(known for known in self.found if known <= step))

    def _values_at(self, steps: list[int]) -> tuple[Floats, Floats]:
        return np.array(steps, dtype=float), np.array([self.found[step].sharpness.value for step in steps])

    def nearest(self, step: float) -> Found | None:
        """Return the result nearest to a step; None where there is none yet."""
        return self.found[min(self.found, key=lambda known: abs(known - step))] if self.found else None

    def bound_at(self, step: int) -> Bound | None:
        """Return what the next update at a step bears; None where it is not known what was in force."""
        assembly = in_force_at(self.in_force.entries, step)
        if assembly is None:
            return None
        optimizer = assembly.experiment.training.optimizer
        rates = self.run.history.learning_rates
        if step < rates.last[0]:
            rate = float(rates.at(max(0, rates.index(step + 1))).high[0])
        elif len(rates):
            rate = float(rates.last[1][0])
        else:
            rate = float(optimizer.values["learning_rate"])
        return Bound(optimizer.entry.label, stable_product(optimizer), rate)

    def bounds(self) -> tuple[Floats, Floats]:
        """Return the bound of every step, where it changes: steps and values, shape (n,).

        NaN where none is claimed. Of neighbouring steps that were merged it is the bound of the largest rate.
        """
        steps, _, rates = self.run.history.learning_rates.buckets()
        # The rate that is noted with a step is that of the update that led there.
        steps = steps - 1
        products = np.full(len(steps), np.nan)
        for start, assembly in self.in_force.entries:
            product = None if assembly is None else stable_product(assembly.experiment.training.optimizer)
            products[np.searchsorted(steps, start) :] = np.nan if product is None else product
        with np.errstate(all="ignore"):
            bounds = products / rates[:, 0]
        same = (bounds[1:] == bounds[:-1]) | (np.isnan(bounds[1:]) & np.isnan(bounds[:-1]))
        kept = np.flatnonzero(np.concatenate([np.ones(min(1, len(bounds)), dtype=bool), ~same]))
        return steps[kept].astype(float), bounds[kept]


class Known:
    """What is known of all runs.

    Attributes
    ----------
    runs : tuple of KnownRun
    version : int
        Changes with every result.
    most_rows : int or None
        Over how many rows it is computed (`nnviz.landscape.sharpness_rows`).
    """

    def __init__(self) -> None:
        self.runs: tuple[KnownRun, ...] = ()
        self.version = 0
        self.most_rows: int | None = None

    def bind(self, runs: tuple[RunView, ...]) -> None:
        """Go on with these runs: what is known of those that were there before stays, and forks take it over."""
        before = {id(known.run.history): known for known in self.runs}
        lined_up: list[KnownRun] = []
        for run in runs:
            known = before.get(id(run.history))
            if known is None:
                parent = lined_up[run.origin.run] if run.origin is not None and run.origin.run < run.index else None
                known = KnownRun(run, parent)
            lined_up.append(known)
        self.runs = tuple(lined_up)
        self.version += 1

    def note(self, frame: Frame) -> None:
        """Take in which settings are in force at a frame's newest steps."""
        for known, run, snapshot in zip(self.runs, frame.runs, frame.newest or frame.snapshots, strict=True):
            known.run = run
            if not frame.looks_back:  # else the runs have the networks of the past
                known.in_force.note(run.assembly, run.marks, snapshot.step)

    def change_rows(self, most: int | None) -> None:
        """Compute over so many rows from now on: values over others do not belong beside these."""
        self.most_rows = most
        for known in self.runs:
            known.found.clear()
        self.version += 1

    def put(self, known: KnownRun, results: Iterable[Found], planned: Iterable[int], now: Iterable[int]) -> None:
        """Take in results of a run, and keep what is at steps of its curve, at the one looked at and the newest."""
        known.planned = frozenset(planned)
        known.found.update({one.step: one for one in results})
        # Where one search takes long, the run has gone on meanwhile: the last one stays until there is a newer one.
        wanted = known.planned.union(now, [max(known.found)])
        known.found = {step: one for step, one in known.found.items() if step in wanted}
        self.version += 1
