"""What the Output panel shows of a unit that is hovered or selected: its response, in the network graph's colours."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF
from pytestqt.qtbot import QtBot

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.responses import layer_outputs
from tests.ui.output_cases import CASES, changed, colour_at, document, feed, frame_of, open_panel, with_theta
from tests.ui.test_output_changes import painted_by, pixels_of, trained_on
from ui.frame import Frame, Selection
from ui.panels.network.faces import Faces, curve_faces, input_maps, layer_maps
from ui.panels.network.grid import Grid
from ui.panels.network.grid import points as node_points
from ui.panels.output.plane import PlaneView
from ui.panels.output.response_work import ScaleInputs, head_of, respond, unit_values
from ui.theme import THEMES, appearance, current

UNIT = Selection(1, 3)


pytestmark = pytest.mark.usefixtures("light")


def two_layers(data: str, activation: str = "tanh", output: str = "auto") -> dict[str, Any]:
    experiment = document({"name": data}, output=output)
    experiment["network"]["hidden"] = [{"units": 6, "activation": activation}, {"units": 5, "activation": activation}]
    return experiment


def plane_of(panel: Any) -> PlaneView:
    assert isinstance(panel.view, PlaneView)
    return panel.view


def faces_of(assembly: Assembly, theta: Array) -> list[Faces | None]:
    """Return what the network graph shows, inputs first."""
    grid = Grid(assembly, theta.dtype)
    answers = grid.answers(theta, assembly.network.units[1:], lambda: False)
    assert answers is not None
    if grid.side == 0:
        layers = [curve_faces(values, layer) for values, layer in zip(answers, assembly.network.layers, strict=True)]
        return [None, *layers]
    maps = layer_maps(answers, grid.side, assembly.network.layers, current())
    return [input_maps(grid.inputs, grid.side, current()), *maps]


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu", "linear", "elu"])
@pytest.mark.parametrize("layer", [1, 2])
def test_the_map_has_the_units_answers(qtbot: QtBot, activation: str, layer: int) -> None:
    frame = frame_of(two_layers("circles", activation))
    view = plane_of(open_panel(qtbot, changed(frame, hovered=Selection(layer, 3))))
    assert view.response is not None
    assert view.response.full_name == f"Hidden {layer}, unit 3 ({activation})"
    made, plot = view.maps[0], view.plot
    last = len(made.values) - 1
    for row, column in ((0, 0), (0, last), (last, 0), (last // 2, last // 3)):
        raw = np.array([[plot.x.low + plot.x.width * column / last, plot.y.high - plot.y.width * row / last]])
        inputs = frame.run.assembly.data.inputs_at(raw)
        answer = layer_outputs(frame.run.assembly, frame.snapshot.theta, inputs)[layer - 1][0, 3]
        assert made.values[row, column] == pytest.approx(answer, abs=1e-5)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu", "softmax"])
@pytest.mark.parametrize("data", ["circles", "plane", "sine"])
def test_scale_and_values_are_the_network_graphs(activation: str, data: str) -> None:
    frame = frame_of(two_layers(data, activation))
    assembly, theta = frame.run.assembly, frame.snapshot.theta
    inputs = assembly.data.inputs_at(node_points(assembly.data, Grid(assembly, theta.dtype).side))
    answers = layer_outputs(assembly, theta, inputs)
    faces, scale = faces_of(assembly, theta), ScaleInputs()
    for layer in (1, 2):
        unit, face = Selection(layer, 2), faces[layer]
        response = respond(assembly, theta, unit, scale.inputs(assembly.data), lambda: False)
        values = unit_values(assembly, theta, unit, inputs)
        assert response is not None
        assert values is not None
        assert face is not None
        np.testing.assert_allclose(values, answers[layer - 1][:, 2], atol=1e-6)
        # A curve's square keeps zero in its middle, also for answers that are never negative.
        assert response.high == pytest.approx(face.high, rel=1e-5)
        assert response.low == pytest.approx(face.low if data != "sine" or response.low else 0.0, rel=1e-5)


def test_an_input_shows_its_own_values(qtbot: QtBot) -> None:
    view = plane_of(open_panel(qtbot, frame_of(CASES["plane"], hovered=Selection(0, 1))))
    values = view.maps[0].values
    assert view.sentence == "Value of input x₂: blue negative, orange positive"
    assert np.all(np.diff(values[:, 0]) < 0)
    assert np.all(values[:, 0] == values[:, -1])


def test_what_is_shown_is_said_and_goes_again(qtbot: QtBot) -> None:
    frame = frame_of(CASES["two classes"])
    panel = open_panel(qtbot, frame)
    output, usual = pixels_of(panel), plane_of(panel).sentence
    said: list[str] = []
    panel.sentence_changed.connect(said.append)
    feed(panel, changed(frame, hovered=UNIT))
    assert said == ["Response of Hidden 1, unit 3 (tanh): blue negative, orange positive"]
    assert panel.accessibleDescription() == said[-1]
    assert not np.array_equal(pixels_of(panel), output)
    feed(panel, frame)
    assert said[-1] == usual
    np.testing.assert_array_equal(pixels_of(panel), output)


def test_blue_is_negative_and_orange_positive(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of(document({"name": "circles"}), hovered=UNIT))
    view = plane_of(panel)
    values, box, image = view.maps[0].values, view.plot.box, panel.grab().toImage()
    last = len(values) - 1
    for extreme, blue in ((values.argmin(), True), (values.argmax(), False)):
        row, column = np.unravel_index(extreme, values.shape)
        assert bool(values[row, column] < 0) is blue
        x = box.left() + 3 + (box.width() - 6) * column / last
        y = box.top() + 3 + (box.height() - 6) * row / last
        red, _, azure = colour_at(image, x, y)
        assert bool(azure > red) is blue


@pytest.mark.parametrize(
    ("hovered", "selection", "name"),
    [
        (UNIT, None, "Hidden 1, unit 3"),
        (None, UNIT, "Hidden 1, unit 3"),
        (Selection(2, 1), UNIT, "Hidden 2, unit 1"),
        (Selection(2, 1, 4), UNIT, "Hidden 2, unit 1"),
        (Selection(2), UNIT, "Hidden 1, unit 3"),
        (Selection(1, 99), UNIT, "Hidden 1, unit 3"),
        (Selection(9, 0), None, None),
        (Selection(2), None, None),
        # The one output is what the panel shows anyway.
        (Selection(3, 0), UNIT, None),
    ],
)
def test_which_unit_is_shown(
    qtbot: QtBot, hovered: Selection | None, selection: Selection | None, name: str | None
) -> None:
    frame = frame_of(two_layers("circles"), hovered=hovered, selection=selection)
    response = plane_of(open_panel(qtbot, frame)).response
    assert (None if response is None else response.name) == name


def test_one_of_several_outputs_has_its_classs_colour(qtbot: QtBot) -> None:
    frame = frame_of(CASES["five arms"])
    panel = open_panel(qtbot, changed(frame, hovered=Selection(2, 1)), (560, 400))
    view = plane_of(panel)
    assert view.sentence == "Response of Output, class 1 (softmax): the stronger the colour, the nearer to 1"
    data = frame.run.assembly.data
    answer = layer_outputs(frame.run.assembly, frame.snapshot.theta, data.inputs_at(np.zeros((1, 2))))[-1][0, 1]
    rows, _ = view.read_map(view.maps[0], np.zeros((1, 2)))
    assert rows[0].label == "class 1"
    assert float(rows[0].value) == pytest.approx(answer, rel=1e-2)


def test_only_the_chosen_runs_map_changes(qtbot: QtBot) -> None:
    frame = frame_of(CASES["two classes"])
    before = plane_of(open_panel(qtbot, frame)).maps
    after = plane_of(open_panel(qtbot, changed(frame, hovered=UNIT))).maps
    np.testing.assert_array_equal(before[1].pixels, after[1].pixels)
    assert after[1].response is None
    assert not np.array_equal(before[0].pixels, after[0].pixels)


def test_another_unit_asks_for_another_result(qtbot: QtBot) -> None:
    frame = frame_of(two_layers("circles"))
    panel = open_panel(qtbot, frame)
    for now in (
        changed(frame, hovered=UNIT),
        changed(frame, hovered=Selection(2, 0)),
        changed(frame, selection=UNIT),
        frame,
    ):
        with qtbot.waitSignal(panel.stale):
            panel.draw(now)
        feed(panel, now)
    with qtbot.assertNotEmitted(panel.stale):
        for same in (Selection(1), Selection(3, 0), None):
            panel.draw(changed(frame, hovered=same))
    feed(panel, changed(frame, hovered=UNIT))
    with qtbot.assertNotEmitted(panel.stale):
        # The unit in another way: by a weight into it, and by selecting it.
        panel.draw(changed(frame, hovered=Selection(1, 3, 1)))
        panel.draw(changed(frame, selection=UNIT))


def test_the_pointer_reads_the_unit(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of(CASES["two classes"], selection=UNIT), (200, 140))
    panel._hover(QPointF(110, 50))
    assert "unit 3 " in plane_of(panel).sentence
    assert "p(class 1)" not in plane_of(panel).sentence


@pytest.mark.parametrize("case", ["two classes", "five arms", "plane", "sine"])
@pytest.mark.parametrize("share", [1e-3, 0.5])
def test_nothing_changes_where_nothing_is_painted(qtbot: QtBot, case: str, share: float) -> None:
    experiment = {**CASES[case], "network": {"hidden": [{"units": 6, "activation": "relu"}]}}
    frame = frame_of(experiment, selection=UNIT)
    panel = open_panel(qtbot, frame)
    for later in (trained_on(frame, share), changed(frame, selection=None), frame):
        before = pixels_of(panel)
        region = painted_by(panel, later)
        moved = np.argwhere(pixels_of(panel) != before)
        assert all(region.contains(QPoint(x, y)) for y, x in moved[:: max(1, len(moved) // 2000)].tolist())
        np.testing.assert_array_equal(pixels_of(panel), pixels_of(open_panel(qtbot, later)))


@pytest.mark.parametrize("case", ["two classes", "five arms", "plane", "sine"])
def test_every_theme_is_taken_live(qtbot: QtBot, case: str) -> None:
    frame = frame_of(CASES[case], selection=UNIT)
    panel = open_panel(qtbot, frame)
    for theme in THEMES:
        appearance().choose(theme)
        np.testing.assert_array_equal(pixels_of(panel), pixels_of(open_panel(qtbot, frame)))


def test_a_unit_that_overflowed_leaves_the_map_blank(qtbot: QtBot) -> None:
    for case in ("two classes", "sine"):
        frame = frame_of(CASES[case], hovered=UNIT)
        panel = open_panel(qtbot, frame)
        feed(panel, with_theta(frame, np.full_like(frame.snapshot.theta, np.nan)))
        panel.repaint()
    panel = open_panel(qtbot, frame_of(CASES["two classes"], hovered=UNIT))
    feed(panel, with_theta(frame_of(CASES["two classes"], hovered=UNIT), np.full(25, np.nan)))
    assert plane_of(panel).maps[0].blank == 1.0


def test_a_dead_unit_is_neutral_everywhere(qtbot: QtBot) -> None:
    experiment = {**document({"name": "circles"}), "network": {"hidden": [{"units": 6, "activation": "relu"}]}}
    frame = frame_of(experiment, hovered=UNIT)
    theta = np.zeros_like(frame.snapshot.theta)
    view = plane_of(open_panel(qtbot, with_theta(frame, theta)))
    assert len(set(view.maps[0].pixels.ravel().tolist())) == 1
    assert len(view.maps[0].line[0]) == 0


def test_of_a_wide_layer_only_the_unit_is_computed() -> None:
    experiment = document({"name": "circles"})
    experiment["network"]["hidden"] = [{"units": 4096, "activation": "tanh"}]
    frame = frame_of(experiment, steps=0)
    head, theta, place = head_of(frame.run.assembly, frame.snapshot.theta, Selection(1, 4000))
    assert head.network.units == (2, 1)
    assert len(theta) == 3
    assert place == 0


def test_a_cancelled_response_is_none(qtbot: QtBot) -> None:
    for case in ("two classes", "sine"):
        frame: Frame = frame_of(CASES[case], hovered=UNIT)
        panel = open_panel(qtbot, frame)
        computation = panel.computation(frame)
        assert computation is not None
        assert computation(lambda: True) is None
