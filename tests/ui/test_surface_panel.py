"""The Loss surface panel in every state: what it shows, says and asks for."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QBuffer, QIODevice, QPoint
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.surface_cases import CASES, SIZE, changed, feed, frames, open_panel
from ui.panels.surface import SurfacePanel
from ui.panels.surface.footer import explained
from ui.panels.surface.words import sentence
from ui.theme import appearance, current

pytestmark = pytest.mark.usefixtures("light")


def colours(panel: SurfacePanel) -> set[int]:
    image = panel.grab().toImage()
    box = panel.plan.plot
    return {image.pixel(x, y) for x in range(box.left(), box.right(), 3) for y in range(box.top(), box.bottom(), 3)}


def test_before_anything_is_computed_it_says_so(qtbot: QtBot) -> None:
    panel = SurfacePanel()
    qtbot.addWidget(panel)
    panel.resize(*SIZE)
    [frame] = frames("spirals", 0)
    panel.bind(frame.runs)
    with qtbot.waitExposed(panel):
        panel.show()
    blank = panel.grab().toImage()
    panel.draw(frame)
    assert panel.grab().toImage() == blank
    feed(panel, frame)
    assert panel.grab().toImage() != blank
    panel.bind(frame.runs)
    assert panel.grab().toImage() == blank


@pytest.mark.parametrize("case", list(CASES))
@pytest.mark.parametrize("size", [(200, 110), SIZE, (620, 420)])
def test_every_case_at_every_size(qtbot: QtBot, case: str, size: tuple[int, int]) -> None:
    steps = (0, 5) if case == "digits" else (0, 5, 60)
    panel = open_panel(qtbot, *frames(case, *steps), size=size)
    assert len(colours(panel)) > (1 if case == "zeros" else 12)


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_every_theme_and_twice_the_text(qtbot: QtBot, theme: str) -> None:
    appearance().choose(theme)
    panel = open_panel(qtbot, *frames("six runs", 0, 60))
    plain = panel.grab().toImage()
    appearance().set_font_scale(2.0)
    feed(panel, frames("six runs", 0, 60)[-1])
    assert panel.grab().toImage() != plain
    assert QColor(panel.grab().toImage().pixel(1, panel.height() - 2)) == QColor(current().surface)


def test_it_says_which_run_and_step_and_rows(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, *frames("spirals", 0, 200))
    assert panel.accessibleDescription() == "Train loss at step 200, around with momentum; all 80 samples"
    panel = open_panel(qtbot, *frames("digits", 0, 20))
    shown = panel._shown.result
    assert shown is not None
    rows = len(shown.grid.rows.targets)
    assert panel.accessibleDescription() == f"Train loss at step 20, around Untitled; a fixed {rows} of 1,437 samples"
    panel = open_panel(qtbot, *frames("two parameters", 0, 20))
    assert panel.accessibleDescription() == "Exact: the model has just these two parameters. Train loss, all 48 samples"
    panel = open_panel(qtbot, *frames("spirals", 0))
    assert panel.accessibleDescription().endswith("random directions until there is a path")
    panel = open_panel(qtbot, changed(frames("too high", 0, 300)[-1], chosen=1))
    assert "around rate 30, which diverged at step " in panel.accessibleDescription()


def test_the_footer_explains_itself(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, *frames("spirals", 0, 200))
    result = panel._shown.result
    assert result is not None
    text = explained(result)
    assert f"Plane holds {100 * result.share:.1f}\u2009% of the paths" in text
    assert "\nwithout momentum: " in text
    assert "with momentum: 0, on it; true loss " in text


def test_the_paths_go_on_between_two_surfaces(qtbot: QtBot) -> None:
    first, second = frames("spirals", 200, 260)
    panel = open_panel(qtbot, first)
    before, painted = panel.grab().toImage(), panel.paints
    result = panel._shown.result
    panel.draw(second)
    panel.repaint()
    assert panel._shown.result is result
    assert panel.grab().toImage() != before
    assert panel.paints == painted + 1


def test_a_run_that_is_switched_off_disappears_at_once(qtbot: QtBot) -> None:
    [frame] = frames("spirals", 200)
    panel = open_panel(qtbot, frame)
    pink = QColor("#CC79A7").rgb()
    assert pink in colours_of(panel.grab().toImage())
    panel.draw(changed(frame, hidden=frozenset({1})))
    assert pink not in colours_of(panel.grab().toImage())


def colours_of(image: QImage) -> set[int]:
    return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}


def test_at_rest_a_finer_surface_follows(qtbot: QtBot) -> None:
    [frame] = frames("spirals", 200)
    panel = open_panel(qtbot, frame)
    live = panel._shown.result
    assert live is not None
    assert live.live
    with qtbot.waitSignal(panel.stale):
        panel.draw(changed(frame, playing=False))
    feed(panel, changed(frame, playing=False))
    rest = panel._shown.result
    assert rest is not None
    assert not rest.live
    assert rest.grid.losses.size > live.grid.losses.size
    assert rest.fit is live.fit


def test_a_surface_that_takes_long_shows_how_far_it_is(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    [frame] = frames("spirals", 200)
    panel = open_panel(qtbot, frame)
    monkeypatch.setattr("ui.panels.surface.work.SLICE_SECONDS", (0.0, 0.0))
    rest = changed(frame, playing=False)
    panel.draw(rest)
    plain = panel.grab().toImage()
    computation = panel.computation(rest)
    assert computation is not None
    with qtbot.waitSignal(panel.stale):
        panel.draw_result(computation(lambda: False))
    assert panel.grab().toImage() != plain
    panel.draw(rest)
    assert panel.results_per_second > SurfacePanel.results_per_second
    feed(panel, rest)
    panel.draw(rest)
    assert panel.results_per_second == SurfacePanel.results_per_second
    assert panel._asking.done != panel._asking.done


def test_a_result_for_what_is_gone_is_dropped(qtbot: QtBot) -> None:
    [frame], [other] = frames("spirals", 200), frames("six runs", 60)
    panel = open_panel(qtbot, frame)
    computation = panel.computation(frame)
    assert computation is not None
    late = computation(lambda: False)
    panel.bind(other.runs)
    panel.draw(other)
    panel.draw_result(late)
    assert panel._shown.result is None
    assert computation(lambda: False) is None


def test_too_small_a_panel_asks_for_nothing(qtbot: QtBot) -> None:
    [frame] = frames("spirals", 0)
    panel = SurfacePanel()
    qtbot.addWidget(panel)
    panel.resize(20, 8)
    panel.bind(frame.runs)
    panel.draw(frame)
    assert panel.computation(frame) is None


def test_a_step_that_is_pointed_at_shows_on_every_path(qtbot: QtBot) -> None:
    [frame] = frames("spirals", 200)
    panel = open_panel(qtbot, frame)
    plain = panel.grab().toImage()
    panel.draw(changed(frame, pointed_step=100))
    pointed = panel.grab().toImage()
    assert pointed != plain
    panel.draw(changed(frame, pointed_step=900))
    assert panel.grab().toImage() == plain


def test_pictures_at_another_scale_and_as_vectors(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, *frames("spirals", 0, 200))
    image = QImage(panel.size() * 2, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(2)
    image.fill(QColor("white"))
    panel.render(image, QPoint(), renderFlags=QWidget.RenderFlag.DrawChildren)
    small = panel.grab().toImage()
    box = panel.plan.plot
    same = sum(
        image.pixel(2 * x, 2 * y) == small.pixel(x, y)
        for x in range(box.left(), box.right(), 5)
        for y in range(box.top(), box.bottom(), 5)
    )
    assert same > 0.7 * (box.width() // 5) * (box.height() // 5)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(panel.size())
    painter = QPainter(generator)
    panel.render(painter, QPoint(), renderFlags=QWidget.RenderFlag.DrawChildren)
    painter.end()
    svg = bytes(buffer.data().data()).decode()
    assert ">start<" in svg.replace("\n", "") or "start" in svg
    assert "<polyline" in svg
    assert "<image" in svg


def test_losses_that_are_no_numbers_are_blank(qtbot: QtBot) -> None:
    [frame] = frames("spirals", 200)
    panel = open_panel(qtbot, frame)
    result = panel._shown.result
    assert result is not None
    nothing = np.full_like(result.grid.losses, np.nan)
    blank = replace(result, grid=replace(result.grid, losses=nothing), pixels=np.zeros_like(result.pixels))
    panel._shown.take(blank, frame)
    panel.update()
    assert QColor(current().grid).rgb() in colours(panel)
    assert "blank where the loss is not a number" in explained(blank)
    assert sentence(blank, panel._controls.options, None, False)


def test_a_run_that_leaves_the_picture_is_followed_at_once(qtbot: QtBot) -> None:
    first, second = frames("two parameters", 0, 8)
    panel = open_panel(qtbot, first)
    panel._shown.easing.jump((3.2, 3.6, -0.2, 0.2))
    panel.draw(second)
    assert panel.results_per_second > SurfacePanel.results_per_second
    feed(panel, second)
    panel.draw(second)
    assert panel.results_per_second == SurfacePanel.results_per_second
