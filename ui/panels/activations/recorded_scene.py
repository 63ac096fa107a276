"""One layer of a recording: f and f' over z at the left, and beside them how the layer's answers are spread."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter

from nnviz.arrays import Array
from nnviz.experiment.choice import ActivationChoice
from nnviz.store.recording import ActivationStatistics
from ui import numbers
from ui.panels.activations.curves import Curve, curves, is_elementwise
from ui.panels.activations.ground import line_pen
from ui.panels.activations.ranges import share_top
from ui.plotting.axes import nice_step
from ui.plotting.primitives import draw_rectangles, polygon
from ui.plotting.text import draw_hint, draw_text, text_width
from ui.plotting.ticks import Ticks, linear_ticks
from ui.theme import colour, current, mix, px, run_style

HALF_WIDTHS = (5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)
"""Of the axis of z: the first at which f covers the answers, as far as it does."""
INSET, TOP, TICKS, GAP, LABEL_GAP = 12, 18, 24, 16, 7
SIDE = 118
LEAST_WITH_SIDE = 300
ROW = 36
BARS_SHARE = 0.4
PALE = 0.45
ROUNDING = 20.0
MOST_TICKS = 9
LARGEST = 1e300
"""What is larger is drawn there: the width of an axis is a number, too."""
SMALLEST = 1e-300
_NOTHING = "No activations were recorded up to this step."
_LEFT_OUT = "This layer's activations were left out."


def has_histogram(answers: ActivationStatistics) -> bool:
    """Say whether there is a histogram, which a file may hold without any sense."""
    return -math.inf < answers.low <= answers.high < math.inf and 0.0 < answers.counts.sum() < math.inf


def edges_of(answers: ActivationStatistics) -> Array:
    """Return where the bins of a histogram begin and end."""
    return np.linspace(max(answers.low, -LARGEST), min(answers.high, LARGEST), len(answers.counts) + 1)


class Ends(Struct, frozen=True):
    """What the axes show.

    Attributes
    ----------
    low, high : float
        Of the answers, f and f'.
    half_width : float
        The axis of z reaches from -half_width to half_width.
    top : float
        Where the axis of shares ends.
    """

    low: float
    high: float
    half_width: float
    top: float


def grown_ends(activation: ActivationChoice | None, answers: ActivationStatistics | None, before: Ends | None) -> Ends:
    """Return ends that hold a layer's answers, and what they held before: looking at other steps moves little."""
    low, high, peak = 0.0, 1.0, 0.1
    if answers is not None and has_histogram(answers):
        low, high = max(answers.low, -LARGEST), min(answers.high, LARGEST)
        peak = float(answers.counts.max() / answers.counts.sum())
    half_width = HALF_WIDTHS[0]
    if activation is not None and is_elementwise(activation):
        for half_width in HALF_WIDTHS:
            found = curves(activation, half_width)
            if found.low <= low and high <= found.high:
                break
        # An answer so large that no axis shows where it comes from: the curve shows what is usual.
        low, high = min(low, found.low), max(high, found.high)
    if before is not None:
        low, high, half_width = min(low, before.low), max(high, before.high), max(half_width, before.half_width)
    if high - low <= max(1e-9 * max(abs(low), abs(high)), SMALLEST):  # all answers are one
        low, high = low - 0.5 * max(abs(low), 1.0), high + 0.5 * max(abs(high), 1.0)
    step = nice_step((high - low) / ROUNDING)
    ends = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return Ends(ends[0], max(ends[1], ends[0] + step), half_width, share_top(peak, before.top if before else 0.0))


class RecordedScene(Struct, frozen=True, eq=False):
    """What is to be seen of one layer.

    Attributes
    ----------
    name : str
    word : str
        The recording's word for its activation; empty for none.
    activation : ActivationChoice or None
        The same where nnviz knows it.
    answers : ActivationStatistics or None
        None where the layer was left out.
    known : bool
        Whether any layer's activations were recorded up to this step.
    ends : Ends
    run : int
        Whose colour the bars have.
    """

    name: str
    word: str
    activation: ActivationChoice | None
    answers: ActivationStatistics | None
    known: bool
    ends: Ends
    run: int

    @property
    def figures(self) -> list[tuple[str, str]]:
        """Labels and values of what stands beside the plot."""
        found = [("activation", self.word or "not named")]
        if self.answers is not None:
            spread = f"{numbers.significant(self.answers.mean, 2)} ± {numbers.significant(self.answers.deviation, 2)}"
            found.append(("mean ± deviation", spread))
            if not math.isnan(self.answers.saturated):
                found.append(("saturated answers", numbers.percent(self.answers.saturated)))
            if not math.isnan(self.answers.dead):
                found.append(("dead units", numbers.percent(self.answers.dead)))
        return found

    def draw(self, painter: QPainter, size: QSize) -> None:
        """Draw it into a panel of a size."""
        theme = current()
        painter.fillRect(QRectF(0, 0, size.width(), size.height()), colour(theme.surface))
        box, bars = self._boxes(size)
        if box.width() < px(40) or box.height() < px(30):
            return
        curve = QRectF(box)
        curve.setRight(bars.left() - px(GAP))
        ticks = self._ticks(size)
        self._draw_grid(painter, box, ticks)
        if self.has_curve:
            self._draw_curves(painter, curve)
        self._draw_bars(painter, bars)
        if size.width() >= px(LEAST_WITH_SIDE):
            self._draw_figures(painter, QRectF(box.right() + px(GAP), box.top(), px(SIDE), box.height()))

    def explanation_at(self, place: QPointF, size: QSize) -> str:
        """Say what the bar at a height counts; empty where there is none."""
        answers, bars = self.answers, self._boxes(size)[1]
        if answers is None or not has_histogram(answers) or not bars.contains(place):
            return ""
        value = self.ends.low + (bars.bottom() - place.y()) / bars.height() * (self.ends.high - self.ends.low)
        edges = edges_of(answers)
        index = int(np.searchsorted(edges, value)) - 1
        if not 0 <= index < len(answers.counts):
            return ""
        low, high = (numbers.significant(float(edge), 3) for edge in edges[index : index + 2])
        share = numbers.percent(float(answers.counts[index] / answers.counts.sum()))
        return f"{share} of the answers of {self.name} lie between {low} and {high}"

    def _ticks(self, size: QSize) -> Ticks:
        most = min(MOST_TICKS, max(2, (size.height() - px(TOP + TICKS)) // px(26)))
        return linear_ticks(self.ends.low, self.ends.high, most)

    def _boxes(self, size: QSize) -> tuple[QRectF, QRectF]:
        """Return the room of everything, and that of the bars in it."""
        side = px(SIDE) + px(GAP) if size.width() >= px(LEAST_WITH_SIDE) else 0
        left = px(INSET) + max(text_width("tick", label) for label in self._ticks(size).labels) + px(LABEL_GAP)
        box = QRectF(left, px(TOP), size.width() - left - px(INSET) - side, size.height() - px(TOP) - px(TICKS))
        bars = QRectF(box)
        if self.has_curve:
            bars.setLeft(box.right() - box.width() * BARS_SHARE)
        return box, bars

    @property
    def has_curve(self) -> bool:
        """Whether there is an f of one z to draw."""
        return self.activation is not None and is_elementwise(self.activation)

    def _y(self, box: QRectF, value: float) -> float:
        return box.bottom() - (value - self.ends.low) / (self.ends.high - self.ends.low) * box.height()

    def _draw_grid(self, painter: QPainter, box: QRectF, ticks: Ticks) -> None:
        theme, line = current(), current().lines.grid
        for value, label in zip(ticks.values, ticks.labels, strict=True):
            y = self._y(box, value)
            painter.fillRect(QRectF(box.left(), round(y - line / 2.0), box.width(), line), colour(theme.grid))
            x = box.left() - px(LABEL_GAP) - text_width("tick", label)
            draw_text(painter, "tick", theme.ink3, x, y, label)

    def _draw_curves(self, painter: QPainter, box: QRectF) -> None:
        theme = current()
        assert self.activation is not None
        found = curves(self.activation, self.ends.half_width)
        painter.save()
        painter.setClipRect(box)
        self._draw_curve(painter, box, found.derivative, theme.ink2, dashed=True)
        self._draw_curve(painter, box, found.function, theme.ink, dashed=False)
        painter.restore()
        self._draw_x_axis(painter, box, linear_ticks(-self.ends.half_width, self.ends.half_width, 4), "z")
        draw_text(painter, "small", theme.ink2, box.left() + px(4), px(TOP) / 2.0, "f, f′ dashed", box.width())

    def _draw_curve(self, painter: QPainter, box: QRectF, curve: Curve, token: str, *, dashed: bool) -> None:
        lines = current().lines
        width, dash = (lines.derivative, lines.derivative_dash) if dashed else (lines.function, None)
        painter.setPen(line_pen(token, width, dash))
        scale = box.width() / (2.0 * self.ends.half_width), -box.height() / (self.ends.high - self.ends.low)
        origin = box.center().x(), self._y(box, 0.0)
        for piece in curve.pieces:
            painter.drawPolyline(polygon(piece * scale + origin))

    def _draw_bars(self, painter: QPainter, box: QRectF) -> None:
        theme, answers = current(), self.answers
        if answers is None or not has_histogram(answers):
            words = _LEFT_OUT if self.known else _NOTHING
            draw_hint(painter, box, words)
            return
        draw_text(painter, "small", theme.ink2, box.left() + px(4), px(TOP) / 2.0, "answers", box.width())
        shares = answers.counts / answers.counts.sum()
        edges = edges_of(answers)
        scale = -box.height() / (self.ends.high - self.ends.low)
        y = self._y(box, 0.0) + edges * scale
        rows = np.empty((len(shares), 4))
        rows[:, 0], rows[:, 2] = box.left(), shares / self.ends.top * box.width()
        # Where all answers are the same, the one bar that there is can still be seen.
        rows[:, 3] = np.maximum((y[:-1] - y[1:]) * 0.88, 1.0)
        rows[:, 1] = y[1:] + (y[:-1] - y[1:] - rows[:, 3]) / 2.0
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(mix(run_style(self.run).colour(theme), theme.surface, PALE)))
        draw_rectangles(painter, rows[rows[:, 2] > 0.0])
        painter.restore()
        axis = theme.lines.axis
        painter.fillRect(QRectF(box.left(), box.top(), axis, box.height()), colour(theme.axis))
        top = self.ends.top
        places = Ticks((0.0, top), ("0", f"{numbers.tick(100.0 * top, 1.0)}{numbers.THIN_SPACE}%"))
        self._draw_x_axis(painter, box, places, "", (0.0, top))

    def _draw_x_axis(
        self, painter: QPainter, box: QRectF, ticks: Ticks, name: str, ends: tuple[float, float] | None = None
    ) -> None:
        theme = current()
        low, high = ends or (-self.ends.half_width, self.ends.half_width)
        painter.fillRect(QRectF(box.left(), box.bottom(), box.width(), theme.lines.axis), colour(theme.axis))
        for value, label in zip(ticks.values, ticks.labels, strict=True):
            wide = text_width("tick", label)
            x = box.left() + (value - low) / (high - low) * box.width() - wide / 2.0
            x = min(max(x, box.left() - px(4)), box.right() - wide + px(4))
            draw_text(painter, "tick", theme.ink3, x, box.bottom() + px(12), label)
        if name:
            x = box.left() + box.width() * 0.625 - text_width("small", name) / 2.0
            draw_text(painter, "small", theme.ink2, x, box.bottom() + px(12), name)

    def _draw_figures(self, painter: QPainter, box: QRectF) -> None:
        theme = current()
        for row, (label, value) in enumerate(self.figures):
            top = box.top() + row * px(ROW)
            if top + px(ROW) > box.bottom() + px(TICKS):
                break
            middle = QPointF(box.left(), top + px(6))
            draw_text(painter, "tick", theme.ink3, middle.x(), middle.y(), label, box.width())
            draw_text(painter, "value", theme.ink, middle.x(), middle.y() + px(15), value, box.width())
