"""Canned networks for the Network panel: one for every kind of picture, with frames made without a trainer."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nnviz.arrays import Array
from nnviz.assembly import Assembly, assemble
from nnviz.experiment import decode, plan_runs
from nnviz.history import History
from nnviz.path import Path
from nnviz.responses import share_gradient
from nnviz.snapshot import Evaluation, Scalars, Snapshot
from ui.frame import Frame, RunView
from ui.panels.network import NetworkPanel
from ui.panels.network.box import Box
from ui.panels.network.portrait import Wanted
from ui.theme import THEMES, current

SIZE = (740, 304)
LIGHT = THEMES["light"]
SEVEN = ["x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)"]


def document(
    data: dict[str, Any], hidden: list[int], activation: str = "tanh", dtype: str = "float64", **network: Any
) -> dict[str, Any]:
    """Describe an experiment."""
    layers = [{"units": units, "activation": activation} for units in hidden]
    return {
        "nnviz": 1,
        "seed": 7,
        "data": data,
        "network": {"hidden": layers, **network},
        "training": {"batch_size": None, "dtype": dtype},
    }


def with_extras(described: dict[str, Any], *extras: dict[str, Any]) -> dict[str, Any]:
    """Return an experiment whose first hidden layers have dropout or batch normalisation."""
    hidden = described["network"]["hidden"]
    for layer, extra in zip(hidden, extras, strict=False):
        layer.update(extra)
    return described


BOTH = {"batch_norm": True, "dropout": 0.2}
DIGITS = {"name": "digits", "scaling": "minmax"}
CASES: dict[str, dict[str, Any]] = {
    "spirals": document({"name": "spirals"}, [8, 8]),
    "perceptron": document({"name": "gaussians"}, []),
    "one unit": document({"name": "circles"}, [1]),
    "sigmoid units": document({"name": "xor"}, [4], "sigmoid"),
    "seven features": document({"name": "circles", "features": SEVEN}, [16]),
    "five arms": document({"name": {"name": "spirals", "arms": 5}}, [12, 12], "relu"),
    "softmax for two": document({"name": "moons"}, [4], output_activation="softmax"),
    "tanh output": document({"name": "xor"}, [5], output_activation="tanh"),
    "single precision": document({"name": "moons"}, [4], dtype="float32"),
    "zeros": document({"name": "circles"}, [8, 8], initializer="zeros"),
    "sine": document({"name": "sine"}, [12, 8]),
    "plane": document({"name": "plane"}, [3], "relu"),
    "digits": document(DIGITS, [64], "relu"),
    "digits at once": document(DIGITS, []),
    "deep digits": document(DIGITS, [64, 64, 32], "relu"),
    "iris": document({"name": "iris"}, [8]),
    "wine": document({"name": "wine"}, [8]),
    "breast cancer": document({"name": "breast_cancer"}, [20]),
    "diabetes": document({"name": "diabetes"}, [8, 8]),
    "deep": document({"name": "spirals"}, [4] * 50),
    "deepest": document({"name": "circles"}, [2] * 64),
    "widest": document({"name": "circles"}, [4096]),
    "normalised and dropped": with_extras(
        document({"name": "spirals"}, [8, 8, 6]), BOTH, {"dropout": 0.5}, {"batch_norm": True}
    ),
    "normalised digits": with_extras(document(DIGITS, [32, 12]), BOTH, BOTH),
}
"""By name, every kind of network."""


@cache
def assembly_of(case: str) -> Assembly:
    """Return a case's network and data."""
    return assemble("base", plan_runs(decode(CASES[case]))[0].experiment)


@cache
def theta_of(case: str) -> Array:
    """Return parameters after a few plain descents: neither random nor perfect."""
    assembly = assembly_of(case)
    theta = assembly.initial_theta()
    for _ in range(3 if assembly.network.size < 10_000 else 0):
        theta[: assembly.network.size] -= 0.3 * share_gradient(assembly, theta)
    theta.flags.writeable = False
    return theta


def snapshot(assembly: Assembly, theta: Array, run: int = 0, step: int = 3) -> Snapshot:
    """Return a snapshot with these parameters and nothing else to say."""
    empty = np.zeros(0, dtype=np.int64)
    none, layers = np.zeros(0), len(assembly.network.layers)
    scalars = Scalars(empty, none, np.zeros((0, layers)), empty, np.zeros((0, 5)), none)
    nothing = Evaluation(step, float(step), *[float("nan")] * 4)
    ratios = np.full(len(assembly.network.layers), np.nan)
    path = Path((step,), (theta,))
    return Snapshot(run, 0, step, step, float(step), theta, 0.1, scalars, nothing, path, ratios, "running")


def frame_of(case: str, theta: Array | None = None, **changes: Any) -> Frame:
    """Return a frame of one run."""
    assembly = assembly_of(case)
    run = RunView(0, "base", assembly, History(len(assembly.network.layers)))
    shot = snapshot(assembly, theta_of(case) if theta is None else theta)
    return replace(Frame((run,), (shot,), 0, frozenset(), None, None, False), **changes)


def wanted_of(assembly: Assembly, **changes: Any) -> Wanted:
    """Return a request for everything, without limits."""
    units = assembly.network.units
    gaps = len(units) - 1
    everything = Wanted(units, (10**9,) * gaps, (1.0,) * gaps, None, True, LIGHT)
    return replace(everything, **changes)


def feed(panel: NetworkPanel, frame: Frame) -> None:
    """Do what the window does with a frame: draw it, compute, and hand the result back."""
    panel.draw(frame)
    computation = panel.computation(frame)
    assert computation is not None
    panel.draw_result(computation(lambda: False))


def open_panel(qtbot: QtBot, frame: Frame, size: tuple[int, int] = SIZE) -> NetworkPanel:
    """Show a panel with a frame."""
    panel = NetworkPanel()
    qtbot.addWidget(panel)
    panel.resize(*size)
    panel.show()
    panel.bind(frame.runs)
    feed(panel, frame)
    return panel


def picture_of(panel: NetworkPanel, scale: int = 1) -> QImage:
    """Paint a panel into an image, as the export does."""
    image = QImage(QSize(panel.width() * scale, panel.height() * scale), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(QColor(current().surface))
    painter = QPainter(image)
    panel.render(painter, QPoint(), renderFlags=QWidget.RenderFlag.DrawChildren)
    painter.end()
    return image


def unit_box(panel: NetworkPanel, layer: int, unit: int) -> Box:
    """Return where a unit is drawn."""
    layout = panel.graph.layout
    assert layout is not None
    return layout.blocks[layer].box(unit)


def middle(box: Box) -> QPoint:
    """Return the pixel in the middle of a box."""
    return QPoint(round(box.cx), round(box.cy))


def point_at(widget: QWidget, place: QPoint) -> None:
    """Send a widget what the pointer would; the real one stays away, since a display moves it when it likes."""
    none, local = Qt.MouseButton.NoButton, QPointF(place)
    event = QMouseEvent(
        QEvent.Type.MouseMove, local, widget.mapToGlobal(local), none, none, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(widget, event)
