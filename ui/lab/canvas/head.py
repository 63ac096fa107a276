"""The line above the canvas: what is seen, and how it is shown."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from ui.controls import Chip, IconButton, Text
from ui.lab.bench import Bench
from ui.lab.canvas.arrows import Shown
from ui.lab.canvas.view import LandscapeCanvas
from ui.lab.names import function_label, head_words
from ui.plotting.text import draw_text, text_width
from ui.theme import colour, current, follow, painting, px

HEIGHT = 30
INSET = 12
LEAST_WORDS = 60

_ARROWS: tuple[tuple[Shown, str, str], ...] = (
    ("none", "none", "Show no arrows"),
    ("chosen", "chosen", "Arrows of the chosen racer: downhill, and its next step"),
    ("all", "all", "Arrows of all racers"),
)


class CanvasHead(QWidget):
    """Title, sentence and chips.

    Parameters
    ----------
    bench : Bench
    canvas : LandscapeCanvas
    """

    def __init__(self, bench: Bench, canvas: LandscapeCanvas) -> None:
        super().__init__()
        self._bench, self._canvas = bench, canvas
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.log = Chip("log", "Logarithmic levels")
        self.log.clicked.connect(canvas.set_log)
        self.relief = Chip("3-D", "See the function from the side: drag to turn it, double click to turn it back")
        self.relief.clicked.connect(canvas.set_relief)
        self.relief.clicked.connect(self.show_picture)
        self.whole = IconButton("shrink", "Show the function's own view (double click)")
        self.whole.clicked.connect(lambda: canvas.look_at(None))
        self.arrows: dict[Shown, Chip] = {}
        self._group = QButtonGroup(self)
        self._controls = QWidget(self)
        row = QHBoxLayout(self._controls)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(Text("arrows", "tick", "ink3"))
        row.addSpacing(4)
        for key, words, name in _ARROWS:
            chip = Chip(words, name)
            chip.setChecked(key == canvas.arrows)
            chip.clicked.connect(lambda checked=False, key=key: canvas.set_arrows(key))
            self._group.addButton(chip)
            self.arrows[key] = chip
            row.addWidget(chip)
        row.addSpacing(8)
        row.addWidget(self.relief)
        row.addWidget(self.log)
        row.addWidget(self.whole)
        bench.changed.connect(self.update)
        canvas.picture_changed.connect(self.show_picture)
        canvas.pointer.looked_at.connect(self.show_picture)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self.setFixedHeight(px(HEIGHT))
        self._place()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(px(400), px(HEIGHT))

    def set_quiet(self, quiet: bool) -> None:
        """Show words only, or the controls, too."""
        self._controls.setVisible(not quiet)
        self.update()

    @Slot()
    def show_picture(self) -> None:
        """Show how the contours are."""
        shown = self._canvas.shown
        if shown is not None:
            self.log.setChecked(shown.levels.log)
            self.log.setEnabled(shown.can_be_log)
            self.log.setToolTip(
                "Logarithmic levels" if shown.can_be_log else "Where a function may be negative its levels are linear."
            )
        self.whole.setEnabled(self._canvas.zoomed or self._canvas.has_relief)

    def resizeEvent(self, event: object) -> None:  # noqa: D102
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        theme, lab = current(), self._bench.lab
        with painting(self) as painter:
            painter.fillRect(self.rect(), colour(theme.surface))
            y, x = self.height() / 2.0, float(px(INSET))
            shown = self._controls.isVisible()
            right = self._controls.x() - px(8) if shown else self.width() - px(INSET)
            title = function_label(lab)
            draw_text(painter, "title", theme.ink, x, y, title, max(0.0, right - x))
            x += text_width("title", title) + px(10)
            if right - x >= px(LEAST_WORDS):
                draw_text(painter, "label", theme.ink3, x, y, head_words(lab), right - x)

    def _place(self) -> None:
        wide = self._controls.sizeHint().width()
        self._controls.setGeometry(self.width() - wide - px(8), 0, wide, self.height())
