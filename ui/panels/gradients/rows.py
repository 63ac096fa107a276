"""The rows: one for each layer that any run has, the outputs in the last."""

from __future__ import annotations

from msgspec import Struct

from ui.frame import RunView


class Row(Struct, frozen=True):
    """One layer.

    Attributes
    ----------
    name : str
        "Hidden 1", ..., "Output".
    layers : tuple of (int or None)
        For each run, where the layer stands in its network, 0 for the first; None where it has no such layer.
    """

    name: str
    layers: tuple[int | None, ...]


def make_rows(runs: tuple[RunView, ...]) -> tuple[Row, ...]:
    """Return the rows of these runs: hidden layers side by side from the first on, outputs side by side."""
    networks = [run.layer_names for run in runs]
    deepest = max(networks, key=len)
    rows = []
    for index, name in enumerate(deepest[:-1]):
        rows.append(Row(name, tuple(index if index < len(own) - 1 else None for own in networks)))
    return (*rows, Row(deepest[-1], tuple(len(own) - 1 if own else None for own in networks)))
