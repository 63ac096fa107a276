"""Which view gets what, and when: by turns while training, all at once at rest."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from ui.evaluator import Evaluator
from ui.feeds import TURNS, Feeds
from ui.frame import Frame, RunView
from ui.frame_clock import FrameClock
from ui.panels.base import Computation


class Probe(QObject):
    """A view that notes what it is given."""

    stale = Signal()

    def __init__(self, name: str, frames_per_second: float, shown: bool = True) -> None:
        super().__init__()
        self.name = name
        self.frames_per_second = self.results_per_second = frames_per_second
        self.in_frames = frames_per_second == 30.0
        self.shown = shown
        self.drawn: list[int] = []
        self.asked: list[int] = []
        self.in_frame: list[bool] = []
        self.now = 0

    def isVisible(self) -> bool:
        return self.shown

    def bind(self, runs: tuple[RunView, ...]) -> None: ...

    def draw(self, frame: Frame) -> None:
        self.drawn.append(self.now)

    def computation(self, frame: Frame) -> Computation | None:
        self.asked.append(self.now)
        return None

    def draw_result(self, result: Any) -> None: ...


def _frames(playing: bool) -> Frame:
    return Frame((), (), 0, frozenset(), None, None, playing)


def _run(monkeypatch: pytest.MonkeyPatch, probes: list[Probe], frames: int, playing: bool) -> None:
    """Let so many frames pass, 33 ms apart."""
    feeds = Feeds(probes, Evaluator(FrameClock()))
    clock = [100.0]
    monkeypatch.setattr("ui.feeds.time.perf_counter", lambda: clock[0])
    for number in range(frames):
        clock[0] += 0.033
        for probe in probes:
            probe.now = number
        feeds.set_frame(replace(_frames(playing), sample=number))
        feeds.update()
        for probe in probes:
            probe.in_frame.append(bool(probe.drawn) and probe.drawn[-1] == number)
        feeds.update_halfway()


def test_slow_views_take_turns_while_training(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = [Probe(str(number), 10.0) for number in range(6)]
    fast = Probe("fast", 30.0)
    _run(monkeypatch, [*slow, fast], 30, playing=True)
    assert fast.drawn == list(range(30))
    assert all(fast.in_frame)
    for probe in slow:
        assert not any(probe.in_frame)  # but between two frames
        assert len(probe.drawn) == len(probe.asked) == 10
        assert {later - earlier for earlier, later in zip(probe.drawn, probe.drawn[1:], strict=False)} == {TURNS}
    busy = [sum(number in probe.drawn for probe in slow) for number in range(30)]
    assert set(busy) == {2}


def test_a_rate_below_that_of_turns_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    probe = Probe("strip", 2.0)
    _run(monkeypatch, [probe], 60, playing=True)
    assert len(probe.drawn) == 4


def test_at_rest_every_view_draws_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    probes = [Probe(str(number), 10.0) for number in range(4)]
    _run(monkeypatch, probes, 1, playing=False)
    assert all(probe.drawn == probe.asked == [0] and probe.in_frame == [True] for probe in probes)


def test_a_hidden_view_is_given_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = Probe("hidden", 30.0, shown=False)
    _run(monkeypatch, [hidden], 5, playing=False)
    assert not hidden.drawn
    assert not hidden.asked
