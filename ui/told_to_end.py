"""Ctrl+C in the terminal, the end of the terminal or of the user's session: the app ends quietly, its work kept."""

from __future__ import annotations

import signal
from types import FrameType

from PySide6.QtCore import QCoreApplication, QTimer

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
"""By name: not every system has all of them."""


class ToldToEnd:
    """Hears those signals from when it is made.

    Python would raise an exception wherever it happens to be, which inside a handler of Qt's cannot go anywhere. So the
    event loops are left instead, that of an open dialog too, and whoever runs them does what is to be done at an end.

    Attributes
    ----------
    code : int
        The exit code by which a shell knows the signal, such as 130; 0 where none has come.
    """

    def __init__(self) -> None:
        self.code = 0
        for name in SIGNALS:
            number = getattr(signal, name, None)
            # What is ignored was meant to be, as by `nohup`.
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._on_signal)

    def run(self, app: QCoreApplication) -> int:
        """Run the app's event loop, unless it is to end already. Returns the exit code."""
        QTimer.singleShot(0, self._leave)  # a signal from before the loop has found none to leave
        return app.exec()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.code = 128 + number
        self._leave()

    def _leave(self) -> None:
        if self.code:
            QCoreApplication.exit(self.code)
