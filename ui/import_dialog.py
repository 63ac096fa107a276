"""The dialog for a table of the user's own: its first rows, what is learned of it, and which columns are inputs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from nnviz.datasets.csv_files import Column, CsvTable, task_of
from nnviz.datasets.csv_files.choosing import MOST_CATEGORIES, AskedTask, Chosen, choose, target_of
from nnviz.datasets.csv_files.dialect import DELIMITERS
from nnviz.errors import InvalidInput, shortened
from ui.controls import Choice, Option, Text
from ui.numbers import count
from ui.theme import px

WIDTH, HEIGHT = 760, 520
MOST_SHOWN = 200
"""Columns of the preview; the ones behind them are inputs all the same."""

_TASKS = {"auto": "Auto", "classification": "Classification", "regression": "Regression"}


class ImportDialog(QDialog):
    """Shows a table that was read, and asks what to learn of it.

    Parameters
    ----------
    table : CsvTable
    parent : QWidget
    """

    def __init__(self, table: CsvTable, parent: QWidget) -> None:
        super().__init__(parent)
        self._table = table
        self.setWindowTitle(f"Import {table.name}")
        self.resize(px(WIDTH), px(HEIGHT))
        self.facts = Text(_facts(table), "body", "ink2")
        self.preview = _preview(table)
        shown = table.columns[:MOST_SHOWN]
        self.used = [_use_box(column) for column in shown]
        for place, box in enumerate(self.used):
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(px(4), 0, px(4), 0)
            row.addWidget(box)
            self.preview.setCellWidget(0, place, holder)
            box.toggled.connect(self._show)
        self.target = Choice("Target", [Option(name, name) for name in table.names])
        self.target.choose(_likely_target(table))
        self.task = Choice("Task")
        self.said = Text("", "label", "ink3", wrap=True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.import_button = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.import_button.setText("Import")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.target.picked.connect(self._on_target)
        self.task.picked.connect(self._show)
        self._arrange()
        self._on_target()
        self._begin()

    @property
    def left_out(self) -> tuple[str, ...]:
        """The columns that are not to be inputs."""
        names = zip(self._table.names, self.used, strict=False)
        return tuple(name for name, box in names if not box.isChecked() and name != self.target.key())

    @property
    def asked_task(self) -> AskedTask:
        """What is to be learned; "auto" follows the target."""
        key = self.task.key()
        return "classification" if key == "classification" else "regression" if key == "regression" else "auto"

    def _begin(self) -> None:
        """Let Return import at once what can be; else begin where the user can mend it."""
        (self.import_button if self.import_button.isEnabled() else self.target).setFocus()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(20), px(20), px(16))
        column.setSpacing(px(12))
        column.addWidget(self.facts)
        column.addWidget(self.preview, 1)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        for label, field in (("Target", self.target), ("Task", self.task)):
            row.addWidget(Text(label, "label", "ink2"))
            row.addWidget(field, 1)
            row.addSpacing(px(12))
        column.addLayout(row)
        self.said.setMinimumHeight(px(36))
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.said)
        column.addWidget(self.buttons)

    @Slot()
    def _on_target(self, *_: object) -> None:
        """Say what "auto" stands for with this target, and leave its own box alone."""
        target = target_of(self._table, self.target.key())
        auto = "" if target.problem else f": {_TASKS[task_of(target)].lower()}"
        self.task.set_options(Option(key, words + (auto if key == "auto" else "")) for key, words in _TASKS.items())
        for column, box in zip(self._table.columns, self.used, strict=False):
            box.setEnabled(column is not target)
            box.setText("target" if column is target else "input")
        self._show()

    @Slot()
    def _show(self, *_: object) -> None:
        """Say what the import would be, or why it cannot be."""
        try:
            chosen = choose(self._table, self.target.key(), self.asked_task, self.left_out)
        except InvalidInput as error:
            words = str(error)
            if "data.left_out" in words:  # there is a box for that here
                words = words.partition(", so name it in")[0] + ", so take its tick away"
            self.said.setText(words[:1].upper() + words[1:] + ".")
            self.said.set_token("error")
            self.import_button.setEnabled(False)
            return
        self.said.setText(_outcome(chosen, self._table.rows))
        self.said.set_token("ink3")
        self.import_button.setEnabled(True)


def _likely_target(table: CsvTable) -> str:
    """Return the last column that can be learned."""
    usable = [column.name for column in table.columns if not column.problem]
    return usable[-1] if usable else table.names[-1]


def _facts(table: CsvTable) -> str:
    columns = "1 column" if len(table.columns) == 1 else f"{count(len(table.columns))} columns"
    words = f"{count(table.rows)} rows, {columns}, separated by {DELIMITERS[table.delimiter]}s"
    return f"{words}; decimal {'comma' if table.decimal == ',' else 'point'}"


def _outcome(chosen: Chosen, rows: int) -> str:
    inputs = "1 input" if chosen.columns == 1 else f"{count(chosen.columns)} inputs"
    if not chosen.classes:
        return f"Predicts the number \u201c{shortened(chosen.target.name)}\u201d from {inputs}, {count(rows)} samples."
    names = ", ".join(shortened(name) for name in chosen.classes[:6])
    more = f", \u2026 ({len(chosen.classes)} in all)" if len(chosen.classes) > 6 else ""
    return f"Tells {len(chosen.classes)} classes apart by {inputs}, {count(rows)} samples: {names}{more}."


def _kind_of(column: Column) -> str:
    if column.problem:
        return "cannot be used"
    return "numbers" if column.kind == "numbers" else f"text, {count(len(column.texts))} different"


def _use_box(column: Column) -> QCheckBox:
    """Return the box that makes a column an input, or leaves it out, as at first what can be no input."""
    box = QCheckBox("input")
    fits = not column.problem and len(column.texts) <= MOST_CATEGORIES
    box.setChecked(fits)
    box.setAccessibleName(f"Use column {column.name} as an input")
    if not fits:
        box.setToolTip(column.problem or f"{len(column.texts):,} different texts: too many for inputs.")
    return box


def _preview(table: CsvTable) -> QTableWidget:
    """Return the first rows: above them a row for the boxes, and over each column its name and what it holds."""
    shown: Sequence[Column] = table.columns[:MOST_SHOWN]
    widget = QTableWidget(len(table.preview) + 1, len(shown))
    widget.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    widget.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    widget.setAccessibleName("The first rows of the file")
    for place, column in enumerate(shown):
        head = QTableWidgetItem(f"{shortened(column.name)}\n{_kind_of(column)}")
        head.setToolTip(column.problem or column.name)
        widget.setHorizontalHeaderItem(place, head)
    widget.setVerticalHeaderLabels(["", *(str(row + 2) for row in range(len(table.preview)))])
    for row, cells in enumerate(table.preview, 1):
        for place, text in enumerate(cells[: len(shown)]):
            item = QTableWidgetItem(text)
            if shown[place].kind == "numbers":
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            widget.setItem(row, place, item)
    header = widget.horizontalHeader()
    header.setDefaultSectionSize(px(120))
    header.setMinimumSectionSize(px(96))
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    widget.verticalHeader().setDefaultSectionSize(px(26))
    return widget
