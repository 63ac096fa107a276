"""Made-up runs for the Loss panel: real assemblies, histories of any length without training them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect
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
from ui.panels.loss import LossPanel

WIDE, MIDDLE, NARROW, LEAST = (1190, 174), (500, 300), (385, 210), (240, 140)
Values = Callable[[int, Array], Array]
"""From a run's index and steps (n,) to train loss, test loss, train accuracy and test accuracy, shape (n, 4).

Perhaps validation loss and accuracy as well, shape (n, 6)."""


def falling(run: int, steps: Array) -> Array:
    """Return losses that fall with a ripple, and accuracies that rise."""
    fall = np.exp(-steps / (800.0 * (1 + run)))
    train = 0.7 * fall * (1.0 + 0.2 * np.sin(steps / 7.0 + run)) + 0.004
    return np.stack((train, train + 0.02, 1.0 - 0.45 * fall, 0.98 - 0.45 * fall), axis=1)


def constant(run: int, steps: Array) -> Array:
    """Return a learning rate that stays, shape (n,)."""
    return np.full(len(steps), 0.1)


class Runs:
    """Runs that grow by made-up values.

    Parameters
    ----------
    count : int
    values : Values
    data : dict
    steps_per_epoch : int
    rates : callable
        From a run's index and steps to learning rates.
    """

    def __init__(
        self,
        count: int = 2,
        values: Values = falling,
        data: dict[str, Any] | None = None,
        steps_per_epoch: int = 10,
        rates: Values = constant,
    ) -> None:
        variants = [{"name": f"variant {k}", "set": {"training.l2": k / 100}} for k in range(1, count)]
        data = data or {"name": "circles", "samples": 40}
        document = {"nnviz": 1, "name": "base", "data": data, "variants": variants}
        self._values, self._epoch, self._rates = values, steps_per_epoch, rates
        self.views: list[RunView] = []
        self.snapshots: list[Snapshot] = []
        self.step = 0
        for index, plan in enumerate(plan_runs(decode(document))):
            assembly = assemble(plan.name, plan.experiment)
            self.views.append(RunView(index, plan.name, assembly, History(len(assembly.network.layers))))
        self._append(np.zeros(0, dtype=np.int64), np.zeros(1, dtype=np.int64))

    def advance(self, steps: int) -> Runs:
        """Take steps; diverged runs stay where they are."""
        new = np.arange(self.step + 1, self.step + steps + 1)
        self.step += steps
        self._append(new, new[new % self._epoch == 0])
        return self

    def diverge(self, run: int, layer: str = "Hidden 2") -> Runs:
        """Say that a run diverged at this step."""
        divergence = Divergence(self.step, 2, layer, "the update overflowed")
        self.snapshots[run] = replace(self.snapshots[run], state="diverged", divergence=divergence)
        return self

    def frame(self, chosen: int = 0, hidden: frozenset[int] = frozenset(), playing: bool = True) -> Frame:
        """Return the present moment."""
        return Frame(tuple(self.views), tuple(self.snapshots), chosen, hidden, None, None, playing)

    def _append(self, steps: Array, evaluated: Array) -> None:
        for run, view in enumerate(self.views):
            if self.snapshots[run:] and self.snapshots[run].divergence is not None:
                continue
            values = self._values(run, evaluated.astype(float))
            unknown = np.full((len(evaluated), 6 - values.shape[1]), np.nan)  # there is no validation share
            table = np.concatenate((evaluated[:, None] / self._epoch, values, unknown), axis=1)
            batches = self._values(run, steps.astype(float))[:, 0] * np.where(steps % 2, 0.5, 2.0)
            sizes = np.ones((len(steps), len(view.assembly.network.layers)))
            scalars = Scalars(steps, batches, sizes, evaluated, table, self._rates(run, steps))
            view.history.append(scalars)
            newest = view.history.evaluations.last
            evaluation = Evaluation(newest[0], *newest[1][: 1 + values.shape[1]].tolist())
            moment = run, 0, self.step, 32 * self.step, self.step / self._epoch
            rate = float(self._rates(run, np.array([float(self.step)]))[0])
            rest = np.zeros(1), rate, scalars, evaluation, Path((), ()), np.zeros(sizes.shape[1]), "running"
            self.snapshots[run : run + 1] = [Snapshot(*moment, *rest)]


def open_panel(qtbot: QtBot, runs: Runs, size: tuple[int, int] = WIDE, **frame: Any) -> LossPanel:
    """Show a panel with the present moment of some runs."""
    panel = LossPanel()
    qtbot.addWidget(panel)
    for control in panel.controls():
        control.setParent(panel)
        control.move(0, -200)  # in the title bar, not over the plots
    panel.resize(*size)
    panel.bind(tuple(runs.views))
    with qtbot.waitExposed(panel):
        panel.show()
    panel.draw(runs.frame(**frame))
    panel.repaint()
    return panel


def picture(panel: LossPanel) -> Array:
    """Return what the panel shows, shape (height, width, 3)."""
    image = panel.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return pixels[:, : image.width(), 2::-1].astype(int)


def drawing(panel: LossPanel) -> str:
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


def texts(panel: LossPanel) -> list[str]:
    """Return every text that the panel draws, in the order of drawing."""
    found = re.findall(r"<text[^>]*>(.*?)</text>", drawing(panel), flags=re.DOTALL)
    return [text.strip().replace("\u2009", " ") for text in found]
