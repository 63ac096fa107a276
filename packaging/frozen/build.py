"""Freeze the wheel: one folder that runs without Python, pruned, with the licences of all that is in it.

The wheel is frozen and not the checkout, so that what is tested is what everybody gets.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from linux.elf_paths import forget_absolute_paths

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WINDOWS = sys.platform == "win32"


def run(*command: str | Path, folder: Path | None = None, **variables: str) -> None:
    """Run a command; where it fails, print what it said and stop."""
    result = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")} | variables,
        check=False,
        text=True,
        encoding="utf-8",
        errors="replace",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if result.returncode:
        sys.exit(f"{result.stdout}\nnnviz: {Path(command[0]).name} failed there")


def environment(folder: Path, wheel: Path) -> Path:
    """Make an environment with the wheel, what it needs and PyInstaller, and nothing else; return its Python."""
    run(sys.executable, "-m", "venv", "--clear", "--without-pip", folder)
    python = folder / ("Scripts/python.exe" if WINDOWS else "bin/python")
    options = ("--no-input", "--disable-pip-version-check", "--constraint", ROOT / "packaging" / "constraints.txt")
    run(sys.executable, "-m", "pip", "--python", python, "install", *options, wheel, "-r", HERE / "requirements.txt")
    return python


def resources_of(python: Path) -> Path:
    """Return where an environment has the files that ship with nnviz."""
    code = "import resources; print(resources.__path__[0])"
    return Path(subprocess.check_output([str(python), "-I", "-c", code], text=True, encoding="utf-8").strip())


def freeze(python: Path, icons: Path, version: str, folder: Path) -> Path:
    """Run PyInstaller and return the app's folder."""
    run(
        *(python, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"),
        *("--distpath", folder, "--workpath", folder / "work", HERE / "nnviz.spec"),
        PYTHONHASHSEED="1",
        NNVIZ_VERSION=version,
        NNVIZ_ICONS=str(icons),
        NNVIZ_RESOURCES=str(resources_of(python)),
    )
    return folder / "nnviz"


def strip(app: Path) -> None:
    """Take debugging symbols and its builder's paths out of Python, which carries 20 MB where it was built by hand.

    Wheels come stripped, and what auditwheel has patched does not survive it.
    """
    inside = app / "_internal"
    files = [*inside.glob("libpython*.so*"), *inside.glob("python3*/lib-dynload/*.so")]
    if files and shutil.which("strip"):
        run("strip", "--strip-unneeded", *files)
    for path in files:
        forget_absolute_paths(path)


def add_licences(app: Path) -> None:
    """Put the licences where a person finds them: beside the program."""
    shutil.copytree(ROOT / "resources" / "licences", app / "licences", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "LICENSE", app / "licences" / "nnviz.txt")


def size_of(folder: Path) -> int:
    """Return the bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def build(wheel: Path, folder: Path) -> tuple[Path, Path]:
    """Freeze a wheel.

    Parameters
    ----------
    wheel : Path
    folder : Path
        Gets the app as ``nnviz``, on macOS also as ``nnviz.app``; the icons; the environment that was frozen.

    Returns
    -------
    Path
        The app's folder.
    Path
        The Python that was frozen.
    """
    folder.mkdir(parents=True, exist_ok=True)
    python = environment(folder / "environment", wheel.resolve())
    run(python, ROOT / "packaging" / "icons.py", folder / "icons", QT_QPA_PLATFORM="offscreen")
    app = freeze(python, folder / "icons", wheel.name.split("-")[1], folder)
    if sys.platform == "linux":
        strip(app)
    add_licences(app)
    if sys.platform == "darwin":
        add_licences(folder / "nnviz.app" / "Contents" / "Resources")
    print(f"nnviz: the frozen app takes {size_of(app) / 1e6:.0f} MB", flush=True)
    return app, python
