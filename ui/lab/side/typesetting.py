"""Typesets formulas beside the window: the first one takes a quarter of a second, and each later one 10 ms."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from ui.formula_pictures import typeset

POLL_MILLISECONDS = 15


class Typesetting(QObject):
    """Knows which formulas are ready, and has the others made.

    Attributes
    ----------
    finished : Signal
        Some that were asked for are ready.
    """

    finished = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._asked: set[str] = set()
        self._ready: set[str] = set()
        # Filled by threads that may outlive this object, so they know nothing else of it.
        self._made: list[str] = []
        self._poll = QTimer(self, interval=POLL_MILLISECONDS)
        self._poll.timeout.connect(self._take)

    @property
    def is_busy(self) -> bool:
        """Whether something that was asked for is not ready yet."""
        return self._ready != self._asked

    def has(self, formula: str) -> bool:
        """Say whether a formula is ready, so that `typeset` takes no time."""
        return formula in self._ready

    def ask(self, formulas: Iterable[str]) -> None:
        """Have formulas made, unless they are or will be."""
        missing = sorted(set(formulas) - self._asked)
        if missing:
            self._asked.update(missing)
            threading.Thread(target=_make, args=(missing, self._made), name="nnviz formulas", daemon=True).start()
            self._poll.start()

    @Slot()
    def _take(self) -> None:
        """Take what was made, all of an optimizer at once."""
        if len(self._made) == len(self._asked):
            self._poll.stop()
            self._ready = set(self._made)
            self.finished.emit()


def _make(formulas: list[str], made: list[str]) -> None:
    for formula in formulas:
        typeset(formula)
        made.append(formula)
