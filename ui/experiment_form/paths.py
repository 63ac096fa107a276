"""Dotted paths into an experiment's document: reading a value, and which path lies inside which. Free of Qt."""

from __future__ import annotations

import re
from typing import Any

from nnviz.experiment import Experiment, encode

Document = dict[str, Any]

UNSET = "unset"
"""The name of a choice that a document leaves open: null."""

DEFAULTS: Document = encode(Experiment())
"""What an experiment holds that says nothing."""


def value_at(document: Any, path: str) -> Any:
    """Return what stands at a path, such as ``network.hidden[0].units``.

    Raises
    ------
    KeyError
        When there is nothing at the path.
    """
    for key in normal(path).replace("[", ".").replace("]", "").split("."):
        if isinstance(document, list | tuple) and key.isdecimal() and int(key) < len(document):
            document = document[int(key)]
        elif isinstance(document, dict) and key in document:
            document = document[key]
        else:
            raise KeyError(path)
    return document


def encoded_value(experiment: Experiment, path: str) -> Any:
    """Return what stands at a path of an experiment, as its document has it."""
    return value_at(encode(experiment), path)


def normal(path: str) -> str:
    """Return the spelling of a path that the form uses: ``network.hidden.0.units`` as ``network.hidden[0].units``."""
    return re.sub(r"\.(\d+)(?=\.|\[|$)", r"[\1]", path)


def inside(path: str, outer: str) -> bool:
    """Say whether a path is `outer`, or lies in it."""
    return path == outer or path.startswith((f"{outer}.", f"{outer}["))


def choice_name(value: Any) -> str:
    """Return the name of a registry choice as it stands in a document: a name, or an object with one; or `UNSET`."""
    return UNSET if value is None else str(value["name"] if isinstance(value, dict) else value)


def is_default(document: Document, path: str) -> bool:
    """Say whether a path holds what an experiment holds that says nothing."""
    try:
        # An experiment that says nothing has two hidden layers; any layer's default is that of the first.
        usual = re.sub(r"^network\.hidden\[\d+\]", "network.hidden[0]", path)
        return bool(value_at(document, path) == value_at(DEFAULTS, usual))
    except KeyError:
        return False
