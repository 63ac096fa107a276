"""What builds for Windows and macOS: checked here as far as another system can."""

from __future__ import annotations

import plistlib
import re
import shutil
import subprocess
from pathlib import Path

import icons
import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"


@pytest.mark.skipif(not shutil.which("makensis"), reason="NSIS")
def test_installer_compiles(tmp_path: Path) -> None:
    app = tmp_path / "app" / "_internal"
    app.mkdir(parents=True)
    (app / "python.dll").write_text("x")
    (app.parent / "nnviz.exe").write_text("x")
    icons.main(tmp_path / "icons")
    values = {"VERSION": "1.2.3", "APP": app.parent, "ICONS": tmp_path / "icons", "OUT": tmp_path / "setup.exe"}
    defines = [f"-D{name}={value}" for name, value in values.items()]
    subprocess.run(["makensis", "-V2", "-WX", *defines, PACKAGING / "windows" / "nnviz.nsi"], check=True)
    assert (tmp_path / "setup.exe").read_bytes()[:2] == b"MZ"


def test_a_double_click_says_in_the_window_what_is_wrong() -> None:
    install = (PACKAGING / "windows" / "nnviz.nsi").read_text("utf-8")
    assert re.findall(r'open\\command" "" \'(.+)\'', install) == ['"$INSTDIR\\nnviz.exe" --in-window "%1"']


def test_uninstaller_removes_every_key_that_the_installer_writes() -> None:
    install, remove = (PACKAGING / "windows" / "nnviz.nsi").read_text("utf-8").split('Section "Uninstall"')
    for kind, name in re.findall(r"!insertmacro Associate (\S+) (\S+)", install):
        assert f"!insertmacro Dissociate {kind} {name}" in remove
    assert 'DeleteRegKey HKCU "${UNINSTALL}"' in remove


@pytest.mark.skipif(not shutil.which("bash"), reason="bash")
@pytest.mark.parametrize("path", [*PACKAGING.glob("*/*.sh")], ids=lambda path: path.name)
def test_script_is_well_formed(path: Path) -> None:
    subprocess.run(["bash", "-n", path], check=True)


def test_entitlements_are_well_formed() -> None:
    wanted = plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())
    assert set(wanted.values()) == {True}


def test_workflow_names_only_scripts_that_are_there() -> None:
    text = (ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8")
    named = set(re.findall(r"packaging/[\w./-]+\.(?:py|ps1|sh|txt)", text))
    assert len(named) >= 5
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_freezing_tools_are_pinned() -> None:
    lines = (PACKAGING / "frozen" / "requirements.txt").read_text("utf-8").splitlines()
    assert all("==" in line for line in lines if line and not line.startswith("#"))
