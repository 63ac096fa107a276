"""``make dist``: everything that is released and can be built on this system, into dist/.

Everywhere: wheel, sdist, and the frozen app, which has to pass its own check. Linux: folder archive and Debian package.
Windows: installer (makensis) and ZIP. macOS: disk image. With SHA-256 sums and a bill of materials.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import system_packages
from frozen.build import build, run, size_of

ROOT = Path(__file__).resolve().parent.parent
DIST, BUILD = ROOT / "dist", ROOT / "build"
MOST_INSTALLED, MOST_COMPRESSED = 220_000_000, 80_000_000
KEPT = (
    *("DISPLAY", "HOME", "LANG", "QT_QPA_PLATFORM", "TMPDIR", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR"),
    *("APPDATA", "LOCALAPPDATA", "SYSTEMROOT", "TEMP", "USERPROFILE"),
)
"""Of the environment, for the app that is checked."""
TOOLS = {"dpkg-deb": "dpkg", "objcopy": "binutils", "strip": "binutils"}


def missing_packages() -> list[str]:
    """Return the Debian packages that building takes and that are not here."""
    wanted = {package for tool, package in TOOLS.items() if not shutil.which(tool)}
    if sys.base_prefix == "/usr" and not system_packages.loads(sysconfig.get_config_var("INSTSONAME")):
        wanted.add(f"libpython{sys.version_info[0]}.{sys.version_info[1]}")  # Debian's Python does without it
    return sorted(wanted)


def release_date() -> int:
    """Return the date of all that is built: of the last commit, so that the same sources make the same files."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    commit = subprocess.run(
        ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"], capture_output=True, text=True, check=False
    )
    return int(commit.stdout) if commit.returncode == 0 and commit.stdout.strip() else 1_735_689_600


def python_packages() -> tuple[Path, str]:
    """Build sdist and wheel; return the wheel and the version."""
    run(sys.executable, "-m", "hatchling", "build", "--clean", "--directory", DIST, folder=ROOT)
    [wheel] = DIST.glob("nnviz-*.whl")
    return wheel, wheel.name.split("-")[1]


def check(app: Path) -> None:
    """Let the frozen app do everything once, with no Python and no checkout in sight."""
    program = app / ("nnviz.exe" if sys.platform == "win32" else "nnviz")
    environment = {name: os.environ[name] for name in KEPT if name in os.environ} | {"PATH": "/usr/bin:/bin"}
    result = subprocess.run(
        [str(program), "--self-check"], env=environment, cwd=app.parent, capture_output=True, text=True, check=False
    )
    if result.returncode:
        failures = [line for line in result.stdout.splitlines() if not line.startswith("ok ")]
        sys.exit("\n".join([*failures, result.stderr, "nnviz: the frozen app does not work"]))
    print(f"nnviz: the frozen app works: {result.stdout.count('ok ')} checks", flush=True)


def installers(app: Path, version: str, date: int) -> list[Path]:
    """Build what this system installs."""
    if sys.platform == "linux":
        from linux.archive import make_archive
        from linux.deb import make_package
        from linux.elf_needs import OLDEST_GLIBC, needs_in, newest

        glibc = newest(needs_in(app), "GLIBC")
        if glibc > OLDEST_GLIBC:
            print(f"nnviz: built on a system too new for Ubuntu 22.04: this needs glibc {glibc}", file=sys.stderr)
        package = make_package(app, BUILD / "icons", version, date, DIST)
        return [make_archive(app, version, ".".join(map(str, glibc)), date, DIST), package]
    if sys.platform == "win32":
        sign = ROOT / "packaging" / "windows" / "sign.ps1"
        run("pwsh", sign, app / "nnviz.exe")
        archive = shutil.make_archive(str(DIST / f"nnviz-{version}-windows-x86_64"), "zip", app.parent, app.name)
        script = ROOT / "packaging" / "windows" / "nnviz.nsi"
        installer = DIST / f"nnviz-{version}-windows-x86_64.exe"
        values = {"VERSION": version, "APP": app, "ICONS": BUILD / "icons", "OUT": installer}
        run("makensis", "/V2", *(f"/D{name}={value}" for name, value in values.items()), script)
        run("pwsh", sign, installer)
        return [Path(archive), installer]
    run("bash", ROOT / "packaging" / "macos" / "make_image.sh", BUILD / "nnviz.app", version, DIST)
    return sorted(DIST.glob("*.dmg"))


def write_sums(paths: list[Path]) -> None:
    """Write the SHA-256 sum of every file, as ``sha256sum -c`` reads it."""
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(paths)]
    (DIST / f"SHA256SUMS-{sys.platform}").write_text("".join(lines), "utf-8", newline="\n")


def main() -> int:
    """Build everything; return 1 where something is larger than promised."""
    if sys.platform == "linux":
        system_packages.install(missing_packages())
    date = release_date()
    os.environ["SOURCE_DATE_EPOCH"] = str(date)
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir()
    wheel, version = python_packages()
    app, python = build(wheel, BUILD)
    check(app)
    made = installers(app, version, date)
    bill = DIST / f"nnviz-{version}-{sys.platform}-{platform.machine().lower()}.cdx.json"
    run(python, ROOT / "packaging" / "sbom.py", app, bill)
    write_sums([path for path in DIST.iterdir() if path.is_file()])
    for path in sorted(DIST.iterdir()):
        print(f"nnviz: dist/{path.name}  {path.stat().st_size / 1e6:.1f} MB", flush=True)
    return int(size_of(app) > MOST_INSTALLED or any(path.stat().st_size > MOST_COMPRESSED for path in made))


if __name__ == "__main__":
    sys.exit(main())
