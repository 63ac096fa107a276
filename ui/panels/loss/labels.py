"""What stands beside the ends of the curves: each run's marker and name, and its values now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from ui.panels.loss.arrangement import TWO_LINES, Place
from ui.plotting.spreading import Keeper, spread
from ui.plotting.text import draw_text, text_width
from ui.theme import Role, current, draw_run_marker, px, run_style

MARKER = 10
INDENT = 17
"""From the marker's left edge to the name."""
NAME_LIMIT = 170
SHORT_NAME_LIMIT = 110
LEAST_NAME = 60
LINE = 16
WORD_GAP = 4
VALUE_GAP = 9
SLACK = 10
"""How far a curve's end may move before its label follows."""


@dataclass(frozen=True)
class Label:
    """What is said of one run in one plot.

    Attributes
    ----------
    index : int
    name : str
    values : tuple of str
        One for each share.
    trouble : str
        Said instead of the values where the run diverged.
    """

    index: int
    name: str
    values: tuple[str, ...]
    trouble: str


class Labels:
    """The labels of one plot.

    Parameters
    ----------
    widest : str
        What a value normally takes; the cells grow where one needs more, and never shrink.
    """

    def __init__(self, widest: str) -> None:
        self._keeper = Keeper()
        self._characters = widest

    def forget_places(self) -> None:
        """Place the labels anew: the plot has another place."""
        self._keeper.forget()

    def widths(self, labels: Iterable[Label], shares: tuple[str, ...]) -> tuple[float, float]:
        """Return the pixels that these labels need on two lines and on one."""
        labels = list(labels)
        for value in (value for label in labels if not label.trouble for value in label.values):
            if text_width("value", value) > text_width("value", self._characters):
                self._characters = value
        names = max((text_width("name", label.name) for label in labels), default=0.0)
        short = max((text_width("small", label.name) for label in labels), default=0.0)
        trouble = max((text_width("small", label.trouble) for label in labels), default=0.0)
        two = max(min(names, px(NAME_LIMIT)), self._values_width(shares), trouble)
        one = min(short, px(SHORT_NAME_LIMIT)) + px(VALUE_GAP) + max(self._values_width(("",) * len(shares)), 0.0)
        return px(INDENT) + two, px(INDENT) + one

    def draw(
        self, painter: QPainter, place: Place, labels: list[Label], ends: Mapping[int, float], shares: tuple[str, ...]
    ) -> None:
        """Draw the labels of a plot, in the order of the curves' `ends`: pixels by the runs' indices."""
        by_index = {label.index: label for label in labels}
        wishes = self._keeper.wishes(ends, px(SLACK))
        ordered = [by_index[index] for index in wishes]
        if place.form == "two_lines":
            self._draw_two_lines(painter, place, ordered, list(wishes.values()), shares)
        elif place.form == "one_line":
            self._draw_one_line(painter, place, ordered, list(wishes.values()), shares)
        else:
            self._draw_rows(painter, place, ordered, shares)

    def _draw_two_lines(
        self, painter: QPainter, place: Place, labels: list[Label], wishes: list[float], shares: tuple[str, ...]
    ) -> None:
        area, line = place.labels, px(LINE)
        centres = spread(wishes, px(TWO_LINES), area.top() + line, area.top() + area.height() - line)
        for label, centre in zip(labels, centres, strict=True):
            x, y = float(area.left()), round(centre) - line / 2
            self._draw_name(painter, label, x, y, area.width(), "name")
            x += px(INDENT)
            if label.trouble:
                draw_text(painter, "small", current().error, x, y + line, label.trouble, area.left() + area.width() - x)
            else:
                self._draw_values(painter, label, x, y + line, shares)

    def _draw_one_line(
        self, painter: QPainter, place: Place, labels: list[Label], wishes: list[float], shares: tuple[str, ...]
    ) -> None:
        area, line = place.labels, px(LINE)
        room = max(1, area.height() // line)
        headed = len(labels) < room
        shown, left_out = _fitting(labels, room)
        values_left = area.left() + area.width() - self._values_width(("",) * len(shares))
        top = area.top() + line / 2
        if headed:
            top += line
        bottom = area.top() + area.height() - line / 2 - (line if left_out else 0)
        centres = spread(wishes[: len(shown)], line, top, max(top, bottom))
        if headed and centres:
            x, head = values_left, float(round(centres[0])) - line
            for share in shares:
                draw_text(painter, "tick", current().ink3, x, head, share)
                x += self._cell + px(WORD_GAP) + px(VALUE_GAP)
        for label, centre in zip(shown, centres, strict=True):
            y = float(round(centre))
            self._draw_name(painter, label, area.left(), y, values_left - px(VALUE_GAP) - area.left(), "small")
            if label.trouble:
                draw_text(painter, "small", current().error, values_left, y, "diverged")
            else:
                self._draw_values(painter, label, values_left, y, ("",) * len(shares))
        if left_out:
            draw_text(painter, "tick", current().ink3, area.left() + px(INDENT), bottom + line, f"and {left_out} more")

    def _draw_rows(self, painter: QPainter, place: Place, labels: list[Label], shares: tuple[str, ...]) -> None:
        area, row = place.labels, place.row
        rows = max(1, area.height() // row)
        shown, left_out = _fitting(labels, rows * place.columns)
        width = (area.width() - px(VALUE_GAP) * (place.columns - 1)) / place.columns
        name = min(max((text_width("name", label.name) for label in shown), default=0.0), px(NAME_LIMIT))
        if width < px(INDENT) + px(LEAST_NAME) + px(VALUE_GAP) + self._values_width(shares[:1]):
            name = -px(16.0)  # no room: the marker alone says which run it is
        least = px(INDENT) + min(name, px(LEAST_NAME)) + px(VALUE_GAP)
        forms = (shares, shares[:1], ("",))
        words = next((form for form in forms if least + self._values_width(form) <= width), forms[-1])
        values_left = max(px(INDENT), min(px(INDENT) + name + px(16), width - self._values_width(words)))
        for index in range(len(shown) + bool(left_out)):
            x = area.left() + (width + px(VALUE_GAP)) * (index // rows)
            y = area.top() + row * (index % rows) + row / 2.0
            if index == len(shown):
                more = f"and {left_out} more"
                draw_text(painter, "tick", current().ink3, x + px(INDENT), y, more, width - px(INDENT))
                return
            label = shown[index]
            self._draw_name(painter, label, x, y, values_left - px(VALUE_GAP), "name")
            if label.trouble:
                draw_text(painter, "small", current().error, x + values_left, y, label.trouble, width - values_left)
            else:
                self._draw_values(painter, label, x + values_left, y, words)

    def _draw_name(self, painter: QPainter, label: Label, x: float, y: float, width: float, role: Role) -> None:
        theme, half = current(), px(MARKER) / 2.0
        draw_run_marker(painter, run_style(label.index), theme, QPointF(x + half, y), px(MARKER))
        if width > px(INDENT):
            draw_text(painter, role, theme.ink, x + px(INDENT), y, label.name, width - px(INDENT))

    def _draw_values(self, painter: QPainter, label: Label, x: float, y: float, words: tuple[str, ...]) -> None:
        theme = current()
        for value, word in zip(label.values, words, strict=False):
            draw_text(painter, "value", theme.ink, x, y, value)
            if word:
                after = x + text_width("value", value) + px(WORD_GAP)
                draw_text(painter, "tick", theme.ink3, after, y, word)
            # The next value stands where it stands, however wide this one is.
            x += self._cell + (px(WORD_GAP) + text_width("tick", word) if word else 0.0) + self._gap(words)

    @property
    def _cell(self) -> float:
        return text_width("value", self._characters)

    def _values_width(self, words: tuple[str, ...]) -> float:
        parts = [self._cell + (px(WORD_GAP) + text_width("tick", word) if word else 0.0) for word in words]
        return sum(parts) + self._gap(words) * (len(words) - 1)

    @staticmethod
    def _gap(words: tuple[str, ...]) -> int:
        """Return the gap between values; without words between them they need more."""
        return px(VALUE_GAP) if any(words) else px(VALUE_GAP) + px(WORD_GAP)


def _fitting(labels: list[Label], room: int) -> tuple[list[Label], int]:
    """Return the labels that there is room for, with one line less where some are left out, and how many are."""
    if len(labels) <= room:
        return labels, 0
    if room == 1:
        return labels[:1], 0
    return labels[: room - 1], len(labels) - room + 1
