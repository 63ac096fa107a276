"""The session: the one object that owns the experiment, the runs, the training process and the evaluator.

Panels, form and transport only see its signals and the frames that it hands out.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from nnviz.assembly import Assembly, assemble_runs
from nnviz.errors import InvalidInput
from nnviz.experiment import Experiment
from nnviz.recorded_run import RecordedRun
from nnviz.store.live_run import LiveRun
from nnviz.store.saved_session import Origin, SavedSession
from ui.assembling import Assembling
from ui.edits import Change, compare
from ui.endings import GONE
from ui.fork_settings import fork_moved, forks_reset, with_fork
from ui.frame import CANNOT_TRAIN, Mark, RunView
from ui.moment import view_of
from ui.run_control import RunControl
from ui.training.worker import Worker
from ui.undo import ExperimentCommand, ForkCommand, ParameterCommand

_RECORDED = "Trained elsewhere and recorded: go to any recorded step, or play them."

_FORKED = re.compile(r" from [\d,]+( \(\d+\))?$")
"""The end of the name of a fork, which would grow with every fork of a fork."""


class Session(RunControl):
    """Holds one experiment and trains it."""

    experiment_changed = Signal(object)
    """The `Experiment`, after every accepted edit, undo and redo."""
    runs_changed = Signal(object)
    """The new tuple of `RunView`: they start at step 0, or where they were left."""
    edited_late = Signal(int, int)
    """An edit is about to take effect at the newest step, while this run is looked at, at this earlier step."""
    opened = Signal(object)
    """The tuple of `RunView` of the first experiment, or of one that replaced another whole."""

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.experiment = experiment
        self._assemblies = assemble_runs(experiment)
        self._assembled = Assembling(self.notice.emit)

    def start(self, play: bool) -> None:
        """Start the training process, the evaluator and the frame timer, and train if `play`."""
        self.evaluator.start()
        self._build(play)
        self.opened.emit(self.runs)
        self._timer.start()

    # The experiment.

    def open(self, experiment: Experiment, *, play: bool = False) -> None:
        """Replace the whole experiment, and forget the edits so far.

        Raises
        ------
        InvalidInput
            If parts of it do not fit each other; then nothing has changed.
        """
        assemblies = self._assembled(experiment)
        self.undo_stack.clear()
        self.attention.forget()
        self._install(experiment, assemblies, Change(True, {}), play=play)
        self.opened.emit(self.runs)

    def reopen(self, saved: SavedSession, assemblies: list[Assembly], live: list[LiveRun]) -> None:
        """Replace everything by a session from a file, paused at the very step that was looked at.

        Parameters
        ----------
        saved : SavedSession
            Its histories go on from here.
        assemblies : list of Assembly
            Of its experiment.
        live : list of LiveRun
            Where its runs stand.
        """
        self.undo_stack.clear()
        self.attention.forget()
        self.experiment, self._assemblies = saved.experiment, assemblies
        marks = [tuple(Mark(mark.step, mark.epoch, mark.words) for mark in run.marks) for run in saved.runs]
        self._generation += 1
        self.evaluator.cancel()
        self._moment.line_up(
            tuple(
                view_of(index, assembly, run.history, before, run.origin)
                for index, (assembly, run, before) in enumerate(zip(assemblies, saved.runs, marks, strict=True))
            )
        )
        self.attention.restart(self.runs)
        self.attention.choose_run(saved.viewed_run)
        self.warm_up()
        self._training.tell(Worker.reopen, assemblies, live, marks, self._generation)
        self._training.tell(Worker.look_back, saved.viewed_run, saved.viewed_step)
        self._playing_wanted = False
        self.runs_changed.emit(self.runs)
        self.experiment_changed.emit(self.experiment)
        self.opened.emit(self.runs)

    def open_recordings(self, recordings: Sequence[RecordedRun]) -> None:
        """Replace everything by recordings of training elsewhere, each one a run. Nothing of them can be edited.

        The experiment is then one that only says what they are called.
        """
        self.undo_stack.clear()
        self.attention.forget()
        name = recordings[0].name if len(recordings) == 1 else f"{len(recordings)} recordings"
        self.experiment = Experiment(name=name, notes=_RECORDED)
        self._assemblies = []
        self._generation += 1
        self.evaluator.cancel()
        self._moment.line_up(tuple(RunView(index, one.name, one, one.history) for index, one in enumerate(recordings)))
        self.attention.restart(self.runs)
        self.warm_up()
        self._training.tell(Worker.show, recordings, self._generation)
        self._playing_wanted = False
        self.runs_changed.emit(self.runs)
        self.experiment_changed.emit(self.experiment)
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
        if not self.trains:
            raise InvalidInput(CANNOT_TRAIN)
        if experiment == self.experiment:
            return
        self._assembled(experiment)  # refuses what does not fit together before anything is pushed
        self.undo_stack.push(ExperimentCommand(self._apply, self.experiment, experiment, description, gesture))

    def resume_from_here(self) -> None:
        """Fork the chosen run, undoably: a new run goes on from the step that is looked at, beside all others.

        Raises
        ------
        InvalidInput
            If there are as many runs as there can be, or no process that trains.
        """
        if self._moment.past:
            chosen = self.attention.chosen
            self.fork(chosen, self._moment.past[chosen].step, self.experiment)

    def fork(self, run: int, step: int, settings: Experiment) -> None:
        """Fork a run, undoably, at a step that it has taken, in the settings that it has in an experiment.

        Raises
        ------
        InvalidInput
            If there are as many runs as there can be, or no process that trains.
        """
        if self.gone:
            raise InvalidInput(GONE)
        name = f"{_FORKED.sub('', self.runs[run].name)} from {step:,}"
        experiment = with_fork(self.experiment, settings, run, name)
        self.undo_stack.push(ForkCommand(self._line_up, self.experiment, experiment, run, step))

    def _line_up(self, experiment: Experiment, fork: tuple[int, int] | None) -> None:
        self.experiment = experiment
        self._assemblies = self._assembled(experiment)
        if self.gone:  # no run can go on beside another one
            self._build(play=False)
            self.notice.emit("All runs start anew: what was trained is gone with its process.")
            self.experiment_changed.emit(experiment)
            return
        if fork is None:
            self._training.tell(Worker.drop_last_run)
            self._moment.line_up(self.runs[:-1])
        else:
            run, step = fork
            known = self.runs[run].history
            # Redone after a reset, or with what it came from undone, it begins at the newest step that there is.
            origin = Origin(run, min(step, known.batch_losses.last[0]))
            if origin.step < step:
                self.notice.emit(fork_moved(self._assemblies[-1].name, self.runs[run].name, origin.step))
            self._training.tell(Worker.fork, *origin, self._assemblies[-1])
            history = known.until(origin.step)
            view = view_of(len(self.runs), self._assemblies[-1], history, origin=origin)
            self._moment.line_up((*self.runs, view))
        self.attention.restart(self.runs)
        self.attention.choose_run(len(self.runs) - 1)
        self.runs_changed.emit(self.runs)
        self.experiment_changed.emit(experiment)

    def new_seed(self) -> None:
        """Draw another seed, and start anew with it."""
        seed = secrets.randbelow(1000)
        self.edit(replace(self.experiment, seed=seed), f"seed {seed}")

    def _apply(self, experiment: Experiment) -> None:
        assemblies = self._assembled(experiment)
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
            past, chosen = self._moment.past, self.attention.chosen
            edited = {*change.live, *change.layers}
            if past and edited:
                run = chosen if chosen in edited else min(edited)
                self.edited_late.emit(run, past[run].step)
            if change.live:
                self._training.tell(Worker.edit_training, change.live)
            if change.layers:
                self._training.tell(Worker.edit_network, change.layers)
            self._moment.runs = tuple(
                replace(run, name=assembly.name, source=assembly)
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
        self.warm_up()
        self._training.tell(Worker.build, self._assemblies, self._generation, play)
        self._playing_wanted = play
        self.runs_changed.emit(self.runs)

    def reset(self) -> None:
        """Go back to step 0 and the same initial weights; edits of the experiment stay, and forks become variants."""
        forks = [run.name for run in self.runs if run.origin is not None]
        self._build(play=False)
        if forks:
            self.notice.emit(forks_reset(forks))
        self._dirty = True

    def edit_parameter(self, index: int, value: float) -> None:
        """Set one parameter of the chosen run by hand, undoably."""
        if not self.trains:
            self.notice.emit(CANNOT_TRAIN)
            return
        if self.gone:
            self.notice.emit(GONE)
            return
        if self._moment.past:
            self.notice.emit("A weight can be set at the newest step only: go there, or resume from here.")
            return
        run = self.runs[self.attention.chosen]
        before = float(self._moment.newest[run.index].theta[index])
        name = run.assembly.network.parameter_name(index)
        self.undo_stack.push(ParameterCommand(self._set_parameter, run.index, index, before, value, name))

    def _set_parameter(self, run: int, index: int, value: float) -> None:
        self._training.tell(Worker.edit_parameter, run, index, value)
