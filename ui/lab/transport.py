"""The slim bar at the foot of the lab: restart, play, single steps, the step that is looked at, the speed."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import numbers
from ui.controls import Chip, Choice, IconButton, NumberRange, Option, PrimaryButton, Slider, Text
from ui.lab.bench import Bench
from ui.lab.playing import SPEEDS, Player
from ui.theme import follow, px

HEIGHT = 44
NOTICE_MILLISECONDS = 6000


class StepRange(NumberRange, frozen=True):
    """Every whole number, however many there are."""

    def _grid(self) -> float:
        return 1.0


class RaceTransport(QWidget):
    """Operates a player, and moves through its race.

    Parameters
    ----------
    bench : Bench
    player : Player
    """

    def __init__(self, bench: Bench, player: Player) -> None:
        super().__init__()
        self.setProperty("ground", "chrome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bench, self._player = bench, player
        self.restart = IconButton("rotate-ccw", "Back to the start (R)", size=(36, 36), icon_size=18)
        self.play = PrimaryButton("play", "Play (Space)")
        self.back = IconButton("chevron-left", "One step back (Left)", size=(28, 36), icon_size=18)
        self.forth = IconButton("chevron-right", "One step on (Right)", size=(28, 36), icon_size=18)
        self.words = Text("", "body", "ink")
        self.words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.speed = Choice("Speed", [Option(str(speed), f"{speed} steps/s") for speed in SPEEDS])
        self.speed.choose(str(player.speed))
        self.speed.setToolTip("How fast the race is played")
        self.views = Chip("details", "Show what is said of the racers in the landscape's place")
        self.views.hide()
        self.slider: Slider | None = None
        self._last = -1
        self._row = QHBoxLayout(self)
        for widget in (self.restart, self.play, self.back, self.forth):
            self._row.addWidget(widget)
        self._row.addWidget(self.words)
        self._row.addWidget(self.speed)
        self._row.addWidget(self.views)
        self._notice = QTimer(self, singleShot=True, interval=NOTICE_MILLISECONDS)
        self._notice.timeout.connect(self.show_step)
        self.restart.clicked.connect(player.restart)
        self.play.clicked.connect(player.toggle)
        self.back.clicked.connect(lambda: player.step(-1))
        self.forth.clicked.connect(lambda: player.step(1))
        self.speed.picked.connect(self._on_speed)
        player.playing_changed.connect(self._on_playing)
        bench.moved.connect(self.show_step)
        bench.raced.connect(self.show_step)
        self.show_step()
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self.setFixedHeight(px(HEIGHT))
        self._row.setContentsMargins(px(12), 0, px(12), 0)
        self._row.setSpacing(px(6))
        self.speed.setFixedWidth(px(112))
        self._fit_words()

    @Slot()
    def show_step(self) -> None:
        """Show the step that is looked at."""
        bench = self._bench
        if bench.last_step != self._last:
            self._make_slider()
        if self.slider is not None and not self.slider.isSliderDown():
            self.slider.set_number(bench.step)
        if not self._notice.isActive():
            self.words.setText(f"step {numbers.count(bench.step)} of {numbers.count(bench.last_step)}")
        self.back.setEnabled(bench.step > 0)
        self.forth.setEnabled(not bench.at_end)

    def say(self, sentence: str) -> None:
        """Say something for a while, in the place of the step."""
        self._notice.start()
        self.words.setText(sentence)

    def _make_slider(self) -> None:
        """Make the slider anew: its range is that of the race."""
        self._last = self._bench.last_step
        if self.slider is not None:
            self._row.removeWidget(self.slider)
            self.slider.deleteLater()
        self.slider = Slider(StepRange(minimum=0, maximum=self._last, whole=True), "Step", knob=14)
        self.slider.moved.connect(self._on_slid)
        self._row.insertWidget(4, self.slider, 1)
        self._fit_words()

    def _fit_words(self) -> None:
        """Have as much room for the step as its widest number needs, so that nothing moves."""
        last = numbers.count(self._last)
        self.words.setMinimumWidth(self.words.fontMetrics().horizontalAdvance(f"step {last} of {last}") + px(4))

    @Slot(object)
    def _on_slid(self, step: float) -> None:
        self._player.pause()
        self._bench.go_to(int(step))

    @Slot(str)
    def _on_speed(self, speed: str) -> None:
        self._player.speed = int(speed)

    @Slot(bool)
    def _on_playing(self, playing: bool) -> None:
        self.play.set_icon("pause" if playing else "play", "Pause (Space)" if playing else "Play (Space)")
