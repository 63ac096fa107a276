"""The lab's form: one column that scrolls, or a rail of icons that opens it where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import Slot

from ui.controls import Divider
from ui.experiment_form.folding_form import FoldingForm
from ui.experiment_form.scrolling_column import ScrollingColumn
from ui.lab.bench import Bench
from ui.lab.form.function_section import FunctionSection
from ui.lab.form.racers_section import RacersSection
from ui.theme import follow

LANDSCAPE, RACERS = "Landscape", "Racers"
ICONS = {LANDSCAPE: "sliders-horizontal", RACERS: "git-compare-arrows"}


class LabBody(ScrollingColumn):
    """Everything that the form shows.

    Parameters
    ----------
    bench : Bench
    """

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.function, self.racers = FunctionSection(bench), RacersSection(bench)
        for widget in (self.function, Divider(), self.racers):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self.racers.added.connect(self._show_end)
        follow(self.restyle)

    @Slot()
    def _show_end(self) -> None:
        """Bring a new racer into view: it is the last one."""
        content = self.widget()
        assert content is not None
        content.adjustSize()
        self.ensureWidgetVisible(self.racers.add, 0, 0)

    def scroll_to(self, title: str) -> None:
        """Bring a section to the top; an empty title is the top of all."""
        self.column.activate()
        self.verticalScrollBar().setValue(self.racers.y() - 1 if title == RACERS else 0)


class LabForm(FoldingForm):
    """The form, or its rail.

    Parameters
    ----------
    bench : Bench
    """

    def __init__(self, bench: Bench) -> None:
        super().__init__(ICONS, "Form")
        self.body = LabBody(bench)
        self.unfold()

    def content(self) -> LabBody:
        """Return what the form shows."""
        return self.body
