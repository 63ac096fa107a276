"""The window that holds the runs in figures: it stays beside the views, follows the training, and can be copied."""

from __future__ import annotations

import csv
import io
from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMainWindow, QScrollArea, QVBoxLayout

from nnviz.history_file import write_table
from nnviz.run_table import as_rows, sensible_target
from ui.compare.cells import rows_of, table_of
from ui.compare.table import RunTable
from ui.controls import Divider, NumberField, Text, TextButton
from ui.controls.number_range import NumberRange
from ui.exports.saving import save_somewhere, slug
from ui.session import Session
from ui.settings import Settings
from ui.theme import follow, px

TITLE = "Compare runs"
REFRESH_MILLISECONDS = 500
TARGETS = NumberRange(minimum=0.0, minimum_excluded=True, maximum=1e12, scale="log")
WIDTH = 992
"""Fits beside the edges of a screen of 1024."""


class TableWindow(QDialog):
    """Shows how runs compare, twice a second while they train.

    Parameters
    ----------
    session : Session
    settings : Settings
    window : QMainWindow
        Whose shortcuts work here too.
    """

    def __init__(self, session: Session, settings: Settings, window: QMainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle(TITLE)
        self._session, self._settings = session, settings
        self._wanted: float | None = None
        self.table = RunTable()
        self.target = NumberField(TARGETS, "Target train loss", width=72)
        self.target.set_number(0.1)
        self.target.committed.connect(self._on_target)
        self.target.rejected.connect(self._on_rejected)
        self.target.corrected.connect(self._on_corrected)
        self.error = Text("", "tick", "error", wrap=True)
        self.error.hide()
        self.copy = TextButton("Copy", kind="bordered", icon="copy")
        self.copy.setToolTip("Copy the table with all digits, to paste it into a sheet.")
        self.copy.clicked.connect(self._copy)
        self.save = TextButton("Save as CSV\u2026", kind="bordered", icon="save")
        self.save.clicked.connect(self._save)
        self._head = QHBoxLayout()
        self._head.addWidget(Text("Steps to a train loss of", "label", "ink2"))
        self._head.addWidget(self.target)
        self._head.addStretch(1)
        self._head.addWidget(self.copy)
        self._head.addWidget(self.save)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(self.table)
        self._foot = Text(_FOOT, "tick", "ink3", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(self.error)
        column.addWidget(Divider())
        column.addWidget(self._area, 1)
        column.addWidget(Divider())
        column.addWidget(self._foot)
        # Play, step and the clicker go on working; Escape closes this window.
        self.addActions([action for action in window.actions() if action.shortcut() != QKeySequence("Esc")])
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MILLISECONDS)
        self._timer.timeout.connect(self.refresh)
        session.opened.connect(self._on_opened)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self._head.setContentsMargins(px(16), px(10), px(16), px(10))
        self._head.setSpacing(px(8))
        self.error.setContentsMargins(px(16), 0, px(16), px(8))
        self._foot.setContentsMargins(px(16), px(8), px(16), px(8))

    @Slot()
    def refresh(self) -> None:
        """Read the figures anew."""
        frame = self._session.frame
        if frame is None:
            return
        target = self._target()
        if not self.target.is_pending:
            self.target.set_number(target)
        rows = rows_of(frame, self._session.experiment, target)
        grown = len(rows) != len(self.table.table.rows)
        self.table.show_table(table_of(frame, rows, target))
        if grown and self.isVisible():
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102
        self.refresh()
        self._fit()
        self._timer.start()
        self._area.setFocus()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: D102
        self._timer.stop()
        super().hideEvent(event)

    def cells(self) -> list[list[str]]:
        """Return the table with all digits, its head first."""
        frame, target = self._session.frame, self._target()
        rows = rows_of(frame, self._session.experiment, target) if frame is not None else []
        return list(as_rows(rows, target))

    def _target(self) -> float:
        """Return the target that was typed, else one that suits the base run."""
        frame = self._session.frame
        if self._wanted is not None or frame is None:
            return self._wanted or self.target.number()
        return sensible_target(frame.runs[0].history, (frame.newest or frame.snapshots)[0].evaluation)

    def _fit(self) -> None:
        """Be as high as the rows need, and at least as wide as the columns, where the screen has room."""
        room = self.screen().availableGeometry().size()
        wide = max(self.width(), min(max(px(WIDTH), self.table.sizeHint().width()), room.width() - 16))
        parts = (self._head.sizeHint(), self.table.sizeHint())
        high = sum(part.height() for part in parts) + self._foot.heightForWidth(wide) + 2
        self.resize(wide, min(high, room.height() - 48))

    @Slot(object)
    def _on_target(self, target: float) -> None:
        self._wanted = float(target)
        self.refresh()

    @Slot(str)
    def _on_rejected(self, sentence: str) -> None:
        self.error.setText(f"{sentence}.")
        self.error.show()

    @Slot()
    def _on_corrected(self) -> None:
        self.error.hide()

    @Slot()
    def _on_opened(self) -> None:
        """Forget the target of another experiment."""
        self._wanted = None

    @Slot()
    def _copy(self) -> None:
        text = io.StringIO()
        csv.writer(text, dialect="excel-tab", lineterminator="\n").writerows(self.cells())
        QGuiApplication.clipboard().setText(text.getvalue())

    @Slot()
    def _save(self) -> None:
        name = f"{slug(self._session.experiment.name)}-runs.csv"
        write = partial(write_table, rows=self.cells())
        save_somewhere(self, self._settings, TITLE, name, "CSV tables (*.csv)", write)


_FOOT = (
    "Measured over all rows after every epoch. \u201cabout\u201d: of a long run, several evaluations are kept "
    "together, and this is the step of the last of them."
)
