"""The Loss surface panel: the true loss in a plane through the parameters, with the path of every run on it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QWidget

from ui.frame import Frame, RunView
from ui.panels.base import Computation
from ui.panels.surface import words
from ui.panels.surface.checkpoints import BEST, Checkpoint, Checkpoints
from ui.panels.surface.line_work import LineOutcome
from ui.panels.surface.menus import Bookmark
from ui.panels.surface.painted import PaintedPanel
from ui.panels.surface.sharpness import SharpnessOutcome, table
from ui.panels.surface.work import Outcome
from ui.plotting.extent import Extent, zoomed
from ui.plotting.graphics import graphics
from ui.theme import follow

LEAST_SIDE = 8
"""Pixels: a smaller plot is no picture."""
RESULTS_PER_SECOND = 2.5
"""Twice a second is promised; other views take their turns in between."""
SELDOM_PER_SECOND = 1.0
"""Where a network is too large for all rows, so that it does not take too much from training."""
SHARPNESS_PER_SECOND = 4.0
HURRIED_PER_SECOND = 6.0
"""While one surface takes many slices, or a run has left the picture."""


class SurfacePanel(PaintedPanel):
    """The loss around the paths that the runs take through their parameters."""

    name = "surface"
    number = 3
    title = "Loss surface"
    sentence = "The loss around the paths"
    frames_per_second = 10.0
    results_per_second = RESULTS_PER_SECOND

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.title)
        self._checkpoints = Checkpoints()
        self._controls.changed.connect(self._on_options)
        self._controls.armed_changed.connect(self._say)
        self._controls.refit.connect(self._on_refit)
        self._controls.zoomed.connect(self._on_zoomed)
        self._cancel.clicked.connect(self._on_cancel)
        self._pointer.looked_at.connect(self._on_looked_at)
        self._pointer.has_read.connect(self._say)
        self._said = self.sentence
        self._was_lit: tuple[int, ...] = ()
        self._bound: tuple[object, ...] = ()
        graphics().changed.connect(self.restyle)
        follow(self.restyle)

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(200, 140)

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(400, 206)

    def controls(self) -> list[QWidget]:  # noqa: D102
        return [self._controls.widget]

    @property
    def bookmarks_of(self) -> Callable[[int], Sequence[Bookmark]]:
        """Returns the steps of a run that the user has named."""
        return self._controls.bookmarks_of

    @bookmarks_of.setter
    def bookmarks_of(self, bookmarks_of: Callable[[int], Sequence[Bookmark]]) -> None:
        self._controls.bookmarks_of = bookmarks_of

    def sharpness_table(self) -> list[list[str]]:
        """Return what is known of the sharpness of all runs: a head and a row for each step; empty for nothing."""
        return table(self._sharpness.known.runs)

    def lacks(self, run: RunView) -> str:  # noqa: D102
        return "" if run.has_data else "A recording has no data, so there is no loss to evaluate."

    def bind(self, runs: tuple[RunView, ...]) -> None:  # noqa: D102
        self._frame = None
        self._asking.forget()
        self._shown.forget()
        self._checkpoints.forget()
        self._line.forget()
        self._sharpness.bind(runs)
        self._cancel.hide()
        base = runs[0].assembly
        bound, self._bound = self._bound, (base.experiment.name, base.experiment.data.name, base.network.shape)
        # A live edit, a reset or another variant keeps the plane that was chosen; another experiment has its own.
        self._controls.forget(self._bound == bound)
        self._options = self._controls.options
        self._pointer.forget()
        self._say()
        self.update()

    def draw(self, frame: Frame) -> None:  # noqa: D102
        before, self._frame = self._frame, frame
        shape = frame.run.assembly.network.shape
        # Also those that are switched off: nothing moves when they come back.
        self._lines = sum(run.assembly.network.shape == shape for run in frame.runs)
        self._controls.take(frame, frame.run.assembly.network)
        self._ask_for_checkpoints(frame)
        self._shown.advance(frame)
        self._sharpness.note(frame)
        self._pointer.read()
        result = self._shown.result
        if result is not None and result.live and not self._is_live(frame):
            self.stale.emit()
        self._unpainted = True
        self.results_per_second = self._rate(frame)
        lit, self._was_lit = self._was_lit, self._lit()
        same = before is not None and (before.hidden, before.chosen) == (frame.hidden, frame.chosen)
        flat = not self._options.relief and self._is_surface
        if flat and same and result is not None and lit == self._was_lit and not self._pointer.reads:
            # Between two surfaces only the paths go on.
            self.update(self.plan.plot)
        else:
            self.update()

    def computation(self, frame: Frame) -> Computation | None:  # noqa: D102
        box, ratio = self.flat_plan.plot, self.devicePixelRatioF()
        if min(box.width(), box.height()) < LEAST_SIDE:
            return None
        if self._is_line:
            named = tuple(Checkpoint("step", one.step, one.words) for one in self.bookmarks_of(frame.chosen))
            return self._line.computation(frame, self._options, self._checkpoints, named, self._is_live(frame))
        live = self._is_live(frame)
        if self._is_sharpness:
            return self._sharpness.computation(frame, self._options, live)
        size = round(box.width() * ratio), round(box.height() * ratio)
        shown = self._shown
        [best] = self._checkpoints.points(frame, [BEST]) if self._options.plane == "best" else [None]
        fast = self._options.relief and graphics().usable
        side = self._relief.view(self.side_plan) if self._options.relief and not fast else None
        return self._asking.computation(
            frame, self._options, size, ratio, live, shown.result, shown.view, best, side, fast
        )

    def hold_axes(self, held: bool) -> None:  # noqa: D102
        self._asking.steady = held
        self.stale.emit()

    def draw_result(self, result: Outcome | LineOutcome | SharpnessOutcome) -> None:  # noqa: D102
        if not isinstance(result, Outcome):
            self._take_curves(result)
            return
        surface = self._asking.take(result)
        if surface is not None:
            self._shown.take(surface, self._frame)
            picks = surface.fit.picks
            self._controls.show_axes(picks, surface.plane.labels)
            self._arrange()
            self._say()
            self._pointer.read()
            self._unpainted = True
        if surface is None or (surface.live and self._frame is not None and not self._is_live(self._frame)):
            self.stale.emit()
        self._place_cancel()
        self.update()

    def _take_curves(self, result: LineOutcome | SharpnessOutcome) -> None:
        more = self._line.take(result) if isinstance(result, LineOutcome) else self._sharpness.take(result)
        if more and self._frame is not None and not self._is_live(self._frame):
            self.stale.emit()
        self._unpainted = True
        self._place_cancel()
        self._say()
        self.update()

    def _ask_for_checkpoints(self, frame: Frame) -> None:
        """Ask for the parameters of checkpoints that are not at hand."""
        wanted = self._checkpoints.missing(frame, self._options.checkpoints)
        if wanted is not None:
            self.fetched.emit(wanted)

    def _rate(self, frame: Frame) -> float:
        """Return how often a surface, or a slice of one, is wanted while training."""
        if self._is_sharpness:
            return SHARPNESS_PER_SECOND
        result = self._shown.result
        if not math.isnan(self._asking.done) or self._shown.has_left(frame):
            return HURRIED_PER_SECOND
        if result is None:
            return RESULTS_PER_SECOND
        rows = result.grid.rows
        return RESULTS_PER_SECOND if len(rows.targets) >= (self._options.rows or rows.of) else SELDOM_PER_SECOND

    @Slot()
    def _on_options(self) -> None:
        before, self._options = self._options, self._controls.options
        if (before.plane, before.picks) != (self._options.plane, self._options.picks):
            # Another plane has other coordinates.
            self._shown.look_at(None)
            self._pointer.forget()
        if before.share != self._options.share:
            self._asking.relevel = True
        if self._frame is not None:
            self._ask_for_checkpoints(self._frame)
        self._arrange()
        self._place_cancel()
        self._say()
        self.stale.emit()
        self.update()

    @Slot()
    def _on_cancel(self) -> None:
        if self._is_sharpness:
            self._sharpness.give_up()
        elif self._is_line:
            self._line.give_up()
        else:
            self._asking.give_up()
        self._place_cancel()
        self.update()

    @Slot(float)
    def _on_zoomed(self, factor: float) -> None:
        if self._is_line:
            self._line.zoom(factor)
        elif self._is_surface and self._shown.result is not None:
            left, right, bottom, top = self._shown.extent
            view = zoomed(self._shown.extent, factor, (left + right) / 2.0, (bottom + top) / 2.0)
            self._on_looked_at(view, True)

    @Slot()
    def _on_refit(self) -> None:
        self._asking.anew = True
        self._shown.look_at(None)
        self._say()
        self.stale.emit()

    @Slot(object, bool)
    def _on_looked_at(self, view: Extent | None, scaled: bool) -> None:
        self._shown.look_at(view)
        self._asking.relevel |= scaled
        if view is not None:
            self._hurried.start()
        self._say()
        self.stale.emit()
        self.update()

    @Slot()
    def _say(self) -> None:
        shown = self._shown
        if self._is_line:
            said = self._line.sentence()
        elif self._is_sharpness:
            said = self._sharpness.sentence()
        else:
            seen = shown.result, self._options, self._controls.armed, shown.view is not None
            said = self._pointer.spoken or words.sentence(*seen)
        if said != self._said:
            self._said = said
            self.setAccessibleDescription(said)
            self.sentence_changed.emit(said)
