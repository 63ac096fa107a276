"""What stands beside the plot, or where there is no room above and below it: formulas, figures, the probe's values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.formula_pictures import Formula, draw_formula
from ui.panels.activations.figures import Figure
from ui.panels.activations.ground import line_pen
from ui.panels.activations.probe import draw_knob_sign, draw_tangent_sign
from ui.plotting.text import draw_text, text_width
from ui.theme import Role, current, px

FORMULA, SMALLEST_FORMULA, LARGE_FORMULA = 14, 12, 17
LARGE_HEIGHT = 330
"""From this height on formulas are larger."""
SIGN, SIGN_GAP = 18, 6
LEAST_FORMULA_ROW = 20
TALL, ROW = 36, 18
GAP = 6
_AXIS = 0.25
"""How far above its base line a formula's middle lies, in units of its size."""
_RESERVED = ("mean z \u00b1 deviation", "f\u2032(\u22120.70) = \u22120.635")
_WIDEST_SHARE = 0.42
_ALL_ZERO = str.maketrans("123456789", "000000000")

Form = Literal["tall", "row"]


class Place(Struct, frozen=True):
    """Where one formula stands: the left end and the height of its base line, and its size."""

    x: float
    base: float
    size: float


class Side(Struct, frozen=True):
    """The arrangement of a side.

    Attributes
    ----------
    formulas : tuple of Place
    figures : tuple of QRectF
    form : "tall" or "row"
        Each figure's label above its value, or on one line with it.
    probe : tuple of QRectF
        The rows of the probe's values.
    """

    formulas: tuple[Place, ...]
    figures: tuple[QRectF, ...]
    form: Form
    probe: tuple[QRectF, ...]


def side_width(formulas: Sequence[Formula], panel: float) -> float:
    """Return the width of a side with these formulas, in a panel of a width."""
    words = max(text_width("tick", _RESERVED[0]), px(SIGN + SIGN_GAP) + text_width("value", _RESERVED[1]))
    widest = max((formula.width for formula in formulas), default=0.0)
    return max(words, min(px(SIGN + SIGN_GAP) + widest * px(FORMULA) + 1, panel * _WIDEST_SHARE))


def lay_out_side(box: QRectF, formulas: Sequence[Formula], figures: int, *, curves: bool) -> Side:
    """Arrange everything from top to bottom: formulas, as many figures as there is room for, the probe's values.

    Parameters
    ----------
    box : QRectF
    formulas : sequence of Formula
    figures : int
        How many there are.
    curves : bool
        Whether there are curves: then formulas have signs, and there is a probe.
    """
    widest = max((formula.width for formula in formulas), default=1.0)
    wanted = px(LARGE_FORMULA if box.height() >= px(LARGE_HEIGHT) else FORMULA)
    lead = px(SIGN + SIGN_GAP) if curves else 0
    size = max(min(float(wanted), (box.width() - lead) / widest), float(px(SMALLEST_FORMULA)))
    places, y = [], box.top()
    for formula in formulas:
        high = max(float(px(LEAST_FORMULA_ROW)), formula.height * size + px(GAP))
        base = y + high / 2.0 + (formula.ascent - formula.descent) * size / 2.0
        places.append(Place(box.left() + lead, base, size))
        y += high
    y += px(GAP) + px(2)
    room = box.bottom() - y
    count, form, probe = _fitting(room, figures, curves)
    pitch = px(TALL if form == "tall" else ROW)
    rows = tuple(QRectF(box.left(), y + k * pitch, box.width(), pitch) for k in range(count))
    y += count * pitch + px(GAP) / 2.0
    lines = tuple(QRectF(box.left(), y + k * px(ROW), box.width(), px(ROW)) for k in range(2 if probe else 0))
    return Side(tuple(places), rows, form, lines)


def _fitting(room: float, figures: int, probe: bool) -> tuple[int, Form, bool]:
    """Return how many figures there are, in which form, and whether the probe's values have room."""
    three = min(figures, 3)
    forms: tuple[Form, ...] = ("tall", "row")
    options = [(count, form, probe) for form in forms for count in (figures, three)]
    options += [(count, "row", False) for count in range(three, 0, -1)]
    for count, form, with_probe in options:
        if count * px(TALL if form == "tall" else ROW) + (2 * px(ROW) if with_probe else 0) <= room:
            return count, form, with_probe
    return 0, "row", False


def lay_out_head(box: QRectF, formulas: Sequence[Formula]) -> tuple[Place, ...]:
    """Place formulas side by side, as many as fit."""
    size, x = float(px(FORMULA)), box.left()
    places = []
    for formula in formulas:
        end = x + px(SIGN + SIGN_GAP) + formula.width * size
        if end > box.right() or formula.height * size > box.height():
            break
        base = box.center().y() + (formula.ascent - formula.descent) * size / 2.0
        places.append(Place(x + px(SIGN + SIGN_GAP), base, size))
        x = end + px(20)
    return tuple(places)


def draw_formulas(painter: QPainter, places: Sequence[Place], formulas: Sequence[Formula], *, signs: bool) -> None:
    """Draw formulas; the first two behind the lines of f and f' where `signs`."""
    theme = current()
    lines = theme.lines
    pens = (line_pen(theme.ink, lines.function), line_pen(theme.ink2, lines.derivative, lines.derivative_dash))
    for k, (place, formula) in enumerate(zip(places, formulas, strict=False)):
        # As high as the middle of one line, of a fraction, or between two cases.
        y = place.base - _AXIS * place.size
        if signs and k < len(pens):
            painter.setPen(pens[k])
            left = place.x - px(SIGN + SIGN_GAP)
            painter.drawLine(QLineF(left, y, left + px(SIGN), y))
        draw_formula(painter, formula, place.x, place.base, place.size, theme.ink)


def draw_labels(painter: QPainter, boxes: Sequence[QRectF], form: Form, figures: Sequence[Figure]) -> None:
    """Draw what the figures in these places are."""
    for box, figure in zip(boxes, figures, strict=False):
        if form == "tall":
            label = figure.label if text_width("tick", figure.label) <= box.width() else figure.short
            draw_text(painter, "tick", current().ink3, box.left(), box.top() + px(9), label, box.width())
        else:
            draw_text(painter, "tick", current().ink3, box.left(), box.center().y(), figure.short)


def number_width(role: Role, text: str) -> float:
    """Return the width of a number; all digits are equally wide, so few widths have ever to be measured."""
    return text_width(role, text.translate(_ALL_ZERO))


def written(figure: Figure, role: Role, room: float) -> str:
    """Return the longest form of a figure's value that has room, else the shortest."""
    forms = (figure.value, *figure.brief)
    fits = (form for form in forms if number_width(role, form) <= room)
    return next(fits, min(forms, key=len))


def draw_values(painter: QPainter, boxes: Sequence[QRectF], form: Form, figures: Sequence[Figure]) -> None:
    """Draw the figures themselves."""
    theme = current()
    for box, figure in zip(boxes, figures, strict=False):
        if form == "tall":
            y = box.top() + px(25)
            # What is rarely so long is smaller rather than cut.
            role: Role = "title" if number_width("title", figure.value) <= box.width() else "value"
            value = written(figure, role, box.width())
            draw_text(painter, role, theme.ink, box.left(), y, value)
            x = box.left() + number_width(role, value) + px(6)
            if figure.word and x + number_width("tick", figure.word) <= box.right():
                draw_text(painter, "tick", theme.ink3, x, y, figure.word)
        else:
            room = box.width() - text_width("tick", figure.short) - px(4)
            value = written(figure, "value", room)
            x = box.right() - min(room, number_width("value", value))
            draw_text(painter, "value", theme.ink, x, box.center().y(), value, room)


def draw_probe_words(painter: QPainter, rows: Sequence[QRectF], words: Sequence[str]) -> None:
    """Draw what the probe says, behind its signs."""
    for sign, row, text in zip((draw_knob_sign, draw_tangent_sign), rows, words, strict=False):
        sign(painter, QPointF(row.left() + px(SIGN) / 2.0, row.center().y()))
        x = row.left() + px(SIGN + SIGN_GAP)
        draw_text(painter, "value", current().ink, x, row.center().y(), text, row.right() - x + 1)
