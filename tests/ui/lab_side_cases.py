"""Races for the tests of the lab's side views, and a window that has nothing else in it."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.lab import Lab
from ui.lab.side import SideViews

UPDATE, STABILITY, PHASE = 1, 2, 3
MANY = tuple(
    OptimizerChoice("sgd", learning_rate=rate) for rate in (0.001, 0.002, 0.004, 0.006, 0.01, 0.014, 0.018, 0.021)
)


class Aside:
    """The views with a race, of which everything can be changed."""

    def __init__(self, qtbot: QtBot, lab: Lab, *, size: tuple[int, int] = (380, 800)) -> None:
        self.views = SideViews()
        qtbot.addWidget(self.views)
        self.views.resize(*size)
        with qtbot.waitExposed(self.views):
            self.views.show()
        self.chosen, self.step = 0, 10
        self.race(lab)

    def race(self, lab: Lab) -> None:
        self.lab = lab
        self.tracks = lab.run()
        self.reports = lab.reports(self.tracks)
        self.show()

    def show(self, chosen: int | None = None, step: int | None = None) -> None:
        self.chosen = self.chosen if chosen is None else chosen
        self.step = self.step if step is None else step
        self.views.show_race(self.lab, self.tracks, self.reports, self.chosen, self.step)
        QApplication.processEvents()

    def open(self, tab: int) -> None:
        self.views.tabs.setCurrentIndex(tab)
        QApplication.processEvents()


def lab_of(function: str, *racers: OptimizerChoice, steps: int = 300) -> Lab:
    lab = Lab.on(function)
    return replace(lab, racers=racers or lab.racers, steps=steps)
