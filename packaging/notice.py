"""Write NOTICE and resources/licences/NOTICE.txt from what is installed: whose work is in nnviz, under which licence.

    python packaging/notice.py

NOTICE is the list; the other file, which the About window shows and every installer carries, has all texts behind it.
A test compares both with the installed packages, so a new version or package cannot be forgotten.
"""

from __future__ import annotations

import textwrap
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ROOT / "packaging" / "licence_texts"
LIST, BOOK = ROOT / "NOTICE", ROOT / "resources" / "licences" / "NOTICE.txt"
WIDTH = 100

# Texts that packages do not bring along in their metadata, or that belong to files inside of them.
TEXTS_OF = {
    "latex2mathml": ("latex2mathml.txt",),
    "pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt", "ICU.txt"),
    "shiboken6": ("LGPL-3.0.txt",),
    "ziafont": ("DejaVu.txt",),
    "ziamath": ("STIX-Two.txt",),
}
# Licences as the packages' own pages name them, where the metadata say nothing or a sentence.
LICENCE_OF = {"colorama": "BSD-3-Clause", "contourpy": "BSD-3-Clause"}
INSIDE = {
    "numpy": "with OpenBLAS (BSD-3-Clause) and GCC's run-time libraries (GPL-3.0 with the runtime exception)",
    "pyside6-essentials": "with Qt (LGPL-3.0) and ICU (Unicode-3.0)",
    "ziafont": "with the typeface DejaVu Sans (Bitstream Vera licence)",
    "ziamath": "with the typeface STIX Two Math (OFL-1.1)",
}
BUNDLED = (
    ("Inter 4.1", "the typeface of the window", "OFL-1.1", "https://rsms.me/inter/", "fonts/LICENSE-Inter.txt"),
    ("Lucide 1.62.0", "the icons", "ISC AND MIT", "https://lucide.dev", "icons/LICENSE-Lucide.txt"),
    (
        "Data sets of scikit-learn",
        "digits, iris, wine, breast cancer, diabetes",
        "BSD-3-Clause",
        "https://scikit-learn.org; the origin of each stands in resources/data",
        "data/LICENSE-scikit-learn.txt",
    ),
)

HEAD = """\
nnviz is free software under the MIT licence (file LICENSE). This is what else is in it, or installed with it.
"""
QT = """\
Qt is used under the GNU Lesser General Public License, version 3, unchanged. nnviz loads it, and
the modules PySide6 and shiboken6 that connect it with Python, as separate files: the libraries
libQt6*, Qt6*.dll or Qt*.framework in the folder PySide6 of the app or of the Python environment.
You may replace them by versions of your own with the same interface: put yours in their place and
start nnviz again. Nothing checks or prevents it, and you may take the app apart to find out what
goes wrong with it. Sources of exactly these versions: https://download.qt.io/archive/qt/ (modules
qtbase, qtsvg, qtwayland) and https://code.qt.io/cgit/pyside/pyside-setup.git/ (tag of the same
number). What Qt itself took from others is listed in
https://doc.qt.io/qt-6/licenses-used-in-qt.html. The licence is in the full notice, behind
"LGPL-3.0".
"""
INSTALLERS = """\
The installers and the folder archives also hold Python (PSF-2.0, https://www.python.org) with the
libraries libffi (MIT) and liblzma (public domain), on Linux the libraries of XCB and libxkbcommon
(MIT), and the start program of PyInstaller (GPL-2.0 or later, with an exception that permits every
use in programs that are built with it).
"""


def shipped() -> list[Distribution]:
    """Return the packages that nnviz needs at run time, directly or not, in the order of their names."""
    found: dict[str, Distribution] = {}
    waiting = ["nnviz"]
    while waiting:
        package = distribution(waiting.pop())
        for line in package.requires or ():
            requirement = Requirement(line)
            name = canonicalize_name(requirement.name)
            if name not in found and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
                found[name] = distribution(name)
                waiting.append(name)
    return [found[name] for name in sorted(found)]


def name_of(package: Distribution) -> str:
    """Return a package's name in its canonical form."""
    return str(canonicalize_name(package.metadata["Name"]))


def field(package: Distribution, name: str) -> str:
    """Return one line of a package's metadata, or an empty string."""
    return str(next(iter(package.metadata.get_all(name) or ()), ""))


def licence_of(package: Distribution) -> str:
    """Return a package's licence, as an SPDX expression where it has one."""
    named = field(package, "License-Expression") or LICENCE_OF.get(name_of(package)) or field(package, "License")
    if not named or "\n" in named:
        raise SystemExit(f"the metadata of {name_of(package)} name no licence: add it to LICENCE_OF")
    return named


def source_of(package: Distribution) -> str:
    """Return where a package's source is."""
    links: dict[str, str] = {}
    for line in package.metadata.get_all("Project-URL") or ():
        label, _, link = line.partition(", ")
        links[label.lower()] = link
    for label in ("source", "source code", "repository", "homepage"):
        if label in links:
            return links[label]
    return field(package, "Home-page")


def texts_of(package: Distribution) -> list[tuple[str, str]]:
    """Return a package's licences, each with its name.

    Raises
    ------
    SystemExit
        If there are none.
    """
    texts = []
    beside = [path.name for path in package.files or () if path.parent.suffix == ".dist-info"]
    unnamed = [name for name in beside if name.upper().startswith(("LICEN", "COPYING"))]
    for name in package.metadata.get_all("License-File") or unnamed:
        text = package.read_text(f"licenses/{name}") or package.read_text(name)
        if text:
            texts.append((name, text))
    texts += [(name, (TEXTS / name).read_text("utf-8")) for name in TEXTS_OF.get(name_of(package), ())]
    if not texts:
        raise SystemExit(f"{name_of(package)} brings no licence along: add its text to packaging/licence_texts")
    return texts


def list_of(packages: list[Distribution]) -> str:
    """Return the list."""
    lines = [HEAD, "Files that are part of nnviz", "----------------------------", ""]
    for name, use, licence, source, _ in BUNDLED:
        lines += _entry(f"{name}, {use}", licence, source)
    lines += ["", "Packages that are installed with nnviz", "--------------------------------------", ""]
    for package in packages:
        inside = INSIDE.get(name_of(package))
        title = f"{package.metadata['Name']} {package.version}"
        lines += _entry(title, licence_of(package) + (f", {inside}" if inside else ""), source_of(package))
    lines += ["", "Installers", "----------", "", INSTALLERS, "Qt", "--", "", QT]
    return "\n".join(lines).rstrip() + "\n"


def book_of(packages: list[Distribution]) -> str:
    """Return the list with all licences in full."""
    chapters = [("nnviz", [("LICENSE", (ROOT / "LICENSE").read_text("utf-8"))])]
    for name, _, _, _, path in BUNDLED:
        chapters.append((name, [(Path(path).name, (ROOT / "resources" / path).read_text("utf-8"))]))
    chapters += [(f"{package.metadata['Name']} {package.version}", texts_of(package)) for package in packages]
    chapters.append(("Python", [("Python.txt", (TEXTS / "Python.txt").read_text("utf-8"))]))
    pages = [list_of(packages)]
    for title, texts in chapters:
        for name, text in texts:
            head = f"{title}: {name.removesuffix('.txt')}"
            cleaned = "\n".join(line.rstrip() for line in text.replace("\f", "").strip("\n").splitlines())
            pages.append(f"{'=' * WIDTH}\n{head}\n{'=' * WIDTH}\n\n{cleaned}\n")
    return "\n\n".join(pages)


def main() -> None:
    """Write both files."""
    packages = shipped()
    BOOK.parent.mkdir(exist_ok=True)
    LIST.write_text(list_of(packages), "utf-8", newline="\n")
    BOOK.write_text(book_of(packages), "utf-8", newline="\n")


def _entry(title: str, licence: str, source: str) -> list[str]:
    indented = {"width": WIDTH, "initial_indent": "  ", "subsequent_indent": "  ", "break_on_hyphens": False}
    return [title, *textwrap.wrap(licence, **indented), *textwrap.wrap(source, **indented)]  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
