"""What is asked of the background thread, and what it answers: frozen data only."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct

from nnviz.activity import LayerActivity
from nnviz.arrays import Array
from ui.frame import RunView
from ui.panels.activations.figures import Figure
from ui.panels.activations.histogram import Bars, Histogram, outline
from ui.panels.activations.ranges import grown
from ui.panels.activations.subject import Subject


class LayerLook(Struct, frozen=True, eq=False, dict=True):
    """One layer of one run.

    Attributes
    ----------
    activity : LayerActivity
        Its counts reach from -2 half_width to 2 half_width.
    half_width : float
        Half the width of the axis that is shown.
    """

    activity: LayerActivity
    half_width: float

    @cached_property
    def histogram(self) -> Histogram:
        """Of all units."""
        return Histogram.fold(self.activity.counts.sum(axis=0), self.half_width)

    @cached_property
    def outline(self) -> Array:
        """The line along the top of the histogram, in units of z and of shares."""
        return outline(self.histogram)

    @property
    def wanted_half_width(self) -> float:
        """What half the width of the axis should be, given these values."""
        return grown(self.half_width, self.activity.counts.sum(axis=0), self.activity.natural_half_width)

    def of_unit(self, unit: int) -> Histogram:
        """Return the histogram of one unit."""
        return Histogram.fold(self.activity.counts[unit], self.half_width)


class Other(Struct, frozen=True, eq=False):
    """Another run, whose layer is held against the chosen run's."""

    run: RunView
    theta: Array


class Request(Struct, frozen=True, eq=False):
    """What is wanted.

    Attributes
    ----------
    subject : Subject
        The layer that is shown large.
    theta : ndarray, shape (P,)
        Of its run.
    subjects : tuple of Subject
        All layers that are shown.
    half_widths : dict of int to float
        For each of these layers, half the width of its axis so far.
    others : tuple of Other
    sample : tuple of (str, int) or None
        The sample that is looked at.
    typeset : bool
        Whether formulas are to be typeset as well.
    """

    subject: Subject
    theta: Array
    subjects: tuple[Subject, ...]
    half_widths: dict[int, float]
    others: tuple[Other, ...]
    sample: tuple[str, int] | None
    typeset: bool = False


class Result(Struct, frozen=True, eq=False):
    """What was found.

    Attributes
    ----------
    request : Request
    rows, training_rows : int
        How many rows of the training share were looked at, and how many it has.
    looks : dict of int to LayerLook
        By layer.
    bars : Bars
        Of these layers, in their order.
    others : tuple of (RunView, LayerLook)
        The same layer of other runs.
    sample_z : ndarray, shape (units,), or None
        What the layer that is shown large sums up for the sample that is looked at.
    figures : tuple of Figure
        Of the layer that is shown large.
    seconds : float
        How long it took.
    """

    request: Request
    rows: int
    training_rows: int
    looks: dict[int, LayerLook]
    bars: Bars
    others: tuple[tuple[RunView, LayerLook], ...]
    sample_z: Array | None
    figures: tuple[Figure, ...]
    seconds: float

    def is_of(self, layer: int) -> bool:
        """Say whether a layer is the one that was shown large when this was asked for."""
        return layer == self.request.subject.index

    def bars_of(self, layer: int) -> tuple[Array, Array]:
        """Return a layer's bars outside and inside its zones of saturation."""
        return self.bars.of(list(self.looks).index(layer))

    def others_at(self, layer: int) -> tuple[tuple[RunView, LayerLook], ...]:
        """Return other runs' looks at a layer; none where it is not the one that was asked for."""
        return self.others if self.is_of(layer) else ()

    def sample_at(self, layer: int) -> Array | None:
        """Return the sample's z of a layer; None where it is not the one that was asked for."""
        return self.sample_z if self.is_of(layer) else None
