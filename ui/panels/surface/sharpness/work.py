"""The background's part of the sharpness: one step after the other, coarse to fine, for a slice of time."""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct, field

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.landscape import SharpnessSearch, sharpness_rows
from nnviz.landscape.sharpness import work_of
from nnviz.path import Path
from ui.panels.surface.sharpness.in_force import in_force_at
from ui.panels.surface.sharpness.known import Found, KnownRun

SLICE_SECONDS = (0.03, 0.12)
"""For how long at once: while training, and at rest."""
MOST_STEPS, FEWEST_STEPS = 257, 17
"""Steps of one run at which it is computed, where that takes no longer than a whole run may."""
RUN_WORK = 2 * 10**10
"""Products of a row and a parameter that all steps of a run may take: some ten seconds of one core."""
USUAL_PRODUCTS = 14
"""Products with the Hessian that one step takes."""


class Wanted(Struct, frozen=True, eq=False):
    """What is wanted of one run.

    Attributes
    ----------
    known : KnownRun
        Where the results belong; the background does not look into it.
    in_force : sequence of (int, Assembly or None)
        See `InForce.entries`.
    path : Path
    now : tuple of (int, ndarray)
        Steps with their parameters, shape (length,), that come first: the one looked at, and the newest.
    marks : mapping of int to int
        Which steps are known, with their marks (`Found.mark`).
    """

    known: KnownRun
    in_force: tuple[tuple[int, Assembly | None], ...]
    path: Path
    now: tuple[tuple[int, Array], ...]
    marks: Mapping[int, int]


class Request(Struct, frozen=True, eq=False):
    """One slice of work.

    Attributes
    ----------
    wanted : tuple of Wanted
        The chosen run first.
    most_rows : int or None
        See `nnviz.landscape.sharpness_rows`.
    live : bool
        Whether something trains.
    unwanted : threading.Event
        Set when something else is wanted.
    """

    wanted: tuple[Wanted, ...]
    most_rows: int | None
    live: bool
    unwanted: threading.Event = field(default_factory=threading.Event)


class Task(Struct, frozen=True, eq=False):
    """One step of one run."""

    known: KnownRun
    assembly: Assembly
    step: int
    theta: Array


class Unfinished(Struct, frozen=True, eq=False):
    """A search that goes on in the next slice."""

    task: Task
    search: SharpnessSearch


class Outcome(Struct, frozen=True, eq=False):
    """What a slice has brought.

    Attributes
    ----------
    request : Request
    found : tuple of (KnownRun, Found)
    unfinished : Unfinished or None
    plans : mapping of KnownRun to tuple of int
        At which steps of each run's path it is wanted.
    done : float
        Which part of all steps is computed.
    """

    request: Request
    found: tuple[tuple[KnownRun, Found], ...]
    unfinished: Unfinished | None
    plans: Mapping[KnownRun, tuple[int, ...]]
    done: float


def compute(request: Request, unfinished: Unfinished | None, cancelled: Callable[[], bool]) -> Outcome | None:
    """Compute for a slice of time; None where it is no longer wanted."""
    end = time.perf_counter() + SLICE_SECONDS[not request.live]
    plans = {one.known: planned(one, request.most_rows) for one in request.wanted}
    tasks = list(_tasks(request, plans))
    if unfinished is not None and unfinished.task.known in plans:
        # What was begun is finished, although the run has gone on meanwhile.
        begun = unfinished.task
        tasks = [begun, *(task for task in tasks if (task.known, task.step) != (begun.known, begun.step))]
    else:
        unfinished = None
    found: list[tuple[KnownRun, Found]] = []
    for done, task in enumerate(tasks):
        if unfinished is not None and task is unfinished.task:
            search = unfinished.search
        else:
            search = SharpnessSearch(task.assembly, sharpness_rows(task.assembly, request.most_rows), task.theta)
        while (sharpness := search.advance()) is None:
            if cancelled() or request.unwanted.is_set():
                return None
            if time.perf_counter() >= end:
                share = _share(plans, len(tasks) - done)
                return Outcome(request, tuple(found), Unfinished(task, search), plans, share)
        found.append((task.known, Found(task.step, _mark(task.theta), sharpness)))
        if time.perf_counter() >= end:
            return Outcome(request, tuple(found), None, plans, _share(plans, len(tasks) - done - 1))
    return Outcome(request, tuple(found), None, plans, 1.0)


def planned(wanted: Wanted, most_rows: int | None) -> tuple[int, ...]:
    """Return at which steps of its path a run's sharpness is wanted, coarse to fine.

    They are every first, second, fourth ... point: when the path becomes longer, what is known of it still serves.
    """
    assembly, count = wanted.in_force[-1][1], len(wanted.path.steps)
    if assembly is None or not count:
        return ()
    rows = len(sharpness_rows(assembly, most_rows).targets)
    most = min(MOST_STEPS, max(FEWEST_STEPS, RUN_WORK // (USUAL_PRODUCTS * work_of(assembly.network, rows))))
    spacing = 1
    while (count - 1) // spacing + 1 > most:
        spacing *= 2
    kept = sorted(range(0, count, spacing), key=lambda k: -(k & -k) if k else -count)
    return tuple(wanted.path.steps[k] for k in kept)


def _tasks(request: Request, plans: Mapping[KnownRun, tuple[int, ...]]) -> Iterator[Task]:
    """Yield what is not known yet, in the order in which it is wanted: then all runs take turns."""
    for one in request.wanted:
        for step, theta in one.now:
            assembly = in_force_at(one.in_force, step)
            if assembly is not None and one.marks.get(step) != _mark(theta):
                yield Task(one.known, assembly, step, theta)
    places = {one.known: dict(zip(one.path.steps, one.path.thetas, strict=True)) for one in request.wanted}
    for turn in range(max(map(len, plans.values()), default=0)):
        for one in request.wanted:
            if turn >= len(plans[one.known]):
                continue
            step = plans[one.known][turn]
            assembly = in_force_at(one.in_force, step)
            if assembly is not None and step not in one.marks and all(step != now for now, _ in one.now):
                yield Task(one.known, assembly, step, places[one.known][step])


def _mark(theta: Array) -> int:
    return zlib.crc32(theta.tobytes())


def _share(plans: Mapping[KnownRun, tuple[int, ...]], left: int) -> float:
    """Return which part is done; below 1 as long as anything is left."""
    return max(0.0, 1.0 - left / max(sum(map(len, plans.values())), left, 1))
