"""``nnviz --self-check`` tries everything, says what fails, and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nnviz.commands import COMMANDS
from ui.examples import examples
from ui.pages import PAGES
from ui.panel_table import PANELS
from ui.self_check.checks import SelfCheck
from ui.self_check.expectations import expect
from ui.theme.tokens import THEMES


def test_everything_works_here_and_nothing_is_left(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ui.app", "--self-check"]
    environment = os.environ | {"TMPDIR": str(tmp_path), "TEMP": str(tmp_path), "HOME": str(tmp_path)}
    result = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    said = result.stdout.splitlines()
    assert result.returncode == 0, result.stdout + result.stderr
    assert said[-1] == "everything works"
    tried = [line.removeprefix("ok").strip() for line in said[:-1]]
    wanted = {f"{page}, theme {theme}" for page in PAGES for theme in THEMES}
    wanted |= {f"panel {panel.name}" for panel in PANELS} | {f"pictures of {panel.name}" for panel in PANELS}
    wanted |= {"pictures of window", "animation GIF", "experiment and session files", "recording"}
    wanted |= {f"export of {kind}" for kind in ("metrics", "gradients", "weights", "script")}
    wanted |= {"surfaces from the side"}
    wanted |= {f"example {name}" for name in examples()}
    assert wanted <= set(tried)
    assert {line.split()[1] for line in tried if line.startswith("nnviz ")} == set(COMMANDS)
    assert list(tmp_path.iterdir()) == []


def test_fault_and_failed_expectation_are_told(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # put back afterwards
    checker = SelfCheck(tmp_path)
    try:
        assert checker.check(lambda: expect(True, "never said")) == ""
        assert checker.check(lambda: expect(False, "the picture is empty")) == "the picture is empty"
        assert "ZeroDivisionError" in checker.check(lambda: expect(1 // 0, ""))
    finally:
        checker.close()
