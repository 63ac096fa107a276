"""Trains: advances all runs in lock-step, obeys commands between steps, and reports when the window wants a frame.

What it trains never depends on when it is asked, paused or looked at.
"""

from __future__ import annotations

import math
import queue
import time
import traceback
from collections.abc import Callable, Sequence
from typing import Literal, NoReturn

from msgspec.structs import replace

from nnviz.assembly import Assembly
from nnviz.experiment import Network, Training
from nnviz.recorded_run import RecordedRun
from nnviz.store.live_run import LiveRun, resume
from nnviz.trainer import Trainer
from ui.frame import Mark, Step
from ui.training.outbox import Outbox
from ui.training.pace import Pace
from ui.training.recorded_runs import RecordedRuns
from ui.training.report import Report
from ui.training.runs import Runs

StepUnit = Literal["batch", "epoch"]

CHUNK_SECONDS = 0.002
"""How long training goes on before it looks at commands and the clock."""

MOST_STEPS = 2**16
"""Steps in one chunk, however fast."""

UNREAD_LIMIT = 1_000_000
"""Steps whose scalars may wait to be read before training waits too: memory stays bounded while a dialog is open."""

FOLLOWED_STEPS_PER_SECOND = 30.0
"""Up to this speed every step is shown with its own evaluation."""


class Worker:
    """Owns the trainers.

    `run` is called once, in the thread that trains. Every other public method is a command that may be given from
    another thread: it is carried out between two steps.

    Parameters
    ----------
    outbox : Outbox
        Where reports go.
    """

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._commands: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._carried_out = 0
        self._called_off = self._ended = 0
        self._runs = Runs([], 0)
        self._playing = False
        self._steps_per_second: float | None = None
        self._sought: tuple[int, int] | None = None
        self._pace = Pace()
        self._chunk_steps = 1

    def build(self, assemblies: list[Assembly], generation: int, play: bool) -> None:
        """Start the runs anew from their initial weights."""

        def command() -> None:
            self._install(Runs([Trainer(assembly) for assembly in assemblies], generation), play)

        self._put(command, calls_off=True)

    def reopen(
        self,
        assemblies: Sequence[Assembly],
        runs: Sequence[LiveRun],
        marks: Sequence[tuple[Mark, ...]],
        generation: int,
    ) -> None:
        """Go on where runs were left, with what is known of their past; do not train."""

        def command() -> None:
            trainers = [resume(run, assembly) for run, assembly in zip(runs, assemblies, strict=True)]
            self._install(Runs(trainers, generation, marks, [run.update_ratios for run in runs]), False)

        self._put(command, calls_off=True)

    def show(self, recordings: Sequence[RecordedRun], generation: int) -> None:
        """Show recordings, of which nothing trains."""
        self._put(lambda: self._install(RecordedRuns(recordings, generation), False), calls_off=True)

    def collect(self, most_bytes: int | None = None) -> None:
        """Report all runs as they stand, for a file; none where they would take more than so many bytes."""
        self._commands.put(lambda: self._report(collect=True, most_bytes=most_bytes))

    def play(self) -> None:
        """Train until paused, or until no run can go on."""
        self._put(lambda: self._set_playing(True), calls_off=True)

    def pause(self) -> None:
        """Stop after the step at hand."""
        self._put(lambda: self._set_playing(False), at_present=False, calls_off=True)

    def take_step(self, unit: StepUnit) -> None:
        """Advance all runs by one batch of the base, or to the end of its epoch, and pause."""

        def command() -> None:
            self._set_playing(False)
            self._step_through(self._runs.scheduler.steps_to_epoch_end if unit == "epoch" else 1)

        self._put(command)

    def advance(self, steps: int) -> None:
        """Advance all runs by so many steps of the base, and pause."""

        def command() -> None:
            self._set_playing(False)
            self._step_through(steps, shown=False)

        self._put(command)

    def set_speed(self, steps_per_second: float | None) -> None:
        """Train at this many steps of the base a second; None is flat out."""

        def command() -> None:
            self._steps_per_second = steps_per_second
            self._pace.restart()

        self._commands.put(command)

    def edit_training(self, edits: dict[int, Training]) -> None:
        """From the next step on, train these runs in another way."""
        self._put(lambda: self._runs.edit_training(edits))

    def edit_network(self, edits: dict[int, Network]) -> None:
        """From the next step on, let the layers of these runs compute in another way."""
        self._put(lambda: self._runs.edit_network(edits))

    def edit_parameter(self, run: int, index: int, value: float) -> None:
        """Set one parameter by hand."""
        self._put(lambda: self._runs.edit_parameter(run, index, value))

    def fork(self, run: int, step: int, assembly: Assembly) -> None:
        """Add a run that begins where another was at a step; its settings are its own from there on."""
        self._put(lambda: self._runs.fork(run, step, assembly))

    def drop_last_run(self) -> None:
        """Take the last run away; the others stay as they are."""
        self._put(lambda: self._runs.drop_last())

    def fetch(self, wanted: Sequence[Step]) -> None:
        """Report from now on the parameters of these runs at these steps, and of no others; else change nothing."""
        self._commands.put(lambda: self._runs.fetch(wanted))

    def look_back(self, run: int, step: int) -> None:
        """Pause, and show all runs where one was at a step; at its newest one, they are shown as they are."""
        self._sought = run, step

        def command() -> None:
            sought, self._sought = self._sought, None
            if sought is not None:  # else an earlier command has gone to the newest wish
                self._set_playing(False)
                self._runs.look_back(*sought)

        self._commands.put(command)

    def _put(self, command: Callable[[], None], *, at_present: bool = True, calls_off: bool = False) -> None:
        """Let a command be carried out between two steps.

        Parameters
        ----------
        command : callable
        at_present : bool
            Whether it has to do with the present: that is shown again.
        calls_off : bool
            Whether steps that were asked for end with the one at hand: an epoch of a large network takes minutes.
        """
        self._called_off += calls_off

        def carry_out() -> None:
            self._ended += calls_off
            if at_present:
                self._runs.return_to_present()
            command()

        self._commands.put(carry_out)

    def fail(self, fault: str) -> None:
        """Report a fault of the program, and stop."""

        def command() -> None:
            self._playing = False
            self._put_out(Report(self._runs.generation, (), False, 0.0, failure=fault))

        self._commands.put(command)

    # From here on: the thread that trains.

    def run(self) -> NoReturn:
        """Train and obey for ever."""
        while True:
            try:
                self._obey()
                if self._playing:
                    self._train()
            except Exception:  # a fault of the program: the window shows it and stays alive
                self._playing = False
                failure = traceback.format_exc()
                self._put_out(Report(self._runs.generation, (), False, 0.0, failure=failure))

    def _install(self, runs: Runs, play: bool) -> None:
        self._runs = runs
        self._chunk_steps = 1
        self._set_playing(play)

    def _set_playing(self, playing: bool) -> None:
        self._playing = playing and self._runs.scheduler.running
        self._pace.restart()

    def _obey(self) -> None:
        """Carry out all commands; without anything to train, sleep until there is one."""
        if self._playing and self._commands.empty():
            return
        self._carry_out(self._commands.get())
        while not self._commands.empty():
            self._carry_out(self._commands.get())
        self._report()

    def _carry_out(self, command: Callable[[], None]) -> None:
        try:
            command()
        finally:
            self._carried_out += 1

    def _train(self) -> None:
        """Train for a moment, at the speed asked for, and report if it is time."""
        if self._steps_per_second is None:
            self._train_chunk(MOST_STEPS)
            self._stop_when_done()
            if self._outbox.report_due:
                self._report()
        else:
            steps = self._pace.steps_due(self._steps_per_second)
            if steps:
                self._train_chunk(steps)
            self._stop_when_done()
            if steps and self._pace.report_due():
                self._report()
            self._sleep(self._pace.seconds_to_next(self._steps_per_second))
        while self._outbox.unread > UNREAD_LIMIT and self._commands.empty():
            time.sleep(0.01)

    def _step_through(self, steps: int, *, shown: bool = True) -> None:
        """Advance by so many steps, unless called off, and show on the way how far it is."""
        while steps > 0 and self._runs.scheduler.running and self._ended == self._called_off:
            steps -= self._train_chunk(steps)
            if shown and steps > 0 and self._outbox.report_due:
                self._put_out(self._runs.report(playing=False, speed=0.0, exact=False))

    def _train_chunk(self, most: int) -> int:
        """Advance for about `CHUNK_SECONDS`, by so many steps at most, and return how many that were."""
        start, steps = time.perf_counter(), min(most, self._chunk_steps)
        self._runs.scheduler.advance(steps)
        seconds = time.perf_counter() - start
        self._pace.count(steps)
        if seconds > CHUNK_SECONDS * 2 and steps > 1:
            self._chunk_steps = steps // 2
        elif seconds < CHUNK_SECONDS / 2 and steps == self._chunk_steps < MOST_STEPS:
            self._chunk_steps *= 2
        return steps

    def _stop_when_done(self) -> None:
        if not self._runs.scheduler.running:
            self._playing = False
            self._report()

    def _sleep(self, seconds: float) -> None:
        """Sleep, but wake up for a command."""
        if seconds > 0:
            try:
                command = self._commands.get(timeout=seconds)
            except queue.Empty:
                return
            self._carry_out(command)
            self._report()

    def _report(self, *, collect: bool = False, most_bytes: int | None = None) -> None:
        # Where a person can follow single steps, the losses shown are those of the very step shown.
        exact = not self._playing or (self._steps_per_second or math.inf) <= FOLLOWED_STEPS_PER_SECOND
        speed = self._pace.measured() if self._playing else 0.0
        collected = self._runs.collect(most_bytes) if collect else None
        self._put_out(self._runs.report(playing=self._playing, speed=speed, exact=exact, collected=collected))

    def _put_out(self, report: Report) -> None:
        self._outbox.put(replace(report, carried_out=self._carried_out))
