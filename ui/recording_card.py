"""What a recording says of itself, in the place of the form: nothing of it can be changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from nnviz.recorded_run import RecordedRun
from ui import numbers
from ui.controls import Divider, ElidedText, Text
from ui.experiment_form.section import Section
from ui.theme import follow, px

WIDTH = 248
MOST_LAYERS = 40
"""So many layers have a line of their own."""
ROW = 24
_NOTE = "Trained by another program: look at any recorded step. It cannot be trained further."

Row = tuple[str, str]


class RecordingCard(QScrollArea):
    """Shows one or more recordings, each with its file, its steps, what was recorded, and its layers."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Recording")
        self._recordings: list[RecordedRun] = []
        follow(self.restyle)

    def restyle(self) -> None:
        """Take the width anew from the font scale."""
        self.setFixedWidth(px(WIDTH))

    def show_recordings(self, recordings: list[RecordedRun]) -> None:
        """Show these; none where none is open."""
        if recordings == self._recordings:
            return
        self._recordings = recordings
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for index, one in enumerate(recordings):
            if index:
                column.addWidget(Divider())
            column.addWidget(_section(one.name, [(_NOTE, "")] if index == 0 else []))
            column.addWidget(_section("File", list(_about_file(one))))
            column.addWidget(_section("Recorded", list(_about_rows(one))))
            if one.layer_names:
                column.addWidget(_section("Layers", list(_about_layers(one))))
        column.addStretch(1)
        self.setWidget(content)  # the one before goes with it


def _about_file(one: RecordedRun) -> Iterator[Row]:
    yield "Name", one.path.name
    try:
        known = one.path.stat()
    except OSError:
        yield "Place", "not there any more"
    else:
        yield "Size", _bytes(known.st_size)
        yield "Written", datetime.fromtimestamp(known.st_mtime).strftime("%Y-%m-%d %H:%M")
    if not one.recording.finished:
        yield "Not closed: cut short, or still running. Open it again to see what came since.", ""


def _about_rows(one: RecordedRun) -> Iterator[Row]:
    first, last = numbers.count(int(one.steps[0])), numbers.count(one.last_step)
    yield "Steps", f"{first} to {last}"
    yield "Recorded", numbers.count(len(one.steps))
    for words, key in (("Loss", "loss"), ("Accuracy", "accuracy")):
        shares = [share for share in ("train", "test") if f"{share}_{key}" in one.measured]
        yield words, " and ".join(shares) or "none"
    for words, steps in (
        ("Weights", one.weight_steps),
        ("Gradients", one.gradient_steps),
        ("Activations", one.activation_steps),
    ):
        yield words, f"at {numbers.count(len(steps))} steps" if len(steps) else "none"


def _about_layers(one: RecordedRun) -> Iterator[Row]:
    for layer in one.recording.layers[:MOST_LAYERS]:
        shape = layer.weights
        if shape is None:
            size = ""
        elif len(shape) == 2:
            size = f"{numbers.count(shape[0])} → {numbers.count(shape[1])}"
        else:
            size = " × ".join(map(str, shape))
        yield layer.name, f"{size} {layer.activation or ''}".strip()
    if len(one.recording.layers) > MOST_LAYERS:
        yield f"and {len(one.recording.layers) - MOST_LAYERS:,} more", ""


def _section(title: str, rows: Sequence[Row]) -> Section:
    section = Section(title)
    for label, value in rows:
        if not value:
            section.column.addWidget(Text(label, "label", "ink3", wrap=True))
            continue
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(Text(label, "label", "ink2"))
        words = ElidedText(value, "value", "ink")
        words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(words, 1)
        line.setFixedHeight(px(ROW))
        section.column.addWidget(line)
    return section


def _bytes(size: int) -> str:
    """Write a size as file managers do."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{numbers.significant(size / factor, 3)} {unit}"
    return f"{size} bytes"
