"""The folder archive: unpack it anywhere, start it, delete it; no root, no installation."""

from __future__ import annotations

import tarfile
from pathlib import Path

README = """\
nnviz {version}

Start the program nnviz in this folder, from the file manager or a terminal. Nothing has to be installed,
the folder may lie anywhere and have any name; to remove nnviz, delete it. Settings are kept in
.config/nnviz in your home folder, unsaved work in .local/share/nnviz.

Needed: 64-bit Linux on x86 with glibc {glibc} or later (Ubuntu 22.04, Debian 12, Fedora 36 and newer) and
a desktop, X11 or Wayland.

"nnviz --self-check" tries everything once and says what does not work. "nnviz --help" tells the rest.

The licences of all that is in here are in the folder licences.
"""


def make_archive(app: Path, version: str, glibc: str, date: int, folder: Path) -> Path:
    """Pack the frozen app as ``nnviz-VERSION-linux-x86_64.tar.xz``, the same bytes for the same app.

    Parameters
    ----------
    app : Path
        The frozen app's folder.
    version : str
    glibc : str
        The oldest that it runs with.
    date : int
        In seconds since 1970, of all files.
    folder : Path
        Where the archive goes.
    """
    (app / "README.txt").write_text(README.format(version=version, glibc=glibc), "utf-8")
    name = f"nnviz-{version}-linux-x86_64"
    path = folder / f"{name}.tar.xz"

    def anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        entry.mtime = date
        entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
        return entry

    with tarfile.open(path, "w:xz", preset=6) as archive:
        archive.add(app, name, recursive=False, filter=anonymous)
        for item in sorted(app.rglob("*")):
            archive.add(item, f"{name}/{item.relative_to(app).as_posix()}", recursive=False, filter=anonymous)
    return path
