"""The wheel holds all that the app needs and works without the checkout; the sdist holds all that makes it."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it, as pip does."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [wheel] = folder.glob("nnviz-*-py3-none-any.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def files(folder: Path) -> set[str]:
    """Return the files of a room, apart from what Python leaves there."""
    paths = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in paths}


def test_only_the_three_rooms_are_installed(installed: Path) -> None:
    assert {path.name for path in installed.iterdir() if path.suffix != ".dist-info"} == {"nnviz", "ui", "resources"}


@pytest.mark.parametrize("room", ["nnviz", "ui", "resources"])
def test_room_is_whole(installed: Path, room: str) -> None:
    assert files(installed / room) == files(ROOT / room)


def test_engine_and_resources_work_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    code = f"""
import sys
sys.path.insert(0, {str(installed)!r})
sys.path[:] = [entry for entry in sys.path if entry != {str(ROOT)!r}]
import nnviz, resources
from importlib.resources import files
assert nnviz.__file__.startswith({str(installed)!r}), nnviz.__file__
assert files("resources").joinpath("data").is_dir()
assert resources.__file__.startswith({str(installed)!r})
"""
    result = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_sdist_is_whole(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [archive] = tmp_path.glob("nnviz-*.tar.gz")
    with tarfile.open(archive) as content:
        inside = {entry.name.partition("/")[2] for entry in content.getmembers() if entry.isfile()}
    for room in ("nnviz", "ui", "resources", "packaging"):
        assert {f"{room}/{name}" for name in files(ROOT / room)} <= inside
    assert {"LICENSE", "NOTICE", "README.md", "Makefile", "pyproject.toml"} <= inside
    assert not any(name.startswith(("build/", "dist/", ".venv/")) for name in inside)
