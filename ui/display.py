"""Whether there is a screen to open a window on: asked before Qt, which would abort."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys
from collections.abc import Mapping
from pathlib import Path


def missing_display(environment: Mapping[str, str] = os.environ) -> str:
    """Return one sentence if no window can be opened, else an empty string.

    Only X11 and Wayland can be missing; Windows and macOS always have a screen.
    """
    platform = environment.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if not sys.platform.startswith("linux") or platform not in ("", "xcb", "wayland"):
        return ""
    display, wayland = environment.get("DISPLAY", ""), environment.get("WAYLAND_DISPLAY", "")
    if wayland and platform != "xcb" and Path(environment.get("XDG_RUNTIME_DIR", ""), wayland).exists():
        return ""
    advice = "start nnviz from a desktop session; 'nnviz train FILE' trains without one"
    if not display:
        return f"there is no display to open the window on: {advice}"
    if not _answers(display):
        return f"the display '{display}' cannot be reached: {advice}"
    return ""


def _answers(display: str) -> bool:
    """Ask the X server for a connection, as Qt's own platform plugin will."""
    name = ctypes.util.find_library("xcb")
    if name is None:
        return True  # without libxcb Qt says itself what is missing
    xcb = ctypes.CDLL(name)
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not failed
