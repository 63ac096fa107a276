"""One piece of work for the background at a time: coarse first, then fine, gone on with until done or given up."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from nnviz.snapshot import Snapshot


class Wanted(Protocol):
    """A request that can be called off."""

    @property
    def unwanted(self) -> threading.Event: ...  # noqa: D102


RequestT = TypeVar("RequestT", bound=Wanted)


class Underway(Generic[RequestT]):
    """What is asked for, what is unfinished of it, and what is shown.

    Attributes
    ----------
    request : RequestT or None
    work : object
        What has been done of it, to go on with; None at its beginning.
    done : float
        Which part of it is done; NaN where nothing is under way.
    given_up : bool
        Whether the user has called something fine off: the coarse one stays until something else is wanted.
    """

    def __init__(self) -> None:
        self.request: RequestT | None = None
        self.given_up = False
        self.forget()

    def forget(self) -> None:
        """Let everything go: there are other runs."""
        self._stop()
        self._key: tuple[Any, ...] = ()
        self._wanted: tuple[Any, ...] = ()
        self._shown: tuple[Any, ...] = ()
        self._moment: tuple[Snapshot, ...] = ()
        self._shown_at: tuple[Snapshot, ...] = ()
        self.given_up = False

    def give_up(self) -> None:
        """Leave it at the coarse one."""
        self._stop()
        self.given_up = True

    def go_on(
        self,
        wanted: tuple[Any, ...],
        moment: tuple[Snapshot, ...],
        live: bool,
        anew: tuple[bool, ...],
        request: Callable[[bool], RequestT],
    ) -> tuple[RequestT, Any] | None:
        """Return the request to go on with and its work so far: that under way where it is still wanted, or another.

        Parameters
        ----------
        wanted : tuple
            Everything that says what is wanted, but for the moment.
        moment : tuple of Snapshot
        live : bool
            Whether another one is wanted soon, so that this one is to be quick; at rest a coarse one comes first.
        anew : tuple of bool
            Whether something is to be chosen anew, though the same is wanted.
        request : callable
            Makes the request, told whether it is to be quick.

        Returns
        -------
        (RequestT, object) or None
            None where the user has given up what would be computed.
        """
        is_shown = wanted == self._shown and moment is self._shown_at
        self.given_up = self.given_up and is_shown and not any(anew)
        live = live or not is_shown
        if self.given_up and not live:
            return None
        key = (*wanted, live, *anew)
        # While training, what takes long is finished although its run has gone on.
        same_moment = live or self._moment is moment
        if self.request is None or self.work is None or key != self._key or not same_moment:
            self._stop()
            self._key, self._moment, self._wanted = key, moment, wanted
            self.request = request(live)
        return self.request, self.work

    def take(self, request: Wanted, work: Any, done: float, finished: bool) -> bool:
        """Take how far a request has come. Returns whether it is finished, and still the one that is wanted."""
        if request is not self.request:
            return False
        if not finished:
            self.work, self.done = work, done
            return False
        self.work, self.done = None, math.nan
        self._shown, self._shown_at = self._wanted, self._moment
        return True

    def _stop(self) -> None:
        if self.request is not None:
            self.request.unwanted.set()
        self.request, self.work, self.done = None, None, math.nan
