"""Editing a JSON document by dotted path."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from nnviz.errors import InvalidInput, shortened, unknown_name

LONGEST_PATH = 200
"""Characters; the longest path of any experiment has a quarter of this."""


def set_value(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return a copy of a JSON document in which `path` holds `value`.

    A path is dotted; a list item is written ``network.hidden[0].units`` or ``network.hidden.0.units``.
    """
    return set_values(document, {path: value})


def set_values(document: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of a JSON document in which every path holds its value, set one after the other."""
    result: dict[str, Any] = _copied(document)
    for path, value in values.items():
        _set(result, path, value)
    return result


def _set(document: dict[str, Any], path: str, value: Any) -> None:
    if len(path) > LONGEST_PATH:
        raise InvalidInput(f"'{shortened(path)}' is no path of an experiment: none is so long")
    keys = [int(key) if key.isdecimal() else key for key in re.sub(r"\[(\d+)\]", r".\1", path).split(".")]
    target: Any = document
    for depth, key in enumerate(keys):
        walked = ".".join(str(k) for k in keys[:depth])
        if isinstance(target, list) and isinstance(key, int):
            if key >= len(target):
                raise InvalidInput(f"{path}: {walked} has {len(target)} entries, so there is no [{key}]")
        elif not isinstance(target, dict) or isinstance(key, int):
            raise InvalidInput(f"{path}: there is nothing inside {walked or 'the experiment'} to set")
        elif key not in target and depth + 1 < len(keys):
            raise unknown_name(f"path '{path}':" if not walked else f"key in {walked}", key, target)
        if depth + 1 == len(keys):
            target[key] = _copied(value)
        else:
            target = target[key]


def _copied(value: Any) -> Any:
    """Return a copy whose sequences are lists, which can be changed; an encoded experiment holds tuples."""
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list | tuple) else value
