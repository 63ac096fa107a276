"""A lab of its own, and what tests do with it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from ui.lab.canvas.picture import compute
from ui.lab.page import LabPage

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def lab(qtbot: QtBot, light: None) -> LabPage:
    """The page alone, with its contours."""
    page = LabPage()
    qtbot.addWidget(page)
    page.resize(1300, 800)
    with qtbot.waitExposed(page):
        page.show()
    settle(page)
    return page


def settle(page: LabPage) -> None:
    """Run the race that is due, and compute the contours as the evaluator does."""
    page.bench.settle()
    request = page.canvas._request()
    assert request is not None
    if not page.canvas.settled:
        page.canvas.draw_result(compute(request, lambda: False))
    assert page.settled


def at(page: LabPage, x: float, y: float) -> QPoint:
    """Return the canvas' pixel of a place."""
    return QPointF(*page.canvas.window_now.pixel(x, y)).toPoint()


def place(page: LabPage, pixel: QPoint) -> tuple[float, float]:
    """Return the place at one of the canvas' pixels."""
    return page.canvas.window_now.place(pixel.x(), pixel.y())
