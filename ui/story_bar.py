"""The line at the foot of the window: what one sees, what just happened, what went wrong. One place for all words."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMessageBox, QSizePolicy, QWidget

from ui.controls import ElidedText, IconButton, Text, TextButton
from ui.theme import current, follow, pixmap, px

HEIGHT = 36
NOTICE_SECONDS = 8

Kind = Literal["story", "notice", "error"]
_ICONS: dict[Kind, tuple[str, str]] = {
    "story": ("info", "ink3"),
    "notice": ("triangle-alert", "warn"),
    "error": ("octagon-alert", "error"),
}


class StoryBar(QWidget):
    """Shows the experiment's own sentence, for a while a notice, and an error until it is closed or replaced."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "chrome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._kind: Kind = "story"
        self._story = ("", "")
        self._details = ""
        self._icon = QLabel()
        self.headline = Text("", "title", "ink")
        self.words = ElidedText("", "body", "ink2")
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.details_button = TextButton("Details")
        self.details_button.clicked.connect(self._show_details)
        self.close_button = IconButton("x", "Close this message")
        self.close_button.clicked.connect(self.show_story)
        self._row = QHBoxLayout(self)
        for item in (self._icon, self.headline, self.words, self.details_button, self.close_button):
            self._row.addWidget(item)
        self._row.setStretchFactor(self.words, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(NOTICE_SECONDS * 1000)
        self._timer.timeout.connect(self.show_story)
        follow(self.restyle)
        self.show_story()

    def restyle(self) -> None:
        """Take sizes and colours anew from the appearance in force."""
        self.setFixedHeight(px(HEIGHT))
        self._row.setContentsMargins(px(12), 0, px(12), 0)
        self._row.setSpacing(px(10))
        self._show_icon()

    def set_story(self, name: str, sentence: str) -> None:
        """Set what is shown while there is nothing to report."""
        self._story = (name, " ".join(sentence.split()))
        if self._kind == "story":
            self.show_story()

    @Slot()
    def show_story(self) -> None:
        """Go back to the experiment's own sentence."""
        self._show("story", *self._story)

    @Slot(str)
    def show_notice(self, sentence: str) -> None:
        """Say for a while what just happened."""
        self._show("notice", "", sentence)
        self._timer.start()

    def show_error(self, sentence: str, details: str = "") -> None:
        """Say what went wrong, until it is closed."""
        self._show("error", "", sentence, details)

    def _show(self, kind: Kind, headline: str, words: str, details: str = "") -> None:
        self._timer.stop()
        self._kind = kind
        self._details = details
        self.headline.setText(headline)
        self.headline.setVisible(bool(headline))
        self.words.setText(words)
        self.words.set_token("ink2" if kind == "story" else "ink")
        self.details_button.setVisible(bool(details))
        self.close_button.setVisible(kind != "story")
        self._show_icon()

    def _show_icon(self) -> None:
        icon, token = _ICONS[self._kind]
        self._icon.setPixmap(pixmap(icon, getattr(current(), token), px(16), self.devicePixelRatioF()))
        self._icon.setFixedSize(QSize(px(16), px(16)))

    @Slot()
    def _show_details(self) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, "nnviz", self.words.text(), QMessageBox.StandardButton.Close, self)
        box.setDetailedText(self._details)
        box.exec()
