"""The Loss panel with as many runs as there may be, and with none: every value has its name, every gap its reason."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from nnviz.arrays import Array
from tests.ui.loss_cases import LEAST, MIDDLE, NARROW, WIDE, Runs, open_panel, texts
from tests.ui.network_cases import point_at
from ui.panels.loss import layout
from ui.panels.loss.present import look_at
from ui.theme import appearance, px

pytestmark = pytest.mark.usefixtures("light")


def low(run: int, steps: Array) -> Array:
    """Return curves that end low in both plots."""
    levels = 0.01 * (1 + run), 0.01 * (1 + run), 0.1 + 0.01 * run, 0.1 + 0.01 * run
    return np.tile(levels, (len(steps), 1))


def test_the_words_for_the_shares_stand_on_their_rows(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, Runs(6, values=low).advance(900), (1190, 190))
    plots = panel._plots
    for view, place in zip(plots.views, plots.places, strict=True):
        assert place.form == "one_line"
        words = look_at(plots, place, view).layout.words
        heads = {word.y for word in words if word.text in ("train", "test")}
        first = min(word.y for word in words if word.text == "base" or word.text.startswith("variant"))
        assert heads == {first - px(layout.LINE)}


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("size", [WIDE, (1190, 144), MIDDLE, NARROW, LEAST, (1190, 700)])
def test_every_marker_on_the_card_has_its_name(qtbot: QtBot, size: Any, scale: float) -> None:
    appearance().set_font_scale(scale)
    runs = Runs(6).advance(900)
    panel = open_panel(qtbot, runs, size)
    view = panel._plots.views[0]
    point_at(panel, QPoint(round(float(view.x.to_pixels(400.0))), view.box.center().y()))
    said = texts(panel)
    # The card is drawn last, after the labels.
    card = said[len(said) - 1 - said[::-1].index("step 400") :]
    if size != LEAST:
        assert [name for name in card if name == "base" or name.startswith("variant")] == [v.name for v in runs.views]
    elif scale == 1.0:
        assert sum(name.startswith(("base", "var")) for name in card) == 6


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("steps", [0, 900])
def test_with_all_runs_off_the_plot_says_why_it_is_empty(qtbot: QtBot, steps: int, size: Any) -> None:
    runs = Runs(2).advance(steps)
    panel = open_panel(qtbot, runs, size)
    words = "All runs are switched off."
    assert words not in texts(panel)
    panel.draw(runs.frame(hidden=frozenset({0, 1})))
    assert words in texts(panel)
    panel.draw(runs.frame(hidden=frozenset({0, 1}), playing=False))
    assert words in texts(panel)
    assert not any(text.startswith("Press Space") for text in texts(panel))
    panel.draw(runs.frame(hidden=frozenset({1})))
    assert words not in texts(panel)
