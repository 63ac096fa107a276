"""Python's cyclic garbage is collected in the window's thread, and in no other.

Whichever thread happens to allocate next would collect it otherwise: in the training or evaluator thread that would
destroy the widgets that stand in a reference cycle, and Qt's widgets must be destroyed where they live.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL = 500
"""Milliseconds between two looks: what gathers meanwhile is collected within a few milliseconds."""
SETTLED = 3000
"""Milliseconds after which all that a window loads with its first frames is there, such as the fonts of formulas."""


class Garbage(QObject):
    """Collects garbage now and then, as often as Python would, for as long as it lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        # What is there at the start stays there, and is not looked through every time.
        gc.freeze()
        self._settled = QTimer(self, singleShot=True, interval=SETTLED)
        self._settled.timeout.connect(gc.freeze)
        self._settled.start()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(INTERVAL)

    @Slot()
    def look(self) -> None:
        """Collect the oldest generation that is due."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return
