"""One run's curves, brought forward from moment to moment."""

from __future__ import annotations

import numpy as np

from ui.panels.loss.drawing import Band, Curves
from ui.panels.loss.ink import ink
from ui.panels.loss.options import Metric, Options
from ui.panels.loss.run_curves import RunCurves
from ui.panels.loss.view import View
from ui.plotting.scale import Floats
from ui.plotting.strand import Piece, Strand
from ui.theme import current


class Lane:
    """The curves of one run in the plots of a panel, as far as they are drawn.

    Parameters
    ----------
    run : RunCurves
    views : list of View
        The plots, from left to right: what is new in them is handed out at once.
    options : Options
    density : float
        Pixels of the screen for each pixel.
    held : float
        See `Strand`.

    Attributes
    ----------
    curves : Curves
        The newest columns of pixels of the evaluations, which will change, behind the last that will not.
    band : Band
        The same of the batches.
    """

    def __init__(self, run: RunCurves, views: list[View], options: Options, density: float, held: float = 0.0) -> None:
        self._run, self._epochs, self._density = run, options.epochs, density
        self._moment: object = None
        places, begin = run.places(self._epochs), run.drawn_from(self._epochs)
        self._evaluations = []
        for view in views:
            row = _first_row(run.rate_places(self._epochs) if view.metric == "rate" else places, view, begin)
            self._evaluations.append((view, Strand(run.shares, row, held)))
        self._batches: list[tuple[View, Strand]] = []
        if options.batches:
            places = run.batch_places(self._epochs)
            losses = (view for view in views if view.metric == "loss")
            self._batches = [(view, Strand(1, _first_row(places, view, begin), held)) for view in losses]
        self._ink = ink(run.run.index, current())
        self._no_band = self.band = Band(self._ink, [])
        self._no_curves = self.curves = Curves(self._ink, [], density)

    def settled(self, metric: Metric) -> list[float]:
        """Return the pixels up to which the evaluations, and the batches, will not change any more in a plot."""
        return [strand.settled for view, strand in (*self._evaluations, *self._batches) if view.metric == metric]

    @property
    def is_ahead(self) -> bool:
        """Whether more is drawn already than is to be shown."""
        counts = {"rate": self._run.rate_count}
        ahead = any(
            strand.row >= max(1, counts.get(view.metric, self._run.count)) for view, strand in self._evaluations
        )
        return ahead or any(strand.row >= max(1, self._run.batch_count) for _, strand in self._batches)

    @property
    def whole(self) -> tuple[Band, Curves]:
        """What there is to draw of a lane that nothing was drawn of yet."""
        batches = [settled.followed_by(live) for settled, live in self._new_batches()]
        evaluations = [settled.followed_by(live) for settled, live in self._new_evaluations()]
        return Band(self._ink, batches), Curves(self._ink, evaluations, self._density)

    def advance(self) -> tuple[Band, Curves]:
        """Bring the curves forward to the present, and return what is new of what will not change any more."""
        band, curves = self._no_band, self._no_curves
        if self._batches:
            batches = self._new_batches()
            band = Band(self._ink, [settled for settled, _ in batches])
            self.band = Band(self._ink, [live for _, live in batches])
        if self._run.moment != self._moment:
            self._moment = self._run.moment
            evaluations = self._new_evaluations()
            curves = Curves(self._ink, [settled for settled, _ in evaluations], self._density)
            self.curves = Curves(self._ink, [live for _, live in evaluations], self._density)
        return band, curves

    def _new_evaluations(self) -> list[tuple[Piece, Piece]]:
        run, new = self._run, []
        for view, strand in self._evaluations:
            if view.metric == "rate":
                x, shown = _pixels(run.rate_places(self._epochs, strand.row), view)
                (low, high), goes_on = run.rate_rows(strand.row), True
            else:
                x, shown = _pixels(run.places(self._epochs, strand.row), view)
                (low, high), goes_on = run.rows(view.metric, strand.row), run.goes_on
            end = None
            if goes_on and shown == len(x):
                place, values = run.end(view.metric, self._epochs)
                end = view.x.to_pixel(place), values
            new.append(strand.advance(x[:shown], low[:shown], high[:shown], end, view.y, self._density))
        return new

    def _new_batches(self) -> list[tuple[Piece, Piece]]:
        run, new = self._run, []
        for view, strand in self._batches:
            x, shown = _pixels(run.batch_places(self._epochs, strand.row), view)
            low, high = run.batch_rows(strand.row)
            new.append(strand.advance(x[:shown], low[:shown], high[:shown], None, view.y, self._density))
        return new


def _first_row(places: Floats, view: View, begin: float) -> int:
    """Return the last row that lies before the plot, and before where the curve begins, or the first of all."""
    return max(0, int(np.searchsorted(places, max(view.x.low, begin))) - 1)


def _pixels(places: Floats, view: View) -> tuple[Floats, int]:
    """Return the pixels of rows, and how many of them to draw: up to the first that lies beyond the plot."""
    x = view.x.to_pixels(places)
    if not len(x) or x.item(-1) <= view.x.end:
        return x, len(x)
    return x, min(len(x), int(np.searchsorted(x, view.x.end, side="right")) + 1)
