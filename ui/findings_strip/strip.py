"""The line at the foot of the window: what keeps a run from learning, what just happened, what one sees.

One place for all words. An error goes before a notice, a notice before the findings, and those before the experiment's
own sentence, which then stands in the tooltip.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QEnterEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMessageBox, QWidget

from nnviz.experiment import Experiment
from ui.controls import IconButton, Text, TextButton
from ui.experiment_form.focus import leave
from ui.findings_strip.line import TALL_LINE, Line
from ui.findings_strip.messages import Action, Messages
from ui.findings_strip.pager import Pager
from ui.findings_strip.remark import Remark
from ui.findings_strip.standing import Standing
from ui.findings_strip.watch import Found, Watch
from ui.findings_strip.words import Words
from ui.frame import Frame, RunView
from ui.panels.base import Computation
from ui.theme import follow, px

HEIGHT = 36
INSET = 12
GAP = 10
LEAST_LINE = 150
"""Pixels at 100 % that the words keep before the arrows go too."""

RACE, SEE_RUN = "Race it", "See its run"
_SHOW = "Show where it is seen (Ctrl+Shift+F)"
_RACE = "Add what to try as a variant, and train all runs anew side by side (Ctrl+Shift+R)"
_RACING = "This is being tried already: look at that run (Ctrl+Shift+R)"


class FindingsStrip(QWidget):
    """One line of words, fed with frames as panels are (`ui.feeds.View`).

    Parameters
    ----------
    clock : callable
        Returns seconds.

    Attributes
    ----------
    offer : (bool, bool, bool)
        Whether there is a finding to show, a remedy to race, and another finding to turn to.
    """

    name = "findings"
    frames_per_second = 2.0
    results_per_second = 2.0
    in_frames = False

    stale = Signal()
    """Of every view; what is found depends on the runs alone, so it is never emitted."""
    found = Signal(object)
    """A `Found`, whenever the runs were searched."""
    show_clicked = Signal()
    race_clicked = Signal()
    offer_changed = Signal()
    """There is something to show, to race or to turn to now, or no longer is."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.setProperty("ground", "chrome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMouseTracking(True)
        self._clock = clock
        self._experiment = Experiment()
        self._story = Words("info", "ink3")
        self._messages = Messages(self)
        self._messages.changed.connect(self._show)
        self._standing, self._watch = Standing(), Watch()
        self._runs: tuple[RunView, ...] = ()
        self._trained = self._quiet = self._pages = False
        self._lines, self.offer = 2, (False, False, False)
        self.verdict, self.line = Line(), Line()
        self.quiet = Text("No findings so far.", "body", "ink3")
        self.show_button = TextButton("Show")
        self.show_button.setToolTip(_SHOW)
        self.race_button = TextButton(RACE, kind="bordered")
        self.pager = Pager()
        self.action_button = TextButton("", kind="bordered")
        self.details_button = TextButton("Details")
        self.close_button = IconButton("x", "Close this message")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.verdict)
        self._row.addWidget(self.line, 1)
        for item in (self.quiet, self.show_button, self.race_button, self.pager, self.action_button,
                     self.details_button, self.close_button):  # fmt: skip
            self._row.addWidget(item)
        self.show_button.clicked.connect(self.show_clicked)
        self.race_button.clicked.connect(self.race_clicked)
        self.pager.moved.connect(self.turn)
        self.action_button.clicked.connect(self._messages.act)
        self.details_button.clicked.connect(self._show_details)
        self.close_button.clicked.connect(self._messages.close)
        self._expiry = QTimer(self)
        self._expiry.setSingleShot(True)
        self._expiry.timeout.connect(self._attend)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes and colours anew from the appearance in force."""
        self._row.setContentsMargins(px(INSET), 0, px(INSET), 0)
        self._row.setSpacing(px(GAP))
        self._lines = 2
        self._show()

    # What is said.

    def show_experiment(self, experiment: Experiment) -> None:
        """Show an experiment's own sentence while there is nothing to report of it."""
        self._experiment = experiment
        self._story = Words("info", "ink3", experiment.name, " ".join(experiment.notes.split()))
        self._show()

    @Slot(str)
    def show_notice(self, sentence: str, action: Action | None = None) -> None:
        """Say for a while what just happened, and offer what can be done about it; a finding keeps its verdict."""
        self._messages.notice(sentence, action)

    @Slot(str)
    def show_error(self, sentence: str, details: str = "", *, passing: bool = False) -> None:
        """Say what went wrong, until it is closed or, where it is `passing`, other runs begin."""
        self._messages.error(sentence, details, passing=passing)

    @Slot(bool)
    def set_quiet(self, quiet: bool) -> None:
        """Hide what is of no use to an audience, as while presenting, or not: buttons, and errors that were read."""
        self._quiet = quiet
        self._messages.set_quiet(quiet)
        self.line.set_tall(quiet)
        self.restyle()

    @property
    def remark(self) -> Remark | None:
        """The finding that is read, also while a message is before it; None where there is none."""
        return self._standing.read

    @Slot(int)
    def turn(self, by: int = 1) -> None:
        """Read the next finding, or the one before."""
        self._standing.move(by)
        self._show()

    # What feeds it.

    def bind(self, runs: tuple[RunView, ...]) -> None:
        """Forget what was found: these are other runs."""
        self._runs = runs
        self._watch = Watch()
        self._standing.forget()
        self._trained = False
        self._messages.move_on()
        self._show()

    def draw(self, frame: Frame) -> None:
        """Take the runs' names, which may have changed."""
        if frame.runs is not self._runs:
            self._runs = frame.runs
            self._show()

    def computation(self, frame: Frame) -> Computation | None:
        """Return the search for findings."""
        return self._watch.search(frame, self._experiment)

    def draw_result(self, found: Found) -> None:
        """Take in what was found."""
        self._trained = found.trained
        self._hold()
        self.found.emit(found)
        self._standing.take(found.remarks, self._clock())
        self._attend()

    # How it is shown.

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: D102
        super().enterEvent(event)
        self._messages.hold()
        self._attend()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._messages.hold()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        super().leaveEvent(event)
        self._messages.let_go()
        self._attend()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._fit()

    def _hold(self) -> None:
        """Keep what the user points at, or is about to press by a key, as long as that lasts."""
        focused = QApplication.focusWidget()
        self._standing.hold(self.underMouse() or (focused is not None and self.isAncestorOf(focused)))

    @Slot()
    def _attend(self) -> None:
        """Let go what is no longer found nor looked at, and say what is left."""
        self._hold()
        now = self._clock()
        self._standing.expire(now)
        seconds = self._standing.seconds_to_expiry(now)
        if seconds is not None:
            self._expiry.start(math.ceil(1000 * seconds))
        self._show()

    @Slot()
    def _show(self) -> None:
        """Say what goes before all else, with the buttons that belong to it."""
        message, remark = self._messages.words, self._standing.read
        reads = remark is not None and message is None
        operated = reads and not self._quiet
        story = message is None and remark is None
        words = message or (self._story if remark is None else remark.words(self._runs))
        self.line.say(words, remark.subject if remark is not None and reads else words)
        self.line.setToolTip(words.rich_text + (self._story.rich_text if reads else ""))
        if remark is not None:
            racing = remark.racing is not None
            self.race_button.setText(SEE_RUN if racing else RACE)
            self.race_button.setAccessibleName(self.race_button.text())
            self.race_button.setToolTip(_RACING if racing else _RACE)
            self.pager.show_place(self._standing.index, self._standing.count)
        self._set_visible(self.quiet, story and self._trained and not self._quiet)
        self._set_visible(self.show_button, operated)
        self._set_visible(self.race_button, operated and remark is not None and remark.can_race)
        self._pages = operated
        action = self._messages.action
        self._set_visible(self.action_button, action is not None)
        if action is not None:
            self.action_button.setText(action.words)
            self.action_button.setToolTip(action.sentence)
        if remark is not None:
            self.verdict.say(replace(remark.words(self._runs), body="", remedy=""), remark.subject)
        self._set_visible(self.details_button, bool(self._messages.details))
        self._set_visible(self.close_button, message is not None)
        self._grow()
        self._fit()
        offer = remark is not None, remark is not None and remark.can_race, self._standing.count > 1
        if offer != self.offer:
            self.offer = offer
            self.offer_changed.emit()

    def _grow(self) -> None:
        """Take the height for one line; for an audience for two or, once they are needed, for three."""
        if not self._quiet:
            self.setFixedHeight(px(HEIGHT))
            return
        if not self.line.fits_in_one_row():
            self._lines = 3
        self.setFixedHeight(px(self._lines * TALL_LINE + INSET))

    def _fit(self) -> None:
        """Let the pager give up its words, then its arrows, before verdict and remedy have to be cut."""
        self._fit_verdict()
        buttons = [button for button in (self.show_button, self.race_button) if not button.isHidden()]
        taken = sum(px(GAP) + button.sizeHint().width() for button in buttons) + 2 * px(INSET) + px(GAP)
        several = self._standing.count > 1
        choices = ((True, True), (False, several)) if self._pages else ()
        for words, arrows in choices:
            left = self.width() - taken - self.pager.room(words=words, arrows=arrows)
            if left >= (self.line.least_width() if words else px(LEAST_LINE)):
                self.pager.show_parts(words=words, arrows=arrows)
                self._set_visible(self.pager, words or arrows)
                return
        self._set_visible(self.pager, False)

    def _fit_verdict(self) -> None:
        """Leave the finding's verdict before a notice, where both have room."""
        buttons = [button for button in (self.action_button, self.close_button) if not button.isHidden()]
        taken = 2 * px(INSET) + sum(px(GAP) + button.sizeHint().width() for button in buttons)
        needed = self.verdict.least_width() + 2 * px(GAP) + self.line.whole_width()
        fits = self._messages.is_notice and self._standing.read is not None and not self._quiet
        self._set_visible(self.verdict, fits and taken + needed <= self.width())
        self.verdict.setFixedWidth(self.verdict.least_width() + px(GAP))

    @staticmethod
    def _set_visible(widget: QWidget, visible: bool) -> None:
        if not visible:
            leave(widget)
        widget.setVisible(visible)

    @Slot()
    def _show_details(self) -> None:
        words, close = self.line.words.body, QMessageBox.StandardButton.Close
        box = QMessageBox(QMessageBox.Icon.Warning, "nnviz", words, close, self)
        box.setDetailedText(self._messages.details)
        box.exec()
