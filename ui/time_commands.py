"""The commands of the timeline: to and fro, bookmarks, resuming from an earlier step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog

from nnviz.errors import InvalidInput
from nnviz.experiment.fields import MAXIMUM_VARIANTS
from ui import numbers
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
            self.player.seek(max(0, frame.snapshots[frame.chosen].step + steps))

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
        session.play()
        name = session.runs[-1].name
        self._window.strip.show_notice(f"“{name}” goes on from there; the other runs wait until it has caught up.")

    def _on_found(self, found: Found) -> None:
        findings = [remark.finding for remark in found.remarks]
        self._window.timeline.note_findings([(finding.run, finding.step, finding.headline) for finding in findings])


_FULL = f"There are {MAXIMUM_VARIANTS + 1} runs, which is the most: remove a variant under Compare, then resume."
