"""Rows one below the other, made and changed only where the experiment calls for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.controls import ElidedText, IconButton
from ui.experiment_form.choice_row import ChoiceRow
from ui.experiment_form.data_rows import FeaturesRow, ThumbnailsRow
from ui.experiment_form.edits import Submit
from ui.experiment_form.focus import leave, retire
from ui.experiment_form.layer_row import LayerRow, LinkRow
from ui.experiment_form.number_row import NumberRow, SeedRow
from ui.experiment_form.paths import Document, is_default
from ui.experiment_form.row import Row
from ui.experiment_form.specs import (
    ChoiceSpec,
    FeaturesSpec,
    FoldSpec,
    JsonSpec,
    LayerSpec,
    LinkSpec,
    NumberSpec,
    RowSpec,
    SeedSpec,
    SwitchSpec,
    TextSpec,
    ThumbnailsSpec,
)
from ui.experiment_form.switch_row import SwitchRow
from ui.experiment_form.text_row import JsonRow, TextRow


class RowList(QWidget):
    """Shows a list of row descriptions; a row whose description stays the same stays the same widget.

    Parameters
    ----------
    submit : callable
        Where the rows' edits go.

    Attributes
    ----------
    unfolded : Signal()
        Rows behind a line came or went.
    pointed : Signal(str, bool)
        The path that a row edits: the pointer has come to it, or left it.
    """

    unfolded = Signal()
    pointed = Signal(str, bool)

    def __init__(self, submit: Submit) -> None:
        super().__init__()
        self._submit = submit
        self._rows: dict[str, Row[Any]] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_rows(
        self, specs: tuple[RowSpec, ...], document: Document, *, unfolded: bool = True, keep: bool = True
    ) -> bool:
        """Show these rows with what a document says, and say whether any came or went.

        Parameters
        ----------
        specs : tuple of RowSpec
            In their order.
        document : dict
            An experiment's.
        unfolded : bool
            Whether rare rows are shown that hold the default.
        keep : bool
            Whether a rare row stays that is shown already.
        """
        shown = {key for key, row in self._rows.items() if row.spec.rare} if keep else set()
        wanted = [
            spec
            for spec in specs
            if unfolded or not spec.rare or spec.key in shown or not is_default(document, spec.path)
        ]
        changed = [spec.key for spec in wanted] != list(self._rows)
        changed = self._remove(wanted) or changed
        for index, spec in enumerate(wanted):
            if spec.key not in self._rows:
                changed = True
                self._rows[spec.key] = self._make(spec)
            row = self._rows[spec.key]
            if changed and self._column.indexOf(row) != index:
                self._column.insertWidget(index, row)
                row.show()
            row.show_document(document)
        self._rows = {spec.key: self._rows[spec.key] for spec in wanted}
        return changed

    def rows(self) -> Iterator[Row[Any]]:
        """Yield all rows, those behind unfolded lines too."""
        for row in self:
            yield row
            if isinstance(row, FoldRow) and row.list is not None:
                yield from row.list.rows()

    def __iter__(self) -> Iterator[Row[Any]]:
        return iter(list(self._rows.values()))

    def _make(self, spec: RowSpec) -> Row[Any]:
        row: Row[Any] = _KINDS[type(spec)](spec, self._submit)
        row.pointed.connect(self.pointed)
        if isinstance(row, FoldRow):
            row.toggled.connect(self.unfolded)
        return row

    def _remove(self, wanted: list[RowSpec]) -> bool:
        """Remove the rows that are not wanted, or not as they are; say whether there were any."""
        keep = {spec.key: spec for spec in wanted}
        gone = [key for key, row in self._rows.items() if keep.get(key) != row.spec]
        for key in gone:
            row = self._rows.pop(key)
            self._column.removeWidget(row)
            retire(row)
        return bool(gone)


class FoldRow(Row[FoldSpec]):
    """One line that sums up the rows behind it, and unfolds them.

    Attributes
    ----------
    toggled : Signal()
        The rows came or went.
    """

    toggled = Signal()

    def __init__(self, spec: FoldSpec, submit: Submit) -> None:
        super().__init__(spec, submit)
        self.list: RowList | None = None
        self._document: Document = {}
        self.add_label()
        self.summary = ElidedText("", "label", "ink3")
        self.toggle = IconButton("chevron-right", f"{spec.label}: show all", size=(20, 24), icon_size=14, token="ink3")
        self.toggle.clicked.connect(self._on_toggled)
        self.line.addWidget(self.summary, 1)
        self.line.addWidget(self.toggle)

    @property
    def unfolded(self) -> bool:
        """Whether the rows behind it are shown."""
        return self.list is not None and not self.list.isHidden()

    def show_document(self, document: Document) -> None:
        """Show the summary, and the rows where they are unfolded."""
        self._document = document
        super().show_document(document)
        if self.list is not None:
            self.list.show_rows(self.spec.rows, document)

    def display(self, value: Any) -> None:
        """Show the summary."""
        self.summary.setText(self.spec.summary(self._document))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() == Qt.MouseButton.LeftButton and event.position().y() < self.toggle.geometry().bottom():
            self.toggle.click()

    @Slot()
    def _on_toggled(self) -> None:
        if self.list is None:
            self.list = RowList(self._submit)
            self._column.addWidget(self.list)
            self.list.show_rows(self.spec.rows, self._document)
            self.list.hide()
        leave(self.list)
        unfold = self.list.isHidden()
        self.list.setVisible(unfold)
        words = "show less" if unfold else "show all"
        self.toggle.set_icon("chevron-down" if unfold else "chevron-right", f"{self.spec.label}: {words}")
        self.toggled.emit()


_KINDS: dict[type[RowSpec], Any] = {
    ChoiceSpec: ChoiceRow,
    FeaturesSpec: FeaturesRow,
    FoldSpec: FoldRow,
    JsonSpec: JsonRow,
    LayerSpec: LayerRow,
    LinkSpec: LinkRow,
    NumberSpec: NumberRow,
    SeedSpec: SeedRow,
    SwitchSpec: SwitchRow,
    TextSpec: TextRow,
    ThumbnailsSpec: ThumbnailsRow,
}
