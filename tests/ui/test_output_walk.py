"""The latent walk in the Output panel: what the decoder answers, and the ways to choose where."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from nnviz.autoencoder import decoded, in_own_units
from tests.ui.output_cases import choose, feed, with_theta
from tests.ui.test_output_autoencoder import LEFT, opened, rebuilt
from ui.panels.output import OutputPanel
from ui.panels.output.autoencoder.walk import WalkView
from ui.theme import current

pytestmark = pytest.mark.usefixtures("light")


@pytest.mark.parametrize("units", [1, 2, 4])
def test_the_walk_shows_what_the_decoder_answers(qtbot: QtBot, units: int) -> None:
    panel, frame = opened(qtbot, rebuilt(8, units, 8), "Walk")
    view = panel.view
    assert isinstance(view, WalkView)
    assert view.walk is not None
    run, theta = frame.run.assembly, frame.snapshot.theta
    latent = view.walk.codes.chart.codes(np.array([view.walk.place]))
    expected = decoded(run, theta, latent)
    assert expected is not None
    np.testing.assert_allclose(view.walk.answer, in_own_units(run, expected)[0])
    columns, rows = view.plan.tiles
    assert view.walk.map.shape == (rows * 8, columns * 8)
    # The tile in the corner: the middle of its part of the axes.
    axes = view.axes
    place = [axes[0].low + axes[0].width * 0.5 / columns]
    place += [axes[1].high - axes[1].width * 0.5 / rows] if len(axes) == 2 else []
    corner = decoded(run, theta, view.walk.codes.chart.codes(np.array([place])))
    assert corner is not None
    pixels = view.face.pixels(current(), in_own_units(run, corner))[0]
    np.testing.assert_array_equal(view.walk.map[:8, :8], pixels)


def sliders(panel: OutputPanel) -> list[Any]:
    return [slider for slider in panel._walking.sliders.sliders if slider.isVisible()]


def test_two_sliders_and_the_map_lead_to_the_same_places(qtbot: QtBot) -> None:
    panel, frame = opened(qtbot, rebuilt(8, 2, 8), "Walk")
    view = panel.view
    assert isinstance(view, WalkView)
    first, second = sliders(panel)
    assert first.accessibleName() == "Hidden 2, unit 0"
    start = view.chosen
    with qtbot.waitSignal(panel.stale):
        qtbot.keyClick(first, Qt.Key.Key_Right)
    assert view.chosen[0] > start[0]
    assert view.chosen[1] == pytest.approx(start[1])
    with qtbot.waitSignal(panel.stale):
        qtbot.mousePress(panel, LEFT, pos=view.plan.map.center().toPoint())
    qtbot.mouseMove(panel, (view.plan.map.topRight() + QPointF(200, -50)).toPoint())
    qtbot.mouseRelease(panel, LEFT, pos=view.plan.map.topRight().toPoint())
    assert view.chosen == (view.axes[0].high, view.axes[1].high)
    assert [slider.number() for slider in (first, second)] == [1.0, 1.0]
    feed(panel, frame)
    assert view.walk is not None
    assert view.walk.place == view.chosen
    # While the network learns, one stays where one is.
    feed(panel, with_theta(frame, frame.snapshot.theta * 1.1))
    assert view.walk.place == view.chosen == (view.axes[0].high, view.axes[1].high)
    choose(qtbot, panel, "Latent", frame)
    assert not sliders(panel)


def test_of_the_same_network_only_the_place_is_computed_anew(qtbot: QtBot) -> None:
    panel, frame = opened(qtbot, rebuilt(8, 2, 8), "Walk")
    view = panel.view
    assert isinstance(view, WalkView)
    assert view.walk is not None
    before = view.walk
    view.choose((0.2, 0.1))
    feed(panel, frame)
    assert view.walk.map is before.map
    assert view.walk.place == (0.2, 0.1)
    assert not np.array_equal(view.walk.answer, before.answer)
