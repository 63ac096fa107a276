"""The bar that offers, after a crash, the unsaved work that was kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from PySide6.QtCore import Slot
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.errors import shortened
from ui.controls import ElidedText, TextButton
from ui.documents import Documents
from ui.leftovers import Leftover, find_leftovers
from ui.theme import current, follow, painting, px

HEIGHT = 40
INSET = 12
GAP = 8


class RecoveryBar(QWidget):
    """Offers what is left, one after the other, the newest first; hidden where nothing is.

    Parameters
    ----------
    documents : Documents
        Opens what is recovered, and keeps it from then on.
    """

    def __init__(self, documents: Documents) -> None:
        super().__init__()
        self._documents = documents
        self._leftovers: list[Leftover] = []
        self._quiet = False
        self.words = ElidedText("", "body", "ink")
        self.recover_button = TextButton("Recover", kind="bordered")
        self.discard_button = TextButton("Discard")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.words, 1)
        self._row.addWidget(self.recover_button)
        self._row.addWidget(self.discard_button)
        self.recover_button.clicked.connect(self._recover)
        self.discard_button.clicked.connect(self._discard)
        follow(self.restyle)
        self._show()

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self.setFixedHeight(px(HEIGHT))
        self._row.setContentsMargins(px(INSET), 0, px(INSET), 0)
        self._row.setSpacing(px(GAP))

    def look(self) -> None:
        """Look for what processes that are gone have left, and offer it."""
        self._leftovers += find_leftovers(self._documents.autosave.folder)
        self._show()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        with painting(self) as painter:
            painter.fillRect(self.rect(), QColor(current().tint))
            painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(current().line))

    @Slot(bool)
    def set_quiet(self, quiet: bool) -> None:
        """Stay hidden, as while presenting, or not."""
        self._quiet = quiet
        self._show()

    def release(self) -> None:
        """Leave what nobody has answered to the next start."""
        for leftover in self._leftovers:
            leftover.release()
        self._leftovers = []

    @Slot()
    def _recover(self) -> None:
        leftover = self._leftovers[0]
        if not self._documents.recover(leftover):
            return
        # First it is kept again, then the old copy goes: at no moment is there none.
        if self._documents.autosave.write():
            leftover.discard()
        else:
            leftover.release()
        self._next()

    @Slot()
    def _discard(self) -> None:
        self._leftovers[0].discard()
        self._next()

    def _next(self) -> None:
        del self._leftovers[0]
        self._show()

    def _show(self) -> None:
        if self._leftovers:
            first, count = self._leftovers[0], len(self._leftovers)
            self.words.setText(
                f"nnviz was not closed properly. Unsaved changes to \u201c{shortened(first.name)}\u201d were kept "
                f"{in_words(first.when, datetime.now().date())}" + (f" (1 of {count})." if count > 1 else ".")
            )
        self.setVisible(bool(self._leftovers) and not self._quiet)


def in_words(when: datetime, today: date) -> str:
    """Say when something was, as people do."""
    days = {today: "today", today - timedelta(days=1): "yesterday"}
    day = days.get(when.date(), f"on {when.day} {when:%B %Y}")
    return f"{day} at {when:%H:%M}"
