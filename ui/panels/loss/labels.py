"""What stands beside the ends of the curves: each run's marker and name, and its values now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ui.panels.loss.arrangement import TWO_LINES, Place
from ui.panels.loss.layout import LINE, WORD_GAP, Figure, Label, Layout, Words
from ui.plotting.spreading import Keeper, spread
from ui.plotting.text import text_width
from ui.theme import Role, current, px

INDENT = 17
"""From the marker's left edge to the name."""
NAME_LIMIT = 170
SHORT_NAME_LIMIT = 110
LEAST_NAME = 60
VALUE_GAP = 9
SHORT = {"validation": "valid."}
"""What heads a column that is too narrow for the share's name."""
SLACK = 10
"""How far a curve's end may move before its label follows."""

Numbered = list[tuple[int, Label]]
"""Labels in the order of the curves' ends, each with its number among those that were said."""


class Labels:
    """The labels of one plot.

    Parameters
    ----------
    widest : str
        What a value normally takes; the cells grow where one needs more, and never shrink.

    Attributes
    ----------
    widest : str
        What has needed most so far.
    """

    def __init__(self, widest: str) -> None:
        self._keeper = Keeper()
        self._key: object = None
        self._layout = Layout()
        self._fitting: list[tuple[str, ...]] = []
        self.widest = widest

    def forget_places(self) -> None:
        """Place the labels anew: the plot has another place."""
        self._keeper.forget()

    def make_room(self, labels: Iterable[Label]) -> None:
        """See to it that the cells hold the values of these labels."""
        shapes = [label.shapes for label in labels if not label.trouble]
        if shapes == self._fitting:
            return
        self._fitting = shapes
        for shape in (shape for values in shapes for shape in values):
            if text_width("value", shape) > self._cell:
                self.widest = shape

    def widths(self, labels: list[Label], shares: tuple[str, ...]) -> tuple[float, float]:
        """Return the pixels that these labels need on two lines and on one."""
        names = max((text_width("name", label.name) for label in labels), default=0.0)
        short = max((text_width("small", label.name) for label in labels), default=0.0)
        trouble = max((text_width("small", label.trouble) for label in labels), default=0.0)
        two = max(min(names, px(NAME_LIMIT)), self._values_width(shares), trouble)
        one = min(short, px(SHORT_NAME_LIMIT)) + px(VALUE_GAP) + max(self._values_width(("",) * len(shares)), 0.0)
        return px(INDENT) + two, px(INDENT) + one

    def lay_out(self, place: Place, labels: list[Label], ends: Mapping[int, float], shares: tuple[str, ...]) -> Layout:
        """Return where everything stands, in the order of the curves' `ends`: pixels by the runs' indices.

        It is the same object as before until something moves.
        """
        wishes = self._keeper.wishes(ends, px(SLACK))
        said = [(label.run, label.name, label.trouble) for label in labels]
        key = place, said, wishes, shares, self.widest, current().name, px(1000)
        if key == self._key:
            return self._layout
        self._key, self._layout = key, Layout()
        by_run = {label.run: number for number, label in enumerate(labels)}
        ordered = [(by_run[run], labels[by_run[run]]) for run in wishes]
        if place.form == "two_lines":
            self._in_two_lines(place, ordered, list(wishes.values()), shares)
        elif place.form == "one_line":
            self._in_one_line(place, ordered, list(wishes.values()), shares)
        else:
            self._in_rows(place, ordered, shares)
        return self._layout

    def _in_two_lines(self, place: Place, labels: Numbered, wishes: list[float], shares: tuple[str, ...]) -> None:
        area, line = place.labels, px(LINE)
        centres = spread(wishes, px(TWO_LINES), area.top() + line, area.top() + area.height() - line)
        for (number, label), centre in zip(labels, centres, strict=True):
            x, y = float(area.left()), round(centre) - line / 2
            self._place_name(label, x, y, area.width(), "name")
            x += px(INDENT)
            if label.trouble:
                self._place_trouble(label.trouble, x, y + line, area.left() + area.width() - x)
            else:
                self._place_values(number, label, x, y + line, shares)

    def _in_one_line(self, place: Place, labels: Numbered, wishes: list[float], shares: tuple[str, ...]) -> None:
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
            pitch = self._cell + self._gap(("",))
            for share in shares:
                fits = text_width("tick", share) <= pitch - px(WORD_GAP)
                self._place_aside(share if fits else SHORT.get(share, share), x, head)
                x += pitch
        for (number, label), centre in zip(shown, centres, strict=True):
            y = float(round(centre))
            self._place_name(label, area.left(), y, values_left - px(VALUE_GAP) - area.left(), "small")
            if label.trouble:
                self._place_trouble("diverged", values_left, y)
            else:
                self._place_values(number, label, values_left, y, ("",) * len(shares))
        if left_out:
            self._place_aside(f"and {left_out} more", area.left() + px(INDENT), bottom + line)

    def _in_rows(self, place: Place, labels: Numbered, shares: tuple[str, ...]) -> None:
        area, row = place.labels, place.row
        rows = max(1, area.height() // row)
        shown, left_out = _fitting(labels, rows * place.columns)
        width = (area.width() - px(VALUE_GAP) * (place.columns - 1)) / place.columns
        name = min(max((text_width("name", label.name) for _, label in shown), default=0.0), px(NAME_LIMIT))
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
                self._place_aside(f"and {left_out} more", x + px(INDENT), y, width - px(INDENT))
                return
            number, label = shown[index]
            self._place_name(label, x, y, values_left - px(VALUE_GAP), "name")
            if label.trouble:
                self._place_trouble(label.trouble, x + values_left, y, width - values_left)
            else:
                self._place_values(number, label, x + values_left, y, words)

    def _place_name(self, label: Label, x: float, y: float, width: float, role: Role) -> None:
        self._layout.markers.append((label.run, x, y))
        if width > px(INDENT):
            left, room = x + px(INDENT), width - px(INDENT)
            self._layout.words.append(Words(role, current().ink, left, y, label.name, room, is_name=True))

    def _place_trouble(self, text: str, x: float, y: float, width: float | None = None) -> None:
        self._layout.words.append(Words("small", current().error, x, y, text, width))

    def _place_aside(self, text: str, x: float, y: float, width: float | None = None) -> None:
        self._layout.words.append(Words("tick", current().ink3, x, y, text, width))

    def _place_values(self, number: int, label: Label, x: float, y: float, words: tuple[str, ...]) -> None:
        for share, word in enumerate(words[: len(label.values)]):
            width = self._cell + (px(WORD_GAP) + text_width("tick", word) if word else 0.0)
            self._layout.figures.append(Figure(number, share, x, y, word, width))
            # The next value stands where it stands, however wide this one is.
            x += width + self._gap(words)

    @property
    def _cell(self) -> float:
        return text_width("value", self.widest)

    def _values_width(self, words: tuple[str, ...]) -> float:
        parts = [self._cell + (px(WORD_GAP) + text_width("tick", word) if word else 0.0) for word in words]
        return sum(parts) + self._gap(words) * (len(words) - 1)

    @staticmethod
    def _gap(words: tuple[str, ...]) -> int:
        """Return the gap between values; without words between them they need more."""
        return px(VALUE_GAP) if any(words) else px(VALUE_GAP) + px(WORD_GAP)


def _fitting(labels: Numbered, room: int) -> tuple[Numbered, int]:
    """Return the labels that there is room for, with one line less where some are left out, and how many are."""
    if len(labels) <= room:
        return labels, 0
    if room == 1:
        return labels[:1], 0
    return labels[: room - 1], len(labels) - room + 1
