"""What moves in a plot from frame to frame, so that only this is painted anew."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect

from ui.panels.loss.arrangement import Place
from ui.panels.loss.layout import Label, Layout
from ui.panels.loss.marks import End
from ui.panels.loss.options import Options
from ui.panels.loss.plots import Plots
from ui.panels.loss.run_curves import RunCurves
from ui.panels.loss.view import View
from ui.theme import current

MARGIN = 2
"""Pixels that labels may reach beyond their place."""


class Tail(NamedTuple):
    """The end of a curve: what it depends on, and its pixel along the bottom, in the plot or beyond."""

    moment: object
    x: float


class Present(NamedTuple):
    """One plot at the present step.

    Attributes
    ----------
    view : View
    area : QRect
        Where its labels are.
    cursor : int or None
        The pixel of the line at the present step, where that is within the plot.
    pointed : int or None
        The same for the step that the pointer is at in another panel.
    tails : list of Tail
    ends : list of End
        Where the curves end.
    layout : Layout
        Where the labels stand.
    said : list of Label
        What they say.
    """

    view: View
    area: QRect
    cursor: int | None
    pointed: int | None
    tails: list[Tail]
    ends: list[End]
    layout: Layout
    said: list[Label]

    def differs_from(self, before: Present, settled: Sequence[float], reach: int) -> list[QRect]:
        """Return where it is painted otherwise than before, with the same axes and the same runs.

        Parameters
        ----------
        before : Present
        settled : sequence of float
            For each tail the pixel up to which its curve will not change any more.
        reach : int
            How many pixels a marker takes around its middle.
        """
        changed = [float(x) for x in (before.cursor, self.cursor) if x is not None and before.cursor != self.cursor]
        for then, now, start in zip(before.tails, self.tails, settled, strict=True):
            if then.moment != now.moment:
                changed += (start, then.x, now.x)
        box = self.view.box
        areas = []
        if before.pointed != self.pointed:
            areas += [QRect(x, box.top(), 1, box.height()) for x in (before.pointed, self.pointed) if x is not None]
        if changed:
            box = box.adjusted(-reach, -reach, reach, reach)
            left = math.floor(max(min(changed) - reach, box.left()))
            right = math.ceil(min(max(changed) + reach, box.right()))
            areas.append(QRect(left, box.top(), right - left + 1, box.height()))
        if self.layout is not before.layout:
            areas.append(self.label_area)
        elif self.said != before.said:
            areas.append(self.layout.area)
        return areas

    @property
    def label_area(self) -> QRect:
        """All that the labels may cover."""
        return self.area.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)


def look_at(plots: Plots, place: Place, view: View) -> Present:
    """Return a plot as it is now."""
    epochs, batches = plots.options.epochs, plots.options.batches and view.metric == "loss"
    resting, half_line = plots.resting(view), current().lines.cursor / 2.0
    left, right = view.box.left(), view.box.left() + view.box.width()
    tails, ends, heights = [], [], {}
    for run in plots.visible:
        at, (train, _, _) = run.seen(view.metric, epochs)
        x, y = view.x.to_pixel(at), view.y.to_clipped_pixel(train)
        tails.append(Tail(run.moment, x))
        if batches:
            tails.append(Tail(run.place(False), view.x.to_pixel(run.place(epochs))))
        if not math.isnan(y) and left - 1 <= x <= right + 1:
            # On the middle of the cursor's line, which is on whole pixels.
            ends.append(End(run.run.index, round(x) + half_line, y, run.divergence is not None))
        height = y if resting is view.y else resting.to_clipped_pixel(train)
        heights[run.run.index] = height if math.isfinite(height) else view.y.start
    said = plots.said(view.metric)
    layout = plots.labels[view.metric].lay_out(place, said, heights, plots.words_of(view.metric))
    cursor = pointed = None
    if plots.frame is not None:
        chosen, step = plots.runs[plots.frame.chosen], plots.frame.pointed_step
        cursor = _within(view, chosen.place(epochs))
        if step is not None:
            pointed = _within(view, chosen.epoch_of(step) if epochs else step)
    return Present(view, place.labels, cursor, pointed, tails, ends, layout, said)


class Scene(NamedTuple):
    """All plots at the present step.

    Attributes
    ----------
    plots : list of Present
        From left to right.
    runs : list of RunCurves
        Those that are switched on.
    options : Options
    inside : bool
        Whether no curve reaches beyond the ends of the axes.
    playing : bool
        Whether the curves go on.
    """

    plots: list[Present]
    runs: list[RunCurves]
    options: Options
    inside: bool
    playing: bool


def _within(view: View, place: float) -> int | None:
    """Return the pixel of a step or epoch, None where it is not in the plot."""
    x = round(view.x.to_pixel(place))
    return x if view.box.left() <= x <= view.box.left() + view.box.width() else None
