"""The background evaluator: one thread for everything that panels need computed. It imports no Qt.

For each panel only the newest request counts: an older one is dropped, or told to stop if it is under way.
"""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from ui.frame_clock import FrameClock

SWITCH_SECONDS = 0.0005
"""How long a computation may keep the window from the interpreter: by Python's 5 ms some frames would be late."""


class Result(Struct, frozen=True):
    """What a computation returned, for the panel `key` and the request `token`."""

    key: str
    token: object
    value: Any
    failure: str = ""


class Evaluator:
    """Runs computations in a thread of its own, the newest request first.

    Parameters
    ----------
    clock : FrameClock
        Says when it may compute.
    """

    def __init__(self, clock: FrameClock) -> None:
        self._clock = clock
        self._condition = threading.Condition()
        self._requests: dict[str, tuple[object, Callable[[Callable[[], bool]], Any]]] = {}
        self._results: dict[str, Result] = {}
        self._current: tuple[str, object] | None = None
        self._unwanted = False
        self._alive = True
        self._thread = threading.Thread(target=self._run, name="nnviz evaluator")

    def start(self) -> None:
        """Start the thread."""
        sys.setswitchinterval(SWITCH_SECONDS)
        self._thread.start()

    def close(self) -> None:
        """End the thread, and wait until it has ended."""
        with self._condition:
            self._alive = False
            self._unwanted = True
            self._condition.notify()
        if self._thread.is_alive():
            self._thread.join()

    def submit(self, key: str, token: object, computation: Callable[[Callable[[], bool]], Any]) -> None:
        """Ask for a computation; whatever was asked for under the same key is no longer wanted.

        A computation under way is not told to stop: at the panels' rates a result that is one frame old is worth more
        than one that is never finished. `cancel` does that when the runs themselves are gone.
        """
        with self._condition:
            self._requests.pop(key, None)
            self._requests[key] = token, computation
            self._condition.notify()

    def busy(self, key: str) -> bool:
        """Say whether a request under this key waits, is under way, or has a result that was not taken."""
        with self._condition:
            under_way = self._current is not None and self._current[0] == key
            return key in self._requests or key in self._results or under_way

    def cancel(self) -> None:
        """Drop everything asked for so far."""
        with self._condition:
            self._requests.clear()
            self._results.clear()
            self._unwanted = True

    def take(self) -> list[Result]:
        """Take all results."""
        with self._condition:
            results = list(self._results.values())
            self._results.clear()
            return results

    def _run(self) -> None:
        while self._wait():
            self._clock.wait_for_painting()
            self._compute_next()

    def _is_unwanted(self) -> bool:
        """Answer a computation, which asks every few milliseconds whether to stop: here it waits for a frame."""
        self._clock.wait_for_painting()
        return self._unwanted

    def _wait(self) -> bool:
        """Sleep until there is a request. Returns whether there is one: False ends the thread."""
        with self._condition:
            while self._alive and not self._requests:
                self._condition.wait()
            return self._alive

    def _compute_next(self) -> None:
        """Carry out the newest request, if it is still there."""
        with self._condition:
            if not self._requests or not self._alive:
                return
            key, (token, computation) = self._requests.popitem()
            self._current = key, token
            self._unwanted = False
        try:
            result = Result(key, token, computation(self._is_unwanted))
        except Exception:  # a fault of the program: the window shows it and stays alive
            result = Result(key, token, None, traceback.format_exc())
        with self._condition:
            if not self._unwanted:
                self._results[key] = result
            self._current = None
