"""What each panel shows of a recording, and what it says where there is nothing to show."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

import nnviz
from nnviz.experiment.choice import ActivationChoice
from nnviz.recorded_run import RecordedRun
from nnviz.store.recording import ActivationStatistics
from tests.ui.recording_cases import STEPS, drop, path_of, rest, seek, shown, write, write_kernels, write_sparse
from ui.exports.filming import Filming, Pixels
from ui.exports.lighting import in_light_theme
from ui.frame import Selection
from ui.main_window import MainWindow
from ui.panels.activations import RecordedActivationsPanel
from ui.panels.activations.recorded_scene import RecordedScene, grown_ends
from ui.panels.network import NetworkPanel
from ui.panels.sentence import SentencePanel
from ui.panels.surface import RecordedPathPanel
from ui.pictures import image_of, panel_subject
from ui.theme import appearance, painting

LAST = STEPS[-1]


def sentence(window: MainWindow, name: str) -> str:
    panel = window.board.frames[name].shown
    assert isinstance(panel, SentencePanel)
    return panel.words


@pytest.fixture
def recorded(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    """A window that shows a recording."""
    window.documents.open(write(tmp_path / "run.nnviz"))
    rest(qtbot, window)
    return window


def test_each_panel_shows_what_there_is(recorded: MainWindow) -> None:
    kinds = shown(recorded)
    assert kinds["network"] is NetworkPanel
    assert (kinds["surface"], kinds["activations"]) == (RecordedPathPanel, RecordedActivationsPanel)
    assert kinds["output"] is SentencePanel
    assert sentence(recorded, "output").startswith("A recording has no data")
    assert kinds["loss"] is type(recorded.board.frames["loss"].panel)
    assert kinds["gradients"] is type(recorded.board.frames["gradients"].panel)


def test_the_graph_has_the_weights_of_the_step(qtbot: QtBot, recorded: MainWindow) -> None:
    recording = RecordedRun(path_of(recorded))
    seek(qtbot, recorded, 40)
    panel = recorded.board.frames["network"].panel
    assert isinstance(panel, NetworkPanel)
    portrait = panel.graph.portrait
    assert portrait is not None
    assert portrait.step == 40
    assert np.array_equal(portrait.theta, recording.theta_at(40))
    assert [column.name for column in panel.graph.columns] == ["Inputs", "first", "second"]
    assert portrait.histograms is None


def test_what_was_not_recorded_is_said(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.documents.open(write_sparse(tmp_path / "a.nnviz"))
    rest(qtbot, window)
    kinds = shown(window)
    assert [name for name, kind in kinds.items() if kind is not SentencePanel] == ["loss"]
    assert sentence(window, "gradients") == "This recording has no gradient sizes."
    assert sentence(window, "surface") == "This recording has no weights to follow."
    assert window.transport.epoch.value() == "–"
    window.documents.open(write_kernels(tmp_path / "b.nnviz"))
    rest(qtbot, window)
    assert sentence(window, "network").startswith("conv has weights of 3 × 2 × 2")
    assert shown(window)["surface"] is RecordedPathPanel


def test_the_activations_panel_follows_layer_and_step(qtbot: QtBot, recorded: MainWindow) -> None:
    panel = recorded.board.frames["activations"].shown
    assert isinstance(panel, RecordedActivationsPanel)
    recorded.session.attention.select(Selection(2))
    seek(qtbot, recorded, 20)
    scene = panel._scene
    assert scene is not None
    wanted = RecordedRun(path_of(recorded)).activations_at(20)[1]
    assert wanted is not None
    assert scene.answers is not None
    assert (scene.name, scene.answers.mean) == ("second", wanted.mean)
    assert ("activation", "sigmoid") in scene.figures
    QTest.keyClick(panel, Qt.Key.Key_Up)
    assert rest(qtbot, recorded).selection == Selection(1)


def test_the_way_has_a_marker_at_the_step(qtbot: QtBot, recorded: MainWindow) -> None:
    panel = recorded.board.frames["surface"].shown
    assert isinstance(panel, RecordedPathPanel)
    seek(qtbot, recorded, 60)
    made = panel._shown
    assert made is not None
    assert made.path is not None
    way = made.path.ways[0]
    assert made.places[0] == pytest.approx(tuple(way.places[way.steps.tolist().index(60)]), abs=1e-4)


def test_an_unlike_run_beside_has_its_own_sentence(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    drop(window.documents, [write_kernels(tmp_path / "a.nnviz"), write(tmp_path / "b.nnviz")])
    rest(qtbot, window)
    assert shown(window)["network"] is SentencePanel
    window.session.attention.choose_run(1)
    rest(qtbot, window)
    assert shown(window)["network"] is NetworkPanel
    window.session.attention.choose_run(0)
    rest(qtbot, window)
    assert shown(window)["network"] is SentencePanel


def test_the_pointer_on_the_way_reads_a_step(qtbot: QtBot, recorded: MainWindow) -> None:
    panel = recorded.board.frames["surface"].shown
    assert isinstance(panel, RecordedPathPanel)
    assert panel._shown is not None
    assert panel._shown.path is not None
    way = panel._shown.path.ways[0]
    [[x, y]] = panel._window(panel._plan).to_pixels(way.places[-1:])
    qtbot.mouseMove(panel, QPoint(round(x), round(y)))
    assert recorded.session.attention.pointed_step == LAST
    qtbot.mouseMove(panel, QPoint(2, 2))
    assert recorded.session.attention.pointed_step is None


def test_a_bar_says_what_it_counts(recorded: MainWindow) -> None:
    panel = recorded.board.frames["activations"].shown
    assert isinstance(panel, RecordedActivationsPanel)
    scene = panel._scene
    assert scene is not None
    bars = scene._boxes(panel.size())[1]
    assert scene.explanation_at(bars.center(), panel.size()).startswith(("0.0", "1", "2", "3", "5"))
    assert "of the answers of first lie between" in scene.explanation_at(bars.center(), panel.size())
    assert not scene.explanation_at(QPointF(1, 1), panel.size())


def test_pictures_are_of_what_is_shown(qtbot: QtBot, recorded: MainWindow) -> None:
    appearance().choose("dark")
    rest(qtbot, recorded)
    frames = recorded.board.frames
    with in_light_theme([one.shown for one in frames.values()], recorded.session.frame, recorded.session.evaluator):
        pictures = {name: image_of(panel_subject(one), 400) for name, one in frames.items()}
    for name, picture in pictures.items():
        places = [(x, y) for x in range(0, 400, 3) for y in range(0, picture.height(), 3)]
        lightness = {picture.pixelColor(*place).lightness() for place in places}
        assert max(lightness) > 240, name  # on the ground of the light theme
        assert min(lightness) < 200, name  # with something on it


def test_an_animation_goes_over_the_record(qtbot: QtBot, recorded: MainWindow) -> None:
    class Kept:
        def __init__(self) -> None:
            self.pictures: list[bytes] = []

        def add(self, pixels: Pixels) -> None:
            self.pictures.append(pixels.tobytes())

        def finish(self) -> None:
            pass

        def close(self) -> None:
            pass

    kept = Kept()
    subject = partial(panel_subject, recorded.board.frames["activations"])
    filming = Filming(recorded, subject, 300, [0, 50, 100, LAST], kept)
    with qtbot.waitSignal(filming.ended, timeout=30_000):
        filming.start()
    filming.end()
    assert filming.failure is None
    assert len(kept.pictures) == len(set(kept.pictures)) == 4


def test_before_the_first_weights_there_is_no_graph(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    with nnviz.Recorder(tmp_path / "late.nnviz") as recorder:
        for step in range(0, 60, 10):
            late = [(np.full((2, 3), step), np.zeros(3)), (np.ones((3, 1)), None)] if step >= 30 else None
            recorder.record(step, train_loss=1.0, weights=late)
    window.documents.open(tmp_path / "late.nnviz")
    rest(qtbot, window)
    panel = window.board.frames["network"].panel
    assert isinstance(panel, NetworkPanel)
    assert panel.graph.portrait is not None
    seek(qtbot, window, 10)
    assert panel.graph.portrait is None
    assert panel.graph.layout is not None
    assert panel.graph.layout.request.notice == "No weights were recorded up to this step."
    seek(qtbot, window, 40)
    assert panel.graph.portrait is not None
    assert panel.graph.portrait.step == 40


def test_a_deep_network_fits(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    layers = 300
    with nnviz.Recorder(tmp_path / "deep.nnviz", [f"layer {k}" for k in range(layers)]) as recorder:
        for step in range(5):
            gradients = [0.5**k + step for k in range(layers)]
            answers = [np.full((4, 2), float(k)) for k in range(layers)]
            weights = [(np.full((2, 2), step + 1.0), None)] * layers
            recorder.record(step, train_loss=1.0, gradients=gradients, activations=answers, weights=weights)
    faults: list[str] = []
    window.faulted.connect(faults.append)
    window.documents.open(tmp_path / "deep.nnviz")
    rest(qtbot, window)
    window.session.attention.select(Selection(layers))
    assert seek(qtbot, window, 2).snapshot.step == 2
    assert not faults


@pytest.mark.parametrize(
    ("low", "high", "counts"),
    [
        (3.0, 3.0, 1.0),
        (1e-320, 2e-320, 1.0),
        (-1.7e308, 1.7e308, 1.0),
        (np.nan, 1.0, 1.0),
        (2.0, 1.0, 1.0),
        (0.0, 1.0, np.inf),
        (0.0, 1.0, -1.0),
    ],
)
@pytest.mark.parametrize("activation", ["relu", "softmax", None])
def test_any_numbers_can_be_drawn(qtbot: QtBot, activation: str | None, low: float, high: float, counts: float) -> None:
    answers = ActivationStatistics(0.0, 1.0, np.nan, np.nan, low, high, np.full(32, counts))
    choice = ActivationChoice(activation) if activation else None
    ends = grown_ends(choice, answers, None)
    assert ends.low < ends.high
    scene = RecordedScene("one", "", choice, answers, True, grown_ends(choice, answers, ends), 0)
    picture = QImage(400, 200, QImage.Format.Format_RGB32)
    with painting(picture) as painter:
        scene.draw(painter, picture.size())
    scene.explanation_at(QPointF(250, 100), picture.size())
