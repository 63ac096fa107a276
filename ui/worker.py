"""The training thread: advances all runs in lock-step, obeys commands between steps, and reports when a frame is due.

It imports no Qt. What it trains never depends on when it is asked, paused or looked at.
"""

from __future__ import annotations

import math
import queue
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from typing import Literal

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.experiment import Network, Training
from nnviz.recorded_run import RecordedRun
from nnviz.trainer import Trainer
from ui.frame import Mark, Step
from ui.frame_clock import FrameClock
from ui.mailbox import Mailbox, Report
from ui.pace import Pace
from ui.recorded_runs import RecordedRuns
from ui.runs import Runs

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
    """Owns the trainers and their thread. Every method may be called from the window's thread.

    Parameters
    ----------
    mailbox : Mailbox
        Where reports go.
    clock : FrameClock
        When the window wants one.
    """

    def __init__(self, mailbox: Mailbox, clock: FrameClock) -> None:
        self._mailbox = mailbox
        self._clock = clock
        self._commands: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._runs = Runs([], 0)
        self._playing = False
        self._steps_per_second: float | None = None
        self._alive = True
        self._sought: tuple[int, int] | None = None
        self._pace = Pace()
        self._chunk_steps = 1
        self._step_seconds = 0.0
        self._resting = False
        self._thread = threading.Thread(target=self._run, name="nnviz training")

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def close(self) -> None:
        """End the thread, and wait until it has ended."""
        self._commands.put(self._end)
        self._clock.painted(time.perf_counter())
        if self._thread.is_alive():
            self._thread.join()

    @property
    def idle(self) -> bool:
        """Whether every command has been carried out and nothing trains."""
        return self._resting and self._commands.empty()

    def build(self, assemblies: list[Assembly], generation: int, play: bool) -> None:
        """Start the runs anew from their initial weights."""
        self._put(lambda: self._install(Runs([Trainer(assembly) for assembly in assemblies], generation), play))

    def reopen(
        self,
        trainers: Sequence[Trainer],
        marks: Sequence[tuple[Mark, ...]],
        update_ratios: Sequence[Array],
        generation: int,
    ) -> None:
        """Take over trainers, which nobody else uses from now on, with what is known of their past; do not train."""
        self._put(lambda: self._install(Runs(trainers, generation, marks, update_ratios), False))

    def show(self, recordings: Sequence[RecordedRun], generation: int) -> None:
        """Show recordings, of which nothing trains."""
        self._put(lambda: self._install(RecordedRuns(recordings, generation), False))

    def collect(self, most_bytes: int | None = None) -> None:
        """Report all runs as they stand, for a file; none where they would take more than so many bytes."""
        self._commands.put(lambda: self._report(collect=True, most_bytes=most_bytes))

    @property
    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def play(self) -> None:
        """Train until paused, or until no run can go on."""
        self._put(lambda: self._set_playing(True))

    def pause(self) -> None:
        """Stop after the step at hand."""
        self._commands.put(lambda: self._set_playing(False))

    def take_step(self, unit: StepUnit) -> None:
        """Advance all runs by one batch of the base, or to the end of its epoch, and pause."""

        def command() -> None:
            self._set_playing(False)
            if unit == "epoch":
                self._runs.scheduler.advance_to_epoch_end()
            else:
                self._runs.scheduler.advance(1)

        self._put(command)

    def advance(self, steps: int) -> None:
        """Advance all runs by so many steps of the base, and pause."""

        def command() -> None:
            self._set_playing(False)
            self._runs.scheduler.advance(steps)

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

    def _put(self, command: Callable[[], None]) -> None:
        """Let a command be carried out that has to do with the present: that is shown again."""

        def at_present() -> None:
            self._runs.return_to_present()
            command()

        self._commands.put(at_present)

    # From here on: the training thread.

    def _end(self) -> None:
        self._alive = False

    def _install(self, runs: Runs, play: bool) -> None:
        self._runs = runs
        self._chunk_steps, self._step_seconds = 1, 0.0
        self._set_playing(play)

    def _set_playing(self, playing: bool) -> None:
        self._playing = playing and self._runs.scheduler.running
        self._pace.restart()

    def _run(self) -> None:
        while self._alive:
            try:
                self._obey()
                if self._playing:
                    self._train()
            except Exception:  # a fault of the program: the window shows it and stays alive
                self._playing = False
                self._mailbox.put(Report(self._runs.generation, (), False, 0.0, failure=traceback.format_exc()))

    def _obey(self) -> None:
        """Carry out all commands; without anything to train, sleep until there is one."""
        if self._playing and self._commands.empty():
            return
        self._resting = not self._playing
        command = self._commands.get()
        self._resting = False
        command()
        while not self._commands.empty():
            self._commands.get()()
        self._report()
        if self._runs.looks_back and not self._playing:
            self._clock.announce()

    def _train(self) -> None:
        """Train for a moment, at the speed asked for, and report if it is time."""
        if self._steps_per_second is None:
            self._train_chunk()
            if self._clock.report_due():
                self._report()
            self._clock.give_way()
        else:
            steps = self._pace.steps_due(self._steps_per_second)
            if steps:
                self._runs.scheduler.advance(steps)
                self._pace.count(steps)
            self._stop_when_done()
            if steps and self._pace.report_due():
                self._report()
            self._sleep(self._pace.seconds_to_next(self._steps_per_second))
        while self._mailbox.unread > UNREAD_LIMIT and self._commands.empty():
            time.sleep(0.01)

    def _train_chunk(self) -> None:
        """Advance for about `CHUNK_SECONDS`, learning how many steps that is; no further than to the next frame."""
        start = time.perf_counter()
        within = self._clock.seconds_left() / self._step_seconds if self._step_seconds else math.inf
        steps = max(1, min(self._chunk_steps, math.floor(min(within, MOST_STEPS))))
        self._runs.scheduler.advance(steps)
        seconds = time.perf_counter() - start
        self._pace.count(steps)
        self._step_seconds = seconds / steps
        if steps == self._chunk_steps:
            if seconds < CHUNK_SECONDS / 2:
                self._chunk_steps *= 2
            elif seconds > CHUNK_SECONDS * 2 and steps > 1:
                self._chunk_steps //= 2
        self._stop_when_done()

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
            command()
            self._report()

    def _report(self, *, collect: bool = False, most_bytes: int | None = None) -> None:
        # Where a person can follow single steps, the losses shown are those of the very step shown.
        exact = not self._playing or (self._steps_per_second or math.inf) <= FOLLOWED_STEPS_PER_SECOND
        speed = self._pace.measured() if self._playing else 0.0
        collected = self._runs.collect(most_bytes) if collect else None
        self._mailbox.put(self._runs.report(playing=self._playing, speed=speed, exact=exact, collected=collected))
