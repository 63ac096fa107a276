"""What is shown at one moment: the runs' gradients, where they stand, and how far the axes reach."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from ui.frame import Frame, RunView, Selection
from ui.panels.gradients.arrangement import arrange
from ui.panels.gradients.extremes import Decades, decades
from ui.panels.gradients.places import Arrangement
from ui.panels.gradients.rows import Row, make_rows
from ui.panels.gradients.sizes import RunSizes
from ui.panels.gradients.strips import Lane, Strips
from ui.panels.gradients.words import widths
from ui.plotting.easing import Easing
from ui.plotting.ranges import growing_end
from ui.plotting.scale import Scale
from ui.theme import current, px

LEAST_STEPS = 100
EMPTY_SIZES: Decades = (-5, 1)
EMPTY_COLOURS: Decades = (-3, 0)
LEAST_SIZES, LEAST_COLOURS = 4, 2
"""The fewest decades of the bars' axis and of the colours."""
NUMBERS_SECONDS = 0.27
"""The least time between two sets of numbers while training."""
HEADROOM = 1.4
"""The axis goes on beyond the lines beyond which layers vanish or explode."""


class Scene:
    """The moment.

    Parameters
    ----------
    widget : QWidget
        The panel.

    Attributes
    ----------
    rows : tuple of Row
    frame : Frame or None
        The present moment; None before the first.
    runs : list of RunSizes
        All runs; empty before the first moment.
    visible : list of RunSizes
        Those that are switched on.
    places : Arrangement or None
        None before there are runs or a size.
    easing : Easing
        The last step of the history's axis, and the decades at the ends of the bars' axis.
    strips : Strips or None
        The history; None where there is no room for it.
    numbers_version : int
        Changes with the numbers.
    told : RunSizes or None
        The leader as it was when these changed last.
    """

    def __init__(self, widget: QWidget) -> None:
        self.easing = Easing(widget)
        self._widget = widget
        self.places: Arrangement | None = None
        self._size = QSize()
        self.numbers_version = 0
        self._numbers_at = 0.0
        self._sizes: Decades | None = None
        self._colours: Decades | None = None
        self.bind(())

    def bind(self, runs: tuple[RunView, ...]) -> None:
        """Forget what was shown."""
        self.rows: tuple[Row, ...] = make_rows(runs) if runs else ()
        self.frame: Frame | None = None
        self.runs: list[RunSizes] = []
        self.visible: list[RunSizes] = []
        self.told: RunSizes | None = None
        self.numbers_version += 1
        self.strips: Strips | None = None
        self._arranged: object = None
        self._stripped: object = None
        self._forget_ranges()
        self.easing.jump(self._ends(0.0))
        self._arrange()

    def update(self, frame: Frame) -> None:
        """Take in a moment; axes that must grow for it ease."""
        first = self.frame is None
        self.frame = frame
        self.runs = [RunSizes(run, snapshot) for run, snapshot in zip(frame.runs, frame.snapshots, strict=True)]
        visible = [run for run in self.runs if run.run.index not in frame.hidden]
        if [run.run.index for run in visible] != [run.run.index for run in self.visible]:
            # What has been shown stays within the axes, until something else is shown.
            self._forget_ranges()
        self.visible = visible
        # Bars show every moment; numbers that change faster can only be read while nothing moves.
        now = time.perf_counter()
        if not frame.playing or now - self._numbers_at >= NUMBERS_SECONDS:
            self._numbers_at = now
            self.numbers_version += 1
            self.told = self.leader
        self._arrange()
        aim = self._aim()
        if first:
            self.easing.jump(aim)
        else:
            self.easing.move(aim, with_frames=frame.playing)

    def resize(self, size: QSize) -> None:
        """Take another size."""
        self._size = QSize(size)
        self._arrange()
        if self.frame is not None:
            self._advance_strips(self.easing.aim[0])

    @property
    def leader(self) -> RunSizes | None:
        """The run whose verdicts and limits are shown: the chosen one, or the first where that is switched off."""
        if self.frame is None:
            return None
        chosen = self.runs[self.frame.chosen]
        return next((run for run in (chosen, *self.visible) if run in self.visible), None)

    def row_of(self, selection: Selection | None) -> int | None:
        """Return the row of a selection's layer in the chosen run; None where it has none, as the inputs."""
        if selection is None or self.frame is None or selection.layer < 1:
            return None
        chosen = self.frame.chosen
        return next((k for k, row in enumerate(self.rows) if row.layers[chosen] == selection.layer - 1), None)

    @property
    def lanes(self) -> list[RunSizes]:
        """The runs that have a bar of their own in each row, from top to bottom."""
        visible = self.visible
        if self.places is None or not self.places.lanes.overlaid:
            return visible
        return [run for run in visible if run is self.leader]

    @property
    def numbered(self) -> list[RunSizes]:
        """The runs that have numbers, from top to bottom: all, or the leader where there is no room."""
        if self.places is not None and self.places.numbers_per_lane:
            return self.lanes
        return [run for run in self.visible if run is self.leader]

    def number_places(self) -> Iterator[tuple[RunSizes, int, float]]:
        """Return for each number its run, its layer, and the height of its middle."""
        places = self.places
        assert places is not None
        for lane, run in enumerate(self.numbered):
            for row in places.numbered_rows:
                layer = self.rows[row].layers[run.run.index]
                if layer is not None and run.known:
                    yield run, layer, places.number_middle(row, lane)

    @property
    def sizes(self) -> Scale:
        """The bars' axis as it is now."""
        assert self.places is not None
        _, low, high = self.easing.values
        return Scale(low, high, self.places.bars.left, self.places.bars.right, log=True)

    @property
    def steps(self) -> Scale | None:
        """The history's axis as it is now; None where there is no room for a history."""
        if self.places is None or self.places.strips is None:
            return None
        return Scale(0.0, self.easing.values[0], self.places.strips.left, self.places.strips.right)

    @property
    def untrained(self) -> bool:
        """Whether nothing was trained yet, and nothing is about to be."""
        frame = self.frame
        return frame is None or not (frame.playing or frame.looks_back or any(run.known for run in self.runs))

    @property
    def colours(self) -> Decades:
        """The decades of the history's colours."""
        return self._colours or EMPTY_COLOURS

    def _arrange(self) -> None:
        key = self._size, px(1000), len(self.visible), self.rows
        if not self.rows or self._size.isEmpty():
            self.places = None
        elif key != self._arranged:
            self._arranged = key
            self.places = arrange(self._size, len(self.rows), len(self.visible) or 1, widths(self.rows))

    def _aim(self) -> tuple[float, ...]:
        """Return the ends of the axes that hold what is shown, and bring the history up to date for them."""
        assert self.frame is not None
        # Whatever step is looked at, the history stands still.
        end = growing_end(max(snapshot.step for snapshot in self.frame.newest or self.frame.snapshots), LEAST_STEPS)
        self._advance_strips(end)
        # What was before is in the history; it does not stretch the axis of what is now, unless it was shown there.
        shown: list[float] = []
        for run in self.visible:
            shown += run.now + run.high
            if run is self.leader:
                shown += [run.limits[0] / HEADROOM, run.limits[1] * HEADROOM]
        self._sizes = decades(shown, LEAST_SIZES, self._sizes)
        return self._ends(end)

    def _ends(self, end: float) -> tuple[float, ...]:
        low, high = self._sizes or EMPTY_SIZES
        return max(end, growing_end(0.0, LEAST_STEPS)), float(low), float(high)

    def _forget_ranges(self) -> None:
        self._sizes = self._colours = None

    def _advance_strips(self, end: float) -> None:
        """Bring the history up to date."""
        if self.places is None or self.places.strips is None:
            self.strips = None
            return
        lanes = self.lanes
        density = self._widget.devicePixelRatioF()
        key = self.places, end, density, current().name, [run.run.index for run in lanes]
        if self.strips is None or key != self._stripped:
            self._stripped = key
            self.strips = self.make_strips(end, density)
        changed = self.strips.advance()
        shown = [size for maxima in self.strips.maxima for size in (maxima.least, maxima.most)]
        self._colours = decades(shown, LEAST_COLOURS, self._colours)
        self.strips.paint_columns(changed, self.colours)

    def make_strips(self, end: float, density: float) -> Strips:
        """Return empty strips for an axis that ends at a step, with so many pixels for each pixel of the panel."""
        assert self.places is not None
        lanes = [Lane(run.run.index, k, run.run.history.gradient_sizes) for k, run in enumerate(self.lanes)]
        return Strips(self.places, self.rows, lanes, end, density, current().grid)
