"""Recordings in the training process: they are looked at like runs, and nothing trains."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from nnviz.recorded_run import RecordedRun
from nnviz.snapshot import Snapshot
from nnviz.store.live_run import LiveRun
from ui.training.report import Report
from ui.training.runs import Runs


class RecordedRuns(Runs):
    """All recordings of one generation. There are no trainers, so whatever advances has nothing to advance.

    Parameters
    ----------
    recordings : sequence of RecordedRun
    generation : int
        What reports say they are of.
    """

    def __init__(self, recordings: Sequence[RecordedRun], generation: int) -> None:
        super().__init__([], generation)
        self._recordings = tuple(recordings)
        ends = (self._snapshot_of(index, one.last_step) for index, one in enumerate(self._recordings))
        # The histories have everything from the beginning.
        self._newest = tuple(replace(end, scalars=end.scalars.of_step(-1)) for end in ends)
        self._past: tuple[Snapshot, ...] = ()

    def look_back(self, run: int, step: int) -> None:
        """Show all recordings at their steps nearest to one of the run's; at its last one, as they end."""
        at = self._recordings[run].nearest(step)
        self._past = ()
        if at < self._recordings[run].last_step:
            self._past = tuple(self._snapshot_of(index, one.nearest(at)) for index, one in enumerate(self._recordings))

    def return_to_present(self) -> None:
        """Show the recordings as they end."""
        self._past = ()

    def collect(self, most_bytes: int | None) -> tuple[LiveRun, ...]:
        """Return nothing: a recording is a file already."""
        return ()

    def report(
        self, *, playing: bool, speed: float, exact: bool, collected: tuple[LiveRun, ...] | None = None
    ) -> Report:
        """Say where the recordings end, and what is looked at."""
        return Report(self.generation, self._newest, False, 0.0, past=self._past, collected=collected)

    def _snapshot_of(self, index: int, step: int) -> Snapshot:
        return self._recordings[index].snapshot(step, index, self.generation)
