"""The set-up recognises what is done, what is broken, and what a system lacks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import set_up
import system_packages

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="make sets up POSIX systems; on Windows pip does")


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make an environment with a stand-in for pip, in a folder with a space, and point the set-up at it."""
    path = tmp_path / "a checkout" / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", path], check=True)
    [site_packages] = path.glob("lib/python*/site-packages")
    (site_packages / "pip.py").touch()
    monkeypatch.setattr(set_up, "VENV", path)
    monkeypatch.setattr(set_up, "PYTHON", path / "bin" / "python")
    monkeypatch.setattr(set_up, "UNFINISHED", path / "unfinished")
    return path


def test_whole_environment_is_kept(venv: Path) -> None:
    assert set_up.usable()


def test_environment_that_was_moved_is_made_anew(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = venv.rename(venv.with_name("moved"))
    monkeypatch.setattr(set_up, "VENV", elsewhere)
    monkeypatch.setattr(set_up, "PYTHON", elsewhere / "bin" / "python")
    assert not set_up.usable()


@pytest.mark.parametrize("lost", ["bin/python", "bin/activate", "pyvenv.cfg", "lib"])
def test_broken_environment_is_made_anew(venv: Path, lost: str) -> None:
    (venv / lost).rename(venv / "lost")
    assert not set_up.usable()


def test_environment_whose_set_up_was_killed_is_made_anew(venv: Path) -> None:
    (venv / "unfinished").touch()
    assert not set_up.usable()


def test_stamp_holds_until_the_pins_change(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not set_up.done("run")
    set_up.finish("run")
    assert set_up.done("run")
    monkeypatch.setattr(set_up, "SOURCES", (*set_up.SOURCES, "LICENSE"))
    assert not set_up.done("run")


def test_importable_asks_the_environment_and_not_this_python(venv: Path) -> None:
    assert set_up.importable(("pip", "json"))
    assert not set_up.importable(("pip", "numpy"))


def test_failing_command_says_why_in_few_lines(venv: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = "print('noise\\n' * 9); print('ERROR: no such version'); raise SystemExit(1)"
    with pytest.raises(SystemExit, match="run make again"):
        set_up.run(sys.executable, "-c", code)
    assert capsys.readouterr().err == "ERROR: no such version\n"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems bring what Qt needs")
def test_missing_library_is_named_by_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    assert system_packages.missing(dev=False) == []
    monkeypatch.setitem(system_packages.LIBRARIES, "libnobody-has-this.so.7", "libnobody7")
    monkeypatch.setitem(system_packages.TOOLS, "no-such-tool", "toolbox")
    assert system_packages.missing(dev=False) == ["libnobody7"]
    assert "toolbox" in system_packages.missing(dev=True)
    assert system_packages.advice(["libnobody7"]).endswith("libnobody7")


@pytest.mark.skipif(sys.platform != "linux", reason="ldd")
@pytest.mark.parametrize(
    "library",
    [
        "plugins/platforms/libqxcb.so",
        "plugins/platforms/libqoffscreen.so",
        "plugins/xcbglintegrations/libqxcb-glx-integration.so",
        "plugins/xcbglintegrations/libqxcb-egl-integration.so",
        "lib/libQt6Widgets.so.6",
        "lib/libQt6OpenGLWidgets.so.6",
        "lib/libQt6Svg.so.6",
        "lib/libQt6Test.so.6",
    ],
)
def test_set_up_left_nothing_of_qt_unresolved(library: str) -> None:
    # On a machine where only the set-up installed anything, this proves the list of system packages complete.
    import PySide6

    path = Path(PySide6.__path__[0], "Qt", library)
    result = subprocess.run(["ldd", path], capture_output=True, text=True, check=True)
    assert "not found" not in result.stdout
