"""The commands of the timeline: to and fro, bookmarks, resuming from an earlier step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QInputDialog

from nnviz.errors import InvalidInput
from nnviz.experiment.fields import MAXIMUM_VARIANTS
from ui import numbers
from ui.endings import GONE
from ui.findings_strip.messages import Action
from ui.findings_strip.watch import Found
from ui.timeline import Player, Timeline

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class TimeCommands(QObject):
    """Goes through the past of the chosen run.

    Parameters
    ----------
    window : MainWindow

    Attributes
    ----------
    player : Player
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.player = Player(window.session, lambda: window.transport.chosen_speed)
        window.session.edited_late.connect(self._on_edited_late)

    def connect_timeline(self, timeline: Timeline) -> None:
        """Let a timeline be operated."""
        window = self._window
        timeline.track.sought.connect(self.player.seek)
        timeline.track.pointed.connect(window.session.attention.point_at)
        window.strip.found.connect(self._on_found)
        self.player.changed.connect(window.transport.show_playing)

    def step_by(self, steps: int) -> None:
        """Go so many steps on, or back where negative."""
        frame = self._window.session.frame
        if frame is not None:
            self.player.seek(max(0, frame.run.step_beside(frame.snapshots[frame.chosen].step, steps)))

    def go_to_start(self) -> None:
        """Look at the initial weights."""
        self.player.seek(0)

    def go_to_newest(self) -> None:
        """Look at the present again."""
        frame = self._window.session.frame
        if frame is not None and frame.newest:
            self.player.seek(frame.newest[frame.chosen].step)

    def bookmark(self) -> None:
        """Give the step that is seen a name."""
        frame = self._window.session.frame
        if frame is None:
            return
        self.player.stop()  # what is seen behind the question is what gets the name
        run, step, timeline = frame.chosen, frame.snapshots[frame.chosen].step, self._window.timeline
        shown = f"Step {numbers.count(step)}"
        known = next((point.words for point in timeline.bookmarks(run) if point.step == step), shown)
        words = f"Name of {shown.lower()} (empty: no bookmark)"
        name, accepted = QInputDialog.getText(self._window, "Bookmark", words, text=known)
        if accepted:
            timeline.set_bookmark(run, step, name.strip())

    def resume(self) -> None:
        """Go on from the step that is seen, in a run of its own."""
        session = self._window.session
        frame = session.frame
        if frame is None or not frame.looks_back:
            self._window.strip.show_notice("Go to an earlier step first: from there a new run can go on.")
            return
        self.player.stop()
        try:
            session.resume_from_here()
        except InvalidInput as error:
            full = len(session.experiment.variants) == MAXIMUM_VARIANTS
            self._window.strip.show_notice(_FULL if full else str(error))
            return
        self._go_on()

    @Slot(int, int)
    def _on_edited_late(self, run: int, step: int) -> None:
        """Say that an edit changes no step of the past, and offer to go on from there with it instead."""
        stack = self._window.session.undo_stack
        before = stack.index()  # of before the edit: it is being made

        def say() -> None:
            session = self._window.session
            if not session.runs[run:]:
                return
            newest = session.frame.newest[run].step if session.frame is not None else step
            words = f"This applies from step {numbers.count(newest)} on, the newest: no earlier step changes."
            index = stack.index()
            room = len(session.experiment.variants) < MAXIMUM_VARIANTS
            offered = index >= before and room and not session.gone
            action = None
            if offered:  # what was undone or taken back has no place there
                name = f"Resume from {numbers.count(step)} instead"
                action = Action(name, _INSTEAD, lambda: self._resume_instead(run, step, index))
            self._window.strip.show_notice(words, action)

        QTimer.singleShot(0, self, say)

    def _resume_instead(self, run: int, step: int, index: int) -> None:
        """Take the newest edit back, and go on with it from an earlier step, in a run of its own."""
        session = self._window.session
        if session.undo_stack.index() != index or not session.undo_stack.canUndo():
            self._window.strip.show_notice("Something else was edited since: undo that first, or resume from there.")
            return
        if session.gone:
            self._window.strip.show_notice(GONE)
            return
        settings = session.experiment
        session.undo_stack.undo()
        self.player.stop()
        session.fork(run, step, settings)
        self._window.form.open_variant(len(session.runs) - 1, reveal=False)
        self._go_on()

    def _go_on(self) -> None:
        """Train the fork that was made, and say so."""
        session = self._window.session
        session.play()
        name = session.runs[-1].name
        self._window.strip.show_notice(f"“{name}” goes on from there; the other runs wait until it has caught up.")

    def _on_found(self, found: Found) -> None:
        # Where overfitting begins is marked by itself, and that is earlier than where it is found.
        findings = [remark.finding for remark in found.remarks if remark.finding.kind != "overfitting"]
        self._window.timeline.note_findings([(finding.run, finding.step, finding.headline) for finding in findings])


_INSTEAD = "Take the edit back, and go on from there with it, in a run of its own"
_FULL = f"There are {MAXIMUM_VARIANTS + 1} runs, which is the most: remove a variant under Compare, then resume."
