"""The phase diagram of momentum, with the chosen racer's setting as a dot that can be dragged."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

from nnviz.errors import InvalidInput
from nnviz.landscape.momentum_phases import rule_of, setting_of, slower_rate, with_setting
from nnviz.landscape.momentum_rules import HEAVY_BALL, MOTIONS
from ui import numbers
from ui.lab.names import racer_names
from ui.lab.side.gauge import draw_ticks
from ui.lab.side.looked import Looked
from ui.lab.side.phase_picture import draw_diagram, draw_key, place_of
from ui.lab.side.view import View, draw_right, follow_with, wrapped
from ui.plotting.kept_picture import KeptPicture
from ui.plotting.text import draw_hint, draw_text, text_width
from ui.theme import colour, current, draw_run_marker, pen, px, run_style

HEAD = 54
LEFT, BELOW = 34, 40
READ_OUT = 42
KEY = 30
KNOB = 14
MOST_HEIGHT = 340
FINEST = 0.002
"""The smallest learning rate that a drag gives, in parts of the axis."""
STEPS = 100
"""Key presses across an axis."""
HIGHEST = 0.999

NOT_MOMENTUM = "The diagram is for gradient descent with momentum: {} moves by other rules."
NO_BOWL = "The diagram is for a bowl: here the landscape does not curve upwards."


class Phase(View):
    """Learning rate against momentum, coloured by how fast that comes home.

    Attributes
    ----------
    racer_changed : Signal(int, object)
        The user gave the chosen racer another setting (`OptimizerChoice`).
    sentence : str
        Why there is no diagram; empty where there is one.
    curvatures : (float, float)
        Those that the diagram is for, the smaller one first.
    rule : MomentumRule
        The one that it is for.
    """

    racer_changed = Signal(int, object)

    def __init__(self) -> None:
        super().__init__("Phase")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.sentence = ""
        self._name = ""
        self._kept = KeptPicture()
        self.curvatures = (1.0, 1.0)
        self.rule = HEAVY_BALL
        self._setting = (0.0, 0.0)
        self._pointed: QPointF | None = None
        self._dragged = False
        follow_with(self)

    def take(self, looked: Looked) -> None:  # noqa: D102
        self._name = racer_names(looked.lab.racers)[looked.chosen]
        setting, curvature = setting_of(looked.optimizer), looked.curvature
        self.rule = rule_of(looked.optimizer) or HEAVY_BALL
        steepest = math.nan if curvature is None else float(curvature.eigenvalues[1])
        if setting is None:
            self.sentence = NOT_MOMENTUM.format(looked.label)
        elif self._dragged:
            # The axes hold still under the pointer, wherever the racer comes to be meanwhile.
            self._setting = setting
        elif not steepest > 0.0:
            self.sentence = NO_BOWL
        else:
            assert curvature is not None
            self.sentence = ""
            self.curvatures = float(curvature.eigenvalues[0]), steepest
            self._setting = setting
        spoken = self.sentence or self._read_out(*self._pull_and_momentum())[1]
        if spoken != self.accessibleDescription():
            self.setAccessibleDescription(spoken)

    def needed_height(self, width: int) -> int:  # noqa: D102
        return px(HEAD) + px(150) + px(BELOW) + self._words_height + px(KEY) + px(8)

    @property
    def plot(self) -> QRectF:
        """Where the diagram lies."""
        inner = self.inner
        high = self.height() - px(HEAD) - px(BELOW) - self._words_height - px(KEY) - px(8)
        left = round(inner.left()) + px(LEFT)
        return QRectF(left, px(HEAD), round(inner.right()) - left, min(max(high, px(100)), px(MOST_HEIGHT)))

    @property
    def _words_height(self) -> int:
        return px(READ_OUT) if self.is_wide else px(READ_OUT) + px(16)

    @property
    def _ratio(self) -> float:
        """The smaller curvature over the larger one; 0 where there is no smaller one that curves upwards."""
        low, high = self.curvatures
        return max(0.0, low / high)

    def draw(self, painter: QPainter, looked: Looked) -> None:  # noqa: D102
        theme, box = current(), self.inner
        if self.sentence:
            draw_hint(painter, box, self.sentence)
            return
        low, high = self.curvatures
        y = px(16)
        draw_run_marker(painter, run_style(looked.chosen), theme, QPointF(box.left() + px(9) / 2.0, y), px(9))
        name, where = box.left() + px(18), "" if looked.is_quadratic else looked.bend_words
        end = box.right() - text_width("small", where)
        draw_text(painter, "name", theme.ink, name, y, self._name, end - px(12) - name, is_name=True)
        draw_right(painter, "small", theme.ink2, box.right(), y, where)
        known = f"λ₁ {numbers.weight(low)} {'dashed' if low > 0.0 else 'downwards'},  λ₂ {numbers.weight(high)} solid"
        draw_text(painter, "tick", theme.ink3, box.left(), px(36), known, box.width())
        plot = self.plot
        # Colours change little with the ratio: so many of them are made, and kept.
        shown = 0.0 if self._ratio == 0.0 else 10.0 ** (round(100.0 * math.log10(self._ratio)) / 100.0)
        ground = QRect(0, px(HEAD) - px(8), self.width(), round(plot.bottom()) + px(BELOW) - px(HEAD) + px(8))
        key = (theme.name, px(1000), self.rule, shown, round(high, 12), ground.width(), ground.height())
        self._kept.paint(painter, ground, theme.surface, key, lambda layer: self._draw_still(layer, plot, shown))
        pull, momentum = self._pull_and_momentum()
        self._draw_knob(painter, looked, plot, pull, momentum)
        self._draw_words(painter, plot)
        bar = QRectF(box.left(), plot.bottom() + px(BELOW) + self._words_height, box.width(), px(KEY))
        words = "× a step"
        draw_text(painter, "small", theme.ink2, bar.left(), bar.top() + px(4), words)
        left = bar.left() + text_width("small", words) + px(12)
        draw_key(painter, QRectF(left, bar.top(), bar.right() - left, px(KEY)))

    def _draw_still(self, painter: QPainter, plot: QRectF, ratio: float) -> None:
        theme = current()
        draw_diagram(painter, plot, self.rule, ratio)
        for value in (0.0, 0.5, 1.0):
            y = place_of(plot, self.rule, 0.0, value).y()
            label = numbers.tick(value, 0.5)
            draw_right(painter, "tick", theme.ink3, plot.left() - px(7), y, label)
        draw_right(painter, "small", theme.ink2, plot.left() - px(7), place_of(plot, self.rule, 0.0, 0.75).y(), "β")
        high = self.curvatures[1]
        most = self.rule.most_pull
        pulls = [most * quarter / 4.0 for quarter in range(5)]
        places = [place_of(plot, self.rule, pull, 0.0).x() for pull in pulls]
        labels = [numbers.ratio(pull / high) for pull in pulls]
        draw_ticks(painter, plot.adjusted(-px(8), 0, 0, 0), plot.bottom() + px(12), places, labels)
        words = f"learning rate α, to {most:.0f} / λ₂"
        draw_right(painter, "small", theme.ink2, plot.right(), plot.bottom() + px(28), words)

    def _draw_knob(self, painter: QPainter, looked: Looked, plot: QRectF, pull: float, momentum: float) -> None:
        """Draw the setting as the knob of a slider is drawn, with the racer's marker in it."""
        theme = current()
        place = place_of(plot, self.rule, min(pull, self.rule.most_pull), momentum)
        painter.setPen(pen(theme.surface, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = px(KNOB) * 0.72
        painter.drawEllipse(place, radius + 2.0, radius + 2.0)
        painter.setPen(pen(theme.accent, 2.5 if self._dragged else 2.0))
        painter.setBrush(colour(theme.raised))
        painter.drawEllipse(place, radius, radius)
        draw_run_marker(painter, run_style(looked.chosen), theme, place, px(KNOB) * 0.6)
        if self._pointed is not None and not self._dragged:
            painter.setPen(pen(theme.ink, theme.lines.cursor, opacity=0.7))
            x, y, arm = self._pointed.x(), self._pointed.y(), px(6)
            painter.drawLine(QLineF(x - arm, y, x + arm, y))
            painter.drawLine(QLineF(x, y - arm, x, y + arm))

    def _draw_words(self, painter: QPainter, plot: QRectF) -> None:
        theme, box = current(), self.inner
        first, second = self.read_out
        y = plot.bottom() + px(BELOW) + px(8)
        draw_text(painter, "value", theme.ink, box.left(), y, first, box.width())
        draw_right(
            painter,
            "tick",
            theme.ink3,
            box.right(),
            y,
            "under the pointer" if self._reads_pointer and self.is_wide else "",
        )
        for line in wrapped("tick", second, box.width(), 2):
            y += px(16)
            draw_text(painter, "tick", theme.ink2, box.left(), y, line, box.width())

    @property
    def read_out(self) -> tuple[str, str]:
        """The numbers and the motion of the setting, or of what is under the pointer."""
        place = self._pointed if self._reads_pointer else None
        return self._read_out(*(self._pull_and_momentum() if place is None else self._setting_at(place)))

    @property
    def _reads_pointer(self) -> bool:
        return self._pointed is not None and not self._dragged

    def _read_out(self, pull: float, momentum: float) -> tuple[str, str]:
        rate, flat_decides = slower_rate(self.rule, self._ratio, pull, momentum)
        alpha = numbers.weight(pull / self.curvatures[1])
        numbers_ = f"α {alpha}   β {momentum:.3f}   × {rate:.4f} a step"
        motion = MOTIONS[int(self.rule.motions(np.array([pull]), np.array([momentum]))[0])]
        if motion == "diverges":
            return numbers_, "diverges along λ₂"
        if not self._ratio:
            return numbers_, f"{motion} along λ₂; along λ₁ it runs downhill without end"
        flat = MOTIONS[int(self.rule.motions(np.array([self._ratio * pull]), np.array([momentum]))[0])]
        if flat == motion == "ripples":
            return numbers_, "ripples along both, which come home alike"
        slower = "λ₁" if flat_decides else "λ₂"
        return numbers_, f"{motion} along λ₂, {flat} along λ₁; {slower} is slower"

    def _pull_and_momentum(self) -> tuple[float, float]:
        rate, momentum = self._setting
        return rate * self.curvatures[1], momentum

    def _setting_at(self, place: QPointF) -> tuple[float, float]:
        """Return pull and momentum at a place, or at the nearest one of the diagram."""
        plot = self.plot
        across = min(max((place.x() - plot.left()) / plot.width(), FINEST), 1.0)
        up = min(max((plot.bottom() - place.y()) / plot.height(), 0.0), HIGHEST)
        return self.rule.most_pull * across, up

    def _give(self, pull: float, momentum: float) -> None:
        """Give the chosen racer a setting."""
        if self.looked is None or self.sentence:
            return
        rate, momentum = float(f"{pull / self.curvatures[1]:.3g}"), round(momentum, 3)
        try:
            optimizer = with_setting(self.looked.optimizer, rate, momentum)
        except InvalidInput:
            # A landscape so flat or so steep has rates that no optimizer takes.
            return
        if optimizer != self.looked.optimizer:
            self.racer_changed.emit(self.looked.chosen, optimizer)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        reach = self.plot.adjusted(-px(KNOB), -px(KNOB), px(KNOB), px(KNOB))
        if event.button() == Qt.MouseButton.LeftButton and not self.sentence and reach.contains(event.position()):
            self._dragged = True
            self._give(*self._setting_at(event.position()))
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        place = event.position()
        if self._dragged:
            self._give(*self._setting_at(place))
        self._point(place if self.plot.contains(place) and not self.sentence else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self._dragged and event.button() == Qt.MouseButton.LeftButton:
            self._dragged = False
            if self.looked is not None:
                self.show_looked(self.looked)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        self._point(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        step = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }.get(Qt.Key(event.key()))
        if step is None or self.sentence:
            event.ignore()
            return
        pull, momentum = self._pull_and_momentum()
        most = self.rule.most_pull
        pull = min(max(pull + step[0] * most / STEPS, most * FINEST), most) if step[0] else pull
        momentum = min(max(momentum + step[1] / STEPS, 0.0), HIGHEST) if step[1] else momentum
        self._give(pull, momentum)

    def _point(self, place: QPointF | None) -> None:
        if place != self._pointed:
            self._pointed = place
            self.update()
