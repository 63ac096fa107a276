"""The confusion matrix: which classes are taken for which; for pictures, with the samples that were hardest."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from nnviz.confusion import ShareName
from ui.frame import Frame, RunView, Selection
from ui.panels.base import Computation
from ui.panels.output.matrix_cells import draw_cells
from ui.panels.output.matrix_plan import WORD, MatrixPlan, plan_matrix
from ui.panels.output.matrix_words import cell_words, class_words, matrix_words
from ui.panels.output.matrix_work import MatrixResult, cell_colours, compute_matrix
from ui.panels.output.points import Sample
from ui.panels.output.response import seen_unit
from ui.panels.output.sample_wall import SampleWall
from ui.panels.output.samples import SamplesPlan, least_size, plan_samples
from ui.panels.output.score_table import Score, ScoreTable, score_words
from ui.panels.output.text import draw_text, draw_upright
from ui.panels.output.view import View
from ui.plotting.kept_picture import KeptPicture
from ui.theme import Role, current, font, px


class MatrixView(View):
    """Counts of true class against predicted class, over one share."""

    label = "Matrix"
    tooltip = "Confusion matrix: which classes are taken for which"

    def __init__(self, run: RunView, runs: Sequence[RunView]) -> None:
        super().__init__(run, runs)
        self._classes = run.assembly.data.classes
        self._has_test = len(run.assembly.data.inputs_test) > 0
        self._share: ShareName = "test" if self._has_test else "train"
        self._plan = MatrixPlan(QRectF(), (1, 1), 0, 0, False, None, False, None)
        self._wall: SampleWall | None = None
        self._result: MatrixResult | None = None
        self._colours: list[tuple[int, int, str, str]] = []
        self._cells = KeptPicture()
        self._numbers = KeptPicture()
        self._scores: ScoreTable | None = None
        self._cell: tuple[int, int] | None = None
        self._score: Score | None = None
        self._named: int | None = None
        self._seen: int | None = None
        self._version_of_cells = 0

    @property
    def share(self) -> ShareName:  # noqa: D102
        return self._share

    def choose_share(self, share: ShareName) -> None:  # noqa: D102
        if len(self.run.assembly.data.of("inputs", share)):
            self._share = share
            self._result = None

    @property
    def sentence(self) -> str:  # noqa: D102
        if self._result is None:
            return "Columns: predicted"
        confusion, quality, classes, lit = self._result.confusion, self._result.quality, self._classes, self.lit
        if self._cell is not None:
            return cell_words(confusion, classes, self._cell)
        if self._score is not None:
            return score_words(quality, classes, self._score)
        return (
            matrix_words(confusion, quality, self._share, self._has_test)
            if lit is None
            else class_words(quality, classes, lit)
        )

    @property
    def results_per_second(self) -> float:  # noqa: D102
        data = self.run.assembly.data
        rows = len(data.of("inputs", self._share))
        return min(10.0, max(0.5, 2e7 / (rows * self.run.assembly.network.size)))

    @property
    def result(self) -> MatrixResult | None:
        """What was computed last."""
        return self._result

    @property
    def lit(self) -> int | None:
        """The class that is lit up: the one whose name is under the pointer, else the one whose output is looked at."""
        if self._cell is not None:
            return None
        return self._seen if self._named is None else self._named

    @property
    def pointed_unit(self) -> Selection | None:  # noqa: D102
        place = self._named if self._cell is None else self._cell[1]
        network = self.run.assembly.network
        # One output stands for both of two classes.
        return None if place is None else Selection(len(network.layers), place if network.outputs > 1 else 0)

    @property
    def plan(self) -> MatrixPlan:
        """Where things are."""
        return self._plan

    @property
    def samples_plan(self) -> SamplesPlan | None:
        """Where the samples are, None where there is no room or no picture."""
        return self._wall.plan if self._wall is not None else None

    def arrange(self) -> None:  # noqa: D102
        pictures = self.run.assembly.data.input_shape is not None
        self._plan = plan_matrix(self.size, self._classes, least_size() if pictures else None)
        self._wall = self._scores = None
        if self._plan.scores is not None:
            self._scores = ScoreTable(self._plan.scores, self._classes, self._plan.cell[1])
        if self._plan.samples is not None:
            self._wall = SampleWall(plan_samples(self._plan.samples, self._plan.beside), self._classes)

    def restyle(self) -> None:  # noqa: D102
        super().restyle()
        if self._result is not None:
            self._colours = cell_colours(current(), self._result.confusion.matrix)

    def adopt(self, frame: Frame) -> bool:  # noqa: D102
        before, unit, network = self.lit, seen_unit(frame), frame.run.assembly.network
        is_output = unit is not None and unit.layer == len(network.layers)
        self._seen = None if unit is None or not is_output else unit.unit if network.outputs > 1 else 1
        changed = super().adopt(frame)
        return self._relit(before) or changed

    def _relit(self, before: int | None) -> bool:
        """Have names and grounds drawn anew where another class is lit up. Returns whether it is another."""
        if self.lit == before:
            return False
        self.renew_base()
        return True

    def computation(self, frame: Frame) -> Computation:  # noqa: D102
        assembly, theta, share = frame.run.assembly, frame.snapshot.theta, self._share
        samples = self.samples_plan
        room = (0, 0) if samples is None else (len(samples.wrong), len(samples.right))

        def compute(cancelled: Callable[[], bool]) -> MatrixResult | None:
            return compute_matrix(assembly, theta, share, room, cancelled)

        return compute

    def show(self, result: MatrixResult) -> QRect:  # noqa: D102
        if result.share != self._share:
            return QRect()
        before, self._result = self._result, result
        if before is not None and np.array_equal(before.confusion.matrix, result.confusion.matrix):
            return self._wall.box if self._wall is not None else QRect()
        self._colours = cell_colours(current(), result.confusion.matrix)
        self._version_of_cells += 1
        return self.everywhere

    # Painting.

    def draw_base(self, painter: QPainter) -> None:  # noqa: D102
        theme, plan = current(), self._plan
        cells, high = plan.cells, plan.cell[1]
        left = cells.left() - plan.names_width
        metrics = QFontMetricsF(font("label"))
        # Where rows are flatter than their names, every second or third is named.
        every = max(1, -(-int(metrics.height() * 0.8) // high))
        if self.lit is not None:
            tint = QColor(theme.tint)
            row, head = self.row_box(self.lit), self.head_box(self.lit)
            scores = 0.0 if plan.scores is None else plan.scores.right() + px(6) - cells.right()
            painter.fillRect(row.adjusted(0, 0, cells.width() + scores, 0), tint)
            painter.fillRect(head.adjusted(0, 0, 0, cells.height()), tint)
        for place, name in enumerate(self._classes):
            role: Role = "value" if place == self.lit else "label"
            ink = theme.ink if place == self.lit else theme.ink2
            if place % every == 0 or place == self.lit:
                draw_text(painter, name, self.row_box(place).adjusted(0, 0, -px(8), 0), role, ink, right=True)
            head = self.head_box(place).adjusted(0, 0, 0, -px(2))
            if plan.upright:
                draw_upright(painter, name, head, role, ink, centred=False)
            else:
                draw_text(painter, name, head.adjusted(1, 0, -1, 0), role, ink, centred=True)
        words = QRectF(left - px(2), cells.top(), px(WORD), cells.height())
        draw_upright(painter, "true class", words, "tick", theme.ink3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(QColor(theme.grid), max(1.0, theme.lines.grid)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for row_place in range(len(self._classes)):
            for column in range(len(self._classes)):
                painter.drawRect(self.cell_box(row_place, column).adjusted(0, 0, -1, -1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._scores is not None:
            self._scores.draw_heads(painter)
        if self._wall is not None:
            if not plan.beside:
                y = round(self._wall.plan.block.top()) - px(1)
                painter.fillRect(QRectF(0, y, self.size.width(), 1), QColor(theme.line))
            self._wall.draw_heads(painter)

    def draw_data(self, painter: QPainter) -> None:  # noqa: D102
        broken = False
        if self._result is not None:
            confusion = self._result.confusion
            broken = 0 < confusion.rows == confusion.unanswered
            key: Hashable = current().name, self._arranged, self._version_of_cells
            self._cells.paint(painter, self._plan.cells.toAlignedRect(), "transparent", key, self._draw_cells)
            if self._scores is not None:
                self._numbers.paint(painter, self._scores.area.toAlignedRect(), "transparent", key, self._draw_scores)
            self._draw_ring(painter)
            if self._wall is not None:
                self._wall.draw(painter, self._result, self.sample, self.lit)
        self.draw_words(painter, self._plan.cells, broken=broken)

    def _draw_cells(self, painter: QPainter) -> None:
        assert self._result is not None
        draw_cells(painter, self._result.confusion.matrix, self._colours, self._plan.cell, self.cell_box)

    def _draw_scores(self, painter: QPainter) -> None:
        assert self._result is not None
        assert self._scores is not None
        self._scores.draw(painter, self._result.quality)

    def _draw_ring(self, painter: QPainter) -> None:
        if self._cell is not None:
            theme = current()
            ring = theme.lines.ring
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.ink), ring))
            painter.drawRect(self.cell_box(*self._cell).adjusted(ring / 2, ring / 2, -ring / 2, -ring / 2))
        elif self._score is not None and self._scores is not None:
            self._scores.draw_ring(painter, self._score)

    def cell_box(self, row: int, column: int) -> QRectF:
        """Return one cell's rectangle, in whole pixels."""
        wide, high = self._plan.cell
        cells = self._plan.cells
        return QRectF(round(cells.left()) + column * wide, round(cells.top()) + row * high, wide, high)

    def row_box(self, row: int) -> QRectF:
        """Return the rectangle of a row's name, up to the cells."""
        cell = self.cell_box(row, 0)
        wide = self._plan.names_width - px(WORD)
        return QRectF(cell.left() - wide, cell.top(), wide, cell.height())

    def head_box(self, column: int) -> QRectF:
        """Return the rectangle of a column's name, down to the cells."""
        cell = self.cell_box(0, column)
        return QRectF(cell.left(), cell.top() - self._plan.heads_height, cell.width(), self._plan.heads_height)

    # Reading.

    def hover(self, pointer: QPointF | None) -> bool:  # noqa: D102
        before, lit = (self._cell, self._named, self._score), self.lit
        self._cell = self._named = self._score = None
        if pointer is not None:
            self._find(pointer)
        self._relit(lit)
        return before != (self._cell, self._named, self._score)

    def _find(self, pointer: QPointF) -> None:
        """Find the cell, the class's name or the score under the pointer."""
        cells, (wide, high) = self._plan.cells, self._plan.cell
        last = len(self._classes) - 1
        row = min(int((pointer.y() - cells.top()) // high), last)
        column = min(int((pointer.x() - cells.left()) // wide), last)
        if cells.contains(pointer):
            self._cell = (row, column) if self._result is not None else None
        elif cells.adjusted(-self._plan.names_width, 0, 0, 0).contains(pointer):
            self._named = row
        elif cells.adjusted(0, -self._plan.heads_height, 0, 0).contains(pointer):
            self._named = column
        elif self._scores is not None and self._result is not None:
            self._score = self._scores.find(pointer)
            if self._score is not None and self._score[0] <= last:
                self._named = self._score[0]

    def sample_at(self, pointer: QPointF) -> Sample | None:  # noqa: D102
        result = self._result
        if result is None:
            return None
        if self._wall is not None:
            found, sample = self._wall.sample_at(pointer, result)
            if found:
                return sample
        self.hover(pointer)
        return None if self._cell is None else self._next_in_cell(*self._cell)

    def _next_in_cell(self, true: int, predicted: int) -> Sample | None:
        """Return the cell's most certain sample, or the one after the sample that is being looked at."""
        assert self._result is not None
        rows = self._result.confusion.in_cell(true, predicted).tolist()
        if not rows:
            return None
        share = self._result.share
        now = self.sample[1] if self.sample is not None and self.sample[0] == share else None
        place = (rows.index(now) + 1) % len(rows) if now in rows else 0
        return share, rows[place]
