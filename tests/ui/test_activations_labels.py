"""What the Activations panel writes at axes and of the probe: true and round at every moment."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from nnviz.activations import ACTIVATIONS
from tests.ui.activations_cases import CASES, LARGE, axes_of, frame_of, image_of, open_panel
from ui.numbers import parse
from ui.panels.activations.axes import Axes
from ui.panels.activations.ground import VALUE_NAME, _value_name_left
from ui.panels.activations.probe import place_words, pointed_at, probe_words
from ui.plotting.text import text_width

pytestmark = pytest.mark.usefixtures("light")


def test_labels_say_where_an_axis_goes_while_it_moves(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("tanh"), LARGE)
    before, easing = axes_of(panel), panel.scene.easing
    easing.aim = 10.0, 0.6
    for share in (0.0, 0.131, 0.5737, 1.0):
        easing.values = 5.0 + share * 5.0, before.top + share * (0.6 - before.top)
        axes = axes_of(panel)
        there = Axes(axes.subject, axes.curve, axes.bars, *easing.aim)
        for now, then in ((axes.z_ticks, there.z_ticks), (axes.share_ticks, there.share_ticks)):
            assert set(zip(now.values, now.labels, strict=True)) <= set(zip(then.values, then.labels, strict=True))
        assert max(axes.z_ticks.values) <= axes.half_width
        assert max(axes.share_ticks.values, default=0.0) <= axes.top
    assert axes.share_ticks.labels == ("0\u2009%", "30\u2009%", "60\u2009%")
    assert max(axes.z_ticks.values) == 10.0
    # The picture follows, also where only the aim is another.
    easing.jump((5.0, 0.2))
    panel.repaint()
    still = image_of(panel)
    easing.aim = 10.0, 0.2
    panel.repaint()
    assert image_of(panel) != still


@pytest.mark.parametrize("name", [case for case in CASES if case in ACTIVATIONS])
def test_no_curve_passes_through_the_name_of_f(qtbot: QtBot, name: str) -> None:
    axes = axes_of(open_panel(qtbot, frame_of(name), LARGE))
    curves = axes.curves
    if curves is None:
        return
    left, wide = _value_name_left(axes, curves), text_width("small", VALUE_NAME)
    for piece in (*curves.function.pieces, *curves.derivative.pieces):
        points = axes.points(piece)
        beside = points[(points[:, 0] >= left) & (points[:, 0] <= left + wide)]
        assert (beside[:, 1] > axes.curve.top() + 12).all()
    assert (left > axes.curve.center().x()) == (name == "sine")


def test_what_is_said_of_the_probe_is_true_on_every_axis(qtbot: QtBot) -> None:
    axes = axes_of(open_panel(qtbot, frame_of("tanh")))
    assert probe_words(axes, 0.7)[0] == "f(0.70) = 0.604"
    for half_width in (50.0, 1000.0, 1e6):
        assert probe_words(replace(axes, half_width=half_width), 0.7)[0] == "f(0.7) = 0.604"
    assert place_words(19.95, 1000.0) == "19.95"
    assert place_words(-1200.0, 2000.0) == "\u22121,200"
    # What is pointed at is written as it is: no digit is left out.
    for half_width in (5.0, 20.0, 1000.0, 2e5, 1e9):
        for share in (-0.731, 0.0123456, 0.377):
            z = pointed_at(share * half_width, half_width)
            assert parse(place_words(z, half_width)) == pytest.approx(z, rel=1e-9)
            assert z == pytest.approx(share * half_width, abs=half_width / 300)
