"""A section of the form: its head with one mark, its rows, and a chevron where rare rows are folded away."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.experiment import Experiment
from ui.controls import IconButton, Mark, SectionHead
from ui.experiment_form.catalogue import section_specs
from ui.experiment_form.edits import Submit
from ui.experiment_form.focus import leave
from ui.experiment_form.paths import Document, inside, is_default
from ui.experiment_form.row_list import RowList
from ui.experiment_form.specs import RowSpec, lowered
from ui.theme import current, follow, font, painting, px


class Section(QWidget):
    """What all sections have in common: insets, and a head.

    Parameters
    ----------
    title : str
        The head's words.
    mark : "live", "restarts" or None
        When a change takes effect.
    """

    def __init__(self, title: str, mark: Mark | None = None) -> None:
        super().__init__()
        self.title = title
        self.head = SectionHead(title, mark)
        self.column = QVBoxLayout(self)
        self.column.setSpacing(0)
        self.head_line = QHBoxLayout()
        self.head_line.addWidget(self.head)
        self.column.addLayout(self.head_line)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self.column.setContentsMargins(px(16), px(8), px(16), px(8))


class ExperimentSection(Section):
    """One part of the experiment.

    Parameters
    ----------
    name : str
        "data", "network" or "training".
    mark : "live" or "restarts"
        When a change takes effect.
    submit : callable
        Where edits go.

    Attributes
    ----------
    structure_changed : Signal()
        Rows came or went.
    pointed : Signal(str, bool)
        The path that a row edits: the pointer has come to it, or left it.
    """

    structure_changed = Signal()
    pointed = Signal(str, bool)

    def __init__(self, name: str, mark: Mark, submit: Submit) -> None:
        self.name = name
        super().__init__(name.capitalize(), mark)
        self._specs: tuple[RowSpec, ...] = ()
        self._document: Document = {}
        self._unfolded = False
        self.toggle = IconButton("chevron-down", "", size=(20, 20), icon_size=14, token="ink3", parent=self.head)
        self.toggle.clicked.connect(self._on_toggled)
        head_row = QHBoxLayout(self.head)
        head_row.setSpacing(0)
        head_row.addWidget(self.toggle)
        head_row.addStretch(1)
        self.rows = RowList(submit)
        self.rows.unfolded.connect(self.structure_changed)
        self.rows.pointed.connect(self.pointed)
        self._lit: frozenset[str] = frozenset()
        self.column.addWidget(self.rows)
        self._place_toggle()

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        super().restyle()
        self._place_toggle()

    def show_experiment(self, experiment: Experiment, document: Document, *, anew: bool) -> bool:
        """Show an experiment, and say whether rows came or went.

        Parameters
        ----------
        experiment, document : Experiment, dict
            The same in both forms.
        anew : bool
            Whether it is another experiment, so that rows are folded away that hold the default in it.
        """
        self._document = document
        self._specs = section_specs(self.name, experiment)
        changed = self.rows.show_rows(self._specs, document, unfolded=self._unfolded, keep=not anew)
        self._name_toggle()
        return changed

    def light(self, paths: frozenset[str]) -> None:
        """Give a ground to the rows of what is looked at: those that edit one of some paths, or what lies below it."""
        if paths != self._lit:
            before, self._lit = self._grounds(), paths
            for ground in (*before, *self._grounds()):
                self.update(ground)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        if not self._lit:
            return
        theme = current()
        with painting(self) as painter:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.tint))
            for ground in self._grounds():
                painter.drawRoundedRect(ground, 4.0, 4.0)

    def _grounds(self) -> list[QRect]:
        """Return where the rows are that are lit up: wider than they are, so that there is room around their words."""
        return [
            row.geometry().translated(self.rows.pos()).adjusted(-px(8), 1, px(8), -1)
            for row in self.rows
            if any(inside(row.spec.path, path) for path in self._lit)
        ]

    def unfold(self) -> None:
        """Show the rare rows too."""
        if not self._unfolded:
            self._on_toggled()

    @Slot()
    def _on_toggled(self) -> None:
        if self._unfolded:
            leave(self.rows)
        self._unfolded = not self._unfolded
        self.rows.show_rows(self._specs, self._document, unfolded=self._unfolded, keep=False)
        self._name_toggle()
        self.structure_changed.emit()

    def _name_toggle(self) -> None:
        """Say what the chevron brings up, and hide it where there is nothing."""
        rare = [spec for spec in self._specs if spec.rare and is_default(self._document, spec.path)]
        if not rare:
            leave(self.toggle)
        self.toggle.setVisible(bool(rare))
        words = ", ".join(lowered(spec.label) for spec in rare)
        verb, icon = ("Hide", "chevron-up") if self._unfolded else ("Show", "chevron-down")
        self.toggle.set_icon(icon, f"{verb} {words}")

    def _place_toggle(self) -> None:
        """Put the chevron right after the head's words."""
        layout: Any = self.head.layout()
        if layout is not None:
            words = QFontMetricsF(font("title")).horizontalAdvance(self.title)
            layout.setContentsMargins(round(words) + px(2), px(2), 0, px(2))
