"""Drawing the Loss panel: the kept pictures first, then what moves, then what is read under the pointer."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter

from ui.panels.loss.arrangement import Place
from ui.panels.loss.canvas import Canvas
from ui.panels.loss.card import Card
from ui.panels.loss.docking import Dock, Occupied, dock
from ui.panels.loss.marks import (
    draw_cursor,
    draw_end_markers,
    draw_flag_words,
    draw_flags,
    draw_reading,
    flags_of,
)
from ui.panels.loss.options import Metric
from ui.panels.loss.plots import Plots
from ui.panels.loss.reading import read
from ui.panels.loss.view import View
from ui.plotting.text import draw_text
from ui.theme import current, font, px

EMPTY = "Press Space to train: curves appear here."
SWITCHED_OFF = "All runs are switched off."
ZERO = "0 is drawn at the lower edge"


class Painting:
    """Draws the plots.

    Parameters
    ----------
    plots : Plots
    """

    def __init__(self, plots: Plots) -> None:
        self._plots = plots
        self._canvas = Canvas()
        self._spots: dict[Metric, int] = {}

    def forget(self) -> None:
        """Draw everything anew next time."""
        self._canvas.forget()
        self._spots.clear()

    def paint(self, painter: QPainter, size: QSize, ratio: float, pointer: QPointF | None) -> None:
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
        """
        plots, views, runs = self._plots, self._plots.views, self._plots.visible
        epochs = plots.options.epochs
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._canvas.paint(painter, size, ratio, views, runs, plots.options)
        flags = flags_of(runs, epochs)
        docks = []
        for place, view in zip(plots.places, views, strict=True):
            draw_flags(painter, view, flags)
            if plots.frame is not None:
                draw_cursor(painter, view, plots.runs[plots.frame.chosen].place(epochs))
            draw_end_markers(painter, view, runs, epochs)
            docked = self._read(painter, place, view, size, pointer) if pointer is not None else None
            if docked is None or not docked.over_labels:
                plots.labels[view.metric].draw(
                    painter, place, plots.said(view.metric), plots.label_ends(view), plots.shares
                )
            if view.y.log and plots.has_zero:
                y = view.box.top() + view.box.height() - px(9.0)
                draw_text(painter, "tick", current().ink3, view.box.left() + px(6), y, ZERO, view.box.width())
            if docked is not None:
                docks.append(docked)
        for docked in docks:
            docked.card.draw(painter, docked.place)
        for view in views:
            if pointer is not None and view.box.contains(pointer.toPoint()):
                draw_flag_words(painter, view, flags, pointer)
        hint = EMPTY if plots.untrained else ""
        if plots.frame is not None and not runs:
            hint = SWITCHED_OFF
        if hint and views:
            _draw_hint(painter, views[0].box, hint)

    def _read(self, painter: QPainter, place: Place, view: View, size: QSize, pointer: QPointF) -> Dock | None:
        """Mark what is read at the pointer, in every plot at the same step, and return where its card goes."""
        plots, runs = self._plots, self._plots.visible
        there = plots.view_at(pointer)
        if there is None or plots.frame is None:
            return None
        at, epochs, shares = there.x.to_data(pointer.x()), plots.options.epochs, plots.shares
        reading = read(runs, plots.frame.chosen, at, epochs, view.metric, len(shares))
        if reading is None:
            return None
        draw_reading(painter, view, reading)
        card = Card(reading, shares, size.width())
        occupied = Occupied(view, runs, epochs)
        docked = dock(card, place, size, occupied, pointer, self._spots.get(view.metric))
        self._spots[view.metric] = docked.spot
        return docked


def _draw_hint(painter: QPainter, box: QRect, words: str) -> None:
    painter.setFont(font("label"))
    painter.setPen(QColor(current().ink3))
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(QRectF(box).adjusted(px(12), 0, -px(12), 0), flags, words)
