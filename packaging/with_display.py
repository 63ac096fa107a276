"""Run a command under a display of its own: Xvfb with a window manager, so that tests never touch the user's screen.

    python packaging/with_display.py [--unless-there-is-one] COMMAND...

Where Xvfb is not installed, Qt's offscreen platform stands in, and one line says so. The command's exit code is kept.
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

SCREEN = "2560x1440x24"  # a window of 1920x1080 with its frame fits


@contextmanager
def running(command: list[str], environment: Mapping[str, str], pass_fds: tuple[int, ...] = ()) -> Iterator[None]:
    """Keep a silent background program running. A session of its own lets Ctrl+C reach the command, not the display."""
    silent = subprocess.DEVNULL
    program = subprocess.Popen(
        command, env=environment, pass_fds=pass_fds, start_new_session=True, stdin=silent, stdout=silent, stderr=silent
    )
    try:
        yield
    finally:
        program.terminate()
        program.wait()


@contextmanager
def display() -> Iterator[dict[str, str]]:
    """Start Xvfb and the window manager; yield the environment that leads Qt to them, or to its offscreen platform."""
    environment = {name: value for name, value in os.environ.items() if name != "WAYLAND_DISPLAY"}
    if not shutil.which("Xvfb"):
        print("nnviz: no Xvfb here (Debian package xvfb), so Qt's offscreen platform stands in", file=sys.stderr)
        yield environment | {"QT_QPA_PLATFORM": "offscreen"}
        return
    reader, writer = os.pipe()
    server = ["Xvfb", "-displayfd", str(writer), "-screen", "0", SCREEN, "-dpi", "96", "-nolisten", "tcp", "-noreset"]
    with running(server, environment, (writer,)):
        os.close(writer)
        with os.fdopen(reader) as numbers:
            number = numbers.readline().strip()
        if not number:
            sys.exit("nnviz: Xvfb did not start")
        environment |= {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        with window_manager(environment):
            yield environment


@contextmanager
def window_manager(environment: Mapping[str, str]) -> Iterator[None]:
    """Run openbox, where it is installed, and wait until it manages windows."""
    if not shutil.which("openbox"):
        yield
        return
    with tempfile.TemporaryDirectory() as folder:
        started = Path(folder, "started")
        with running(["openbox", "--startup", f"touch {shlex.quote(str(started))}"], environment):
            deadline = time.monotonic() + 10
            while not started.exists() and time.monotonic() < deadline:
                time.sleep(0.02)
            yield


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    if arguments[0] == "--unless-there-is-one":
        arguments = arguments[1:]
        if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform != "linux":
            return subprocess.call(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with display() as environment:
        return subprocess.call(arguments, env=environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
