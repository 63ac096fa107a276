"""Names of runs in places that are too narrow for them, cut so that none reads as another."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF

ELLIPSIS = "…"
NAME_END = 0.45
"""The share of a place that the end of a name gets which is cut in its middle."""

_groups: dict[str, tuple[str, ...]] = {}


def tell_apart(group: str, names: Iterable[str]) -> None:
    """Say which names stand beside each other: from now on none of them is cut so that it reads as another.

    Parameters
    ----------
    group : str
        Where they stand, such as an experiment's runs; the names that it had before are forgotten.
    names : iterable of str
    """
    _groups[group] = tuple(names)


def cut_name(name: str, metrics: QFontMetrics | QFontMetricsF, width: float) -> str:
    """Return a run's name for a place so wide, cut if need be.

    It is cut at its end, else behind its middle, else at its start: the first way in which what is left fits no other
    name of its group (`tell_apart`), so "without momentum" never reads as "with momentum". Where every way fits some,
    it is the one that fits the fewest. Of a name without a group both ends are kept.
    """
    if metrics.horizontalAdvance(name) <= width:
        return name
    exact = metrics if isinstance(metrics, QFontMetricsF) else QFontMetricsF(metrics)
    width = max(0.0, width)
    if not any(name in names for names in _groups.values()):
        return _cut_behind_middle(name, exact, width)
    others = {other for names in _groups.values() if name in names for other in names} - {name}
    ways = (
        exact.elidedText(name, Qt.TextElideMode.ElideRight, width),
        _cut_behind_middle(name, exact, width),
        exact.elidedText(name, Qt.TextElideMode.ElideLeft, width),
    )
    return min(ways, key=lambda cut: sum(reads_as(cut, other) for other in others))


def reads_as(cut: str, name: str) -> bool:
    """Say whether a name may be meant by a cut one: begins and ends with what that has kept."""
    start, _, end = cut.partition(ELLIPSIS)
    # A space beside the dots is not seen.
    start, end = start.rstrip(), end.lstrip()
    return len(start) + len(end) <= len(name) and name.startswith(start) and name.endswith(end)


def _cut_behind_middle(name: str, metrics: QFontMetricsF, width: float) -> str:
    """Cut a name where little more is kept of its beginning than of its end."""
    room = NAME_END * width + metrics.horizontalAdvance(ELLIPSIS)  # which is not taken over
    end = metrics.elidedText(name, Qt.TextElideMode.ElideLeft, room)[1:]
    return metrics.elidedText(name, Qt.TextElideMode.ElideRight, max(0.0, width - metrics.horizontalAdvance(end))) + end
