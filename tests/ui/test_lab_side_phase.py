"""The phase diagram: its picture, the dot that is dragged, keys, and what it says."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.momentum_phases import setting_of, slower_rate
from nnviz.landscape.momentum_rules import HEAVY_BALL, NESTEROV
from nnviz.optimizers import OPTIMIZERS
from tests.ui.lab_side_cases import PHASE, Aside, lab_of
from ui.lab.side.phase_picture import COLUMNS, ROWS, place_of, rate_picture
from ui.theme.colour_maps import magnitude_map

pytestmark = pytest.mark.usefixtures("light")


class Answering(Aside):
    """Does what a page does: takes the new optimizer and races again."""

    def __init__(self, qtbot: QtBot, *racers: OptimizerChoice, function: str = "ravine") -> None:
        super().__init__(qtbot, lab_of(function, *racers))
        self.changes: list[OptimizerChoice] = []
        self.open(PHASE)
        self.views.racer_changed.connect(self._change)

    def _change(self, racer: int, optimizer: OptimizerChoice) -> None:
        assert racer == self.chosen
        self.changes.append(optimizer)
        self.race(self.lab.with_racer(racer, optimizer))

    def at(self, rate: float, momentum: float, steepest: float = 100.0) -> QPointF:
        return place_of(self.views.phase.plot, self.views.phase.rule, rate * steepest, momentum)


def test_the_picture_has_the_colours_of_the_rates() -> None:
    image = rate_picture(HEAVY_BALL, 0.01)
    assert (image.width(), image.height()) == (COLUMNS, ROWS)
    for column, row in ((40, 30), (20, 100), (70, 60)):
        pull, momentum = (column + 0.5) * HEAVY_BALL.most_pull / COLUMNS, 1.0 - (row + 0.5) / ROWS
        rate = slower_rate(HEAVY_BALL, 0.01, pull, momentum)[0]
        expected = magnitude_map().span(np.array([-np.log10(1.0 - rate)]), 0.0, 3.0)[0]
        assert image.pixel(column, row) == expected


def test_a_drag_gives_rate_and_momentum_and_the_dot_follows(qtbot: QtBot) -> None:
    aside = Answering(qtbot, OptimizerChoice("momentum", learning_rate=0.018))
    phase = aside.views.phase
    qtbot.mousePress(phase, Qt.MouseButton.LeftButton, pos=aside.at(0.018, 0.9).toPoint())
    qtbot.mouseMove(phase, aside.at(0.012, 0.5).toPoint())
    qtbot.mouseRelease(phase, Qt.MouseButton.LeftButton, pos=aside.at(0.012, 0.5).toPoint())
    last = aside.changes[-1]
    assert last.name == "momentum"
    assert last.values["learning_rate"] == pytest.approx(0.012, abs=0.0002)
    assert last.values["momentum"] == pytest.approx(0.5, abs=0.005)
    qtbot.mouseMove(phase, aside.at(0.03, 0.9).toPoint())  # nobody holds it any more
    assert aside.changes[-1] == last
    assert phase.accessibleDescription() == "ripples along λ₂, monotonic along λ₁; λ₁ is slower"


def test_sgd_becomes_momentum_above_0_and_stays_sgd_at_0(qtbot: QtBot) -> None:
    aside = Answering(qtbot, OptimizerChoice("sgd", learning_rate=0.01))
    phase = aside.views.phase
    qtbot.keyClick(phase, Qt.Key.Key_Right)
    assert [choice.name for choice in aside.changes] == ["sgd"]
    assert aside.changes[0].values["learning_rate"] == pytest.approx(0.0104)
    qtbot.keyClick(phase, Qt.Key.Key_Down)
    assert len(aside.changes) == 1
    qtbot.keyClick(phase, Qt.Key.Key_Up)
    assert aside.changes[-1] == OptimizerChoice("momentum", learning_rate=0.0104, momentum=0.01)
    qtbot.keyClick(phase, Qt.Key.Key_Down)
    assert aside.changes[-1] == OptimizerChoice("momentum", learning_rate=0.0104, momentum=0.0)


def test_a_running_mean_stays_one(qtbot: QtBot) -> None:
    aside = Answering(qtbot, OptimizerChoice("momentum_ema", learning_rate=0.1, momentum=0.9))
    qtbot.mouseClick(aside.views.phase, Qt.MouseButton.LeftButton, pos=aside.at(0.02, 0.5).toPoint())
    [change] = aside.changes
    assert change.name == "momentum_ema"
    setting = setting_of(change)
    assert setting is not None
    assert setting == (pytest.approx(0.02, abs=0.0002), pytest.approx(0.5, abs=0.005))


def test_nesterovs_diagram_is_its_own_and_it_stays_what_it_is(qtbot: QtBot) -> None:
    aside = Answering(qtbot, OptimizerChoice("nesterov", learning_rate=0.01))
    phase = aside.views.phase
    assert phase.rule is NESTEROV
    assert phase.read_out[1] == "monotonic along λ₂, ripples along λ₁; λ₁ is slower"
    qtbot.mouseClick(phase, Qt.MouseButton.LeftButton, pos=aside.at(0.012, 0.5).toPoint())
    [change] = aside.changes
    assert change.name == "nesterov"
    assert setting_of(change) == (pytest.approx(0.012, abs=0.0001), pytest.approx(0.5, abs=0.005))
    assert phase.read_out[1].startswith("zigzag along λ₂")
    qtbot.mouseMove(phase, place_of(phase.plot, NESTEROV, 1.6, 0.5).toPoint())
    assert phase.read_out[1] == "diverges along λ₂"
    qtbot.mouseMove(phase, place_of(phase.plot, NESTEROV, 1.6, 0.05).toPoint())
    assert phase.read_out[1].startswith("zigzag along λ₂")


def test_the_diagram_stays_within_what_an_optimizer_takes(qtbot: QtBot) -> None:
    aside = Answering(qtbot, OptimizerChoice("momentum", learning_rate=0.018))
    phase = aside.views.phase
    qtbot.mousePress(phase, Qt.MouseButton.LeftButton, pos=aside.at(0.018, 0.9).toPoint())
    for place in (phase.plot.topLeft(), phase.plot.bottomLeft(), phase.plot.topRight(), phase.plot.bottomRight()):
        qtbot.mouseMove(phase, (phase.plot.center() + 1.5 * (place - phase.plot.center())).toPoint())
    qtbot.mouseRelease(phase, Qt.MouseButton.LeftButton)
    rates = [change.values["learning_rate"] for change in aside.changes]
    momenta = [change.values["momentum"] for change in aside.changes]
    assert min(rates) > 0.0
    assert max(rates) == pytest.approx(0.04)
    assert (min(momenta), max(momenta)) == (0.0, 0.999)


def test_a_racer_that_is_dragged_away_until_it_diverges_can_be_dragged_back(qtbot: QtBot) -> None:
    aside = Answering(qtbot, OptimizerChoice("sgd", learning_rate=0.0008), function="rosenbrock")
    phase = aside.views.phase
    aside.show(step=300)
    steepest = phase.curvatures[1]
    start, far = aside.at(0.0008, 0.0, steepest), phase.plot.bottomRight() - QPointF(5, 5)
    qtbot.mousePress(phase, Qt.MouseButton.LeftButton, pos=start.toPoint())
    qtbot.mouseMove(phase, far.toPoint())
    assert aside.reports[0].diverged is not None
    assert not phase.sentence
    assert phase.curvatures[1] == steepest  # the axes hold still
    qtbot.mouseMove(phase, start.toPoint())
    assert aside.reports[0].diverged is None
    qtbot.mouseMove(phase, far.toPoint())
    qtbot.mouseRelease(phase, Qt.MouseButton.LeftButton, pos=far.toPoint())
    assert not phase.sentence  # there is the curvature at the start


@pytest.mark.parametrize("name", [name for name in OPTIMIZERS if setting_of(OptimizerChoice(name)) is None])
def test_who_moves_by_other_rules_has_no_diagram(qtbot: QtBot, name: str) -> None:
    aside = Answering(qtbot, OptimizerChoice(name))
    phase = aside.views.phase
    assert phase.sentence.startswith("The diagram is for gradient descent with momentum")
    assert OPTIMIZERS[name].label in phase.sentence
    qtbot.mouseClick(phase, Qt.MouseButton.LeftButton, pos=phase.rect().center())
    qtbot.keyClick(phase, Qt.Key.Key_Right)
    assert not aside.changes


def test_without_a_bowl_it_says_so(qtbot: QtBot) -> None:
    aside = Answering(qtbot)
    aside.race(aside.lab.with_formula("-x**2 - y**2"))
    assert "does not curve upwards" in aside.views.phase.sentence
    aside.race(lab_of("saddle"))
    assert not aside.views.phase.sentence
    assert aside.views.phase.accessibleDescription() == "monotonic along λ₂; along λ₁ it runs downhill without end"


def test_the_pointer_reads_what_is_under_it(qtbot: QtBot) -> None:
    aside = Answering(qtbot, OptimizerChoice("sgd", learning_rate=0.018))
    phase = aside.views.phase
    own = phase.read_out
    assert own[0] == "α 0.0180   β 0.000   × 0.9820 a step"
    assert own[1] == "zigzag along λ₂, monotonic along λ₁; λ₁ is slower"
    qtbot.mouseMove(phase, place_of(phase.plot, HEAVY_BALL, 3.5, 0.2).toPoint())
    assert phase.read_out[1] == "diverges along λ₂"
    qtbot.mouseMove(phase, phase.rect().bottomRight())
    assert phase.read_out == own
