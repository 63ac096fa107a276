"""What stands at the left: the form of an experiment, or what a recording says of itself."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.experiment import Experiment
from ui.experiment_form import ExperimentForm
from ui.frame import Frame, RunView
from ui.recording_card import RecordingCard


class Side(QWidget):
    """Holds both, and shows the one that suits what is open.

    Attributes
    ----------
    form : ExperimentForm
    card : RecordingCard
    """

    def __init__(self) -> None:
        super().__init__()
        self.form, self.card = ExperimentForm(), RecordingCard()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.form)
        row.addWidget(self.card)
        self._recorded = self._folded = False
        self.card.hide()

    def show_runs(self, runs: tuple[RunView, ...]) -> None:
        """Show what belongs to these runs."""
        recordings = [run.recorded for run in runs if run.recorded is not None]
        self._recorded = bool(recordings)
        self.card.show_recordings(recordings)
        self._show()

    def show_experiment(self, experiment: Experiment) -> None:
        """Show an experiment in the form, unless it is only the name of a recording."""
        if not self._recorded:
            self.form.show_experiment(experiment)

    def show_frame(self, frame: Frame) -> None:
        """Light up in the form what is looked at."""
        if not self._recorded:
            self.form.show_frame(frame)

    def set_folded(self, folded: bool) -> None:
        """Fold the form to its rail and the card to nothing, or unfold them."""
        self._folded = folded
        self.form.set_folded(folded)
        self._show()

    def _show(self) -> None:
        self.form.setVisible(not self._recorded)
        self.card.setVisible(self._recorded and not self._folded)
