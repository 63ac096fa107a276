"""The background evaluator keeps the newest request of each panel, and survives faults."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from ui.evaluator import Evaluator, Result
from ui.frame_clock import FrameClock


@pytest.fixture
def evaluator() -> Iterator[Evaluator]:
    evaluator = Evaluator(FrameClock())
    evaluator.start()
    yield evaluator
    evaluator.close()


def results(evaluator: Evaluator, count: int) -> list[Result]:
    found: list[Result] = []
    deadline = time.monotonic() + 10
    while len(found) < count:
        assert time.monotonic() < deadline
        found += evaluator.take()
        time.sleep(0.001)
    return found


def test_a_newer_request_replaces_a_waiting_one(evaluator: Evaluator) -> None:
    hold = threading.Event()
    evaluator.submit("slow", 0, lambda cancelled: hold.wait(10))
    evaluator.submit("map", 1, lambda cancelled: "old")
    evaluator.submit("map", 2, lambda cancelled: "new")
    hold.set()
    answers = {result.key: (result.token, result.value) for result in results(evaluator, 2)}
    assert answers == {"slow": (0, True), "map": (2, "new")}


def test_the_newest_request_comes_first(evaluator: Evaluator) -> None:
    hold, order = threading.Event(), []
    evaluator.submit("hold", 0, lambda cancelled: hold.wait(10))
    time.sleep(0.05)
    for name in ("a", "b", "c"):
        evaluator.submit(name, 0, lambda cancelled, name=name: order.append(name) or name)
    hold.set()
    results(evaluator, 4)
    assert order == ["c", "b", "a"]


def test_cancel_tells_a_computation_and_drops_its_result(evaluator: Evaluator) -> None:
    started, told = threading.Event(), threading.Event()

    def computation(cancelled: Callable[[], bool]) -> str:
        started.set()
        while not cancelled():
            time.sleep(0.001)
        told.set()
        return "stale"

    evaluator.submit("map", 0, computation)
    assert started.wait(10)
    evaluator.cancel()
    assert told.wait(10)
    evaluator.submit("map", 1, lambda cancelled: "fresh")
    assert [result.value for result in results(evaluator, 1)] == ["fresh"]


def test_a_fault_becomes_a_result_and_the_thread_lives_on(evaluator: Evaluator) -> None:
    evaluator.submit("map", 0, lambda cancelled: 1 / 0)
    assert "ZeroDivisionError" in results(evaluator, 1)[0].failure
    evaluator.submit("map", 1, lambda cancelled: 7)
    assert results(evaluator, 1)[0].value == 7


def test_nothing_is_computed_while_a_frame_is_painted() -> None:
    clock = FrameClock()
    evaluator = Evaluator(clock)
    evaluator.start()
    order: list[str] = []
    try:
        clock.start_frame()
        evaluator.submit("map", 1, lambda cancelled: order.append("map"))
        time.sleep(0.01)
        order.append("painted")
        clock.painted()
        results(evaluator, 1)
    finally:
        evaluator.close()
    assert order == ["painted", "map"]
