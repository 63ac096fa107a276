"""The Gradients panel under pointer and keys: what is read, lit up and chosen, here and in the other panels."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.gradients_cases import LARGE, LEAST, OVERVIEW, Runs, constant, open_panel, picture, place, show, texts
from ui.frame import Selection
from ui.panels.gradients import GradientsPanel

pytestmark = pytest.mark.usefixtures("light")


class Heard:
    """What a panel told the others."""

    def __init__(self, panel: GradientsPanel) -> None:
        self.hovered: list[object] = []
        self.steps: list[object] = []
        self.selected: list[object] = []
        self.sentences: list[str] = []
        panel.hovered.connect(self.hovered.append)
        panel.step_pointed.connect(self.steps.append)
        panel.selected.connect(self.selected.append)
        panel.sentence_changed.connect(self.sentences.append)


def point(qtbot: QtBot, panel: GradientsPanel, row: int, column: str, share: float = 0.5, lane: int = 0) -> None:
    qtbot.mouseMove(panel, place(panel, row, column, share, lane).toPoint())


def leave(panel: GradientsPanel) -> None:
    QApplication.sendEvent(panel, QEvent(QEvent.Type.Leave))


def test_a_bar_is_read_with_its_formula(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, Runs([2, 2], constant(3e-6, 0.02, 0.5)).advance(1820), LARGE)
    still = panel.grab().toImage()
    point(qtbot, panel, 0, "bars", lane=1)
    words = texts(panel)
    at = words.index("RMS of dL/dW, step 1,820")
    assert words[at - 2 : at + 8] == [
        "Hidden 1",
        "vanishing",
        "RMS of dL/dW, step 1,820",
        "3.00e−6",
        "last 20 steps",
        "3.00e−6 to 3.00e−6",
        "÷ Output's 0.500",
        "6.0e−6",
        "healthy",
        "0.00050 to 50",
    ]
    leave(panel)
    assert panel.grab().toImage() == still


def test_the_history_is_read_column_by_column(qtbot: QtBot) -> None:
    runs = Runs([2], lambda run, steps, layers: np.tile(steps[:, None] / 1000.0, (1, layers))).advance(2000)
    panel = open_panel(qtbot, runs, LARGE)
    heard = Heard(panel)
    point(qtbot, panel, 1, "strips", 0.25)
    [step] = heard.steps
    assert isinstance(step, int)
    assert abs(step - 600) <= 8
    words = texts(panel)
    [when] = [word for word in words if word.startswith("largest of steps")]
    first, last = (int(number.replace(",", "")) for number in when.removeprefix("largest of steps ").split(" to "))
    assert first <= step <= last
    assert words[words.index("RMS of dL/dW") - 1] == f"{last / 1000.0:.3f}"
    # What is still to come is not read.
    point(qtbot, panel, 1, "strips", 0.97)
    assert heard.steps[-1] is None
    leave(panel)
    assert heard.steps[-1] is None


def test_an_update_is_read_with_its_band(qtbot: QtBot) -> None:
    for ratio, said in ((1e-3, "healthy"), (1e-6, "little: learning crawls"), (2.0, "much: weights are overwritten")):
        panel = open_panel(qtbot, Runs([2], ratio=ratio).advance(40), LARGE)
        point(qtbot, panel, 2, "updates")
        words = texts(panel)
        # Greek and Latin letters are texts of their own.
        assert words[words.index("W| / |W|, step 40") + 1] == said
        assert "0.0001 to 0.1" in words


def test_rows_light_up_everywhere(qtbot: QtBot) -> None:
    runs = Runs([2]).advance(40)
    panel = open_panel(qtbot, runs)
    heard = Heard(panel)
    still = picture(panel)
    for column in ("names", "bars", "ratios", "strips", "updates"):
        point(qtbot, panel, 1, column)
    assert heard.hovered == [Selection(2)]
    point(qtbot, panel, 2, "bars")
    leave(panel)
    assert heard.hovered == [Selection(2), Selection(3), None]
    # And what others point at lights up here: a row, or nothing for the inputs.
    show(panel, runs, hovered=Selection(1, 4))
    places = panel.scene.places
    assert places is not None
    lit = (picture(panel) != still).any(axis=(1, 2))
    assert lit[places.row_top(0) + 1 : places.edges[1] - 1].all()
    assert not lit[places.edges[1] + 1 :].any()
    show(panel, runs, hovered=Selection(0))
    assert (picture(panel) == still).all()


def test_a_step_that_others_point_at_is_marked(qtbot: QtBot) -> None:
    runs = Runs([2]).advance(100)
    panel = open_panel(qtbot, runs, LARGE)
    still = picture(panel)
    show(panel, runs, pointed_step=60)
    places, steps = panel.scene.places, panel.scene.steps
    assert places is not None
    assert steps is not None
    columns = np.flatnonzero((picture(panel) != still).any(axis=(0, 2)))
    assert columns.tolist() == [round(float(steps.to_pixels(60)))]


def test_a_click_selects_the_layer_and_one_beside_the_rows_nothing(qtbot: QtBot) -> None:
    runs = Runs([2]).advance(40)
    panel = open_panel(qtbot, runs)
    heard = Heard(panel)
    plain = picture(panel)
    qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=place(panel, 1, "bars").toPoint())
    assert heard.selected == [Selection(2)]
    assert "Hidden 2 healthy" in panel.accessibleDescription()
    leave(panel)
    show(panel, runs, selection=Selection(2))
    places = panel.scene.places
    assert places is not None
    chosen = (picture(panel) != plain).any(axis=(1, 2))
    assert chosen[places.row_top(1) : places.edges[2]].all()
    assert not chosen[: places.row_top(1)].any()
    assert picture(panel)[places.row_top(1) + 2, 20].tolist() == [0xEC, 0xEE, 0xFA]
    qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(50, OVERVIEW[1] - 3))
    assert heard.selected == [Selection(2), None]
    assert panel.accessibleDescription() == ""
    qtbot.mouseClick(panel, Qt.MouseButton.RightButton, pos=place(panel, 0, "bars").toPoint())
    assert len(heard.selected) == 2


def test_a_layer_that_the_chosen_run_has_not_cannot_be_selected(qtbot: QtBot) -> None:
    runs = Runs([1, 3]).advance(40)
    panel = open_panel(qtbot, runs)
    heard = Heard(panel)
    for row in range(4):
        qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=place(panel, row, "bars").toPoint())
    assert heard.selected == [Selection(1), Selection(2)]
    show(panel, runs, chosen=1)
    qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=place(panel, 3, "bars").toPoint())
    assert heard.selected[-1] == Selection(4)


def test_keys_walk_from_layer_to_layer(qtbot: QtBot) -> None:
    runs = Runs([1, 3]).advance(40)
    panel = open_panel(qtbot, runs)
    panel.setFocus()
    heard = Heard(panel)
    qtbot.keyClick(panel, Qt.Key.Key_Down)
    show(panel, runs, selection=Selection(1))
    qtbot.keyClick(panel, Qt.Key.Key_Down)
    show(panel, runs, selection=Selection(2))
    qtbot.keyClick(panel, Qt.Key.Key_Down)  # there is no further one
    qtbot.keyClick(panel, Qt.Key.Key_Up)
    show(panel, runs, selection=Selection(0))
    qtbot.keyClick(panel, Qt.Key.Key_Up)
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert heard.selected == [Selection(1), Selection(2), Selection(1), Selection(2), None]


def test_without_room_for_a_card_the_title_bar_reads(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, Runs([2]).advance(40), LEAST)
    heard = Heard(panel)
    point(qtbot, panel, 1, "bars")
    assert heard.sentences[-1] == "Hidden 2: 0.0319, healthy, 1.2 × Output, step 40"
    leave(panel)
    assert heard.sentences[-1] == "How much signal reaches each layer"


def test_nothing_is_read_before_there_is_anything(qtbot: QtBot) -> None:
    panel = GradientsPanel()
    qtbot.addWidget(panel)
    panel.resize(*OVERVIEW)
    qtbot.mouseMove(panel, QPoint(100, 60))
    runs = Runs([2])
    panel.bind(tuple(runs.views))
    qtbot.mouseMove(panel, QPoint(101, 60))
    panel.grab()
    show(panel, runs)
    heard = Heard(panel)
    qtbot.mouseMove(panel, QPoint(102, 60))
    assert heard.hovered == [Selection(1)]
    assert not any("RMS of dL/dW," in word for word in texts(panel))


def test_new_runs_forget_what_was_lit_up(qtbot: QtBot) -> None:
    runs = Runs([2]).advance(40)
    panel = open_panel(qtbot, runs)
    heard = Heard(panel)
    point(qtbot, panel, 1, "bars")
    panel.bind(tuple(runs.views))
    show(panel, runs)
    point(qtbot, panel, 1, "bars", 0.6)
    assert heard.hovered == [Selection(2), Selection(2)]


def test_the_title_bar_says_how_often_the_gradient_was_clipped(qtbot: QtBot) -> None:
    runs = Runs([2, 2]).advance(40)
    panel = open_panel(qtbot, runs)
    said: list[str] = []
    panel.sentence_changed.connect(said.append)
    for clipped in ((0, 1), (1, 1), (0, 40), (3, 40)):
        runs.snapshots[0] = replace(runs.snapshots[0], clipped=clipped)
        show(panel, runs, hidden=frozenset({1}))
    show(panel, runs)
    show(panel, runs, chosen=1)
    assert said == [
        "Not clipped in the last step; sizes are before clipping",
        "Clipped in the last step; sizes are before clipping",
        "Not clipped in the last 40 steps; sizes are before clipping",
        "Clipped in 3 of the last 40 steps; sizes are before clipping",
        "Clipped in 3 of the last 40 steps (base); sizes are before clipping",
        "How much signal reaches each layer",
    ]
    # While it plays, it is told as seldom as the numbers are.
    show(panel, runs)
    runs.snapshots[0] = replace(runs.snapshots[0], clipped=(4, 41))
    show(panel, runs, playing=True)
    assert panel.sentence.startswith("Clipped in 3 of")
    show(panel, runs)
    assert panel.sentence.startswith("Clipped in 4 of")
