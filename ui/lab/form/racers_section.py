"""The form's lower part: the racers."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.racing import MOST_RACERS
from nnviz.optimizers import OPTIMIZERS
from ui.controls import SectionHead, TextButton
from ui.experiment_form.focus import retire
from ui.lab.bench import Bench
from ui.lab.form.racer_block import RacerBlock
from ui.lab.names import racer_names
from ui.lab.presets import PRESETS, Preset, another_optimizer, newcomer
from ui.numbers import entry
from ui.plotting.run_names import tell_apart
from ui.theme import follow, px

ALL_UNFOLDED = 3
"""Up to so many racers show all of their hyperparameters; of more, only the one that is looked at."""


class RacersSection(QWidget):
    """Shows and changes a bench's racers.

    Parameters
    ----------
    bench : Bench

    Attributes
    ----------
    added : Signal
        There is one more racer, with the button for the next one below it.
    """

    added = Signal()

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self.blocks: list[RacerBlock] = []
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        for preset in PRESETS:
            self.menu.addAction(preset.label, partial(self._take_preset, preset)).setToolTip(preset.sentence)
        self.presets = TextButton("Ready races…", kind="link")
        self.presets.setToolTip("Replace all racers by a field that shows something")
        self.presets.clicked.connect(self._on_presets)
        self.add = TextButton("Add racer", kind="link", icon="plus")
        self.add.clicked.connect(self._on_add)
        column = QVBoxLayout(self)
        column.setSpacing(0)
        column.setContentsMargins(0, 0, 0, 0)
        self._head, self._foot = QHBoxLayout(), QHBoxLayout()
        self._head.addWidget(SectionHead("Racers"), 1)
        self._head.addWidget(self.presets)
        self._foot.addWidget(self.add)
        self._foot.addStretch(1)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column.addLayout(self._head)
        column.addLayout(self._rows)
        column.addLayout(self._foot)
        bench.changed.connect(self.show_lab)
        bench.chosen_changed.connect(self.show_lab)
        self.show_lab()
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self._head.setContentsMargins(px(16), px(8), px(16), px(4))
        self._foot.setContentsMargins(px(16), px(4), px(16), px(8))

    @Slot()
    def show_lab(self) -> None:
        """Show what is in force."""
        racers = self._bench.lab.racers
        while len(self.blocks) > len(racers):
            retire(self.blocks.pop())
        while len(self.blocks) < len(racers):
            self.blocks.append(self._new_block(len(self.blocks)))
        names = racer_names(racers)
        tell_apart("racers", names)
        for index, (block, racer) in enumerate(zip(self.blocks, racers, strict=True)):
            chosen = index == self._bench.chosen
            block.show_racer(
                racer,
                name=names[index],
                chosen=chosen,
                unfolded=chosen or len(racers) <= ALL_UNFOLDED,
                alone=len(racers) == 1,
            )
        full = len(racers) == MOST_RACERS
        self.add.setEnabled(not full)
        self.add.setToolTip(f"There are {MOST_RACERS} racers, which is the most." if full else "")

    def _new_block(self, index: int) -> RacerBlock:
        block = RacerBlock(index)
        block.picked.connect(partial(self._on_picked, index))
        block.tuned.connect(partial(self._on_tuned, index))
        block.chosen.connect(partial(self._bench.choose, index))
        block.removed.connect(partial(self._on_removed, index))
        self._rows.addWidget(block)
        return block

    def _on_picked(self, index: int, name: str) -> None:
        lab = self._bench.lab
        self._bench.choose(index)
        self._bench.edit(lab.with_racer(index, another_optimizer(lab, index, name)), OPTIMIZERS[name].label)

    def _on_tuned(self, index: int, name: str, value: float, final: bool) -> None:
        lab = self._bench.lab
        racer = lab.racers[index]
        changed = OptimizerChoice(racer.name, **{**racer.values, name: value})
        label = next(number.label for number in racer.entry.hyperparameters if number.name == name).lower()
        self._bench.choose(index)
        self._bench.edit(lab.with_racer(index, changed), f"{label} {entry(value)}", f"{index} {name}", final=final)

    def _on_removed(self, index: int) -> None:
        self._bench.edit(self._bench.lab.without(index), "remove racer")

    @Slot()
    def _on_add(self) -> None:
        lab = self._bench.lab
        self._bench.edit(lab.with_one_more(newcomer(lab)), "add racer")
        self._bench.choose(len(self._bench.lab.racers) - 1)
        self.added.emit()

    def _take_preset(self, preset: Preset) -> None:
        lab = self._bench.lab
        self._bench.edit(lab.with_racers(preset.racers(lab)), preset.label.lower())

    @Slot()
    def _on_presets(self) -> None:
        self.menu.popup(self.presets.mapToGlobal(QPoint(0, self.presets.height())))
