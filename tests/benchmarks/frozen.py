"""What is released: how large it is, and how soon the frozen app shows its window; only where ``make dist`` was run."""

from __future__ import annotations

import os
import shutil
import signal
import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtGui import QGuiApplication

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "build" / "nnviz" / "nnviz"
STARTS = 5
PATIENCE_SECONDS = 60.0


def sizes() -> Iterator[tuple[str, float]]:
    """Yield the name and the megabytes of all that was built."""
    if PROGRAM.exists():
        files = [path for path in PROGRAM.parent.rglob("*") if path.is_file() and not path.is_symlink()]
        yield "frozen_app_megabytes", sum(path.stat().st_size for path in files) / 1e6
    for kind in ("deb", "tar.xz", "whl", "tar.gz"):
        for path in (ROOT / "dist").glob(f"nnviz*.{kind}"):
            yield f"{kind.replace('.', '_')}_megabytes", path.stat().st_size / 1e6


def seconds_to_first_frozen_window() -> float | None:
    """Start the frozen app several times after one warm-up; return the median until its window is painted.

    None where there is no frozen app, or no X11 to see its window on.
    """
    if not PROGRAM.exists() or not shutil.which("xdotool") or QGuiApplication.platformName() != "xcb":
        return None
    return statistics.median([_start() for _ in range(STARTS + 1)][1:])


def _start() -> float:
    begun = time.perf_counter()
    app = subprocess.Popen([PROGRAM], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ))
    try:
        while not _is_painted(app.pid):
            if time.perf_counter() - begun > PATIENCE_SECONDS or app.poll() is not None:
                raise RuntimeError("the frozen app shows no window")
            time.sleep(0.01)
        return time.perf_counter() - begun
    finally:
        app.send_signal(signal.SIGTERM)
        app.wait()


def _is_painted(pid: int) -> bool:
    """Say whether the app's window is there and shows more than its ground."""
    search = ["xdotool", "search", "--onlyvisible", "--all", "--pid", str(pid), "--name", "nnviz$"]
    found = subprocess.run(search, capture_output=True, text=True, check=False).stdout.split()
    if not found:
        return False
    image = QGuiApplication.primaryScreen().grabWindow(int(found[0])).toImage()
    if image.isNull():
        return False
    return len({image.pixel(x, y) for x in range(0, image.width(), 40) for y in range(0, image.height(), 40)}) > 8
