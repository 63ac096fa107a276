"""What is shown at this moment: the layer, its axes, what was computed for it, and what is lit up."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtWidgets import QWidget

from nnviz.activity import LEAST_HALF_WIDTH
from nnviz.experiment.choice import ActivationChoice
from ui.formula_pictures import Formula, typeset
from ui.frame import Frame, RunView
from ui.panels.activations.arranged import arranged
from ui.panels.activations.axes import Axes, labels_width
from ui.panels.activations.figures import Figure, counted, figures
from ui.panels.activations.histogram import to_pixels
from ui.panels.activations.plan import Plan, Tiles
from ui.panels.activations.probe import Probe
from ui.panels.activations.ranges import OTHER_RUNS, share_top
from ui.panels.activations.results import Other, Request, Result
from ui.panels.activations.subject import Subject, stopped_words
from ui.panels.activations.tiles import TileRow, tile_at, tile_axes
from ui.panels.activations.work import formulas
from ui.plotting.easing import Easing
from ui.theme import px

_FIRST_TOP = 0.2
_REACH_OUTSIDE = 4
"""Pixels around the plot in which the pointer still counts as in it."""


class Scene:
    """The state of the panel.

    Parameters
    ----------
    widget : QWidget
        The panel.

    Attributes
    ----------
    subject : Subject or None
        The layer that is shown large; None before there are runs.
    result : Result or None
        The newest one for this run.
    figures : tuple of Figure
        Of the layer that is shown large.
    easing : Easing
        Moves half the width of the axis of z, and the upper end of that of shares.
    probe : Probe
    arranged : Arranged
    unit, hovered_unit : int or None
        The unit that is selected, and the one that is pointed at somewhere.
    hovered_layer : int or None
    pointer : QPointF or None
    stopped : str
        Words for a run that diverged, else empty.
    version : int
        Counts what changes the drawing that is kept.
    """

    def __init__(self, widget: QWidget) -> None:
        self.easing = Easing(widget)
        self.probe = Probe()
        self.subject: Subject | None = None
        self.result: Result | None = None
        self.figures: tuple[Figure, ...] = ()
        self.unit: int | None = None
        self.hovered_unit: int | None = None
        self.hovered_layer: int | None = None
        self.pointer: QPointF | None = None
        self.stopped = ""
        self.version = 0
        self._tile_row = TileRow()
        self._size = QSize()
        self._half_widths: dict[int, float] = {}
        self._tops: dict[int, float] = {}
        self._subjects: tuple[Subject, ...] = ()
        self._typeset: set[ActivationChoice] = set()
        self.arranged = arranged(QSize(1, 1), 0.0, (), 0, 0, curves=True)

    @property
    def plan(self) -> Plan:
        """Where everything is."""
        return self.arranged.plan

    # What is shown.

    def bind(self, runs: tuple[RunView, ...]) -> None:
        """Forget what was computed; go on showing the layer of the same name, else the first."""
        name = self.subject.layer.name if self.subject is not None else ""
        self._half_widths, self._tops = {}, {}
        self.show_run(runs[0])
        names = [subject.layer.name for subject in self._subjects]
        self.show_layer(names.index(name) if name in names else 0)

    def show_run(self, run: RunView) -> None:
        """Show another run."""
        index = self.subject.index if self.subject is not None else 0
        self._subjects = tuple(Subject(run, k) for k in range(len(run.assembly.network.layers)))
        self.result = self.subject = None
        self.show_layer(min(index, len(self._subjects) - 1))

    def show_layer(self, index: int) -> bool:
        """Show a layer large. Returns whether it is another one."""
        if self.subject is not None and self.subject.index == index:
            return False
        self.subject = self._subjects[index]
        self.unit = self.hovered_unit = None
        self.figures = ()
        self._adopt_result()
        self.easing.jump((self.half_width(index), self._tops.get(index, _FIRST_TOP)))
        self.arrange(self._size)
        return True

    def half_width(self, layer: int) -> float:
        """Return half the width of a layer's axis."""
        return self._half_widths.get(layer, LEAST_HALF_WIDTH)

    @property
    def shown_tiles(self) -> range:
        """The layers that have a small picture."""
        if self.subject is None:
            return range(0)
        return self._tile_row.shown(self.plan.tiles, len(self._subjects))

    def tile_subject(self, layer: int) -> Subject:
        """Return a layer of the run that is shown."""
        return self._subjects[layer]

    @property
    def axes(self) -> Axes | None:
        """The axes of the large plot."""
        if self.subject is None:
            return None
        half_width, top = self.easing.values
        half_width_aim, top_aim = self.easing.aim
        aim = half_width_aim, top_aim
        return Axes(self.subject, self.plan.curve, self.plan.bars, half_width, top, aim)

    def tile_axes(self, tiles: Tiles) -> list[Axes]:
        """Return the axes of all small pictures."""
        return [
            tile_axes(self._subjects[layer], box, self.half_width(layer), self._tops.get(layer, _FIRST_TOP))
            for layer, box in zip(self.shown_tiles, tiles.boxes, strict=False)
        ]

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """The formulas of f and f' and the hyperparameters' values; none before they were typeset."""
        if self.subject is None or self.subject.activation not in self._typeset:
            return ()
        return tuple(typeset(latex) for latex in formulas(self.subject.activation))

    @property
    def note(self) -> str:
        """What the histogram counts, in words."""
        if self.subject is None or self.result is None:
            return ""
        return counted(self.subject, self.result.rows, self.result.training_rows)

    @property
    def is_typeset(self) -> bool:
        """Whether the formulas of all layers are ready."""
        return all(one.activation in self._typeset for one in self._subjects)

    # Geometry.

    def arrange_for(self, size: QSize) -> None:
        """Arrange for a size, unless that was done."""
        if size != self._size:
            self.arrange(size)

    def arrange(self, size: QSize) -> None:
        """Arrange for a size, an axis and a subject."""
        self._size = size
        self.version += 1
        subject = self.subject
        if subject is None or size.isEmpty():
            return
        labels = labels_width(subject, self.half_width(subject.index))
        self.arranged = arranged(
            size, labels, self.formulas, len(self.figures), len(self._subjects), curves=subject.is_elementwise
        )
        if self.plan.tiles is not None:
            self._tile_row.reveal(self.plan.tiles, subject.index)

    # What was computed.

    def request(self, frame: Frame) -> Request | None:
        """Return what is to be computed for a frame."""
        subject = self.subject
        if subject is None or subject.run is not frame.run:
            return None
        others = tuple(
            Other(run, snapshot.theta)
            for run, snapshot in frame.visible_runs
            if run is not subject.run and subject.same_layer_of(run)
        )
        subjects = tuple(self._subjects[layer] for layer in sorted({subject.index, *self.shown_tiles}))
        half_widths = {one.index: self.half_width(one.index) for one in subjects}
        # A first histogram does not wait for the formulas.
        late = self.result is not None and not self.is_typeset
        return Request(subject, frame.snapshot.theta, subjects, half_widths, others, frame.sample, late)

    def take(self, result: Result, *, playing: bool) -> bool:
        """Take what was computed. Returns whether it belongs to what is shown."""
        subject = self.subject
        if subject is None or result.request.subject.run is not subject.run:
            return False
        grows = any(look.half_width != self.half_width(layer) for layer, look in result.looks.items())
        first, typeset_before = self.result is None, self.is_typeset
        self.result = result
        if result.request.typeset:
            self._typeset.update(one.activation for one in self._subjects)
        for layer, look in result.looks.items():
            self._half_widths[layer] = look.half_width
            peaks = [look.histogram.peak]
            if layer == subject.index:
                most = OTHER_RUNS * look.histogram.peak
                peaks += [min(other.histogram.peak, most) for _, other in result.others_at(layer)]
                peaks += [look.of_unit(unit).peak for unit in (self.unit,) if unit is not None]
            self._tops[layer] = share_top(max(peaks), self._tops.get(layer, 0.0))
        self._adopt_result()
        aim = self.half_width(subject.index), self._tops.get(subject.index, _FIRST_TOP)
        if first:
            self.easing.jump(aim)
        else:
            self.easing.move(aim, with_frames=playing)
        if grows or first or self.is_typeset != typeset_before:
            self.arrange(self._size)
        return True

    def _adopt_result(self) -> None:
        subject, result = self.subject, self.result
        if subject is None or result is None or subject.index not in result.looks:
            return
        before = len(self.figures)
        self.figures = result.figures
        if not result.is_of(subject.index):
            activity = result.looks[subject.index].activity
            self.figures = figures(subject, activity, result.rows, result.training_rows)
        if len(self.figures) != before:
            self.arrange(self._size)

    def mark(self, frame: Frame) -> bool:
        """Light up what a frame says. Returns whether something looks different."""
        before = (self.unit, self.hovered_unit, self.hovered_layer, self.stopped)
        subject = self.subject
        assert subject is not None
        self.stopped = stopped_words(frame.snapshot)
        chosen, hovered = frame.selection, frame.hovered
        units = subject.layer.fan_out
        self.unit = chosen.unit if chosen is not None and chosen.layer == subject.number else None
        self.hovered_unit = hovered.unit if hovered is not None and hovered.layer == subject.number else None
        self.hovered_layer = hovered.layer - 1 if hovered is not None and hovered.layer > 0 else None
        self.unit, self.hovered_unit = (
            unit if unit is not None and unit < units else None for unit in (self.unit, self.hovered_unit)
        )
        return before != (self.unit, self.hovered_unit, self.hovered_layer, self.stopped)

    # What is where.

    def in_plot(self, place: QPointF) -> bool:
        """Say whether a place is in the large plot or on its axis."""
        reach, box = px(_REACH_OUTSIDE), QRectF(self.plan.plot)
        return self.subject is not None and box.adjusted(-reach, 0, reach, px(12)).contains(place)

    def tile_at(self, place: QPointF) -> int | None:
        """Return the layer whose small picture is at a place."""
        return tile_at(self.plan.tiles, self.shown_tiles, place)

    def scroll(self, place: QPointF, lines: int) -> bool:
        """Move the small pictures on by lines, where the pointer is on them and not all are shown."""
        tiles, before = self.plan.tiles, self.shown_tiles
        if tiles is None or not tiles.region.contains(place):
            return False
        self._tile_row.scroll(tiles, len(self._subjects), lines)
        return self.shown_tiles != before

    def sample_unit_at(self, place: QPointF, reach: float) -> int | None:
        """Return the unit whose z of the sample stands on the axis at a place."""
        axes, result = self.axes, self.result
        if axes is None or result is None or not 0.0 < place.y() - axes.bars.bottom() <= px(12):
            return None
        z = result.sample_at(axes.subject.index)
        if z is None or not np.isfinite(z).any():
            return None
        distances = np.abs(to_pixels(np.clip(z, -axes.half_width, axes.half_width), axes) - place.x())
        nearest = int(np.nanargmin(distances))
        return nearest if distances[nearest] <= reach else None

    def explanation_at(self, place: QPointF) -> str:
        """Say what the figure at a place means."""
        pairs = zip(self.arranged.figures, self.figures, strict=False)
        return next((figure.explanation for box, figure in pairs if box.contains(place)), "")
