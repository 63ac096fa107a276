"""The bundled experiments."""

from __future__ import annotations

import msgspec

from nnviz.experiment import SUFFIX, Experiment, decode, parse
from nnviz.resources import open_resource

OPENING_EXAMPLE = "two-parameters"


def examples() -> dict[str, str]:
    """Return the bundled experiments: file name without suffix to the experiment's own name, sorted by name."""
    found = {}
    for entry in open_resource("experiments").iterdir():
        if entry.name.endswith(SUFFIX):
            key = entry.name.removesuffix(SUFFIX)
            found[key] = str(msgspec.json.decode(entry.read_bytes())["name"])
    return dict(sorted(found.items(), key=lambda item: item[1].casefold()))


def example(key: str) -> Experiment:
    """Read one bundled experiment."""
    return decode(parse(open_resource("experiments", key + SUFFIX).read_bytes()))
