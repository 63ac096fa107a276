"""How fast a run trains."""

from __future__ import annotations

WARM_UP_STEPS = 100
"""The first steps make buffers and fill caches; they count only where there are no others."""


class Speed:
    """Steps a second of training alone: without set-up, without evaluations, after a warm-up."""

    def __init__(self) -> None:
        self._warm_up = (0, 0.0)
        self._measured = (0, 0.0)

    def add(self, steps: int, seconds: float) -> None:
        """Note that so many steps have taken so long."""
        if self._warm_up[0] < WARM_UP_STEPS:
            self._warm_up = self._warm_up[0] + steps, self._warm_up[1] + seconds
        else:
            self._measured = self._measured[0] + steps, self._measured[1] + seconds

    @property
    def steps_per_second(self) -> float:
        """The mean so far; 0 where no step was taken."""
        steps, seconds = self._measured if self._measured[0] else self._warm_up
        return steps / seconds if seconds > 0.0 else 0.0
