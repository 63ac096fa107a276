"""``nnviz --self-check``: does once what the program can do, and says what of it does not work in this installation.

Everything happens in a folder for temporary files; settings, unsaved work and recent files of the user stay untouched.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths
from PySide6.QtWidgets import QApplication

from ui.self_check.checks import SelfCheck
from ui.theme import appearance


def self_check() -> int:
    """Do everything once, and say line by line what works. Returns the exit code: 0, or 1 if anything does not."""
    failed = 0
    with tempfile.TemporaryDirectory(prefix="nnviz-") as name:
        folder = Path(name)
        for place in ("CONFIG", "DATA", "CACHE", "STATE"):
            os.environ[f"XDG_{place}_HOME"] = str(folder / place.lower())
        if not sys.platform.startswith("linux"):
            QStandardPaths.setTestModeEnabled(True)
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder / "settings"))
        app = QApplication.instance() or QApplication(sys.argv[:1])
        appearance().choose("light")
        checker = SelfCheck(folder)
        for words, check in checker.checks():
            fault = checker.check(check)
            failed += bool(fault)
            print(f"{'FAILED' if fault else 'ok    '}  {words}{': ' if fault else ''}{fault}", flush=True)
        checker.close()
        # What is still to be written would else make the folder anew.
        QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "nnviz", "nnviz").sync()
        del app
    print("everything works" if not failed else f"{failed} checks failed", flush=True)
    return int(bool(failed))
