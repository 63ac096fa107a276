"""Every panel, drawn from a run of fixed seed and length, in every theme."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QSize
from pytestqt.qtbot import QtBot

from nnviz.assembly import assemble
from nnviz.experiment import decode, plan_runs
from nnviz.history import History
from nnviz.take_snapshot import take_snapshot
from nnviz.trainer import Trainer
from tests.screenshots.conftest import Screenshots, blank
from ui.frame import Frame, RunView
from ui.panel_table import PANELS
from ui.panels.base import Panel
from ui.theme import THEMES, appearance, current

SIZES = {
    "activations": QSize(388, 206),
    "gradients": QSize(404, 206),
    "network": QSize(740, 334),
    "output": QSize(452, 334),
    "loss": QSize(740, 200),
    "surface": QSize(400, 206),
}
EXPERIMENTS: dict[str, dict[str, Any]] = {
    "spirals": {
        "nnviz": 1,
        "seed": 7,
        "data": {"name": "spirals", "noise": 0.05},
        "network": {"hidden": [{"units": 8}, {"units": 8}]},
        "training": {"optimizer": {"name": "sgd", "learning_rate": 0.05}, "stop": {}},
        "variants": [
            {"name": "with momentum", "set": {"training.optimizer": {"name": "momentum", "learning_rate": 0.05}}}
        ],
    },
    "digits": {
        "nnviz": 1,
        "seed": 7,
        "data": {"name": "digits", "scaling": "minmax"},
        "network": {"hidden": [{"units": 64, "activation": "relu"}], "initializer": "he_normal"},
        "training": {"optimizer": {"name": "adam"}, "stop": {}},
    },
}


@cache
def frame(name: str) -> Frame:
    """Train an experiment for a fixed number of steps; chosen is its last run."""
    runs, snapshots = [], []
    for index, plan in enumerate(plan_runs(decode(EXPERIMENTS[name]))):
        assembly = assemble(plan.name, plan.experiment)
        trainer = Trainer(assembly)
        trainer.advance(450)
        snapshot = take_snapshot(trainer, index)
        history = History(len(assembly.network.layers))
        history.append(snapshot.scalars)
        runs.append(RunView(index, plan.name, assembly, history))
        snapshots.append(snapshot)
    return Frame(tuple(runs), tuple(snapshots), len(runs) - 1, frozenset(), None, None, False)


def draw(panel: Panel, moment: Frame) -> None:
    panel.bind(moment.runs)
    panel.draw(moment)
    wanted = [True]
    panel.stale.connect(lambda: wanted.append(True))
    while wanted:
        wanted.clear()
        computation = panel.computation(moment)
        if computation is not None:
            panel.draw_result(computation(lambda: False))


@pytest.mark.parametrize("experiment", list(EXPERIMENTS))
@pytest.mark.parametrize("theme", list(THEMES))
@pytest.mark.parametrize("kind", PANELS, ids=lambda kind: kind.name)
def test_panel(qtbot: QtBot, screenshots: Screenshots, kind: type[Panel], theme: str, experiment: str) -> None:
    appearance().choose(theme)
    panel = kind()
    qtbot.addWidget(panel)
    panel.resize(SIZES[kind.name])
    panel.show()
    draw(panel, frame(experiment))
    qtbot.wait(250)  # an axis that grows takes 150 ms
    image = blank(panel.size(), current().surface)
    panel.render(image, QPoint())
    screenshots.check(f"{kind.name}-{experiment}-{theme}", image)
