"""Reconstructions side by side, sample by sample: what is common to pictures and to other features."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nnviz.confusion import ShareName
from ui import numbers
from ui.frame import Frame, RunView
from ui.panels.base import Computation
from ui.panels.output.autoencoder.cards_plan import CAPTION, CardsPlan, plan_cards, with_caption
from ui.panels.output.autoencoder.cards_work import Card, CardsResult, compute_cards, has_noise
from ui.panels.output.autoencoder.faces import Face, rate_for
from ui.panels.output.points import Sample
from ui.panels.output.text import draw_text, text_width
from ui.panels.output.view import View
from ui.theme import current, px

SAME, WORST = "The same samples all the time", "The worst ones now"


class CardsView(View):
    """Samples of one share: what is to come back, what comes back, and how far off that is."""

    label = "Rebuilt"
    tooltip = "Samples beside what the network makes of them"

    sides: range
    """Widths of a picture to try, at 100 %, the largest first."""
    parts: str
    """What stands where in a sample, in words."""

    def __init__(self, run: RunView, runs: Sequence[RunView]) -> None:
        super().__init__(run, runs)
        data = run.assembly.data
        self.noisy = has_noise(run.assembly)
        self.face = Face.of(run.assembly)
        self._share: ShareName = "test" if len(data.inputs_test) else "train"
        self._plan = CardsPlan(0, (), (), QRectF(), QRectF())
        self._result: CardsResult | None = None
        self._near: Card | None = None

    @property
    def share(self) -> ShareName:  # noqa: D102
        return self._share

    def choose_share(self, share: ShareName) -> None:  # noqa: D102
        if len(self.run.assembly.data.of("inputs", share)):
            self._share, self._result, self._near = share, None, None

    @property
    def sentence(self) -> str:  # noqa: D102
        if self._near is not None:
            error = numbers.loss(self._near.error)
            return f"{self.name_of(self._near)}: mean squared error {error} over its scaled inputs"
        return self.parts

    @property
    def results_per_second(self) -> float:  # noqa: D102
        return rate_for(len(self.run.assembly.data.of("inputs", self._share)), self.run.assembly)

    @property
    def plan(self) -> CardsPlan:
        """Where samples stand."""
        return self._plan

    @property
    def result(self) -> CardsResult | None:
        """What was computed last."""
        return self._result

    def name_of(self, card: Card) -> str:
        """Name a sample: "Test row 12, class 3"."""
        share = "training" if self._share == "train" else self._share
        words = f"{share.capitalize()} row {numbers.count(card.row)}"
        return words if card.label is None else f"{words}, {self.run.assembly.data.label_names[card.label]}"

    def arrange(self) -> None:  # noqa: D102
        self._plan = plan_cards(QSize(self.size), self.sides, self.content)

    @abstractmethod
    def content(self, side: int) -> tuple[float, float]:
        """Return width and height of one sample for the width of one picture."""

    @abstractmethod
    def draw_cards(self, painter: QPainter, result: CardsResult, placed: Sequence[tuple[int, Card, QRectF]]) -> None:
        """Draw the samples, each with its number in the result and its place."""

    def computation(self, frame: Frame) -> Computation:  # noqa: D102
        assembly, theta, share = frame.run.assembly, frame.snapshot.theta, self._share
        room, face, theme = (len(self._plan.first), len(self._plan.worst)), self.face, current()

        def compute(cancelled: Callable[[], bool]) -> CardsResult | None:
            return compute_cards(assembly, theta, share, room, face, theme, cancelled)

        return compute

    def show(self, result: CardsResult) -> QRect:  # noqa: D102
        if result.share != self._share:
            return QRect()
        self._result = result
        return self.everywhere

    # Painting.

    def draw_base(self, painter: QPainter) -> None:  # noqa: D102
        theme, plan = current(), self._plan
        draw_text(painter, SAME, plan.first_head, "small", theme.ink2)
        if plan.worst:
            draw_text(painter, WORST, plan.worst_head, "small", theme.ink2)

    def draw_data(self, painter: QPainter) -> None:  # noqa: D102
        result = self._result
        if result is None:
            self.draw_words(painter, QRectF(self.everywhere), broken=False)
            return
        theme = current()
        self._draw_figures(painter, result)
        placed = self._placed(result)
        chosen = self.sample[1] if self.sample is not None and self.sample[0] == result.share else None
        for _, card, box in placed:
            if card is self._near:
                painter.fillRect(with_caption(box), QColor(theme.tint))
        self.draw_cards(painter, result, placed)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for _, card, box in placed:
            self._draw_caption(painter, card, box)
            if card.row == chosen:
                painter.setPen(QPen(QColor(theme.ink), theme.lines.ring))
                painter.drawRect(box.adjusted(-2, -2, 2, 2))
        self.draw_words(painter, QRectF(self.everywhere), broken=bool(np.isnan(result.whole.errors).all()))

    def _placed(self, result: CardsResult) -> list[tuple[int, Card, QRectF]]:
        start, plan = len(result.first), self._plan
        first = [(k, card, box) for k, (card, box) in enumerate(zip(result.first, plan.first, strict=False))]
        worst = enumerate(zip(result.worst, plan.worst, strict=False), start)
        return first + [(k, card, box) for k, (card, box) in worst]

    def _draw_figures(self, painter: QPainter, result: CardsResult) -> None:
        """Say at the right end of the first head how good the whole share is."""
        whole, head = result.whole, self._plan.first_head
        squared, absolute = numbers.loss(whole.mean_squared_error), numbers.loss(whole.mean_absolute_error)
        explained = f"R² {numbers.loss(whole.r_squared)}"
        room = head.width() - text_width(SAME, "small") - px(16)
        for words in (
            f"mean squared error {squared}, absolute {absolute}, {explained}",
            f"squared error {squared}, {explained}",
            explained,
        ):
            if text_width(words, "small") <= room:
                draw_text(painter, words, head, "small", current().ink, right=True)
                break

    def _draw_caption(self, painter: QPainter, card: Card, box: QRectF) -> None:
        theme = current()
        line = QRectF(box.left(), box.bottom() + px(1), box.width(), px(CAPTION) - px(2))
        error = numbers.ratio(card.error)
        draw_text(painter, error, line, "tick", theme.ink2, right=True)
        if card.label is not None:
            rest = line.adjusted(0, 0, -text_width(error, "tick") - px(6), 0)
            name = self.run.assembly.data.label_names[card.label]
            draw_text(painter, name, rest, "tick", theme.ink3, is_name=True)

    # Reading.

    def hover(self, pointer: QPointF | None) -> bool:  # noqa: D102
        before, self._near = self._near, None if pointer is None else self._card_at(pointer)
        return before is not self._near

    def sample_at(self, pointer: QPointF) -> Sample | None:  # noqa: D102
        card = self._card_at(pointer)
        return None if card is None else (self._share, card.row)

    def _card_at(self, pointer: QPointF) -> Card | None:
        found = self._plan.place_at(pointer)
        if found is None or self._result is None:
            return None
        is_worst, place = found
        cards = self._result.worst if is_worst else self._result.first
        return cards[place] if place < len(cards) else None
