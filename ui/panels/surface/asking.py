"""What is asked of the background: one surface at a time, gone on with until it is done or no longer wanted."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

from nnviz.snapshot import Snapshot
from ui.frame import Frame
from ui.panels.base import Computation
from ui.panels.surface.checkpoints import Point
from ui.panels.surface.options import Options
from ui.panels.surface.request import Request, Result, Seen
from ui.panels.surface.work import Outcome, Work, compute
from ui.plotting.extent import Extent
from ui.plotting.side_view import View


class Asking:
    """Makes requests, and keeps what is unfinished.

    Attributes
    ----------
    anew : bool
        Whether plane, extent and levels are to be chosen anew.
    relevel : bool
        Whether the levels are.
    steady : bool
        Whether a plane that serves is kept, and the picture never comes closer.
    done : float
        Which part of the surface under way is computed; NaN where none is.
    given_up : bool
        Whether the user has called a fine surface off: the coarse one stays until something else is wanted.
    """

    def __init__(self) -> None:
        self._request: Request | None = None
        self._work: Work | None = None
        self._key: tuple[Any, ...] = ()
        self._moment: tuple[Snapshot, ...] = ()
        self._wanted: tuple[Any, ...] = ()
        self._shown: tuple[Any, ...] = ()
        self._shown_at: tuple[Snapshot, ...] = ()
        self.steady = self.given_up = False
        self.forget()

    def forget(self) -> None:
        """Let everything go: there are other runs."""
        if self._request is not None:
            self._request.unwanted.set()
        self._request = self._work = None
        self._key, self._moment = (), ()
        self._shown, self._shown_at, self._wanted = (), (), ()
        self.anew = self.relevel = self.given_up = False
        self.done = math.nan

    def give_up(self) -> None:
        """Leave it at the coarse surface."""
        if self._request is not None:
            self._request.unwanted.set()
        self._request = self._work = None
        self.given_up, self.done = True, math.nan

    def computation(
        self,
        frame: Frame,
        options: Options,
        size: tuple[int, int],
        ratio: float,
        live: bool,
        held: Result | None,
        view: Extent | None,
        best: Point | None = None,
        side: View | None = None,
    ) -> Computation | None:
        """Return what is to be computed for a frame; see `Request`. At rest a coarse surface comes before a fine one.

        Returns None where the user has given up what would be computed.
        """
        runs = tuple(run.index for run, _ in frame.visible_runs)
        through = None if best is None else (best.run, best.step)
        wanted = frame.runs, frame.chosen, runs, options, size, ratio, view, through, self.steady
        is_shown = wanted == self._shown and frame.snapshots is self._shown_at
        self.given_up = self.given_up and is_shown and not self.anew and not self.relevel
        live = live or not is_shown
        if self.given_up and not live:
            return None
        key = (*wanted, live, self.anew, self.relevel)
        # While training, a surface that takes long is finished although its run has gone on.
        same_moment = live or self._moment is frame.snapshots
        if self._request is None or self._work is None or key != self._key or not same_moment:
            if self._request is not None:
                self._request.unwanted.set()
            self._work, self._key, self._moment, self.done = None, key, frame.snapshots, math.nan
            self._wanted = wanted
            chosen, seen = runs_on_plane(frame)
            self._request = Request(
                chosen, seen, options, size, ratio, live, held, view, self.anew, self.relevel, self.steady, best, side
            )
        return partial(compute, self._request, self._work)

    def take(self, outcome: Outcome) -> Result | None:
        """Take what the background has done; the result, once there is one."""
        request = outcome.request
        if request is not self._request:
            return None
        if outcome.result is None:
            self._work, self.done = outcome.work, outcome.done
            return None
        self._work, self.done = None, math.nan
        self._shown, self._shown_at = self._wanted, self._moment
        self.anew = self.anew and not request.anew
        self.relevel = self.relevel and not request.relevel
        return outcome.result


def runs_on_plane(frame: Frame) -> tuple[Seen, tuple[Seen, ...]]:
    """Return the chosen run, and all that are switched on and have the same parameters."""
    network = frame.run.assembly.network
    chosen = Seen(frame.run.name, frame.run.assembly, frame.snapshot)
    seen = tuple(
        chosen if run is frame.run else Seen(run.name, run.assembly, snapshot)
        for run, snapshot in frame.visible_runs
        if run.assembly.network.shape == network.shape
    )
    return chosen, seen
