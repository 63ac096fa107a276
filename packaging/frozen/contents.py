"""What the frozen app holds: which modules, plugins and libraries stay out, and why the rest is there."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatch
from pathlib import PurePosixPath

# Parts of Python and of packages that nnviz never calls, but that others can import.
EXCLUDED_MODULES = (
    # the standard library
    "_bz2", "_crypt", "_curses", "_dbm", "_gdbm", "_hashlib", "_sqlite3", "_ssl", "_tkinter", "_uuid", "bz2",
    "distutils", "doctest", "ensurepip", "lib2to3", "pdb", "pydoc_data", "readline", "sqlite3", "ssl",
    "tkinter", "turtle", "unittest", "venv", "xmlrpc",
    # other packages, also those that only a developer has
    "IPython", "OpenGL", "PIL", "colorcet", "cupy", "h5py", "hypothesis", "matplotlib", "mypy", "numba", "pip",
    "pytest", "scipy", "setuptools", "sklearn", "torch",
    "numpy.distutils", "numpy.f2py", "numpy.testing", "numpy._core.tests",
    "pyqtgraph.examples", "pyqtgraph.flowchart", "pyqtgraph.jupyter", "pyqtgraph.opengl",
    # Qt beyond Core, Gui, Widgets, Svg and OpenGL
    "PySide6.QtConcurrent", "PySide6.QtDesigner", "PySide6.QtHelp", "PySide6.QtNetwork", "PySide6.QtPrintSupport",
    "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtQuickControls2", "PySide6.QtQuickTest", "PySide6.QtQuickWidgets",
    "PySide6.QtSql", "PySide6.QtTest", "PySide6.QtUiTools", "PySide6.QtXml",
)  # fmt: skip

# Plugins by kind, with what each is for; all others stay out.
PLUGINS: Mapping[str, tuple[str, ...]] = {
    "platforms": ("qxcb", "qwayland*", "qoffscreen", "qwindows", "qcocoa"),
    "wayland-shell-integration": ("xdg-shell",),
    "wayland-decoration-client": ("adwaita", "bradient"),  # GNOME leaves the frame of a window to the app
    # from a window's system to its graphics processor; without them surfaces are drawn without one
    "xcbglintegrations": ("qxcb-glx-integration", "qxcb-egl-integration"),
    "wayland-graphics-integration-client": ("qt-plugin-wayland-egl",),
    "platformthemes": ("qxdgdesktopportal",),  # the desktop's own file dialogs; GTK's would bring all of GTK along
    "platforminputcontexts": ("composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"),
    "imageformats": ("qsvg",),
    "iconengines": ("qsvgicon",),
    "styles": ("*",),
}
# What pyqtgraph, of which one function is used, and NumPy carry for others.
UNUSED_DATA = (
    "*/Qt*/translations/*",
    "PySide6/translations/*",
    "pyqtgraph/*",
    "*/__pycache__/*",
    "*.pyi",
    "*/py.typed",
    "numpy/*/include/*",
    "numpy/*/lib/*.a",
    "numpy/*/tests/*",
    "*.dist-info/RECORD",
    "*.dist-info/direct_url.json",
    "resources/pictures/*",  # of the README
)
# Every Linux with a desktop has these, and each belongs to what runs there: its own driver, fonts, session or loader.
# Copies from the machine that builds would be older or newer than what they have to talk to.
OF_THE_SYSTEM = (
    "ld-linux*", "libEGL.so*", "libGL.so*", "libGLX.so*", "libGLdispatch.so*", "libX11.so*", "libX11-xcb.so*",
    "libXau.so*", "libXdmcp.so*", "libXext.so*", "libbrotli*", "libbsd.so*", "libc.so*", "libcap.so*", "libdbus-1.so*",
    "libdl.so*", "libdrm.so*", "libexpat.so*", "libfontconfig.so*", "libfreetype.so*", "libgcc_s.so*", "libgcrypt.so*",
    "libglib-2.0.so*", "libgpg-error.so*", "libgthread-2.0.so*", "liblz4.so*", "libm.so*", "libmd.so*",
    "libpcre2-8.so*", "libpng16.so*", "libpthread.so*", "libresolv.so*", "librt.so*", "libstdc++.so*", "libsystemd.so*",
    "libutil.so*", "libuuid.so*", "libwayland-*.so*", "libxcb.so.1", "libxcb-glx.so*", "libxkbcommon.so*", "libz.so*",
    "libzstd.so*",
)  # fmt: skip

Entry = tuple[str, str, str]
"""As PyInstaller has it: the path inside the folder, where the file is now, and its kind."""


def is_wanted(path: str) -> bool:
    """Say whether a file may be in the app, by its path in there."""
    inside = PurePosixPath(path.replace("\\", "/"))
    name = inside.name
    if "plugins" in inside.parts:
        kind, stem = inside.parts[inside.parts.index("plugins") + 1], name.split(".")[0].removeprefix("lib")
        return any(fnmatch(stem, pattern) for pattern in PLUGINS.get(kind, ()))
    if len(inside.parts) == 1 and any(fnmatch(name, pattern) for pattern in OF_THE_SYSTEM):
        return False
    return not any(fnmatch(inside.as_posix(), pattern) for pattern in UNUSED_DATA)


def reached(entries: Iterable[Entry], needed_by: Callable[[str], Iterable[str]]) -> list[Entry]:
    """Return the entries without the libraries that nothing needs that is kept.

    Parameters
    ----------
    entries : iterable of entries
        Libraries are of the kind BINARY; plugins of Qt, modules of Python and all else are needed as such.
    needed_by : callable
        Returns the names of the libraries that a binary file asks the loader for.
    """
    entries = list(entries)
    libraries = {PurePosixPath(entry[0].replace("\\", "/")).name: entry for entry in entries if _is_library(entry)}
    kept = [entry for entry in entries if not _is_library(entry)]
    waiting = [entry for entry in kept if entry[2] in ("BINARY", "EXTENSION")]
    seen: set[str] = set()
    while waiting:
        for name in needed_by(waiting.pop()[1]):
            if name in libraries and name not in seen:
                seen.add(name)
                kept.append(libraries[name])
                waiting.append(libraries[name])
    places = {_inside(entry) for entry in kept}
    return [entry for entry in kept if entry[2] != "SYMLINK" or _target(entry) in places]


def _inside(entry: Entry) -> str:
    return posixpath.normpath(entry[0].replace("\\", "/"))


def _target(link: Entry) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(_inside(link)), link[1]))


def _is_library(entry: Entry) -> bool:
    path, _, kind = entry
    inside = PurePosixPath(path.replace("\\", "/"))
    return (
        kind == "BINARY"
        and "plugins" not in inside.parts
        and not inside.name.lower().startswith(("libpython", "python"))
    )
