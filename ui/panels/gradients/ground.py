"""The part of the panel that seldom changes: axes, ticks, heads, names and verdicts."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from ui.numbers import log_ticks as write_powers
from ui.panels.gradients import words
from ui.panels.gradients.extremes import Decades
from ui.panels.gradients.places import MARKER_ROOM, NAME_LINE, WORD_MARKER, WORD_MARKER_ROOM, Arrangement, Span
from ui.panels.gradients.rows import Row
from ui.panels.gradients.update_band import BAND_HEIGHT, healthy_band
from ui.plotting.scale import Scale
from ui.plotting.text import draw_text, text_width
from ui.plotting.ticks import Ticks, linear_ticks, log_ticks
from ui.theme import Role, current, draw_run_marker, picture, px, run_style
from ui.theme.colour_maps import magnitude_map

HEAD_MIDDLE = 10
SMALL_MARKER = 6
TICK = 4
TICK_REACH = 12
"""How far the last label may stand beyond its axis."""
TICK_GAP = 8
EVERY_DECADE = 100
KEY = (64, 8)
"""Width and height of the colours' key."""
TINT_MARGIN = 5


class Ground(Struct, frozen=True):
    """Everything that the ground depends on: two equal ones look the same.

    Attributes
    ----------
    places : Arrangement
    rows : tuple of Row
    verdicts : tuple of tuple of str
        For each row that of each run, or that of the chosen run alone; empty where there is none.
    sizes : Scale
        The bars' axis.
    steps : Scale or None
        The history's.
    colours : (int, int)
        The decades of the history's colours.
    chosen : int or None
        The selected row.
    runs : tuple of int
        The runs that have numbers, from top to bottom.
    leader : int or None
        The run that has verdicts where not all have; None where all have.
    """

    places: Arrangement
    rows: tuple[Row, ...]
    verdicts: tuple[tuple[str, ...], ...]
    sizes: Scale
    steps: Scale | None
    colours: Decades
    chosen: int | None
    runs: tuple[int, ...]
    leader: int | None

    def draw(self, painter: QPainter) -> None:
        """Draw it."""
        places, theme = self.places, current()
        if self.chosen is not None:
            margin = px(TINT_MARGIN)
            box = QRectF(
                margin, places.row_top(self.chosen), places.size.width() - 2 * margin, places.height(self.chosen)
            )
            painter.fillRect(box, QColor(theme.tint))
        self._draw_sizes_axis(painter)
        self._draw_names(painter)
        self._draw_heads(painter)
        if places.has_markers:
            self._draw_markers(painter)
        if places.band is not None:
            self._draw_bands(painter, places.band)
        if self.steps is not None and places.strips is not None:
            self._draw_steps_axis(painter, self.steps, places.strips)
            if places.words:
                self._draw_key(painter, places.strips)
        if places.words:
            self._draw_axis_words(painter)

    def _draw_sizes_axis(self, painter: QPainter) -> None:
        theme, places = current(), self.places
        grid, axis = QColor(theme.grid), QColor(theme.axis)
        top, height = places.top, places.bottom - places.top
        ticks = self.size_ticks()
        for value in ticks.values:
            x = round(float(self.sizes.to_pixels(value)))
            if places.bars.left < x <= places.bars.right:
                painter.fillRect(QRectF(x, top, theme.lines.grid, height), grid)
        painter.fillRect(QRectF(places.bars.left, top, theme.lines.axis, height), axis)
        painter.fillRect(QRectF(places.bars.left, places.bottom, places.bars.width, theme.lines.axis), axis)
        self._draw_ticks(painter, self.sizes, ticks, places.bars)

    def size_ticks(self) -> Ticks:
        """Return the ticks of the bars' axis: as many as have room, and so many that at least two have their labels."""
        bars = self.places.bars
        widest = text_width("tick", write_powers([10.0**self.sizes.low])[0]) + px(TICK_GAP)
        most = max(2, int(bars.width / widest))
        for some in (most, most + 1, most + 2, EVERY_DECADE):
            ticks = log_ticks(self.sizes.low, self.sizes.high, some)
            # The last label may have no room at the end of the axis; one alone would not tell the scale.
            if len(self.labels(self.sizes, ticks, bars)) > 1:
                break
        return ticks

    def _draw_steps_axis(self, painter: QPainter, steps: Scale, span: Span) -> None:
        theme, places = current(), self.places
        painter.fillRect(QRectF(span.left, places.bottom, span.width, theme.lines.axis), QColor(theme.axis))
        most = max(1, span.width // px(46))
        # The last label may have to leave its place to the unit; one alone would say nothing.
        choices = (linear_ticks(steps.low, steps.high, most + k, whole=True) for k in range(4))
        ticks = next(some for some in choices if sum(value <= 0.7 * steps.high for value in some.values) > 1)
        self._draw_ticks(painter, steps, ticks, span, words.STEP)

    def _draw_ticks(self, painter: QPainter, scale: Scale, ticks: Ticks, span: Span, unit: str = "") -> None:
        theme, places = current(), self.places
        axis, y = QColor(theme.axis), places.bottom + px(12)
        for value in ticks.values:
            painter.fillRect(QRectF(round(scale.to_pixel(value)), places.bottom, theme.lines.axis, px(TICK)), axis)
        for left, label in self.labels(scale, ticks, span, unit):
            draw_text(painter, "tick", theme.ink3, left, y, label)
        if unit:
            draw_text(painter, "tick", theme.ink3, span.right + px(4) - text_width("tick", unit), y, unit)

    def labels(self, scale: Scale, ticks: Ticks, span: Span, unit: str = "") -> list[tuple[float, str]]:
        """Return the labels that have room below an axis, each with its left end."""
        end = span.right + (px(4) - text_width("tick", unit) - px(5) if unit else px(TICK_REACH))
        if not unit and self.places.ratios is None:
            end = span.right + px(2)
        labels, taken = [], -math.inf
        for value, label in zip(ticks.values, ticks.labels, strict=True):
            x, half = scale.to_pixel(value), text_width("tick", label) / 2.0
            if x + half <= end and x - half >= taken:
                taken = x + half + px(4)
                labels.append((x - half, label))
        return labels

    def _draw_names(self, painter: QPainter) -> None:
        theme, places = current(), self.places
        usual: Role = "tick" if places.thin else "body" if places.two_lines or places.lanes.headed else "label"
        chosen: Role = "value" if places.thin else "chosen"
        for index in places.named_rows(self.chosen):
            y, lines = places.middle(index), self.verdicts[index]
            middles = [places.lane_middle(index, lane) for lane in range(len(lines))]
            if places.lanes.headed:
                y = middles[0] - places.lanes.pitch / 2.0 - px(NAME_LINE) / 2.0
            elif places.two_lines:
                y, middles = y - px(8), [y + px(7)]
            elif not places.verdict_per_lane:
                middles = [y]
            role = chosen if index == self.chosen else usual
            draw_text(painter, role, theme.ink, places.names.left, y, self.rows[index].name)
            if places.verdicts is not None and places.every == 1:
                for verdict, middle in zip(lines, middles, strict=True):
                    self._draw_verdict(painter, verdict, places.verdicts, middle)
        if places.verdicts is not None and places.every > 1:
            self._draw_verdict_groups(painter, places.verdicts)

    def _draw_verdict(self, painter: QPainter, verdict: str, span: Span, y: float) -> None:
        if not verdict:
            return
        theme, left = current(), float(span.left)
        if self.leader is not None:
            centre = QPointF(left + px(WORD_MARKER) / 2.0, y)
            draw_run_marker(painter, run_style(self.leader), theme, centre, px(WORD_MARKER))
            left += px(WORD_MARKER_ROOM)
        plain = verdict == "healthy"
        colour = theme.error if verdict == words.DIVERGED else theme.ink3 if plain else theme.ink
        draw_text(painter, "tick" if plain else "value", colour, left, y, verdict)

    def _draw_verdict_groups(self, painter: QPainter, span: Span) -> None:
        """Draw one word for neighbouring rows of the same verdict, beside a line along them."""
        places, line = self.places, QColor(current().axis)
        start = 0
        for index in range(1, len(self.verdicts) + 1):
            if index < len(self.verdicts) and self.verdicts[index] == self.verdicts[start]:
                continue
            top, verdict = places.row_top(start), self.verdicts[start][0]
            height = places.edges[index] - top
            if verdict:
                painter.fillRect(QRectF(span.right + px(2), top + 1, 1, max(1, height - 2)), line)
                if height >= px(10):
                    self._draw_verdict(painter, verdict, span, top + height / 2.0)
            start = index

    def _draw_markers(self, painter: QPainter) -> None:
        """Draw each run's marker before its bars, so that nothing is told by colour alone."""
        theme, places = current(), self.places
        x = places.bars.left - px(MARKER_ROOM) / 2.0
        for index, row in enumerate(self.rows):
            for lane, run in enumerate(self.runs):
                if row.layers[run] is not None:
                    centre = QPointF(x, places.lane_middle(index, lane))
                    draw_run_marker(painter, run_style(run), theme, centre, px(SMALL_MARKER))

    def _draw_bands(self, painter: QPainter, span: Span) -> None:
        """Draw the scales of the updates' ratios, with the part that is healthy."""
        theme, places = current(), self.places
        height, (low, high) = px(BAND_HEIGHT), healthy_band(span)
        for index in places.numbered_rows:
            for lane, run in enumerate(self.runs):
                if self.rows[index].layers[run] is not None:
                    top = round(places.number_middle(index, lane) - height / 2.0)
                    painter.fillRect(QRectF(span.left, top, span.width, height), QColor(theme.grid))
                    painter.fillRect(QRectF(low, top, high - low, height), QColor(theme.border))

    def _draw_heads(self, painter: QPainter) -> None:
        theme, places = current(), self.places
        y = px(HEAD_MIDDLE)
        if places.ratios is not None:
            width = text_width("small", words.OF_OUTPUT)
            draw_text(painter, "small", theme.ink2, places.ratios.right - width, y, words.OF_OUTPUT)
        left = places.strips.left if places.strips is not None else places.bars.right
        if places.strips is not None:
            draw_text(painter, "small", theme.ink2, left, y, words.HISTORY)
            left += math.ceil(text_width("small", words.HISTORY)) + px(10)
        if places.updates is not None:
            room = places.updates.right - left
            head = next(text for text in words.UPDATE if text_width("small", text) <= room or text == words.UPDATE[-1])
            x = places.updates.right - text_width("small", head)
            draw_text(painter, "small", theme.ink2, x, y, head)

    def _draw_axis_words(self, painter: QPainter) -> None:
        """Say what the bars measure, as fully as there is room for, ending with the bars' axis if that fits."""
        places, theme = self.places, current()
        y = places.bottom + px(12 + 15)
        end = self._key_left - px(12) if places.strips is not None else places.size.width() - places.names.left
        for text in words.SIZE_AXIS:
            width = text_width("tick", text)
            if width <= end - places.names.left:
                left = max(places.names.left, min(places.bars.left, end - width))
                draw_text(painter, "tick", theme.ink3, left, y, text)
                return

    @property
    def _key_left(self) -> float:
        """Where the colours' key begins: it ends with the history, or with the panel where there is no room."""
        places, width = self.places, self._key_width
        assert places.strips is not None
        axis_end = places.bars.left + text_width("tick", words.SIZE_AXIS[0]) + px(12)
        if places.strips.right - width >= axis_end:
            return places.strips.right - width
        return places.size.width() - places.names.left - width

    @property
    def _key_width(self) -> float:
        low, high = self._key_labels
        return text_width("tick", low) + text_width("tick", high) + px(KEY[0]) + 2 * px(5)

    @property
    def _key_labels(self) -> tuple[str, str]:
        low, high = write_powers([10.0 ** self.colours[0], 10.0 ** self.colours[1]])
        return low, high

    def _draw_key(self, painter: QPainter, span: Span) -> None:
        theme, places = current(), self.places
        y = places.bottom + px(12 + 15)
        low, high = self._key_labels
        x = self._key_left
        draw_text(painter, "tick", theme.ink3, x, y, low)
        x += text_width("tick", low) + px(5)
        ramp = picture(magnitude_map().table[np.newaxis, :])
        painter.drawImage(QRectF(x, y - px(KEY[1]) / 2.0, px(KEY[0]), px(KEY[1])), ramp)
        draw_text(painter, "tick", theme.ink3, x + px(KEY[0]) + px(5), y, high)
