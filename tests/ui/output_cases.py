"""Canned experiments for the Output panel: one for every kind of picture, with frames made without a trainer."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from nnviz.arrays import Array
from nnviz.assembly import Assembly, assemble
from nnviz.experiment import decode, plan_runs
from nnviz.history import History
from nnviz.path import Path
from nnviz.responses import share_gradient
from nnviz.snapshot import Divergence, Evaluation, Scalars, Snapshot
from ui.controls import Chip
from ui.frame import Frame, RunView
from ui.panels.output import OutputPanel

SIZE = (452, 304)
VARIANTS = [{"name": "another seed", "set": {"seed": 4}}]


def document(data: dict[str, Any], output: str = "auto", variants: int = 0, **training: Any) -> dict[str, Any]:
    """Describe an experiment with one small hidden layer."""
    return {
        "nnviz": 1,
        "name": "base",
        "seed": 3,
        "data": {"samples": 60, **data} if data["name"] in SYNTHETIC else data,
        "network": {"hidden": [{"units": 6}], "output_activation": output},
        "training": {"batch_size": None, **training},
        "variants": [{"name": f"decayed {k}", "set": {"training.l2": k / 100}} for k in range(1, variants + 1)],
    }


SYNTHETIC = ("circles", "xor", "gaussians", "spirals", "moons", "plane", "sine")
CASES: dict[str, dict[str, Any]] = {
    "two classes": document({"name": "circles"}, variants=1),
    "tanh output": document({"name": "xor"}, output="tanh"),
    "linear output": document({"name": "moons"}, output="linear", loss="mse"),
    "softmax for two": document({"name": "moons"}, output="softmax"),
    "five arms": document({"name": {"name": "spirals", "arms": 5}}, variants=5),
    "plane": document({"name": "plane", "noise": 0.2}, variants=1),
    "sine": document({"name": "sine"}, variants=2),
    "diabetes": document({"name": "diabetes"}),
    "iris": document({"name": "iris"}),
    "breast cancer": document({"name": "breast_cancer"}),
    "digits": document({"name": "digits", "scaling": "minmax"}),
}
"""By name, every kind of picture and of output."""


def trained(assembly: Assembly, steps: int = 15, rate: float = 0.5) -> Array:
    """Return parameters after a few plain descents: neither random nor perfect."""
    theta = assembly.initial_theta()
    for _ in range(steps):
        theta = theta - rate * share_gradient(assembly, theta)
    return theta


def snapshot(
    run: int, assembly: Assembly, theta: Array, step: int = 15, divergence: Divergence | None = None
) -> Snapshot:
    """Return a snapshot with these parameters and nothing else to say."""
    empty = np.zeros(0, dtype=np.int64)
    none, layers = np.zeros(0), len(assembly.network.layers)
    scalars = Scalars(empty, none, np.zeros((0, layers)), empty, np.zeros((0, 5)), none)
    nan = float("nan")
    return Snapshot(
        run=run,
        generation=0,
        step=step,
        samples_seen=step,
        epoch=float(step),
        theta=theta,
        learning_rate=0.5,
        scalars=scalars,
        evaluation=Evaluation(step, float(step), nan, nan, nan, nan),
        path=Path((step,), (theta,)),
        update_ratios=np.full(len(assembly.network.layers), nan),
        state="diverged" if divergence else "running",
        divergence=divergence,
    )


def frame_of(experiment: dict[str, Any], *, chosen: int = 0, steps: int = 15, **changes: Any) -> Frame:
    """Return a frame of an experiment after a few descents."""
    plans = plan_runs(decode(experiment))
    assemblies = [assemble(plan.name, plan.experiment) for plan in plans]
    runs = tuple(
        RunView(index, one.name, one, History(len(one.network.layers))) for index, one in enumerate(assemblies)
    )
    snapshots = tuple(snapshot(index, one, trained(one, steps)) for index, one in enumerate(assemblies))
    parts = {"hidden": frozenset[int](), "selection": None, "sample": None, "playing": False, **changes}
    return Frame(runs=runs, snapshots=snapshots, chosen=chosen, **parts)


def with_theta(frame: Frame, theta: Array, divergence: Divergence | None = None) -> Frame:
    """Return the frame with other parameters of the chosen run."""
    snapshots = list(frame.snapshots)
    snapshots[frame.chosen] = snapshot(frame.chosen, frame.run.assembly, theta, 20, divergence)
    return changed(frame, snapshots=tuple(snapshots))


def changed(frame: Frame, **changes: Any) -> Frame:
    """Return the frame with some fields replaced."""
    names = ("runs", "snapshots", "chosen", "hidden", "selection", "sample", "playing", "hovered", "pointed_step")
    return Frame(**{**{name: getattr(frame, name) for name in names}, **changes})


def open_panel(qtbot: QtBot, frame: Frame, size: tuple[int, int] = SIZE) -> OutputPanel:
    """Show a panel with a frame and everything computed for it."""
    panel = OutputPanel()
    qtbot.addWidget(panel)
    panel.resize(*size)
    panel.bind(frame.runs)
    with qtbot.waitExposed(panel):
        panel.show()
    feed(panel, frame)
    return panel


def feed(panel: OutputPanel, frame: Frame) -> None:
    """Give a panel a frame and what it asks to have computed, as the window does."""
    panel.draw(frame)
    computation = panel.computation(frame)
    assert computation is not None
    panel.draw_result(computation(lambda: False))
    panel.repaint()


def choose(qtbot: QtBot, panel: OutputPanel, chip: str, frame: Frame) -> None:
    """Click one of the panel's chips and compute what it then wants."""
    found = [controls.findChild(Chip, f"output-{chip.lower()}") for controls in panel.controls()]
    button = next(filter(None, found), None)
    assert button is not None, chip
    with qtbot.waitSignal(panel.stale):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    feed(panel, frame)


def colour_at(image: QImage, x: float, y: float) -> tuple[int, int, int]:
    """Return the colour of one pixel."""
    colour = QColor(image.pixel(QPoint(round(x), round(y))))
    return colour.red(), colour.green(), colour.blue()
