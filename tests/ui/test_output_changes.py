"""What of the Output panel is painted anew: all that changes, and while training little else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF
from PySide6.QtGui import QImage, QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nnviz.arrays import Array
from tests.ui.output_cases import CASES, changed, choose, document, feed, frame_of, open_panel, with_theta
from ui.frame import Frame
from ui.panels.output import OutputPanel
from ui.panels.output.matrix import MatrixView
from ui.panels.output.plane import PlaneView

KINDS = ["two classes", "five arms", "plane", "sine", "diabetes", "iris", "digits"]
ALONE = document({"name": "circles"})


pytestmark = pytest.mark.usefixtures("light")


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


def pixels_of(panel: OutputPanel) -> Array:
    image = panel.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
    return pixels[:, : image.width()].copy()


def trained_on(frame: Frame, share: float) -> Frame:
    """Return the next frame: the chosen run's parameters are changed a little, and by chance."""
    theta = frame.snapshot.theta
    return with_theta(frame, theta + share * np.random.default_rng(1).normal(size=len(theta)))


def painted_by(panel: OutputPanel, frame: Frame) -> QRegion:
    """Give a panel a frame with everything computed for it; return what is painted then."""
    QApplication.processEvents()
    painted = Painted(panel)
    panel.draw(frame)
    computation = panel.computation(frame)
    assert computation is not None
    panel.draw_result(computation(lambda: False))
    QApplication.processEvents()
    return painted.region


@pytest.mark.parametrize("experiment", [ALONE, *(CASES[case] for case in KINDS)])
@pytest.mark.parametrize("share", [1e-3, 0.5])
@pytest.mark.parametrize("pointed", [False, True])
def test_nothing_changes_where_nothing_is_painted(
    qtbot: QtBot, experiment: dict[str, Any], share: float, pointed: bool
) -> None:
    frame = frame_of(experiment)
    panel = open_panel(qtbot, frame)
    if pointed:
        panel._hover(QPointF(150, 100))
    before = pixels_of(panel)
    region = painted_by(panel, trained_on(frame, share))
    moved = np.argwhere(pixels_of(panel) != before)
    assert len(moved) or share < 0.1
    assert all(region.contains(QPoint(x, y)) for y, x in moved[:: max(1, len(moved) // 2000)].tolist())


def test_a_map_alone_paints_only_its_plot(qtbot: QtBot) -> None:
    frame = frame_of(ALONE)
    panel = open_panel(qtbot, frame)
    view = panel.view
    assert isinstance(view, PlaneView)
    assert painted_by(panel, trained_on(frame, 0.1)).boundingRect() == view.plot.box.toAlignedRect()
    panel._hover(view.plot.box.center())
    assert painted_by(panel, trained_on(frame, 0.2)).boundingRect() == panel.rect()


def test_a_map_that_goes_blank_leaves_nothing_behind(qtbot: QtBot) -> None:
    frame = frame_of(ALONE)
    panel = open_panel(qtbot, frame)
    broken = with_theta(frame, np.full_like(frame.snapshot.theta, np.nan))
    feed(panel, broken)
    fresh = open_panel(qtbot, broken)
    np.testing.assert_array_equal(pixels_of(panel), pixels_of(fresh))


def test_a_small_map_that_goes_leaves_nothing_behind(qtbot: QtBot) -> None:
    frame = frame_of(CASES["two classes"])
    panel = open_panel(qtbot, frame)
    region = painted_by(panel, changed(frame, hidden=frozenset({1})))
    assert region.boundingRect() == panel.rect()


def test_samples_and_counts_follow_the_results(qtbot: QtBot) -> None:
    frame = frame_of(CASES["digits"])
    panel = open_panel(qtbot, frame, (452, 486))
    view = panel.view
    assert isinstance(view, MatrixView)
    for share in (1e-3, 0.05, 0.5):
        later = trained_on(frame, share)
        feed(panel, later)
        np.testing.assert_array_equal(pixels_of(panel), pixels_of(open_panel(qtbot, later, (452, 486))))
    choose(qtbot, panel, "Train", later)
    other = open_panel(qtbot, later, (452, 486))
    choose(qtbot, other, "Train", later)
    np.testing.assert_array_equal(pixels_of(panel), pixels_of(other))


def test_counts_that_stay_are_not_painted(qtbot: QtBot) -> None:
    frame = frame_of(CASES["digits"])
    panel = open_panel(qtbot, frame, (452, 486))
    view = panel.view
    assert isinstance(view, MatrixView)
    assert not painted_by(panel, frame).contains(view.plan.cells.center().toPoint())
    assert painted_by(panel, trained_on(frame, 0.5)).contains(view.plan.cells.center().toPoint())
