"""One run in the list: marker, name, what differs, an eye; a variant's row opens its editor."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from ui.controls import FlatButton, IconButton
from ui.experiment_form.focus import leave
from ui.plotting.run_names import cut_name
from ui.theme import Role, RunStyle, current, draw_run_marker, follow, font, painting, px, run_style

HEIGHT = 40
INSET = 16
LEAD = 22
LINE = 15


class RunRow(FlatButton):
    """A run: 0 is the base, which is what all sections above describe.

    Parameters
    ----------
    index : int
        Which run; decides marker and colour.
    """

    def __init__(self, index: int) -> None:
        self.index = index
        self._style: RunStyle = run_style(index)
        self._name = self._words = ""
        self._lines: list[str] = []
        self._visible = True
        super().__init__("")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.eye = IconButton("eye", "", size=(18, 24), token="ink3")
        self.remove = IconButton("x", "", size=(18, 24), icon_size=14, token="ink3")
        self.remove.hide()
        self._line = QHBoxLayout(self)
        self._line.addStretch(1)
        self._line.addWidget(self.remove)
        self._line.addWidget(self.eye)
        follow(self.restyle_line)
        if index == 0:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        else:
            self.setCheckable(True)

    def show_run(self, name: str, words: str, *, visible: bool) -> None:
        """Show a run.

        Parameters
        ----------
        name : str
            Its name.
        words : str
            What differs from the base.
        visible : bool
            Whether its curves are shown.
        """
        self._name, self._words = name, words
        self.setAccessibleName(f"{name}: {words}")
        tip = f"{name}: {words}."
        self.setToolTip(tip if self.index == 0 else f"{tip} Click to change it.")
        self.eye.set_icon("eye" if visible else "eye-off", f"{'Hide' if visible else 'Show'} {name}")
        self.remove.set_icon("x", f"Remove {name}")
        self._visible = visible
        self._wrap()
        self.update()

    def choose(self, chosen: bool) -> None:
        """Show that the run's editor is open, or no longer is."""
        self.setChecked(chosen)
        self._show_remove(chosen)

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(px(160), self.height())

    def restyle_line(self) -> None:
        """Take sizes anew from the appearance in force."""
        self._line.setContentsMargins(0, 0, px(INSET), 0)
        self._line.setSpacing(px(2))

    def restyle(self) -> None:  # noqa: D102
        self._wrap()
        super().restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._wrap()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: D102
        super().enterEvent(event)
        self._show_remove(self.index > 0)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        super().leaveEvent(event)
        self._show_remove(self.isChecked())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        theme = current()
        with painting(self) as painter:
            if self.index > 0:
                self._draw_ground(painter)
            middle = self.height() / 2
            painter.setOpacity(1.0 if self._visible else 0.45)
            draw_run_marker(painter, self._style, theme, QPointF(px(INSET + 5.5), middle + px(1)), px(11))
            painter.setOpacity(1.0)
            room = self.width() - px(INSET + LEAD) - px(INSET + (40 if not self.remove.isHidden() else 22))
            self._draw_words(painter, "name", theme.ink if self._visible else theme.ink3, self._name, px(4), room)
            for place, line in enumerate(self._lines):
                self._draw_words(painter, "tick", theme.ink3, line, px(21 + LINE * place), room)

    def _show_remove(self, visible: bool) -> None:
        if not visible:
            leave(self.remove)
        self.remove.setVisible(visible)

    def _wrap(self) -> None:
        """Break the words into two lines at most, and take the height that they need."""
        # Beside the cross even where it is hidden, so that nothing moves when it comes.
        room = self.width() - px(INSET + LEAD) - px(INSET + (40 if self.index else 22))
        self._lines = wrapped(self._words, QFontMetrics(font("tick")), room)
        self.setFixedHeight(px(HEIGHT + LINE * (len(self._lines) > 1)))

    def _draw_ground(self, painter: QPainter) -> None:
        """Draw hover, press, chosen and focus, a little wider than the words."""
        theme = current()
        ground = QRectF(self.rect()).adjusted(px(8), 0, -px(8), 0)
        token = None
        if self.isDown():
            token = theme.pressed
        elif self.isChecked():
            token = theme.tint
        elif self.underMouse():
            token = theme.hover
        if token is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(token))
            painter.drawRoundedRect(ground, 4, 4)
        if self._ringed and self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground.adjusted(1, 1, -1, -1), 4, 4)

    def _draw_words(self, painter: QPainter, role: Role, token: str, text: str, top: int, room: int) -> None:
        painter.setFont(font(role))
        painter.setPen(QColor(token))
        box = QRectF(px(INSET + LEAD), top, room, px(17))
        metrics = painter.fontMetrics()
        is_name = role == "name"
        cut = cut_name(text, metrics, room) if is_name else metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, cut)


def wrapped(text: str, metrics: QFontMetrics, room: int) -> list[str]:
    """Return a text as one line, or as two: the first ends where a difference does, and the second may be too long."""
    if metrics.horizontalAdvance(text) <= room:
        return [text]
    # Between two differences if there is room for one, else between words.
    for gap in (r"(?<=[,;]) ", " "):
        ends = [found.start() for found in re.finditer(gap, text)]
        fitting = [end for end in ends if metrics.horizontalAdvance(text[:end]) <= room]
        if fitting:
            return [text[: fitting[-1]], text[fitting[-1] + 1 :]]
    return [text]
