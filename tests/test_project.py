"""Checks of the project itself: what a reviewer would otherwise have to remember."""

from __future__ import annotations

import ast
import importlib.metadata
import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import nnviz

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("nnviz", "ui", "tests", "packaging")
SOURCES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
FORBIDDEN_NAMES = re.compile(r"^(lr|utils?|helpers?|misc|\w*Manager)$")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_file_is_small_and_speaks_the_glossary(path: Path) -> None:
    text = path.read_text("utf-8")
    length = text.count("\n")
    assert length <= 300
    assert not FORBIDDEN_NAMES.match(path.stem)
    nodes = list(ast.walk(ast.parse(text)))
    names = {node.name for node in nodes if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    names |= {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    names |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    assert not sorted(filter(FORBIDDEN_NAMES.match, names))


def test_what_paints_ends_it_whatever_happens() -> None:
    """Qt aborts where a fault leaves a painter open, which only `ui.theme.painting` prevents."""
    opened = [
        relative(path) for path in (ROOT / "ui").rglob("*.py") if re.search(r"\bQPainter\(", path.read_text("utf-8"))
    ]
    assert opened == ["ui/theme/painting.py"]


def test_version_is_the_same_everywhere() -> None:
    assert nnviz.__version__ == PROJECT["version"] == importlib.metadata.version("nnviz")


def test_engine_works_where_qt_is_not_installed() -> None:
    code = """
import pkgutil, sys
for name in ("PySide6", "shiboken6", "pyqtgraph"):
    sys.modules[name] = None
import nnviz
for module in pkgutil.walk_packages(nnviz.__path__, "nnviz."):
    if not module.name.endswith("__main__"):
        __import__(module.name)
assert "ui" not in sys.modules
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_what_nnviz_needs_at_run_time_is_light() -> None:
    heavy = {"scipy", "scikit-learn", "matplotlib", "torch", "pandas", "pillow"}
    assert not heavy & {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}


@pytest.mark.parametrize("line", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"])
def test_every_requirement_is_pinned_within_its_range(line: str) -> None:
    lines = (ROOT / "packaging" / "constraints.txt").read_text("utf-8").splitlines()
    pins = [Requirement(pin) for pin in lines if pin and not pin.startswith("#")]
    requirement = Requirement(line)
    [pin] = [pin for pin in pins if canonicalize_name(pin.name) == canonicalize_name(requirement.name)]
    [exact] = pin.specifier
    assert exact.operator == "=="
    assert requirement.specifier.contains(exact.version)
    assert importlib.metadata.version(requirement.name) == exact.version


@pytest.mark.parametrize("folder", ["data", "fonts", "icons"])
def test_what_others_made_ships_with_source_and_licence(folder: str) -> None:
    path = ROOT / "resources" / folder
    assert list(path.glob("LICENSE*"))
    assert "http" in (path / "README.md").read_text("utf-8")


def test_rooms_are_packages_and_packaging_is_not() -> None:
    # A regular package is not merged with a student's own folder of that name; and packaging without __init__.py
    # leaves the name to the library that pip and pytest use.
    assert all((ROOT / room / "__init__.py").exists() for room in ("nnviz", "ui", "resources"))
    assert not (ROOT / "packaging" / "__init__.py").exists()
    found = importlib.util.find_spec("packaging")
    assert found is not None
    assert found.origin is not None
