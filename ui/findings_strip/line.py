"""The words of the strip, painted as one line: icon, run, verdict, evidence, remedy."""

from __future__ import annotations

import math

from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.findings_strip.words import TRY, Widths, Words, fitted
from ui.plotting.text import draw_text, text_width
from ui.theme import current, draw_icon, draw_run_marker, follow, painting, px, run_style

ICON = 16
MARKER = 12
GAP = 10
LEAST_WIDTH = 56
TALL_LINE = 22


class Line(QWidget):
    """Paints `Words`. It repaints only when they change, and parts of the same finding never move when a number does.

    Attributes
    ----------
    words : Words
        What is said.
    """

    def __init__(self) -> None:
        super().__init__()
        self.words = Words("info", "ink3")
        self._subject: object = None
        self._tall = False
        self._least = Widths(0.0, 0.0, 0.0, 0.0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMouseTracking(True)  # for the strip, which hears what this does not take
        follow(self.restyle)

    def set_tall(self, tall: bool) -> None:
        """Give the evidence two lines of its own below the verdict, as for an audience, or write all in one line."""
        self._tall = tall
        self._least = Widths(0.0, 0.0, 0.0, 0.0)
        self.update()

    def fits_in_one_row(self) -> bool:
        """Say whether the evidence, or the sentence, has room in one row."""
        return text_width("body", self.words.body) <= self.width() - self._indent

    @property
    def _indent(self) -> float:
        """Where tall rows begin: below a verdict at the left edge, beside the icon where there is none."""
        return 0.0 if self.words.headline else float(px(ICON) + px(GAP))

    def restyle(self) -> None:
        """Take sizes and colours anew from the appearance in force."""
        self._least = Widths(0.0, 0.0, 0.0, 0.0)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Return everything that is said, elided or not."""
        return self.words.text

    def say(self, words: Words, subject: object) -> None:
        """Say something; where the subject stays the same, so do the places of the parts."""
        if subject != self._subject:
            self._subject = subject
            self._least = Widths(0.0, 0.0, 0.0, 0.0)
        if words != self.words:
            self.words = words
            self.setAccessibleName(words.text)
            self.update()

    def least_width(self) -> int:
        """Return the pixels in which verdict and remedy are whole, without run's name and evidence."""
        wanted = self._wanted(self.words)
        lead = px(ICON) + (px(GAP) + px(MARKER) if self.words.run is not None else 0)
        return lead + math.ceil(sum(px(GAP) + width for width in (wanted.headline, wanted.remedy) if width))

    def whole_width(self) -> int:
        """Return the pixels in which nothing is cut, with the run's marker but without its name."""
        return self.least_width() + (px(GAP) + math.ceil(self._wanted(self.words).body) if self.words.body else 0)

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(px(400), px(20))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(px(16), px(20))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        words, theme, middle = self.words, current(), self.height() / 2
        with painting(self, smooth=False) as painter:
            if self._tall:
                row, indent = px(TALL_LINE), self._indent
                # A sentence without a verdict above it stands in the middle, beside its icon.
                rows = 1 if self.fits_in_one_row() else 2
                middle = row / 2 if words.headline else (self.height() - (rows - 1) * row) / 2
                first = 1.5 * row if words.headline else middle
                draw_wrapped(painter, words.body, indent, first, self.width() - indent, row)
                words = replace(words, body="")
            side = px(ICON)
            draw_icon(painter, words.icon, QRectF(0, middle - side / 2, side, side), getattr(theme, words.token))
            x = float(side)
            if words.run is not None:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                x += px(GAP)
                draw_run_marker(painter, run_style(words.run), theme, QPointF(x + px(MARKER) / 2, middle), px(11))
                x += px(MARKER)
            gaps = Widths(px(6), px(GAP), px(GAP), px(GAP))
            self._least = Widths(*map(max, self._wanted(words), self._least))
            widths = fitted(self._least, gaps, self.width() - x, px(LEAST_WIDTH))
            x += gaps.run_name if widths.run_name else 0.0
            draw_text(painter, "name", theme.ink, x, middle, words.run_name, widths.run_name, is_name=True)
            x += widths.run_name + gaps.headline if widths.headline else widths.run_name
            draw_text(painter, "title", theme.ink, x, middle, words.headline, widths.headline)
            x += widths.headline + gaps.body if widths.body else widths.headline
            token = theme.ink if words.prominent else theme.ink2
            draw_text(painter, "body", token, x, middle, words.body, widths.body)
            if widths.remedy:
                x += widths.body + gaps.remedy
                lead = text_width("body", TRY) + px(6)
                draw_text(painter, "body", theme.ink2, x, middle, TRY)
                draw_text(painter, "button", theme.ink, x + lead, middle, words.remedy, widths.remedy - lead)

    def _wanted(self, words: Words) -> Widths:
        lead = text_width("body", TRY) + px(6)
        # One pixel more than the words: what fits by a fraction is not to be elided.
        return Widths(
            text_width("name", words.run_name) + 1 if words.run_name else 0.0,
            text_width("title", words.headline) + 1 if words.headline else 0.0,
            text_width("body", words.body) + 1 if words.body else 0.0,
            lead + text_width("button", words.remedy) + 1 if words.remedy else 0.0,
        )


def draw_wrapped(painter: QPainter, text: str, x: float, y: float, width: float, line: float) -> None:
    """Draw a text in two lines, the first centred on `y`; what does not fit is elided at the end of the second."""
    first, _, rest = text.partition(" ")
    words = rest.split(" ") if rest else []
    while words and text_width("body", f"{first} {words[0]}") <= width:
        first = f"{first} {words.pop(0)}"
    draw_text(painter, "body", current().ink2, x, y, first, width)
    draw_text(painter, "body", current().ink2, x, y + line, " ".join(words), width)
