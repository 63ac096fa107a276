"""An autoencoder in the whole window: made in the form, trained, walked through, looked back at, saved and opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from nnviz.autoencoder import decoded, in_own_units
from nnviz.experiment import decode
from tests.ui.conftest import OpenWindow
from tests.ui.session_cases import go_on, newest, rest, same
from ui.controls import Chip, Slider
from ui.experiment_form.task import task_row
from ui.main_window import MainWindow
from ui.panels.output import OutputPanel
from ui.panels.output.autoencoder.latent import LatentView
from ui.panels.output.autoencoder.pictures import PicturesView
from ui.panels.output.autoencoder.walk import WalkView

CODED: dict[str, Any] = {
    "nnviz": 1,
    "name": "Coded",
    "seed": 3,
    "data": {"name": "digits", "samples": 200, "scaling": "minmax", "task": "reconstruction", "input_noise": 0.1},
    "network": {"hidden": [{"units": 8, "batch_norm": True, "dropout": 0.1}, {"units": 2}, {"units": 8}]},
    "training": {"batch_size": 16, "stop": {}},
}


def output_of(window: MainWindow) -> OutputPanel:
    panel = next(panel for panel in window.board.panels if panel.name == "output")
    assert isinstance(panel, OutputPanel)
    return panel


def show(qtbot: QtBot, window: MainWindow, label: str) -> Any:
    panel = output_of(window)
    switches = panel.controls()[0]
    chip = switches.findChild(Chip, f"output-{label.lower()}")
    assert chip is not None
    chip.click()
    rest(qtbot, window)
    return panel.view


def test_the_walk_follows_training_and_stays_where_it_is(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(decode(CODED))
    go_on(qtbot, window, lambda: window.session.advance(20))
    view = show(qtbot, window, "Walk")
    assert isinstance(view, WalkView)
    panel = output_of(window)
    sliders = [slider for slider in panel.findChildren(Slider) if slider.isVisible()]
    assert [slider.accessibleName() for slider in sliders] == ["Hidden 2, unit 0", "Hidden 2, unit 1"]
    before = view.walk
    assert before is not None
    qtbot.keyClick(sliders[1], Qt.Key.Key_End)
    qtbot.waitUntil(lambda: view.walk is not before)
    rest(qtbot, window)
    place = view.chosen
    assert place[1] == view.axes[1].high
    go_on(qtbot, window, lambda: window.session.advance(40))
    assert view.walk is not None
    assert view.walk.place == place
    frame = window.session.frame
    assert frame is not None
    run = frame.run.assembly
    answer = decoded(run, frame.snapshot.theta, np.array([place]))
    assert answer is not None
    np.testing.assert_allclose(view.walk.answer, in_own_units(run, answer)[0])
    go_on(qtbot, window, lambda: window.session.look_back(10))
    assert view.walk.place == place
    frame = window.session.frame
    assert frame is not None
    earlier = decoded(run, frame.snapshot.theta, np.array([place]))
    assert earlier is not None
    np.testing.assert_allclose(view.walk.answer, in_own_units(run, earlier)[0])


def test_task_there_and_back_in_the_window(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(decode({**CODED, "data": {"name": "digits", "samples": 200, "scaling": "minmax"}}))
    session, panel = window.session, output_of(window)

    def turn(key: str) -> None:
        changed = task_row(session.experiment).change(session.experiment, "data.task", key)
        go_on(qtbot, window, lambda: session.edit(changed, "task"))
        go_on(qtbot, window, lambda: session.advance(5))

    assert not window.transport.grab().isNull()
    turn("reconstruction")
    assert not session.runs[0].classifies
    assert isinstance(show(qtbot, window, "Latent"), LatentView)
    turn("auto")
    assert session.runs[0].classifies
    assert not isinstance(panel.view, LatentView)


def test_a_session_comes_back_with_its_reconstructions(qtbot: QtBot, open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window(decode(CODED))
    go_on(qtbot, window, lambda: window.session.advance(30))
    view = output_of(window).view
    assert isinstance(view, PicturesView)
    assert view.result is not None
    assert window.documents.write(tmp_path / "it.nnviz")
    other = open_window(decode({"nnviz": 1}))
    go_on(qtbot, other, lambda: other.documents.open(tmp_path / "it.nnviz"))
    same(newest(window), newest(other))
    again = output_of(other).view
    assert isinstance(again, PicturesView)
    assert again.result is not None
    np.testing.assert_array_equal(again.result.whole.errors, view.result.whole.errors)
