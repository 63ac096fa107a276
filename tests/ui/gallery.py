"""Draw every control, marker, colour and font role into one picture a theme and font scale, to be looked at.

Run it by hand: ``python tests/ui/gallery.py FOLDER``. It needs no display.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
from PySide6 import QtWidgets as w
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent

from ui import controls as c
from ui import theme as t
from ui.theme.colour_maps import class_map, magnitude_map, region_map, signed_map
from ui.theme.runs import RUNS
from ui.theme.typography import TYPES

RATE = c.NumberRange(minimum=0, maximum=1e6, slider=(1e-5, 10), scale="log", minimum_excluded=True)
COUNT = c.NumberRange(minimum=4, maximum=1_000_000, slider=(10, 1000), whole=True)
SHARE = c.NumberRange(minimum=0, maximum=0.9, factor=100, unit="%")
UNIT = c.NumberRange(minimum=0, maximum=1)
WEIGHTS = [c.Option("xavier", "Xavier normal"), c.Option("he", "He normal"), c.Option("small", "Normal 0.01")]


def main(folder: Path) -> None:
    """Save the pictures."""
    app = w.QApplication(sys.argv[:1])
    appearance = t.appearance()
    folder.mkdir(parents=True, exist_ok=True)
    for name in t.THEMES:
        for scale in (1.0, 1.5):
            appearance.choose(name)
            appearance.set_font_scale(scale)
            window = Gallery()
            window.resize(window.sizeHint())
            window.show()
            app.processEvents()
            window.grab().save(str(folder / f"{name}-{scale * 100:.0f}.png"))
            menu = window.menu
            menu.show()
            app.processEvents()
            menu.grab().save(str(folder / f"{name}-{scale * 100:.0f}-menu.png"))
            menu.hide()
            window.close()


class Gallery(w.QWidget):
    """Everything at once, arranged like the window."""

    def __init__(self) -> None:
        super().__init__()
        column = w.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._menu_bar())
        column.addWidget(self._transport())
        column.addWidget(c.Divider())
        below = w.QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(self._form())
        below.addWidget(c.Divider(Qt.Orientation.Vertical))
        below.addWidget(Samples(), 1)
        below.addWidget(self._dialog())
        column.addLayout(below, 1)

    def _menu_bar(self) -> w.QHBoxLayout:
        bar = w.QMenuBar()
        for name in ("File", "Edit", "View", "Run", "Experiment", "Help"):
            bar.addMenu(name)
        self.menu = w.QMenu(self)
        self.menu.addAction(t.icon("file-plus"), "New").setShortcut("Ctrl+N")
        self.menu.addAction(t.icon("folder-open"), "Open…").setShortcut("Ctrl+O")
        self.menu.addMenu("Examples")
        self.menu.addSeparator()
        disabled = self.menu.addAction(t.icon("save"), "Save")
        disabled.setEnabled(False)
        for text, checked in (("Follow the system", False), ("Light", True)):
            action = self.menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(checked)
        tabs = c.Tabs("Layout")
        for name in ("Overview", "Network", "Loss"):
            tabs.addTab(name)
        row = w.QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(bar, 1)
        row.addWidget(tabs)
        return row

    def _transport(self) -> w.QWidget:
        bar = w.QWidget()
        bar.setFixedHeight(t.px(48))
        row = w.QHBoxLayout(bar)
        row.setContentsMargins(t.px(12), 0, t.px(14), 0)
        row.setSpacing(t.px(6))
        row.addWidget(c.IconButton("rotate-ccw", "Reset", size=(36, 36), icon_size=18))
        row.addWidget(c.PrimaryButton("pause", "Pause"))
        step = c.MenuButton("Step", w.QMenu(bar), icon="step-forward")
        step.show_text("1 epoch", "1 sample")
        row.addWidget(step)
        row.addWidget(c.Divider(Qt.Orientation.Vertical, 28))
        row.addWidget(c.Text("Speed", "body", "ink3"))
        speed = c.Slider(c.NumberRange(minimum=1, maximum=1e5, scale="log"), "Speed", knob=14)
        speed.setFixedWidth(t.px(120))
        speed.set_number(350)
        row.addWidget(speed)
        row.addWidget(c.Text("350 steps/s"))
        row.addWidget(c.Divider(Qt.Orientation.Vertical, 28))
        for label, value, widest in (("Epoch", "140", "9,999"), ("Step", "1,820", "999,999")):
            row.addWidget(_counter(label, value, widest))
        row.addWidget(c.Divider(Qt.Orientation.Vertical, 28))
        run = c.MenuButton("Run", w.QMenu(bar))
        run.show_run(t.run_style(1), "with momentum")
        row.addWidget(run)
        for label, value in (("Train loss", "0.0046"), ("Test loss", "0.0216"), ("Test accuracy", "98.0\u2009%")):
            row.addWidget(_counter(label, value, "0.0000"))
        row.addStretch(1)
        row.addWidget(c.TextButton("Full screen", icon="expand"))
        row.addWidget(c.TextButton("Present", kind="bordered", icon="presentation", height=32))
        return bar

    def _form(self) -> w.QWidget:
        form = w.QWidget()
        form.setFixedWidth(t.px(248) - 1)
        column = w.QVBoxLayout(form)
        column.setContentsMargins(t.px(16), t.px(8), t.px(16) - 1, t.px(8))
        column.setSpacing(0)
        column.addWidget(c.SectionHead("Data", "restarts"))
        for label, numbers, value in (("Samples", COUNT, 500), ("Noise", UNIT, 0.05), ("Test share", SHARE, 0.2)):
            field = c.SliderField(numbers, label)
            field.set_number(value)
            _add_row(column, label, field)
        column.addSpacing(t.px(8))
        column.addWidget(c.SectionHead("Network", "restarts"))
        row = w.QWidget()
        line = w.QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(t.px(4))
        units = c.NumberField(COUNT, "Units", width=38)
        units.set_number(8)
        line.addWidget(units)
        line.addWidget(c.Choice("Activation", [c.Option("tanh", "tanh"), c.Option("relu", "relu")]), 1)
        line.addWidget(c.IconButton("x", "Remove", size=(16, 24), icon_size=14, token="ink3"))
        _add_row(column, "Hidden 1", row)
        column.addWidget(c.TextButton("Add layer", kind="link", icon="plus", height=28))
        _add_row(column, "Initial weights", c.Choice("Initial weights", WEIGHTS))
        column.addSpacing(t.px(8))
        column.addWidget(c.SectionHead("Training", "live"))
        rate = c.SliderField(RATE, "Learning rate")
        rate.set_number(0.05)
        _add_row(column, "Learning rate", rate)
        wrong = c.SliderField(RATE, "Learning rate")
        wrong.field.setText("-3")
        wrong.field.editingFinished.emit()
        _add_row(column, "Refused", wrong)
        column.addWidget(c.Text(wrong.field.toolTip(), "tick", "error", wrap=True))
        disabled = c.SliderField(UNIT, "Off")
        disabled.set_number(0.4)
        disabled.setEnabled(False)
        _add_row(column, "Disabled", disabled)
        _add_row(column, "Loss", c.Choice("Loss", [c.Option("bce", "Cross-entropy")]), "restarts")
        seed = w.QWidget()
        line = w.QHBoxLayout(seed)
        line.setContentsMargins(0, 0, 0, 0)
        field = c.NumberField(COUNT, "Seed", width=90)
        field.set_number(7)
        line.addWidget(field)
        line.addStretch(1)
        line.addWidget(c.IconButton("dices", "New seed", icon_size=18))
        _add_row(column, "Seed", seed, "restarts")
        column.addStretch(1)
        return form

    def _dialog(self) -> w.QWidget:
        box = w.QWidget()
        column = w.QVBoxLayout(box)
        column.setSpacing(t.px(8))
        row = w.QHBoxLayout()
        group = w.QButtonGroup(box)
        for name in ("Loss", "Accuracy"):
            chip = c.Chip(name)
            group.addButton(chip)
            row.addWidget(chip)
        group.buttons()[0].setChecked(True)
        row.addWidget(c.IconButton("copy", "Copy"))
        row.addWidget(c.IconButton("maximize-2", "Enlarge"))
        row.addStretch(1)
        column.addLayout(row)
        row = w.QHBoxLayout()
        default = w.QPushButton("Save")
        default.setDefault(True)
        row.addWidget(default)
        row.addWidget(w.QPushButton("Cancel"))
        off = c.TextButton("Resume from here", kind="bordered")
        off.setEnabled(False)
        row.addWidget(off)
        row.addWidget(c.TextButton("Race it", kind="bordered", height=26))
        column.addLayout(row)
        row = w.QHBoxLayout()
        for mark in (w.QCheckBox("Check"), w.QCheckBox("Checked"), w.QRadioButton("One"), w.QRadioButton("Two")):
            if mark.text() in ("Checked", "Two"):
                mark.setChecked(True)
            row.addWidget(mark)
        column.addLayout(row)
        row = w.QHBoxLayout()
        row.addWidget(w.QLineEdit("a line"))
        bar = w.QScrollBar(Qt.Orientation.Horizontal)
        row.addWidget(bar, 1)
        column.addLayout(row)
        short = c.ElidedText("One sentence that says what is seen and is cut", "label", "ink3")
        short.setFixedWidth(t.px(220))
        column.addWidget(short)
        splitter = c.Splitter(Qt.Orientation.Horizontal)
        for _ in range(2):
            part = w.QWidget()
            part.setProperty("ground", "surface")
            part.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            part.setMinimumSize(t.px(60), t.px(60))
            splitter.addWidget(part)
        column.addWidget(splitter)
        column.addStretch(1)
        return box


class Samples(w.QWidget):
    """Type roles, markers, classes and colour maps."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(t.px(460), t.px(520))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = t.current()
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.fillRect(self.rect(), QColor(theme.surface))
        y = float(t.px(20))
        for role in TYPES:
            p.setFont(t.font(role))
            p.setPen(QColor(theme.ink))
            p.drawText(QPointF(t.px(12), y), f"{role}  0.0046  1,820  −1.23e−6  10⁻⁴  x₁  98.0\u2009%  → × αβ")
            y += t.px(22)
        for k, style in enumerate(RUNS):
            t.draw_run_marker(p, style, theme, QPointF(t.px(20 + 24 * k), y), t.px(11))
        y += t.px(24)
        for k, colour in enumerate(t.class_colours(theme, 10)):
            at = QPointF(t.px(20 + 24 * k), y)
            t.draw_marker(p, t.class_shape(k), at, t.px(9), colour, outline=theme.surface)
            at.setY(y + t.px(20))
            t.draw_marker(p, t.class_shape(k), at, t.px(9), colour, fill=theme.surface, outline_width=1.5)
        y += t.px(36)
        ramp = np.linspace(-1, 1, 300)[None].repeat(12, axis=0)
        for pixels in (
            signed_map(theme).apply(ramp, 1),
            region_map(theme).apply(ramp, 1),
            magnitude_map().apply(ramp, 1),
        ):
            p.drawImage(QRectF(t.px(12), y, t.px(300), t.px(12)), t.picture(pixels))
            y += t.px(18)
        angle = np.arctan2(*np.mgrid[-1:1:60j, -1:1:300j])
        centres = np.linspace(-np.pi, np.pi, 11)[:-1]
        scores = np.exp(6 * np.cos(angle[..., None] - centres))
        pixels = class_map(theme, 10).apply(scores / scores.sum(axis=-1, keepdims=True))
        p.drawImage(QRectF(t.px(12), y, t.px(300), t.px(60)), t.picture(pixels))
        for k, name in enumerate(sorted(path.stem for path in Path("resources/icons").glob("*.svg"))):
            box = QRectF(t.px(12 + 26 * (k % 16)), y + t.px(72 + 26 * (k // 16)), t.px(16), t.px(16))
            t.draw_icon(p, name, box, theme.ink2)
        p.end()


def _counter(label: str, value: str, widest: str) -> c.Counter:
    counter = c.Counter(label, widest)
    counter.set_value(value)
    return counter


def _add_row(column: w.QVBoxLayout, label: str, widget: w.QWidget, mark: c.Mark | None = None) -> None:
    row = w.QHBoxLayout()
    row.setSpacing(0)
    row.addWidget(c.RowLabel(label, mark))
    row.addWidget(widget, 1)
    column.addLayout(row)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
