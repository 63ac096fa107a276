"""Rows of the data: pictures of the data sets, and the features that the network sees."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QButtonGroup

from nnviz.datasets import DATASETS, choose_features
from nnviz.errors import InvalidInput
from ui.controls import Chip, FlatButton
from ui.experiment_form.changes import switch_dataset
from ui.experiment_form.edits import Submit
from ui.experiment_form.flow_layout import FlowLayout
from ui.experiment_form.formulas import tooltip
from ui.experiment_form.paths import Document, choice_name, value_at
from ui.experiment_form.row import Row
from ui.experiment_form.specs import FeaturesSpec, ThumbnailsSpec
from ui.theme import THEMES, ThemeName, class_colours, current, follow, painting, px

SIDE = 39
GAP = 5
POINTS = 60


class ThumbnailsRow(Row[ThumbnailsSpec]):
    """Data sets as small pictures; the one in force has a ring. The arrow keys go from one to the next."""

    def __init__(self, spec: ThumbnailsSpec, submit: Submit) -> None:
        super().__init__(spec, submit)
        self._flow = FlowLayout()
        self.line.addLayout(self._flow)
        self.group = QButtonGroup(self)
        self.pictures: dict[str, Thumbnail] = {}
        for name in spec.names:
            picture = Thumbnail(name)
            self.group.addButton(picture)
            self._flow.addWidget(picture)
            self.pictures[name] = picture
        self.group.buttonClicked.connect(self._on_clicked)
        follow(self.restyle)

    def read(self, document: Document) -> tuple[str, tuple[tuple[str, float], ...]]:
        """Return the chosen set and its hyperparameters."""
        value = value_at(document, self.spec.path)
        given = value.items() if isinstance(value, dict) else ()
        return choice_name(value), tuple((key, number) for key, number in given if key != "name")

    def display(self, value: Any) -> None:
        """Ring the chosen set, and draw it with the hyperparameters that it has."""
        name, hyperparameters = value
        self.pictures[name].setChecked(True)
        for key, picture in self.pictures.items():
            # One stop for the Tab key; the arrow keys do the rest.
            focus = Qt.FocusPolicy.TabFocus if key == name else Qt.FocusPolicy.ClickFocus
            picture.setFocusPolicy(focus)
            picture.set_hyperparameters(hyperparameters if key == name else ())

    @Slot(QAbstractButton)
    def _on_clicked(self, button: Thumbnail) -> None:
        name = button.name
        if name != self._value[0]:
            words = f"data set {DATASETS[name].label}"
            self.ask(self.spec.path, words, lambda experiment: switch_dataset(experiment, name))

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self._flow.set_spacing(px(GAP), px(GAP))
        self._flow.setContentsMargins(0, 0, 0, px(6))


class Thumbnail(FlatButton):
    """One data set, drawn from its own points.

    Parameters
    ----------
    name : str
        Its name in the registry.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._hyperparameters: tuple[tuple[str, float], ...] = ()
        entry = DATASETS[name]
        super().__init__(entry.label)
        self.setCheckable(True)
        self.setToolTip(f"<b>{entry.label}</b> {tooltip(entry.sentence, entry.formula)}")

    def set_hyperparameters(self, values: tuple[tuple[str, float], ...]) -> None:
        """Draw the set with other values."""
        if values != self._hyperparameters:
            self._hyperparameters = values
            self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(px(SIDE), px(SIDE))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        theme = current()
        with painting(self) as painter:
            chosen = self.isChecked()
            width = 2.0 if chosen else 1.0
            edge = theme.accent if chosen else theme.axis if self.underMouse() else theme.border
            painter.setPen(QPen(QColor(edge), width))
            painter.setBrush(QColor(theme.raised))
            inset = width / 2
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 4, 4)
            ratio = painter.deviceTransform().m11()
            painter.drawPixmap(0, 0, _points(self.name, self._hyperparameters, theme.name, self.width(), ratio))
            if self._ringed and self.hasFocus():
                painter.setPen(QPen(QColor(theme.accent), 1.0))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(3.5, 3.5, -3.5, -3.5), 2, 2)


@lru_cache(maxsize=64)
def _points(
    name: str, hyperparameters: tuple[tuple[str, float], ...], theme: ThemeName, side: int, ratio: float
) -> QPixmap:
    """Draw a data set's points, centred and as large as a picture's margin allows."""
    table = DATASETS[name].table(seed=0, samples=POINTS, hyperparameters=dict(hyperparameters))
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    low, high = table.inputs.min(axis=0), table.inputs.max(axis=0)
    scale = side * 0.70 / float(np.max(high - low))
    places = (table.inputs - (low + high) / 2) * scale * (1.0, -1.0) + side / 2
    with painting(picture) as painter:
        for label, colour in enumerate(class_colours(THEMES[theme], len(table.class_names))):
            pen = QPen(QColor(colour), side / 15)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPoints([QPointF(x, y) for x, y in places[table.targets == label]])
    return picture


class FeaturesRow(Row[FeaturesSpec]):
    """Switches for the functions of the coordinates that the network sees."""

    def __init__(self, spec: FeaturesSpec, submit: Submit) -> None:
        super().__init__(spec, submit)
        self.add_label()
        self.line.addStretch(1)
        self._flow = FlowLayout()
        self._column.addLayout(self._flow)
        self.chips: dict[str, Chip] = {}
        for option in spec.options:
            chip = Chip(option.label, f"Input {option.label}")
            chip.setToolTip(option.sentence)
            chip.clicked.connect(self._on_clicked)
            self._flow.addWidget(chip)
            self.chips[option.key] = chip
        follow(self.restyle)

    def read(self, document: Document) -> tuple[str, ...]:
        """Return the names of the features in force."""
        features = value_at(document, self.spec.path)
        return self._plain if features is None else tuple(features)

    def display(self, value: Any) -> None:
        """Show which features are in force."""
        for name, chip in self.chips.items():
            chip.setChecked(name in value)

    @property
    def _plain(self) -> tuple[str, ...]:
        """The coordinates themselves, which are in force where nothing is chosen."""
        return tuple(self.chips)[: self.spec.columns]

    @Slot()
    def _on_clicked(self) -> None:
        names = tuple(name for name, chip in self.chips.items() if chip.isChecked())
        try:
            choose_features(names, self.spec.columns, self.spec.dataset)
        except InvalidInput:
            self.refuse("The network needs at least one input.")
            return
        changed = next(iter(set(names) ^ set(self._value)))
        words = f"{'with' if changed in names else 'without'} input {self.chips[changed].text()}"
        self.send(words, None if names == self._plain else list(names))

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self._flow.set_spacing(px(4), px(4))
        self._flow.setContentsMargins(0, 0, 0, px(4))
