"""Being told to end by a signal: quietly and at once, wherever the signal comes."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are of POSIX systems")

CHILD = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # which whoever runs in the background ignores
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from ui.told_to_end import ToldToEnd

class App(QCoreApplication):
    def event(self, event):  # in which an exception would go nowhere
        if event.type() == QEvent.Type.User:
            signal.raise_signal(signal.SIGINT)
        return super().event(event)

where = sys.argv[1]
app = App([])
if where == "ignored":
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
told = ToldToEnd()
if where == "before":
    signal.raise_signal(signal.SIGTERM)
elif where == "handler":
    QCoreApplication.postEvent(app, QEvent(QEvent.Type.User))
elif where == "dialog":
    QTimer.singleShot(0, lambda: QEventLoop().exec())
    QTimer.singleShot(20, lambda: signal.raise_signal(signal.SIGINT))
else:
    signal.raise_signal(signal.SIGHUP)
    QTimer.singleShot(0, app.quit)
sys.exit(told.run(app))
"""


EARLY = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from ui import app

app.use_one_thread = lambda: signal.raise_signal(signal.SIGINT)
raise SystemExit(app.main([]))
"""


@pytest.mark.parametrize(("where", "code"), [("before", 143), ("handler", 130), ("dialog", 130), ("ignored", 0)])
def test_the_app_ends_quietly_with_the_code_of_the_signal(where: str, code: int) -> None:
    command = [sys.executable, "-c", CHILD, where]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (code, "", "")


def test_ctrl_c_before_there_is_a_window_ends_quietly_too() -> None:
    command = [sys.executable, "-c", EARLY]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr) == (128 + signal.SIGINT, "")
