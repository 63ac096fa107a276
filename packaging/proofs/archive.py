"""Unpack the folder archive as a student, in a path with spaces and letters of all kinds, and use it without root."""

from __future__ import annotations

import shutil
from pathlib import Path

from proofs.system import System

DESKTOP = (
    "libdbus-1-3 libegl1 libexpat1 libfontconfig1 libfreetype6 libgl1 libglib2.0-0 libwayland-client0 "
    "libwayland-cursor0 libx11-6 libx11-xcb1 libxcb1 libxkbcommon0"
)
"""What every desktop has. Nothing of what Qt needs beyond it: the archive brings that along."""
FOLDER = "Übung 火 1/программы"
SCRIPT = """\
set -eu
cd "$HOME"
mkdir -p "{folder}"
tar xf /opt/{name} -C "{folder}"
Xvfb :7 -screen 0 1600x1000x24 -nolisten tcp >/dev/null 2>&1 &
display=$!
trap 'kill $display' EXIT
export DISPLAY=:7 LANG=C.UTF-8
sleep 2
"{folder}"/*/nnviz --self-check
"""


def prove(system: System, archive: Path) -> None:
    """Unpack and use.

    Raises
    ------
    SystemExit
        If anything fails.
    """
    system.run(f"apt-get install --yes --no-install-recommends {DESKTOP}")
    shutil.copy(archive, system.root / "opt" / archive.name)
    script = system.root / "usr" / "local" / "bin" / "student-proof"
    script.write_text("#!/bin/sh\n" + SCRIPT.format(folder=FOLDER, name=archive.name), "utf-8")
    script.chmod(0o755)
    said = system.run("student-proof", network=False, user="student")
    release = (system.root / "etc" / "os-release").read_text("utf-8").splitlines()[0]
    print(f"nnviz: the archive works in '{FOLDER}' on {release}: {said.count('ok ')} checks")
