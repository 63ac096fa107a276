"""What the Output panel's pictures show is what the engine computes, kind by kind."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from nnviz.answers import values_in_unit
from nnviz.class_quality import class_quality
from nnviz.confusion import examine
from nnviz.fit_quality import fit_quality
from nnviz.responses import outputs
from tests.ui.output_cases import CASES, changed, choose, colour_at, document, feed, frame_of, open_panel, with_theta
from ui.panels.output.curve import CurveView
from ui.panels.output.matrix import MatrixView
from ui.panels.output.plane import PlaneView
from ui.panels.output.regions import RegionsView, region_pixels
from ui.panels.output.scatter import ScatterView
from ui.panels.output.surface import SurfaceView
from ui.plotting.axes import left_margin
from ui.theme import class_colours, current

REGIONS = ["two classes", "tanh output", "linear output", "softmax for two", "five arms"]


pytestmark = pytest.mark.usefixtures("light")


@pytest.mark.parametrize(
    ("case", "kind"),
    [
        ("two classes", RegionsView),
        ("five arms", RegionsView),
        ("plane", SurfaceView),
        ("sine", CurveView),
        ("diabetes", ScatterView),
        ("iris", MatrixView),
        ("digits", MatrixView),
    ],
)
def test_the_data_choose_the_picture(qtbot: QtBot, case: str, kind: type) -> None:
    assert type(open_panel(qtbot, frame_of(CASES[case])).view) is kind


@pytest.mark.parametrize("case", REGIONS)
def test_a_map_has_the_networks_answers_on_its_grid(qtbot: QtBot, case: str) -> None:
    frame = frame_of(CASES[case])
    view = open_panel(qtbot, frame).view
    assert isinstance(view, PlaneView)
    made, plot = view.maps[0], view.plot
    last = len(made.values) - 1
    for row, column in ((0, 0), (0, last), (last, 0), (last // 2, last // 3)):
        raw = np.array([[plot.x.low + plot.x.width * column / last, plot.y.high - plot.y.width * row / last]])
        data = frame.run.assembly.data
        answer = outputs(frame.run.assembly, frame.snapshot.theta, data.inputs_at(raw))[0]
        if len(answer) > 2:
            np.testing.assert_allclose(made.values[row, column], answer, atol=1e-6)
        elif len(answer) == 2:
            assert made.values[row, column] == pytest.approx(answer[1] - 0.5, abs=1e-6)
        else:
            low, high = (-1.0, 1.0) if case == "tanh output" else (0.0, 1.0)
            place = (answer[0] - low) / (high - low) - 0.5
            assert made.values[row, column] == pytest.approx(place, abs=1e-6)


@pytest.mark.parametrize("case", [*REGIONS, "plane"])
def test_the_pixels_are_the_colours_of_the_answers(qtbot: QtBot, case: str) -> None:
    frame = frame_of(CASES[case])
    panel = open_panel(qtbot, frame)
    view = panel.view
    assert isinstance(view, PlaneView)
    image = panel.grab().toImage()
    data = frame.run.assembly.data
    marks = view.plot.to_pixels(np.concatenate([data.raw_train, data.raw_test]))
    line_x, line_y = view.maps[0].line
    box = view.plot.box
    lines = np.stack([box.left() + line_x * box.width(), box.top() + line_y * box.height()], axis=1)
    taken = np.concatenate([marks, lines[~np.isnan(lines[:, 0])]])
    values, colours, _ = view.work()
    compared = 0
    for x in np.arange(box.left() + 6, box.right() - 6, 17.0):
        for y in np.arange(box.top() + 6, box.bottom() - 6, 17.0):
            if np.min(np.hypot(taken[:, 0] - x, taken[:, 1] - y)) < 14:
                continue
            raw = np.array([view.plot.to_data(QPointF(x + 0.5, y + 0.5))])
            answer = outputs(frame.run.assembly, frame.snapshot.theta, data.inputs_at(raw))
            pixel = int(colours(values(frame.run.assembly, answer.reshape(1, 1, -1))).flat[0])
            wanted = pixel >> 16 & 255, pixel >> 8 & 255, pixel & 255
            assert np.abs(np.subtract(colour_at(image, x, y), wanted)).max() <= 6, (x, y)
            compared += 1
    assert compared > 10


def test_points_stand_where_they_belong_in_their_classs_colour(qtbot: QtBot) -> None:
    frame = frame_of(CASES["two classes"])
    panel = open_panel(qtbot, frame)
    view = panel.view
    assert isinstance(view, RegionsView)
    image = panel.grab().toImage()
    data = frame.run.assembly.data
    places = view.plot.to_pixels(np.concatenate([data.raw_train, data.raw_test]))
    labels = np.concatenate([data.labels_train, data.labels_test])
    colours = class_colours(current(), 2)
    seen = set()
    for index, (x, y) in enumerate(places):
        if index + 1 < len(places) and np.min(np.hypot(*(places[index + 1 :] - places[index]).T)) < 9:
            continue  # a later point may cover it
        hollow = index >= len(data.raw_train)
        wanted = current().surface if hollow else colours[labels[index]]
        found = "#{:02X}{:02X}{:02X}".format(*colour_at(image, int(x), int(y)))
        assert found == wanted, (index, hollow)
        seen.add((hollow, int(labels[index])))
    assert len(seen) == 4


def test_the_boundary_is_where_two_classes_get_the_same(qtbot: QtBot) -> None:
    for case in ("two classes", "five arms"):
        frame = frame_of(CASES[case])
        view = open_panel(qtbot, frame).view
        assert isinstance(view, PlaneView)
        x, y = view.maps[0].line
        assert len(x) > 10
        shares = np.stack([x, 1.0 - y], axis=1)[~np.isnan(x)]
        low = np.array([view.plot.x.low, view.plot.y.low])
        raw = low + shares * np.array([view.plot.x.width, view.plot.y.width])
        answer = outputs(frame.run.assembly, frame.snapshot.theta, frame.run.assembly.data.inputs_at(raw))
        if answer.shape[1] == 1:
            np.testing.assert_allclose(answer, 0.5, atol=0.01)
        else:
            ordered = np.sort(answer, axis=1)
            assert np.median(ordered[:, -1] - ordered[:, -2]) < 0.01


def test_other_runs_are_small_maps_unless_they_are_hidden(qtbot: QtBot) -> None:
    frame = frame_of(CASES["two classes"], chosen=1)
    panel = open_panel(qtbot, frame)
    view = panel.view
    assert isinstance(view, PlaneView)
    assert [made.index for made in view.maps] == [1, 0]
    other = view.maps[1]
    assert other.values[0, 0] == pytest.approx(
        outputs(
            frame.runs[0].assembly,
            frame.snapshots[0].theta,
            frame.run.assembly.data.inputs_at(np.array([[view.plot.x.low, view.plot.y.high]])),
        )[0, 0]
        - 0.5,
        abs=1e-6,
    )
    feed(panel, changed(frame, hidden=frozenset({0})))
    assert [made.index for made in view.maps] == [1]


def test_a_not_a_number_is_the_surfaces_colour(qapp: object) -> None:
    theme = current()
    values = np.array([[np.nan, 0.5]])
    assert f"#{int(region_pixels(theme, values)[0, 0]) & 0xFFFFFF:06X}" == theme.surface
    many = np.array([[[0.1, np.nan, 0.4], [0.1, 0.2, 0.7]]])
    assert f"#{int(region_pixels(theme, many)[0, 0]) & 0xFFFFFF:06X}" == theme.surface
    assert int(region_pixels(theme, many)[0, 1]) & 0xFFFFFF != int(region_pixels(theme, many)[0, 0]) & 0xFFFFFF


def test_a_fit_is_drawn_in_the_datas_own_units(qtbot: QtBot) -> None:
    frame = frame_of(CASES["sine"])
    view = open_panel(qtbot, frame).view
    assert isinstance(view, CurveView)
    result = view.result
    assert result is not None
    assert [curve.index for curve in result.curves] == [0, 1, 2]
    for curve in result.curves:
        run = frame.runs[curve.index]
        answer = outputs(
            run.assembly, frame.snapshots[curve.index].theta, run.assembly.data.inputs_at(result.x[:, None])
        )
        np.testing.assert_allclose(curve.values, values_in_unit(run.assembly, answer), atol=1e-6)
    data = frame.run.assembly.data
    assert view.plot.x.low <= data.raw_train.min() < data.raw_train.max() <= view.plot.x.high
    assert view.plot.y.low < data.values_train.min() < data.values_train.max() < view.plot.y.high


def test_predicted_stands_over_true(qtbot: QtBot) -> None:
    frame = frame_of(CASES["diabetes"])
    panel = open_panel(qtbot, frame)
    view = panel.view
    assert isinstance(view, ScatterView)
    assembly = frame.run.assembly
    data = assembly.data
    predicted = values_in_unit(assembly, outputs(assembly, frame.snapshot.theta, data.inputs_test))
    assert view.prediction is not None
    np.testing.assert_allclose(view.prediction.test, predicted, atol=1e-6)
    quality = fit_quality(data.values_test, predicted)
    assert quality is not None
    assert view.prediction.test_quality == quality
    assert f"off by {quality.mean_absolute_error:.1f} on average (test)" in view.sentence
    places = view.plot.to_pixels(np.stack([data.values_test, predicted], axis=1))
    np.testing.assert_allclose(view.places[len(data.values_train) :], places)
    # The same scale on both axes: the diagonal is a diagonal.
    assert view.plot.x.low == view.plot.y.low
    assert view.plot.box.width() == view.plot.box.height()


@pytest.mark.parametrize("case", ["digits", "iris", "breast cancer"])
@pytest.mark.parametrize("share", ["test", "train"])
def test_the_matrix_counts_what_the_engine_counts(qtbot: QtBot, case: str, share: str) -> None:
    frame = frame_of(CASES[case])
    panel = open_panel(qtbot, frame, (500, 700))
    if share == "train":
        choose(qtbot, panel, "Train", frame)
    view = panel.view
    assert isinstance(view, MatrixView)
    assert view.result is not None
    confusion = examine(frame.run.assembly, frame.snapshot.theta, view.share)
    assert confusion is not None
    assert view.share == share
    np.testing.assert_array_equal(view.result.confusion.matrix, confusion.matrix)
    rows = confusion.rows
    of = "" if share == "test" else " training samples"
    mean = class_quality(confusion).macro[2]
    assert view.sentence == f"Columns: predicted. {confusion.wrong:,} of {rows:,}{of} wrong, mean F1 {mean:.3f}"
    if case == "digits":
        assert [sample.row for sample in view.result.wrong] == confusion.most_certain_wrong(
            len(view.result.wrong)
        ).tolist()
        assert all(sample.right for sample in view.result.right)
        raw = frame.run.assembly.data.raw_test if share == "test" else frame.run.assembly.data.raw_train
        first = view.result.wrong[0]
        np.testing.assert_allclose(first.values, raw[first.row].reshape(8, 8) / 16.0)


def test_two_inputs_can_be_seen_as_a_matrix_too(qtbot: QtBot) -> None:
    frame = frame_of(CASES["five arms"])
    panel = open_panel(qtbot, frame)
    choose(qtbot, panel, "Matrix", frame)
    assert isinstance(panel.view, MatrixView)
    choose(qtbot, panel, "Train", frame)
    assert panel.view.share == "train"
    choose(qtbot, panel, "Regions", frame)
    assert isinstance(panel.view, RegionsView)
    # Remembered for the next experiment that has the same choice.
    choose(qtbot, panel, "Matrix", frame)
    panel.bind(frame_of(CASES["two classes"]).runs)
    assert isinstance(panel.view, MatrixView)
    panel.bind(frame_of(CASES["sine"]).runs)
    assert isinstance(panel.view, CurveView)


def test_without_a_test_share_the_matrix_says_so(qtbot: QtBot) -> None:
    frame = frame_of(document({"name": "wine", "test_fraction": 0.0}))
    view = open_panel(qtbot, frame).view
    assert isinstance(view, MatrixView)
    assert view.share == "train"
    assert "of 178 training samples wrong, mean F1 0." in view.sentence
    assert view.sentence.endswith("; there is no test share")


def test_rows_without_an_answer_are_counted_apart(qtbot: QtBot) -> None:
    frame = frame_of(CASES["iris"])
    panel = open_panel(qtbot, frame)
    feed(panel, with_theta(frame, np.full_like(frame.snapshot.theta, np.nan)))
    assert panel.view is not None
    assert panel.view.sentence == "Columns: predicted. 0 of 30 wrong, 30 without an answer, mean F1 0.000"


def test_the_mouse_button_is_the_left_one(qtbot: QtBot) -> None:
    frame = frame_of(CASES["two classes"])
    panel = open_panel(qtbot, frame)
    chosen: list[object] = []
    panel.sample_chosen.connect(chosen.append)
    assert isinstance(panel.view, PlaneView)
    x, y = panel.view.plot.to_pixels(frame.run.assembly.data.raw_test[-1:])[0]
    qtbot.mouseClick(panel, Qt.MouseButton.RightButton, pos=QPointF(x, y).toPoint())
    assert chosen == []


@pytest.mark.parametrize("name", ["weight", "mean petal width in cm"])
def test_the_name_of_a_column_has_room_beside_the_plane(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    rows = [f"{k % 7},{k % 5},{'ab'[k % 2]}" for k in range(30)]
    (tmp_path / "table.csv").write_text("\n".join([f"length,{name},kind", *rows]))
    frame = frame_of(document({"name": "csv", "path": str(tmp_path / "table.csv")}))
    view = open_panel(qtbot, frame).view
    short = open_panel(qtbot, frame_of(CASES["two classes"])).view
    assert isinstance(view, PlaneView)
    assert isinstance(short, PlaneView)
    assert view.plot.y.name == name
    assert view.plot.box.left() >= left_margin(view.plot.y, view.plot.box.height(), True)
    assert view.plot.box.left() > short.plot.box.left()
    assert view.plot.box.bottom() < short.plot.box.bottom()
