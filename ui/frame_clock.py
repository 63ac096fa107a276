"""The agreement between the window and the evaluator on who has the interpreter, frame by frame.

Both need the one interpreter lock of Python. If a frame is drawn while maps are computed, they hand it to and fro at
every NumPy call, which costs both more than the work itself: so a frame is painted first, then maps are computed, and
no piece of them is begun shortly before the next frame.
"""

from __future__ import annotations

import math
import threading
import time

PATIENCE = 0.05
"""Seconds after which maps are computed although a frame is not done: the window may be in a file dialog or hidden."""

PIECE = 0.004
"""Seconds that a piece of a computation takes: after each the evaluator asks whether it may go on."""


class FrameClock:
    """Says whether a frame is being drawn, or about to be."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._painting = False
        self._next = math.inf

    # Called by the window.

    def start_frame(self, until_next: float = math.inf) -> None:
        """Say that a frame is being drawn now, and in how many seconds the next one will be."""
        self._next = time.perf_counter() + until_next
        self._painting = True

    def painted(self) -> None:
        """Say that it is done."""
        with self._changed:
            self._painting = False
            self._changed.notify_all()

    # Called by the evaluator.

    def wait_for_painting(self) -> None:
        """Wait until no frame is being drawn, nor due before a piece of a computation would be done."""
        if self._is_due():
            with self._changed:
                self._changed.wait_for(lambda: not self._is_due(), PATIENCE)

    def _is_due(self) -> bool:
        return self._painting or time.perf_counter() > self._next - PIECE
