"""Training, as the window has it: play and pause, what is looked at, and a frame of it at every tick."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Signal, Slot

from nnviz.errors import InvalidInput
from nnviz.history import History
from nnviz.store.live_run import LiveRun
from ui.aside import occupied
from ui.attention import Attention
from ui.endings import GONE_SAVING, why_ended
from ui.evaluator import Evaluator
from ui.frame import CANNOT_TRAIN, Frame, RunView, Step
from ui.frame_clock import FrameClock
from ui.frame_timer import FrameTimer
from ui.moment import Moment
from ui.training.process import TrainingProcess
from ui.training.report import Report
from ui.training.worker import StepUnit, Worker

Collected = tuple[tuple[LiveRun, History], ...]
"""All runs at one moment, each with a copy of its history."""

_FAILED_SAVING = "The session was not saved: training has failed. The experiment alone can be saved by Save as."


class RunControl(QObject):
    """Owns the runs, their process and the evaluator; `ui.session.Session` adds the experiment that they belong to."""

    frame_ready = Signal(object)
    """A `Frame`: something that is drawn has changed."""
    tick = Signal()
    """Once per frame, after `frame_ready`, whether or not there was one."""
    halfway = Signal()
    """Between two frames while training goes on, for what need not be in every frame."""
    playing_changed = Signal(bool)
    notice = Signal(str)
    """One sentence about what the session just did, such as that an edit restarts the run."""
    failed = Signal(str)
    """The traceback of a fault in the program."""
    ended = Signal(str)
    """How the training process has ended: it has just happened, or a command was given that needs one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = FrameClock()
        self.evaluator = Evaluator(self._clock)
        self._timer = FrameTimer(self._clock, self)
        self._timer.tick.connect(self._on_tick)
        self._timer.halfway.connect(self.halfway)
        self._training = TrainingProcess(self._timer.announce)
        self._generation = 0
        self._playing = False
        self._playing_wanted = False
        self._moment = Moment()
        self._dirty = False
        self._gone = False
        self._collected: Collected | None = None
        self._collecting = False
        self.attention = Attention(self)
        self.attention.changed.connect(self._on_attention)
        self.steps_per_second = 0.0
        self._speed: float | None = None

    def warm_up(self) -> None:
        """Have a training process: to start one takes about as long as to build a window."""
        if self._training.start():
            self._gone = False
            self._training.tell(Worker.set_speed, self._speed)

    def close(self) -> None:
        """Stop the timer, and end training and the evaluator."""
        self._timer.stop()
        self._training.close()
        self.evaluator.close()

    @property
    def runs(self) -> tuple[RunView, ...]:
        """All runs, the base first."""
        return self._moment.runs

    @property
    def trains(self) -> bool:
        """Whether the runs can be trained: recordings cannot."""
        return all(run.has_data for run in self.runs)

    @property
    def gone(self) -> bool:
        """Whether the training process has ended: what is drawn stays, and nothing else is known of these runs."""
        return self._gone

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
        return self._training.idle and not self._dirty and bool(self._moment.newest)

    def play(self) -> None:
        """Train."""
        if not self.trains:
            self.notice.emit(CANNOT_TRAIN)
            return
        if self._moment.newest and all(snapshot.state != "running" for snapshot in self._moment.newest):
            self.notice.emit(why_ended(self._moment.newest))
            return
        self._playing_wanted = True
        self._training.tell(Worker.play)

    def pause(self) -> None:
        """Stop after the step at hand."""
        self._playing_wanted = False
        if not self._gone:
            self._training.tell(Worker.pause)

    def take_step(self, unit: StepUnit) -> None:
        """Advance by one batch or to the end of the epoch, and pause."""
        self._playing_wanted = False
        self._training.tell(Worker.take_step, unit)

    def advance(self, steps: int) -> None:
        """Advance by so many steps, and pause; a recording is shown at its step nearest to that."""
        if not self.trains:
            self.look_back(steps)
            return
        self._playing_wanted = False
        self._training.tell(Worker.advance, steps)

    def look_back(self, step: int) -> None:
        """Pause, and show every run where the chosen one was at a step; at its newest, as they are."""
        self._playing_wanted = False
        chosen, newest = self.attention.chosen, self._moment.newest
        if self._gone and newest and step == newest[chosen].step:  # the one step that is known without the process
            self._moment.past = ()
            self._dirty = True
        else:
            self._training.tell(Worker.look_back, chosen, step)

    def set_speed(self, steps_per_second: float | None) -> None:
        """Train at so many steps a second; None is flat out."""
        self._speed = steps_per_second
        if self._training.alive:
            self._training.tell(Worker.set_speed, steps_per_second)

    # What is looked at.

    @property
    def frame(self) -> Frame | None:
        """The present moment, or None before the first report."""
        return self._moment.frame(self.attention, self._playing, self._gone)

    def fetch(self, wanted: tuple[Step, ...]) -> None:
        """Let frames bring the parameters of these runs at these steps from now on."""
        if not self._gone:  # a panel asks for them, and nobody else has to hear that they cannot be had
            self._training.tell(Worker.fetch, wanted)

    def look_at_next_sample(self) -> None:
        """Pause, and look at the next training sample's way forward and back; no weight changes."""
        if not self.trains:
            self.notice.emit(CANNOT_TRAIN)
            return
        self.pause()
        self.attention.look_at_next_sample(len(self.runs[self.attention.chosen].assembly.data.targets_train))

    # For a file.

    def collect(self, most_bytes: int | None = None) -> Collected:
        """Return all runs as they stand at one moment, for a file; training goes on.

        Parameters
        ----------
        most_bytes : int or None
            Where they would take more, none are returned.

        Raises
        ------
        InvalidInput
            If there is no answer: training has failed, ended, is being asked already, or has other runs now.
        """
        if self._gone:
            raise InvalidInput(GONE_SAVING)
        if self._collecting:
            raise InvalidInput("The session is being saved already.")
        self._collecting, self._collected = True, None
        asked = self._generation
        self._training.tell(Worker.collect, most_bytes)
        try:
            with occupied("collecting"):
                return self._await_collected(asked)
        finally:
            self._collecting = False

    def _await_collected(self, generation: int) -> Collected:
        """Return what the training process collects of these runs; the window is painted meanwhile."""
        while self._collected is None:
            if self._generation != generation:  # its answer is of runs that are gone
                raise InvalidInput("The session was not saved: other runs took the place of its own.")
            report = self._training.take()
            if report is not None:
                self._read(report)
                if report.failure:
                    raise InvalidInput(GONE_SAVING if self._gone else _FAILED_SAVING)
            elif not self._training.alive:
                raise InvalidInput(GONE_SAVING)
            else:
                QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents, 10)
        return self._collected

    # Frames.

    @Slot()
    def _on_tick(self) -> None:
        while (report := self._training.take()) is not None:
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
            self._timer.hurries = self._dirty = True
            self._gone = not self._training.alive
            self.playing_changed.emit(False)
            (self.ended if self._gone else self.failed).emit(report.failure)
            return
        if report.generation != self._generation:
            return
        self._moment.take(report)
        if report.collected is not None:
            histories = (History.load(run.history.dump()) for run in self.runs)
            self._collected = tuple(zip(report.collected, histories, strict=False))
        self.steps_per_second = report.steps_per_second
        if report.playing != self._playing:
            self._playing = report.playing
            self._playing_wanted = report.playing
            self._timer.hurries = not report.playing
            self.playing_changed.emit(report.playing)
        self._dirty = True
