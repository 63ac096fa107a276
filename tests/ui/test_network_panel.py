"""The Network panel in every state: networks, sizes, themes, scales, divergence, late results, export."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QBuffer, QPoint, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnviz.history import History
from nnviz.snapshot import Divergence
from tests.ui.network_cases import (
    CASES,
    SIZE,
    assembly_of,
    feed,
    frame_of,
    open_panel,
    picture_of,
    snapshot,
    theta_of,
    unit_box,
)
from ui.frame import RunView, Selection
from ui.panels.network import NetworkPanel
from ui.theme import THEMES, appearance

SIZES = [SIZE, (566, 264), (380, 270), (300, 210), (200, 110), (1100, 670), (1900, 970)]


@pytest.fixture(autouse=True)
def usual_look(qtbot: QtBot) -> Iterator[None]:
    appearance().choose("light")
    yield
    appearance().choose("light")
    appearance().set_font_scale(1.0)


def values_of(image: QImage) -> npt.NDArray[np.int64]:
    """Return a picture's blue, green and red, shape (rows, columns, 3)."""
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return pixels[:, : image.width(), :3].astype(np.int64)


def is_drawn(image: QImage) -> bool:
    """Say whether there is more in a picture than its ground."""
    values = values_of(image)
    return bool(np.any(values != values[-1, 0]))


@pytest.mark.parametrize("case", CASES)
def test_every_network_is_drawn(qtbot: QtBot, case: str) -> None:
    panel = open_panel(qtbot, frame_of(case))
    before = panel.paints
    assert is_drawn(picture_of(panel))
    assert panel.paints == before + 1
    picture_of(panel)
    assert panel.paints == before + 1


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("case", ["spirals", "five arms", "sine", "digits", "deep digits", "wine", "diabetes", "deep"])
def test_every_size_is_drawn(qtbot: QtBot, case: str, size: tuple[int, int]) -> None:
    data = assembly_of(case).data
    sample = ("train", 3)
    panel = open_panel(qtbot, frame_of(case, sample=sample, selection=Selection(1, 0, 0)), size)
    panel.graph.attended = True
    assert is_drawn(picture_of(panel))
    card = panel.graph.card()
    assert card is not None
    assert card[1].right <= size[0]
    assert data.classes or "target" in panel.graph.scene.answer.verdict


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_the_appearance_changes_live(qtbot: QtBot, theme: str, scale: float) -> None:
    frame = frame_of("digits", selection=Selection(1, 5))
    panel = open_panel(qtbot, frame)
    picture_of(panel)
    appearance().choose(theme)
    appearance().set_font_scale(scale)
    feed(panel, frame)
    changed = picture_of(panel)
    assert changed.pixelColor(panel.width() - 1, 0).name().upper() == THEMES[theme].surface
    fresh = open_panel(qtbot, frame)
    assert picture_of(fresh) == changed


def test_before_any_result_the_network_stands_there_empty(qtbot: QtBot) -> None:
    frame = frame_of("spirals")
    panel = NetworkPanel()
    qtbot.addWidget(panel)
    panel.resize(*SIZE)
    picture_of(panel)
    panel.bind(frame.runs)
    assert is_drawn(picture_of(panel))
    panel.draw(frame)
    assert panel.paints == 0
    assert panel.graph.card() is None


def test_a_unit_shows_its_answer(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("spirals"))
    values = values_of(picture_of(panel))
    for unit in range(8):
        box = unit_box(panel, 1, unit)
        x, y = round(box.x), round(box.y)
        inner = values[y + 4 : y + 25, x + 8 : x + 25].mean(axis=(0, 1))
        pixels = panel.graph.portrait.faces[1].pixels[unit].astype(np.int64)
        expected = np.stack([pixels >> shift & 255 for shift in (0, 8, 16)], axis=-1)
        across, down = slice(9, 28), slice(5, 28)
        np.testing.assert_allclose(inner, expected[down, across].mean(axis=(0, 1)), atol=12)


def test_no_link_is_drawn_where_all_weights_are_0(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("zeros"))
    image = picture_of(panel)
    gap = panel.graph.layout.gaps[1]
    row = [image.pixel(x, 150) for x in range(int(gap.x0) + 2, int(gap.x1) - 2)]
    assert len(set(row)) == 1


@pytest.mark.parametrize("factor", [1e30, 1e-30, 1e300])
def test_huge_and_tiny_weights_are_drawn(qtbot: QtBot, factor: float) -> None:
    for case in ("spirals", "sine", "iris"):
        with np.errstate(all="ignore"):
            theta = theta_of(case) * factor
        panel = open_panel(qtbot, frame_of(case, theta, selection=Selection(1, 0)))
        assert is_drawn(picture_of(panel))


def test_numbers_that_are_not_finite_are_hatched(qtbot: QtBot) -> None:
    theta = theta_of("spirals").copy()
    assembly_of("spirals").network.layers[1].weights(theta)[:, 2] = np.nan
    panel = open_panel(qtbot, frame_of("spirals", theta, selection=Selection(2, 2), sample=("train", 0)))
    image = picture_of(panel)
    box = unit_box(panel, 2, 2)
    colours = {image.pixel(round(box.x) + k, round(box.cy)) for k in range(4, 25)}
    assert len(colours) > 1
    card, _ = panel.graph.card()
    assert any(row.value == "\N{EN DASH}" for row in card.rows)


def test_a_diverged_run_says_where(qtbot: QtBot) -> None:
    frame = frame_of("spirals")
    panel = open_panel(qtbot, frame)
    end = Divergence(412, 3, "Output", "The loss is infinite.")
    feed(panel, replace(frame, snapshots=(replace(frame.snapshot, state="diverged", divergence=end),)))
    assert panel.graph.layout.words[0] == "Diverged at step 412, Output."
    assert is_drawn(picture_of(panel))


def test_dead_units_are_empty(qtbot: QtBot) -> None:
    theta = theta_of("digits").copy()
    assembly_of("digits").network.layers[0].biases(theta)[6] = -1e3
    panel = open_panel(qtbot, frame_of("digits", theta, selection=Selection(1, 6)), (800, 715))
    card, _ = panel.graph.card()
    assert (card.title, card.value) == ("Hidden 1, unit 6", "dead")
    surface = picture_of(panel).pixelColor(round(unit_box(panel, 1, 6).x) + 20, round(unit_box(panel, 1, 6).y) + 6)
    assert surface.name().upper() == THEMES["light"].surface


def test_a_late_result_of_another_network_is_dropped(qtbot: QtBot) -> None:
    first, second = frame_of("spirals"), frame_of("one unit")
    panel = open_panel(qtbot, first)
    late = panel.computation(first)(lambda: False)
    panel.bind(second.runs)
    panel.draw(second)
    panel.draw_result(late)
    assert panel.graph.portrait is None
    feed(panel, second)
    panel.draw_result(late)
    assert panel.graph.portrait.assembly is assembly_of("one unit")


def test_the_chosen_run_is_shown(qtbot: QtBot) -> None:
    small, large = assembly_of("one unit"), assembly_of("spirals")
    runs = tuple(RunView(k, f"run {k}", a, History(len(a.network.layers))) for k, a in enumerate((small, large)))
    shots = snapshot(small, theta_of("one unit"), 0), snapshot(large, theta_of("spirals"), 1)
    frame = replace(frame_of("spirals"), runs=runs, snapshots=shots)
    panel = open_panel(qtbot, frame)
    assert len(panel.graph.columns) == 3
    late = panel.computation(frame)(lambda: False)
    feed(panel, replace(frame, chosen=1))
    assert len(panel.graph.columns) == 4
    panel.draw_result(late)
    assert panel.graph.portrait.assembly is large


def test_the_sentence_follows_the_network(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("spirals"))
    with qtbot.waitSignal(panel.sentence_changed) as said:
        panel.bind(frame_of("digits").runs)
    assert said.args == ["Each tile: the 64 weights into that unit, laid out like the picture it reads."]


def test_the_gradient_of_the_whole_share_is_computed_now_and_then(qtbot: QtBot) -> None:
    frame = frame_of("spirals", playing=True)
    panel = open_panel(qtbot, frame)
    first = panel.graph.slow
    assert first is not None
    feed(panel, frame)
    assert panel.graph.slow is first
    feed(panel, replace(frame, playing=False))
    assert panel.graph.slow is not first


def test_while_training_the_gradient_is_computed_for_readers_and_for_units_that_may_die(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("ui.panels.network.panel.time.perf_counter", lambda: now[0])
    for case, selection, expected in (
        ("spirals", None, False),
        ("spirals", Selection(1, 0), True),
        ("five arms", None, True),
    ):
        frame = frame_of(case, playing=True, selection=selection)
        panel = open_panel(qtbot, frame)
        before = panel.graph.slow
        now[0] += 100.0
        feed(panel, frame)
        assert (panel.graph.slow is not before) == expected


def test_a_picture_of_twice_the_size_is_sharp(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("spirals"))
    once, twice = picture_of(panel), picture_of(panel, 2)
    blown_up = once.scaled(twice.size())
    twice.setDevicePixelRatio(1)
    assert twice.size() == QSize(2 * SIZE[0], 2 * SIZE[1])
    assert twice != blown_up


def test_an_svg_keeps_links_and_words_as_such(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("spirals", selection=Selection(2, 1)))
    buffer = QBuffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(panel.size())
    painter = QPainter(generator)
    panel.render(painter, QPoint(), renderFlags=QWidget.RenderFlag.DrawChildren)
    painter.end()
    text = bytes(buffer.data().data()).decode()
    assert "Hidden 1" in text
    assert text.count("<path") > 80
