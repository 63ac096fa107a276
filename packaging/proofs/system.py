"""A freshly bootstrapped minimal system in a folder, with one ordinary user and a screen, to try things in.

It needs root and debootstrap. Nothing stays mounted: every command has namespaces of its own, the student's no network.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TOOLS = "xvfb openbox xdotool xz-utils shared-mime-info desktop-file-utils libglib2.0-bin"
"""A screen, hands, and what a desktop has to know files by."""
CACHES = re.compile(
    r"^(var/(lib/(apt|dpkg|systemd|ucf)|log|cache)|proc|sys|dev|run|tmp|root|home)(/|$)|^etc/(ld\.so\.cache|resolv\.conf)$"
)
"""What the system itself changes whenever anything is installed."""


class System:
    """A system in a folder.

    Parameters
    ----------
    root : Path
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, command: str, *, network: bool = True, user: str = "root") -> str:
        """Run a command there, show what it says and return it; stop where it fails."""
        own = ["unshare", "--mount", "--pid", "--ipc", "--fork", "--kill-child", *([] if network else ["--net"])]
        inside = command if user == "root" else f"su - {user} -c '{command}'"
        result = subprocess.run(
            [*own, "--root", str(self.root), "--mount-proc", "/bin/sh", "-c", inside],
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"},
            check=False,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        if result.returncode:
            sys.exit(f"{result.stdout}\nnnviz: this failed in the system: {command}")
        return result.stdout

    def files(self) -> set[str]:
        """Return all that is there, apart from what changes by itself."""
        paths = (path.relative_to(self.root).as_posix() for path in self.root.rglob("*"))
        return {path for path in paths if not CACHES.match(path)}


def mirror() -> str:
    """Return where this machine's own packages come from."""
    targets = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
    places = subprocess.check_output(targets, text=True).split()
    for place in list(places):
        if place.startswith("mirror+file:"):  # a list of mirrors, one a line with words behind it
            lines = Path(place.removeprefix("mirror+file:").rstrip("/")).read_text("utf-8").splitlines()
            places += [line.split()[0] for line in lines if line.strip()]
    return next(place.rstrip("/") for place in places if place.startswith("http"))


@contextmanager
def minimal_system(suite: str, base: Path | None = None, source: str | None = None) -> Iterator[System]:
    """Make a system, and remove it in the end.

    Parameters
    ----------
    suite : str
        Such as "bookworm" or "jammy".
    base : Path or None
        A minimal system that is there already; it is copied.
    source : str or None
        The mirror; without one, this machine's own.
    """
    with tempfile.TemporaryDirectory(prefix="nnviz-proof-") as name:
        root = Path(name)
        root.chmod(0o755)
        if base is not None:
            subprocess.run(["cp", "--archive", f"{base}/.", str(root)], check=True)
        else:
            components = "--components=main,universe" if suite in ("jammy", "noble") else "--components=main"
            command = ["debootstrap", "--variant=minbase", components, suite, str(root), source or mirror()]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        shutil.copy("/etc/resolv.conf", root / "etc" / "resolv.conf")
        system = System(root)
        system.run("apt-get update")
        system.run(f"apt-get install --yes --no-install-recommends {TOOLS}")
        system.run("useradd --create-home --shell /bin/bash student")
        yield system
