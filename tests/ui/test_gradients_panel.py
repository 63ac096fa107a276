"""The Gradients panel in every state: lengths of bars, words, ranges, themes, sizes, export."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from nnviz.arrays import Array
from tests.ui.gradients_cases import (
    LARGE,
    LEAST,
    OVERVIEW,
    TAB,
    Runs,
    constant,
    drawing,
    even,
    falling,
    open_panel,
    picture,
    show,
    texts,
)
from ui.frame import Selection
from ui.panels.gradients import GradientsPanel
from ui.theme import THEMES, appearance, current, run_style

pytestmark = pytest.mark.usefixtures("light")


def bar_end(panel: GradientsPanel, row: int, lane: int = 0, run: int = 0) -> int:
    """Return where a bar's solid part ends."""
    places = panel.scene.places
    assert places is not None
    colour = QColor(run_style(run).colour(current()))
    line = picture(panel)[round(places.lane_middle(row, lane)) - 2]
    solid = (np.abs(line - [colour.red(), colour.green(), colour.blue()]) < 12).all(axis=1)
    found = [x for x in range(places.bars.left + 3, places.bars.right) if solid[x]]
    return found[-1] + 1 if found else places.bars.left


@pytest.mark.parametrize("size", [OVERVIEW, LARGE])
def test_bars_end_at_the_newest_batch(qtbot: QtBot, size: tuple[int, int]) -> None:
    def late(run: int, steps: Array, layers: int) -> Array:
        sizes = np.tile([0.3, 0.004, 0.05], (len(steps), 1)) / (1.0 + run)
        sizes[steps == 59] *= 2.0
        return sizes

    panel = open_panel(qtbot, Runs([2, 2], late).advance(60), size)
    scale = panel.scene.sizes
    for lane in (0, 1):
        for row, value in enumerate((0.3, 0.004, 0.05)):
            expected = float(scale.to_pixels(value / (1.0 + lane)))
            assert bar_end(panel, row, lane, lane) == pytest.approx(expected, abs=1.5)
    places = panel.scene.places
    assert places is not None
    # Beyond, the bar goes on palely to the largest of the recent batches.
    line = picture(panel)[round(places.lane_middle(0, 0)) - 2]
    pale = line[round(float(scale.to_pixels(0.45)))]
    assert 150 < pale.mean() < 230
    assert line[round(float(scale.to_pixels(0.75)))].mean() > 230


def test_the_range_keeps_still_and_grows_by_decades(qtbot: QtBot) -> None:
    runs = Runs([2]).advance(40)
    panel = open_panel(qtbot, runs)
    before = panel.scene.easing.aim
    assert before[1:] == tuple(map(round, before[1:]))
    show(panel, runs.advance(3))
    assert panel.scene.easing.aim == before
    runs._sizes = constant(1e-9, 0.01, 0.01)
    show(panel, runs.advance(3))
    assert panel.scene.easing.aim[1] == -9.0
    assert panel.scene.easing.aim[2] == before[2]
    runs._sizes = even
    show(panel, runs.advance(40))
    assert panel.scene.easing.aim[1] == -9.0
    qtbot.waitUntil(lambda: not panel.scene.easing.moving)
    # Other runs in the picture, another range: the old extremes are no longer needed.
    two = Runs([2, 2], lambda run, steps, layers: even(0, steps, layers) * (1e-12 if run else 1.0)).advance(40)
    panel.bind(tuple(two.views))
    show(panel, two)
    assert panel.scene.easing.aim[1] < -10
    show(panel, two, hidden=frozenset({1}))
    assert panel.scene.easing.aim[1] > -10


def test_both_limits_are_named_and_move_with_the_output(qtbot: QtBot) -> None:
    runs = Runs([2], constant(0.02, 0.02, 0.02)).advance(40)
    panel = open_panel(qtbot, runs)
    assert panel.scene.leader is not None
    assert panel.scene.leader.limits == (pytest.approx(2e-5), pytest.approx(2.0))
    words = texts(panel)
    assert "vanishing" in words
    assert "exploding" in words
    places, scale = panel.scene.places, panel.scene.sizes
    assert places is not None
    for limit in (2e-5, 2.0):
        x = round(float(scale.to_pixels(limit)))
        column = picture(panel)[places.top : places.bottom, x - 1 : x + 2].min(axis=(1, 2))
        dark = np.flatnonzero(column < 140)
        assert len(dark) > 40
        assert len(np.flatnonzero(np.diff(dark) > 1)) > 10


def test_every_row_says_its_verdict_and_its_numbers(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, Runs([2], falling, ratio=0.5).advance(40))
    words = texts(panel)
    assert [word for word in words if word in ("Hidden 1", "Hidden 2", "Output")] == ["Hidden 1", "Hidden 2", "Output"]
    assert words.count("healthy") == 2
    assert words.count("vanishing") == 2  # a verdict, and the name of the limit
    assert {"× Output", "history", "update/weight", "step"} <= set(words)
    assert "gradient size (RMS of dL/dW), log scale" in words
    assert [word for word in words if word in ("0.00015", "0.013", "1.0")] == ["0.00015", "0.013", "1.0"]
    assert words.count("0.50") == 3


def test_verdicts_are_those_of_the_run_beside_them(qtbot: QtBot) -> None:
    def one_falls(run: int, steps: Array, layers: int) -> Array:
        return (falling if run == 0 else even)(run, steps, layers)

    runs = Runs([2, 2], one_falls).advance(40)
    for chosen in (0, 1):
        words = texts(open_panel(qtbot, runs, chosen=chosen))
        assert words[words.index("Hidden 1") + 1 : words.index("Hidden 2")] == ["vanishing", "healthy"]
        assert words[words.index("Output") + 1 : words.index("Output") + 3] == ["healthy", "healthy"]
    # Without room for both, the chosen run's has its marker before it.
    deep = Runs([10, 10], one_falls).advance(40)
    for chosen, word in ((0, "vanishing"), (1, "healthy")):
        panel = open_panel(qtbot, deep, chosen=chosen)
        words = texts(panel)
        assert words[words.index("Hidden 1") + 1] == word
        places = panel.scene.places
        assert places is not None
        assert places.verdicts is not None
        colour = QColor(run_style(chosen).colour(current()))
        y, left = round(places.middle(0)), places.verdicts.left
        marker = picture(panel)[y - 1 : y + 1, left + 2 : left + 4]
        assert (np.abs(marker - [colour.red(), colour.green(), colour.blue()]) < 12).all()


def test_the_limits_have_the_marker_of_the_run_they_are_of(qtbot: QtBot) -> None:
    runs = Runs([2, 2]).advance(40)
    for chosen in (0, 1):
        head = picture(open_panel(qtbot, runs, chosen=chosen))[4:16]
        colours = [QColor(run_style(run).colour(current())) for run in (0, 1)]
        found = [(np.abs(head - [c.red(), c.green(), c.blue()]) < 6).all(axis=2).sum() for c in colours]
        alone = picture(open_panel(qtbot, runs, chosen=chosen, hidden=frozenset({1 - chosen})))[4:16]
        own = colours[chosen]
        assert found[chosen] > (np.abs(alone - [own.red(), own.green(), own.blue()]) < 6).all(axis=2).sum() + 20


def test_each_run_has_its_bars_markers_and_numbers(qtbot: QtBot) -> None:
    runs = Runs([2, 2, 1], ratio=0.0123).advance(40)
    panel = open_panel(qtbot, runs, chosen=1)
    words = texts(panel)
    assert words.count("0.012") == 8  # three layers of two runs, two of the third
    assert bar_end(panel, 0, 2, 2) > 200 - 60
    six = open_panel(qtbot, Runs([2] * 6, ratio=0.0123).advance(40))
    assert texts(six).count("0.012") == 3  # of the chosen run alone
    for run in range(6):
        assert bar_end(six, 1, run, run) > bar_end(six, 1, 0, 0) - 40
    hidden = open_panel(qtbot, runs, chosen=1, hidden=frozenset({1}))
    assert hidden.scene.leader is not None
    assert hidden.scene.leader.run.index == 0
    assert len(hidden.scene.lanes) == 2
    none = open_panel(qtbot, runs, hidden=frozenset({0, 1, 2}))
    assert "All runs are switched off." in texts(none)


def test_what_no_bar_can_say_is_said(qtbot: QtBot) -> None:
    words = texts(open_panel(qtbot, Runs([2], constant(0.0, math.inf, 0.1)).advance(40)))
    assert "0" in words
    assert "\u221e" in words
    assert "not a number" in texts(open_panel(qtbot, Runs([2], constant(0.1, math.nan, 0.1)).advance(40)))
    tiny = texts(open_panel(qtbot, Runs([2], constant(1e-60, 0.1, 0.1)).advance(40)))
    assert "\u2039" in tiny
    assert "1.0e\u221259" in tiny
    zero = texts(open_panel(qtbot, Runs([2], constant(0.0, 0.0, 0.0)).advance(40)))
    assert zero.count("zero") == 3
    assert "vanishing" not in zero


def test_a_run_that_diverged_says_where(qtbot: QtBot) -> None:
    runs = Runs([2, 2]).advance(40)
    panel = open_panel(qtbot, runs)
    said: list[str] = []
    panel.sentence_changed.connect(said.append)
    show(panel, runs.diverge(0, layer=2).advance(20))
    assert said == ["base: diverged at step 41, Hidden 2"]
    assert "diverged" in texts(panel)
    # Its row says so while another run is chosen, too; what is said of the chosen one alone does not.
    show(panel, runs, chosen=1)
    assert said[1:] == ["How much signal reaches each layer"]
    assert texts(panel).count("diverged") == 1
    crowded = Runs([10, 10]).advance(40).diverge(0, layer=2)
    assert "diverged" in texts(open_panel(qtbot, crowded))
    assert "diverged" not in texts(open_panel(qtbot, crowded, chosen=1))


@pytest.mark.parametrize("layers", [0, 2, 10, 49, 64])
@pytest.mark.parametrize("size", [OVERVIEW, TAB, LARGE, LEAST])
def test_every_size_theme_and_depth_is_drawn(qtbot: QtBot, size: tuple[int, int], layers: int) -> None:
    for runs in (Runs([layers], falling), Runs([layers, max(0, layers - 1)], falling)):
        panel = open_panel(qtbot, runs.advance(40), size, selection=Selection(1))
        for theme in THEMES:
            appearance().choose(theme)
            for scale in (1.0, 2.0):
                appearance().set_font_scale(scale)
                panel.repaint()
                assert len(np.unique(picture(panel) @ [65536, 256, 1])) > 10
        appearance().set_font_scale(1.0)


def test_the_states_before_training(qtbot: QtBot) -> None:
    panel = GradientsPanel()
    qtbot.addWidget(panel)
    panel.resize(*OVERVIEW)
    panel.show()
    panel.repaint()
    runs = Runs([2, 2])
    panel.bind(tuple(runs.views))
    assert {"Hidden 1", "Output"} <= set(texts(panel))
    assert panel.paints == 0
    show(panel, runs)
    hint = "Press Space to train: gradients appear here."
    assert hint in texts(panel)
    show(panel, runs, playing=True)
    assert hint not in texts(panel)
    show(panel, runs.advance(1))
    assert hint not in texts(panel)
    assert texts(panel).count("healthy") == 6
    assert panel.paints == 3


def test_paints_are_counted_once_for_each_moment(qtbot: QtBot) -> None:
    runs = Runs([2]).advance(40)
    panel = open_panel(qtbot, runs)
    assert panel.paints == 1
    panel.repaint()
    assert panel.paints == 1
    show(panel, runs.advance(5))
    assert panel.paints == 2


def test_numbers_rest_while_training_and_are_exact_when_it_rests(qtbot: QtBot) -> None:
    runs = Runs([1], lambda run, steps, layers: np.stack((steps, np.full_like(steps, 100.0)), axis=1)).advance(40)
    panel = open_panel(qtbot, runs, playing=True)
    version = panel.scene.numbers_version
    show(panel, runs.advance(1), playing=True)
    assert panel.scene.numbers_version == version
    show(panel, runs.advance(1), playing=False)
    assert panel.scene.numbers_version == version + 1
    assert "0.42" in texts(panel)


def test_the_axis_of_steps_grows_with_the_run(qtbot: QtBot) -> None:
    runs = Runs([2]).advance(40)
    panel = open_panel(qtbot, runs)
    assert panel.scene.easing.aim[0] == 120.0
    show(panel, runs.advance(160))
    assert panel.scene.easing.aim[0] == 240.0
    assert panel.scene.strips is not None
    assert panel.scene.strips.end == 240.0
    qtbot.waitUntil(lambda: not panel.scene.easing.moving)
    fresh = open_panel(qtbot, runs)
    assert panel.grab().toImage() == fresh.grab().toImage()


def test_a_picture_for_a_slide_is_words_and_shapes(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, Runs([2, 2]).advance(40))
    svg = drawing(panel)
    assert svg.count("<text") > 20
    assert "<image" in svg  # the history
    before = panel.grab().toImage()
    panel.repaint()
    assert panel.grab().toImage() == before
