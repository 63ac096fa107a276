"""Curves drawn piece by piece: the pieces are the whole, every extreme is in it, and dashes and bands join."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from ui.plotting.primitives import draw_lines, draw_rectangles, polygon
from ui.plotting.scale import Scale
from ui.plotting.strand import Piece, Strand
from ui.plotting.strokes import between, dashes, segments, spans

SCALE = Scale(0.0, 1.0, 100.0, 0.0)
VALUES = st.one_of(st.floats(0.0, 1.0), st.just(math.nan))
ROWS = st.lists(st.tuples(st.floats(0.01, 3.0), VALUES, VALUES, st.floats(0.0, 0.2)), min_size=1, max_size=60)


def table(rows):
    """Return rising pixels, minima and maxima of two shares."""
    x = np.cumsum([row[0] for row in rows])
    low = np.array([row[1:3] for row in rows])
    return x, low, np.minimum(low + np.array([row[3] for row in rows])[:, None], 1.0)


def whole(x, low, high):
    settled, live = Strand(2).advance(x, low, high, None, SCALE, 1.0)
    return settled.followed_by(live)


@given(ROWS, st.lists(st.integers(1, 20), max_size=8))
def test_pieces_are_the_whole_however_the_rows_arrive(rows, cuts):
    x, low, high = table(rows)
    strand, drawn = Strand(2), None
    for end in [*np.cumsum(cuts)[np.cumsum(cuts) < len(x)], len(x)]:
        settled, live = strand.advance(
            x[strand.row : end], low[strand.row : end], high[strand.row : end], None, SCALE, 1.0
        )
        drawn = settled if drawn is None else drawn.followed_by(settled) if len(settled) else drawn
    drawn = drawn.followed_by(live)
    np.testing.assert_allclose(drawn.table, whole(x, low, high).table)


@given(ROWS)
def test_every_column_reaches_from_its_minimum_to_its_maximum(rows):
    x, low, high = table(rows)
    piece = whole(x, low, high)
    columns = np.floor(x)
    assert len(piece) == len(np.unique(columns))
    for index, column in enumerate(np.unique(columns)):
        inside = columns == column
        assert (piece.x[index], piece.x_last[index]) == (x[inside][0], x[inside][-1])
        for share in (0, 1):
            values = low[inside, share]
            drawn = sorted([piece.begin[index, share], piece.end[index, share]])
            if np.isnan(values).all():
                assert np.isnan(drawn).all()
            else:
                bounds = [SCALE.to_pixels(np.nanmax(high[inside, share])), SCALE.to_pixels(np.nanmin(values))]
                assert drawn == pytest.approx([float(bound) for bound in bounds], abs=1e-9)


def test_what_is_settled_is_not_read_again():
    x = np.arange(1000) / 7.0
    values = np.stack((np.sin(x), np.cos(x)), axis=1) / 2 + 0.5
    strand = Strand(2)
    strand.advance(x, values, values, None, SCALE, 1.0)
    assert strand.row == np.flatnonzero(np.floor(x) == np.floor(x[-1]))[0]


def test_the_curve_ends_at_the_newest_value_where_rows_were_merged():
    x, low, high = np.array([0.0, 10.0]), np.array([[0.2, 0.2], [0.4, 0.4]]), np.array([[0.3, 0.3], [0.6, 0.6]])
    _, live = Strand(2).advance(x, low, high, (14.0, np.array([0.5, 0.45])), SCALE, 1.0)
    assert live.x.tolist() == [0.0, 10.0, 14.0]
    assert live.end[-1].tolist() == pytest.approx([50.0, 55.0])


def test_nothing_gives_nothing():
    empty = np.zeros((0, 2))
    settled, live = Strand(2).advance(np.zeros(0), empty, empty, None, SCALE, 1.0)
    assert len(settled) == len(live) == 0
    for piece in (settled, live):
        assert len(dashes(piece, 1, 5, 3)) == len(between(piece, 1.0)) == len(spans(piece, 1)) == 0
        assert len(segments(piece.line(0))) == 0


@given(ROWS)
def test_dashes_cover_their_share_and_do_not_depend_on_the_pieces(rows):
    x, low, _ = table(rows)
    values = np.nan_to_num(low, nan=0.5)
    at_once = dashes(whole(x, values, values), 1, 5.0, 3.0)
    strand, lines = Strand(2), []
    for end in range(1, len(x) + 1):
        settled, live = strand.advance(
            x[strand.row : end], values[strand.row : end], values[strand.row : end], None, SCALE, 1.0
        )
        lines.append(dashes(settled, 1, 5.0, 3.0))
    lines.append(dashes(live, 1, 5.0, 3.0))

    def drawn(parts):
        return float(np.hypot(parts[:, 2] - parts[:, 0], parts[:, 3] - parts[:, 1]).sum())

    piece = whole(x, values, values)
    way = float(piece.length[-1, 1])
    assert drawn(at_once) == pytest.approx(5.0 * (way // 8.0) + min(5.0, way % 8.0), abs=1e-6)
    assert drawn(np.concatenate(lines)) == pytest.approx(drawn(at_once), abs=1e-6)


@given(ROWS)
def test_bands_of_pieces_join_without_seam_or_overlap(rows):
    x, low, _ = table(rows)
    values = np.nan_to_num(low, nan=0.5)
    at_once = between(whole(x, values, values), 1.0)
    strand, parts = Strand(2), []
    for end in range(1, len(x) + 1):
        settled, live = strand.advance(
            x[strand.row : end], values[strand.row : end], values[strand.row : end], None, SCALE, 1.0
        )
        parts.append(between(settled, 1.0))
    parts.append(between(live, 1.0))
    np.testing.assert_allclose(np.concatenate(parts), at_once, atol=1e-9)
    assert len(np.unique(at_once[:, 0])) == len(at_once)


def test_a_gap_in_the_numbers_is_a_gap_in_the_line():
    values = np.array([[0.1], [0.2], [math.nan], [0.4], [0.5]])
    settled, live = Strand(1).advance(np.arange(5) * 10.0, values, values, None, SCALE, 1.0)
    piece: Piece = settled.followed_by(live)
    lines = segments(piece.line(0))
    assert not ((lines[:, 0] < 20.0) & (lines[:, 2] > 20.0)).any()
    assert lines[:, 2].max() == 40.0


def test_arrays_are_drawn_where_they_say(qapp):
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    pen = QPen(QColor("black"), 2.0)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    draw_lines(painter, np.array([[2.0, 5.0, 12.0, 5.0], [20.0, 5.0, 30.0, 5.0]]))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("black"))
    draw_rectangles(painter, np.array([[5.0, 10.0, 3.0, 4.0]]))
    draw_lines(painter, np.zeros((0, 4)))
    painter.end()
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(20, 40) & 0xFFFFFF
    black = np.argwhere(pixels == 0)
    expected = {(y, x) for y in (4, 5) for x in [*range(2, 12), *range(20, 30)]}
    expected |= {(y, x) for y in range(10, 14) for x in range(5, 8)}
    assert {(int(y), int(x)) for y, x in black} == expected


def test_a_polygon_holds_the_points():
    points = polygon(np.array([[1.0, 2.0], [3.5, 4.25]]))
    assert [(point.x(), point.y()) for point in points] == [(1.0, 2.0), (3.5, 4.25)]
    assert polygon(np.zeros((0, 2))).isEmpty()
