"""The training thread: advances all runs in lock-step, obeys commands between steps, and reports when a frame is due.

It imports no Qt. What it trains never depends on when it is asked, paused or looked at.
"""

from __future__ import annotations

import math
import queue
import threading
import time
import traceback
from collections.abc import Callable
from typing import Literal

from nnviz.assembly import Assembly
from nnviz.edits import ParameterEdit, TrainingEdit
from nnviz.experiment import Training
from nnviz.scheduler import Scheduler
from nnviz.take_snapshot import take_snapshot
from nnviz.trainer import Trainer
from ui.frame import Mark
from ui.frame_clock import FrameClock
from ui.mailbox import Mailbox, Report

StepUnit = Literal["batch", "epoch"]

CHUNK_SECONDS = 0.002
"""How long training goes on before it looks at commands and the clock."""

MOST_STEPS = 2**16
"""Steps in one chunk, however fast."""

UNREAD_LIMIT = 1_000_000
"""Steps whose scalars may wait to be read before training waits too: memory stays bounded while a dialog is open."""

REPORT_SECONDS = 1 / 60
"""Shortest time between reports at a limited speed."""


FOLLOWED_STEPS_PER_SECOND = 30.0
"""Up to this speed every step is shown with its own evaluation."""


class Worker:
    """Owns the trainers and the thread in which they run. Every method may be called from the window's thread.

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
        self._scheduler = Scheduler([])
        self._generation = 0
        self._playing = False
        self._steps_per_second: float | None = None
        self._alive = True
        self._marks: list[tuple[int, Mark]] = []
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

        def command() -> None:
            self._scheduler = Scheduler([Trainer(assembly) for assembly in assemblies])
            self._generation = generation
            self._marks = []
            self._chunk_steps, self._step_seconds = 1, 0.0
            self._set_playing(play)

        self._commands.put(command)

    def play(self) -> None:
        """Train until paused, or until no run can go on."""
        self._commands.put(lambda: self._set_playing(True))

    def pause(self) -> None:
        """Stop after the step at hand."""
        self._commands.put(lambda: self._set_playing(False))

    def take_step(self, unit: StepUnit) -> None:
        """Advance all runs by one batch of the base, or to the end of its epoch, and pause."""

        def command() -> None:
            self._set_playing(False)
            if unit == "epoch":
                self._scheduler.advance_to_epoch_end()
            else:
                self._scheduler.advance(1)

        self._commands.put(command)

    def advance(self, steps: int) -> None:
        """Advance all runs by so many steps of the base, and pause."""

        def command() -> None:
            self._set_playing(False)
            self._scheduler.advance(steps)

        self._commands.put(command)

    def set_speed(self, steps_per_second: float | None) -> None:
        """Train at this many steps of the base a second; None is flat out."""

        def command() -> None:
            self._steps_per_second = steps_per_second
            self._pace.restart()

        self._commands.put(command)

    def edit_training(self, edits: dict[int, tuple[Training, str]]) -> None:
        """From the next step on, train these runs in another way; the words go to their marks."""

        def command() -> None:
            for run, (training, words) in edits.items():
                trainer = self._scheduler.trainers[run]
                trainer.apply(TrainingEdit(trainer.step, training))
                if words:
                    self._marks.append((run, Mark(trainer.step, trainer.epoch, words)))

        self._commands.put(command)

    def edit_parameter(self, run: int, index: int, value: float, words: str) -> None:
        """Set one parameter by hand."""

        def command() -> None:
            trainer = self._scheduler.trainers[run]
            trainer.apply(ParameterEdit(trainer.step, index, value))
            self._marks.append((run, Mark(trainer.step, trainer.epoch, words)))

        self._commands.put(command)

    # From here on: the training thread.

    def _end(self) -> None:
        self._alive = False

    def _set_playing(self, playing: bool) -> None:
        self._playing = playing and self._scheduler.running
        self._pace.restart()

    def _run(self) -> None:
        while self._alive:
            try:
                self._obey()
                if self._playing:
                    self._train()
            except Exception:  # a fault of the program: the window shows it and stays alive
                self._playing = False
                self._mailbox.put(Report(self._generation, (), False, 0.0, failure=traceback.format_exc()))

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
                self._scheduler.advance(steps)
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
        self._scheduler.advance(steps)
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
        if not self._scheduler.running:
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

    def _report(self) -> None:
        # Where a person can follow single steps, the losses shown are those of the very step shown. This evaluation is
        # for the eye alone: it enters no history and changes no run.
        exact = not self._playing or (self._steps_per_second or math.inf) <= FOLLOWED_STEPS_PER_SECOND
        snapshots = tuple(
            take_snapshot(trainer, run, self._generation, evaluate=exact)
            for run, trainer in enumerate(self._scheduler.trainers)
        )
        marks, self._marks = tuple(self._marks), []
        speed = self._pace.measured() if self._playing else 0.0
        self._mailbox.put(Report(self._generation, snapshots, self._playing, speed, marks))


class Pace:
    """How many steps are due at a limited speed, and how many were taken in a second."""

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Begin to count now."""
        self._start = self._window_start = time.perf_counter()
        self._taken = self._window_taken = 0
        self._speed = 0.0
        self._reported = 0.0

    def steps_due(self, steps_per_second: float) -> int:
        """Return how many steps are due by now."""
        due = int((time.perf_counter() - self._start) * steps_per_second) + 1 - self._taken
        if due > steps_per_second + 1:  # cannot keep up: do not try to catch up with lost time
            self.restart()
            return 1
        return max(due, 0)

    def seconds_to_next(self, steps_per_second: float) -> float:
        """Return how long until the next step is due."""
        return self._start + self._taken / steps_per_second - time.perf_counter()

    def count(self, steps: int) -> None:
        """Note steps taken."""
        self._taken += steps
        self._window_taken += steps

    def report_due(self) -> bool:
        """Say whether enough time has passed since the last report at a limited speed."""
        now = time.perf_counter()
        if now - self._reported < REPORT_SECONDS:
            return False
        self._reported = now
        return True

    def measured(self) -> float:
        """Return steps per second, measured over half a second or more."""
        now = time.perf_counter()
        seconds = now - self._window_start
        if seconds >= 0.5 or (self._speed == 0.0 and seconds > 0):
            self._speed = self._window_taken / seconds
            if seconds >= 0.5:
                self._window_start, self._window_taken = now, 0
        return self._speed
