"""What every test gets: an isolated home for settings, a stack for every hang, and no thread left behind."""

from __future__ import annotations

import atexit
import contextlib
import gc
import itertools
import os
import shutil
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

import nnviz  # isort: skip  # noqa: F401  (before NumPy, as in the app)
import hypothesis
import pytest
from with_display import display

SECONDS_TO_END = 3.0
OWN_HOME = Path(tempfile.mkdtemp(prefix="nnviz-tests-"))
atexit.register(shutil.rmtree, OWN_HOME, ignore_errors=True)

# Before Qt loads, which reads some of these only once: no test may see or change the settings of whoever runs it.
for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
    os.environ[variable] = str(OWN_HOME / variable.lower())
if "XDG_RUNTIME_DIR" not in os.environ:
    os.environ["XDG_RUNTIME_DIR"] = str(OWN_HOME)
if sys.platform == "linux" and not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The machine of a contributor may be busy, so no example is refused for being slow; pytest-timeout bounds each test.
hypothesis.settings.register_profile("nnviz", parent=hypothesis.settings(), deadline=None)
hypothesis.settings.load_profile("nnviz")

settings_folders = (OWN_HOME / f"settings-{number}" for number in itertools.count())
start_thread = threading.Thread.start
own_display = contextlib.ExitStack()


def start_and_remember(thread: threading.Thread) -> None:
    """Start a thread and note on it who did so, for the message of a leak."""
    thread.started_at = "".join(traceback.format_stack(sys._getframe(1), limit=6))  # type: ignore[attr-defined]
    start_thread(thread)


def pytest_configure() -> None:
    threading.Thread.start = start_and_remember  # type: ignore[method-assign]
    if "PYTEST_XDIST_WORKER" in os.environ:  # windows of two workers would take the focus from each other
        os.environ.update(own_display.enter_context(display()))


def pytest_unconfigure() -> None:
    threading.Thread.start = start_thread  # type: ignore[method-assign]
    own_display.close()


TESTS_PER_FULL_LOOK = 100
"""What a test leaves behind is older than one look by then: whole windows would gather to gigabytes."""
tests = itertools.count(1)


@pytest.fixture(autouse=True)
def garbage_is_collected_between_tests() -> Iterator[None]:
    """Destroy what stands in a reference cycle in this thread, as the app does: widgets must not go in another one."""
    gc.disable()
    yield
    gc.enable()
    gc.collect(1 if next(tests) % TESTS_PER_FULL_LOOK else 2)


@pytest.fixture(autouse=True)
def settings_are_new() -> None:
    """Let every test find the settings of a first start, on every system, and load no Qt for it."""
    core = sys.modules.get("PySide6.QtCore")
    if core is not None:
        settings = core.QSettings
        settings.setPath(settings.Format.IniFormat, settings.Scope.UserScope, str(next(settings_folders)))


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    """Fail a test whose threads outlive it, and say where each was started."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + SECONDS_TO_END
    # A thread that Python did not start itself (Qt's own) stays listed for ever and cannot be waited for.
    started = [thread for thread in set(threading.enumerate()) - before if hasattr(thread, "started_at")]
    for thread in started:
        thread.join(max(0.0, deadline - time.monotonic()))
    left = [f"{thread.name}, started at\n{thread.started_at}" for thread in started if thread.is_alive()]
    if left:
        pytest.fail("threads outlive the test: " + "\n".join(left), pytrace=False)
