"""How the racers stand: one row each, and a click chooses."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

from ui import numbers
from ui.lab.names import racer_names
from ui.lab.side.looked import Looked
from ui.lab.side.signs import short_names
from ui.lab.side.view import INSET, View, draw_right, follow_with, wrapped
from ui.plotting.kept_picture import KeptPicture
from ui.plotting.text import draw_text, shape_of, text_width
from ui.theme import colour, current, draw_marker, draw_run_marker, px, run_style

HEAD = 28
NAME = 19
LINE = 16
PADDING = 6
MARKER = 9
INDENT = 18
COLUMNS = (64, 62, 50)
"""Loss, distance, steps until it is there."""
HEADS = ("loss", "distance", "arrives")
MOST_LINES = 2
"""The chosen racer's verdict may take so many lines; the others' stand in the tooltip."""


class Standings(View):
    """One row for each racer.

    Attributes
    ----------
    racer_chosen : Signal(int)
    """

    racer_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__("Standings")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._names: list[str] = []
        self._verdict: list[str] = []
        self._short: list[str] = []
        self._chosen = 0
        self._kept = KeptPicture()
        self._hovered: int | None = None
        follow_with(self)

    def needed_height(self, width: int) -> int:  # noqa: D102
        # Always with room for another line: what stands below must not jump where a verdict grows by a word.
        return px(HEAD) + len(self._names) * self._row_height + (MOST_LINES - 1) * px(LINE)

    def take(self, looked: Looked) -> None:  # noqa: D102
        self._names, self._short = racer_names(looked.lab.racers), short_names(looked.lab.racers)
        self._chosen = looked.chosen
        self._verdict = wrapped("tick", looked.reports[looked.chosen].verdict, self._room, MOST_LINES)
        spoken = f"{self._names[looked.chosen]}: {looked.reports[looked.chosen].verdict}"
        if spoken != self.accessibleDescription():
            self.setAccessibleDescription(spoken)

    @property
    def _row_height(self) -> int:
        names = px(NAME) if self.is_wide else 2 * px(NAME)
        return names + px(LINE) + 2 * px(PADDING)

    @property
    def _room(self) -> int:
        """How wide a verdict may be."""
        return self.width() - 2 * px(INSET) - px(INDENT)

    def row_box(self, racer: int) -> QRectF:
        """Return where a racer's row lies: the chosen one's is as high as its verdict needs it."""
        more = (len(self._verdict) - 1) * px(LINE)
        below = more if racer > self._chosen else 0
        high = self._row_height + (more if racer == self._chosen else 0)
        return QRectF(0, px(HEAD) + racer * self._row_height + below, self.width(), high)

    def racer_at(self, y: float) -> int | None:
        """Return the racer whose row lies at a height, or None."""
        boxes = map(self.row_box, range(len(self._names)))
        return next((racer for racer, box in enumerate(boxes) if box.top() <= y < box.bottom()), None)

    def draw(self, painter: QPainter, looked: Looked) -> None:  # noqa: D102
        theme, rights = current(), self._rights()
        verdicts = tuple(done.verdict for done in looked.reports)
        key = (tuple(self._names), verdicts, looked.chosen, self._hovered, theme.name, px(1000))
        self._kept.paint(
            painter, self.rect(), theme.surface, key, lambda layer: self._draw_still(layer, looked, rights)
        )
        if self.is_wide:
            step = f"step {numbers.count(looked.step)} of {numbers.count(looked.last)}"
            room = rights[0] - px(COLUMNS[0]) - px(INSET)
            draw_text(painter, "small", theme.ink2, px(INSET), px(HEAD) / 2.0, step, room)
        losses = [looked.loss(racer) for racer in range(len(self._names))]
        lowest = min((loss for loss in losses if loss == loss), default=None)
        for racer, loss in enumerate(losses):
            self._draw_numbers(painter, looked, racer, rights, leads=loss == lowest)

    def _draw_still(self, painter: QPainter, looked: Looked, rights: list[float]) -> None:
        """Draw what stays while the race is played: names and verdicts."""
        theme = current()
        for right, head in zip(rights, HEADS, strict=True):
            draw_right(painter, "small", theme.ink2, right, px(HEAD) / 2.0, head)
        left = px(INSET) + px(INDENT)
        end = rights[0] - px(COLUMNS[0]) if self.is_wide else self.width() - px(INSET)
        room = self._room
        for racer, (name, short) in enumerate(zip(self._names, self._short, strict=True)):
            box = self.row_box(racer)
            if racer == looked.chosen:
                painter.fillRect(box, colour(theme.tint))
            elif racer == self._hovered:
                painter.fillRect(box, colour(theme.hover))
            y = box.top() + px(PADDING) + px(NAME) / 2.0
            draw_run_marker(painter, run_style(racer), theme, QPointF(px(INSET) + px(MARKER) / 2.0, y), px(MARKER))
            fits = text_width("name", name) <= end - left
            draw_text(painter, "name", theme.ink, left, y, name if fits else short, end - left, is_name=True)
            y = self._numbers_height(racer) + px(NAME) / 2.0 + px(LINE) / 2.0
            for line in self._verdict if racer == looked.chosen else [looked.reports[racer].verdict]:
                draw_text(painter, "tick", theme.ink3, left, y, line, room)
                y += px(LINE)

    def _draw_numbers(self, painter: QPainter, looked: Looked, racer: int, rights: list[float], *, leads: bool) -> None:
        theme, done, y = current(), looked.reports[racer], self._numbers_height(racer)
        if done.diverged is not None and done.diverged <= looked.step:
            words = f"diverged at {numbers.count(done.diverged)}" if done.diverged else "no value here"
            draw_right(painter, "small", theme.error, rights[2], y, words)
            centre = QPointF(rights[2] - text_width("small", words) - px(10), y)
            draw_marker(painter, "cross", centre, px(8), theme.error)
            return
        loss = numbers.loss(looked.loss(racer))
        if text_width("value", shape_of(loss)) > px(COLUMNS[0]):
            loss = numbers.weight(looked.loss(racer))
        draw_right(painter, "value" if leads else "small", theme.ink, rights[0], y, loss)
        draw_right(painter, "small", theme.ink, rights[1], y, numbers.weight(looked.distance(racer)))
        there = "not yet" if done.arrived is None else numbers.count(done.arrived)
        if not looked.lab.minima:
            there = numbers.UNKNOWN
        draw_right(painter, "small", theme.ink2 if done.arrived is None else theme.ink, rights[2], y, there)

    def _numbers_height(self, racer: int) -> float:
        """Return the height on which a racer's numbers are centred."""
        top = self.row_box(racer).top() + px(PADDING) + px(NAME) / 2.0
        return top if self.is_wide else top + px(NAME)

    def _rights(self) -> list[float]:
        """Return where the columns end."""
        right = float(self.width() - px(INSET))
        if self.is_wide:
            return [right - px(COLUMNS[1]) - px(COLUMNS[2]), right - px(COLUMNS[2]), right]
        left = px(INSET) + px(INDENT)
        share = (right - left) / 3.0
        return [left + share * 0.9, left + 1.95 * share, right]

    def hint_at(self, x: float, y: float) -> str:  # noqa: D102
        racer = self.racer_at(y)
        if racer is None or self.looked is None:
            return ""
        return f"{self._names[racer]}: {self.looked.reports[racer].verdict}"

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        racer = self.racer_at(event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and racer is not None:
            self.racer_chosen.emit(racer)

    def point_at(self, x: float, y: float) -> tuple[int, int] | None:  # noqa: D102
        racer = self.racer_at(y)
        return None if racer is None or self.looked is None else (racer, self.looked.step)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None or self.looked is None:
            event.ignore()
            return
        racer = self.looked.chosen + step
        if 0 <= racer < len(self._names):
            self.racer_chosen.emit(racer)

    def light(self, racer: int | None) -> None:
        """Show which racer the pointer is at, here or elsewhere."""
        if racer != self._hovered:
            self._hovered = racer
            self.update()
