"""What Qt and the tests take from the system: which of it is missing, and how Debian and Ubuntu supply it."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

# What the Qt libraries of the window and their X11 plugins load from outside PySide6, and the package that has it.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
# What the tests and the benchmarks need for a display of their own.
TOOLS = {"Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool"}


def missing(dev: bool) -> list[str]:
    """Return the packages of the libraries, and for development the tools, that this Linux lacks; empty elsewhere."""
    if sys.platform != "linux":
        return []
    libraries = [package for soname, package in LIBRARIES.items() if not loads(soname)]
    return libraries + [package for tool, package in TOOLS.items() if dev and not shutil.which(tool)]


def loads(soname: str) -> bool:
    """Tell whether the system's loader finds a library and all that it needs."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def root_prefix() -> list[str] | None:
    """Return what to put before a command to run it as root without a question, or None where that cannot be."""
    if os.geteuid() == 0:
        return []
    allowed = shutil.which("sudo") and quietly("sudo", "-n", "true").returncode == 0
    return ["sudo", "-n"] if allowed else None


def quietly(*command: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command that asks nothing, and keep what it prints."""
    return subprocess.run(
        command,
        cwd=folder,
        check=False,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def install(packages: list[str]) -> None:
    """Install Debian packages where this user may; elsewhere do nothing. The lists are refreshed only if need be."""
    prefix = root_prefix()
    if not packages or prefix is None or not shutil.which("apt-get"):
        return
    print(f"nnviz: installing from the system: {' '.join(packages)}", flush=True)
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "NEEDRESTART_SUSPEND=1", "apt-get"]
    apt += ["--yes", "-o", "DPkg::Lock::Timeout=300"]
    command = [*apt, "install", "--no-install-recommends", "--no-remove", *packages]
    if quietly(*command).returncode:
        quietly(*apt, "update")
        result = quietly(*command)
        if result.returncode:
            print(*result.stdout.splitlines()[-3:], sep="\n", file=sys.stderr)


def advice(packages: list[str]) -> str:
    """Return the sentence that tells a user who is not root how to supply packages."""
    if shutil.which("apt-get"):
        return f"Install what is missing and run make again: sudo apt-get install {' '.join(packages)}"
    return f"Install what your system calls these Debian packages and run make again: {' '.join(packages)}"


def unpack_pip(folder: Path) -> Path | None:
    """Fetch Debian's own wheel of pip into `folder`, which takes no root, and return it; None where there is none."""
    if not shutil.which("apt-get") or quietly("apt-get", "download", "python3-pip-whl", folder=folder).returncode:
        return None
    for archive in folder.glob("*.deb"):
        quietly("dpkg-deb", "--extract", str(archive), str(folder))
    return next(folder.glob("usr/share/python-wheels/pip-*.whl"), None)
