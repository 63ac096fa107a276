"""The form's content: head and sections in one column that scrolls."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QScrollArea, QScrollBar, QVBoxLayout, QWidget

from nnviz.experiment import Experiment, encode
from ui.controls import Divider, Text
from ui.experiment_form.compare import CompareSection
from ui.experiment_form.edits import Submit
from ui.experiment_form.header import Header
from ui.experiment_form.layer_parts import SECTION_MARKS
from ui.experiment_form.section import ExperimentSection, Section
from ui.theme import follow, px

WIDTH = 248
BAR = 8


class Body(QScrollArea):
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
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header = Header(submit)
        self.sections = {name: ExperimentSection(name, mark, submit) for name, mark in SECTION_MARKS.items()}
        self.compare = CompareSection(submit)
        self.error = Text("", "tick", "error", wrap=True)
        self.error.hide()
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        for widget in (self.header, self.error, *self.sections.values(), self.compare):
            if isinstance(widget, Section):
                self._column.addWidget(Divider())
            self._column.addWidget(widget)
        self._column.addStretch(1)
        self.setWidget(content)
        # A bar of its own over the right margin: the scroll area's would push the fields to the left.
        self.bar = QScrollBar(Qt.Orientation.Vertical, self)
        own = self.verticalScrollBar()
        own.rangeChanged.connect(self._on_range_changed)
        own.valueChanged.connect(self.bar.setValue)
        self.bar.valueChanged.connect(own.setValue)
        self.header.structure_changed.connect(self.order_tabs)
        self.compare.structure_changed.connect(self.order_tabs)
        for section in self.sections.values():
            section.structure_changed.connect(self.order_tabs)
            section.pointed.connect(self.pointed)
        self.compare.visibility_changed.connect(self.visibility_changed)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self.setFixedWidth(px(WIDTH))
        self.error.setContentsMargins(px(16), 0, px(16), px(8))
        self._place_bar()

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
        self._column.activate()
        for section in (*self.sections.values(), self.compare):
            if section.title == title:
                self.verticalScrollBar().setValue(section.y() - 1)
                return
        self.verticalScrollBar().setValue(0)

    @Slot()
    def order_tabs(self) -> None:
        """Let the Tab key go from top to bottom, however rows came and went."""
        previous: QWidget | None = None
        for widget in _in_order(self._column):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                if previous is not None:
                    QWidget.setTabOrder(previous, widget)
                previous = widget

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._place_bar()

    @Slot(int, int)
    def _on_range_changed(self, low: int, high: int) -> None:
        own = self.verticalScrollBar()
        self.bar.setRange(low, high)
        self.bar.setPageStep(own.pageStep())
        self.bar.setSingleStep(own.singleStep())
        self.bar.setValue(own.value())
        self.bar.setVisible(high > low)

    def _place_bar(self) -> None:
        self.bar.setGeometry(self.width() - px(BAR), 0, px(BAR), self.height())
        self.bar.raise_()


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
