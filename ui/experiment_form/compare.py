"""The section that races variants: one row for each run, an editor below the chosen one, and ready variants to add."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from nnviz.experiment import Experiment, RunPlan, Variant, plan_runs, with_value
from nnviz.experiment.fields import MAXIMUM_VARIANTS
from nnviz.races import RACES, variants_of
from ui.controls import Text, TextButton
from ui.experiment_form.differences import differences
from ui.experiment_form.edits import Edit, Submit
from ui.experiment_form.focus import leave, retire
from ui.experiment_form.presets import free_name, preset_groups
from ui.experiment_form.run_row import INSET, RunRow
from ui.experiment_form.section import Section
from ui.experiment_form.variant_editor import VariantEditor
from ui.theme import follow, px


class CompareSection(Section):
    """Base and variants.

    Parameters
    ----------
    submit : callable
        Where edits go.

    Attributes
    ----------
    visibility_changed : Signal(int, bool)
        A run whose curves are to be hidden or shown.
    structure_changed : Signal()
        Rows came or went.
    unfolded : Signal(QWidget)
        What the user has just made longer: its end is to be seen.
    race_asked : Signal(str)
        One of `nnviz.races.RACES` is to take the place of all variants.
    """

    visibility_changed = Signal(int, bool)
    structure_changed = Signal()
    unfolded = Signal(QWidget)
    race_asked = Signal(str)

    def __init__(self, submit: Submit) -> None:
        super().__init__("Compare")
        self._submit = submit
        self._experiment = Experiment()
        self._hidden: frozenset[int] = frozenset()
        self._open: int | None = None
        self.runs: list[RunRow] = []
        self.editor: VariantEditor | None = None
        self.menu: QMenu | None = None
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.column.addLayout(self._list)
        self.error = Text("", "tick", "error", wrap=True)
        self.error.hide()
        self.add = TextButton("Add variant", kind="link", icon="plus", height=28)
        self.add.clicked.connect(self._open_menu)
        self._inset = QVBoxLayout()
        self._inset.setSpacing(0)
        self._inset.addWidget(self.error)
        self.race = TextButton("Race\u2026", kind="link", icon="git-compare-arrows", height=28)
        self.race.setToolTip("Compare what is worth comparing: the chosen race takes the place of all variants.")
        self.race.clicked.connect(self._open_races)
        self._links = QHBoxLayout()
        self._links.addWidget(self.add)
        self._links.addStretch(1)
        self._links.addWidget(self.race)
        self._inset.addLayout(self._links)
        self.column.addLayout(self._inset)
        follow(self.restyle_compare)

    def restyle_compare(self) -> None:
        """Take sizes anew from the appearance in force."""
        # Rows of runs reach over the insets, so that their ground has room around the words.
        self.column.setContentsMargins(0, px(8), 0, px(4))
        self.head_line.setContentsMargins(px(INSET), 0, px(INSET), 0)
        self._inset.setContentsMargins(px(INSET), 0, px(INSET), 0)

    def show_experiment(self, experiment: Experiment) -> bool:
        """Show an experiment's runs, and say whether rows came or went."""
        self._experiment = experiment
        self.error.hide()
        plans = plan_runs(experiment)
        count = len(plans)
        changed = count != len(self.runs)
        while len(self.runs) > count:
            row = self.runs.pop()
            self._list.removeWidget(row)
            retire(row)
        while len(self.runs) < count:
            self._add_row()
        self._hidden = frozenset(run for run in self._hidden if run < count)
        if self._open is not None and self._open >= count:
            self.close_editor()
        for index, (row, plan) in enumerate(zip(self.runs, plans, strict=True)):
            row.show_run(plan.name, self._words(index, plan), visible=index not in self._hidden)
        if self._open is not None and self.editor is not None:
            run = plans[self._open].experiment
            changed = self.editor.show_variant(experiment, self._open - 1, run) or changed
        full = count > MAXIMUM_VARIANTS
        if full:
            leave(self.add)
        self.add.setEnabled(not full)
        most = f"There are {MAXIMUM_VARIANTS} variants, which is the most."
        self.add.setToolTip(most if full else "One more run beside the base; all runs start anew.")
        return changed

    def show_hidden_runs(self, hidden: frozenset[int]) -> None:
        """Show which runs' curves are hidden."""
        # This is heard whenever the pointer moves on, over whatever panel.
        if hidden != self._hidden:
            self._hidden = hidden
            self.show_experiment(self._experiment)

    def open_editor(self, run: int, *, fresh: bool = False) -> None:
        """Unfold the editor of a variant below its row.

        Parameters
        ----------
        run : int
        fresh : bool
            Whether the run was just forked: what it can change without a restart is offered with a row for each, as it
            is for every variant that changes nothing yet.
        """
        if self.editor is None:
            self.editor = VariantEditor(self._submit)
            self.editor.remove_clicked.connect(self._on_remove_clicked)
        # What is being typed is of the variant that was open until now.
        leave(self.editor)
        self._open = run
        self._list.insertWidget(run + 1, self.editor)
        self.editor.offer_live_rows(fresh or not self._experiment.variants[run - 1].set)
        self.editor.show_variant(self._experiment, run - 1, plan_runs(self._experiment)[run].experiment)
        self.editor.show()
        for row in self.runs:
            row.choose(row.index == run)
        self.structure_changed.emit()

    def close_editor(self) -> None:
        """Fold the editor away."""
        self._open = None
        if self.editor is not None:
            self._list.removeWidget(self.editor)
            retire(self.editor)
            self.editor = None
        for row in self.runs:
            row.choose(False)
        self.structure_changed.emit()

    # What the form asks of every source of edits.

    def refuse(self, sentence: str) -> None:
        """Say why a variant cannot be added or removed."""
        self.error.setText(sentence)
        self.error.show()

    def settle(self) -> None:
        """Show nothing else: the rows show what is in force."""

    def _words(self, run: int, plan: RunPlan) -> str:
        """Say what a run differs in."""
        if run == 0:
            return "base" if plan.name != "base" else "as set above"
        return differences(self._experiment, self._experiment.variants[run - 1], plan.experiment) or "as the base"

    def _add_row(self) -> None:
        row = RunRow(len(self.runs))
        row.clicked.connect(partial(self._toggle_editor, row.index))
        row.eye.clicked.connect(partial(self._toggle_run, row.index))
        row.remove.clicked.connect(partial(self._remove, row.index))
        self.runs.append(row)
        # Below the editor, if it is open: it stands under the row that it belongs to.
        self._list.addWidget(row)

    def _toggle_editor(self, run: int, checked: bool = False) -> None:
        if run == 0:
            return
        if self._open == run:
            self._settle_editor()
            self.close_editor()
        else:
            self.open_editor(run)
            self.unfolded.emit(self.editor)

    def _toggle_run(self, run: int, checked: bool = False) -> None:
        visible = run in self._hidden
        self._hidden = self._hidden - {run} if visible else self._hidden | {run}
        self.show_experiment(self._experiment)
        self.visibility_changed.emit(run, visible)

    def _settle_editor(self) -> None:
        """Commit what is being typed in the editor."""
        if self.editor is not None:
            leave(self.editor)

    @Slot()
    def _on_remove_clicked(self) -> None:
        if self._open is not None:
            self._remove(self._open)

    def _remove(self, run: int, checked: bool = False) -> None:
        if self._open != run:
            self._settle_editor()
        if self._open is not None:
            self.close_editor()
        variants = self._experiment.variants
        name = variants[run - 1].name
        self._send(f"remove {name}", variants[: run - 1] + variants[run:])

    @Slot()
    def _open_menu(self) -> None:
        """Offer ready variants by kind, and an empty one."""
        self.menu = QMenu(self)
        for group in preset_groups(self._experiment):
            submenu = self.menu.addMenu(group.label)
            for variant in group.variants:
                submenu.addAction(variant.name, partial(self._add, variant))
        self.menu.addSeparator()
        self.menu.addAction("Custom\u2026", self._add_custom)
        self.menu.popup(self.add.mapToGlobal(QPoint(0, self.add.height())))

    @Slot()
    def _open_races(self) -> None:
        """Offer ready races; one that this experiment has nothing for is grey, and says why."""
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        for race in RACES.values():
            action = self.menu.addAction(race.label, partial(self._race, race.name))
            possible = bool(variants_of(race, self._experiment))
            action.setEnabled(possible)
            action.setToolTip(race.sentence if possible else f"There is nothing to compare: {race.nothing}.")
        self.menu.popup(self.race.mapToGlobal(QPoint(0, self.race.height())))

    def _race(self, name: str) -> None:
        self.race_asked.emit(name)
        self.unfolded.emit(self.race)

    def _add(self, variant: Variant) -> None:
        named = replace(variant, name=free_name(self._experiment, variant.name))
        self._send(f"add {named.name}", (*self._experiment.variants, named))
        self.unfolded.emit(self.add)

    def _add_custom(self) -> None:
        """Add a variant that changes nothing yet, and open its editor."""
        count = len(self._experiment.variants)
        self._add(Variant(name=f"variant {count + 1}"))
        if len(self._experiment.variants) > count:
            self.open_editor(len(self.runs) - 1)
            self.unfolded.emit(self.editor)

    def _send(self, words: str, variants: tuple[Variant, ...]) -> None:
        documents = [{"name": variant.name, "set": variant.set} for variant in variants]
        self._submit(
            Edit(
                path="variants",
                words=words,
                change=lambda experiment: with_value(experiment, "variants", documents),
                source=self,
            )
        )
