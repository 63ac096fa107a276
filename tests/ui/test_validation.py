"""A validation share in the window: its curve, its numbers and points, the marks of early stopping and overfitting."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from nnviz.arrays import Array
from nnviz.assembly import assemble
from nnviz.datasets import Split
from nnviz.diagnosis.overfitting import find_overfitting
from nnviz.experiment import decode
from nnviz.snapshot import Restoration
from tests.ui.loss_cases import Runs, open_panel, texts
from ui.frame import Mark
from ui.onset import Onset, onset_of
from ui.panels.loss.flags import Flag, FlagPicture, flags_of
from ui.panels.loss.present import look_at
from ui.panels.loss.reading import read
from ui.panels.output.kinds import kinds_for
from ui.panels.output.marks import share_styles
from ui.panels.output.points import HELD_OUT, SHARES, Points
from ui.panels.output.switches import Switches
from ui.plotting.text import text_width
from ui.theme import current
from ui.timeline.points import best, edits, overfitting

DATA = {"name": "circles", "samples": 40, "validation_fraction": 0.2}


def turning(run: int, steps: Array) -> Array:
    """Return train losses that fall, and held-out losses that turn at step 400."""
    fall = 0.6 * np.exp(-steps / 300.0) + 0.01
    held_out = 0.3 + np.abs(steps - 400.0) / 1000.0
    rows = fall, held_out + 0.05, 1.0 - fall, 0.9 - fall / 2.0, held_out, 0.95 - fall / 2.0
    return np.stack([part + 0.0 * steps for part in rows], axis=1)


def validated(count: int = 1) -> Runs:
    return Runs(count, turning, DATA).advance(1000)


def test_the_curve_and_its_numbers_are_there_only_where_there_is_the_share(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, validated())
    assert panel._plots.words_of("loss") == ("train", "validation", "test")
    assert "validation dash-dotted" in panel.sentence
    said = texts(panel)
    assert said.count("validation") == 2
    assert "0.900" in said
    assert {run.shares for run in panel._plots.runs} == {3}
    plain = open_panel(qtbot, Runs().advance(1000))
    assert plain._plots.words_of("loss") == ("train", "test")
    assert "validation" not in plain.sentence
    assert {run.shares for run in plain._plots.runs} == {2}


def test_the_validation_curve_is_drawn_where_its_values_are(qtbot: QtBot) -> None:
    with_share, without = (open_panel(qtbot, runs) for runs in (validated(), Runs(1, turning).advance(1000)))
    [curves] = with_share._painting._canvas._groups[0][1]
    dashes = curves.curves.validation
    assert dashes is not None
    assert len(dashes)
    [plain] = without._painting._canvas._groups[0][1]
    assert plain.curves.validation is None


def test_a_reading_has_a_column_for_every_share(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, validated())
    reading = read(panel._plots.visible, 0, 400.0, False, "loss", panel._plots.told)
    assert reading is not None
    [row] = reading.rows
    assert row.values[1:] == pytest.approx((0.3, 0.35))


def test_where_overfitting_begins_is_marked_in_the_curves_and_on_the_timeline(qtbot: QtBot) -> None:
    runs = validated(2)
    panel = open_panel(qtbot, runs)
    flags = [flag for flag in panel._plots.flags if flag.warns]
    assert [flag.words for flag in flags] == [
        "base: overfitting begins (validation loss)",
        "variant 1: overfitting begins (validation loss)",
    ]
    assert all(abs(flag.place - 400.0) <= 30.0 for flag in flags)
    [alone] = flags_of(panel._plots.runs[:1], epochs=True)
    assert alone.words == "overfitting begins (validation loss)"
    assert abs(alone.place - 40.0) <= 3.0
    view, newest = runs.views[0], runs.snapshots[0]
    [point] = overfitting(view, newest)
    assert (point.kind, point.words) == ("finding", "overfitting begins")
    [lowest] = best(view, newest.evaluation)
    assert (lowest.step, lowest.words) == (400, "best validation loss 0.300")


def test_words_of_a_warning_cover_no_other_flag(qtbot: QtBot) -> None:
    view = open_panel(qtbot, validated(), (1190, 190))._plots.views[0]
    whole = "overfitting begins (validation loss)"
    start, end = (float(view.x.to_pixels(step)) for step in (0.0, 1000.0))
    width = text_width("tick", whole)

    def after(pixels: float, *, warns: bool = False) -> Flag:
        return Flag(1000.0 * (width + 30.0 + pixels) / (end - start), whole if warns else "edit", warns=warns)

    warning, middle = after(0.0, warns=True), start + width + 30.0
    [(left, words)] = FlagPicture(view, [warning])._words
    assert (words, left > middle) == (whole, end > middle + width + 10.0)
    [(left, words)] = FlagPicture(view, [warning, after(30.0)])._words
    assert words == whole
    assert left + width <= middle
    assert FlagPicture(view, [after(-60.0), warning, after(60.0)])._words == []
    [one, two] = FlagPicture(view, [warning, after(40.0, warns=True)])._words
    assert two[0] > one[0] + text_width("tick", one[1]) or one[0] > two[0] + text_width("tick", two[1])


def test_an_edit_begins_anew(qtbot: QtBot) -> None:
    runs = validated()
    view, newest = runs.views[0], runs.snapshots[0]
    onset = onset_of(view)
    assert onset.look(view, newest) is not None
    view.marks.append(Mark(950, 95.0, "L2 0 → 0.01"))
    assert onset.look(view, newest) is None


def test_a_run_that_falls_has_no_mark(qtbot: QtBot) -> None:
    runs = Runs().advance(1000)
    assert open_panel(qtbot, runs)._plots.flags == []
    assert overfitting(runs.views[0], runs.snapshots[0]) == []


def test_curves_and_timeline_look_for_the_onset_once(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []

    def find(*told: Any) -> Any:
        looked.append(1)
        return find_overfitting(*told)

    monkeypatch.setattr("ui.onset.find_overfitting", find)
    runs = validated()
    panel, view, newest = open_panel(qtbot, runs), runs.views[0], runs.snapshots[0]
    [flag] = [flag for flag in panel._plots.flags if flag.warns]
    [point] = overfitting(replace(view, name="renamed"), newest)
    assert point.step == flag.place
    assert len(looked) == len(runs.views)
    other = validated().views[0]
    assert onset_of(other) is not onset_of(view) is onset_of(replace(view, marks=[]))
    assert Onset(view).look(view, newest) == onset_of(view).look(view, newest)


def test_going_back_to_the_best_weights_is_a_flag(qtbot: QtBot) -> None:
    runs = validated()
    restored = Restoration(900, 90.0, 400)
    runs.snapshots[0] = replace(runs.snapshots[0], restorations=(restored,))
    panel = open_panel(qtbot, runs)
    assert "best weights of step 400" in [flag.words for flag in panel._plots.flags if not flag.warns]
    [point] = edits(runs.views[0], runs.snapshots[0])
    assert (point.step, point.words) == (900, "best weights of step 400")
    # A fork does not tell what happened in its parent.
    assert edits(runs.views[0], replace(runs.snapshots[0], first_step=900)) == []


@pytest.mark.parametrize("size", [(1190, 144), (1190, 190)])
def test_the_names_of_the_shares_never_touch(qtbot: QtBot, size: tuple[int, int]) -> None:
    panel = open_panel(qtbot, validated(6), size)
    heads = []
    for view, place in zip(panel._plots.views, panel._plots.places, strict=True):
        if place.form == "one_line":
            words = look_at(panel._plots, place, view).layout.words
            heads.append([word for word in words if word.text in ("train", "validation", "valid.", "test")])
    assert heads
    for row in heads:
        assert [word.text[:5] for word in row] == ["train", "valid", "test"]
        for one, other in pairwise(row):
            assert one.x + text_width("tick", one.text) < other.x


# The Output panel.


def split(**data: Any) -> Split:
    return assemble("run", decode({"nnviz": 1, "data": {"name": "circles", "samples": 50, **data}})).data


def test_points_of_all_shares_are_chosen_and_known_again() -> None:
    data = split(test_fraction=0.2, validation_fraction=0.3)
    points = Points.choose(data)
    assert np.bincount(points.shares).tolist() == [25, 10, 15]
    assert points.held_out == [(1, HELD_OUT["test"]), (2, HELD_OUT["validation"])]
    assert len(points.pick_of(data, "raw")) == points.total == 50
    for index in (0, 24, 25, 34, 35, 49):
        sample = points.sample(index)
        assert points.index_of(sample) == index
        assert points.pick_of(data, "raw")[index].tolist() == data.of("raw", sample[0])[sample[1]].tolist()
    few = Points.choose(data, most=10)
    assert np.bincount(few.shares).tolist() == [5, 2, 3]
    assert Points.choose(split(test_fraction=0.0)).held_out == []


def test_each_share_has_points_of_its_own_look() -> None:
    train, test, validation = share_styles("circle", "#000000", current().surface)
    assert [style.hollow for style in (train, test, validation)] == [False, True, True]
    assert [style.cored for style in (train, test, validation)] == [False, False, True]
    assert len(SHARES) == 3


@pytest.mark.parametrize(
    ("data", "chips", "chosen"),
    [
        ({"test_fraction": 0.2, "validation_fraction": 0.3}, ["test", "validation", "train"], "test"),
        ({"test_fraction": 0.0, "validation_fraction": 0.3}, ["validation", "train"], "validation"),
        ({"test_fraction": 0.2}, ["test", "train"], "test"),
    ],
)
def test_shares_that_are_there_are_offered(qtbot: QtBot, data: dict[str, Any], chips: list[str], chosen: str) -> None:
    assembly = assemble("run", decode({"nnviz": 1, "data": {"name": "iris", **data}}))
    switches = Switches()
    qtbot.addWidget(switches)
    switches.offer(kinds_for(assembly), assembly)
    assert [name for name, chip in switches._chips.items() if not chip.isHidden()] == chips
    assert switches.share == chosen
    switches._chips[chips[-2]].click()
    assert switches.share == chips[-2]
