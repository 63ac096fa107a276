"""How the landscape bends where the chosen racer is, and what learning rate it bears there."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter

from nnviz.landscape.stability import BOUNDS, largest_stable_rate
from ui import numbers
from ui.formula_pictures import draw_formula, typeset
from ui.lab.names import racer_names
from ui.lab.side.gauge import HEIGHT as GAUGE
from ui.lab.side.gauge import draw_gauge
from ui.lab.side.looked import Looked
from ui.lab.side.typesetting import Typesetting
from ui.lab.side.view import View, draw_right, follow_with, wrapped
from ui.plotting.text import draw_hint, draw_text, text_width
from ui.theme import colour, current, draw_run_marker, pen, px, run_style

HEAD = 36
CROSS = 96
ROW = 20
LINE = 17
GAP = 14
FORMULA = 13.3
NONE_CLAIMED = "None is claimed for {}: it scales the step of each axis by the gradients that it has met."
MOST_LINES = 4


class Stability(View):
    """Curvatures at the racer's point, and the learning rate against the largest stable one."""

    def __init__(self) -> None:
        super().__init__("Stability")
        self.setMouseTracking(True)
        self.typesetting = Typesetting(self)
        self.typesetting.finished.connect(self.restyle)
        self._name = ""
        self._bound: float | None = None
        self._lines: tuple[list[str], list[str], list[str]] = ([], [], [])
        follow_with(self)

    @property
    def words(self) -> str:
        """What is said below the bar, in one line."""
        return " ".join(self._lines[1])

    def take(self, looked: Looked) -> None:  # noqa: D102
        self._name = racer_names(looked.lab.racers)[looked.chosen]
        curvature = looked.curvature
        steepest = math.nan if curvature is None else float(curvature.eigenvalues[1])
        self._bound = largest_stable_rate(looked.optimizer, steepest)
        self.typesetting.ask(BOUNDS.values())
        room = self.inner.width()
        self._lines = (
            wrapped("tick", _where(looked), room, MOST_LINES),
            wrapped("label", self._verdict(looked, steepest), room, MOST_LINES),
            wrapped("tick", _on_the_way(looked), room, MOST_LINES),
        )
        spoken = f"{self._name}: {self.words}"
        if spoken != self.accessibleDescription():
            self.setAccessibleDescription(spoken)

    def needed_height(self, width: int) -> int:  # noqa: D102
        # As for the longest words, so that nothing moves while they change.
        lines = 5 if self.is_wide else 8
        gauge = px(GAUGE) + px(GAP) if self.looked is not None and self.looked.optimizer.name in BOUNDS else 0
        return px(HEAD) + px(CROSS) + px(ROW) + 3 * px(GAP) + lines * px(LINE) + gauge

    def point_at(self, x: float, y: float) -> tuple[int, int] | None:  # noqa: D102
        return None if self.looked is None else (self.looked.chosen, self.looked.bend_step)

    def draw(self, painter: QPainter, looked: Looked) -> None:  # noqa: D102
        theme, box = current(), self.inner
        y = float(px(16))
        draw_run_marker(painter, run_style(looked.chosen), theme, QPointF(box.left() + px(9) / 2.0, y), px(9))
        step = looked.bend_words
        name, end = box.left() + px(18), box.right() - text_width("small", f"at step {numbers.count(looked.last)}")
        draw_text(painter, "name", theme.ink, name, y, self._name, end - px(12) - name, is_name=True)
        draw_right(painter, "small", theme.ink2, box.right(), y, step)
        curvature = looked.curvature
        if curvature is None:
            draw_hint(painter, box, "The landscape has no curvature here.")
            return
        y = self._draw_curvature(painter, looked, px(HEAD))
        for line in self._lines[0]:
            draw_text(painter, "tick", theme.ink3, box.left(), y, line, box.width())
            y += px(LINE)
        y += px(GAP)
        draw_text(painter, "title", theme.ink, box.left(), y, "Learning rate", box.width())
        if looked.optimizer.name in BOUNDS:
            self._draw_bound(painter, looked, y)
        y += px(ROW)
        if self._bound is not None:
            rate = looked.optimizer.values["learning_rate"]
            draw_gauge(
                painter,
                QRectF(box.left(), y, box.width(), px(GAUGE)),
                rate / self._bound,
                run_style(looked.chosen),
            )
            y += px(GAUGE) + px(GAP) / 2.0
        for line in self._lines[1]:
            draw_text(painter, "label", theme.ink, box.left(), y, line, box.width())
            y += px(LINE)
        y += px(4)
        for line in self._lines[2]:
            draw_text(painter, "tick", theme.ink3, box.left(), y, line, box.width())
            y += px(LINE)

    def _draw_curvature(self, painter: QPainter, looked: Looked, top: float) -> float:
        """Draw the two directions as a cross, and their curvatures beside it; return where the next line stands."""
        assert looked.curvature is not None
        theme, box = current(), self.inner
        square = QRectF(box.left(), top, px(CROSS), px(CROSS))
        painter.fillRect(square, colour(theme.grid))
        low, high = looked.curvature.eigenvalues.tolist()
        for value, (x, y), name in zip((low, high), looked.curvature.directions.tolist(), ("min", "max"), strict=True):
            is_steep = name == "max"
            half = px(CROSS) * 0.36
            dash = None if value > 0.0 else (4.0, 3.0)
            painter.setPen(pen(theme.ink if is_steep else theme.ink3, theme.lines.curve, dash))
            centre = square.center()
            painter.drawLine(
                QLineF(centre.x() - half * x, centre.y() + half * y, centre.x() + half * x, centre.y() - half * y)
            )
            # At the end that is farther up, or farther right.
            sign = -1.0 if y < -1e-9 or (abs(y) <= 1e-9 and x < 0.0) else 1.0
            label = QPointF(centre.x() + sign * x * half * 1.2, centre.y() - sign * y * half * 1.2)
            words = "λ₂" if is_steep else "λ₁"
            width = text_width("small", words)
            left = min(max(label.x() - width / 2.0, square.left() + px(2)), square.right() - width - px(2))
            painter.fillRect(QRectF(left - 1, label.y() - px(7), width + 2, px(14)), colour(theme.grid))
            draw_text(painter, "small", theme.ink, left, label.y(), words)
        left = square.right() + px(14)
        y = top + px(10)
        draw_text(painter, "small", theme.ink2, left, y, "curvature")
        across = looked.curvature.directions.tolist()
        for value, name, direction in ((high, "λ₂", across[1]), (low, "λ₁", across[0])):
            y += px(ROW)
            draw_text(painter, "label", theme.ink2, left, y, f"{name} {_along(direction)}")
            draw_right(painter, "value", theme.ink, box.right(), y, numbers.weight(value))
        y += px(ROW)
        draw_text(painter, "label", theme.ink2, left, y, "condition")
        condition = numbers.weight(looked.curvature.condition) if low > 0.0 else numbers.UNKNOWN
        draw_right(painter, "value", theme.ink, box.right(), y, condition)
        return top + px(CROSS) + px(GAP)

    def _draw_bound(self, painter: QPainter, looked: Looked, y: float) -> None:
        """Draw how the largest stable rate is made, at the right."""
        latex = BOUNDS[looked.optimizer.name]
        theme, right = current(), self.inner.right()
        value = f"= {numbers.weight(self._bound)}" if self._bound is not None else ""
        draw_right(painter, "value", theme.ink, right, y, value)
        if self.typesetting.has(latex):
            formula, size = typeset(latex), px(1000) / 1000.0 * FORMULA
            right -= text_width("value", "= 0.0000000") + px(4)
            base = y + (formula.ascent - formula.descent) * size / 2.0
            draw_formula(painter, formula, right - formula.width * size, base, size, theme.ink2)

    def _verdict(self, looked: Looked, steepest: float) -> str:
        if looked.optimizer.name not in BOUNDS:
            return NONE_CLAIMED.format(looked.label)
        rate = looked.optimizer.values["learning_rate"]
        if self._bound is None:
            return "The landscape does not curve upwards here, so no rate is too large by its curvature."
        share = rate / self._bound
        ends = "" if share <= 1.0 else ": it runs away here"
        return f"{numbers.weight(rate)} of {numbers.weight(self._bound)}: {_percent(share)}{ends}"


def _where(looked: Looked) -> str:
    if looked.is_quadratic:
        return "The same everywhere: the function is quadratic."
    curvature = looked.curvature
    if curvature is not None and curvature.eigenvalues[0] < 0.0:
        kind = "a saddle" if curvature.eigenvalues[1] > 0.0 else "a hill"
        return f"Here it bends like {kind}; elsewhere otherwise."
    return "Here; elsewhere the landscape bends otherwise."


def _on_the_way(looked: Looked) -> str:
    done = looked.reports[looked.chosen]
    if looked.is_quadratic or not done.curvature > 0.0:
        return ""
    bound = f", where the largest stable rate is {numbers.weight(done.bound)}" if done.bound is not None else ""
    return f"On its whole way λ₂ is at most {numbers.weight(done.curvature)}{bound}."


def _along(direction: list[float]) -> str:
    """Return a direction in words."""
    x, y = direction
    angle = math.degrees(math.atan2(y, x)) % 180.0
    if min(angle, 180.0 - angle) < 0.5:
        return "along x"
    if abs(angle - 90.0) < 0.5:
        return "along y"
    return f"{angle:.0f}° to x"


def _percent(share: float) -> str:
    per_cent = numbers.count(100.0 * share) if share >= 0.095 else numbers.ratio(100.0 * share)
    return f"{per_cent}{numbers.THIN_SPACE}%"
