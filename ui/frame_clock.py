"""The agreement between the window and the evaluator on who has the interpreter, frame by frame.

Both need the one interpreter lock of Python. If a frame is drawn while maps are computed, they hand it to and fro at
every NumPy call, which costs both more than the work itself: so a frame is painted first, then maps are computed.
"""

from __future__ import annotations

import threading

PATIENCE = 0.05
"""Seconds after which maps are computed although a frame is not done: the window may be in a file dialog or hidden."""


class FrameClock:
    """Says whether a frame is being drawn."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._painting = False

    # Called by the window.

    def start_frame(self) -> None:
        """Say that a frame is being drawn now."""
        self._painting = True

    def painted(self) -> None:
        """Say that it is done."""
        with self._changed:
            self._painting = False
            self._changed.notify_all()

    # Called by the evaluator.

    def wait_for_painting(self) -> None:
        """Wait until no frame is being drawn."""
        if self._painting:
            with self._changed:
                self._changed.wait_for(lambda: not self._painting, PATIENCE)
