"""Made-up runs for the Gradients panel: real assemblies, gradients of any size without training."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QPointF, QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnviz.arrays import Array
from nnviz.assembly import assemble
from nnviz.experiment import decode, plan_runs
from nnviz.history import History
from nnviz.path import Path
from nnviz.snapshot import Divergence, Evaluation, Scalars, Snapshot
from ui.frame import Frame, RunView
from ui.panels.gradients import GradientsPanel

OVERVIEW, LARGE, TAB, LEAST = (404, 206), (1190, 700), (453, 224), (200, 110)
Sizes = Callable[[int, Array, int], Array]
"""From a run's index, steps (n,) and the number of layers to gradient sizes (n, layers)."""


def even(run: int, steps: Array, layers: int) -> Array:
    """Return gradients of like size in all layers, with a ripple."""
    sizes = 0.02 * (1.0 + run) * (1.0 + 0.4 * np.sin(steps / 3.0))
    return sizes[:, None] * np.linspace(1.5, 1.0, layers)


def falling(run: int, steps: Array, layers: int) -> Array:
    """Return gradients that are a hundred times smaller from layer to layer, towards the first."""
    return even(run, steps, layers) * 100.0 ** (np.arange(layers) - layers + 1.0)


def constant(*sizes: float) -> Sizes:
    """Return the same sizes at every step."""
    return lambda run, steps, layers: np.tile(sizes, (len(steps), 1))


class Runs:
    """Runs that grow by made-up gradients.

    Parameters
    ----------
    hidden : list of int
        How many hidden layers each run has.
    sizes : Sizes
    ratio : float
        The size of each layer's last update against its weights'.
    """

    def __init__(self, hidden: list[int], sizes: Sizes = even, ratio: float = 1e-3) -> None:
        layers = [[{"units": 2}] * count for count in hidden]
        variants = [{"name": f"variant {k}", "set": {"network.hidden": own}} for k, own in enumerate(layers) if k]
        document = {
            "nnviz": 1,
            "name": "base",
            "data": {"name": "circles", "samples": 40},
            "network": {"hidden": layers[0]},
            "variants": variants,
        }
        self._sizes, self._ratio = sizes, ratio
        self.views: list[RunView] = []
        self.snapshots: list[Snapshot] = []
        self.step = 0
        for index, plan in enumerate(plan_runs(decode(document))):
            assembly = assemble(plan.name, plan.experiment)
            self.views.append(RunView(index, plan.name, assembly, History(len(assembly.network.layers))))
        self._append(np.zeros(0, dtype=np.int64))

    def advance(self, steps: int) -> Runs:
        """Take steps; diverged runs stay where they are."""
        new = np.arange(self.step + 1, self.step + steps + 1)
        self.step += steps
        self._append(new)
        return self

    def diverge(self, run: int, layer: int = 2) -> Runs:
        """Say that a run diverged at this step."""
        name = self.views[run].assembly.network.layers[layer - 1].name
        divergence = Divergence(self.step + 1, layer, name, "the update overflowed")
        self.snapshots[run] = replace(self.snapshots[run], state="diverged", divergence=divergence)
        return self

    def frame(self, **changes: Any) -> Frame:
        """Return the present moment."""
        parts: dict[str, Any] = {
            "chosen": 0,
            "hidden": frozenset(),
            "selection": None,
            "sample": None,
            "playing": False,
            **changes,
        }
        return Frame(runs=tuple(self.views), snapshots=tuple(self.snapshots), **parts)

    def _append(self, steps: Array) -> None:
        for run, view in enumerate(self.views):
            if self.snapshots[run:] and self.snapshots[run].divergence is not None:
                continue
            layers = len(view.assembly.network.layers)
            sizes = self._sizes(run, steps.astype(float), layers)
            empty = np.zeros(0, dtype=np.int64)
            scalars = Scalars(steps, np.ones(len(steps)), sizes, empty, np.zeros((0, 5)), np.full(len(steps), 0.1))
            view.history.append(scalars)
            nan = float("nan")
            moment = run, 0, self.step, 32 * self.step, float(self.step)
            ratios = np.full(layers, self._ratio if self.step else nan)
            rest = np.zeros(1), 0.1, scalars, Evaluation(0, 0.0, nan, nan, nan, nan), Path((), ()), ratios, "running"
            self.snapshots[run : run + 1] = [Snapshot(*moment, *rest)]


def open_panel(qtbot: QtBot, runs: Runs, size: tuple[int, int] = OVERVIEW, **frame: Any) -> GradientsPanel:
    """Show a panel with the present moment of some runs."""
    panel = GradientsPanel()
    qtbot.addWidget(panel)
    panel.resize(*size)
    panel.bind(tuple(runs.views))
    with qtbot.waitExposed(panel):
        panel.show()
    show(panel, runs, **frame)
    return panel


def show(panel: GradientsPanel, runs: Runs, **frame: Any) -> None:
    """Show the present moment."""
    panel.draw(runs.frame(**frame))
    panel.repaint()


def place(panel: GradientsPanel, row: int, column: str, share: float = 0.5, lane: int = 0) -> QPointF:
    """Return a place in a row and a column ("bars", "strips", ...), at a share of its width."""
    places = panel.scene.places
    assert places is not None
    span = getattr(places, column)
    return QPointF(span.left + share * span.width, places.lane_middle(row, lane))


def picture(panel: GradientsPanel) -> Array:
    """Return what the panel shows, shape (height, width, 3)."""
    image = panel.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return pixels[:, : image.width(), 2::-1].astype(int)


def drawing(panel: GradientsPanel) -> str:
    """Return the panel as SVG."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(panel.size())
    generator.setViewBox(QRect(QPoint(), panel.size()))
    painter = QPainter(generator)
    panel.render(painter, QPoint(), renderFlags=QWidget.RenderFlag.DrawChildren)
    painter.end()
    return bytes(buffer.data().data()).decode()


def texts(panel: GradientsPanel) -> list[str]:
    """Return every text that the panel draws, in the order of drawing."""
    found = re.findall(r"<text[^>]*>(.*?)</text>", drawing(panel), flags=re.DOTALL)
    return [text.strip().replace("\u2009", " ") for text in found]
