"""What of the Network panel is painted anew: all that changes, and while training little else."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QBuffer, QEvent, QObject, QPoint
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QRegion
from PySide6.QtSvg import QSvgGenerator, QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nnviz.arrays import Array
from tests.ui.network_cases import (
    assembly_of,
    feed,
    frame_of,
    middle,
    open_panel,
    point_at,
    snapshot,
    theta_of,
    unit_box,
)
from ui.frame import Frame, Selection
from ui.panels.network import NetworkPanel
from ui.theme import appearance, current

CASES = [
    ("spirals", {}),
    ("spirals", {"sample": ("train", 3)}),
    ("spirals", {"selection": Selection(2, 1, 3)}),
    ("five arms", {"sample": ("train", 3), "selection": Selection(1, 4)}),
    ("sine", {}),
    ("digits", {}),
    ("digits", {"selection": Selection(1, 6)}),
    ("diabetes", {"sample": ("test", 1)}),
]


@pytest.fixture(autouse=True)
def usual_look(qtbot: QtBot) -> Iterator[None]:
    appearance().choose("light")
    yield
    appearance().choose("light")


class Painted(QObject):
    """Notes which part of a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.region = QRegion()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region = self.region.united(event.region())
        return False


def shown(qtbot: QtBot, frame: Frame) -> NetworkPanel:
    """Show a panel, and wait until it is painted."""
    panel = open_panel(qtbot, frame)
    qtbot.waitExposed(panel)
    qtbot.waitUntil(lambda: not panel.graph.fresh)
    QApplication.processEvents()
    return panel


def image_of(panel: NetworkPanel) -> QImage:
    return panel.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def values_of(image: QImage) -> Array:
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
    return pixels[:, : image.width()].copy()


def trained_on(frame: Frame, share: float) -> Frame:
    """Return the next frame: all parameters are changed a little, and by chance."""
    theta = frame.snapshot.theta
    changed = theta + share * np.random.default_rng(1).normal(size=len(theta))
    return replace(frame, snapshots=(snapshot(frame.run.assembly, changed, step=9),))


@pytest.mark.parametrize(("case", "looked_at"), CASES)
@pytest.mark.parametrize("share", [1e-4, 0.3])
def test_nothing_changes_where_nothing_is_painted(
    qtbot: QtBot, case: str, looked_at: dict[str, object], share: float
) -> None:
    frame = frame_of(case, playing=True, **looked_at)
    panel = shown(qtbot, frame)
    before = values_of(image_of(panel))
    painted = Painted(panel)
    feed(panel, trained_on(frame, share))
    QApplication.processEvents()
    region = painted.region
    changed = np.argwhere(values_of(image_of(panel)) != before)
    assert len(changed)
    assert all(region.contains(QPoint(x, y)) for y, x in changed[:: max(1, len(changed) // 2000)].tolist())


def test_while_links_stay_alike_only_the_units_are_painted(qtbot: QtBot) -> None:
    frame = frame_of("spirals", playing=True)
    panel = shown(qtbot, frame)
    painted = Painted(panel)
    feed(panel, trained_on(frame, 1e-4))
    QApplication.processEvents()
    assert painted.region.contains(middle(unit_box(panel, 2, 3)))
    gap = panel.graph.layout.gaps[1]
    assert not painted.region.contains(QPoint(round((gap.x0 + gap.x1) / 2), 150))
    assert not painted.region.contains(middle(unit_box(panel, 0, 0)))


def test_a_frame_that_looks_alike_paints_nothing(qtbot: QtBot) -> None:
    frame = frame_of("spirals", playing=True)
    panel = shown(qtbot, frame)
    painted = Painted(panel)
    panel.draw(trained_on(frame, 0.1))
    QApplication.processEvents()
    assert painted.region.isEmpty()


def test_links_kept_while_training_are_exact_at_rest(qtbot: QtBot) -> None:
    frame = frame_of("spirals", playing=True)
    panel = open_panel(qtbot, frame)
    later = trained_on(frame, 1e-3)
    feed(panel, later)
    feed(panel, replace(later, playing=False))
    fresh = open_panel(qtbot, replace(later, playing=False))
    assert image_of(panel) == image_of(fresh)


def test_what_lies_under_the_pointer_follows_the_results(qtbot: QtBot) -> None:
    frame = frame_of("spirals", playing=True)
    panel = open_panel(qtbot, frame)
    point_at(panel, middle(unit_box(panel, 1, 2)))
    card_before = panel.graph.card()
    feed(panel, trained_on(frame, 0.3))
    assert panel.graph.card() != card_before


def test_an_svg_shows_every_unit_its_own_picture(qtbot: QtBot) -> None:
    theta = theta_of("digits").copy()
    weights = assembly_of("digits").network.layers[0].weights(theta)
    weights[...] = 0.0
    weights[:, 5] = 1.0
    panel = open_panel(qtbot, frame_of("digits", theta), (800, 715))
    buffer, generator = QBuffer(), QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(panel.size())
    generator.setViewBox(panel.rect())
    painter = QPainter(generator)
    panel.render(painter, QPoint(), renderFlags=QWidget.RenderFlag.DrawChildren)
    painter.end()
    image = QImage(panel.size(), QImage.Format.Format_RGB32)
    image.fill(current().surface)
    painter = QPainter(image)
    QSvgRenderer(buffer.data()).render(painter)
    painter.end()
    assert image.pixelColor(middle(unit_box(panel, 1, 5))).name().upper() == current().positive
    assert image.pixelColor(middle(unit_box(panel, 1, 6))).name().upper() == current().neutral
