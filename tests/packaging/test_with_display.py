"""A command gets a display of its own, and nothing of it is left afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
import with_display

SCRIPT = Path(with_display.__file__)
SHOW = (
    "import os; print(os.environ.get('DISPLAY'), os.environ.get('QT_QPA_PLATFORM'), os.environ.get('WAYLAND_DISPLAY'))"
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Xvfb")
needs_xvfb = pytest.mark.skipif(not shutil.which("Xvfb"), reason="Xvfb is not installed")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), *arguments]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)


@needs_xvfb
def test_command_sees_a_new_display_that_ends_with_it() -> None:
    result = run(sys.executable, "-c", SHOW, DISPLAY=":7777", WAYLAND_DISPLAY="wayland-0")
    display, platform, wayland = result.stdout.split()
    assert display != ":7777"
    assert (platform, wayland) == ("xcb", "None")
    assert not Path("/tmp/.X11-unix", f"X{display[1:]}").exists()
    assert result.stderr == ""


@needs_xvfb
@pytest.mark.skipif(not shutil.which("openbox") or not shutil.which("xdotool"), reason="no window manager")
def test_window_manager_is_ready_when_the_command_starts() -> None:
    assert run("xdotool", "get_desktop").stdout == "0\n"


def test_exit_code_and_output_are_the_commands_own() -> None:
    result = run(sys.executable, "-c", "print('spoken'); raise SystemExit(5)")
    assert (result.returncode, result.stdout) == (5, "spoken\n")


@needs_xvfb
def test_ending_the_wrapper_ends_the_command() -> None:
    command = [
        sys.executable,
        str(SCRIPT),
        sys.executable,
        "-c",
        "import os, time; print(os.getpid(), flush=True); time.sleep(60)",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as wrapper:
        assert wrapper.stdout is not None
        inner = int(wrapper.stdout.readline())
        wrapper.terminate()
        assert wrapper.wait(10) == 143
    deadline = time.monotonic() + 5
    while Path(f"/proc/{inner}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{inner}").exists()


def test_without_xvfb_the_offscreen_platform_stands_in_and_it_is_said(tmp_path: Path) -> None:
    result = run(sys.executable, "-c", SHOW, PATH=str(tmp_path))
    assert result.stdout.split()[1] == "offscreen"
    assert result.stderr.count("\n") == 1
    assert "no Xvfb" in result.stderr


def test_a_display_that_is_there_is_used_on_request() -> None:
    result = run("--unless-there-is-one", sys.executable, "-c", SHOW, DISPLAY=":7777", QT_QPA_PLATFORM="xcb")
    assert result.stdout.startswith(":7777 xcb")
