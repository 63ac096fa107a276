"""The chips of the Loss panel's title bar."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from ui.controls import Chip
from ui.panels.loss.options import Metric, Options
from ui.plotting.text import text_width
from ui.theme import px

_BAR = 110
"""What the title bar needs besides chips and title: its number, the buttons at its end, and the gaps."""


class Controls(QObject):
    """The chips, and the options that they stand for.

    Parameters
    ----------
    parent : QObject

    Attributes
    ----------
    widgets : list of QWidget
        For the title bar: which metric, and how it is drawn.
    options : Options
        What is chosen now.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.options, self._showing = Options(), False
        self.loss = Chip("Loss", "Show the loss")
        self.accuracy = Chip("Accuracy", "Show the accuracy")
        self.log = Chip("Log", "Logarithmic axis of the loss")
        self.epochs = Chip("Epochs", "Epochs along the bottom, instead of steps")
        self.batches = Chip("Batches", "Each batch's loss, as a pale band behind the curves")
        self.rate = Chip("Rate", "Show the learning rate")
        self.beside = Chip("Rate", "Show the learning rate beside the loss, in the place of the accuracy")
        self._metrics = QButtonGroup(self)
        self._chosen: dict[Metric, Chip] = {"loss": self.loss, "accuracy": self.accuracy, "rate": self.rate}
        for chip in self._chosen.values():
            self._metrics.addButton(chip)
        self._ways = (self.beside, self.log, self.epochs, self.batches)
        self._offered = list(self._ways)
        self.widgets = [_row(tuple(self._chosen.values())), _row(self._ways)]
        self._arranged: tuple[object, ...] = ()
        self._show()
        for chip in (*self._chosen.values(), *self._ways):
            chip.toggled.connect(self._on_toggled)

    def offer(self, *, epochs: bool, batches: bool) -> None:
        """Offer epochs along the bottom and the batches' losses, where the runs have any."""
        there = (self.beside, True), (self.log, True), (self.epochs, epochs), (self.batches, batches)
        offered = [chip for chip, is_there in there if is_there]
        if offered != self._offered:
            self._offered, self._arranged = offered, ()
            for chip in self._ways:
                if chip not in offered:
                    chip.setChecked(False)

    @property
    def arranged(self) -> bool:
        """Whether the chips that there is room for are shown."""
        return bool(self._arranged)

    def arrange(self, width: int, title: str, choice: bool, loss: bool) -> None:
        """Show the chips that there is room for.

        Parameters
        ----------
        width : int
            Of the panel.
        title : str
            Its title now.
        choice : bool
            Whether a metric is to be chosen.
        loss : bool
            Whether the loss is shown.
        """
        metrics, ways = self.widgets
        key = width, title, choice, loss, px(1000), metrics.parentWidget() is not None
        # Without a title bar around them they would become windows of their own.
        if key == self._arranged or not key[-1]:
            return
        self._arranged = key
        metrics.setVisible(choice)
        room = width - px(_BAR) - text_width("title", title) - (metrics.sizeHint().width() if choice else 0)
        for chip in self._ways:
            wanted = chip in self._offered and (loss or chip is self.epochs)
            wanted = wanted and not (choice and chip is self.beside)
            fits = wanted and room >= chip.sizeHint().width() + px(4)
            chip.setVisible(fits)
            room -= chip.sizeHint().width() + px(4) if fits else 0
        ways.setVisible(any(not chip.isHidden() for chip in self._ways))

    def _show(self) -> None:
        self._showing, options = True, self.options
        for metric, chip in self._chosen.items():
            chip.setChecked(options.metric == metric)
        ways = options.rate, options.log, options.epochs, options.batches
        for chip, on in zip(self._ways, ways, strict=True):
            chip.setChecked(on)
        self._showing = False

    @Slot()
    def _on_toggled(self) -> None:
        if self._showing:
            return
        before = self.options
        metric = next((metric for metric, chip in self._chosen.items() if chip.isChecked()), before.metric)
        rate = self.beside.isChecked()
        if rate != before.rate:
            metric = "rate" if rate else "loss" if metric == "rate" else metric
        elif metric != before.metric:
            rate = metric == "rate" or (rate and metric == "loss")
        options = replace(
            before,
            metric=metric,
            rate=rate,
            log=self.log.isChecked(),
            epochs=self.epochs.isChecked(),
            batches=self.batches.isChecked(),
        )
        if options != before:
            self.options = options
            self._show()
            self.changed.emit()


def _row(chips: tuple[Chip, ...]) -> QWidget:
    widget = QWidget()
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    for chip in chips:
        row.addWidget(chip)
    return widget
