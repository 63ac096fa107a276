"""How long it takes from the start of the process to the first painted window that trains."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

STARTS = 5

_CHILD = """
import sys, time
from ui.load_qt import load_qt
load_qt()
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QMainWindow
class App(QApplication):
    def notify(self, receiver, event):
        handled = super().notify(receiver, event)
        if event.type() == QEvent.Type.UpdateRequest and isinstance(receiver, QMainWindow):
            print(time.time(), flush=True)
            self.exit()
        return handled
app = App([])
import ui.app
sys.exit(ui.app.main([]))
"""


def seconds_to_first_window() -> float:
    """Start the app several times after one warm-up, and return the median."""
    # As on anybody's machine: the warm-up leaves modules compiled.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    times = []
    for _ in range(STARTS + 1):
        start = time.time()
        child = subprocess.run(
            [sys.executable, "-c", _CHILD], capture_output=True, text=True, check=True, env=environment
        )
        times.append(float(child.stdout.split()[0]) - start)
    return statistics.median(times[1:])
