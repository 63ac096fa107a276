"""The views beside the landscape: who is seen, who works, and how the standings read."""

from __future__ import annotations

import gc
import weakref
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent
from pytestqt.qtbot import QtBot

from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.functions import FUNCTIONS
from nnviz.landscape.lab import OWN, Lab
from nnviz.optimizers import OPTIMIZERS
from tests.ui.lab_side_cases import MANY, PHASE, STABILITY, UPDATE, Aside, lab_of
from ui.lab.side import SideViews
from ui.lab.side.looked import Looked
from ui.lab.side.signs import SIGNS, short_names
from ui.lab.side.view import wrapped
from ui.plotting.text import text_width
from ui.theme import appearance

pytestmark = pytest.mark.usefixtures("light")


def test_standings_stand_above_where_there_is_height_and_are_a_tab_where_there_is_not(qtbot: QtBot) -> None:
    aside = Aside(qtbot, lab_of("ravine"))
    views = aside.views
    assert views.standings.isVisible()
    assert views.update_view.isVisible()
    assert not views.tabs.isTabVisible(0)
    views.resize(380, 330)
    assert views.tabs.isTabVisible(0)
    assert not views.standings.isVisible()
    aside.open(0)
    assert views.standings.isVisible()
    assert not views.update_view.isVisible()
    views.resize(380, 800)
    assert views.standings.isVisible()
    assert views.update_view.isVisible()


def test_places_depend_on_the_racers_and_not_on_the_step(qtbot: QtBot) -> None:
    aside = Aside(qtbot, lab_of("ravine"))
    for tab in (UPDATE, STABILITY, PHASE):
        aside.open(tab)
        shown = [
            view for view in (aside.views.update_view, aside.views.stability, aside.views.phase) if view.isVisible()
        ]
        qtbot.waitUntil(lambda: not aside.views.update_view.typesetting.is_busy)
        boxes = set()
        for step in (0, 1, 17, 300):
            aside.show(step=step)
            boxes.add((aside.views.standings.height(), *(view.height() for view in shown)))
        assert len(boxes) == 1


def test_who_is_hidden_does_no_work_and_one_moment_is_one_paint(qtbot: QtBot) -> None:
    aside = Aside(qtbot, lab_of("ravine"))
    qtbot.waitUntil(lambda: not aside.views.update_view.typesetting.is_busy)
    aside.show(step=11)
    views = aside.views
    before = [view.paints for view in (views.standings, views.update_view, views.stability, views.phase)]
    aside.show(step=12)
    after = [view.paints for view in (views.standings, views.update_view, views.stability, views.phase)]
    assert [b - a for a, b in zip(before, after, strict=True)] == [1, 1, 0, 0]
    assert views.phase.paints == 0


@pytest.mark.parametrize(
    ("function", "theme"),
    [*((function, "light") for function in (*FUNCTIONS, OWN)), ("ravine", "dark"), ("ravine", "projector")],
)
def test_every_view_shows_every_function(qtbot: QtBot, function: str, theme: str) -> None:
    appearance().choose(theme)
    aside = Aside(qtbot, Lab.on(function), size=(260, 420))
    for tab in range(4):
        aside.open(tab)
        for chosen, step in ((0, 0), (1, 300)):
            aside.show(chosen, step)
            assert shades(aside) > 10


@pytest.mark.parametrize("scale", [1.0, 1.6])
def test_every_view_shows_every_optimizer_from_the_start_to_divergence(qtbot: QtBot, scale: float) -> None:
    appearance().set_font_scale(scale)
    names = list(OPTIMIZERS)
    for racers in (names[:5], names[5:]):
        aside = Aside(qtbot, lab_of("himmelblau", *(OptimizerChoice(name, learning_rate=1e6) for name in racers)))
        for tab in range(4):
            aside.open(tab)
            for chosen in range(len(racers)):
                for step in (0, 2, 300):
                    aside.show(chosen, step)
                    assert shades(aside) > 10


def shades(aside: Aside) -> int:
    """Paint everything now, and count the colours of it."""
    image = aside.views.grab().toImage()
    pixels = np.frombuffer(image.convertToFormat(image.Format.Format_RGB32).constBits(), np.uint32)
    return len(np.unique(pixels[::7]))


def test_a_click_chooses_and_so_do_the_arrow_keys(qtbot: QtBot) -> None:
    aside = Aside(qtbot, lab_of("ravine", *MANY))
    standings, chosen = aside.views.standings, []
    aside.views.racer_chosen.connect(chosen.append)
    for racer in (0, 3, 7):
        qtbot.mouseClick(standings, Qt.MouseButton.LeftButton, pos=standings.row_box(racer).center().toPoint())
    qtbot.mouseClick(standings, Qt.MouseButton.LeftButton, pos=QPoint(20, 5))  # the head is nobody's
    qtbot.keyClick(standings, Qt.Key.Key_Up)  # nobody is above the first
    aside.show(chosen=7)
    qtbot.keyClick(standings, Qt.Key.Key_Down)
    qtbot.keyClick(standings, Qt.Key.Key_Up)
    assert chosen == [0, 3, 7, 6]


def test_eight_racers_are_legible_in_a_window_900_high(qtbot: QtBot) -> None:
    aside = Aside(qtbot, lab_of("ravine", *MANY), size=(380, 760))
    assert aside.views.standings.isVisible()
    assert (
        aside.views.standings.row_box(7).bottom() <= aside.views.standings.visibleRegion().boundingRect().bottom() + 1
    )
    boxes = [aside.views.standings.row_box(racer) for racer in range(8)]
    assert all(one.bottom() == other.top() for one, other in pairwise(boxes))


def test_a_row_in_words(qtbot: QtBot) -> None:
    aside = Aside(qtbot, lab_of("ravine"))
    standings = aside.views.standings
    aside.show(chosen=1)
    assert standings.accessibleDescription() == f"Momentum: {aside.reports[1].verdict}"
    box = standings.row_box(0).center()
    assert standings.hint_at(box.x(), box.y()) == f"SGD: {aside.reports[0].verdict}"
    assert standings.hint_at(5.0, 2.0) == ""
    place = box.toPoint()
    assert standings.event(QHelpEvent(QHelpEvent.Type.ToolTip, place, standings.mapToGlobal(place)))


def test_it_ends_when_it_is_let_go_and_not_in_any_thread_later(qtbot: QtBot) -> None:
    gc.collect()
    gc.disable()
    try:
        views = SideViews()
        lab = lab_of("ravine")
        tracks = lab.run()
        views.show_race(lab, tracks, lab.reports(tracks), 0, 1)
        views.grab()
        seen = [weakref.ref(one) for one in (views, views.standings, views.phase, views.update_view)]
        del views
        assert [one() for one in seen] == [None] * 4
    finally:
        gc.enable()


def test_distance_loss_and_divergence_are_those_of_the_step() -> None:
    lab = lab_of("ravine", OptimizerChoice("sgd", learning_rate=0.5), steps=300)
    tracks = lab.run()
    reports = tuple(lab.reports(tracks))
    diverged = tracks.diverged(0)
    assert diverged is not None
    early, late = Looked(lab, tracks, reports, 0, 2), Looked(lab, tracks, reports, 0, diverged)
    x, y = tracks.paths[0, 2]
    assert early.distance(0) == pytest.approx((x**2 + y**2) ** 0.5)
    assert early.loss(0) == tracks.losses[0, 2]
    assert (early.lost, late.lost) == (None, diverged)
    assert early.bend_words == "at step 2"
    assert late.bend_words == "at the start"
    assert late.curvature is not None
    assert late.curvature.eigenvalues.tolist() == [1.0, 100.0]


def test_short_names_tell_racers_apart_by_signs() -> None:
    racers = (
        OptimizerChoice("sgd", learning_rate=0.02),
        OptimizerChoice("momentum", learning_rate=0.018),
        OptimizerChoice("momentum", learning_rate=0.01, momentum=0.6),
    )
    assert short_names(racers) == ["SGD", "Momentum η 0.018 β 0.9", "Momentum η 0.01 β 0.6"]
    for entry in OPTIMIZERS.values():
        assert all(number.name in SIGNS for number in entry.hyperparameters)


def test_words_are_wrapped_and_none_is_lost() -> None:
    words = "there after 75 steps, from side to side: its rate is at 98 % of the largest stable one"
    lines = wrapped("tick", words, 200.0, 9)
    assert " ".join(lines) == words
    assert len(lines) > 2
    assert all(text_width("tick", line) <= 200.0 for line in lines)
    assert wrapped("tick", words, 200.0, 2) == [lines[0], " ".join(lines[1:])]
    assert wrapped("tick", "", 200.0, 2) == [""]


def test_the_chosen_row_is_as_high_as_the_others_where_its_verdict_is_short(qtbot: QtBot) -> None:
    aside = Aside(qtbot, lab_of("ravine"))
    standings = aside.views.standings
    needed = standings.needed_height(380)
    heights = [standings.row_box(racer).height() for racer in range(2)]
    assert heights[0] == heights[1]
    assert "falls out" not in aside.reports[0].verdict
    aside.race(lab_of("monkey_saddle", OptimizerChoice("sgd", learning_rate=0.03), OptimizerChoice("adam")))
    assert "falls out" in aside.reports[0].verdict
    first, second = (standings.row_box(racer) for racer in range(2))
    assert first.height() > second.height()
    assert first.bottom() == second.top()
    assert standings.needed_height(380) == needed >= second.bottom()


@pytest.mark.parametrize("tab", [UPDATE, STABILITY, PHASE])
def test_nothing_stands_over_the_tabs_however_the_room_changes(qtbot: QtBot, tab: int) -> None:
    aside = Aside(qtbot, lab_of("ravine", *MANY[:3]))
    views = aside.views
    aside.open(tab)
    for width in (*range(260, 420, 4), *range(420, 256, -4)):
        for height in (620, 560):
            views.resize(width, height)
            for place in views._places:
                if place.isVisible() and not (views.stands_above and place.widget() is views.standings):
                    assert place.y() >= views.tabs.geometry().bottom()
                assert not views.stands_above or views._places[0].height() <= views.tabs.y()
