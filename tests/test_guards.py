"""The guards of conftest.py catch what they are there for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CARELESS = """
import threading, time
from PySide6.QtCore import QSettings

def settings():
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "nnviz", "nnviz")

def test_leak():
    threading.Thread(target=time.sleep, args=(4,), name="the forgotten", daemon=True).start()

def test_tidy():
    thread = threading.Thread(target=time.sleep, args=(0.01,))
    thread.start()

def test_settings_are_written():
    settings().setValue("theme", "dark")
    assert settings().value("theme") == "dark"

def test_settings_are_new():
    assert settings().value("theme") is None
    assert "nnviz-tests-" in settings().fileName()
"""


def test_leaked_thread_fails_its_test_and_settings_are_isolated(tmp_path: Path) -> None:
    careless = tmp_path / "test_careless.py"
    careless.write_text(CARELESS, "utf-8")
    options = ["-p", "tests.conftest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path)]
    command = [sys.executable, "-m", "pytest", *options, str(careless)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "4 passed, 1 error" in result.stdout, result.stdout
    assert "the forgotten, started at" in result.stdout
    assert "in test_leak" in result.stdout
