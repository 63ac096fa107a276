"""Drawing the Loss panel: the kept pictures first, then what moves, then what is read under the pointer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QRegion

from ui.panels.loss.arrangement import Place
from ui.panels.loss.canvas import Canvas, draw_directly
from ui.panels.loss.card import Card
from ui.panels.loss.docking import Dock, Occupied, dock
from ui.panels.loss.flags import FlagPicture, draw_flag_words
from ui.panels.loss.marks import draw_cursor, draw_ends, draw_pointed, draw_reading, draw_veil, marker_reach
from ui.panels.loss.options import Metric
from ui.panels.loss.plots import Plots
from ui.panels.loss.present import Scene, look_at
from ui.panels.loss.reading import read
from ui.panels.loss.run_curves import RunCurves
from ui.panels.loss.view import View
from ui.plotting.text import draw_hint, draw_text
from ui.theme import current, px

EMPTY = "Press Space to train: curves appear here."
SWITCHED_OFF = "All runs are switched off."
ZERO = "0 or less is drawn at the lower edge"

LONG_EPOCH = 200
"""Steps of an epoch from which on one may wonder where the curves are."""


class Painting:
    """Draws the plots.

    Parameters
    ----------
    plots : Plots
    """

    def __init__(self, plots: Plots) -> None:
        self._plots = plots
        self._canvas = Canvas()
        self._scene = Scene([], [], plots.options, True, False)
        self._flags: list[FlagPicture] = []
        self._hint = ""
        self._zero: frozenset[Metric] = frozenset()
        self._still: object = None
        self._spots: dict[Metric, int] = {}

    def forget(self) -> None:
        """Draw everything anew next time."""
        self._canvas.forget()
        self._still = None
        self._spots.clear()

    def take(self) -> list[QRect] | None:
        """Take in the present moment. Returns where that changes the picture; None for everywhere."""
        plots, runs, before = self._plots, self._plots.visible, self._scene.plots
        inside = plots.zoom is None and plots.furthest <= plots.easing.values[1]
        playing = plots.frame is not None and plots.frame.playing
        self._scene = Scene(
            [look_at(plots, place, view) for place, view in zip(plots.places, plots.views, strict=True)],
            runs,
            plots.options,
            inside,
            playing,
        )
        self._hint, self._zero = self._say_why_empty(), plots.has_zero
        still = (
            (plots.views, plots.options, [run.run.index for run in runs], plots.frame is None),
            (plots.flags, self._hint, self._zero, inside, playing, self._looks_back),
        )
        if still != self._still:
            self._canvas.restart()
            self._still = still
            self._flags = [FlagPicture(view, plots.flags, said=not place) for place, view in enumerate(plots.views)]
            return None
        if not self._canvas.goes_on(runs):
            return None
        changed, reach = [], marker_reach()
        for then, now in zip(before, self._scene.plots, strict=True):
            changed += now.differs_from(then, self._canvas.settled(now.view.metric), reach)
        return changed

    def paint(self, painter: QPainter, size: QSize, ratio: float, pointer: QPointF | None, region: QRegion) -> None:
        """Draw the panel.

        Parameters
        ----------
        painter : QPainter
        size : QSize
            The panel's size.
        ratio : float
            The screen's pixels for each pixel of the panel.
        pointer : QPointF or None
            Where the pointer is, if it is in a plot.
        region : QRegion
            What of it can be seen of what is drawn.
        """
        plots = self._plots
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        kept = self._canvas.can_keep(painter, ratio)
        if kept:
            self._canvas.paint(painter, size, ratio, self._scene, region)
        else:
            draw_directly(painter, size, self._scene)
        for flags in self._flags:
            flags.draw(painter)
        if self._looks_back:
            for now in self._scene.plots:
                draw_veil(painter, now.view, now.cursor)
        docks = []
        for place, now in zip(plots.places, self._scene.plots, strict=True):
            if now.pointed is not None and pointer is None:
                draw_pointed(painter, now.view, now.pointed)
            if now.cursor is not None:
                draw_cursor(painter, now.view, now.cursor)
            draw_ends(painter, now.ends, ratio if kept else None)
            docked = self._read(painter, place, now.view, size, pointer) if pointer is not None else None
            if docked is not None:
                docks.append(docked)
            if docked is not None and docked.over_labels:
                painter.fillRect(now.label_area, QColor(current().surface))
            else:
                if not kept:
                    now.layout.draw_names(painter)
                if region.intersects(now.label_area):
                    now.layout.draw_values(painter, now.said, as_text=not kept)
            if now.view.metric in self._zero and now.view.y.log:
                y = now.view.box.top() + now.view.box.height() - px(9.0)
                draw_text(painter, "tick", current().ink3, now.view.box.left() + px(6), y, ZERO, now.view.box.width())
        for docked in docks:
            docked.card.draw(painter, docked.place)
        for now in self._scene.plots:
            if pointer is not None and now.view.box.contains(pointer.toPoint()):
                draw_flag_words(painter, now.view, plots.flags, pointer)
        if self._hint and self._scene.plots:
            box = QRectF(self._scene.plots[0].view.box)
            draw_hint(painter, box.adjusted(px(12), 0, -px(12), 0), self._hint)

    @property
    def _looks_back(self) -> bool:
        return self._plots.frame is not None and self._plots.frame.looks_back

    def _say_why_empty(self) -> str:
        if self._plots.frame is not None and not self._plots.visible:
            return SWITCHED_OFF
        if self._plots.untrained:
            return EMPTY
        return "" if self._plots.options.batches else _say_when(self._plots.visible)

    def _read(self, painter: QPainter, place: Place, view: View, size: QSize, pointer: QPointF) -> Dock | None:
        """Mark what is read at the pointer, in every plot at the same step, and return where its card goes."""
        plots, runs = self._plots, self._plots.visible
        there = plots.view_at(pointer)
        if there is None or plots.frame is None:
            return None
        at, epochs = there.x.to_data(pointer.x()), plots.options.epochs
        reading = read(runs, plots.frame.chosen, at, epochs, view.metric, plots.told_of(view.metric))
        if reading is None:
            return None
        draw_reading(painter, view, reading)
        card = Card(reading, plots.words_of(view.metric), size.width())
        occupied = Occupied(view, runs, epochs)
        docked = dock(card, place, size, occupied, pointer, self._spots.get(view.metric))
        self._spots[view.metric] = docked.spot
        return docked


def _say_when(runs: Sequence[RunCurves]) -> str:
    """Say when curves begin, where no epoch has ended yet and that takes a while; empty else."""
    steps = [
        run.run.steps_per_epoch
        for run in runs
        if run.run.has_data and run.newest is not None and run.newest.step and run.count == 1 and not run.goes_on
    ]
    if len(steps) < len(runs) or min(steps) < LONG_EPOCH:
        return ""
    end = f"{min(steps):,.0f}"
    return f"Curves begin when the first epoch ends, at step {end}. Batches, in the title bar, shows every batch."
