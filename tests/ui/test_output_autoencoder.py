"""What the Output panel shows of an autoencoder is what the engine computes: samples, codes, and the latent walk."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from nnviz.answers import answers
from nnviz.autoencoder import codes, in_own_units
from nnviz.latent_chart import Chart
from nnviz.reconstruction import reconstruct
from nnviz.snapshot import Divergence
from tests.ui.output_cases import changed, choose, colour_at, feed, frame_of, open_panel, with_theta
from ui.frame import Frame
from ui.panels.output import OutputPanel
from ui.panels.output.autoencoder.cards import CardsView
from ui.panels.output.autoencoder.latent import LatentView
from ui.panels.output.autoencoder.pairs import PairsView
from ui.panels.output.autoencoder.pictures import PicturesView
from ui.panels.output.autoencoder.profiles import ProfilesView
from ui.panels.output.autoencoder.walk import WalkView
from ui.panels.output.view import View
from ui.theme import appearance, current

LEFT = Qt.MouseButton.LeftButton

pytestmark = pytest.mark.usefixtures("light")


def rebuilt(*units: int, activation: str = "tanh", variants: Any = (), **data: Any) -> dict[str, Any]:
    """Describe an autoencoder of digits, or of other data."""
    return {
        "nnviz": 1,
        "name": "base",
        "seed": 3,
        "data": {"name": "digits", "scaling": "minmax", "task": "reconstruction", **data},
        "network": {"hidden": [{"units": each, "activation": activation} for each in units]},
        "training": {"batch_size": None},
        "variants": list(variants),
    }


def opened(qtbot: QtBot, document: dict[str, Any], chip: str = "", **parts: Any) -> tuple[OutputPanel, Frame]:
    frame = frame_of(document, **parts)
    panel = open_panel(qtbot, frame)
    if chip:
        choose(qtbot, panel, chip, frame)
    return panel, frame


@pytest.mark.parametrize(
    ("document", "kinds"),
    [
        (rebuilt(8, 2, 8), [PicturesView, LatentView, WalkView]),
        (rebuilt(8, 2, 8, name="iris"), [ProfilesView, LatentView, WalkView]),
        (rebuilt(3, name="moons", samples=60), [PairsView, LatentView, WalkView]),
        (rebuilt(3, name="moons", samples=60, features=["x1", "x2", "x1*x2"]), [ProfilesView, LatentView, WalkView]),
        (rebuilt(1, name="sine", samples=60), [ProfilesView, LatentView, WalkView]),
        (rebuilt(name="iris"), [ProfilesView]),
    ],
)
def test_the_inputs_choose_the_pictures(qtbot: QtBot, document: dict[str, Any], kinds: list[type[View]]) -> None:
    panel, frame = opened(qtbot, document)
    seen = [type(panel.view)]
    for kind in kinds[1:]:
        choose(qtbot, panel, kind.label, frame)
        seen.append(type(panel.view))
        assert panel.grab().toImage().width()
    assert seen == kinds


@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_samples_stand_beside_what_comes_back(qtbot: QtBot, noise: float) -> None:
    panel, frame = opened(qtbot, rebuilt(8, 2, 8, input_noise=noise))
    view = panel.view
    assert isinstance(view, PicturesView)
    result = view.result
    assert result is not None
    run, theta = frame.run.assembly, frame.snapshot.theta
    whole = reconstruct(run, theta, "test")
    assert whole is not None
    assert [card.row for card in result.first] == list(range(len(view.plan.first)))
    assert [card.row for card in result.worst] == whole.worst_first[: len(view.plan.worst)].tolist()
    found = answers(run, theta, run.data.inputs_test)
    assert found is not None
    back = in_own_units(run, found)
    for card in (*result.first, *result.worst):
        assert card.error == pytest.approx(whole.errors[card.row])
        np.testing.assert_allclose(card.clean, run.data.raw_test[card.row], atol=1e-9)
        np.testing.assert_allclose(card.answer, back[card.row])
        assert run.data.labels_test[card.row] == card.label
        assert np.array_equal(card.clean, card.seen) == (noise == 0.0) or noise == 0.0
    assert result.pictures is not None
    assert result.pictures.shape[1:] == (3 if noise else 2, 8, 8)


def test_a_pixel_on_the_screen_has_the_grey_of_its_value(qtbot: QtBot) -> None:
    panel, _ = opened(qtbot, rebuilt(8, 2, 8))
    view = panel.view
    assert isinstance(view, PicturesView)
    assert view.result is not None
    image = panel.grab().toImage()
    box, side = view.plan.first[0], view.plan.side
    for values, left in ((view.result.first[0].clean, box.left()), (view.result.first[0].answer, box.right() - side)):
        for row, column in ((1, 2), (3, 4), (5, 3)):
            share = float(np.clip(values[8 * row + column] / 16.0, 0.0, 1.0))
            there = colour_at(image, left + (column + 0.5) * side / 8, box.top() + (row + 0.5) * side / 8)
            ink, surface = (int(name[1:3], 16) for name in (current().ink, current().surface))
            assert abs(there[0] - (surface + share * (ink - surface))) <= 3


@pytest.mark.parametrize("document", [rebuilt(8, 2, 8), rebuilt(8, 2, 8, name="iris")])
def test_a_click_chooses_the_sample_and_the_pointer_reads_it(qtbot: QtBot, document: dict[str, Any]) -> None:
    panel, frame = opened(qtbot, document)
    view = panel.view
    assert isinstance(view, CardsView)
    assert view.result is not None
    place = view.plan.worst[0].center().toPoint()
    qtbot.mouseMove(panel, place + QPoint(1, 1))
    qtbot.mouseMove(panel, place)
    assert f"row {view.result.worst[0].row}" in view.sentence
    with qtbot.waitSignal(panel.sample_chosen) as asked:
        qtbot.mouseClick(panel, LEFT, pos=place)
    assert asked.args == [("test", view.result.worst[0].row)]
    before = panel.grab().toImage()
    feed(panel, changed(frame, sample=asked.args[0]))
    assert panel.grab().toImage() != before


def test_the_share_can_be_chosen(qtbot: QtBot) -> None:
    panel, frame = opened(qtbot, rebuilt(8, 2, 8))
    choose(qtbot, panel, "train", frame)
    view = panel.view
    assert isinstance(view, CardsView)
    assert view.result is not None
    whole = reconstruct(frame.run.assembly, frame.snapshot.theta, "train")
    assert whole is not None
    assert view.result.whole.mean_squared_error == whole.mean_squared_error


def test_points_are_joined_to_where_they_come_out(qtbot: QtBot) -> None:
    panel, frame = opened(qtbot, rebuilt(3, name="moons", samples=60, scaling="standard"))
    view = panel.view
    assert isinstance(view, PairsView)
    assert view.result is not None
    run = frame.run.assembly
    found = answers(run, frame.snapshot.theta, run.data.inputs_train)
    assert found is not None
    np.testing.assert_allclose(view.result[0][: len(found)], in_own_units(run, found))
    x, y = view.plot.to_pixels(run.data.raw_train[:1])[0]
    assert view.sample_at(QPointF(x, y)) is not None
    assert set(view.result[1]) == {"train", "test"}


@pytest.mark.parametrize("units", [1, 2, 5])
def test_codes_lie_where_the_encoder_puts_them(qtbot: QtBot, units: int) -> None:
    panel, frame = opened(qtbot, rebuilt(8, units, 8), "Latent")
    view = panel.view
    assert isinstance(view, LatentView)
    assert view.made is not None
    run, theta = frame.run.assembly, frame.snapshot.theta
    train, test = (codes(run, theta, inputs) for inputs in (run.data.inputs_train, run.data.inputs_test))
    assert train is not None
    assert test is not None
    chart = Chart.of(train)
    np.testing.assert_allclose(view.made.places, np.vstack([chart.places(train), chart.places(test)]), atol=1e-12)
    names = (view.plot.x.name, view.plot.y.name)
    if units == 1:
        assert names[0] == "Hidden 2, unit 0"
    elif units == 2:
        assert names == ("Hidden 2, unit 0", "Hidden 2, unit 1")
    else:
        assert "of variance" in names[0]
        assert f"{100 * chart.explained[1]:.1f}" in view.sentence
    index = len(view.places) - 1
    assert view.places[index] == pytest.approx(view.plot.to_pixels(placed(view, index))[0])
    found = view.sample_at(QPointF(*view.places[index]))
    assert found is not None
    assert found[0] in ("train", "test")


def placed(view: LatentView, index: int) -> Any:
    """Return the coordinates of a point, shape (1, 2); across the strip of one unit those it was given."""
    assert view.made is not None
    own = view.made.places[index].tolist()
    return np.array([own if len(own) == 2 else [*own, view.plot.to_data(QPointF(*view.places[index]))[1]]])


def test_axes_of_unbounded_codes_only_move_when_they_must(qtbot: QtBot) -> None:
    panel, frame = opened(qtbot, rebuilt(8, 2, 8, activation="relu"), "Latent")
    view = panel.view
    assert isinstance(view, LatentView)
    before = view.plot.x, view.plot.y
    feed(panel, with_theta(frame, frame.snapshot.theta * 1.01))
    assert (view.plot.x, view.plot.y) == before
    feed(panel, with_theta(frame, frame.snapshot.theta * 2.0))
    assert view.made is not None
    assert view.plot.x.high > before[0].high
    assert view.plot.x.low <= view.made.places[:, 0].min()
    assert view.made.places[:, 0].max() <= view.plot.x.high


def test_other_runs_take_the_pictures_they_suit(qtbot: QtBot) -> None:
    variants = [
        {"name": "wider", "set": {"network.hidden[1].units": 4}},
        {"name": "flat", "set": {"network.hidden": []}},
    ]
    panel, frame = opened(qtbot, rebuilt(8, 2, 8, variants=variants), "Walk")
    feed(panel, changed(frame, chosen=1))
    view = panel.view
    assert isinstance(view, WalkView)
    assert view.walk is not None
    assert view.walk.codes.chart.directions.shape == (2, 4)
    feed(panel, changed(frame, chosen=2))
    assert isinstance(panel.view, PicturesView)
    feed(panel, frame)
    assert panel.grab().toImage().width()


@pytest.mark.parametrize("chip", ["Rebuilt", "Latent", "Walk"])
@pytest.mark.parametrize("document", [rebuilt(8, 2, 8), rebuilt(8, 2, 8, name="iris"), rebuilt(2, name="moons")])
def test_a_run_that_diverged_says_so(qtbot: QtBot, document: dict[str, Any], chip: str) -> None:
    panel, frame = opened(qtbot, document, chip if chip != "Rebuilt" else "")
    bad = np.full(len(frame.snapshot.theta), np.nan)
    feed(panel, with_theta(frame, bad, Divergence(20, 1, "Hidden 1", "The sums overflow.")))
    assert panel.view is not None
    assert panel.view.stopped
    assert panel.grab().toImage().width()


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
@pytest.mark.parametrize("size", [(230, 160), (452, 304), (1200, 700)])
def test_every_size_and_theme_is_drawn(qtbot: QtBot, theme: str, size: tuple[int, int]) -> None:
    panel, frame = opened(qtbot, rebuilt(8, 2, 8))
    appearance().choose(theme)
    panel.resize(*size)
    for chip in ("Latent", "Walk", "Rebuilt"):
        choose(qtbot, panel, chip, frame)
        assert panel.grab().toImage().width() >= size[0]
