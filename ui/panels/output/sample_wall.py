"""The samples beside a confusion matrix, with their pictures in the colours of the theme."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QImage, QPainter

from nnviz.confusion import ShareName
from ui.panels.output.matrix_work import MatrixResult, grey_pixels
from ui.panels.output.points import Sample
from ui.panels.output.samples import SamplesPlan, draw_heads, draw_none, draw_sample, sample_at
from ui.theme import ThemeName, current, picture


class SampleWall:
    """Wrong samples above right ones.

    Parameters
    ----------
    plan : SamplesPlan
        Where they stand.
    classes : sequence of str
        The names of the classes.
    """

    def __init__(self, plan: SamplesPlan, classes: Sequence[str]) -> None:
        self.plan = plan
        self._classes = classes
        self._pictures: dict[tuple[ThemeName, ShareName, int], QImage] = {}

    @property
    def box(self) -> QRect:
        """Around everything that is drawn."""
        return self.plan.block.toAlignedRect().adjusted(-2, -2, 2, 2)

    def draw_heads(self, painter: QPainter) -> None:
        """Draw the title, or a head over each half."""
        draw_heads(painter, self.plan)

    def draw(self, painter: QPainter, result: MatrixResult, chosen: Sample | None, lit: int | None = None) -> None:
        """Draw a result's samples; the chosen one has a ring, those of a class that is lit up have a ground."""
        known, self._pictures = self._pictures, {}
        for samples, boxes, words in (
            (result.wrong, self.plan.wrong, "None is wrong."),
            (result.right, self.plan.right, "None is right."),
        ):
            for sample, box in zip(samples, boxes, strict=False):
                # Most of them were there before.
                key = current().name, result.share, sample.row
                image = known[key] if key in known else picture(grey_pixels(current(), sample.values))
                self._pictures[key] = image
                is_chosen = chosen == (result.share, sample.row)
                is_lit = lit in (sample.label, sample.predicted)
                draw_sample(painter, sample, image, box, self._classes, chosen=is_chosen, lit=is_lit)
            if not samples:
                draw_none(painter, words, boxes[0])

    def sample_at(self, pointer: QPointF, result: MatrixResult) -> tuple[bool, Sample | None]:
        """Say whether a place for a sample lies under the pointer, and which sample stands there."""
        found = sample_at(self.plan, pointer)
        if found is None:
            return False, None
        wrong, place = found
        samples = result.wrong if wrong else result.right
        return True, (result.share, samples[place].row) if place < len(samples) else None
