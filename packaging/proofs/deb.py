"""Install the Debian package, use it as a student, and remove it again."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from proofs.system import System

HERE = Path(__file__).resolve().parent


def prove(system: System, package: Path) -> None:
    """Install, use, remove, and compare.

    Raises
    ------
    SystemExit
        If anything fails, or is left behind.
    """
    before = system.files()
    shutil.copy(package, system.root / "root" / package.name)
    shutil.copy(HERE / "student.sh", system.root / "root" / "student.sh")
    system.run(f"apt-get install --yes --no-install-recommends /root/{package.name}")
    print("nnviz: installed, with", system.run("dpkg-query -W -f '${Installed-Size} kB' nnviz"))
    system.run("install -m 755 /root/student.sh /usr/local/bin/student-proof")
    print(system.run("student-proof", network=False, user="student"))
    system.run("rm /usr/local/bin/student-proof; apt-get purge --yes nnviz; apt-get autoremove --yes --purge")
    after = system.files()
    left, lost = sorted(after - before), sorted(before - after)
    home = system.root / "home" / "student"
    theirs = sorted(path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file())
    print("nnviz: removed. Of the student there is:", *theirs, sep="\n  ")
    if left or lost:
        sys.exit(f"nnviz: left behind: {left}, taken along: {lost}")
    stray = [path.name for path in (system.root / "tmp").iterdir() if not path.name.startswith(".X")]
    if stray:
        sys.exit(f"nnviz: left behind in /tmp: {stray}")
    print("nnviz: nothing else is left")
