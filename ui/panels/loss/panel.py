"""The Loss panel: loss and accuracy of every run over steps or epochs, train and test, and the gap between them."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Slot
from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from ui.frame import Frame, RunView
from ui.panels.base import Panel
from ui.panels.loss.controls import Controls
from ui.panels.loss.options import NAMES
from ui.panels.loss.painting import Painting
from ui.panels.loss.plots import Plots
from ui.theme import follow, painting

ZOOM_STEP = 1.25
"""How much closer one notch of the wheel comes."""
NOTCH = 120.0
NEAREST = 4.0
"""The fewest steps or epochs that are looked at."""
PAN_STEP = 0.1


class LossPanel(Panel):
    """Loss and accuracy of every run."""

    name = "loss"
    number = 6
    title = "Loss and accuracy"
    sentence = "Train solid, test dashed, gap shaded. Steps along the bottom; loss on a log scale."
    in_frames = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self._controls = Controls(self)
        self._controls.changed.connect(self._on_options)
        self._plots = Plots(self, self._controls.options)
        self._plots.easing.moved.connect(self._arrange)
        self._painting = Painting(self._plots)
        self._pointer: QPointF | None = None
        self._unpainted = False
        follow(self.restyle)

    def restyle(self) -> None:
        """Take colours, lengths and fonts anew from the appearance in force."""
        self._painting.forget()
        self._arrange()

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(240, 140)

    def controls(self) -> list[QWidget]:  # noqa: D102
        return self._controls.widgets

    def lacks(self, run: RunView) -> str:  # noqa: D102
        return "" if run.has_losses else "This recording has neither losses nor accuracies."

    def bind(self, runs: tuple[RunView, ...]) -> None:  # noqa: D102
        epochs = all(not math.isnan(run.steps_per_epoch) for run in runs)
        self._controls.offer(epochs=epochs, batches=any(run.has_data for run in runs))
        self._plots.bind(runs)
        self._painting.forget()
        self._arrange()

    def draw(self, frame: Frame) -> None:  # noqa: D102
        self._plots.update(frame)
        self._unpainted = True
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        with painting(self) as painter:
            self._painting.paint(painter, self.size(), self.devicePixelRatioF(), self._pointer, event.region())
        self.paints += self._unpainted
        self._unpainted = False

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        self._arrange()

    # The pointer.

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._point(event.position())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        self._point(None)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        view = self._plots.view_at(event.position())
        if view is None or self._plots.frame is None:
            event.ignore()
            return
        across, up = event.angleDelta().x() / NOTCH, event.angleDelta().y() / NOTCH
        low, width = view.x.low, view.x.high - view.x.low
        if abs(across) > abs(up):
            self._look_at(low - across * PAN_STEP * width, width)
        else:
            closer = max(width / ZOOM_STEP**up, NEAREST)
            held = view.x.to_data(event.position().x())
            self._look_at(held - (held - low) * closer / width, closer)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self._plots.zoom is not None:
            self._zoom(None)

    def _point(self, pointer: QPointF | None) -> None:
        before = self._pointer
        self._pointer = pointer if pointer is not None and self._plots.view_at(pointer) is not None else None
        if self._pointer != before:
            self.step_pointed.emit(self._plots.step_at(self._pointer) if self._pointer is not None else None)
            self.update()

    def _look_at(self, low: float, width: float) -> None:
        """Look at a part along the bottom, kept within what there is; the whole of it follows the runs again."""
        end = self._plots.full_end
        if width >= end * (1.0 - 1e-9):
            self._zoom(None)
        else:
            low = min(max(low, 0.0), end - width)
            self._zoom((low, low + width))

    def _zoom(self, ends: tuple[float, float] | None) -> None:
        self._plots.zoom = ends
        self._plots.show_at_once()
        self._arrange()

    # Options and words.

    @Slot()
    def _on_options(self) -> None:
        before, now = self._plots.options, self._controls.options
        self._plots.options = now
        # Steps and epochs are different numbers, so what was looked at is gone with the unit.
        self._zoom(self._plots.zoom if before.epochs == now.epochs else None)

    @Slot()
    def _arrange(self) -> None:
        """Find the plots' places, say what they are, and paint what has changed."""
        plots = self._plots
        if plots.arrange(self.size()) or not self._controls.arranged:
            shown = [place.metric for place in plots.places]
            title = " and ".join(NAMES[metric] for metric in shown).capitalize()
            self._controls.arrange(self.width(), title, len(shown) < len(plots.metrics), "loss" in shown)
            sentence = self._sentence(short=len(shown) < len(plots.metrics))
            if (title, sentence) != (self.title, self.sentence):
                self.title, self.sentence = title, sentence
                self.sentence_changed.emit(sentence)
        changed = self._painting.take()
        if changed is None or self._pointer is not None:
            self.update()
            return
        # A frame in which nothing moves is painted as well: paints are counted as frames.
        for area in changed or [QRect(0, 0, 1, 1)]:
            self.update(area)

    def _sentence(self, short: bool) -> str:
        """Say what is seen, in few words where there is little room."""
        plots = self._plots
        if [place.metric for place in plots.places] == ["rate"]:
            return "What each step was taken with" + ("; log scale" if plots.rate_log else "")
        words = plots.words_of("loss")
        tested, validated = "test" in words, "validation" in words
        curves = "Train solid, test dashed" if tested else "Train share; there is no test share"
        if validated:
            curves = "Train solid, validation dash-dotted" + (", test dashed" if tested else "")
        log = plots.options.log and any(place.metric == "loss" for place in plots.places)
        if plots.zoom is not None:
            return f"Zoomed in: double click to see all. {curves}."
        if short:
            return f"{curves}; log scale" if log else curves
        gap = ", gap shaded" if tested else ""
        logs = [NAMES[place.metric] for place in plots.places if plots.is_log(place.metric)]
        scale = f"; {' and '.join(logs)} on a log scale" if logs else ""
        band = " Pale band: each batch." if plots.options.batches else ""
        return f"{curves}{gap}. {plots.options.unit.capitalize()}s along the bottom{scale}.{band}"
