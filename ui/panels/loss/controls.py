"""The chips of the Loss panel's title bar."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from ui.controls import Chip
from ui.panels.loss.options import Options
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
        self.options = Options()
        self.loss = Chip("Loss", "Show the loss")
        self.accuracy = Chip("Accuracy", "Show the accuracy")
        self.log = Chip("Log", "Logarithmic axis of the loss")
        self.epochs = Chip("Epochs", "Epochs along the bottom, instead of steps")
        self.batches = Chip("Batches", "Each batch's loss, as a pale band behind the curves")
        self._metrics = QButtonGroup(self)
        for chip in (self.loss, self.accuracy):
            self._metrics.addButton(chip)
        self._ways = (self.log, self.epochs, self.batches)
        self.widgets = [_row((self.loss, self.accuracy)), _row(self._ways)]
        self._arranged: tuple[object, ...] = ()
        self._show()
        for chip in (self.loss, self.accuracy, *self._ways):
            chip.toggled.connect(self._on_toggled)

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
            fits = room >= chip.sizeHint().width() + px(4) and (loss or chip is self.epochs)
            chip.setVisible(fits)
            room -= chip.sizeHint().width() + px(4) if fits else 0
        ways.setVisible(any(not chip.isHidden() for chip in self._ways))

    def _show(self) -> None:
        options = self.options
        self.loss.setChecked(options.metric == "loss")
        self.accuracy.setChecked(options.metric == "accuracy")
        for chip, on in zip(self._ways, (options.log, options.epochs, options.batches), strict=True):
            chip.setChecked(on)

    @Slot()
    def _on_toggled(self) -> None:
        options = replace(
            self.options,
            metric="accuracy" if self.accuracy.isChecked() else "loss",
            log=self.log.isChecked(),
            epochs=self.epochs.isChecked(),
            batches=self.batches.isChecked(),
        )
        if options != self.options:
            self.options = options
            self.changed.emit()


def _row(chips: tuple[Chip, ...]) -> QWidget:
    widget = QWidget()
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    for chip in chips:
        row.addWidget(chip)
    return widget
