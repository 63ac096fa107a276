"""Names of runs that have too little room: however they are cut, none reads as another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAction, QFontMetricsF
from pytestqt.qtbot import QtBot

from tests.ui.activations_cases import frame_of
from tests.ui.lab_cases import lab
from ui import theme as t
from ui.lab.names import racer_names
from ui.lab.page import LabPage
from ui.plotting import run_names
from ui.plotting.run_names import cut_name, reads_as, tell_apart
from ui.transport import Transport

__all__ = ["lab"]

pytestmark = pytest.mark.usefixtures("light")

PAIRS = [
    ["without momentum", "with momentum"],
    ["without leaky ReLU", "with leaky ReLU"],
    ["without Xavier", "with Xavier"],
    ["learning rate 0.1", "learning rate 0.01", "learning rate 0.001"],
    ["momentum 0.9", "momentum 0.9 from 300", "momentum 0.9 from 450"],
    ["narrow network, ReLU", "wide network, ReLU", "Adam"],
]


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(run_names, "_groups", {})
    return


@pytest.mark.parametrize("names", PAIRS, ids=lambda names: names[0])
def test_a_cut_name_never_reads_as_another_run(qtbot: QtBot, names: list[str]) -> None:
    tell_apart("runs", names)
    metrics = QFontMetricsF(t.font("name"))
    for width in (72.0, 80.0, 88.0, 96.0, 104.0, 112.0, 120.0):
        cut = [cut_name(name, metrics, width) for name in names]
        assert len(set(cut)) == len(names)
        for name, short in zip(names, cut, strict=True):
            assert metrics.horizontalAdvance(short) <= width + 0.5
            assert short == name or not any(reads_as(short, other) for other in names if other != name)


def test_the_end_goes_first_then_the_middle_then_the_start(qtbot: QtBot) -> None:
    metrics = QFontMetricsF(t.font("name"))
    tell_apart("runs", ["without momentum", "with momentum", "Adam, decayed weights"])
    assert cut_name("without momentum", metrics, 80.0).startswith("without")
    assert cut_name("without momentum", metrics, 80.0).endswith("…")
    tell_apart("runs", ["momentum from step 300", "momentum from step 450"])
    middle = cut_name("momentum from step 300", metrics, 80.0)
    assert middle.startswith("mom")
    assert middle.endswith("300")
    tell_apart("runs", ["narrow and thin by 3", "narrow and flat by 3"])
    assert cut_name("narrow and thin by 3", metrics, 80.0).startswith("…")


def test_names_are_told_apart_within_their_group_only(qtbot: QtBot) -> None:
    metrics = QFontMetricsF(t.font("name"))
    tell_apart("racers", ["momentum from afar"])
    tell_apart("runs", ["momentum from step 300", "Adam"])
    assert cut_name("momentum from step 300", metrics, 80.0).endswith("…")
    # What is in no group keeps both ends.
    assert cut_name("momentum from step 450", metrics, 80.0).endswith("450")


def test_what_a_cut_name_may_be_read_as() -> None:
    assert reads_as("with…ntum", "with momentum")
    assert reads_as("with …", "without momentum")
    assert not reads_as("witho…ntum", "with momentum")
    assert not reads_as("abc…cde", "abcde")  # nothing is left out of it


def test_the_transport_and_the_lab_say_which_names_are_to_be_told_apart(qtbot: QtBot, lab: LabPage) -> None:
    transport = Transport(*(QAction() for _ in range(4)))
    qtbot.addWidget(transport)
    frame = frame_of("six runs")
    transport.show_runs(frame.runs)
    assert run_names._groups["runs"] == tuple(run.name for run in frame.runs)
    assert run_names._groups["racers"] == tuple(racer_names(lab.bench.lab.racers))
