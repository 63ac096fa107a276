"""Pictures: as many pixels as said, drawn anew at each scale; vectors with text; the light theme for a moment."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zlib
from itertools import product

import numpy as np
import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnviz.arrays import Array
from nnviz.errors import InvalidInput
from nnviz.experiment import Experiment
from tests.ui.conftest import OpenWindow
from tests.ui.export_cases import rest, train
from ui.examples import example
from ui.exports import lighting
from ui.exports.choices import PictureChoices
from ui.exports.lighting import in_light_theme
from ui.exports.vectors import pdf_of, svg_of
from ui.main_window import MainWindow
from ui.panel_table import PANELS
from ui.pictures import Subject, image_of, panel_subject, pixel_size, png_of, window_subject
from ui.theme import appearance, current

SVG = "{http://www.w3.org/2000/svg}"


def values(image: QImage) -> Array:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., :3].astype(int)


def calm(qtbot: QtBot, window: MainWindow) -> Array:
    """Wait until nothing eases any more, and return what is seen."""
    seen = [window.grab().toImage()]

    def still() -> bool:
        rest(qtbot, window)
        qtbot.wait(300)
        seen.append(window.grab().toImage())
        return seen[-1] == seen[-2]

    qtbot.waitUntil(still, timeout=20_000)
    return values(seen[-1])


@pytest.fixture
def trained(qtbot: QtBot, window: MainWindow) -> MainWindow:
    train(qtbot, window, 9)
    return window


def test_pixel_sizes_are_exact(trained: MainWindow) -> None:
    subjects = panel_subject(trained.board.frames["loss"]), window_subject(trained)
    for subject, width in product(subjects, (1, 2, 4, 1000, 333)):
        columns = width * subject.size.width() if width <= 4 else width
        picture = QImage.fromData(png_of(subject, columns), "PNG")
        assert picture.size() == pixel_size(subject, columns)
        if width <= 4:
            assert picture.size() == subject.size * width
        assert picture.devicePixelRatio() == 1.0


@pytest.mark.parametrize("name", [kind.name for kind in PANELS])
def test_larger_is_drawn_anew_and_not_magnified(qtbot: QtBot, trained: MainWindow, name: str) -> None:
    trained.board.toggle_enlarged(name)
    rest(qtbot, trained)
    subject = panel_subject(trained.board.frames[name])
    small, large = (values(image_of(subject, scale * subject.size.width())) for scale in (1, 4))
    # In a magnified picture all four pixels of a row of four are alike, or flow evenly.
    edges = np.abs(np.diff(large, axis=1)).max(axis=2)
    inside = np.delete(edges, np.s_[3::4], axis=1)
    assert (inside > 100).sum() > 500
    # And yet it shows the same: each block of pixels has the mean of the small picture's pixel, nearly everywhere.
    rows, columns, _ = small.shape
    blocks = large.reshape(rows, 4, columns, 4, 3).mean(axis=(1, 3))
    assert np.mean(np.abs(blocks - small).max(axis=2) < 60) > 0.93


def test_a_size_beyond_all_memory_is_refused(qtbot: QtBot) -> None:
    subject = Subject("x", "X", QSize(1, 10_000), lambda painter: None)
    with pytest.raises(InvalidInput, match=r"16,384 × 163,840,000 pixels does not fit into memory"):
        image_of(subject, 16_384)


@pytest.mark.parametrize("name", ["activations", "loss", "gradients", "surface", "network", "output"])
def test_vectors_keep_text_and_curves(qtbot: QtBot, trained: MainWindow, name: str) -> None:
    trained.board.toggle_enlarged(name)
    rest(qtbot, trained)
    frame = trained.board.frames[name]
    subject = panel_subject(frame)
    root = ET.fromstring(svg_of(subject))
    assert (root.get("width"), root.get("height")) == (str(frame.width()), str(frame.height()))
    text = " ".join("".join(element.itertext()) for element in root.iter(f"{SVG}text"))
    assert frame.panel.title in text
    shapes = [element for tag in ("path", "polyline", "line", "rect") for element in root.iter(f"{SVG}{tag}")]
    assert len(shapes) > 5
    # Only maps are pixels.
    largest = max((float(image.get("width", 0)) for image in root.iter(f"{SVG}image")), default=0.0)
    assert largest < 0.9 * frame.width()

    pdf = pdf_of(subject)
    assert pdf.startswith(b"%PDF-")
    [box] = re.findall(rb"/MediaBox \[([^\]]*)\]", pdf)
    assert [float(number) for number in box.split()] == pytest.approx(
        [0, 0, frame.width() * 0.75, frame.height() * 0.75], abs=0.6
    )
    assert b"/FontFile" in pdf
    assert sum(page.count(b"Tj") + page.count(b"TJ") for page in _streams(pdf)) > 5


def _streams(pdf: bytes) -> list[bytes]:
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            found.append(stream)
    return found


class Clipping(QWidget):
    """A widget that fills all it may of a rectangle, then goes elsewhere while the clip lasts."""

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        painter.setClipRect(QRect(10, 10, 20, 20))
        painter.fillRect(QRect(0, 0, 100, 100), QColor("red"))
        painter.translate(5, 5)
        painter.fillRect(QRect(0, 0, 100, 100), QColor("blue"))
        painter.end()


def test_clips_are_where_the_widget_is(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    child = Clipping(window)
    child.setGeometry(40, 60, 100, 100)
    window.resize(200, 200)
    window.show()
    root = ET.fromstring(svg_of(window_subject(window)))
    parents = {child: parent for parent in root.iter() for child in parent}
    clips = {clip.get("id"): clip for clip in root.iter(f"{SVG}clipPath")}
    colours = []
    for group in root.iter(f"{SVG}g"):
        if group.get("fill") in ("#ff0000", "#0000ff"):
            name = parents[group].get("clip-path", "")[5:-1]
            points = re.findall(r"([\d.]+),([\d.]+)", clips[name][0].get("d", ""))
            xs, ys = zip(*[(float(x), float(y)) for x, y in points], strict=True)
            assert (min(xs), max(xs), min(ys), max(ys)) == (50, 70, 70, 90)
            colours.append(group.get("fill"))
    assert colours == ["#ff0000", "#0000ff"]


@pytest.mark.parametrize(("name", "theme"), [("spirals", "dark"), ("spirals", "projector"), ("digits", "dark")])
def test_light_for_print_is_the_light_window_and_leaves_no_trace(
    qtbot: QtBot, open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch, name: str, theme: str
) -> None:
    monkeypatch.setattr(lighting, "PATIENCE_SECONDS", 30.0)  # a busy machine may need longer than a user would wait
    window = open_window(example(name))
    appearance().choose(theme)
    train(qtbot, window, 40)
    before = calm(qtbot, window)
    frames = [frame for frame in window.board.frames.values() if frame.isVisible()]
    subjects, panels = [panel_subject(frame) for frame in frames], [frame.panel for frame in frames]
    session = window.session
    with in_light_theme(panels, session.frame, session.evaluator):
        light = [values(image_of(subject, 2 * subject.size.width())) for subject in subjects]
    assert current().name == appearance().chosen == theme
    # Already the very next paint is as before, without waiting for anything to be computed.
    np.testing.assert_array_equal(values(window.grab().toImage()), before)
    rest(qtbot, window)
    np.testing.assert_array_equal(values(window.grab().toImage()), before)
    appearance().choose("light")
    calm(qtbot, window)
    for subject, found in zip(subjects, light, strict=True):
        np.testing.assert_array_equal(found, values(image_of(subject, 2 * subject.size.width())), subject.name)


def test_light_for_print_while_training(qtbot: QtBot, open_window: OpenWindow, small: Experiment) -> None:
    window = open_window(small, play=True)
    appearance().choose("dark")
    session = window.session
    qtbot.waitUntil(lambda: session.frame is not None and session.frame.snapshots[0].step > 50)
    taken = session.frame
    with in_light_theme(window.board.panels, taken, session.evaluator):
        picture = values(image_of(window_subject(window), window.width()))
    assert np.median(picture) > 240
    assert session.playing
    assert current().name == "dark"
    qtbot.waitUntil(
        lambda: session.frame is not None and session.frame.snapshots[0].step > taken.snapshots[0].step + 50
    )


def test_following_the_system_is_followed_afterwards(trained: MainWindow) -> None:
    appearance().choose("dark")
    appearance().choose(None)
    shown = current().name
    session = trained.session
    with in_light_theme(trained.board.panels, session.frame, session.evaluator):
        assert current().name == "light"
    assert appearance().chosen is None
    assert current().name == shown


def test_an_error_while_drawing_brings_the_theme_back(trained: MainWindow) -> None:
    appearance().choose("dark")
    with pytest.raises(InvalidInput), in_light_theme([], None, trained.session.evaluator):
        raise InvalidInput("no memory")
    assert current().name == "dark"


@pytest.mark.parametrize(
    "value",
    [None, 3, [], {"format": "gif"}, {"size": ["2x"]}, {"width": 15}, {"width": True}, {"light": 1}, {"other": 2}],
)
def test_remembered_nonsense_is_forgotten(value: object) -> None:
    assert PictureChoices.read(value) == PictureChoices()


def test_choices_are_remembered_whole() -> None:
    choices = PictureChoices(format="pdf", size="width", width=777, light=True, whole=True)
    assert PictureChoices.read(choices.remembered()) == choices
    assert choices.columns(100) == 777
    assert PictureChoices(size="4x").columns(100) == 400
