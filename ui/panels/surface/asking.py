"""What is asked of the background: one surface at a time, gone on with until it is done or no longer wanted."""

from __future__ import annotations

from functools import partial

from ui.frame import Frame
from ui.panels.base import Computation
from ui.panels.surface.checkpoints import Point
from ui.panels.surface.options import Options
from ui.panels.surface.request import Request, Result, Seen
from ui.panels.surface.underway import Underway
from ui.panels.surface.work import Outcome, compute
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
    """

    def __init__(self) -> None:
        self._underway: Underway[Request] = Underway()
        self.anew = self.relevel = self.steady = False

    @property
    def done(self) -> float:
        """Which part of the surface under way is computed; NaN where none is."""
        return self._underway.done

    @property
    def given_up(self) -> bool:
        """Whether the user has called a fine surface off: the coarse one stays until something else is wanted."""
        return self._underway.given_up

    def forget(self) -> None:
        """Let everything go: there are other runs."""
        self._underway.forget()
        self.anew = self.relevel = False

    def give_up(self) -> None:
        """Leave it at the coarse surface."""
        self._underway.give_up()

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
        meshed: bool = False,
    ) -> Computation | None:
        """Return what is to be computed for a frame; see `Request`. At rest a coarse surface comes before a fine one.

        Returns None where the user has given up what would be computed.
        """
        runs = tuple(run.index for run, _ in frame.visible_runs)
        through = None if best is None else (best.run, best.step)
        wanted = frame.runs, frame.chosen, runs, options, size, ratio, view, through, self.steady
        chosen_anew = self.anew, self.relevel

        def request(live: bool) -> Request:
            chosen, seen = runs_on_plane(frame)
            return Request(
                chosen, seen, options, size, ratio, live, held, view, *chosen_anew, self.steady, best, side, meshed
            )

        found = self._underway.go_on(wanted, frame.snapshots, live, chosen_anew, request)
        return None if found is None else partial(compute, *found)

    def take(self, outcome: Outcome) -> Result | None:
        """Take what the background has done; the result, once there is one."""
        request = outcome.request
        if not self._underway.take(request, outcome.work, outcome.done, outcome.result is not None):
            return None
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
