"""The transport: reset, play, step, speed, and the counters of the chosen run."""

from __future__ import annotations

import math
from functools import partial
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QMenu, QWidget

from ui import numbers
from ui.controls import Counter, Divider, IconButton, MenuButton, NumberRange, PrimaryButton, Slider, Text, TextButton
from ui.frame import Frame, RunView
from ui.plotting.run_names import tell_apart
from ui.theme import follow, px, run_style

HEIGHT = 48
OPENING_SPEED = 350.0
"""Steps a second at the start: slow enough to watch."""
OPENING_SECONDS = 16.0
"""A short training is slowed down to last as long as this, until somebody chooses a speed."""
SLOWEST_OPENING = 10.0
FULL_SPEED = 20_000.0
"""The end of the speed slider stands for flat out."""

StepUnit = Literal["sample", "batch", "epoch"]
STEP_UNITS: dict[StepUnit, str] = {"epoch": "1 epoch", "batch": "1 batch", "sample": "1 sample"}
_HINTS: dict[StepUnit, str] = {
    "epoch": "Step to the end of the epoch",
    "batch": "Step by one batch: one update of the weights",
    "sample": "Look at one sample: forward and backward values, no update",
}


class Transport(QWidget):
    """The bar under the menu.

    Parameters
    ----------
    reset, play, step, present : QAction
        The commands behind the buttons.
    """

    speed_changed = Signal(object)
    """Steps a second, or None for flat out."""
    run_chosen = Signal(int)

    def __init__(self, reset: QAction, play: QAction, step: QAction, present: QAction) -> None:
        super().__init__()
        self.setProperty("ground", "chrome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._measured = 0.0
        self._speed: float | None = OPENING_SPEED
        self._compact = self._speed_chosen = False
        self._run: RunView | None = None
        self._run_name = self._why_not = ""
        self._share = "Test"
        self._validated = False
        self._classifies = True
        self.reset_button = IconButton(
            "rotate-ccw", "Reset to the same initial weights (R)", size=(36, 36), icon_size=18
        )
        self.reset_button.clicked.connect(reset.trigger)
        self.play_button = PrimaryButton("play", "Play (Space)")
        self.play_button.clicked.connect(play.trigger)
        self.step_button = IconButton("step-forward", "Step (S)", size=(36, 36), icon_size=18)
        self.step_button.clicked.connect(step.trigger)
        self.step_menu = QMenu(self)
        self.step_choice = MenuButton("What one step is", self.step_menu)
        self.step_actions = self._fill_step_menu()
        self.speed_label = Text("Speed")
        speeds = NumberRange(minimum=1.0, maximum=FULL_SPEED, scale="log")
        self.speed = Slider(speeds, "Speed in steps a second", knob=14)
        self.speed.moved.connect(self._on_speed)
        self.speed_value = Text("")
        self.epoch = Counter("Epoch", "99,999")
        self.step = Counter("Step", "9,999,999")
        self.run_menu = QMenu(self)
        self.run_choice = MenuButton("Run whose numbers are shown", self.run_menu)
        self.train_loss = Counter("Train loss", "8.88e−88")
        self.test_loss = Counter("Test loss", "8.88e−88")
        self.validation_loss = Counter("Validation loss", "8.88e−88")
        self.accuracy = Counter("Test accuracy", "100.0 %")
        self.rate = Counter("Learning rate", "8.88e−88")
        self._scheduled = False
        self.present_button = TextButton("Present", kind="bordered", icon="presentation")
        self.present_icon = IconButton("presentation", "Present (F5)", size=(36, 36), icon_size=18)
        for button in (self.present_button, self.present_icon):
            button.setToolTip("Present (F5)")
            button.clicked.connect(present.trigger)
        self._dividers = [Divider(Qt.Orientation.Vertical, 28) for _ in range(3)]
        self._row = QHBoxLayout(self)
        for item in (
            self.reset_button, self.play_button, self.step_button, self.step_choice, self._dividers[0],
            self.speed_label, self.speed, self.speed_value, self._dividers[1],
            self.epoch, self.step, self._dividers[2], self.run_choice, self.train_loss,
            self.validation_loss, self.test_loss, self.accuracy, self.rate,
        ):  # fmt: skip
            self._row.addWidget(item)
        self._row.addStretch(1)
        self._row.addWidget(self.present_button)
        self._row.addWidget(self.present_icon)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.speed.set_number(OPENING_SPEED)
        self._show_speed_text()
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self.setFixedHeight(px(HEIGHT))
        self._row.setContentsMargins(px(12), 0, px(12), 0)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        self._fit()

    def show_runs(self, runs: tuple[RunView, ...]) -> None:
        """List the runs to choose from, whose names are told apart from now on."""
        if not runs:
            return
        tell_apart("runs", (run.name for run in runs))
        self.run_menu.clear()
        for run in runs:
            self.run_menu.addAction(run.name).triggered.connect(partial(self._choose_run, run.index))
        self._classifies = any(run.classifies for run in runs)
        self._share = "Test" if any(run.has_test for run in runs) else "Train"
        self._validated = any(run.has_validation for run in runs)
        self._fit()
        self.run_choice.update()  # beside other names it may be cut otherwise

    def _choose_run(self, index: int) -> None:
        self.run_chosen.emit(index)

    def show_playing(self, playing: bool) -> None:
        """Show pause while playing, and play otherwise."""
        self.play_button.set_icon("pause" if playing else "play", "Pause (Space)" if playing else "Play (Space)")

    def offer_training(self, why_not: str) -> None:
        """Offer the buttons that train, or say in their tooltips why they cannot be pressed."""
        self._why_not = why_not
        for button in (self.reset_button, self.step_button, self.step_choice):
            button.setEnabled(not why_not)
            button.setToolTip(why_not or button.accessibleName())
        self._offer_play(back=False)

    def _offer_play(self, *, back: bool) -> None:
        """Offer to play: training goes on, or from an earlier step what is known already."""
        possible = back or not self._why_not
        if possible != self.play_button.isEnabled():
            self.play_button.setEnabled(possible)
            self.play_button.setToolTip("Play (Space)" if possible else self._why_not)

    def show_frame(self, frame: Frame) -> None:
        """Show the counters of the chosen run."""
        snapshot = frame.snapshot
        self._offer_play(back=frame.looks_back)
        evaluation = snapshot.evaluation
        self.epoch.set_value(numbers.count(snapshot.epoch // 1.0))
        self.step.set_value(numbers.count(snapshot.step))
        self.train_loss.set_value(numbers.loss(evaluation.train_loss))
        self.validation_loss.set_value(numbers.loss(evaluation.validation_loss))
        self.test_loss.set_value(numbers.loss(evaluation.test_loss))
        accuracy = evaluation.test_accuracy if math.isfinite(evaluation.test_accuracy) else evaluation.train_accuracy
        self.accuracy.set_value(numbers.percent(accuracy))
        self.rate.set_value(numbers.significant(snapshot.learning_rate, 3))
        if snapshot.scheduled != self._scheduled:
            self._scheduled = snapshot.scheduled
            self._fit()
        if self._run is not frame.run:
            self._run = frame.run
            self.run_choice.show_run(run_style(frame.chosen), frame.run.name)
            if frame.run.name != self._run_name:
                self._run_name = frame.run.name
                self._fit()

    @property
    def chosen_speed(self) -> float | None:
        """Steps a second as they were chosen; None for flat out."""
        return self._speed

    def show_measured_speed(self, steps_per_second: float) -> None:
        """Show how fast training goes, where it goes flat out."""
        if self._speed is None and steps_per_second != self._measured:
            self._measured = steps_per_second
            self._show_speed_text()

    def suit_speed(self, runs: tuple[RunView, ...]) -> None:
        """Take a speed at which one can watch these runs, unless somebody has chosen one."""
        if self._speed_chosen:
            return
        steps = min((run.most_steps for run in runs), default=math.inf)
        self.set_speed(min(OPENING_SPEED, max(SLOWEST_OPENING, steps / OPENING_SECONDS)))
        self._speed_chosen = False

    def set_speed(self, steps_per_second: float | None) -> None:
        """Train at so many steps a second; None is flat out."""
        self.speed.set_number(FULL_SPEED if steps_per_second is None else steps_per_second)
        self._on_speed(FULL_SPEED if steps_per_second is None else steps_per_second)

    def change_speed(self, factor: float) -> None:
        """Train faster or slower."""
        speed = (FULL_SPEED if self._speed is None else self._speed) * factor
        self.set_speed(None if speed >= FULL_SPEED else max(1.0, speed))

    @property
    def step_unit(self) -> StepUnit:
        """What one step is."""
        return next(unit for unit, action in self.step_actions.items() if action.isChecked())

    def _fill_step_menu(self) -> dict[StepUnit, QAction]:
        group = QActionGroup(self)
        actions: dict[StepUnit, QAction] = {}
        for unit, text in STEP_UNITS.items():
            action = QAction(f"{text}: {_HINTS[unit][0].lower()}{_HINTS[unit][1:]}", self, checkable=True)
            action.setData(unit)
            group.addAction(action)
            actions[unit] = action
        group.triggered.connect(lambda action: self._show_step_unit())
        actions["epoch"].setChecked(True)
        self.step_menu.addActions(list(actions.values()))
        return actions

    def _show_step_unit(self) -> None:
        self._show_step_text()

    def _on_speed(self, steps_per_second: float) -> None:
        self._speed_chosen = True
        self._speed = None if steps_per_second >= FULL_SPEED else steps_per_second
        self._show_speed_text()
        self.speed_changed.emit(self._speed)

    def _show_speed_text(self) -> None:
        if self._speed is None:
            text = f"{numbers.count(round(self._measured, -2))}{self._speed_unit}" if self._measured else "flat out"
        elif self._speed < 1.5:
            text = "1/s" if self._compact else "1 step/s"
        else:
            text = f"{numbers.count(round(self._speed))}{self._speed_unit}"
        if text != self.speed_value.text():
            self.speed_value.setText(text)

    @property
    def _speed_unit(self) -> str:
        return "/s" if self._compact else " steps/s"

    def _show_step_text(self) -> None:
        text, widest = STEP_UNITS[self.step_unit], "1 sample"
        if self._compact:
            text, widest = text.removeprefix("1 "), "sample"
        self.step_choice.show_text(text, widest)

    def _fit(self) -> None:
        """Give up words first, then gaps, then what matters least, where the window is narrow or the text large."""
        self._compact = self.width() < px(1330)
        self.speed_label.setVisible(not self._compact)
        self.present_button.setVisible(not self._compact)
        self.present_icon.setVisible(self._compact)
        self.speed.setFixedWidth(px(72 if self._compact else 128))
        widest = f"88,888{self._speed_unit}" if self._compact else f"888,888{self._speed_unit}"
        self.speed_value.setFixedWidth(self.speed_value.fontMetrics().horizontalAdvance(widest) + 2)
        self.run_choice.setMaximumWidth(px(132 if self._compact else 240))
        self.accuracy.set_label("Accuracy" if self._compact else f"{self._share} accuracy")
        self._row.setSpacing(px(6 if self._compact else 12))
        self._show_speed_text()
        self._show_step_text()
        shown: dict[QWidget, bool] = {self.accuracy: self._classifies, self.test_loss: self._share == "Test",
                                      self.validation_loss: self._validated, self.rate: self._scheduled}  # fmt: skip
        spare = (self.rate, self._dividers[2], self.speed_value, self._dividers[1], self._dividers[0], self.speed,
                 self.epoch, self.test_loss, self.validation_loss, self.step_choice, self.run_choice,
                 self.step)  # fmt: skip
        for item in (*spare, self.accuracy):
            item.setVisible(shown.get(item, True))
        for item in spare:
            if self._row.minimumSize().width() <= self.width():
                break
            item.hide()
        if self._compact:
            # Names that differ in one word look alike when cut: what is left over is for them.
            left_over = self.width() - self._row.minimumSize().width()
            self.run_choice.setMaximumWidth(self.run_choice.maximumWidth() + max(0, left_over))
