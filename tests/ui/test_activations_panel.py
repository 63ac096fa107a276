"""The Activations panel in every state: activations, sizes, themes, runs, divergence, export."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QBuffer, QPoint, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from pytestqt.qtbot import QtBot

from nnviz.snapshot import Divergence
from tests.ui.activations_cases import (
    CASES,
    LARGE,
    SIZE,
    axes_of,
    feed,
    frame_of,
    image_of,
    layer,
    open_panel,
    plain_frame,
    with_theta,
)
from ui.panels.activations import ActivationsPanel
from ui.panels.activations.figures import mean_and_deviation
from ui.panels.activations.painting import PEAK_MARKER, _peak, bar_colours
from ui.theme import THEMES, appearance, px

pytestmark = pytest.mark.usefixtures("light")


def labels(panel: ActivationsPanel) -> dict[str, str]:
    return {figure.label: figure.value for figure in panel.scene.figures}


def has_colour(image: QImage, colour: str) -> bool:
    pixels = np.frombuffer(image.convertToFormat(QImage.Format.Format_RGB32).constBits(), np.uint8).reshape(-1, 4)
    wanted = [int(colour[k : k + 2], 16) for k in (5, 3, 1)]
    return bool((pixels[:, :3] == wanted).all(axis=1).any())


@pytest.mark.parametrize("size", [SIZE, (200, 140), (260, 480), LARGE])
@pytest.mark.parametrize("case", list(CASES))
def test_every_case_is_drawn_at_every_size(qtbot: QtBot, case: str, size: tuple[int, int]) -> None:
    frame = frame_of(case)
    panel = open_panel(qtbot, frame, size)
    assert panel.paints == 1
    outside, inside = bar_colours(THEMES["light"], 0)
    image = image_of(panel)
    assert has_colour(image, outside.name()) or has_colour(image, inside.name())
    layers = len(frame.run.assembly.network.layers)
    for number in (1, (layers + 1) // 2, layers):
        feed(panel, replace(frame, selection=layer(number)))
    assert panel.scene.subject is not None
    assert panel.scene.subject.layer.name == "Output"


@pytest.mark.parametrize("theme", list(THEMES))
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_themes_and_font_scales(qtbot: QtBot, theme: str, scale: float) -> None:
    panel = open_panel(qtbot, frame_of("tanh"))
    before = image_of(panel)
    appearance().choose(theme)
    appearance().set_font_scale(scale)
    assert (image_of(panel) == before) == (theme == "light" and scale == 1.0)
    appearance().choose("light")
    appearance().set_font_scale(1.0)
    assert image_of(panel) == before


def test_figures_are_those_of_the_activation(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("relu"))
    assert list(labels(panel)) == ["saturated", "dead units", "mean z \u00b1 deviation", "mean slope"]
    assert labels(panel)["dead units"].endswith("of 8")
    panel = open_panel(qtbot, frame_of("tanh"))
    assert list(labels(panel)) == ["saturated", "mean z \u00b1 deviation", "mean slope"]
    panel = open_panel(qtbot, frame_of("softmax", selection=layer(2)))
    assert list(labels(panel)) == ["mean z \u00b1 deviation"]
    panel = open_panel(qtbot, frame_of("step"))
    assert labels(panel)["saturated"] == "100.0\u2009%"
    assert labels(panel)["mean slope"] == "0"
    panel = open_panel(qtbot, frame_of("zeros"))
    assert labels(panel)["mean slope"] == "1.00"
    assert labels(panel)["saturated"] == "0.0\u2009%"


def test_dead_units_are_counted_and_named(qtbot: QtBot) -> None:
    frame = frame_of("relu")
    theta = frame.snapshot.theta.copy()
    first = frame.run.assembly.network.layers[0]
    first.biases(theta)[[2, 5]] = -1e3
    panel = open_panel(qtbot, with_theta(frame, theta))
    assert labels(panel)["dead units"] == "2 of 8"
    [dead] = [figure for figure in panel.scene.figures if figure.label == "dead units"]
    assert dead.word == "25.0\u2009%"
    assert "unit 2, unit 5" in dead.explanation


def test_the_title_says_what_is_seen(qtbot: QtBot) -> None:
    frame = frame_of("softmax")
    panel = ActivationsPanel()
    qtbot.addWidget(panel)
    said: list[str] = []
    panel.sentence_changed.connect(said.append)
    panel.bind(frame.runs)
    panel.draw(replace(frame, selection=layer(2)))
    assert said == ["Where Hidden 1 works on tanh", "The sums that Output hands to softmax"]
    assert panel.accessibleDescription() == said[-1]


def test_the_axis_grows_and_keeps_its_range(qtbot: QtBot) -> None:
    frame = frame_of("tanh")
    panel = open_panel(qtbot, frame)
    assert axes_of(panel).half_width == 5.0
    feed(panel, with_theta(frame, 20.0 * frame.snapshot.theta))
    wide = axes_of(panel).half_width
    assert wide > 5.0
    feed(panel, frame)
    assert axes_of(panel).half_width == wide
    panel.bind(frame.runs)
    assert axes_of(panel).half_width == 5.0


def test_other_layers_and_inputs_that_are_selected(qtbot: QtBot) -> None:
    frame = frame_of("tanh")
    panel = open_panel(qtbot, frame)
    assert panel.scene.subject is not None
    for selection, index in ((layer(2), 1), (None, 1), (layer(0), 1), (layer(9), 1), (layer(3, 0), 2)):
        feed(panel, replace(frame, selection=selection))
        assert panel.scene.subject.index == index
    # A network of the same layers goes on showing the same one; another begins with its first.
    panel.bind(frame.runs)
    assert panel.scene.subject.layer.name == "Output"
    feed(panel, replace(frame, selection=layer(2)))
    panel.bind(frame_of("step").runs)
    assert panel.scene.subject.layer.name == "Hidden 1"


def test_a_selected_unit_has_an_outline_and_a_hovered_one_too(qtbot: QtBot) -> None:
    frame = frame_of("tanh", hidden=frozenset({1}))
    panel = open_panel(qtbot, frame)
    plain = image_of(panel)
    feed(panel, replace(frame, selection=layer(1)))
    assert image_of(panel) == plain
    feed(panel, replace(frame, selection=layer(1, 3)))
    chosen = image_of(panel)
    assert chosen != plain
    panel.draw(replace(frame, hovered=layer(1, 3)))
    panel.repaint()
    assert image_of(panel) not in (plain, chosen)
    panel.draw(replace(frame, selection=layer(1, 99), hovered=layer(2, 3)))
    panel.repaint()
    assert panel.scene.unit is None


def test_runs_are_compared_where_they_have_the_same_layer(qtbot: QtBot) -> None:
    frame = frame_of("six runs")
    panel = open_panel(qtbot, frame)
    assert panel.scene.result is not None
    assert [run.index for run, _ in panel.scene.result.others] == [1, 2, 3, 4, 5]
    everything = image_of(panel)
    feed(panel, replace(frame, hidden=frozenset({1, 2, 3, 4, 5})))
    assert panel.scene.result.others == ()
    assert image_of(panel) != everything
    feed(panel, replace(frame, chosen=3, hidden=frozenset({3})))
    assert [run.index for run, _ in panel.scene.result.others] == [0, 1, 2, 4, 5]
    relu, tanh = plain_frame("relu"), plain_frame("tanh")
    mixed = replace(relu, runs=(relu.runs[0], tanh.runs[1]), snapshots=(relu.snapshots[0], tanh.snapshots[1]))
    panel = open_panel(qtbot, mixed)
    assert panel.scene.result is not None
    assert panel.scene.result.others == ()


def test_a_run_whose_values_are_all_alike_does_not_press_the_shown_one_flat(qtbot: QtBot) -> None:
    frame = frame_of("six runs")
    zeros = with_theta(replace(frame, chosen=1), np.zeros_like(frame.snapshots[1].theta))
    panel = open_panel(qtbot, replace(zeros, chosen=0))
    result, axes = panel.scene.result, axes_of(panel)
    assert result is not None
    other, own = result.others_at(0)[0][1], result.looks[0].histogram
    assert other.histogram.peak == 1.0 > 4.0 * own.peak
    assert axes.top < 4.0 * own.peak
    # Its marker is whole at the end of the axis.
    assert _peak(other.histogram, axes).y() == axes.bars.top() + px(PEAK_MARKER) / 2.0
    assert _peak(own, axes).y() == pytest.approx(axes.bars.bottom() - own.peak / axes.top * axes.bars.height())


def test_a_sample_has_ticks(qtbot: QtBot) -> None:
    frame = frame_of("tanh")
    panel = open_panel(qtbot, frame)
    plain = image_of(panel)
    feed(panel, replace(frame, sample=("train", 2)))
    ticked = image_of(panel)
    assert ticked != plain
    bars = axes_of(panel).bars
    changed = [
        y for y in range(ticked.height()) for x in range(ticked.width()) if ticked.pixel(x, y) != plain.pixel(x, y)
    ]
    assert bars.bottom() <= min(changed) <= max(changed) <= bars.bottom() + 8


def test_a_run_that_diverged_says_so(qtbot: QtBot) -> None:
    frame = frame_of("tanh")
    panel = open_panel(qtbot, frame)
    before = image_of(panel)
    divergence = Divergence(16, 2, "Hidden 2", "too large")
    feed(panel, with_theta(frame, frame.snapshot.theta, divergence))
    assert panel.scene.stopped == "diverged at step 16, Hidden 2\nstep 15 is shown, the last finite one"
    assert image_of(panel) != before
    feed(panel, frame)
    assert image_of(panel) == before


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e300])
def test_numbers_that_are_none(qtbot: QtBot, value: float) -> None:
    frame = frame_of("tanh", sample=("train", 0))
    theta = frame.snapshot.theta.copy()
    theta[::3] = value
    for size in (SIZE, LARGE):
        panel = open_panel(qtbot, with_theta(frame, theta), size)
        assert panel.paints == 1
    feed(panel, frame)


def test_results_of_another_run_or_layer_do_no_harm(qtbot: QtBot) -> None:
    frame = frame_of("tanh", sample=("train", 0))
    panel = open_panel(qtbot, frame)
    computation = panel.computation(frame)
    assert computation is not None
    stale = computation(lambda: False)
    panel.draw(replace(frame, selection=layer(3)))
    panel.draw_result(stale)
    panel.repaint()
    assert panel.scene.figures == ()
    painted = panel.paints
    panel.draw(replace(frame, chosen=1))
    panel.draw_result(stale)
    panel.repaint()
    assert panel.scene.result is None
    assert panel.paints == painted
    panel.bind(frame_of("step").runs)
    assert panel.computation(frame) is None
    panel.draw_result(stale)


def test_before_anything_is_known(qtbot: QtBot) -> None:
    panel = ActivationsPanel()
    qtbot.addWidget(panel)
    panel.resize(*SIZE)
    panel.show()
    panel.repaint()
    panel.bind(frame_of("tanh").runs)
    panel.repaint()
    assert panel.paints == 0
    assert axes_of(panel).half_width == 5.0


def test_the_picture_is_also_drawn_larger_and_as_svg(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("relu"), LARGE)
    on_screen = image_of(panel)
    twice = QImage(panel.size() * 2, QImage.Format.Format_RGB32)
    twice.setDevicePixelRatio(2.0)
    panel.render(twice, QPoint())
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(*LARGE))
    painter = QPainter(generator)
    panel.render(painter, QPoint())
    painter.end()
    text = bytes(buffer.data().data()).decode()
    assert "mean slope" in text
    assert text.count("<polyline") > 4
    assert "<image" not in text
    assert image_of(panel) == on_screen


def test_a_mean_has_as_many_decimals_as_its_deviation_deserves() -> None:
    minus = "\u2212"
    for mean, deviation, words in (
        (0.2674, 2.1, "0.27 \u00b1 2.10"),
        (-12.34, 45.6, f"{minus}12.3 \u00b1 45.6"),
        (0.0, 0.0, "0 \u00b1 0"),
        (-0.00056, 0.0022, f"{minus}0.0006 \u00b1 0.0022"),
        (1.8e-19, 9.9e-7, "0 \u00b1 9.9e\u22127"),
        (3e35, 9e35, "3.0e35 \u00b1 9.0e35"),
        (float("nan"), float("nan"), "\u2013 \u00b1 \u2013"),
    ):
        assert mean_and_deviation(mean, deviation) == words
