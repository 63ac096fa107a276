"""A unit's response where there is no plane: a line over one input, the colour of points, nothing in a matrix."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from nnviz.responses import layer_outputs
from tests.ui.output_cases import CASES, changed, choose, colour_at, document, feed, frame_of, open_panel
from tests.ui.test_output_changes import pixels_of
from ui.frame import Selection
from ui.panels.output.curve import CurveView
from ui.panels.output.response_work import unit_values
from ui.panels.output.scatter import ScatterView

UNIT = Selection(1, 3)


pytestmark = pytest.mark.usefixtures("light")


def test_a_curve_over_one_input(qtbot: QtBot) -> None:
    frame = frame_of(document({"name": "sine"}))
    panel = open_panel(qtbot, frame)
    view, usual = panel.view, pixels_of(panel)
    assert isinstance(view, CurveView)
    feed(panel, changed(frame, hovered=UNIT))
    assert view.result is not None
    curve = view.result.response
    assert curve is not None
    data = frame.run.assembly.data
    answers = layer_outputs(frame.run.assembly, frame.snapshot.theta, data.inputs_at(view.result.x[:, None]))[0][:, 3]
    np.testing.assert_allclose(curve.shares, answers, atol=1e-6)
    words = "Thin line: response of Hidden 1, unit 3 (tanh); the plot's height is −1 to 1"
    assert view.sentence == words
    # The line lies where its scale says: -1 at the lower edge of the plot, 1 at the upper one.
    plot = view.plot.box
    image, place = panel.grab().toImage(), len(answers) // 3
    x = plot.left() + plot.width() * place / (len(answers) - 1)
    y = plot.center().y() - answers[place] * plot.height() / 2
    assert any(colour_at(image, x, y + off) != (255, 255, 255) for off in (-1, 0, 1))
    assert not np.array_equal(pixels_of(panel), usual)
    feed(panel, frame)
    np.testing.assert_array_equal(pixels_of(panel), usual)


def test_a_matrix_takes_no_notice_of_hidden_units(qtbot: QtBot) -> None:
    frame = frame_of(CASES["two classes"])
    panel = open_panel(qtbot, frame)
    choose(qtbot, panel, "Matrix", frame)
    before = pixels_of(panel)
    with qtbot.assertNotEmitted(panel.stale):
        panel.draw(replace(frame, hovered=UNIT))
    np.testing.assert_array_equal(pixels_of(panel), before)


@pytest.mark.parametrize("unit", [Selection(1, 2), Selection(0, 2)])
def test_points_of_a_scatter_have_the_colour_of_the_response(qtbot: QtBot, unit: Selection) -> None:
    frame = frame_of(CASES["diabetes"])
    panel = open_panel(qtbot, frame)
    view, usual = panel.view, pixels_of(panel)
    assert isinstance(view, ScatterView)
    feed(panel, changed(frame, hovered=unit))
    data = frame.run.assembly.data
    inputs = view.points.pick_of(data, "inputs")
    values = unit_values(frame.run.assembly, frame.snapshot.theta, unit, inputs)
    assert values is not None
    place = int(np.argmax(np.abs(values) * view._shown))
    name = "response of Hidden 1, unit 2 (tanh)" if unit.layer else f"value of input {data.feature_labels[2]}"
    assert view.sentence == f"Colour of the points: {name}, blue negative, orange positive"
    # The point with the strongest response, ringed so that it lies on top.
    feed(panel, changed(frame, hovered=unit, sample=view.points.sample(place)))
    red, _, blue = colour_at(panel.grab().toImage(), *(view.places[place] - 0.5))
    assert bool(blue > red) is bool(values[place] < 0) or view.points.shares[place]
    feed(panel, frame)
    np.testing.assert_array_equal(pixels_of(panel), usual)


def test_a_sample_that_is_not_drawn_is_neutral_on_a_scatter(qtbot: QtBot) -> None:
    frame = frame_of(document({"name": "plane", "samples": 5000}), steps=0, selection=Selection(1, 2))
    panel = open_panel(qtbot, frame)
    choose(qtbot, panel, "Scatter", frame)
    view = panel.view
    assert isinstance(view, ScatterView)
    assert view.points.index_of(("train", 3999)) is None
    assert view.points.index_of(view.points.sample(1700)) == 1700
    feed(panel, replace(frame, sample=("train", 3999)))
    panel.grab()
