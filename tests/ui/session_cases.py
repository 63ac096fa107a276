"""Windows on sessions: waiting for them, and comparing two of them bit by bit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from pytestqt.qtbot import QtBot

from nnviz.experiment import Experiment, with_value
from nnviz.snapshot import Snapshot
from ui.main_window import MainWindow


def rest(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.session.idle and window.feeds.settled, timeout=10_000)


def go_on(qtbot: QtBot, window: MainWindow, do: Callable[[], None]) -> None:
    """Do something, and wait until it is carried out."""
    do()
    qtbot.waitUntil(lambda: window.session.frame is not None)
    rest(qtbot, window)


def rate(experiment: Experiment, value: float) -> Experiment:
    return with_value(experiment, "training.optimizer.learning_rate", value)


def newest(window: MainWindow) -> tuple[Snapshot, ...]:
    frame = window.session.frame
    assert frame is not None
    return frame.newest


def same(left: tuple[Snapshot, ...], right: tuple[Snapshot, ...]) -> None:
    assert [snapshot.step for snapshot in left] == [snapshot.step for snapshot in right]
    assert [snapshot.samples_seen for snapshot in left] == [snapshot.samples_seen for snapshot in right]
    for one, other in zip(left, right, strict=True):
        np.testing.assert_array_equal(one.theta, other.theta)
        np.testing.assert_array_equal(one.evaluation, other.evaluation)
        np.testing.assert_array_equal(one.update_ratios, other.update_ratios)
        assert one.path.steps == other.path.steps
        np.testing.assert_array_equal(one.path.thetas, other.path.thetas)
        assert one.keyframe_spacing == other.keyframe_spacing


def same_histories(left: MainWindow, right: MainWindow) -> None:
    for one, other in zip(left.session.runs, right.session.runs, strict=True):
        assert one.marks == other.marks
        for name, series in one.history.dump().items():
            copy = other.history.dump()[name]
            for field in ("first_steps", "last_steps", "low", "high", "last", "last_step", "partial"):
                np.testing.assert_array_equal(getattr(series, field), getattr(copy, field))
