"""A form that is shown, with a window that accepts its edits as the app does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from nnviz.experiment import Experiment, decode, encode
from ui.experiment_form import ExperimentForm
from ui.experiment_form.paths import value_at
from ui.experiment_form.row import Row
from ui.theme import appearance

LEFT = Qt.MouseButton.LeftButton
KEY = Qt.Key

OVERVIEW: dict[str, Any] = {
    "name": "Two spirals",
    "seed": 7,
    "data": {"name": "spirals", "noise": 0.05},
    "training": {"optimizer": {"name": "sgd", "learning_rate": 0.05}},
    "variants": [{"name": "with momentum", "set": {"training.optimizer": {"name": "momentum", "learning_rate": 0.05}}}],
}
"""The experiment of the picture that the form is held against."""

TWO: dict[str, Any] = {
    "name": "Two spirals",
    "data": {"name": "spirals"},
    "network": {"hidden": [{"units": 8, "activation": "tanh"}, {"units": 6, "activation": "relu"}]},
    "training": {"optimizer": {"name": "sgd", "learning_rate": 0.05}},
    "variants": [
        {
            "name": "with momentum",
            "set": {"training.optimizer": {"name": "momentum", "learning_rate": 0.05, "momentum": 0.9}},
        }
    ],
}
"""Two layers and one variant."""


class Shown:
    """A form in a window, and every edit that it asked for.

    Attributes
    ----------
    edits : list of (Experiment, str, str)
        What `edited` brought.
    escapes : int
        How often Escape came through to the window.
    refusal : str
        A sentence with which the window refuses every edit; empty accepts them.
    """

    def __init__(self, qtbot: QtBot, document: dict[str, Any] | None = None, *, height: int = 900) -> None:
        appearance().choose("light")
        appearance().set_font_scale(1.0)
        self.qtbot = qtbot
        self.edits: list[tuple[Experiment, str, str]] = []
        self.visibility: list[tuple[int, bool]] = []
        self.escapes = 0
        self.refusal = ""
        self.window = QMainWindow()
        self.form = ExperimentForm()
        central = QWidget()
        line = QHBoxLayout(central)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.form)
        line.addStretch(1)
        self.window.setCentralWidget(central)
        action = QAction("Back", self.window)
        action.setShortcut("Esc")
        action.triggered.connect(self._escaped)
        self.window.addAction(action)
        self.window.resize(640, height)
        self.form.edited.connect(self._on_edited)
        self.form.run_visibility_changed.connect(lambda run, visible: self.visibility.append((run, visible)))
        self.experiment = decode({"nnviz": 1, **(document or {})})
        self.form.show_experiment(self.experiment)
        qtbot.addWidget(self.window)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def _escaped(self) -> None:
        self.escapes += 1

    def _on_edited(self, experiment: Experiment, words: str, key: str) -> None:
        self.edits.append((experiment, words, key))
        if self.refusal:
            self.form.show_experiment(self.experiment)
            self.form.show_error(key, self.refusal)
        else:
            self.experiment = experiment
            self.form.show_experiment(experiment)

    @property
    def body(self) -> Any:
        """The form's content."""
        return self.form.body

    def unfold(self) -> Shown:
        """Show every row."""
        for section in self.body.sections.values():
            section.unfold()
        self.row("training.stop").toggle.click()
        return self

    def rows(self) -> list[Row[Any]]:
        """Return every row of the sections that is shown."""
        return [row for section in self.body.sections.values() for row in section.rows.rows()]

    def row(self, path: str, kind: str = "") -> Any:
        """Return the row of a path, of the last kind that has it, or of a kind whose name starts so."""
        found = [row for row in self.rows() if row.spec.path == path and type(row).__name__.startswith(kind)]
        assert found, f"no row of {path}: {[row.spec.path for row in self.rows()]}"
        return found[-1]

    def type(self, field: Any, text: str, *, enter: bool = True) -> None:
        """Type over what a field holds."""
        field.setFocus()
        field.selectAll()
        self.qtbot.keyClick(field, KEY.Key_Delete)
        self.qtbot.keyClicks(field, text)
        if enter:
            self.qtbot.keyClick(field, KEY.Key_Return)

    def click(self, widget: QWidget) -> None:
        """Click in the middle of a widget."""
        self.qtbot.mouseClick(widget, LEFT)

    def pick(self, choice: Any, key: str) -> None:
        """Choose an option out of the list that opens."""
        choice.showPopup()
        view = choice.view()
        view.setCurrentIndex(choice.model().index(choice.findData(key), 0))
        self.qtbot.keyClick(view, KEY.Key_Return)


def differing(before: Any, after: Any, path: str = "") -> set[str]:
    """Return the paths of all single values in which two documents differ."""
    if isinstance(before, Experiment):
        before, after = encode(before), encode(after)
    if isinstance(before, dict) and isinstance(after, dict):
        keys = {*before, *after}
        return {
            found
            for key in keys
            for found in differing(before.get(key), after.get(key), f"{path}.{key}" if path else key)
        }
    if isinstance(before, list | tuple) and isinstance(after, list | tuple) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return {found for index, (a, b) in pairs for found in differing(a, b, f"{path}[{index}]")}
    return set() if before == after else {path}


def value(experiment: Experiment, path: str) -> Any:
    """Return what stands at a path of an experiment."""
    return value_at(encode(experiment), path)


def drag(shown: Shown, slider: QWidget, places: Iterable[int]) -> None:
    """Press, move over places, let go."""
    first, *others = places
    middle = slider.height() // 2
    shown.qtbot.mousePress(slider, LEFT, pos=QPoint(first, middle))
    for x in others:
        shown.qtbot.mouseMove(slider, QPoint(x, middle))
    shown.qtbot.mouseRelease(slider, LEFT, pos=QPoint(others[-1], middle))
