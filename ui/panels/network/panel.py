"""The Network panel: layers as columns, weights as links, and what every unit answers."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QColor, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import numbers
from ui.frame import Frame, RunView
from ui.panels.base import Computation
from ui.panels.network.columns import sentence
from ui.panels.network.dead import can_die
from ui.panels.network.interaction import InteractivePanel
from ui.panels.network.pixels import region_of
from ui.panels.network.portrait import Portrait, Portraits, Wanted
from ui.panels.network.readout import exists
from ui.panels.network.sample_words import Sample, default_sample, share_size
from ui.theme import current, follow, painting

SLOW_SECONDS = 0.5
"""The least time between two passes over the whole training share while training."""
SLOW_SHARE = 0.05
"""They take at most this share of the background thread's time."""
NARROW_GAP = 60.0
"""In narrower gaps links are drawn thinner."""
THINNEST = 0.35
_NO_WEIGHTS = "No weights were recorded up to this step."


class NetworkPanel(InteractivePanel):
    """The chosen run's network."""

    name = "network"
    number = 1
    title = "Network"
    sentence = "Each square: what that unit answers. Links: weights."

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Every paint covers the whole panel.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._portraits = Portraits()
        self._frame: Frame | None = None
        self._slow_at = 0.0
        self.setAccessibleName("Network graph")
        follow(self.restyle)

    # What the window says.

    def lacks(self, run: RunView) -> str:  # noqa: D102
        return "" if run.has_network or run.recorded is None else run.recorded.why_no_network

    def bind(self, runs: tuple[RunView, ...]) -> None:  # noqa: D102
        self.editor.close()
        self.graph.forget()
        self._frame = None
        self._pan = 0.0
        self._slow_at = 0.0
        if runs[0].has_network:  # else the first frame brings a run that has one
            self._show_run(runs[0])
        self.update()

    def draw(self, frame: Frame) -> None:  # noqa: D102
        before, self._frame = self._frame, frame
        if before is None or not _looks_alike(before, frame):
            self._adopt(frame)
        hovered = frame.hovered
        lit = hovered if hovered is not None and exists(self.graph.columns, hovered) else None
        if self.graph.light(lit) and self.graph.pointed_at is None:
            self.update()

    def _adopt(self, frame: Frame) -> None:
        if frame.run is not self._run:
            if self._run is not None and frame.run.index != self._run.index:
                self.editor.close()
                self.graph.forget()
            self._show_run(frame.run)
        if not frame.snapshot.theta.size and self.graph.portrait is not None:
            self.graph.forget()  # what is drawn is of a step at which there were weights
        columns = self.graph.columns
        selection = frame.selection if frame.selection and exists(columns, frame.selection) else None
        if selection != self.graph.selection:
            self.graph.select(selection)
            self._say()
            self._bring_into_view()
        self.update()
        self._arrange()

    def computation(self, frame: Frame) -> Computation | None:  # noqa: D102
        layout = self.graph.layout
        if layout is None or not frame.snapshot.theta.size:
            return None
        wanted = Wanted(
            tuple(block.fold.shown for block in layout.blocks),
            layout.limits,
            tuple(min(1.0, max(THINNEST, (gap.x1 - gap.x0) / NARROW_GAP)) for gap in layout.gaps),
            self.sample,
            self._gradient_is_due(frame),
            current(),
            frame.chosen,
            frame.playing,
        )
        if wanted.gradient:
            self._slow_at = time.perf_counter()
        assembly, snapshot, portraits = frame.run.assembly, frame.snapshot, self._portraits
        return lambda cancelled: portraits.make(assembly, snapshot.theta, snapshot.step, wanted, cancelled)

    def draw_result(self, result: Any) -> None:  # noqa: D102
        portrait: Portrait = result
        frame = self._frame
        # A result may come late: of another run, or of a network that is no longer there.
        if frame is None or portrait.wanted.run != frame.chosen:
            return
        assembly = frame.run.assembly
        if portrait.assembly.network != assembly.network or portrait.assembly.data is not assembly.data:
            return
        changed = self.graph.take(portrait)
        self._follow_card()
        if changed is None:
            self.update()
        else:
            self.update(region_of(changed))

    def _gradient_is_due(self, frame: Frame) -> bool:
        """Say whether a pass over the whole training share is worth its time: always while nothing trains."""
        slow = self.graph.slow
        if not frame.run.has_data:
            return False
        if not frame.playing or slow is None:
            return True
        # Otherwise only for somebody who reads it, and for units that may die.
        read = self.graph.shown_selection() is not None
        mortal = any(map(can_die, frame.run.assembly.network.layers[:-1]))
        pause = max(SLOW_SECONDS, slow.seconds / SLOW_SHARE)
        return (read or mortal) and time.perf_counter() - self._slow_at >= pause

    @Slot()
    def restyle(self) -> None:
        """Take everything anew from the appearance in force."""
        self._arrange()
        self.update()

    def _show_run(self, run: RunView) -> None:
        self._run = run
        self._say()
        self._arrange()

    def _say(self) -> None:
        if self._run is None:
            return
        selection = self.graph.selection
        words = sentence(self._run.assembly)
        can_edit = self._run.has_data
        if can_edit and selection is not None and selection.unit is not None and selection.layer > 0:
            parameter = "this unit's bias" if selection.source is None else "this weight"
            words = f"Return or a double click edits {parameter}."
        if words != self.sentence:
            self.sentence = words
            self.sentence_changed.emit(words)

    @property
    def sample(self) -> Sample | None:  # noqa: D102
        if self._run is None:
            return None
        data = self._run.assembly.data
        chosen = self._frame.sample if self._frame is not None else None
        if chosen is not None and chosen[1] < share_size(data, chosen[0]):
            return chosen
        return default_sample(data)

    def _arrange(self) -> None:
        if self._run is None or self.width() <= 0 or self.height() <= 0:
            return
        divergence = self._frame.snapshot.divergence if self._frame is not None else None
        notice = f"Diverged at step {numbers.count(divergence.step)}, {divergence.layer_name}." if divergence else ""
        if self._frame is not None and not self._frame.snapshot.theta.size:
            notice = _NO_WEIGHTS
        if self.graph.arrange(self._run.assembly, self.size(), self.sample, notice, self._pan):
            self.update()
        layout = self.graph.layout
        if layout is not None and self._pan > layout.most_pan:
            self._pan = layout.most_pan
        self._follow_card()

    # Painting.

    def render(self, *arguments: Any, **options: Any) -> None:
        """Paint this panel alone into a picture: without its buttons, which nobody can press there."""
        # The window's own paints, and a picture of the whole window, do not come through here.
        self.graph.has_controls = False
        try:
            super().render(*arguments, **options)
        finally:
            self.graph.has_controls = True

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        if self.graph.fresh:
            self.paints += 1
        with painting(self) as painter:
            self.graph.paint(painter, self.size())
            if self.hasFocus() and self._tabbed_into and self.graph.selection is None:
                painter.setPen(QPen(QColor(current().accent), 2.0))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4.0, 4.0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        self._arrange()


def _looks_alike(before: Frame, frame: Frame) -> bool:
    """Say whether the panel looks alike in two frames but for what is computed."""
    return (
        before.run is frame.run
        and before.selection == frame.selection
        and before.sample == frame.sample
        and before.snapshot.divergence is frame.snapshot.divergence
        and bool(before.snapshot.theta.size) == bool(frame.snapshot.theta.size)
    )
