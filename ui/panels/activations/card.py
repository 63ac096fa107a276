"""The read-out card: what is under the pointer, in numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainter

from ui import numbers
from ui.panels.activations.axes import Axes
from ui.panels.activations.curves import value_and_slope
from ui.panels.activations.figures import mean_and_deviation
from ui.panels.activations.histogram import Histogram
from ui.panels.activations.probe import place_words
from ui.panels.activations.ranges import BINS
from ui.panels.activations.results import LayerLook, Result
from ui.panels.activations.subject import Subject
from ui.plotting.read_out import draw_card_ground
from ui.plotting.text import draw_text, text_width
from ui.theme import current, draw_run_marker, px, run_style

ROW, PADDING_X, PADDING_Y, COLUMN_GAP, MARKER, RUN_NAME = 17, 8, 6, 10, 14, 44
SMALLEST = 112
MOST_RUNS = 3


class Row(Struct, frozen=True):
    """One row: label left, value right; a run's marker before it, where it speaks of one."""

    label: str
    value: str
    run: int | None = None
    strong: bool = False


def plot_rows(axes: Axes, result: Result | None, z: float, unit: int | None, *, short: bool) -> list[Row]:
    """Return what there is to say of a place on the axis of z; where `short`, only what matters most.

    Parameters
    ----------
    axes : Axes
    result : Result or None
    z : float
    unit : int or None
        Whose own histogram is shown as well.
    short : bool
    """
    subject, half_width = axes.subject, axes.half_width
    rows = [Row("z", place_words(z, half_width), strong=True)]
    if subject.is_elementwise:
        value, slope = value_and_slope(subject.activation, z)
        rows += [Row("f(z)", numbers.weight(value)), Row("f\u2032(z)", numbers.weight(slope))]
    look = result.looks.get(subject.index) if result is not None else None
    if result is None or look is None:
        return rows
    place = look.histogram.bin_at(z)
    if place is None:
        return rows
    if short:
        return [*rows, Row("share", _share(look.histogram, place))]
    rows += _bin_rows(look.histogram, place)
    if unit is not None:
        rows.append(Row(subject.unit_name(unit), _share(look.of_unit(unit), place)))
    for run, other in result.others_at(subject.index)[:MOST_RUNS]:
        rows.append(Row(run.name, _share(other.histogram, place), run.index))
    return rows


def tile_rows(subject: Subject, look: LayerLook | None) -> list[Row]:
    """Return what there is to say of a layer."""
    rows = [Row(subject.layer.name, subject.activation_name, strong=True)]
    if look is None:
        return rows
    activity, slopes = look.activity, subject.slopes
    if slopes is not None:
        rows.append(Row("saturated", numbers.percent(activity.saturated_share)))
        if slopes.kills:
            words = f"{numbers.count(len(activity.dead))} of {numbers.count(subject.layer.fan_out)}"
            rows.append(Row("dead units", words))
    rows.append(Row("mean z", mean_and_deviation(activity.z_mean, activity.z_deviation)))
    if activity.slope_mean is not None:
        rows.append(Row("mean slope", numbers.weight(activity.slope_mean)))
    return rows


def card_size(rows: Sequence[Row], least: float) -> QSizeF:
    """Return the size of a card that is at least so wide."""
    needed = max(_label_width(row) + px(COLUMN_GAP) + text_width("value", row.value) for row in rows)
    width = max(needed + 2 * px(PADDING_X), least, px(SMALLEST))
    return QSizeF(math.ceil(width), px(ROW) * len(rows) + 2 * px(PADDING_Y))


def draw_card(painter: QPainter, rows: Sequence[Row], box: QRectF) -> None:
    """Draw a card."""
    theme = current()
    draw_card_ground(painter, box)
    y = box.top() + px(PADDING_Y) + px(ROW) / 2.0
    for row in rows:
        left, right = box.left() + px(PADDING_X), box.right() - px(PADDING_X)
        if row.run is not None:
            draw_run_marker(painter, run_style(row.run), theme, QPointF(left + px(4), y), px(8))
            left += px(MARKER)
        wide = text_width("value", row.value)
        role, token = ("value", theme.ink) if row.strong else ("small", theme.ink2)
        draw_text(painter, role, token, left, y, row.label, right - wide - px(4) - left, row.run is not None)  # type: ignore[arg-type]
        draw_text(painter, "value", theme.ink, right - wide, y, row.value)
        y += px(ROW)


def _label_width(row: Row) -> float:
    if row.run is not None:
        # Runs have names of any length, which are cut: the marker says it as well.
        return px(MARKER) + min(text_width("small", row.label), px(RUN_NAME))
    return text_width("value" if row.strong else "small", row.label)


def _bin_rows(histogram: Histogram, place: int) -> list[Row]:
    width = 2.0 * histogram.half_width / BINS
    low = -histogram.half_width + place * width
    decimals = max(0, 1 - math.floor(math.log10(width)))
    start, end = (f"{edge:z,.{decimals}f}".replace("-", numbers.MINUS) for edge in (low, low + width))
    words, beyond = f"{start} to {end}", 0
    if place == 0:
        words, beyond = f"up to {end}", histogram.below
    elif place == BINS - 1:
        words, beyond = f"from {start}", histogram.above
    rows = [
        Row("bin", words, strong=True),
        Row("values", numbers.count(int(histogram.counts[place]))),
        Row("share", _share(histogram, place)),
    ]
    if place in (0, BINS - 1):
        # The end bins hold what the axis does not show.
        rows.insert(2, Row("beyond the axis", numbers.count(beyond)))
    return rows


def _share(histogram: Histogram, place: int) -> str:
    return numbers.probability(float(histogram.shares[place]))
