"""Places for labels beside the ends of curves: in the curves' order, never overlapping, never jumping about."""

from __future__ import annotations

from collections.abc import Mapping


def spread(wishes: list[float], pitch: float, low: float, high: float) -> list[float]:
    """Return the places nearest to rising `wishes` that are at least `pitch` apart and within `low` to `high`.

    This is isotonic regression of the wishes less their pitches, by pooling neighbours (Ayer et al. 1955, "An Empirical
    Distribution Function for Sampling with Incomplete Information"). Where there is no room, the pitch shrinks.
    """
    count = len(wishes)
    if count > 1:
        pitch = min(pitch, (high - low) / (count - 1))
    pools: list[tuple[float, int]] = []
    for index, wish in enumerate(wishes):
        mean, size = wish - index * pitch, 1
        while pools and pools[-1][0] > mean:
            before, members = pools.pop()
            mean, size = (before * members + mean * size) / (members + size), members + size
        pools.append((mean, size))
    starts = [mean for mean, size in pools for _ in range(size)]
    end = high - (count - 1) * pitch
    return [min(max(start, low), end) + index * pitch for index, start in enumerate(starts)]


class Keeper:
    """Keeps a label where it is until its curve's end has moved away far enough to be worth a move.

    Labels change places only when one curve's end has clearly passed the other's.
    """

    def __init__(self) -> None:
        self._kept: dict[int, float] = {}

    def forget(self) -> None:
        """Place everything anew next time."""
        self._kept = {}

    def wishes(self, ends: Mapping[int, float], slack: float) -> dict[int, float]:
        """Return where labels want to be, by key and in rising order.

        Parameters
        ----------
        ends : mapping of int to float
            The pixel of each curve's end.
        slack : float
            How far an end may move before its label follows.
        """
        kept = self._kept
        self._kept = {
            key: kept[key] if key in kept and abs(kept[key] - end) <= slack else end for key, end in ends.items()
        }
        return dict(sorted(self._kept.items(), key=lambda item: (item[1], item[0])))
