"""The session: the one object that owns the experiment, the runs, the training thread and the evaluator.

Panels, form and transport only see its signals and the frames that it hands out.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

import msgspec
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoStack

from nnviz.assembly import Assembly, assemble_runs
from nnviz.experiment import Experiment, with_copy
from ui.attention import Attention
from ui.edits import Change, compare
from ui.endings import why_ended
from ui.evaluator import Evaluator
from ui.frame import Frame, RunView
from ui.frame_clock import FrameClock
from ui.frame_timer import FrameTimer
from ui.mailbox import Mailbox, Report
from ui.moment import Moment, view_of
from ui.undo import ExperimentCommand, ForkCommand, ParameterCommand
from ui.worker import StepUnit, Worker


class Session(QObject):
    """Holds one experiment and trains it."""

    experiment_changed = Signal(object)
    """The `Experiment`, after every accepted edit, undo and redo."""
    runs_changed = Signal(object)
    """The new tuple of `RunView`: everything starts at step 0."""
    opened = Signal(object)
    """The tuple of `RunView` of the first experiment, or of one that replaced another whole."""
    frame_ready = Signal(object)
    """A `Frame`: something that is drawn has changed."""
    tick = Signal()
    """Once per frame, after `frame_ready`, whether or not there was one."""
    playing_changed = Signal(bool)
    notice = Signal(str)
    """One sentence about what the session just did, such as that an edit restarts the run."""
    failed = Signal(str)
    """The traceback of a fault in the program."""

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self._clock = FrameClock()
        self.evaluator = Evaluator(self._clock)
        self._mailbox = Mailbox()
        self._worker = Worker(self._mailbox, self._clock)
        self._generation = 0
        self._playing = False
        self._playing_wanted = False
        self._moment = Moment()
        self._dirty = False
        self.attention = Attention(self)
        self.attention.changed.connect(self._on_attention)
        self.steps_per_second = 0.0
        self.experiment = experiment
        self._assemblies = assemble_runs(experiment)
        self._timer = FrameTimer(self._clock, self)
        self._timer.tick.connect(self._on_tick)

    def start(self, play: bool) -> None:
        """Start both threads and the frame timer, and train if `play`."""
        self._worker.start()
        self.evaluator.start()
        self._build(play)
        self.opened.emit(self.runs)
        self._timer.start()

    def close(self) -> None:
        """Stop the timer and end both threads."""
        self._timer.stop()
        self._worker.close()
        self.evaluator.close()

    @property
    def runs(self) -> tuple[RunView, ...]:
        """All runs, the base first."""
        return self._moment.runs

    # The experiment.

    def open(self, experiment: Experiment, *, play: bool = False) -> None:
        """Replace the whole experiment, and forget the edits so far.

        Raises
        ------
        InvalidInput
            If parts of it do not fit each other; then nothing has changed.
        """
        assemblies = assemble_runs(experiment)
        self.undo_stack.clear()
        self.attention.forget()
        self._install(experiment, assemblies, Change(True, {}), play=play)
        self.opened.emit(self.runs)

    def edit(self, experiment: Experiment, description: str, gesture: str = "") -> None:
        """Make an undoable edit.

        Parameters
        ----------
        experiment : Experiment
        description : str
            What undo will say.
        gesture : str
            Consecutive edits of the same gesture, such as a drag, become one undo step.

        Raises
        ------
        InvalidInput
            If parts of the experiment do not fit each other; then nothing has changed.
        """
        if experiment == self.experiment:
            return
        assemble_runs(experiment)  # refuses what does not fit together before anything is pushed
        self.undo_stack.push(ExperimentCommand(self._apply, self.experiment, experiment, description, gesture))

    def resume_from_here(self) -> None:
        """Fork the chosen run, undoably: a new run goes on from the step that is looked at, beside all others.

        Raises
        ------
        InvalidInput
            If there are as many runs as there can be.
        """
        if self._moment.past:
            run, step = self.attention.chosen, self._moment.past[self.attention.chosen].step
            experiment = with_copy(self.experiment, run, f"{self.runs[run].name} from {step:,}")
            self.undo_stack.push(ForkCommand(self._line_up, self.experiment, experiment, run, step))

    def _line_up(self, experiment: Experiment, fork: tuple[int, int] | None) -> None:
        self.experiment = experiment
        self._assemblies = assemble_runs(experiment)
        if fork is None:
            self._worker.drop_last_run()
            self._moment.line_up(self.runs[:-1])
        else:
            self._worker.fork(*fork, self._assemblies[-1])
            self._moment.line_up((*self.runs, view_of(len(self.runs), self._assemblies[-1])))
        self.attention.restart(self.runs)
        self.attention.choose_run(len(self.runs) - 1)
        self.runs_changed.emit(self.runs)
        self.experiment_changed.emit(experiment)

    def new_seed(self) -> None:
        """Draw another seed, and start anew with it."""
        seed = secrets.randbelow(1000)
        self.edit(msgspec.structs.replace(self.experiment, seed=seed), f"seed {seed}")

    def _apply(self, experiment: Experiment) -> None:
        assemblies = assemble_runs(experiment)
        change = compare(self._assemblies, assemblies)
        trained = any(snapshot.step for snapshot in self._moment.newest)
        self._install(experiment, assemblies, change, play=self._playing_wanted)
        if change.restart and trained:
            self.notice.emit("The run starts anew: this change needs a restart.")

    def _install(self, experiment: Experiment, assemblies: list[Assembly], change: Change, *, play: bool) -> None:
        self.experiment = experiment
        self._assemblies = assemblies
        if change.restart:
            self._build(play)
        else:
            if change.live:
                self._worker.edit_training(change.live)
            self._moment.runs = tuple(
                replace(run, name=assembly.name, assembly=assembly)
                for run, assembly in zip(self.runs, assemblies, strict=True)
            )
            self._dirty = True
        self.experiment_changed.emit(experiment)

    def _build(self, play: bool) -> None:
        """Start all runs anew."""
        self._generation += 1
        self.evaluator.cancel()
        self._moment.line_up(tuple(view_of(index, assembly) for index, assembly in enumerate(self._assemblies)))
        self.attention.restart(self.runs)
        self._worker.build(self._assemblies, self._generation, play)
        self._playing_wanted = play
        self.runs_changed.emit(self.runs)

    # Transport.

    @property
    def playing(self) -> bool:
        """Whether training goes on by itself."""
        return self._playing

    @Slot()
    def toggle_play(self) -> None:
        """Play or pause."""
        if self._playing_wanted:
            self.pause()
        else:
            self.play()

    @property
    def idle(self) -> bool:
        """Whether nothing trains, every command is carried out, and its outcome has been handed out."""
        return self._worker.idle and not self._mailbox.full and not self._dirty and bool(self._moment.newest)

    def play(self) -> None:
        """Train."""
        if self._moment.newest and all(snapshot.state != "running" for snapshot in self._moment.newest):
            self.notice.emit(why_ended(self._moment.newest))
            return
        self._playing_wanted = True
        self._worker.play()

    def pause(self) -> None:
        """Stop after the step at hand."""
        self._playing_wanted = False
        self._worker.pause()

    def take_step(self, unit: StepUnit) -> None:
        """Advance by one batch or to the end of the epoch, and pause."""
        self._playing_wanted = False
        self._worker.take_step(unit)

    def advance(self, steps: int) -> None:
        """Advance by so many steps, and pause."""
        self._playing_wanted = False
        self._worker.advance(steps)

    def look_back(self, step: int) -> None:
        """Pause, and show every run where the chosen one was at a step; at its newest, as they are."""
        self._playing_wanted = False
        self._worker.look_back(self.attention.chosen, step)

    def reset(self) -> None:
        """Go back to step 0 and the same initial weights; edits of the experiment stay."""
        self._build(play=False)
        self._dirty = True

    def set_speed(self, steps_per_second: float | None) -> None:
        """Train at so many steps a second; None is flat out."""
        self._worker.set_speed(steps_per_second)

    # What is looked at.

    @property
    def frame(self) -> Frame | None:
        """The present moment, or None before the first report."""
        return self._moment.frame(self.attention, self._playing)

    def look_at_next_sample(self) -> None:
        """Pause, and look at the next training sample's way forward and back; no weight changes."""
        self.pause()
        self.attention.look_at_next_sample(len(self.runs[self.attention.chosen].assembly.data.targets_train))

    def edit_parameter(self, index: int, value: float) -> None:
        """Set one parameter of the chosen run by hand, undoably."""
        if self._moment.past:
            self.notice.emit("A weight can be set at the newest step only: go there, or resume from here.")
            return
        run = self.runs[self.attention.chosen]
        before = float(self._moment.newest[run.index].theta[index])
        name = run.assembly.network.parameter_name(index)
        self.undo_stack.push(ParameterCommand(self._worker.edit_parameter, run.index, index, before, value, name))

    # Frames.

    @Slot()
    def _on_tick(self) -> None:
        report = self._mailbox.take()
        if report is not None:
            self._read(report)
        frame = self.frame if self._dirty else None
        if frame is not None:
            self._dirty = False
            self.frame_ready.emit(frame)
        self.tick.emit()

    @Slot()
    def _on_attention(self) -> None:
        self._dirty = True

    def _read(self, report: Report) -> None:
        if report.failure:
            self._playing = self._playing_wanted = False
            self.playing_changed.emit(False)
            self.failed.emit(report.failure)
            return
        if report.generation != self._generation:
            return
        self._moment.take(report)
        self.steps_per_second = report.steps_per_second
        if report.playing != self._playing:
            self._playing = report.playing
            self._playing_wanted = report.playing
            self.playing_changed.emit(report.playing)
        self._dirty = True
