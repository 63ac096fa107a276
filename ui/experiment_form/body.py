"""The form's content: head and sections in one column that scrolls."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLayout, QWidget

from nnviz.experiment import Experiment, encode
from ui.controls import Divider, Text
from ui.experiment_form.compare import CompareSection
from ui.experiment_form.edits import Submit
from ui.experiment_form.header import Header
from ui.experiment_form.layer_parts import SECTION_MARKS
from ui.experiment_form.scrolling_column import ScrollingColumn
from ui.experiment_form.section import ExperimentSection, Section
from ui.theme import follow, px


class Body(ScrollingColumn):
    """Everything that the form shows, 248 wide.

    Parameters
    ----------
    submit : callable
        Where edits go.

    Attributes
    ----------
    visibility_changed : Signal(int, bool)
        A run whose curves are to be hidden or shown.
    pointed : Signal(str, bool)
        The path that a row edits: the pointer has come to it, or left it.
    """

    visibility_changed = Signal(int, bool)
    pointed = Signal(str, bool)

    def __init__(self, submit: Submit) -> None:
        super().__init__()
        self._name: str | None = None
        self.header = Header(submit)
        self.sections = {name: ExperimentSection(name, mark, submit) for name, mark in SECTION_MARKS.items()}
        self.compare = CompareSection(submit)
        self.error = Text("", "tick", "error", wrap=True)
        self.error.hide()
        for widget in (self.header, self.error, *self.sections.values(), self.compare):
            if isinstance(widget, Section):
                self.column.addWidget(Divider())
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self.header.structure_changed.connect(self.order_tabs)
        self.compare.structure_changed.connect(self.order_tabs)
        self.compare.unfolded.connect(self.bring)
        for section in self.sections.values():
            section.structure_changed.connect(self.order_tabs)
            section.pointed.connect(self.pointed)
        self.compare.visibility_changed.connect(self.visibility_changed)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        super().restyle()
        self.error.setContentsMargins(px(16), 0, px(16), px(8))

    def show_experiment(self, experiment: Experiment) -> None:
        """Show an experiment in place."""
        document = encode(experiment)
        anew = experiment.name != self._name
        self._name = experiment.name
        self.error.hide()
        self.header.show_document(document)
        changes = [section.show_experiment(experiment, document, anew=anew) for section in self.sections.values()]
        if anew:
            self.compare.close_editor()
        changes.append(self.compare.show_experiment(experiment))
        if any(changes):
            self.order_tabs()

    def say_at(self, path: str, sentence: str) -> None:
        """Say what is wrong: below the row that edits a path, or below the head where none is shown."""
        for section in self.sections.values():
            for row in section.rows.rows():
                if row.spec.path == path:
                    row.refuse(sentence)
                    return
        self.error.setText(sentence)
        self.error.show()
        self.verticalScrollBar().setValue(0)

    def scroll_to(self, title: str) -> None:
        """Bring a section to the top; an empty title is the top of all."""
        self.column.activate()
        for section in (*self.sections.values(), self.compare):
            if section.title == title:
                self.verticalScrollBar().setValue(section.y() - 1)
                return
        self.verticalScrollBar().setValue(0)

    @Slot()
    def order_tabs(self) -> None:
        """Let the Tab key go from top to bottom, however rows came and went."""
        previous: QWidget | None = None
        for widget in _in_order(self.column):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                if previous is not None:
                    QWidget.setTabOrder(previous, widget)
                previous = widget


def _in_order(layout: QLayout) -> list[QWidget]:
    """Return all widgets of a layout and of the layouts within, in the order in which one reads them."""
    result: list[QWidget] = []
    for index in range(layout.count()):
        item = layout.itemAt(index)
        widget = item.widget() if item is not None else None
        if widget is not None:
            result.append(widget)
        inner = widget.layout() if widget is not None else item.layout() if item is not None else None
        if inner is not None:
            result += _in_order(inner)
    return result
