"""One racer in the form: its marker, its optimizer, its hyperparameters."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.experiment.choice import OptimizerChoice
from nnviz.optimizers import OPTIMIZERS
from ui.controls import Choice, IconButton, Option
from ui.experiment_form.focus import leave, retire
from ui.experiment_form.formulas import tooltip
from ui.lab.form.rows import NumberRow
from ui.theme import colour, current, draw_run_marker, follow, painting, px, run_style

HEAD = 32
LEAD = 20
MARKER = 11

OPTIONS = tuple(Option(one.name, one.label, tooltip(one.sentence, one.formula)) for one in OPTIMIZERS.values())


class RacerBlock(QWidget):
    """Shows one racer, and says what is wanted of it.

    Parameters
    ----------
    index : int
        Which racer; decides marker and colour.

    Attributes
    ----------
    picked : Signal(str)
        Another optimizer.
    tuned : Signal(str, float, bool)
        A hyperparameter, its value, and whether that is meant: not while a knob is dragged.
    chosen : Signal()
        It is to be looked at.
    removed : Signal()
        It is to go.
    """

    picked = Signal(str)
    tuned = Signal(str, float, bool)
    chosen = Signal()
    removed = Signal()

    def __init__(self, index: int) -> None:
        super().__init__()
        self.index = index
        self._optimizer = ""
        self._chosen = False
        self.choice = Choice(f"Optimizer of racer {index + 1}", OPTIONS)
        self.choice.picked.connect(self.picked)
        self.remove = IconButton("x", f"Remove racer {index + 1}", size=(20, 24), icon_size=14, token="ink3")
        self.remove.clicked.connect(self.removed)
        self.rows: dict[str, NumberRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._line = QHBoxLayout()
        self._line.addWidget(self.choice, 1)
        self._line.addWidget(self.remove)
        self._column.addLayout(self._line)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self._column.setContentsMargins(px(16), 0, px(16), px(4))
        self._line.setContentsMargins(px(LEAD), px(4), 0, px(4))
        self._line.setSpacing(px(4))
        self.update()

    def show_racer(self, racer: OptimizerChoice, *, name: str, chosen: bool, unfolded: bool, alone: bool) -> None:
        """Show a racer.

        Parameters
        ----------
        racer : OptimizerChoice
        name : str
            What it is called among the others.
        chosen : bool
            Whether it is the one that is looked at.
        unfolded : bool
            Whether all of its hyperparameters are shown, or the learning rate alone.
        alone : bool
            Whether it must stay.
        """
        if racer.name != self._optimizer:
            self._optimizer = racer.name
            self.choice.choose(racer.name)
            self._make_rows(racer)
        for key, value in racer.values.items():
            self.rows[key].show_number(value)
            shown = unfolded or key == "learning_rate"
            if not shown:
                leave(self.rows[key])
            self.rows[key].setVisible(shown)
        if alone:
            leave(self.remove)
        self.remove.setVisible(not alone)
        self.setAccessibleName(name)
        if chosen != self._chosen:
            self._chosen = chosen
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        theme = current()
        with painting(self) as painter:
            if self._chosen:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour(theme.tint))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(px(8), 0, -px(8), 0), 4.0, 4.0)
            centre = QPointF(px(16) + px(MARKER) / 2.0, px(HEAD) / 2.0)
            draw_run_marker(painter, run_style(self.index), theme, centre, px(MARKER))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit()

    def _make_rows(self, racer: OptimizerChoice) -> None:
        for row in self.rows.values():
            retire(row)
        self.rows = {}
        for number in racer.entry.hyperparameters:
            row = NumberRow.of(number)
            row.moved.connect(partial(self._on_moved, number.name))
            self._column.addWidget(row)
            self.rows[number.name] = row

    def _on_moved(self, name: str, value: float, final: bool) -> None:
        self.tuned.emit(name, value, final)
