"""Qt is loaded as the app loads it, in a process of its own."""

from __future__ import annotations

import subprocess
import sys

CHILD = """
import builtins
plain = builtins.__import__
from ui.load_qt import load_qt
load_qt()
assert builtins.__import__ is plain

import ui.main_window, ui.self_check, linecache
from PySide6.QtWidgets import QApplication
read = [name for name in linecache.cache if "main_window" in name]
print(QApplication.__name__, read)
"""


def test_what_is_loaded_after_qt_is_not_read_as_source_text() -> None:
    found = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, text=True, check=True)
    assert found.stdout == "QApplication []\n"
