"""The form's upper part: the function, and from where and how long the racers go."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot

from nnviz.errors import InvalidInput
from nnviz.landscape.functions import NOISE
from nnviz.landscape.lab import OWN, Lab
from ui.controls import Text
from ui.experiment_form.focus import retire
from ui.experiment_form.section import Section
from ui.lab.bench import Bench
from ui.lab.form.formula_view import FormulaView
from ui.lab.form.function_choice import FunctionChoice
from ui.lab.form.rows import STEPS, FormulaRow, NumberRow, SeedRow, StartRow
from ui.lab.names import function_sentence, label_of
from ui.lab.presets import moved_to
from ui.numbers import entry
from ui.theme import follow, px


class FunctionSection(Section):
    """Shows and changes a bench's function.

    Parameters
    ----------
    bench : Bench
    """

    def __init__(self, bench: Bench) -> None:
        super().__init__("Landscape")
        self._bench = bench
        self.choice = FunctionChoice()
        self.choice.picked.connect(self._on_picked)
        self.formula = FormulaView()
        self.words = Text("", "tick", "ink3", wrap=True)
        self.own = FormulaRow()
        self.own.written.connect(self._on_written)
        self.numbers: dict[str, NumberRow] = {}
        self._numbers_of = ""
        self.start = StartRow()
        self.start.placed.connect(self._on_placed)
        self.steps = NumberRow("Steps", STEPS, "How many updates each racer makes.")
        self.steps.moved.connect(self._on_steps)
        self.seed = SeedRow()
        self.seed.drawn.connect(self._on_seed)
        for widget in (self.choice, self.formula, self.words, self.own, self.start, self.steps, self.seed):
            self.column.addWidget(widget)
        bench.changed.connect(self.show_lab)
        self.show_lab()
        follow(self.restyle_gaps)

    def restyle_gaps(self) -> None:
        """Take sizes anew from the appearance in force."""
        self.words.setContentsMargins(0, px(4), 0, px(8))

    @Slot()
    def show_lab(self) -> None:
        """Show what is in force."""
        lab = self._bench.lab
        if lab.function != self.choice.key():
            self.choice.choose(lab.function)
        self.words.setText(function_sentence(lab))
        self.own.setVisible(lab.function == OWN)
        self.own.show_formula(lab.formula)
        self._show_numbers(lab)
        self.start.show_start(lab.start)
        self.steps.show_number(lab.steps)
        self.seed.setVisible(NOISE in dict(lab.values))
        self.seed.show_seed(lab.seed)

    @Slot()
    def show_formula(self) -> None:
        """Show the function's formula, once it is typeset."""
        entry_ = self._bench.lab.entry
        self.formula.setVisible(entry_ is not None)
        self.formula.show_formula("" if entry_ is None else f"f = {entry_.formula}")

    def _show_numbers(self, lab: Lab) -> None:
        if lab.function != self._numbers_of:
            self._numbers_of = lab.function
            for row in self.numbers.values():
                retire(row)
            self.numbers = {}
            for place, number in enumerate(lab.entry.hyperparameters if lab.entry is not None else ()):
                row = NumberRow.of(number)
                row.moved.connect(partial(self._on_number, number.name))
                self.column.insertWidget(self.column.indexOf(self.own) + 1 + place, row)
                self.numbers[number.name] = row
        for name, value in lab.values:
            self.numbers[name].show_number(value)

    @Slot(str)
    def _on_picked(self, function: str) -> None:
        self._bench.edit(moved_to(self._bench.lab, function), label_of(function))

    @Slot(str)
    def _on_written(self, formula: str) -> None:
        try:
            lab = self._bench.lab.with_formula(formula)
        except InvalidInput as error:
            text = str(error).rstrip(".")
            self.own.refuse(f"{text[:1].upper()}{text[1:]}.")
            return
        self._bench.edit(lab, "own function")
        self.own.show_formula(self._bench.lab.formula)

    def _on_number(self, name: str, value: float, final: bool) -> None:
        self._bench.edit(self._bench.lab.with_value(name, value), f"{name} {entry(value)}", name, final=final)

    @Slot(float, float)
    def _on_placed(self, x: float, y: float) -> None:
        self._bench.edit(self._bench.lab.with_start(x, y), "start", "start fields")

    @Slot(float, bool)
    def _on_steps(self, steps: float, final: bool) -> None:
        self._bench.edit(self._bench.lab.with_steps(int(steps)), f"{int(steps)} steps", "steps", final=final)

    @Slot(object)
    def _on_seed(self, seed: int) -> None:
        self._bench.edit(self._bench.lab.with_seed(seed), f"seed {seed}", "seed")
