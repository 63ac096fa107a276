"""One update of the chosen racer, so that it can be followed by hand: its vectors, and its terms line by line."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.update_rows import UpdateArrow, UpdateRow, update_arrows, update_rows
from ui import numbers
from ui.lab.names import racer_names
from ui.lab.side.looked import Looked
from ui.lab.side.signs import settings
from ui.lab.side.typesetting import Typesetting
from ui.lab.side.update_table import GAP, NUMBER, UpdateTable
from ui.lab.side.vectors import draw_arrow, draw_vectors, length_of, range_of, stroke_of
from ui.lab.side.view import View, draw_right, follow_with
from ui.plotting.text import draw_hint, draw_text, text_width
from ui.theme import current, draw_run_marker, px, run_style

HEAD = 50
SIDE, SIDE_BESIDE = 156, 148
KEY_ROW, KEY_LINE = 22, 28


class Update(View):
    """The update that follows on the step looked at."""

    def __init__(self) -> None:
        super().__init__("Update")
        self.setMouseTracking(True)
        self.typesetting = Typesetting(self)
        self.typesetting.finished.connect(self.restyle)
        self.table = UpdateTable(self.typesetting)
        self.rows: list[UpdateRow] = []
        self._arrows: list[UpdateArrow] = []
        self._half = 1.0
        self._settings = ""
        self._name = ""
        follow_with(self)

    def take(self, looked: Looked) -> None:  # noqa: D102
        self._name = racer_names(looked.lab.racers)[looked.chosen]
        self._settings = _settings(looked.optimizer, looked.step + 1)
        self.rows = update_rows(looked.optimizer, looked.terms, looked.step)
        self._arrows = update_arrows(looked.optimizer, looked.terms)
        self._half = range_of(self._arrows)
        self.typesetting.ask(row.formula for row in self.rows)
        self.table.arrange(self.rows, self.inner.width())

    def needed_height(self, width: int) -> int:  # noqa: D102
        return px(HEAD) + self._plot_height + self.table.height + 2 * px(GAP)

    def point_at(self, x: float, y: float) -> tuple[int, int] | None:  # noqa: D102
        looked = self.looked
        if looked is None or looked.no_update:
            return None
        # The last line is where the update leads; all others are of the step before it.
        leads = self.table.line_at(y - px(HEAD) - self._plot_height - px(GAP)) == len(self.rows) - 1
        return looked.chosen, min(looked.step + leads, looked.last)

    def draw(self, painter: QPainter, looked: Looked) -> None:  # noqa: D102
        theme, box = current(), self.inner
        y = px(16)
        draw_run_marker(painter, run_style(looked.chosen), theme, QPointF(box.left() + px(9) / 2.0, y), px(9))
        steps = f"step {numbers.count(looked.step)} → {numbers.count(looked.step + 1)}"
        end = box.right() - text_width("small", f"step {numbers.count(looked.last)} → {numbers.count(looked.last)}")
        name = box.left() + px(18)
        draw_text(painter, "name", theme.ink, name, y, self._name, end - px(GAP) - name, is_name=True)
        draw_right(painter, "small", theme.ink2, box.right(), y, steps)
        if looked.no_update:
            draw_hint(painter, box, looked.no_update)
            return
        draw_text(painter, "tick", theme.ink3, box.left(), px(36), self._settings, box.width())
        top = px(HEAD)
        side = px(SIDE_BESIDE) if self.is_wide else px(SIDE)
        draw_vectors(painter, QRectF(box.left(), top, side, side), self._arrows, self._half)
        self._draw_key(painter, QRectF(box.left(), top, side, side), box.right())
        self.table.draw(painter, round(box.left()), top + self._plot_height + px(GAP), self.rows)

    @property
    def _plot_height(self) -> int:
        if self.is_wide:
            return px(SIDE_BESIDE)
        return px(SIDE) + (len(self._arrows) + 1) * px(KEY_ROW) + px(4)

    def _draw_key(self, painter: QPainter, plot: QRectF, right: float) -> None:
        """Say which vector is which, and how long: beside the square, or below it where there is no room."""
        theme = current()
        left = plot.right() + px(14) if self.is_wide else plot.left()
        row = px(KEY_ROW) * (1.8 if self.is_wide else 1.0)
        y = plot.top() + px(10) if self.is_wide else plot.bottom() + px(4) + px(KEY_ROW) / 2.0
        for arrow in self._arrows:
            draw_arrow(painter, QPointF(left, y), QPointF(left + px(KEY_LINE), y), stroke_of(arrow, theme))
            words = left + px(KEY_LINE) + px(8)
            draw_text(painter, "small", theme.ink, words, y, arrow.symbol)
            if self.is_wide:
                draw_text(painter, "tick", theme.ink3, words, y + px(15), arrow.words)
                draw_right(painter, "small", theme.ink, right, y + px(15), length_of(arrow))
            else:
                words += text_width("small", arrow.symbol) + px(6)
                draw_text(painter, "tick", theme.ink3, words, y, arrow.words, right - px(NUMBER) - words)
                draw_right(painter, "small", theme.ink, right, y, length_of(arrow))
            y += row
        y = plot.bottom() - px(8) if self.is_wide else y
        draw_text(painter, "tick", theme.ink3, left, y, "half the side", right - px(NUMBER) - left)
        draw_right(painter, "tick", theme.ink3, right, y, numbers.entry(self._half))


def _settings(optimizer: OptimizerChoice, count: int) -> str:
    """Return every number that the formulas name."""
    # Only those that correct for their start at 0 count their steps.
    counted = f"   t {numbers.count(count)}" if "beta1" in optimizer.values else ""
    return settings(optimizer) + counted
