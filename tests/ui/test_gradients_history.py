"""The Gradients panel's history: the largest size in each column of pixels, however it was read, and its colours."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPainter

from nnviz.arrays import Array
from nnviz.history import ThinnedSeries
from tests.ui.gradients_cases import Runs, falling
from ui.panels.gradients.arrangement import arrange
from ui.panels.gradients.extremes import MOST, decades
from ui.panels.gradients.maxima import Maxima
from ui.panels.gradients.rows import make_rows
from ui.panels.gradients.strips import Lane, Strips
from ui.panels.gradients.words import widths
from ui.theme.colour_maps import magnitude_map

pytestmark = pytest.mark.usefixtures("light")


def by_hand(sizes: Array, columns: int, end: float) -> Array:
    """Return the largest of each column: step s lies between s - 1 and s."""
    table = np.full((columns, sizes.shape[1]), np.nan)
    for column in range(columns):
        for step in range(1, len(sizes) + 1):
            if step > column * end / columns + 1e-9 and step - 1 < (column + 1) * end / columns - 1e-9:
                table[column] = np.fmax(table[column], sizes[step - 1])
    return table


@pytest.mark.parametrize(("columns", "end"), [(40, 240.0), (240, 120.0), (77, 120.0), (300, 240.0), (1, 240.0)])
@pytest.mark.parametrize("parts", [1, 7, 60])
def test_columns_hold_the_largest_however_they_were_read(columns: int, end: float, parts: int) -> None:
    sizes = np.random.default_rng(1).lognormal(-4.0, 2.0, (111, 3))
    sizes[17, 1] = np.nan
    series, maxima = ThinnedSeries(3, 512), Maxima(3, columns, end)
    for piece in np.array_split(np.arange(111), parts):
        series.append(piece + 1, sizes[piece])
        changed = maxima.advance(series)
        assert maxima.advance(series) == slice(0, 0)
        assert changed.stop > changed.start
    np.testing.assert_array_equal(maxima.table, by_hand(sizes, columns, end))
    settled = maxima.table[: math.ceil(111 * columns / end - 1e-9) - 1]
    assert maxima.least == np.nanmin(settled) if len(settled) else math.isnan(maxima.least)
    assert maxima.most == np.nanmax(sizes)


def test_only_the_changed_columns_are_named() -> None:
    sizes = np.random.default_rng(2).random((100, 2)) + 0.1
    series, maxima = ThinnedSeries(2, 512), Maxima(2, 50, 120.0)
    for step in range(1, 101):
        series.append(np.array([step]), sizes[step - 1 : step])
        before = maxima.table.copy()
        changed = maxima.advance(series)
        same = np.ones(50, dtype=bool)
        same[changed] = False
        np.testing.assert_array_equal(maxima.table[same], before[same])


def test_a_spike_survives_merged_steps() -> None:
    series, maxima = ThinnedSeries(1, 64), Maxima(1, 10, 1000.0)
    for step in range(1, 801):
        series.append(np.array([step]), np.array([[7.0 if step == 333 else 0.5]]))
        maxima.advance(series)
    assert series.rows_per_bucket > 8
    assert maxima.table[3, 0] == 7.0
    assert maxima.table[[0, 1, 2, 5, 6, 7], 0].tolist() == [0.5] * 6
    assert np.isnan(maxima.table[8:]).all()
    assert maxima.steps(3) == (301, 400)
    assert maxima.steps(7) == (701, 800)


def test_zero_and_what_is_not_finite_have_no_place_in_the_range() -> None:
    series, maxima = ThinnedSeries(3, 64), Maxima(3, 10, 100.0)
    series.append(np.arange(1, 31), np.tile([0.0, np.inf, 0.02], (30, 1)))
    maxima.advance(series)
    assert (maxima.least, maxima.most) == (0.02, 0.02)


def test_decades_grow_and_never_shrink() -> None:
    assert decades([], 2, None) is None
    assert decades([0.0, np.inf, np.nan], 2, (-3, 0)) == (-3, 0)
    assert decades([0.02], 2, None) == (-3, -1)
    assert decades([0.02, 5.0], 2, None) == (-2, 1)
    assert decades([0.02], 2, (-2, 1)) == (-3, 1)
    assert decades([0.1, 1.0], 1, None) == (-1, 0)
    low, high = decades([1e-300, 1.0], 2, None) or (0, 0)
    assert (low, high) == (-MOST, 0)


def strips_of(runs: Runs, lanes: list[int]) -> tuple[Strips, QImage]:
    """Return the strips of some runs, and their picture of one pixel for each of the panel's."""
    rows = make_rows(tuple(runs.views))
    places = arrange(QSize(404, 206), len(rows), len(lanes), widths(rows))
    shown = [Lane(run, lane, runs.views[run].history.gradient_sizes) for lane, run in enumerate(lanes)]
    strips = Strips(places, rows, shown, 120.0, 1.0, "#EDF0F3")
    strips.paint_columns(strips.advance(), (-4, 0))
    image = QImage(404, 206, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    strips.draw(painter, 120.0)
    painter.end()
    return strips, image


def test_every_layer_has_the_colour_of_its_size() -> None:
    sizes = ([1e-4, 1e-2, 1.0], [0.0, math.nan])
    runs = Runs([2, 1], lambda run, steps, layers: np.tile(sizes[run], (len(steps), 1))).advance(100)
    _, image = strips_of(runs, [0, 1])
    rows = make_rows(tuple(runs.views))
    places = arrange(QSize(404, 206), 3, 2, widths(rows))
    assert places.strips is not None
    table = magnitude_map().table
    x = places.strips.left + places.strips.width // 2

    def colour(row: int, lane: int, at: int = x) -> int:
        return image.pixel(at, round(places.lane_middle(row, lane)))

    assert [colour(row, 0) for row in range(3)] == [table[0], table[128], table[-1]]
    assert colour(0, 1) == 0xFFEDF0F3  # a gradient of 0
    assert colour(1, 1) == 0  # that run has no second hidden layer
    assert colour(2, 1) == 0  # not a number
    assert colour(2, 0, places.strips.right - 2) == 0  # still to come
    assert image.pixel(x, places.row_top(1)) == 0


def test_strips_that_grow_look_like_strips_made_at_once() -> None:
    runs = Runs([3], falling).advance(30)
    strips, _ = strips_of(runs, [0])
    for steps in (1, 5, 40):
        runs.advance(steps)
        strips.paint_columns(strips.advance(), (-4, 0))
    image = QImage(404, 206, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    strips.draw(painter, 120.0)
    painter.end()
    assert image == strips_of(runs, [0])[1]
    sizes, (first, last) = strips.read(0, 50)
    known = runs.views[0].history.gradient_sizes.buckets()[2]
    assert first <= 50 <= last
    assert sizes == known[first - 1 : last].max(axis=0).tolist()
