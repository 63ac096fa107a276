"""The sharpness as the panel shows it: asked for, kept, drawn and read."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from nnviz.landscape import sharpness_rows
from ui import numbers
from ui.frame import Frame, RunView
from ui.panels.base import Computation
from ui.panels.surface.footer import draw_reading
from ui.panels.surface.options import Options
from ui.panels.surface.plan import INSET
from ui.panels.surface.sharpness import words
from ui.panels.surface.sharpness.asking import Asking
from ui.panels.surface.sharpness.canvas import SharpnessCanvas, draw_ends
from ui.panels.surface.sharpness.curve import Curve, curve_of
from ui.panels.surface.sharpness.known import Known
from ui.panels.surface.sharpness.work import Outcome
from ui.plotting.docking import dock
from ui.plotting.read_out import ReadOut
from ui.plotting.text import draw_hint, draw_text, text_width
from ui.plotting.ways import draw_dot
from ui.theme import colour, current, px

if TYPE_CHECKING:
    from ui.panels.surface.painted import PaintedPanel

CANCEL = 64
HINT = "The sharpness appears here."


class SharpnessView:
    """All curves.

    Parameters
    ----------
    panel : PaintedPanel

    Attributes
    ----------
    known : Known
    """

    keys: frozenset[int] = frozenset()

    def __init__(self, panel: PaintedPanel) -> None:
        self._panel = panel
        self._canvas = SharpnessCanvas()
        self.known = Known()
        self._asking = Asking(self.known)
        self._place: QPointF | None = None
        self._described: tuple[int, int | None] | None = None
        self._sentence = self._taken = ""
        self._key: Hashable = None
        self._drawn: list[Curve] = []

    def bind(self, runs: tuple[RunView, ...]) -> None:
        """Show these runs: what is known of those that were there before stays."""
        self._asking.forget()
        self.known.bind(runs)
        self._place = self._described = self._key = None
        self._drawn = []
        self._canvas.forget()

    def restyle(self) -> None:
        """Draw everything anew."""
        self._canvas.forget()

    def note(self, frame: Frame) -> None:
        """Take in a moment."""
        self.known.note(frame)

    # The background.

    @property
    def done(self) -> float:
        """Which part is computed, while something is under way at rest; else NaN."""
        return self._asking.done

    def computation(self, frame: Frame, options: Options, live: bool) -> Computation | None:
        """Return the next slice of what is to be computed."""
        computation = self._asking.computation(frame, options.rows, live)
        self._describe(frame)
        return computation

    def take(self, outcome: Outcome) -> bool:
        """Keep what was computed. Returns whether more is wanted at rest."""
        return self._asking.take(outcome)

    def give_up(self) -> None:
        """Leave it at what is known."""
        self._asking.give_up()

    def _describe(self, frame: Frame) -> None:
        """Find the words for what is computed of the chosen run."""
        assembly, most = frame.run.assembly, self.known.most_rows
        if self._described != (id(assembly), most):
            self._described = id(assembly), most
            rows = sharpness_rows(assembly, most)
            self._sentence, self._taken = words.sentence(rows, assembly), words.taken(rows)

    # The picture.

    def sentence(self) -> str:
        """Return the title bar's line."""
        return self._sentence or "The sharpness of every run over its steps"

    def footer(self, frame: Frame, room: float) -> str:
        """Say where the chosen run stands at the step that is looked at; where there is room, what was computed."""
        known, step = self.known.runs[frame.chosen], frame.snapshot.step
        found = known.nearest(step)
        standing = words.standing(found, None if found is None else known.bound_at(found.step), step)
        before = f"{frame.run.name}: " if len(frame.runs) > 1 else ""
        whole = f"{before}{standing}; {self._taken}"
        return next((text for text in (whole, f"{before}{standing}") if text_width("tick", text) <= room), standing)

    def paint(self, painter: QPainter, options: Options) -> None:
        """Draw the curves, the step cursor, and what is read."""
        panel, place = self._panel, self._panel.plan
        frame = panel.frame
        curves = [] if frame is None else self._curves(frame)
        if frame is None or not any(len(curve.values) for curve in curves):
            painter.fillRect(panel.rect(), colour(current().surface))
            draw_hint(painter, QRectF(panel.rect()), HINT)
            return
        looked_back = frame.snapshot.step if frame.looks_back else None
        self._canvas.paint(painter, panel.size(), place, curves, options.log_sharpness, looked_back, self._key)
        if place.footer is not None:
            room = place.footer.width() - (px(CANCEL) if self.done == self.done else 0)
            text, y = self.footer(frame, room), place.footer.center().y()
            draw_text(painter, "tick", current().ink3, px(INSET), y, text, room)
        self._paint_cursor(painter, frame, curves, options.log_sharpness)
        if self.done == self.done:
            painter.fillRect(0, 0, round(panel.width() * self.done), 2, colour(current().accent))

    def _curves(self, frame: Frame) -> list[Curve]:
        """Return what is drawn; while training it goes on with the results, not with every frame."""
        moments = list(zip(frame.snapshots, frame.newest or frame.snapshots, strict=True))
        ends = tuple((seen.divergence, None if frame.playing else (seen.step, last.step)) for seen, last in moments)
        key = self.known.version, frame.hidden, frame.looks_back and frame.chosen, ends
        if key != self._key:
            self._key, self._drawn = key, []
            for known, (seen, last) in zip(self.known.runs, moments, strict=True):
                origin = known.run.origin
                covered = origin is not None and origin.run not in frame.hidden
                since = origin.step if origin is not None and covered else 0
                if known.run.index not in frame.hidden:
                    diverged = seen.divergence is not None
                    self._drawn.append(curve_of(known, seen.step, last.step, since, diverged))
        return self._drawn

    def _paint_cursor(self, painter: QPainter, frame: Frame, curves: list[Curve], log: bool) -> None:
        """Draw where the run is looked at, the step that is read here or pointed at elsewhere, and the curves' ends."""
        theme, (across, up) = current(), self._canvas.scales(self._panel.plan, curves, log)
        read, wide = self._step_at(frame, self._place), theme.lines.cursor
        pointed = frame.pointed_step if read is None else read
        seen = None if frame.playing else frame.snapshot.step  # while training, that is before the curves' ends
        for step, token in ((pointed, theme.axis), (seen, theme.ink)):
            x = -1.0 if step is None else across.to_pixel(step)
            if across.start <= x <= across.end + 1.0:
                painter.fillRect(QRectF(x - wide / 2.0, up.end, wide, up.start - up.end), colour(token))
        draw_ends(painter, curves, across, up)
        for curve in curves:
            end, _ = curve.end(log)
            for step in {frame.snapshot.step if pointed is None else pointed, frame.snapshot.step}:
                found = curve.known.found.get(step)
                if found is not None and math.isfinite(found.sharpness.value) and step != end:
                    draw_dot(painter, theme, across.to_pixel(step), up.to_clipped_pixel(found.sharpness.value))
        if read is None or self._place is None:
            return
        box = QRectF(across.start, up.end, across.end - across.start, up.start - up.end)
        card = ReadOut(f"step {numbers.count(read)}", "", tuple(self._rows(curves, read)))
        points = [np.column_stack([across.to_pixels(one.steps), up.to_clipped_pixels(one.values)]) for one in curves]
        docked = dock(card.size, box, np.vstack(points), self._place, 1)
        if docked is not None:
            card.draw(painter, docked[1])
        elif self._panel.plan.footer is not None:
            draw_reading(painter, self._panel.plan.footer, card.spoken)

    def _rows(self, curves: list[Curve], step: int) -> list[tuple[str, str]]:
        rows = []
        for curve in curves:
            found, bound = curve.known.nearest(step), curve.known.bound_at(step)
            if found is not None and step <= curve.last:
                claimed = bound is not None and bound.product is not None
                most = f" of {words.value(bound.value)}" if bound is not None and claimed else ""
                rows.append((curve.known.run.name, f"{words.value(found.sharpness.value)}{most}"))
        return rows

    def _step_at(self, frame: Frame, place: QPointF | None) -> int | None:
        """Return the step nearest to a pixel whose sharpness is known: of the chosen run, if that is seen."""
        if place is None or not self._drawn:
            return None
        curve = next((one for one in self._drawn if one.index == frame.chosen), self._drawn[0])
        across, _ = self._canvas.scales(self._panel.plan, self._drawn, self._panel.options.log_sharpness)
        found = curve.known.nearest(across.to_data(place.x()))
        return None if found is None else found.step

    # The hand.

    def key(self, key: int) -> None:
        """No key means anything here."""

    def move(self, place: QPointF) -> None:
        """Come to a pixel of the panel."""
        frame, panel = self._panel.frame, self._panel
        self._place = place if QRectF(panel.plan.plot).contains(place) else None
        panel.step_pointed.emit(None if frame is None else self._step_at(frame, self._place))
        panel.update()

    def leave(self) -> None:
        """Leave the panel."""
        self._place = None
        self._panel.step_pointed.emit(None)
        self._panel.update()

    def press(self, place: QPointF) -> bool:
        """Nothing can be taken hold of."""
        return False

    def release(self) -> None:
        """Nothing was taken hold of."""

    def wheel(self, place: QPointF, notches: float) -> bool:
        """All steps are always seen."""
        return False

    def double_click(self, place: QPointF) -> None:
        """All steps are always seen."""
