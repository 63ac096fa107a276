"""The experiment form: shows one experiment, and says what the user wants changed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnviz.errors import InvalidInput
from nnviz.experiment import Experiment
from ui.experiment_form.body import Body
from ui.experiment_form.catalogue import leaf_specs
from ui.experiment_form.edits import Edit, EditQueue
from ui.experiment_form.folding_form import FoldingForm
from ui.experiment_form.followers import with_followers
from ui.experiment_form.layer_paths import layer_at, layer_paths
from ui.experiment_form.words import plain_sentence
from ui.frame import Frame, Selection

ICONS = {"Data": "database", "Network": "network", "Training": "sliders-horizontal", "Compare": "git-compare-arrows"}


class ExperimentForm(FoldingForm):
    """The form at the left of the window, or a rail of icons that opens it where the window is narrow.

    It holds no experiment of its own: it shows the one that it is given, and an edit becomes true by being shown.

    Attributes
    ----------
    edited : Signal(object, str, str)
        A new, valid `Experiment`; the change in words, for undo ("learning rate 0.05"); and a key: the path that was
        edited, with the number of the gesture behind a ``#``. Edits of one gesture, such as the dragging of a slider,
        have the same key and belong into one undo step. Whoever cannot use the experiment calls `show_error` with the
        same key.
    run_visibility_changed : Signal(int, bool)
        A run whose curves are to be hidden or shown.
    hovered : Signal(object)
        A layer's `ui.frame.Selection`, or None: the pointer is on one of its rows, or has left them.
    race_asked : Signal(str)
        One of `nnviz.races.RACES` is to take the place of all variants.
    """

    edited = Signal(object, str, str)
    run_visibility_changed = Signal(int, bool)
    hovered = Signal(object)
    race_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(ICONS, "Experiment", parent)
        self._experiment: Experiment | None = None
        self._hidden: frozenset[int] = frozenset()
        self._lit: frozenset[str] = frozenset()
        self._sending: tuple[Edit, Experiment] | None = None
        self._refused: tuple[Experiment, str] | None = None
        self._gesture: tuple[str, Experiment] | None = None
        self._queue = EditQueue(self._send, self)
        self.body: Body | None = None

    # What the window tells.

    def show_experiment(self, experiment: Experiment) -> None:
        """Show an experiment in place: focus, caret, scrolling and what is being typed stay; nothing is emitted."""
        if experiment == self._experiment and self.body is not None:
            return
        self._experiment = experiment
        self._refused = None
        if self.body is None and not self._folded:
            self.unfold()
        elif self.body is not None:
            self.body.show_experiment(experiment)

    def show_hidden_runs(self, hidden: frozenset[int]) -> None:
        """Show which runs' curves are hidden."""
        self._hidden = hidden
        if self.body is not None:
            self.body.compare.show_hidden_runs(hidden)

    def show_frame(self, frame: Frame) -> None:
        """Light up the rows of the layers that are hovered or selected."""
        seen = {selection.layer for selection in (frame.hovered, frame.selection) if selection is not None}
        lit = layer_paths(seen, len(frame.run.assembly.network.layers))
        if lit != self._lit:
            self._lit = lit
            if self.body is not None:
                self.body.sections["network"].light(lit)

    def open_variant(self, run: int, *, reveal: bool) -> None:
        """Open the editor of a run that was just forked; `reveal` unfolds the form for it where it is a rail."""
        body = self.content()
        if body is None:
            return
        body.compare.open_editor(run, fresh=True)
        if self.is_out_of_sight and reveal:
            self.open_drawer("Compare")
        # The rows that just came are laid out in the next turn of the event loop.
        QTimer.singleShot(0, body, partial(body.scroll_to, "Compare"))

    def show_error(self, path: str, sentence: str) -> None:
        """Say, where it was made, why an edit cannot be had.

        Parameters
        ----------
        path : str
            The key that `edited` brought, or the path that is wrong.
        sentence : str
            What is wrong and what is allowed.
        """
        path = path.partition("#")[0]
        words = self._in_words(sentence)
        if self._sending is not None:
            edit, experiment = self._sending
            self._sending, self._refused = None, (experiment, words)
            edit.source.refuse(words)
        elif self.body is not None:
            self.body.say_at(path, words)

    # Edits.

    def _send(self, edit: Edit, key: str) -> None:
        """Make an edit, and tell the window or the user."""
        if self._experiment is None:
            return
        if self._gesture is None or self._gesture[0] != key:
            self._gesture = key, self._experiment
        try:
            changed = edit.change(self._experiment)
        except InvalidInput as error:
            edit.source.refuse(self._in_words(str(error)))
            return
        experiment = with_followers(self._experiment, changed, edit.path, self._gesture[1])
        if experiment == self._experiment:
            edit.source.settle()
            return
        if self._refused is not None and experiment == self._refused[0]:
            edit.source.refuse(self._refused[1])
            return
        self._sending = edit, experiment
        self.edited.emit(experiment, edit.words, key)
        if self._sending is not None:
            self._sending = None
            edit.source.settle()

    def _in_words(self, sentence: str) -> str:
        experiment = self._experiment or Experiment()
        labels = {spec.path: spec.full_name for spec in leaf_specs(experiment)}
        for index in range(len(experiment.variants) + 1):
            labels |= {f"variants[{index}].name": "Name", f"variants[{index}]": "Variant"}
        return plain_sentence(sentence, labels)

    @Slot(str, bool)
    def _on_pointed(self, path: str, there: bool) -> None:
        hidden = len(self._experiment.network.hidden) if self._experiment is not None else 0
        layer = layer_at(path, hidden)
        if layer is not None:
            self.hovered.emit(Selection(layer) if there else None)

    def content(self) -> Body | None:
        """Return what the form shows, made when it is first shown, and not before there is an experiment."""
        if self.body is None and self._experiment is not None:
            self.body = Body(self._queue.submit)
            self.body.visibility_changed.connect(self.run_visibility_changed)
            self.body.pointed.connect(self._on_pointed)
            self.body.compare.race_asked.connect(self.race_asked)
            self.body.show_experiment(self._experiment)
            self.body.compare.show_hidden_runs(self._hidden)
            self.body.sections["network"].light(self._lit)
        return self.body
