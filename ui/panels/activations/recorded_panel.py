"""In the place of the Activations panel, where there are no data to ask the units about: what was recorded of them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Slot
from PySide6.QtGui import QHelpEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from nnviz.recorded_network import known_activation
from nnviz.store.recording import ActivationStatistics
from ui.frame import Frame, RunView, Selection
from ui.panels.activations.layer_switch import LayerSwitch
from ui.panels.activations.recorded_scene import Ends, RecordedScene, grown_ends
from ui.panels.base import Computation, Panel, claimed
from ui.plotting.text import text_width
from ui.theme import follow, painting, px

_BAR = 116
"""What the title bar needs besides the chips and the title: its number, the buttons at its end, and the gaps."""
_LAYERS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}

Answers = list[ActivationStatistics | None]


class RecordedActivationsPanel(Panel):
    """A recorded layer's activation, and how its answers were spread at the step that is looked at."""

    name = "recorded activations"
    number = 5
    title = "Activations"
    sentence = "What each layer answered, as it was recorded"
    results_per_second = 30.0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.title)
        self._run: RunView | None = None
        self._frame: Frame | None = None
        self._answers: Answers = []
        self._ends: dict[tuple[int, int], Ends] = {}
        self._layer = 0
        self._scene: RecordedScene | None = None
        self.switch = LayerSwitch()
        self.switch.chosen.connect(self._choose_layer)
        follow(self.restyle)

    def controls(self) -> list[QWidget]:  # noqa: D102
        return [self.switch]

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(200, 140)

    def restyle(self) -> None:
        """Take colours, fonts and sizes anew from the appearance in force."""
        self._fit_switch()
        self.update()

    def lacks(self, run: RunView) -> str:  # noqa: D102
        recorded = run.recorded
        if recorded is None:
            return "This shows recordings only."
        return "" if len(recorded.activation_steps) else "This recording has no activations."

    def bind(self, runs: tuple[RunView, ...]) -> None:  # noqa: D102
        self._run = self._frame = self._scene = None
        self._answers, self._ends, self._layer = [], {}, 0
        self.update()

    def draw(self, frame: Frame) -> None:  # noqa: D102
        before, self._frame = self._frame, frame
        if frame.run is not self._run:
            self._run, self._answers = frame.run, []
            self._layer = min(self._layer, len(frame.run.layer_names) - 1)
            self.switch.offer(frame.run.layer_names, self._layer)
            self._fit_switch()
        chosen = frame.selection
        is_new = before is None or before.selection != chosen
        if is_new and chosen is not None and 0 < chosen.layer <= len(frame.run.layer_names):
            self._show_layer(chosen.layer - 1)

    def computation(self, frame: Frame) -> Computation | None:  # noqa: D102
        recorded, step = frame.run.recorded, frame.snapshot.step
        if recorded is None:
            return None
        index = frame.chosen

        def compute(cancelled: Callable[[], bool]) -> tuple[int, Answers]:
            return index, recorded.activations_at(step)

        return compute

    def draw_result(self, result: tuple[int, Answers]) -> None:  # noqa: D102
        run, answers = result
        if self._run is None or run != self._run.index:
            return
        self._answers = answers
        self._make_scene()

    def _make_scene(self) -> None:
        run, layer = self._run, self._layer
        recorded = run.recorded if run is not None else None
        if run is None or recorded is None or not recorded.layer_names:
            return
        own = recorded.recording.layers[layer]
        answers, activation = self._answers[layer] if self._answers else None, known_activation(own)
        ends = self._ends[run.index, layer] = grown_ends(activation, answers, self._ends.get((run.index, layer)))
        known = bool(self._answers)
        self._scene = RecordedScene(own.name, own.activation or "", activation, answers, known, ends, run.index)
        self.setAccessibleDescription(", ".join(" ".join(figure) for figure in self._scene.figures))
        self.update()

    def _show_layer(self, layer: int) -> None:
        if layer != self._layer and self._run is not None:
            self._layer = layer
            self.switch.offer(self._run.layer_names, layer)
            self._make_scene()

    @Slot(int)
    def _choose_layer(self, layer: int) -> None:
        """Show a layer because the user wants it, and tell the others."""
        self._show_layer(layer)
        self.selected.emit(Selection(layer + 1))

    def _fit_switch(self) -> None:
        self.switch.fit(self.width() - px(_BAR) - round(text_width("title", self.title)))

    # Painting and keys.

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        with painting(self) as painter:
            if self._scene is not None:
                self._scene.draw(painter, self.size())
        self.paints += 1

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        self._fit_switch()

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._scene is not None:
            QToolTip.showText(event.globalPos(), self._scene.explanation_at(QPointF(event.pos()), self.size()), self)
            return True
        return claimed(event, _is_mine) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        layer = self._layer + _LAYERS.get(Qt.Key(event.key()), 0)
        if not _is_mine(event):
            super().keyPressEvent(event)
        elif self._run is not None and 0 <= layer < len(self._run.layer_names):
            self._choose_layer(layer)


def _is_mine(event: QKeyEvent) -> bool:
    return not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier and event.key() in _LAYERS
