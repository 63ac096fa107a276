"""The head of the form: the experiment's name, and behind its chevron name and notes to edit."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from nnviz.experiment import Experiment, with_value
from ui.controls import FlatButton, Text
from ui.experiment_form.edits import Edit, Submit
from ui.experiment_form.focus import leave
from ui.experiment_form.paths import Document
from ui.experiment_form.row_list import RowList
from ui.experiment_form.specs import RowSpec, TextSpec
from ui.experiment_form.text_row import Notes
from ui.theme import current, draw_icon, follow, font, painting, px

HEIGHT = 42


class Header(QWidget):
    """Name and notes.

    Parameters
    ----------
    submit : callable
        Where edits go.

    Attributes
    ----------
    structure_changed : Signal()
        The fields came or went.
    """

    structure_changed = Signal()

    def __init__(self, submit: Submit) -> None:
        super().__init__()
        self._submit = submit
        self._document: Document = {}
        self.button = _NameButton()
        self.button.clicked.connect(self._on_clicked)
        self.details: Details | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.button)

    def show_document(self, document: Document) -> None:
        """Show an experiment's name and notes."""
        self._document = document
        self.button.set_name(document["name"] or "Untitled")
        if self.details is not None:
            self.details.show_document(document)

    @Slot()
    def _on_clicked(self) -> None:
        if self.details is None:
            self.details = Details(self._submit)
            self._column.addWidget(self.details)
            self.details.show_document(self._document)
            self.details.hide()
        leave(self.details)
        unfold = self.details.isHidden()
        self.details.setVisible(unfold)
        self.button.set_unfolded(unfold)
        self.structure_changed.emit()


class Details(QWidget):
    """The fields for name and notes."""

    def __init__(self, submit: Submit) -> None:
        super().__init__()
        self._submit = submit
        self.rows = RowList(submit)
        self._label = Text("Notes", "label", "ink2")
        self.notes = Notes("Notes")
        self.notes.committed.connect(self._send_notes)
        self.error = Text("", "tick", "error", wrap=True)
        self.error.hide()
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        for widget in (self.rows, self._label, self.notes, self.error):
            self._column.addWidget(widget)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self._column.setContentsMargins(px(16), 0, px(16), px(12))
        self._label.setFixedHeight(px(26))

    def show_document(self, document: Document) -> None:
        """Show an experiment's name and notes."""
        specs: tuple[RowSpec, ...] = (TextSpec(path="name", label="Name", sentence="The experiment's name."),)
        self.rows.show_rows(specs, document)
        self.notes.set_text(document["notes"])
        self.error.hide()

    def refuse(self, sentence: str) -> None:
        """Say why the notes cannot be had; what was typed stays."""
        self.error.setText(sentence)
        self.error.show()

    def settle(self) -> None:
        """Show nothing else: the text that was typed is what is in force, or it was refused."""

    @Slot(str)
    def _send_notes(self, text: str) -> None:
        def change(experiment: Experiment) -> Experiment:
            return with_value(experiment, "notes", text)

        self._submit(Edit(path="notes", words="notes", change=change, source=self))


class _NameButton(FlatButton):
    """The name over the whole width, with a chevron."""

    def __init__(self) -> None:
        self._name = ""
        self._unfolded = False
        super().__init__("Name and notes")
        self.setToolTip("Name and notes")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_name(self, name: str) -> None:
        """Show another name."""
        self._name = name
        self.setAccessibleDescription(name)
        self.update()

    def set_unfolded(self, unfolded: bool) -> None:
        """Turn the chevron."""
        self._unfolded = unfolded
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(120), px(HEIGHT))

    def restyle(self) -> None:
        self.setFixedHeight(px(HEIGHT))
        super().restyle()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current()
        with painting(self) as painter:
            if self.underMouse():
                painter.fillRect(self.rect(), QColor(theme.hover))
            side = px(16)
            # A little below the middle, where the capital letters look centred between the lines.
            chevron = QRectF(self.width() - px(16) - side, (self.height() - side) / 2 + px(1), side, side)
            box = self.rect().adjusted(px(16), px(2), -px(40), 0)
            painter.setFont(font("title"))
            painter.setPen(QColor(theme.ink))
            name = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
            draw_icon(painter, "chevron-up" if self._unfolded else "chevron-down", chevron, theme.ink2)
            self.draw_ring(painter, 4)
