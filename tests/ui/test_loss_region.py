"""A frame of the Loss panel paints only what it changes, and leaves on the screen what a whole paint would."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, QPointF
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QRegion
from pytestqt.qtbot import QtBot

from nnviz.arrays import Array
from tests.ui.loss_cases import MIDDLE, WIDE, Runs, falling, open_panel, picture
from ui import numbers
from ui.frame import Mark
from ui.panels.loss import LossPanel
from ui.panels.loss.layout import Label
from ui.panels.loss.marks import End, draw_ends
from ui.plotting.easing import Easing
from ui.plotting.text import Figures, shape_of
from ui.theme import appearance


@pytest.fixture(autouse=True)
def light(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    appearance().choose("light")
    appearance().set_font_scale(1.0)
    monkeypatch.setattr(Easing, "move", lambda easing, aim, **_: easing.jump(aim))


def pixels(image: QImage) -> Array:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    array = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return array[:, : image.width(), 2::-1].astype(int)


def on_screen(qtbot: QtBot, panel: LossPanel) -> Array:
    """Return what stands on the screen, painted by however many paints."""
    qtbot.wait(30)
    return pixels(panel.screen().grabWindow(panel.winId()).toImage())


class PaintLog(QObject):
    """Notes what of a panel is painted from now on."""

    def __init__(self, panel: LossPanel) -> None:
        super().__init__(panel)
        self.regions: list[QRegion] = []
        panel.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.regions.append(event.region())
        return False


def area(region: QRegion) -> int:
    return sum(rect.width() * rect.height() for rect in region)  # type: ignore[attr-defined]


def rough(run: int, steps: Array) -> Array:
    """Return values whose number of digits, and of decimals, changes from row to row."""
    result = falling(run, steps)
    odd = (steps // 10 % 2).astype(bool)
    result[odd, 0], result[~odd, 0] = 0.0998, 0.1002
    result[odd, 2], result[~odd, 2] = 1.0, 0.998
    return result


@pytest.mark.parametrize("batches", [False, True])
@pytest.mark.parametrize("values", [falling, rough])
@pytest.mark.parametrize("steps_per_epoch", [4, 90])
@pytest.mark.parametrize("size", [WIDE, MIDDLE])
def test_what_many_frames_leave_on_the_screen_is_the_whole(
    qtbot: QtBot, size: tuple[int, int], steps_per_epoch: int, values: Any, batches: bool
) -> None:
    runs = Runs(3, values, steps_per_epoch=steps_per_epoch)
    panel = open_panel(qtbot, runs, size)
    panel._controls.batches.setChecked(batches)
    for k in range(60):
        if k == 20:
            runs.views[0].marks.append(Mark(runs.step, runs.step / steps_per_epoch, "rate 0.1 → 0.05"))
        if k == 40:
            runs.diverge(1)
        panel.draw(runs.advance(13).frame(chosen=k % 2))
        qtbot.wait(1)
    difference = np.abs(on_screen(qtbot, panel) - picture(panel))
    # Smoothed edges may come out a little differently where only a part of them is painted.
    assert difference.max() <= 4


def test_a_frame_paints_the_newest_columns_and_the_values(qtbot: QtBot) -> None:
    runs = Runs(2).advance(1700)
    panel = open_panel(qtbot, runs)
    panel.draw(runs.advance(10).frame())
    qtbot.wait(20)
    regions = PaintLog(panel).regions
    for _ in range(10):
        panel.draw(runs.advance(10).frame())
        qtbot.wait(20)
    assert len(regions) == 10
    whole = panel.width() * panel.height()
    assert max(area(region) for region in regions) < whole / 4
    for plot in panel._painting._scene.plots:
        assert plot.cursor is not None
        assert not regions[-1].contains(plot.view.box.center())
        assert regions[-1].intersects(plot.layout.area)


def test_between_two_evaluations_only_the_cursor_is_painted(qtbot: QtBot) -> None:
    runs = Runs(2, steps_per_epoch=500).advance(1300)
    panel = open_panel(qtbot, runs)
    regions = PaintLog(panel).regions
    panel.draw(runs.advance(5).frame())
    qtbot.wait(20)
    [region] = regions
    for plot in panel._painting._scene.plots:
        assert not region.intersects(plot.layout.area)
    assert area(region) < panel.width() * panel.height() / 10


def test_every_frame_is_painted_though_nothing_moves(qtbot: QtBot) -> None:
    runs = Runs().advance(1300)
    panel = open_panel(qtbot, runs)
    paints = panel.paints
    for k in range(3):
        panel.draw(runs.frame())
        qtbot.waitUntil(lambda k=k: panel.paints == paints + k + 1)  # type: ignore[misc]


def test_at_rest_the_curves_are_drawn_to_their_ends(qtbot: QtBot) -> None:
    def values(run: int, steps: Array) -> Array:
        return np.tile((0.5, 0.05, 0.9, 0.6), (len(steps), 1))

    runs = Runs(1, values, steps_per_epoch=1).advance(1000)
    panel = open_panel(qtbot, runs)
    for _ in range(8):
        panel.draw(runs.advance(1).frame())
        qtbot.wait(5)
    panel.draw(runs.frame(playing=False))
    view = panel._plots.views[0]
    x, y = round(float(view.x.to_pixels(1008.0))), round(float(view.y.to_pixels(0.15)))
    gap = on_screen(qtbot, panel)[y, x - 4 : x - 1]
    assert (gap.max(axis=1) < 250).all()


@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0])
def test_figures_are_drawn_as_text_is(qtbot: QtBot, scale: float) -> None:
    appearance().set_font_scale(scale)
    samples = [0.0, 0.1234, 98765.4321, 1.23e-7, 4.56e30, float("nan"), float("inf")]
    texts = [form(value) for value in samples for form in (numbers.loss, numbers.percent)]
    placed = [(10.3 + 3 * k, 20.5 + 30 * k, shape_of(text)) for k, text in enumerate(texts)]
    drawn = []
    for as_text in (False, True):
        image = QImage(300, 30 * len(texts) + 30, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        figures = Figures("value", placed)
        (figures.draw_as_text if as_text else figures.draw)(painter, "#14181D", texts)
        painter.end()
        drawn.append(pixels(image))
    assert (drawn[0] == drawn[1]).all()
    assert (drawn[0] < 100).any()


def test_values_of_other_widths_move_no_name(qtbot: QtBot) -> None:
    runs = Runs(1, rough).advance(1300)
    panel = open_panel(qtbot, runs)
    layouts, shapes = set(), set()
    for _ in range(6):
        panel.draw(runs.advance(10).frame())
        [loss, accuracy] = panel._painting._scene.plots
        layouts.add((loss.layout, accuracy.layout))
        said: Label = accuracy.said[0]
        shapes.add(said.shapes)
    assert len(layouts) == 1
    assert len(shapes) == 2


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("diverged", [False, True])
def test_a_marker_s_picture_is_the_marker(qtbot: QtBot, diverged: bool, ratio: float) -> None:
    drawn = []
    for pictures in (ratio, None):
        image = QImage(round(60 * ratio), round(60 * ratio), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(QColor("#ABCDEF"))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(28.5, 31.0)
        draw_ends(painter, [End(5, centre.x(), centre.y(), diverged)], pictures)
        painter.end()
        drawn.append(pixels(image))
    assert (drawn[1] != drawn[1][0, 0]).any()
    assert np.abs(drawn[0] - drawn[1]).max() <= 3


def test_what_comes_after_the_step_looked_at_stays_in_sight_but_faint(qtbot: QtBot) -> None:
    runs = Runs(1).advance(400)
    panel = open_panel(qtbot, runs, WIDE)
    newest = runs.frame(playing=False)
    before = on_screen(qtbot, panel)
    past = replace(newest, snapshots=Runs(1).advance(200).frame(playing=False).snapshots, newest=newest.snapshots)
    panel.draw(past)
    back = on_screen(qtbot, panel)
    view = panel._plots.views[0]
    middle, box = round(view.x.to_pixel(200.0)), view.box
    assert (back[:, : middle - 12] == before[:, : middle - 12]).all()
    behind = slice(box.top() + 2, box.bottom() - 2), slice(middle + 12, round(view.x.to_pixel(400.0)) - 12)
    assert before[behind].min() < back[behind].min() < back[behind].max()  # fainter, but there
    panel.draw(newest)
    assert (on_screen(qtbot, panel) == before).all()
