"""The Loss panel in every state: what it draws and says, at every size, theme and font scale."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from nnviz.arrays import Array
from tests.ui.loss_cases import LEAST, MIDDLE, NARROW, WIDE, Runs, drawing, falling, open_panel, picture, texts
from ui.panels.loss.options import Options
from ui.theme import THEMES, appearance

HINT = "Press Space to train: curves appear here."
REGRESSION = {"name": "diabetes"}
NO_TEST = {"name": "circles", "samples": 40, "test_fraction": 0.0}


pytestmark = pytest.mark.usefixtures("light")


def with_values(change: dict[int, float], column: int = 0, run: int = 0) -> Any:
    """Return values that are `falling` but for one column of one run at some steps."""

    def values(index: int, steps: Array) -> Array:
        result = falling(index, steps)
        for step, value in change.items():
            if index == run:
                result[steps == step, column] = value
        return result

    return values


def without(*columns: int) -> Any:
    def values(index: int, steps: Array) -> Array:
        result = falling(index, steps)
        result[:, columns] = math.nan
        return result

    return values


STATES: dict[str, Any] = {
    "one snapshot": lambda: Runs(),
    "some steps": lambda: Runs().advance(7),
    "two runs": lambda: Runs().advance(1820),
    "six runs": lambda: Runs(6).advance(900),
    "NaN loss": lambda: Runs(values=with_values({100: math.nan, 110: math.nan})).advance(300),
    "NaN at the end": lambda: Runs(values=with_values({300: math.nan})).advance(300),
    "nothing but NaN": lambda: Runs(values=without(0, 1, 2, 3)).advance(50),
    "infinite loss": lambda: Runs(values=with_values({100: math.inf, 300: math.inf})).advance(300),
    "zero loss": lambda: Runs(values=with_values({100: 0.0, 300: 0.0})).advance(300),
    "huge loss": lambda: Runs(values=with_values({100: 1e30})).advance(300),
    "tiny loss": lambda: Runs(values=with_values({100: 5e-324})).advance(300),
    "no test share": lambda: Runs(values=without(1, 3), data=NO_TEST).advance(300),
    "regression": lambda: Runs(values=without(2, 3), data=REGRESSION).advance(300),
    "diverged": lambda: Runs(3).advance(412).diverge(1).advance(400),
    "a million steps": lambda: Runs(steps_per_epoch=13).advance(1_000_000),
    "one long epoch": lambda: Runs(steps_per_epoch=50_000).advance(40_000),
}


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_drawn_in_every_way(qtbot: QtBot, state: str) -> None:
    runs = STATES[state]()
    panel = open_panel(qtbot, runs)
    for size in (WIDE, MIDDLE, NARROW, LEAST, (1190, 700), (200, 110), (60, 40)):
        panel.resize(*size)
        for log, epochs, batches in ((True, False, False), (False, True, True), (True, True, True)):
            panel._plots.options = Options("accuracy" if size == NARROW else "loss", log, epochs, batches)
            panel._plots.show_at_once()
            panel._arrange()
            panel.repaint()
    assert "image" not in drawing(panel)


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_and_font_scale(qtbot: QtBot, theme: Any, scale: float) -> None:
    panel = open_panel(qtbot, Runs(3).advance(500))
    before = picture(panel)
    appearance().choose(theme)
    appearance().set_font_scale(scale)
    for size in (WIDE, MIDDLE, NARROW, LEAST):
        panel.resize(*size)
        shown = picture(panel)
        surface = [int(THEMES[theme].surface[k : k + 2], 16) for k in (1, 3, 5)]
        assert shown[0, 0].tolist() == surface
        for place in panel._plots.places:
            assert panel.rect().contains(place.box)
    appearance().choose("light")
    appearance().set_font_scale(1.0)
    panel.resize(*WIDE)
    assert (picture(panel) == before).all()


def test_before_anything_there_are_axes_and_one_sentence(qtbot: QtBot) -> None:
    runs = Runs()
    panel = open_panel(qtbot, runs, playing=False)
    assert texts(panel).count(HINT) == 1
    panel.bind(tuple(runs.views))
    said = texts(panel)
    assert said.count(HINT) == 1
    assert {"0", "100", "1", "100 %", "step"} <= set(said)
    panel.draw(runs.advance(1).frame())
    assert HINT not in texts(panel)


def test_in_a_long_first_epoch_a_sentence_says_when_curves_begin(qtbot: QtBot) -> None:
    runs = Runs(1, data={"name": "circles", "samples": 20_000}, steps_per_epoch=500).advance(400)
    panel = open_panel(qtbot, runs)
    sentence = "Curves begin when the first epoch ends, at step 500. Batches, in the title bar, shows every batch."
    assert sentence in " ".join(texts(panel))
    panel._controls.batches.setChecked(True)
    assert "Curves begin" not in " ".join(texts(panel))
    panel._controls.batches.setChecked(False)
    assert sentence in " ".join(texts(panel))
    panel.draw(runs.advance(100).frame())
    assert "Curves begin" not in " ".join(texts(panel))


def test_names_and_values_stand_beside_the_curves_in_their_order(qtbot: QtBot) -> None:
    runs = Runs(3).advance(900)
    said = texts(open_panel(qtbot, runs))
    first, second = said.index("variant 2"), said.index("variant 2", said.index("variant 2") + 1)
    assert [said.index(name) for name in ("variant 2", "variant 1", "base")] == sorted(
        said.index(name) for name in ("variant 2", "variant 1", "base")
    )
    assert said.index("base", first + 3 * 5 - 1) < second  # accuracy: the base is on top
    for snapshot in runs.snapshots:
        evaluation = snapshot.evaluation
        for value in (evaluation.train_loss, evaluation.test_loss):
            assert f"{value:.3f}" in said or f"{value:.4f}" in said
        for share in (evaluation.train_accuracy, evaluation.test_accuracy):
            assert f"{100 * share:.1f} %" in said


def test_a_diverged_run_says_where_and_ends_in_an_x(qtbot: QtBot) -> None:
    runs = Runs(2).advance(412).diverge(1).advance(300)
    panel = open_panel(qtbot, runs)
    assert texts(panel).count("diverged at step 412, Hidden 2") == 2
    wide = drawing(panel)
    panel.draw(Runs(2).advance(712).frame())
    panel.bind(tuple(runs.views))
    panel.resize(*NARROW)
    panel.draw(runs.frame())
    assert any(text.startswith("diverged at step 412") for text in texts(panel))
    assert wide.count("#cc79a7") > 0


def test_zero_on_a_logarithmic_axis_is_said(qtbot: QtBot) -> None:
    zero = "0 or less is drawn at the lower edge"
    panel = open_panel(qtbot, STATES["zero loss"]())
    assert zero in texts(panel)
    panel._controls.log.click()
    assert zero not in texts(panel)
    assert zero not in texts(open_panel(qtbot, Runs().advance(300)))


def test_without_a_test_share_there_is_only_train(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, STATES["no test share"]())
    assert "test" not in texts(panel)
    assert "no test share" in panel.sentence


def test_a_regression_has_one_wide_plot(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, STATES["regression"]())
    [place] = panel._plots.places
    assert place.metric == "loss"
    assert place.box.width() > 800
    assert panel.title == "Loss"


@pytest.mark.parametrize(
    ("size", "count", "shown", "title"),
    [
        (WIDE, 2, ["loss", "accuracy"], "Loss and accuracy"),
        ((980, 160), 2, ["loss", "accuracy"], "Loss and accuracy"),
        ((700, 260), 2, ["loss", "accuracy"], "Loss and accuracy"),
        (MIDDLE, 2, ["loss"], "Loss"),
        (NARROW, 6, ["loss"], "Loss"),
        (LEAST, 6, ["loss"], "Loss"),
    ],
)
def test_what_fits_is_shown(qtbot: QtBot, size: Any, count: int, shown: list[str], title: str) -> None:
    panel = open_panel(qtbot, Runs(count).advance(300), size)
    assert [place.metric for place in panel._plots.places] == shown
    assert panel.title == title
    for place in panel._plots.places:
        assert panel.rect().contains(place.box)
        assert panel.rect().contains(place.labels)
        assert not place.box.intersects(place.labels)
        assert place.box.width() >= 100
        assert place.box.height() >= 50


def test_runs_that_are_switched_off_are_not_drawn_and_need_no_room(qtbot: QtBot) -> None:
    runs = Runs(values=with_values({100: 1e30}, run=1)).advance(300)
    panel = open_panel(qtbot, runs)
    high = panel._plots.easing.aim[3]
    panel.draw(runs.frame(hidden=frozenset({1})))
    qtbot.waitUntil(lambda: not panel._plots.easing.moving)
    assert panel._plots.easing.aim[3] < high
    assert "variant 1" not in texts(panel)
    panel.draw(runs.frame(hidden=frozenset({0, 1})))
    panel.repaint()


def test_ranges_keep_until_data_leave_them_and_then_ease(qtbot: QtBot) -> None:
    runs = Runs().advance(60)
    panel = open_panel(qtbot, runs)
    easing = panel._plots.easing
    ends, eased = [easing.aim], False
    for _ in range(200):
        panel.draw(runs.advance(10).frame())
        ends.append(easing.aim)
        eased |= easing.moving
    rights = [end[1] for end in ends]
    assert rights == sorted(rights)
    assert set(rights) <= {120.0, 240.0, 600.0, 1200.0, 2400.0}
    assert [end[2] for end in ends] == sorted((end[2] for end in ends), reverse=True)
    assert len({end[2:4] for end in ends}) <= 6
    assert eased
    qtbot.waitUntil(lambda: not easing.moving, timeout=2000)
    assert easing.values == easing.aim


def test_paints_count_new_data_only(qtbot: QtBot) -> None:
    runs = Runs().advance(60)
    panel = open_panel(qtbot, runs)
    paints = panel.paints
    panel.repaint()
    assert panel.paints == paints
    panel.draw(runs.advance(10).frame())
    panel.repaint()
    assert panel.paints == paints + 1


def test_a_new_experiment_begins_with_nothing(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, STATES["huge loss"]())
    fresh = Runs()
    panel.bind(tuple(fresh.views))
    panel.draw(fresh.frame())
    other = open_panel(qtbot, Runs())
    assert (picture(panel) == picture(other)).all()


def test_a_run_restarted_or_scrubbed_back_is_drawn_to_its_step_only(qtbot: QtBot) -> None:
    runs = Runs(1).advance(1000)
    early = runs.frame()
    runs.advance(500)
    panel = open_panel(qtbot, runs)
    late = picture(panel)
    panel.draw(early)
    qtbot.waitUntil(lambda: not panel._plots.easing.moving)
    view = panel._plots.views[0]
    after = round(float(view.x.to_pixels(1010.0)))
    strip = picture(panel)[view.box.top() + 10 : view.box.bottom() - 2, after + 8 : view.box.right()]
    assert (np.abs(strip.astype(int) - 255).max(axis=(1, 2)) < 40).all()
    assert (late != picture(panel)).any()


class StillStyle:
    """The style of a system on which nothing is to be animated."""

    def styleHint(self, *arguments: Any) -> int:
        return 0


def test_axes_do_not_ease_where_the_system_wants_no_motion(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs().advance(60)
    panel = open_panel(qtbot, runs)
    monkeypatch.setattr(panel, "style", StillStyle)
    panel.draw(runs.advance(900).frame())
    assert not panel._plots.easing.moving
    assert panel._plots.easing.values[1] == 1200.0


def test_a_weight_set_by_hand_is_within_the_axis_at_once(qtbot: QtBot) -> None:
    runs = Runs(1).advance(200)
    panel = open_panel(qtbot, runs, WIDE)
    frame = runs.frame(playing=False)
    evaluation = frame.snapshot.evaluation._replace(train_loss=742.9)
    panel.draw(replace(frame, snapshots=(replace(frame.snapshot, evaluation=evaluation),)))
    assert panel._plots.easing.aim[3] >= np.log10(742.9)
