"""What an experiment says of the user's own data: keys that belong to them alone, and where their files are."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from nnviz.datasets.csv_files import is_held, look_again
from nnviz.datasets.points import check_points
from nnviz.datasets.sources import CSV, POINTS
from nnviz.errors import InvalidInput, shortened
from nnviz.experiment.schema import Data, Experiment, Variant

_OWNERS = {"path": CSV, "target": CSV, "left_out": CSV, "points": POINTS}


def check_own_data(data: Data) -> None:
    """Check that a table has a path, and that no other data set is given what would not be looked at.

    Raises
    ------
    InvalidInput
    """
    name = data.name.name
    for key, owner in _OWNERS.items():
        if getattr(data, key) and name != owner:
            raise InvalidInput(
                f"data.{key} is given, and the data set is '{shortened(name)}': only '{owner}' looks at it, so set "
                f"data.name to '{owner}' or leave data.{key} out"
            )
    if name == CSV and not data.path:
        raise InvalidInput("data.path is missing: the data set 'csv' needs the path of a CSV file")
    if data.path is not None and "\0" in data.path:
        raise InvalidInput("data.path has a character that no path has")
    check_points(data.points)


def without_own_data(data: Data) -> Data:
    """Return the data without what belongs to the user's own data alone."""
    return replace(data, path=None, target=None, left_out=(), points=())


def own_paths(experiment: Experiment) -> list[str]:
    """Return the paths of all files that an experiment and its variants read, each once."""
    found: list[str] = []

    def note(path: str) -> str:
        found.append(path)
        return path

    with_paths(experiment, note)
    return list(dict.fromkeys(found))


def with_paths(experiment: Experiment, change: Callable[[str], str]) -> Experiment:
    """Return the experiment with every path of a file changed, in the variants' overrides too."""
    data = experiment.data
    if data.path:
        data = replace(data, path=change(data.path))
    variants = tuple(
        replace(variant, set=_changed(variant, change)) if _has_path(variant) else variant
        for variant in experiment.variants
    )
    return replace(experiment, data=data, variants=variants)


def at_home(experiment: Experiment, folder: Path) -> Experiment:
    """Return an experiment out of a file in `folder` with absolute paths; files that have changed are read anew."""

    def absolute(path: str) -> str:
        if is_held(path):
            return path
        if os.sep == "/" and "\\" in path and not (folder / path).exists():
            path = path.replace("\\", "/")  # written by hand, on Windows
        whole = os.path.normpath(os.path.join(os.path.abspath(folder), path))
        look_again(whole)
        return whole

    return with_paths(experiment, absolute)


def away(experiment: Experiment, folder: Path) -> Experiment:
    """Return an experiment as it stands in a file in `folder`: paths are relative to that, with forward slashes."""

    def relative(path: str) -> str:
        if is_held(path):
            return path
        with suppress(ValueError):  # on another drive
            path = os.path.relpath(path, os.path.abspath(folder))
        return path.replace(os.sep, "/")

    return with_paths(experiment, relative)


def _has_path(variant: Variant) -> bool:
    return "data.path" in variant.set or "data" in variant.set


def _changed(variant: Variant, change: Callable[[str], str]) -> dict[str, Any]:
    overrides = dict(variant.set)
    if isinstance(overrides.get("data.path"), str):
        overrides["data.path"] = change(overrides["data.path"])
    whole = overrides.get("data")
    if isinstance(whole, dict) and isinstance(whole.get("path"), str):
        overrides["data"] = whole | {"path": change(whole["path"])}
    return overrides
