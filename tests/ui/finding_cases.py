"""Made-up findings, and a strip with a clock that stands still until it is told."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from nnviz.assembly import Assembly, assemble
from nnviz.diagnosis import Finding, Remedy, Severity
from nnviz.diagnosis.finding import PanelName
from nnviz.experiment import Experiment, decode
from nnviz.history import History
from ui.findings_strip import FindingsStrip, Remark
from ui.findings_strip.watch import Found
from ui.frame import RunView

NAMES = ("base", "with momentum", "third")
CALMER: dict[str, Any] = {"training.optimizer": {"name": "sgd", "learning_rate": 0.001}}


def finding(
    kind: str = "vanishing_gradients",
    severity: Severity = "warning",
    run: int = 0,
    *,
    headline: str = "Gradients vanish",
    evidence: str = "Hidden 1 receives 1.2e−6 of the gradient that Output gets.",
    remedy: str = "rate 0.001",
    changes: Mapping[str, Any] = CALMER,
    panel: PanelName = "loss",
    layer: int | None = 1,
) -> Finding:
    return Finding(kind, severity, run, 100, headline, evidence, Remedy(remedy, changes), panel, layer)


SLOW = finding("slow_progress", "info", headline="Learning is slow", evidence="Train loss 0.449 → 0.390.", layer=None)
VANISHING = finding()
DEAD = finding("dead_units", headline="ReLU units are dead", evidence="16 of 64 ReLU units are off.", layer=2)
DIVERGED = finding("divergence", "error", headline="The run diverged", evidence="Step 412: the loss overflowed.")

SAID = "Gradients vanish. Hidden 1 receives 1.2e−6 of the gradient that Output gets. Try rate 0.001"  # fmt: skip
"""What the strip says of VANISHING."""


@cache
def assembly() -> Assembly:
    return assemble("small", decode({"nnviz": 1, "data": {"samples": 20}}))


def runs(count: int) -> tuple[RunView, ...]:
    return tuple(RunView(k, NAMES[k], assembly(), History(3)) for k in range(count))


class Stage:
    """A strip by itself.

    Attributes
    ----------
    now : float
        What its clock shows.
    window : QWidget
        What it stands in.
    """

    def __init__(self, qtbot: QtBot, *, width: int = 1440, runs_shown: int = 1) -> None:
        self.now = 0.0
        self.strip = FindingsStrip(clock=lambda: self.now)
        # Whoever has the focus otherwise is not the strip, and the pointer is elsewhere.
        window, field = QWidget(), QLineEdit()
        column = QVBoxLayout(window)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(field)
        column.addWidget(self.strip)
        qtbot.addWidget(window)
        window.move(0, 0)
        window.resize(width, 100)
        window.show()
        field.setFocus()
        qtbot.waitExposed(window)
        self.window = window
        self.strip.show_experiment(Experiment(name="Spirals", notes="Two arms,\nwound up."))
        self.strip.bind(runs(runs_shown))

    def find(self, *findings: Finding, racing: int | None = None, trained: bool = True, after: float = 0.5) -> None:
        """Let the evaluator deliver what it found, some time after it did the last time."""
        self.now += after
        self.strip.draw_result(Found(tuple(Remark(each, racing) for each in findings), trained))

    @property
    def text(self) -> str:
        return self.strip.line.text()


def shown(stage: Stage) -> set[str]:
    strip = stage.strip
    parts = {"quiet": strip.quiet, "show": strip.show_button, "race": strip.race_button, "pager": strip.pager,
             "details": strip.details_button, "close": strip.close_button}  # fmt: skip
    return {name for name, part in parts.items() if part.isVisible()}
