"""Make .venv ready: the environment, the pinned packages, and the system libraries that Qt loads.

make runs this with any Python from 3.11 on and nothing else. Work that is done is known by its stamp, so that a second
run takes a moment and no network. A moved, broken or half-made environment is made anew.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

import system_packages

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UNFINISHED = VENV / "unfinished"  # is there while pip writes: a set-up that was killed is not trusted
SOURCES = ("pyproject.toml", "packaging/constraints.txt", "packaging/set_up.py", "packaging/system_packages.py")
PACKAGES = ("PySide6", "contourpy", "msgspec", "nnviz", "numpy", "pyqtgraph", "threadpoolctl", "ziamath")
DEVELOPMENT_PACKAGES = (
    "hatchling",
    "hypothesis",
    "importlinter",
    "mypy",
    "pytest",
    "pytest_timeout",
    "pytestqt",
    "ruff",
    "xdist",
)


def say(text: str) -> None:
    """Print one line of progress at once, even into a pipe."""
    print(f"nnviz: {text}", flush=True)


def answers(python: Path | str, code: str, *arguments: str) -> bool:
    """Tell whether `code` runs without an error in another Python, apart from this folder and the user's settings."""
    try:
        command = [str(python), "-I", "-c", code, *arguments]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def key() -> str:
    """Return what the state of .venv depends on."""
    digest = hashlib.sha256(str(ROOT).encode())
    for source in SOURCES:
        digest.update((ROOT / source).read_bytes())
    return digest.hexdigest()


def done(stage: str) -> bool:
    """Tell whether a stage of the set-up was finished for the project as it is now."""
    stamp = VENV / f"{stage}.stamp"
    return stamp.exists() and stamp.read_text() == key()


def finish(*stages: str) -> None:
    """Stamp stages of the set-up as finished."""
    for stage in stages:
        (VENV / f"{stage}.stamp").write_text(key())


def importable(packages: tuple[str, ...]) -> bool:
    """Tell whether .venv's own Python finds every one of `packages`."""
    code = "import sys; from importlib.util import find_spec; sys.exit(not all(map(find_spec, sys.argv[1:])))"
    return answers(PYTHON, code, *packages)


def usable() -> bool:
    """Tell whether .venv is a whole environment that was made at this place and not stopped in the middle."""
    record = VENV / "pyvenv.cfg"
    if UNFINISHED.exists() or not record.exists() or not (VENV / "bin" / "activate").exists():
        return False
    code = "import sys, pip; sys.exit(sys.version_info < (3, 11) or sys.prefix == sys.base_prefix)"
    return str(VENV) in record.read_text() and answers(PYTHON, code)


def has_ensurepip() -> bool:
    """Tell whether this Python can put pip into a new environment; Debian's cannot without its venv package."""
    return answers(sys.executable, "import ensurepip; ensurepip.version()")


def run(*command: str | Path) -> None:
    """Run a command in the project's folder without its noise; where it fails, say why and stop."""
    result = system_packages.quietly(*map(str, command), folder=ROOT)
    if result.returncode >= 0:
        UNFINISHED.unlink(missing_ok=True)  # it was not killed: what it could not do, it has undone
    if result.returncode:
        lines = result.stdout.strip().splitlines()
        errors = [line.strip() for line in lines if "ERROR" in line]
        print(*(errors or lines[-5:]), sep="\n", file=sys.stderr)
        sys.exit("nnviz: the set-up stopped there. Mend what is named above and run make again.")


def make_environment() -> None:
    """Make .venv anew, with pip."""
    say(f"making .venv with Python {sys.version.split()[0]}")
    if has_ensurepip():
        run(sys.executable, "-m", "venv", "--clear", VENV)
        return
    run(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV)
    with tempfile.TemporaryDirectory() as folder:
        wheel = system_packages.unpack_pip(Path(folder))
        if wheel:
            run(PYTHON, wheel / "pip", "install", "--no-index", wheel)
        elif answers(sys.executable, "import pip"):
            run(sys.executable, "-m", "pip", "--python", PYTHON, "install", "pip")
        else:
            needed = [venv_package(), *system_packages.missing(dev=False)]
            sys.exit(f"nnviz: this Python cannot make environments. {system_packages.advice(needed)}")


def venv_package() -> str:
    """Return the Debian package that teaches this Python to make environments."""
    return f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"


def install_packages(dev: bool) -> None:
    """Install nnviz itself, editable, with the pinned packages that it needs."""
    say(f"installing the Python packages{' for development' if dev else ''} (some minutes on a slow line, only once)")
    UNFINISHED.touch()
    target = ".[dev]" if dev else "."
    options = ("--no-input", "--constraint", "packaging/constraints.txt", "--editable")
    run(PYTHON, "-m", "pip", "install", *options, target)


def main() -> None:
    """Bring everything up to date, and say in one line what this user cannot install."""
    dev = "--dev" in sys.argv[1:]
    stage, packages = ("dev", PACKAGES + DEVELOPMENT_PACKAGES) if dev else ("run", PACKAGES)
    ready = done(stage) and importable(packages)
    if ready and done("system"):
        return
    wanted = system_packages.missing(dev)
    if not usable() and not has_ensurepip():
        wanted.append(venv_package())
    system_packages.install(wanted)
    if not ready:
        if not usable():
            make_environment()
        install_packages(dev)
        if not importable(packages):  # pip trusts its records and misses lost files
            make_environment()
            install_packages(dev)
        finish("run", stage)
    missing = system_packages.missing(dev=False)
    if missing:
        sys.exit(f"nnviz: the window needs system libraries that are not here. {system_packages.advice(missing)}")
    finish("system")
    say("ready")


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036  (any python3 may start this file)
        found = f"{sys.executable} is {sys.version.split()[0]}"
        sys.exit(f"nnviz: Python 3.11 or newer is needed, and {found}. Name another: make run PYTHON=python3.12")
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("nnviz: the set-up was interrupted; make goes on with it next time")
    except OSError as error:
        sys.exit(f"nnviz: the set-up stopped: {error}")
