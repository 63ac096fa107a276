"""What is left out of the frozen app is not needed, and what is needed stays."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from frozen.contents import EXCLUDED_MODULES, Entry, is_wanted, reached

ROOT = Path(__file__).resolve().parents[2]


def test_nothing_that_nnviz_loads_is_left_out() -> None:
    code = f"""
import sys
for name in {EXCLUDED_MODULES!r}:
    sys.modules[name] = None
import contourpy, pyqtgraph.functions, threadpoolctl, ziamath.config, ziamath.zmath
import nnviz.__main__, nnviz.weights_script, ui.app, ui.main_window, ui.self_check
"""
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    "path",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/xcbglintegrations/libqxcb-glx-integration.so",
        "PySide6/Qt/plugins/wayland-graphics-integration-client/libqt-plugin-wayland-egl.so",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "PySide6/Qt/plugins/styles/libqmacstyle.dylib",
        "PySide6/Qt/lib/libQt6Core.so.6",
        "libxcb-cursor.so.0",
        "resources/experiments/xor.nnviz.json",
        "ziamath/fonts/STIXTwoMath-Regular.ttf",
    ],
)
def test_wanted(path: str) -> None:
    assert is_wanted(path)


@pytest.mark.parametrize(
    "path",
    [
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
        "PySide6/Qt/plugins/wayland-graphics-integration-client/libvulkan-server.so",
        "PySide6\\plugins\\tls\\qopensslbackend.dll",
        "PySide6/Qt/translations/qtbase_de.qm",
        "libstdc++.so.6",
        "libX11.so.6",
        "libxcb.so.1",
        "resources/pictures/overview.png",
        "resources/__pycache__/__init__.cpython-311.pyc",
    ],
)
def test_unwanted(path: str) -> None:
    assert not is_wanted(path)


def test_libraries_stay_that_something_needs_that_stays() -> None:
    entries: list[Entry] = [
        ("numpy/core.so", "core", "EXTENSION"),
        ("numpy.libs/libblas.so", "blas", "BINARY"),
        ("libfortran.so", "fortran", "BINARY"),
        ("libgtk.so", "gtk", "BINARY"),
        ("libcairo.so", "cairo", "BINARY"),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "qxcb", "BINARY"),
        ("PySide6/Qt/lib/libQt6XcbQpa.so.6", "qpa", "BINARY"),
        ("libQt6XcbQpa.so.6", "PySide6/Qt/lib/libQt6XcbQpa.so.6", "SYMLINK"),
        ("libgtk-3.so", "libgtk.so", "SYMLINK"),
    ]
    asked = {"core": ["libblas.so"], "blas": ["libfortran.so", "libc.so.6"], "gtk": ["libcairo.so"]}
    asked["qxcb"] = ["libQt6XcbQpa.so.6"]
    kept = {entry[0] for entry in reached(entries, lambda path: asked.get(path, []))}
    assert kept == {entry[0] for entry in entries} - {"libgtk.so", "libcairo.so", "libgtk-3.so"}
