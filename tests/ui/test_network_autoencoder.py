"""An autoencoder in the network graph: its halves, the latent layer, and the picture that it answers with."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from nnviz.answers import answers
from nnviz.assembly import Assembly, assemble
from nnviz.autoencoder import in_own_units
from nnviz.experiment import decode, plan_runs
from nnviz.history import History
from tests.ui.network_cases import document, open_panel, snapshot
from ui.frame import Frame, RunView, Selection
from ui.numbers import loss, weight
from ui.panels.network.columns import plan_columns
from ui.panels.network.sample_words import answer_to, sample_names

pytestmark = pytest.mark.usefixtures("light")


def rebuilt(hidden: list[int], output: str = "auto", **data: Any) -> Assembly:
    described = document({"name": "digits", "scaling": "minmax", "task": "reconstruction", **data}, hidden)
    described["network"]["output_activation"] = output
    return assemble("base", plan_runs(decode(described))[0].experiment)


def frame_of(assembly: Assembly, **changes: Any) -> Frame:
    theta = assembly.initial_theta()
    theta.flags.writeable = False
    run = RunView(0, "base", assembly, History(len(assembly.network.layers)))
    return replace(Frame((run,), (snapshot(assembly, theta),), 0, frozenset(), None, None, False), **changes)


def test_every_layer_says_what_it_is() -> None:
    columns = plan_columns(rebuilt([12, 2, 12]))
    assert [column.role for column in columns] == ["encoder", "encoder", "latent", "decoder", "decoder"]
    assert not any(column.role for column in plan_columns(rebuilt([])))
    other = assemble("base", decode(document({"name": "digits"}, [12, 2, 12])))
    assert not any(column.role for column in plan_columns(other))


def test_the_output_is_the_picture_that_is_answered(qtbot: QtBot) -> None:
    assembly = rebuilt([12, 2, 12])
    frame = frame_of(assembly, sample=("test", 3))
    panel = open_panel(qtbot, frame)
    layout = panel.graph.layout
    assert layout is not None
    first, last = layout.blocks[0], layout.blocks[-1]
    assert (first.units_box.w, first.units_box.h, first.y) == (last.units_box.w, last.units_box.h, last.y)
    image = panel.grab().toImage()
    found = answers(assembly, frame.snapshot.theta, assembly.data.inputs_test[3:4])
    assert found is not None
    values = in_own_units(assembly, found)[0] / 16.0
    for unit in (9, 20, 35, 50):
        box = last.box(unit)
        there = image.pixelColor(round(box.x + box.w / 2), round(box.y + box.h / 2)).red()
        share = float(np.clip(values[unit], 0.0, 1.0))
        assert abs(there - (255 + share * (0x14 - 255))) <= 4


def test_brackets_stand_between_heads_and_units(qtbot: QtBot) -> None:
    plain = open_panel(qtbot, frame_of(assemble("base", decode(document({"name": "iris"}, [6, 2, 6])))))
    coded = open_panel(qtbot, frame_of(rebuilt([6, 2, 6], name="iris")))
    tops = []
    for panel in (plain, coded):
        assert panel.graph.layout is not None
        tops.append(panel.graph.layout.blocks[1].y)
    assert tops[1] > tops[0]


@pytest.mark.parametrize("name", ["digits", "iris", "diabetes"])
def test_the_sample_is_answered_in_own_units_with_its_error(name: str) -> None:
    assembly = rebuilt([4, 2, 4], name=name)
    found = answers(assembly, assembly.initial_theta(), assembly.data.inputs_test[:1])
    assert found is not None
    answer = answer_to(assembly, ("test", 0), found[0])
    assert answer.numbers == tuple(weight(value) for value in in_own_units(assembly, found)[0].tolist())
    error = np.square(found - assembly.data.targets_test[:1]).mean()
    assert answer.verdict == f"mean squared error {loss(float(error))}"
    assert (answer.predicted, answer.true) == (None, None)
    words = sample_names(assembly.data, ("test", 0))[0]
    assert words.startswith("Test sample 0")
    assert ("," in words) == (name != "diabetes")


@pytest.mark.parametrize("size", [(740, 304), (380, 220), (1300, 700)])
@pytest.mark.parametrize(
    "assembly",
    [
        rebuilt([12, 2, 12]),
        rebuilt([2], input_noise=0.3),
        rebuilt([5, 2, 5], "sigmoid", name="moons"),
        rebuilt([3, 1, 3], name="sine"),
        rebuilt([6, 2, 6], "sigmoid", name="iris"),
        rebuilt([20, 5], name="breast_cancer"),
        rebuilt([], name="iris"),
    ],
    ids=["digits", "noisy", "moons", "sine", "iris", "wide", "flat"],
)
def test_every_kind_is_drawn_wherever_the_pointer_is(qtbot: QtBot, assembly: Assembly, size: tuple[int, int]) -> None:
    last = len(assembly.network.layers)
    panel = open_panel(qtbot, frame_of(assembly, sample=("train", 1)), size)
    for layer in range(last + 1):
        panel.graph.select(Selection(layer, 0))
        assert panel.grab().toImage().width() == size[0]
    card = panel.graph.card()
    assert card is None or "p(" not in card[0].title


def test_a_small_picture_has_the_key_below_it(qtbot: QtBot) -> None:
    frame = frame_of(rebuilt([64, 32, 2, 32, 64]), sample=("test", 3))
    panel = open_panel(qtbot, frame, (740, 304))
    scene = panel.graph.scene
    assert scene is not None
    docks, picture = scene.docks, scene.layout.blocks[0].units_box
    assert docks.slim
    assert docks.key is not None
    assert (docks.key.x, docks.key.w) == (picture.x, picture.w)
    assert picture.bottom < docks.key.y
    assert docks.key.bottom <= scene.layout.words_box.y
    # Its ramp goes from the colour of negative weights to that of positive ones.
    image, y = panel.grab().toImage(), round(docks.key.y + 2 * 15 + 7)
    low, high = (image.pixelColor(round(x), y) for x in (docks.key.x + 2, docks.key.right - 3))
    assert low.blue() > low.red() + 60
    assert high.red() > high.blue() + 60
    panel.resize(1100, 670)
    larger = panel.graph.scene
    assert larger is not None
    assert not larger.docks.slim
