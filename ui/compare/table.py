"""The table of runs, drawn: one row each, two lines in a cell, the best of every column in bold."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.compare.cells import Cell, Table
from ui.plotting.run_names import cut_name
from ui.theme import Role, current, draw_run_marker, follow, font, painting, px, run_style

HEAD, ROW, INSET, LEAD = 44, 48, 16, 22
FIRST, COLUMN, STATE = 160, 132, 150
"""Least widths: of the runs' names, of a figure, of what a run does."""
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class RunTable(QWidget):
    """Draws a `Table`, and says in a tooltip what was cut."""

    def __init__(self) -> None:
        super().__init__()
        self.table = Table(("Run", "State"), ())
        self.setAccessibleName("Runs in figures")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow(self.restyle)

    def show_table(self, table: Table) -> None:
        """Draw another table; one that says the same costs nothing."""
        if table == self.table:
            return
        reshaped = (len(table.rows), len(table.heads)) != (len(self.table.rows), len(self.table.heads))
        self.table = table
        self.setAccessibleDescription("; ".join(self._in_words(index) for index in range(len(table.rows))))
        if reshaped:
            self.restyle()
        self.update()

    def restyle(self) -> None:
        """Take sizes and fonts anew from the appearance in force."""
        self._fonts: dict[Role, QFont] = {
            role: font(role) for role in ("name", "body", "title", "small", "tick", "value")
        }
        self._metrics = {role: QFontMetrics(made) for role, made in self._fonts.items()}
        self.setMinimumWidth(self.sizeHint().width())
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        figures = max(0, len(self.table.heads) - 2)
        width = px(FIRST) + figures * px(COLUMN) + px(STATE) + 2 * px(INSET)
        return QSize(width, px(HEAD) + px(ROW) * len(self.table.rows) + px(4))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        theme, last = current(), len(self.table.heads) - 1
        boxes = self._columns()
        with painting(self) as painter:
            for index, head in enumerate(self.table.heads):
                x, width = boxes[index]
                align = LEFT if index in (0, last) else RIGHT
                self._write(painter, head, QRectF(x, px(5), width, px(18)), "small", theme.ink2, align)
                below = "what differs" if index == 0 else "last; best at step" if index < last - 1 else ""
                self._write(painter, below, QRectF(x, px(22), width, px(16)), "tick", theme.ink3, align)
            for run, cells in enumerate(self.table.rows):
                top = px(HEAD) + px(ROW) * run
                painter.fillRect(QRectF(0, top, self.width(), 1), QColor(theme.line))
                draw_run_marker(painter, run_style(run), theme, QPointF(px(INSET + 5.5), top + px(17)), px(11))
                for index, cell in enumerate(cells):
                    self._draw_cell(painter, cell, boxes[index], top, index, last)

    def _draw_cell(
        self, painter: QPainter, cell: Cell, column: tuple[float, float], top: int, index: int, last: int
    ) -> None:
        theme = current()
        x, width = column
        align = LEFT if index in (0, last) else RIGHT
        upper, lower = QRectF(x, top + px(7), width, px(20)), QRectF(x, top + px(26), width, px(16))
        role: Role = "name" if index == 0 else "title" if cell.main_best else "body"
        token = theme.error if cell.wrong else theme.ink if index == 0 or cell.main_best else theme.ink2
        self._write(painter, cell.main, upper, role, token, align)
        token = theme.ink if cell.sub_best else theme.ink3
        self._write(painter, cell.sub, lower, "value" if cell.sub_best else "tick", token, align)

    def _write(
        self, painter: QPainter, words: str, box: QRectF, role: Role, token: str, align: Qt.AlignmentFlag
    ) -> None:
        painter.setFont(self._fonts[role])
        painter.setPen(QColor(token))
        metrics, room = self._metrics[role], int(box.width())
        is_name = role == "name"
        cut = (
            cut_name(words, metrics, room) if is_name else metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
        )
        painter.drawText(box, align, cut)

    def _columns(self) -> list[tuple[float, float]]:
        """Return left end and width of every column; what room is left goes to the first."""
        figures = max(0, len(self.table.heads) - 2)
        first = self.width() - figures * px(COLUMN) - px(STATE) - 2 * px(INSET)
        columns = [(float(px(INSET + LEAD)), float(first - px(LEAD)))]
        columns += [(px(INSET) + first + k * px(COLUMN), float(px(COLUMN) - px(8))) for k in range(figures)]
        return [*columns, (float(px(INSET) + first + figures * px(COLUMN) + px(16)), float(px(STATE) - px(16)))]

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = (event.y() - px(HEAD)) // px(ROW)
            if 0 <= row < len(self.table.rows):
                QToolTip.showText(event.globalPos(), self._in_words(row), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def _in_words(self, row: int) -> str:
        cells = zip(self.table.heads, self.table.rows[row], strict=True)
        return "\n".join(f"{head}: {', '.join(filter(None, (cell.main, cell.sub)))}" for head, cell in cells)
