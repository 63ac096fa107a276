"""What every kind of output picture is: geometry, a layer that stays, data on top, and what the pointer finds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QPainter

from nnviz.confusion import ShareName
from ui.frame import Frame, RunView, Selection
from ui.numbers import count
from ui.panels.base import Computation
from ui.panels.output.points import Sample
from ui.panels.output.text import draw_label
from ui.plotting.kept_picture import KeptPicture
from ui.theme import current
from ui.theme.state import STATE


class View(ABC):
    """One kind of picture of one run's output.

    Parameters
    ----------
    run : RunView
        The chosen run.
    runs : sequence of RunView
        All runs.

    Attributes
    ----------
    label, tooltip : str
        The chip's word, and what it shows.
    size : QSize
        What it was arranged for; empty before it was painted.
    sample : tuple of (str, int) or None
        The sample that is being looked at.
    stopped : str
        Words for a run that diverged, else empty.
    wanted : Selection or None
        The unit of which something has to be computed; where it changes, another result is needed.
    """

    label: str
    tooltip: str

    def __init__(self, run: RunView, runs: Sequence[RunView]) -> None:
        self.run = run
        self.runs = runs
        self.size = QSize()
        self.sample: Sample | None = None
        self.stopped = ""
        self.wanted: Selection | None = None
        self._base = KeptPicture()
        self._version = self._arranged = 0

    @property
    @abstractmethod
    def sentence(self) -> str:
        """What one sees, in one line."""

    @property
    def results_per_second(self) -> float:
        """How often results are wanted."""
        return 10.0

    @property
    def share(self) -> ShareName | None:
        """The share that is shown where one is chosen, else None."""
        return None

    def choose_share(self, share: ShareName) -> None:  # noqa: B027
        """Show another share, where the view shows one at a time."""

    def rebase(self, run: RunView, runs: Sequence[RunView]) -> None:
        """Show another run on the same data; what was computed stays until the next result."""
        self.run, self.runs = run, runs
        self.size = QSize()

    def arrange_for(self, size: QSize) -> None:
        """Lay out for a size, unless that was done."""
        if self.size != size:
            self.size = QSize(size)
            self.arrange()
            self._arranged += 1
            self.renew_base()

    def restyle(self) -> None:
        """Take everything anew from the appearance in force."""
        self.size = QSize()

    def renew_base(self) -> None:
        """Draw the layer that stays anew at the next paint."""
        self._version += 1

    def adopt(self, frame: Frame) -> bool:
        """Take what a frame says besides theta. Returns whether it must be painted."""
        divergence = frame.snapshot.divergence
        stopped = f"diverged at step {count(divergence.step)}, {divergence.layer_name}" if divergence else ""
        before = self.sample, self.stopped
        self.sample, self.stopped = frame.sample, stopped
        return before != (self.sample, self.stopped)

    def paint(self, painter: QPainter, size: QSize, part: QRect) -> None:
        """Draw everything that lies in a part of the panel."""
        self.arrange_for(size)
        theme = current()
        if not self.opaque.contains(part):
            key = (theme.name, STATE.scale, self._version)
            self._base.paint(painter, self.everywhere, theme.surface, key, self.draw_base)
        self.draw_data(painter)

    @property
    def everywhere(self) -> QRect:
        """The whole panel."""
        return QRect(QPoint(0, 0), self.size)

    @property
    def opaque(self) -> QRect:
        """Where data cover the layer that stays."""
        return QRect()

    def draw_words(self, painter: QPainter, box: QRectF, *, broken: bool, otherwise: str = "") -> None:
        """Say over the data what went wrong.

        Parameters
        ----------
        painter : QPainter
        box : QRectF
            The data's rectangle.
        broken : bool
            Whether there is nothing but these words to see.
        otherwise : str
            What is said of a run that is whole but for a part.
        """
        if broken:
            words, centre = self.stopped or "The network no longer answers with numbers.", box.center()
        else:
            words, centre = self.stopped or otherwise, QPointF(box.center().x(), box.bottom())
        if words:
            draw_label(painter, words, centre, box, current().error)

    @abstractmethod
    def arrange(self) -> None:
        """Compute the geometry for `size`."""

    @abstractmethod
    def draw_base(self, painter: QPainter) -> None:
        """Draw what stays while training."""

    @abstractmethod
    def draw_data(self, painter: QPainter) -> None:
        """Draw what changes."""

    @abstractmethod
    def computation(self, frame: Frame) -> Computation:
        """Return what has to be computed for a frame; its result goes to `show`."""

    @abstractmethod
    def show(self, result: Any) -> QRect:
        """Take a result. Returns where it changes what is seen."""

    @abstractmethod
    def hover(self, pointer: QPointF | None) -> bool:
        """Note where the pointer is, None outside. Returns whether it must be painted."""

    def hold_axes(self, held: bool) -> None:  # noqa: B027
        """Let axes only grow from now on, or come closer again, where they follow what was computed."""

    @property
    def pointed_unit(self) -> Selection | None:
        """The unit whose class the pointer is on; None elsewhere."""
        return None

    @abstractmethod
    def sample_at(self, pointer: QPointF) -> Sample | None:
        """Return the sample that a click there chooses."""
