"""The commands of the findings strip: show where a finding is seen, race what it says to try, read the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnviz.diagnosis import with_remedy
from nnviz.errors import InvalidInput
from nnviz.experiment.fields import MAXIMUM_VARIANTS
from ui.arrangement import panels
from ui.frame import Selection
from ui.panel_table import LAYOUTS

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class FindingCommands:
    """Carries out what the strip's buttons say.

    Parameters
    ----------
    window : MainWindow
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def show(self) -> None:
        """Look at the finding's run and layer, in the panel that shows it."""
        remark = self._window.strip.remark
        if remark is None:
            return
        finding = remark.finding
        self._look_at(finding.run)
        if finding.layer is not None:
            self._window.session.attention.select(Selection(finding.layer))
        self._reveal(finding.panel)

    def race(self) -> None:
        """Add the remedy as a variant and train it side by side; where a run tries it already, look at that run."""
        remark = self._window.strip.remark
        if remark is None or not remark.can_race:
            return
        session, finding, say = self._window.session, remark.finding, self._window.strip.show_notice
        remedy = finding.remedy.words
        try:
            experiment, run = with_remedy(session.experiment, finding)
            if experiment is session.experiment:
                self._look_at(run)
                say(f"“{session.runs[run].name}” tries this already: it is the run that you see now.")
                return
            session.edit(experiment, f"race {remedy}")
        except InvalidInput as error:
            full = len(session.experiment.variants) == MAXIMUM_VARIANTS
            say(_FULL if full else f"“{remedy}” does not fit this experiment: {error}.")
            return
        session.play()
        say(f"“{session.runs[run].name}” races “{session.runs[finding.run].name}”: every run starts anew.")

    def next(self) -> None:
        """Read the next finding."""
        self._window.strip.turn()

    def possible(self) -> dict[str, bool]:
        """Return which of these commands can do something now."""
        return dict(zip(("show_finding", "race_remedy", "next_finding"), self._window.strip.offer, strict=True))

    def _look_at(self, run: int) -> None:
        """Choose a run, and show its curves."""
        attention = self._window.session.attention
        attention.choose_run(run)
        if run in attention.hidden:
            attention.show_run(run, True)

    def _reveal(self, name: str) -> None:
        """Bring a panel to sight: where it is in the layout in force, else in the one that is made for it."""
        self._window.pages.show_workbench()
        board = self._window.board
        frame = board.frames[name]
        if not frame.isVisible():
            if name not in board.room.shown:
                self._window.board.choose_layout(_layout_for(name, frame.panel.title))
            if not frame.isVisible():
                board.show_panel(name)
        frame.title_bar.mark()


def _layout_for(name: str, title: str) -> str:
    """Return the layout that is called like a panel, else the first that has it."""
    return title if title in LAYOUTS else next(key for key, made in LAYOUTS.items() if name in panels(made.wide))


_FULL = f"There are {MAXIMUM_VARIANTS + 1} runs, which is the most: remove a variant under Compare, then race this one."
