"""The commands of comparing: start a race, fork a run and change one thing in it, show the runs in figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from nnviz.errors import InvalidInput
from nnviz.experiment.fields import MAXIMUM_VARIANTS
from nnviz.races import RACES, with_race
from ui.compare.table_window import TableWindow
from ui.frame import RunView

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class CompareCommands(QObject):
    """Lines up runs and compares them.

    Parameters
    ----------
    window : MainWindow
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.table: TableWindow | None = None
        window.form.race_asked.connect(self.race)
        window.session.runs_changed.connect(self._on_runs)

    @Slot(str)
    def race(self, name: str) -> None:
        """Put a race's variants in place of all variants, in one undo step, and train."""
        session, race, say = self._window.session, RACES[name], self._window.strip.show_notice
        before = session.experiment
        try:
            experiment = with_race(before, race)
            session.edit(experiment, f"race: {race.label}")
        except InvalidInput as error:
            say(str(error))
            return
        session.play()
        if experiment == before:
            say(f"{race.label}: this race is on already.")
            return
        gone = [variant.name for variant in before.variants if variant not in experiment.variants]
        say(f"{race.label}: {len(experiment.variants) + 1} runs start anew.{_made_room(gone)}")

    def resume(self) -> None:
        """Go on from the step that is seen in a run of its own, and offer what can be changed in it."""
        session = self._window.session
        count = len(session.runs)
        self._window.time.resume()
        if len(session.runs) > count:
            self._window.form.open_variant(count, reveal=False)

    def fork(self) -> None:
        """Make a run of its own begin at the step that is seen, wait there, and show what can be changed in it."""
        window = self._window
        session, count = window.session, len(window.session.runs)
        window.time.player.stop()
        try:
            session.resume_from_here()
        except InvalidInput as error:
            full = len(session.experiment.variants) == MAXIMUM_VARIANTS
            window.strip.show_notice(_FULL if full else str(error))
            return
        if len(session.runs) > count:
            window.form.open_variant(count, reveal=True)
            name = session.runs[-1].name
            window.strip.show_notice(f"“{name}” begins there: change one thing in it under Compare, then play.")

    @Slot(object)
    def _on_runs(self, runs: tuple[RunView, ...]) -> None:
        """Put the figures away where there are recordings, which have no settings to compare."""
        if self.table is not None and not all(run.has_data for run in runs):
            self.table.close()

    def show_table(self) -> None:
        """Show the runs in figures, or put them away."""
        if self.table is None:
            self.table = TableWindow(self._window.session, self._window.settings, self._window)
        if self.table.isActiveWindow():
            self.table.close()
        else:
            self.table.show()
            self.table.raise_()
            self.table.activateWindow()


def _made_room(names: list[str]) -> str:
    """Say what a race replaced."""
    if not names:
        return ""
    return f" They replace {', '.join(f'“{name}”' for name in names)}; undo brings it all back."


_FULL = f"There are {MAXIMUM_VARIANTS + 1} runs, which is the most: remove a variant under Compare, then fork."
