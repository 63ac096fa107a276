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
from ui.flags import Flags
from ui.frame_clock import FrameClock
from ui.looking_back import LookingBack, new_trainer
from ui.mailbox import Mailbox, Report
from ui.pace import Pace

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
        self._scheduler = Scheduler([])
        self._generation = 0
        self._playing = False
        self._steps_per_second: float | None = None
        self._alive = True
        self._flags: list[Flags] = []
        self._back = LookingBack(())
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

        def command() -> None:
            self._scheduler = Scheduler([new_trainer(assembly) for assembly in assemblies])
            self._back = LookingBack(self._scheduler.trainers)
            self._flags = [Flags(trainer) for trainer in self._scheduler.trainers]
            self._generation = generation
            self._chunk_steps, self._step_seconds = 1, 0.0
            self._set_playing(play)

        self._put(command)

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
                self._scheduler.advance_to_epoch_end()
            else:
                self._scheduler.advance(1)

        self._put(command)

    def advance(self, steps: int) -> None:
        """Advance all runs by so many steps of the base, and pause."""

        def command() -> None:
            self._set_playing(False)
            self._scheduler.advance(steps)

        self._put(command)

    def set_speed(self, steps_per_second: float | None) -> None:
        """Train at this many steps of the base a second; None is flat out."""

        def command() -> None:
            self._steps_per_second = steps_per_second
            self._pace.restart()

        self._commands.put(command)

    def edit_training(self, edits: dict[int, Training]) -> None:
        """From the next step on, train these runs in another way."""

        def command() -> None:
            for run, training in edits.items():
                trainer = self._scheduler.trainers[run]
                self._flags[run].note_training(training)
                trainer.apply(TrainingEdit(trainer.step, training))

        self._put(command)

    def edit_parameter(self, run: int, index: int, value: float) -> None:
        """Set one parameter by hand."""

        def command() -> None:
            trainer = self._scheduler.trainers[run]
            self._flags[run].note_parameter(index, value)
            trainer.apply(ParameterEdit(trainer.step, index, value))

        self._put(command)

    def fork(self, run: int, step: int, assembly: Assembly) -> None:
        """Add a run that begins where another was at a step; its settings are its own from there on."""

        def command() -> None:
            fork = self._back.fork(run, step, assembly)
            flags = Flags(fork)
            if fork.training != assembly.experiment.training:
                flags.note_training(assembly.experiment.training)
                fork.apply(TrainingEdit(fork.step, assembly.experiment.training))
            self._scheduler.add(fork)
            self._flags.append(flags)
            self._back = LookingBack(self._scheduler.trainers)

        self._put(command)

    def drop_last_run(self) -> None:
        """Take the last run away; the others stay as they are."""

        def command() -> None:
            self._scheduler.drop_last()
            self._flags.pop()
            self._back = LookingBack(self._scheduler.trainers)

        self._put(command)

    def look_back(self, run: int, step: int) -> None:
        """Pause, and show all runs where one was at a step; at its newest one, they are shown as they are."""
        self._sought = run, step

        def command() -> None:
            sought, self._sought = self._sought, None
            if sought is not None:  # else an earlier command has gone to the newest wish
                self._set_playing(False)
                self._back.go_to(*sought, self._generation)

        self._commands.put(command)

    def _put(self, command: Callable[[], None]) -> None:
        """Let a command be carried out that has to do with the present: that is shown again."""

        def at_present() -> None:
            self._back.return_to_present()
            command()

        self._commands.put(at_present)

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
        past = self._back.snapshots
        snapshots = tuple(
            take_snapshot(trainer, run, self._generation, evaluate=exact and not past)
            for run, trainer in enumerate(self._scheduler.trainers)
        )
        marks = tuple(flags.marks for flags in self._flags)
        speed = self._pace.measured() if self._playing else 0.0
        self._mailbox.put(Report(self._generation, snapshots, self._playing, speed, marks, past))
