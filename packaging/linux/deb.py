"""The Debian package: the frozen app with menu entry, icons, file types and man page.

It has no maintainer scripts: menus, icons and file types are brought up to date by the triggers of the packages that
own them, when nnviz comes and when it goes.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import subprocess
import time
from pathlib import Path

import system_packages

from linux.elf_needs import from_outside, needs_in, newest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MAINTAINER = "nnviz contributors <contributors@nnviz.invalid>"
ICON_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
# What Qt, Python and NumPy load beside the libraries of system_packages.
PACKAGES = system_packages.LIBRARIES | {
    "libexpat.so.1": "libexpat1",  # of Debian's own Python
    "libgcc_s.so.1": "libgcc-s1",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6 (>= 11)",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
OF_LIBC = ("ld-linux-x86-64.so.2", "libc.so.6", "libdl.so.2", "libm.so.6", "libpthread.so.0", "librt.so.1")
CONTROL = """\
Package: nnviz
Version: {version}
Architecture: amd64
Maintainer: {maintainer}
Installed-Size: {size}
Depends: {depends}
Suggests: ffmpeg
Section: education
Priority: optional
Description: see neural networks learn, or fail to
 nnviz trains real networks on real data and shows them live: the network with
 what every unit answers, the decision regions, the loss surface with every
 run's path on it, the gradients that reach each layer, where each activation
 works, the loss of every run. It says in words what goes wrong and what to try.
 .
 It is made for lectures and for students at home: one window, no network.
"""
COPYRIGHT = """\
{own}

{listed}

All licences in full are in /usr/share/doc/nnviz/NOTICE.gz; the LGPL and the GPL also in /usr/share/common-licenses.
"""
CHANGELOG = """\
nnviz ({version}) stable; urgency=medium

  * CHANGELOG.md of the project says what is new.

 -- {maintainer}  {date}
"""


def make_package(app: Path, icons: Path, version: str, date: int, folder: Path) -> Path:
    """Build ``nnviz_VERSION_amd64.deb``.

    Parameters
    ----------
    app, icons : Path
        Folders of the frozen app and of its icons.
    version : str
    date : int
        In seconds since 1970, of all files.
    folder : Path
        Where the package goes; it is put together in a folder beside it.
    """
    tree = app.parent / "debian"
    shutil.rmtree(tree, ignore_errors=True)
    lay_out(app, icons, version, date, tree)
    path = folder / f"nnviz_{version}_amd64.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(path)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=os.environ | {"SOURCE_DATE_EPOCH": str(date)})
    return path


def lay_out(app: Path, icons: Path, version: str, date: int, tree: Path) -> None:
    """Put every file where the package has it."""
    share, inside = tree / "usr" / "share", tree / "usr" / "lib" / "nnviz"
    shutil.copytree(app, inside, symlinks=True)
    shutil.rmtree(inside / "licences")  # they are where Debian has them
    (inside / "README.txt").unlink(missing_ok=True)
    for name in system_packages.LIBRARIES:  # they come from the system, which keeps them up to date
        (inside / "_internal" / name).unlink(missing_ok=True)
    program = tree / "usr" / "bin" / "nnviz"
    program.parent.mkdir(parents=True)
    program.symlink_to("../lib/nnviz/nnviz")
    _copy(HERE / "nnviz.desktop", share / "applications" / "nnviz.desktop")
    _copy(HERE / "nnviz.xml", share / "mime" / "packages" / "nnviz.xml")
    _copy(HERE / "nnviz.metainfo.xml", share / "metainfo" / "org.nnviz.nnviz.metainfo.xml")
    _copy(HERE / "lintian-overrides", share / "lintian" / "overrides" / "nnviz")
    hicolor = share / "icons" / "hicolor"
    for drawing, kind, name in (("nnviz", "apps", "nnviz"), ("document", "mimetypes", "application-x-nnviz")):
        _copy(icons / f"{drawing}.svg", hicolor / "scalable" / kind / f"{name}.svg")
        for size in ICON_SIZES:
            _copy(icons / f"{drawing}-{size}.png", hicolor / f"{size}x{size}" / kind / f"{name}.png")
    page = (HERE / "nnviz.1").read_text("utf-8").replace("@VERSION@", version)
    _pack(page.replace("@DATE@", time.strftime("%Y-%m-%d", time.gmtime(date))), share / "man" / "man1" / "nnviz.1.gz")
    stamp = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(date))
    changelog = CHANGELOG.format(version=version, maintainer=MAINTAINER, date=stamp)
    _pack(changelog, share / "doc" / "nnviz" / "changelog.gz")
    own, listed, full = ROOT / "LICENSE", ROOT / "NOTICE", ROOT / "resources" / "licences" / "NOTICE.txt"
    copyright_text = COPYRIGHT.format(own=own.read_text("utf-8"), listed=listed.read_text("utf-8"))
    (share / "doc" / "nnviz" / "copyright").write_text(copyright_text, "utf-8")
    _pack(full.read_text("utf-8"), share / "doc" / "nnviz" / "NOTICE.gz")
    _set_modes(tree)
    _describe(tree, inside, version)


def depends_of(folder: Path) -> str:
    """Return the packages whose libraries the files in a folder load.

    Raises
    ------
    SystemExit
        If a library is in no package that is known.
    """
    needs = needs_in(folder)
    outside = from_outside(needs) - set(OF_LIBC)
    unknown = sorted(outside - set(PACKAGES))
    if unknown:
        raise SystemExit(
            f"nnviz: no Debian package is known for {', '.join(unknown)}: add it to packaging/linux/deb.py"
        )
    # Qt loads some libraries by name only, so all that the window needs are named, not only those that are linked.
    wanted = {PACKAGES[name] for name in outside | set(system_packages.LIBRARIES)}
    glibc = ".".join(map(str, newest(needs, "GLIBC")))
    return ", ".join([f"libc6 (>= {glibc})", *sorted(wanted)])


def _describe(tree: Path, inside: Path, version: str) -> None:
    files = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    size = sum(-(-path.stat().st_size // 1024) for path in files)
    control = CONTROL.format(version=version, maintainer=MAINTAINER, size=size, depends=depends_of(inside))
    sums = [f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(tree).as_posix()}\n" for path in files]
    for name, text in {"control": control, "md5sums": "".join(sums)}.items():
        path = tree / "DEBIAN" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        path.chmod(0o644)
    (tree / "DEBIAN").chmod(0o755)


def _set_modes(tree: Path) -> None:
    """Give everybody the right to read, and to start only what is a program."""
    tree.chmod(0o755)
    for path in tree.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path == tree / "usr" / "lib" / "nnviz" / "nnviz" else 0o644)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _pack(text: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
