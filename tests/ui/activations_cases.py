"""Canned networks for the Activations panel: every activation, with frames made without a trainer."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from msgspec.structs import replace
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from nnviz.arrays import Array
from nnviz.assembly import assemble
from nnviz.experiment import decode, plan_runs
from nnviz.history import History
from nnviz.path import Path
from nnviz.snapshot import Divergence, Evaluation, Scalars, Snapshot
from ui.frame import Frame, RunView, Selection
from ui.panels.activations import ActivationsPanel
from ui.panels.activations.axes import Axes

SIZE = (388, 206)
LARGE = (1100, 740)


def document(hidden: list[Any], data: str = "circles", variants: int = 0, **network: Any) -> dict[str, Any]:
    """Describe an experiment; the variants draw other weights."""
    return {
        "nnviz": 1,
        "seed": 7,
        "data": {"name": data},
        "network": {"hidden": [{"units": 8, "activation": activation} for activation in hidden], **network},
        "training": {"batch_size": None},
        "variants": [
            {"name": f"seed {seed}", "set": {"network.initializer": "he_normal", "seed": seed}}
            for seed in range(1, variants + 1)
        ],
    }


CASES: dict[str, dict[str, Any]] = {
    "tanh": document(["tanh", "tanh"], variants=1),
    "sigmoid": document(["sigmoid"] * 10, initializer="normal_large"),
    "relu": document(["relu", "relu"], initializer="he_normal"),
    "step": document(["step"]),
    "leaky relu": document([{"name": "leaky_relu", "alpha": 0.3}]),
    "elu": document([{"name": "elu", "alpha": 1.5}]),
    "selu": document(["selu"], initializer="lecun_normal"),
    "gelu": document(["gelu"], initializer="he_normal"),
    "silu": document(["silu"], initializer="he_normal"),
    "mish": document(["mish"], initializer="he_normal"),
    "softplus": document(["softplus"]),
    "sine": document(["sine"], initializer="he_uniform"),
    "linear": document(["linear"], "sine"),
    "softmax": document(["tanh"], "iris"),
    "no hidden layer": document([], "gaussians"),
    "zeros": document(["tanh", "tanh"], initializer="zeros"),
    "fifty layers": document(["relu"] * 50, initializer="he_normal"),
    "six runs": document(["tanh"], variants=5),
}  # fmt: skip
"""By name, one for every activation and every number of layers and runs."""


def snapshot(run: int, layers: int, theta: Array, divergence: Divergence | None = None) -> Snapshot:
    """Return a snapshot with these parameters and nothing else to say."""
    empty = np.zeros(0, dtype=np.int64)
    nan = float("nan")
    return Snapshot(
        run=run,
        generation=0,
        step=15,
        samples_seen=15,
        epoch=15.0,
        theta=theta,
        learning_rate=0.5,
        scalars=Scalars(empty, np.zeros(0), np.zeros((0, layers)), empty, np.zeros((0, 5)), np.zeros(0)),
        evaluation=Evaluation(15, 15.0, nan, nan, nan, nan),
        path=Path((15,), (theta,)),
        update_ratios=np.full(layers, nan),
        state="diverged" if divergence else "running",
        divergence=divergence,
    )


@cache
def plain_frame(case: str) -> Frame:
    """Return a frame of a case at its initial parameters."""
    runs, snapshots = [], []
    for index, plan in enumerate(plan_runs(decode(CASES[case]))):
        assembly = assemble(plan.name, plan.experiment)
        layers = len(assembly.network.layers)
        runs.append(RunView(index, plan.name, assembly, History(layers)))
        snapshots.append(snapshot(index, layers, assembly.initial_theta()))
    return Frame(tuple(runs), tuple(snapshots), 0, frozenset(), None, None, False)


def frame_of(case: str, **changes: Any) -> Frame:
    """Return a frame of a case, with some fields replaced."""
    return replace(plain_frame(case), **changes)


def with_theta(frame: Frame, theta: Array, divergence: Divergence | None = None) -> Frame:
    """Return the frame with other parameters of the chosen run."""
    snapshots = list(frame.snapshots)
    snapshots[frame.chosen] = snapshot(frame.chosen, len(frame.run.assembly.network.layers), theta, divergence)
    return replace(frame, snapshots=tuple(snapshots))


def layer(number: int, unit: int | None = None) -> Selection:
    """Select a layer, 1 for the first hidden one."""
    return Selection(number, unit)


def open_panel(qtbot: QtBot, frame: Frame, size: tuple[int, int] = SIZE) -> ActivationsPanel:
    """Show a panel with a frame and everything computed for it."""
    panel = ActivationsPanel()
    qtbot.addWidget(panel)
    panel.resize(*size)
    panel.bind(frame.runs)
    with qtbot.waitExposed(panel):
        panel.show()
    feed(panel, frame)
    return panel


def feed(panel: ActivationsPanel, frame: Frame) -> None:
    """Give a panel a frame and what it asks to have computed, as the window does."""
    panel.draw(frame)
    # A first histogram does not wait for the formulas.
    for _ in range(1 if panel.scene.is_typeset else 2):
        computation = panel.computation(frame)
        assert computation is not None
        panel.draw_result(computation(lambda: False))
    easing = panel.scene.easing
    easing.jump(easing.aim)
    panel.repaint()


def axes_of(panel: ActivationsPanel) -> Axes:
    """Return the axes of the large plot."""
    axes = panel.scene.axes
    assert axes is not None
    return axes


def image_of(panel: ActivationsPanel) -> QImage:
    """Return the panel's picture."""
    return panel.grab().toImage()
