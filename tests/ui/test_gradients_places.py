"""Where things are in the Gradients panel: everything fits, at every size, for 1 to 64 layers and 1 to 6 runs."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, QSizeF

from tests.ui.gradients_cases import LARGE, LEAST, OVERVIEW, TAB, Runs
from ui.panels.gradients.arrangement import arrange
from ui.panels.gradients.docking import dock
from ui.panels.gradients.ground import Ground
from ui.panels.gradients.places import Arrangement, Widths
from ui.panels.gradients.rows import make_rows
from ui.panels.gradients.words import widths
from ui.plotting.scale import Scale
from ui.theme import appearance, px

SIZES = [LEAST, OVERVIEW, TAB, LARGE, (760, 560)]


@pytest.fixture(autouse=True)
def usual_letters(qapp: object) -> Iterator[None]:
    appearance().set_font_scale(1.0)
    yield
    appearance().set_font_scale(1.0)


def places_of(size: tuple[int, int], layers: int, runs: int) -> Arrangement:
    return arrange(QSize(*size), layers, runs, needed())


def needed() -> Widths:
    return widths(make_rows(tuple(Runs([3]).views)))


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("runs", [1, 2, 6])
@pytest.mark.parametrize("layers", [1, 3, 11, 50, 65])
@pytest.mark.parametrize("size", SIZES)
def test_everything_fits(size: tuple[int, int], layers: int, runs: int, scale: float) -> None:
    appearance().set_font_scale(scale)
    places = places_of(size, layers, runs)
    assert places.bottom <= max(size[1], places.top + layers)
    columns = [places.names, places.verdicts, places.bars, places.ratios, places.strips, places.band, places.updates]
    if places.verdicts == places.names:
        columns.remove(places.verdicts)  # they stand under the names
    shown = [span for span in columns if span is not None]
    assert all(span.width > 0 for span in shown)
    assert all(a.right <= b.left for a, b in itertools.pairwise(shown))
    if size != LEAST or scale == 1.0:
        assert shown[-1].right <= size[0]
    lanes = places.lanes
    for row in range(layers):
        assert places.height(row) >= 1
        last = places.row_top(row) + places.lane_top(lanes.count - 1) + places.bar_height(row)
        assert places.row_top(row) <= places.row_top(row) + places.lane_top(0)
        assert last <= places.edges[row + 1]
        assert places.row_at(places.middle(row)) == row
        for lane in range(lanes.count):
            assert places.lane_at(row, places.lane_middle(row, lane)) == lane
    assert places.row_at(places.top - 1) is None
    assert places.row_at(places.bottom + 1) is None


@pytest.mark.parametrize("layers", [3, 11, 20, 50, 65])
@pytest.mark.parametrize("size", SIZES)
def test_names_thin_out_but_never_touch(size: tuple[int, int], layers: int) -> None:
    places = places_of(size, layers, 1)
    for chosen in (None, 1, layers // 2, layers - 1):
        named = places.named_rows(chosen)
        middles = [places.middle(row) for row in named]
        assert all(b - a >= px(11) for a, b in itertools.pairwise(middles))
        assert (layers - 1 if chosen is None else chosen) in named


def test_rows_shrink_with_their_number() -> None:
    few, many, most = (places_of(OVERVIEW, layers, 1) for layers in (3, 11, 65))
    assert few.two_lines
    assert few.lanes.bar == px(10)
    assert not many.two_lines
    assert many.every == 1
    assert many.verdicts is not None
    assert most.every > 1
    assert most.lanes.whole
    fifty = places_of((760, 560), 51, 1)
    assert fifty.pitch >= 8
    assert fifty.lanes.bar >= 6


def test_what_is_missed_least_goes_first() -> None:
    shown = []
    for width in (200, 260, 330, 404, 600):
        places = places_of((width, 206), 3, 2)
        spans = {"strips": places.strips, "ratios": places.ratios, "updates": places.updates, "band": places.band}
        shown.append([name for name, span in spans.items() if span is not None])
    assert shown[0] == []
    assert shown[-1] == ["strips", "ratios", "updates", "band"]
    assert shown == sorted(shown, key=len)
    assert shown[3] == ["strips", "ratios", "updates"]


def test_runs_without_room_for_bars_of_their_own_are_laid_over_each_other() -> None:
    assert not places_of(OVERVIEW, 11, 2).lanes.overlaid
    crowded = places_of(OVERVIEW, 50, 6)
    assert crowded.lanes.overlaid
    assert crowded.lanes.count == 1
    assert not crowded.numbers_per_lane
    assert not places_of(OVERVIEW, 50, 1).lanes.overlaid


def test_each_run_has_its_verdict_beside_its_bar_where_there_is_room() -> None:
    headed = places_of(OVERVIEW, 3, 2)
    assert headed.lanes.headed
    assert headed.verdict_per_lane
    for row in range(3):
        # The name has its own line above the first bar.
        assert headed.lane_middle(row, 0) - headed.row_top(row) >= px(16 + 5)
        assert headed.lane_middle(row, 1) + px(6) <= headed.edges[row + 1]
    beside = places_of((760, 560), 18, 2)
    assert beside.verdict_per_lane
    assert not beside.lanes.headed
    crowded = places_of(OVERVIEW, 11, 2)
    assert not crowded.verdict_per_lane
    assert crowded.marked_verdicts
    assert places_of(OVERVIEW, 50, 6).marked_verdicts
    for layers in (1, 3, 11, 50):
        alone = places_of(OVERVIEW, layers, 1)
        assert not alone.verdict_per_lane
        assert not alone.marked_verdicts


def test_runs_of_other_depths_share_rows_by_name() -> None:
    rows = make_rows(tuple(Runs([1, 3, 0]).views))
    assert [row.name for row in rows] == ["Hidden 1", "Hidden 2", "Hidden 3", "Output"]
    assert [row.layers for row in rows] == [(0, 0, None), (None, 1, None), (None, 2, None), (1, 3, 0)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("layers", [2, 3, 11, 50])
def test_the_card_hides_neither_what_is_read_nor_names_and_bars(size: tuple[int, int], layers: int) -> None:
    places = places_of(size, layers, 1)
    card = QSizeF(196, 97)
    for row in range(layers):
        for x in range(0, size[0], 20):
            place = dock(card, places, row, x)
            if place is None:
                continue
            assert 0 <= place.x() <= size[0] - card.width()
            assert 0 <= place.y() <= size[1] - card.height()
            over_row = place.y() < places.edges[row + 1] and place.y() + card.height() > places.row_top(row)
            assert not (over_row and place.x() <= x <= place.x() + card.width())
            assert place.y() > places.bottom or place.x() > places.bars.right
    if size == LARGE and layers == 2:
        free = dock(card, places, 0, 30)
        assert free is not None
        assert free.y() > places.bottom


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("runs", [1, 2, 6])
@pytest.mark.parametrize("size", SIZES)
def test_the_axis_of_sizes_has_two_numbers_at_least(size: tuple[int, int], runs: int, scale: float) -> None:
    appearance().set_font_scale(scale)
    rows = make_rows(tuple(Runs([3] * runs).views))
    places = places_of(size, len(rows), runs)
    for low, decades in itertools.product(range(-12, 3), range(4, 12)):
        sizes = Scale(low, low + decades, places.bars.left, places.bars.right, log=True)
        ground = Ground(places, rows, (("",),) * len(rows), sizes, None, (-3, 0), None, tuple(range(runs)), None)
        ticks = ground.size_ticks()
        assert len(ground.labels(sizes, ticks, places.bars)) > 1 or (size, scale) == (LEAST, 2.0)
        assert len({value for value in ticks.values if low <= math.log10(value) <= low + decades}) == len(ticks.values)
