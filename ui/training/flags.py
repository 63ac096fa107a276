"""The live edits of one run, as flags at their steps."""

from __future__ import annotations

from nnviz.edits import NetworkEdit, TrainingEdit
from nnviz.experiment import Network, Training
from nnviz.trainer import Trainer
from ui.edits import in_words, network_in_words
from ui.frame import Mark


class Flags:
    """What was edited at each step: edits of one thing at one step are one flag, and none if all is as it was.

    Parameters
    ----------
    trainer : Trainer
        Stands at the step at which an edit that is noted takes effect, and is as it was before.
    marks : tuple of Mark
        The edits so far, where the run comes from a file.

    Attributes
    ----------
    marks : tuple of Mark
        In the order of their steps.
    """

    def __init__(self, trainer: Trainer, marks: tuple[Mark, ...] = ()) -> None:
        self._trainer = trainer
        self.marks = self._earlier = marks
        self._trainings: dict[int, tuple[Training, Mark]] = {}
        self._networks: dict[int, tuple[Network, Mark]] = {}
        self._parameters: dict[tuple[int, int], tuple[float, Mark]] = {}
        self._go_on_from_present_edits()

    def note_training(self, training: Training) -> None:
        """Note that from here on the run is trained in another way."""
        step = self._trainer.step
        before = self._trainings[step][0] if step in self._trainings else self._trainer.training
        self._trainings[step] = before, self._mark(in_words(before, training))
        self._list()

    def note_network(self, network: Network) -> None:
        """Note that from here on the layers compute in another way."""
        step = self._trainer.step
        before = self._networks[step][0] if step in self._networks else self._trainer.assembly.experiment.network
        self._networks[step] = before, self._mark(network_in_words(before, network))
        self._list()

    def note_parameter(self, index: int, value: float) -> None:
        """Note that a parameter is set by hand."""
        key = self._trainer.step, index
        before = self._parameters[key][0] if key in self._parameters else float(self._trainer.theta[index])
        name = self._trainer.assembly.network.parameter_name(index)
        self._parameters[key] = before, self._mark(f"{name} = {value:.3g}" if value != before else "")
        self._list()

    def _go_on_from_present_edits(self) -> None:
        """Let further edits at the step at hand join those that have been noted there."""
        first, edits = self._trainer.keyframes.first, self._trainer.edits
        before = [edit for edit in edits if edit.step < self._trainer.step]
        trainings = [edit.training for edit in before if isinstance(edit, TrainingEdit)]
        training = trainings[-1] if trainings else first.training
        mark = self._mark(in_words(training, self._trainer.training))
        if self._joins(mark):
            self._trainings[mark.step] = training, mark
        networks = [edit.network for edit in before if isinstance(edit, NetworkEdit)]
        network = networks[-1] if networks else first.network
        mark = self._mark(network_in_words(network, self._trainer.assembly.experiment.network))
        if self._joins(mark):
            self._networks[mark.step] = network, mark

    def _joins(self, mark: Mark) -> bool:
        """Take a mark out of the earlier ones, if it is there."""
        known = mark in self._earlier
        self._earlier = tuple(earlier for earlier in self._earlier if earlier != mark)
        return known

    def _mark(self, words: str) -> Mark:
        return Mark(self._trainer.step, self._trainer.epoch, words)

    def _list(self) -> None:
        changes = (*self._trainings.values(), *self._networks.values(), *self._parameters.values())
        noted = [mark for _, mark in changes if mark.words]
        self.marks = tuple(sorted((*self._earlier, *noted), key=lambda mark: mark.step))
