"""Batch normalisation and dropout in the network graph: heads, signs on the units, and what the card says."""

from __future__ import annotations

from itertools import pairwise

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from nnviz.network import Network
from tests.ui.network_cases import assembly_of, frame_of, open_panel, picture_of, theta_of, unit_box, wanted_of
from ui.frame import Selection
from ui.panels.network.columns import plan_columns
from ui.panels.network.heads import place_heads
from ui.panels.network.paint_signs import PERIOD, dashes, signs_box
from ui.panels.network.portrait import Portraits
from ui.panels.network.readout import read_out
from ui.panels.network.text import METRICS
from ui.theme import THEMES, appearance

CASE = "normalised and dropped"


def test_heads_say_what_there_is_room_for(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of(CASE), (1900, 304))

    def details(width: int) -> dict[str, str]:
        panel.resize(width, 304)
        heads = place_heads(panel.graph.layout.heads, float(width), METRICS)
        return {head.name: head.detail for head in heads}

    wide = details(1900)
    assert wide["Hidden 1"] == "8 tanh, batch norm, dropout 20\u2009%"
    assert wide["Hidden 2"] == "8 tanh, dropout 50\u2009%"
    assert wide["Hidden 3"] == "6 tanh, batch norm"
    assert details(1100)["Hidden 1"] == "8 tanh, BN, drop 20\u2009%"
    assert details(560)["Hidden 1"] in ("8 tanh", "")


@pytest.mark.parametrize("width", range(260, 1500, 40))
@pytest.mark.parametrize("case", [CASE, "normalised digits"])
def test_heads_never_touch(width: int, case: str, qtbot: QtBot) -> None:
    layout = open_panel(qtbot, frame_of(case), (width, 304)).graph.layout
    heads = place_heads(layout.heads, float(width), METRICS)
    assert heads
    for one, other in pairwise(heads):
        assert one.box.right < other.box.x
    assert heads[-1].box.right <= width


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("case", [CASE, "normalised digits"])
def test_signs_stand_where_sums_come_in_and_answers_go_out(case: str, theme: str, qtbot: QtBot) -> None:
    appearance().choose(theme)
    try:
        panel = open_panel(qtbot, frame_of(case), (740, 304))
        picture = picture_of(panel)
        ink = THEMES[theme].ink3.lower()
        for number, layer in enumerate(assembly_of(case).network, 1):
            block = panel.graph.layout.blocks[number]
            box = signs_box(block) if block.is_one_object else unit_box(panel, number, 0)
            y = [int(box.y) + k for k in range(3, int(box.h) - 10)]  # clear of corners and of the bias
            left = [picture.pixelColor(round(box.x) + 1, k).name() == ink for k in y]
            right = [picture.pixelColor(round(box.right - 2.0), k).name() == ink for k in y]
            assert all(left) == layer.batch_norm
            assert (any(right) and not all(right)) == bool(layer.dropout)
            assert any(right) == bool(layer.dropout)
    finally:
        appearance().choose("light")


@pytest.mark.parametrize("share", [1e-9, 0.2, 0.5, 0.9, 0.999999])
@pytest.mark.parametrize("length", [16.0, 29.0, 58.0])
def test_gaps_take_the_share_that_drops_out(share: float, length: float) -> None:
    found = dashes(length, share)
    assert all(start >= 0.0 and start + dash <= length + 1e-9 for start, dash in found)
    assert len(found) == pytest.approx(length / PERIOD, abs=1.0)
    assert all(dash >= 1.0 for _, dash in found)
    period = length / len(found)
    if 1.0 <= period * share <= period - 1.0:
        assert sum(dash for _, dash in found) == pytest.approx(length * (1.0 - share))


def rows_of(selection: Selection) -> dict[str, str]:
    assembly = assembly_of(CASE)
    portrait = Portraits().make(assembly, theta_of(CASE), 3, wanted_of(assembly), lambda: False)
    assert portrait is not None
    card = read_out(portrait, None, plan_columns(assembly), selection)
    assert card is not None
    return {row.label: row.value for row in card.rows}


def test_the_card_of_a_unit_says_how_it_is_normalised() -> None:
    rows = rows_of(Selection(1, 2))
    first, second, third, *rest = rows
    assert (first, second, third) == ("bias b1[2]", "scale γ, shift β", "running mean, variance")
    assert rest == ["answer", "sum", "gradient dL/db"]
    assert rows["sum"] == "z = norm(w·x + b)"
    assert rows["running mean, variance"] == "0, 1.00"
    gamma, beta = assembly_of(CASE).network.layers[0].gamma_beta(theta_of(CASE))[:, 2]
    assert rows["scale γ, shift β"].replace("\u2212", "-").split(", ") == [f"{gamma:#.3g}", f"{beta:#.3g}"]
    assert not any("γ" in label or "running" in label for label in rows_of(Selection(2, 2)))


def test_the_card_of_a_layer_says_what_training_does_to_it() -> None:
    assert rows_of(Selection(1))["batch norm"] == "between sum and activation"
    assert rows_of(Selection(2))["dropout 50\u2009%"] == "in training only"
    assert not any("drop" in label for label in rows_of(Selection(3)))


def test_networks_that_differ_in_this_alone_are_not_the_same() -> None:
    network = assembly_of(CASE).network
    other = Network(tuple(replace(layer, dropout=0.0) for layer in network))
    assert other != network
    assert other.shape == network.shape
