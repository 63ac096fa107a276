"""Runs for the Loss surface panel: trained without a window, so that their paths are real ones."""

from __future__ import annotations

from functools import cache
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from nnviz.assembly import assemble
from nnviz.experiment import decode, plan_runs
from nnviz.history import History
from nnviz.take_snapshot import take_snapshot
from nnviz.trainer import Trainer
from ui.frame import Frame, RunView
from ui.panels.surface import SurfacePanel
from ui.panels.surface.asking import runs_on_plane
from ui.panels.surface.checkpoints import Point
from ui.panels.surface.options import Options
from ui.panels.surface.request import Request, Result
from ui.panels.surface.work import Work, compute
from ui.plotting.extent import Extent

SIZE = (400, 206)

_MOMENTUM = {"training.optimizer": {"name": "momentum", "learning_rate": 0.05}}
CASES: dict[str, dict[str, Any]] = {
    "spirals": {
        "nnviz": 1,
        "name": "plain",
        "seed": 7,
        "data": {"name": "spirals", "samples": 100},
        "network": {"hidden": [{"units": 6}]},
        "training": {"optimizer": {"name": "sgd", "learning_rate": 0.05}, "stop": {}},
        "variants": [{"name": "with momentum", "set": _MOMENTUM}],
    },
    "two parameters": {
        "nnviz": 1,
        "seed": 0,
        "data": {"name": "plane", "samples": 60, "scaling": "minmax", "features": ["x1"]},
        "network": {"hidden": []},
        "training": {"batch_size": None, "dtype": "float64", "optimizer": {"name": "sgd", "learning_rate": 0.07}},
        "variants": [
            {
                "name": "with momentum",
                "set": {"training.optimizer": {"name": "momentum", "learning_rate": 0.07}},
            }
        ],
    },
    "too high": {
        "nnviz": 1,
        "seed": 3,
        "data": {"name": "sine", "samples": 60},
        "network": {"hidden": [{"units": 4, "activation": "relu"}]},
        "training": {"batch_size": None, "dtype": "float64", "optimizer": {"name": "sgd", "learning_rate": 0.05}},
        "variants": [
            {"name": "rate 30", "set": {"training.optimizer": {"name": "sgd", "learning_rate": 30.0}}},
            {"name": "wider", "set": {"network.hidden": [{"units": 7, "activation": "relu"}]}},
        ],
    },
    "rate 100": {
        "nnviz": 1,
        "data": {"name": "circles", "samples": 60},
        "network": {"hidden": [{"units": 8}, {"units": 8}]},
        "training": {"optimizer": {"name": "sgd", "learning_rate": 100.0}, "stop": {}},
    },
    "zeros": {
        "nnviz": 1,
        "seed": 1,
        "data": {"name": "circles", "samples": 60},
        "network": {"hidden": [{"units": 3}], "initializer": "zeros"},
        "training": {"stop": {}},
    },
    "six runs": {
        "nnviz": 1,
        "seed": 5,
        "data": {"name": "circles", "samples": 60},
        "network": {"hidden": [{"units": 3}]},
        "training": {"stop": {}},
        "variants": [
            {"name": f"rate {rate}", "set": {"training.optimizer": {"name": "sgd", "learning_rate": rate}}}
            for rate in (0.01, 0.02, 0.05, 0.1, 0.2)
        ],
    },
    "digits": {
        "nnviz": 1,
        "seed": 7,
        "data": {"name": "digits", "scaling": "minmax"},
        "network": {"hidden": [{"units": 64, "activation": "relu"}]},
        "training": {"optimizer": {"name": "adam"}, "stop": {}},
    },
    "starts": {
        "nnviz": 1,
        "seed": 7,
        "data": {"name": "circles", "samples": 60},
        "network": {"hidden": [{"units": 20}], "initializer": "normal_large"},
        "training": {"batch_size": None, "optimizer": {"name": "sgd", "learning_rate": 0.05}, "stop": {}},
        "variants": [{"name": "Xavier", "set": {"network.initializer": "xavier_normal"}}],
    },
}


@cache
def frames(case: str, *steps: int) -> tuple[Frame, ...]:
    """Train all runs of a case and return a frame at each of these steps, playing, with the last run chosen."""
    runs, trainers = [], []
    for index, plan in enumerate(plan_runs(decode(CASES[case]))):
        assembly = assemble(plan.name, plan.experiment)
        trainers.append(Trainer(assembly))
        runs.append(RunView(index, plan.name, assembly, History(len(assembly.network.layers))))
    made, views = [], tuple(runs)
    for step in steps:
        snapshots = []
        for index, trainer in enumerate(trainers):
            trainer.advance(step - (made[-1].snapshots[0].step if made else 0))
            snapshots.append(take_snapshot(trainer, index))
            views[index].history.append(snapshots[-1].scalars)
        made.append(Frame(views, tuple(snapshots), len(views) - 1, frozenset(), None, None, True))
    return tuple(made)


def request(
    frame: Frame,
    held: Result | None = None,
    *,
    options: Options | None = None,
    size: tuple[int, int] = (272, 145),
    live: bool = True,
    view: Extent | None = None,
    anew: bool = False,
    relevel: bool = False,
    best: Point | None = None,
) -> Request:
    """Ask for a frame's surface."""
    chosen, seen = runs_on_plane(frame)
    return Request(chosen, seen, options or Options(), size, 1.0, live, held, view, anew, relevel, best=best)


def surface(frame: Frame, held: Result | None = None, **wanted: Any) -> Result:
    """Compute a frame's surface to its end."""
    asked, work = request(frame, held, **wanted), None
    while True:
        outcome = compute(asked, work, lambda: False)
        assert outcome is not None
        if outcome.result is not None:
            return outcome.result
        work = outcome.work
        assert isinstance(work, Work)


def open_panel(qtbot: QtBot, *moments: Frame, size: tuple[int, int] = SIZE) -> SurfacePanel:
    """Show a panel with some frames, one after the other, and everything computed for each."""
    panel = SurfacePanel()
    qtbot.addWidget(panel)
    panel.resize(QSize(*size))
    panel.bind(moments[0].runs)
    with qtbot.waitExposed(panel):
        panel.show()
    for moment in moments:
        feed(panel, moment)
    return panel


def feed(panel: SurfacePanel, frame: Frame) -> None:
    """Give a panel a frame and what it asks to have computed, as the window does."""
    panel.draw(frame)
    wanted = [True]
    panel.stale.connect(lambda: wanted.append(True))
    while wanted:
        wanted.clear()
        computation = panel.computation(frame)
        assert computation is not None
        panel.draw_result(computation(lambda: False))
    panel.repaint()


def changed(frame: Frame, **parts: Any) -> Frame:
    """Return a frame with some parts replaced."""
    return replace(frame, **parts)
