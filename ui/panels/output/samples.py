"""The samples beside a confusion matrix: the wrong ones on top, and below the right ones that were least certain."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from ui.numbers import THIN_SPACE, weight
from ui.panels.output.matrix_work import SampleShown
from ui.panels.output.text import draw_text, text_width
from ui.theme import current, px

TILE = (122, 80)
"""Least width and height of one sample, at 100 %."""
_PICTURE = 54
_BAR = 40
_HEAD = 30
_SUBHEAD = 18
SUBTITLES = ("Top: wrong. Below: right, least certain", "Top: wrong. Below: right", "Top: wrong")
"""What is where, longest first."""


class SamplesPlan(Struct, frozen=True):
    """Where samples go: places for wrong ones and for right ones, and their heads where they have own ones."""

    block: QRectF
    wrong: tuple[QRectF, ...]
    right: tuple[QRectF, ...]
    wrong_head: QRectF | None
    right_head: QRectF | None


def least_size() -> tuple[int, int]:
    """Return the width and height of the smallest block of samples."""
    return px(TILE[0]), px(_HEAD) + 2 * px(TILE[1])


def plan_samples(block: QRectF, beside: bool) -> SamplesPlan:
    """Arrange a block: as many samples as have room, half of them wrong ones.

    A narrow block of one column has a head over each half; a wide one says in its title what is where.
    """
    wide, high = px(TILE[0]), px(TILE[1])
    columns = max(1, min(int(block.width() // wide), 4))
    narrow = beside and columns == 1
    heads = 2 * px(_SUBHEAD) if narrow else px(_HEAD)
    rows = max(2, min(int((block.height() - heads) // high), 8))
    pitch = min((block.height() - heads) / rows, 1.15 * high)
    across = block.width() / columns
    if beside:
        across = min(across, 1.25 * wide)
    top_rows = (rows + 1) // 2
    top = block.top() + (px(_SUBHEAD) if narrow else px(_HEAD))
    between = px(_SUBHEAD) if narrow else 0

    def place(row: int, column: int) -> QRectF:
        y = top + row * pitch + (between if row >= top_rows else 0)
        return QRectF(block.left() + column * across, y, across, pitch)

    boxes = [[place(row, column) for column in range(columns)] for row in range(rows)]
    wrong_head = QRectF(block.left(), block.top(), block.width(), px(_SUBHEAD)) if narrow else None
    right_head = QRectF(block.left(), top + top_rows * pitch, block.width(), px(_SUBHEAD)) if narrow else None
    return SamplesPlan(
        block,
        tuple(box for row in boxes[:top_rows] for box in row),
        tuple(box for row in boxes[top_rows:] for box in row),
        wrong_head,
        right_head,
    )


def draw_heads(painter: QPainter, plan: SamplesPlan) -> None:
    """Draw the block's title, or the heads of its halves."""
    theme = current()
    if plan.wrong_head is not None and plan.right_head is not None:
        draw_text(painter, "Wrong", plan.wrong_head, "small", theme.ink2)
        draw_text(painter, "Right, least certain", plan.right_head, "small", theme.ink2)
        return
    box = plan.block
    head = QRectF(box.left(), box.top(), px(60), px(_HEAD))
    draw_text(painter, "Samples", head, "title", theme.ink)
    rest = QRectF(head.right() + px(8), box.top(), box.right() - head.right() - px(8), head.height())
    words = next((line for line in SUBTITLES if text_width(line, "label") <= rest.width()), SUBTITLES[-1])
    draw_text(painter, words, rest, "label", theme.ink3)


def draw_sample(
    painter: QPainter,
    sample: SampleShown,
    image: QImage,
    box: QRectF,
    classes: Sequence[str],
    *,
    chosen: bool,
    lit: bool,
) -> None:
    """Draw one sample: its picture, its three most probable classes, and in words what it was taken for."""
    theme = current()
    frame = QRectF(round(box.left()) + 1, round(box.top()) + 1, px(_PICTURE), px(_PICTURE))
    if lit:
        across = px(_PICTURE) + px(_BAR) + px(20)
        ground = QRectF(frame.left() - 3, frame.top() - 3, across + 6, frame.height() + px(19) + 5)
        painter.fillRect(ground, QColor(theme.tint))
    ratio = image.height() / image.width()
    side = frame if ratio == 1.0 else _fitted(frame, ratio)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(side, image)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if chosen:
        painter.setPen(QPen(QColor(theme.ink), theme.lines.ring))
        painter.drawRect(frame.adjusted(-1, -1, 1, 1))
    else:
        painter.setPen(QPen(QColor(theme.line if sample.right else theme.error), 1.0 if sample.right else 2.0))
        painter.drawRect(frame)
    left, name = frame.right() + px(4), px(12)
    track = QRectF(left + name + px(4), 0, px(_BAR), px(8))
    pitch = frame.height() / 3
    for rank, (place, score) in enumerate(sample.ranking):
        middle = frame.top() + (rank + 0.5) * pitch
        slot = QRectF(left, middle - px(8), name, px(16))
        draw_text(painter, classes[place], slot, "value" if rank == 0 else "tick", theme.ink, right=True)
        bar = track.translated(0, middle - track.height() / 2)
        painter.fillRect(bar, QColor(theme.grid))
        colour = theme.ink if place == sample.label else theme.error if place == sample.predicted else theme.axis
        painter.fillRect(QRectF(bar.left(), bar.top(), _filled(score), bar.height()), QColor(colour))
    caption = QRectF(frame.left(), frame.bottom() + px(2), track.right() - frame.left(), px(17))
    number = certainty(sample)
    wide = caption.width() * 0.4
    draw_text(painter, number, caption.adjusted(caption.width() - wide, 0, 0, 0), "tick", theme.ink3, right=True)
    words = f"{classes[sample.predicted]}, {'right' if sample.right else f'is {classes[sample.label]}'}"
    draw_text(painter, words, caption.adjusted(0, 0, -wide, 0), "tick" if sample.right else "value", theme.ink)


def draw_none(painter: QPainter, words: str, box: QRectF) -> None:
    """Say in the first place of a half that it has no sample."""
    line = QRectF(box.left(), box.top(), box.width(), px(18))
    draw_text(painter, words, line, "tick", current().ink3)


def certainty(sample: SampleShown) -> str:
    """Return how sure the network is, in whole per cent, or the answer itself where that is no probability."""
    score = sample.ranking[0][1]
    if not sample.probable:
        return weight(score)
    if 0.995 <= score < 1.0:
        return f">{THIN_SPACE}99{THIN_SPACE}%"
    return f"{score * 100:.0f}{THIN_SPACE}%"


def sample_at(plan: SamplesPlan, pointer: QPointF) -> tuple[bool, int] | None:
    """Return which place lies under the pointer: whether of a wrong one, and its number. None elsewhere."""
    for wrong, boxes in ((True, plan.wrong), (False, plan.right)):
        for place, box in enumerate(boxes):
            if box.contains(pointer):
                return wrong, place
    return None


def _filled(score: float) -> int:
    """Return how many whole pixels of its bar a score fills; scores that are no probabilities may be anything."""
    return max(round(min(max(score, 0.0), 1.0) * px(_BAR)), 1)


def _fitted(frame: QRectF, ratio: float) -> QRectF:
    """Return the largest rectangle of a picture's proportions in the middle of a frame."""
    wide = min(frame.width(), frame.height() / ratio)
    box = QRectF(0, 0, wide, wide * ratio)
    box.moveCenter(frame.center())
    return box
