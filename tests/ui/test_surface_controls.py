"""The chips of the Loss surface panel, and what is picked in the network."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.surface_cases import changed, feed, frames, open_panel
from ui.controls import Chip
from ui.frame import Selection
from ui.panel_frame import PanelFrame
from ui.panels.surface import SurfacePanel

pytestmark = pytest.mark.usefixtures("light")


def chip(panel: SurfacePanel, name: str) -> Chip:
    [widget] = panel.controls()
    return next(one for one in widget.findChildren(Chip) if one.text() == name)


def choose_plane(qtbot: QtBot, panel: SurfacePanel, word: str) -> None:
    action = next(action for action in panel._controls._actions if action.text().startswith(word))
    with qtbot.waitSignal(panel.stale):
        action.trigger()


def test_planes_levels_and_refit_by_the_chips(qtbot: QtBot) -> None:
    early, frame = frames("spirals", 200, 260)
    panel = open_panel(qtbot, early, frame)
    for word, kind in (("Random", "random"), ("Weights", "weights"), ("PCA", "pca")):
        panel._shown.look_at((0.0, 1.0, 0.0, 1.0))
        choose_plane(qtbot, panel, word)
        assert panel._shown.view is None
        feed(panel, frame)
        assert panel._shown.result is not None
        assert panel._shown.result.plane.kind == kind
        assert chip(panel, word).isChecked()
    held = panel._shown.result
    assert held is not None
    with qtbot.waitSignal(panel.stale):
        chip(panel, "Log").click()
    feed(panel, frame)
    assert panel._shown.result is not None
    assert not panel._shown.result.levels.log
    assert panel._shown.result.fit is held.fit
    with qtbot.waitSignal(panel.stale):
        chip(panel, "Refit").click()
    feed(panel, frame)
    assert panel._shown.result is not None
    assert panel._shown.result.fit is not held.fit


def test_a_weight_selected_in_the_network_becomes_an_axis(qtbot: QtBot) -> None:
    [frame] = frames("spirals", 200)
    panel = open_panel(qtbot, frame)
    choose_plane(qtbot, panel, "Weights")
    feed(panel, frame)
    result = panel._shown.result
    assert result is not None
    assert result.fit.picks is not None
    first, second = result.fit.picks
    network = frame.run.assembly.network
    # A selection alone changes nothing.
    feed(panel, changed(frame, selection=Selection(1, 0, 0)))
    assert panel._controls.options.picks is None
    names = [one.text() for one in panel._controls.axes]
    assert names == [f"x: {network.parameter_name(first)}", f"y: {network.parameter_name(second)}"]
    panel._controls.axes[0].click()
    assert panel.accessibleDescription() == ("Select a weight or a unit in the network: it becomes the x axis")
    chosen = changed(frame, selection=Selection(1, 3))
    with qtbot.waitSignal(panel.stale):
        panel.draw(chosen)
    feed(panel, chosen)
    result = panel._shown.result
    assert result is not None
    assert result.plane.labels == ("b1[3]", network.parameter_name(second))
    # The other axis' parameter: they change places.
    panel._controls.axes[0].click()
    index = second
    layer = next(layer for layer in network.layers if index < layer.end)
    source, unit = divmod(index - layer.start, layer.fan_out)
    number = network.layers.index(layer) + 1
    swapped = (
        Selection(number, unit, source) if index < layer.bias_start else Selection(number, index - layer.bias_start)
    )
    feed(panel, changed(frame, selection=swapped))
    result = panel._shown.result
    assert result is not None
    assert result.plane.labels == (network.parameter_name(second), "b1[3]")


def test_two_parameters_leave_nothing_to_choose_but_the_levels(qtbot: QtBot) -> None:
    [frame] = frames("two parameters", 60)
    panel = SurfacePanel()
    outer = PanelFrame(panel)
    qtbot.addWidget(outer)
    outer.resize(500, 300)
    panel.bind(frame.runs)
    outer.show()
    outer.title_bar.show_controls(True)
    feed(panel, frame)
    assert not panel._controls.plane.isVisible()
    assert panel._controls.log.isVisible()
    [spirals] = frames("spirals", 60)
    panel.bind(spirals.runs)
    feed(panel, spirals)
    assert panel._controls.plane.isVisible()
    assert not panel._controls.axes[0].isVisible()


def test_a_parameter_that_is_pointed_at_lights_its_axis_up(qtbot: QtBot) -> None:
    [frame] = frames("two parameters", 60)
    panel = open_panel(qtbot, frame)
    plain = panel.grab().toImage()
    panel.draw(changed(frame, hovered=Selection(1, 0, 0)))
    weight = panel.grab().toImage()
    panel.draw(changed(frame, selection=Selection(1, 0)))
    bias = panel.grab().toImage()
    assert plain != weight != bias != plain
