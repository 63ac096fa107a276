"""Where the Network panel puts things: nothing overlaps and nothing is cut, whatever the network, size and scale."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from nnviz.assembly import Assembly, assemble
from nnviz.experiment import decode, plan_runs
from tests.ui.network_cases import CASES, SEVEN, assembly_of, document
from ui.panels.network.arrange import arrange
from ui.panels.network.box import Box
from ui.panels.network.columns import plan_columns, sentence
from ui.panels.network.docks import Docks
from ui.panels.network.fold import MOST_TILES, Fold, fold, largest_node, stack
from ui.panels.network.heads import Head, place_heads
from ui.panels.network.hidden_words import words_for_hidden
from ui.panels.network.request import Request
from ui.panels.network.spread import Sized
from ui.panels.network.text import METRICS
from ui.theme import appearance
from ui.theme.state import STATE

DATA = [
    {"name": "spirals"},
    {"name": {"name": "spirals", "arms": 5}},
    {"name": {"name": "gaussians", "classes": 6}},
    {"name": "circles", "features": SEVEN},
    {"name": "sine"},
    {"name": "plane"},
    {"name": "digits"},
    {"name": "iris"},
    {"name": "wine"},
    {"name": "breast_cancer"},
    {"name": "diabetes"},
]
SIZES = [(740, 304), (740, 486), (1190, 790), (1900, 950), (1024, 600)]
NOTICE = "Diverged at step 412, Output."
LAYERS = st.one_of(
    st.lists(st.integers(1, 16), max_size=4),
    st.lists(st.integers(17, 80), min_size=1, max_size=3),
    st.integers(10, 64).map(lambda depth: [3] * depth),
    st.just([4096]),
)


@pytest.fixture(autouse=True)
def usual_scale(qtbot: QtBot) -> Iterator[None]:
    appearance()
    yield
    STATE.scale = 1.0


def request_for(assembly: Assembly, width: int, height: int, *, sample: bool = True, notice: str = "") -> Request:
    return Request(width, height, sample, sample, bool(assembly.data.classes), assembly.data.input_shape, notice)


def docks_for(case: str, width: int = 740, height: int = 304, *, sample: bool = True) -> Docks:
    assembly = assembly_of(case)
    return arrange(plan_columns(assembly), request_for(assembly, width, height, sample=sample), METRICS)


def parts_right_of_outputs(docks: Docks) -> list[Box]:
    rows = docks.layout.blocks[-1].answers
    return [part for row in rows for part in (row.name, row.bar, row.number, row.word) if part is not None]


def assert_inside(box: Box, request: Request) -> None:
    assert box.x >= -0.5
    assert box.right <= request.width + 0.5
    assert box.y >= -0.5
    assert box.bottom <= request.height + 0.5


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.sampled_from(DATA),
    hidden=LAYERS,
    scale=st.sampled_from([1.0, 1.25, 1.5, 2.0]),
    width=st.integers(200, 1900),
    height=st.integers(110, 1000),
    sample=st.booleans(),
    notice=st.sampled_from(["", NOTICE]),
)
def test_nothing_overlaps_and_nothing_is_cut(
    data: dict[str, object], hidden: list[int], scale: float, width: int, height: int, sample: bool, notice: str
) -> None:
    assume(width >= 200 * scale and height >= 110 * scale)
    STATE.scale = scale
    assembly = assemble("base", plan_runs(decode(document(data, hidden)))[0].experiment)
    request = request_for(assembly, width, height, sample=sample, notice=notice)
    docks = arrange(plan_columns(assembly), request, METRICS)
    layout = docks.layout
    pans = layout.most_pan > 0.0
    for block in layout.blocks:
        # Units stand clear of each other and inside; a network that is too deep goes on to the right only.
        assert block.fold.pitch_x >= block.fold.width
        assert block.fold.rows == 1 or block.fold.pitch_y >= block.fold.height
        assert block.units_box.y >= METRICS.px(15)
        assert block.units_box.bottom <= height + 0.5
        assert pans or (block.bounds.x >= 0.0 and block.bounds.right <= width + 0.5)
        if block.sized.before:
            labels = [block.label_box(unit, METRICS) for unit in range(block.fold.shown)]
            assert all(a.bottom <= b.y + 0.5 for a, b in itertools.pairwise(labels))
            assert all(label.w > 0.0 for label in labels)
    for left, right in itertools.pairwise(layout.blocks):
        assert left.bounds.right <= right.bounds.x
    for part in parts_right_of_outputs(docks):
        assert pans or part.right <= width + 0.5
        assert part.y >= 0.0
        assert part.bottom <= height + 0.5
    for a, b in itertools.combinations(parts_right_of_outputs(docks), 2):
        assert not a.grown(-0.5).overlaps(b.grown(-0.5))
    assert_heads(place_heads(layout.heads, width, METRICS), request)
    assert_words(docks)


def assert_heads(heads: tuple[Head, ...], request: Request) -> None:
    assert heads
    for head in heads:
        assert_inside(head.box, request)
    for a, b in itertools.pairwise(heads):
        assert a.box.right <= b.box.x


def assert_words(docks: Docks) -> None:
    layout = docks.layout
    units = [block.units_box for block in layout.blocks]
    words = [layout.words_box] if layout.words else []
    caption = [layout.sample.bounds] if layout.sample is not None else []
    key = [docks.key] if docks.key is not None and not docks.small else []
    lone = [layout.lone_answer] if layout.lone_answer is not None else []
    for box in [*words, *caption, *key, *lone]:
        assert_inside(box, layout.request)
        assert not any(box.overlaps(other) for other in units)
    for a, b in itertools.combinations([*words, *caption, *key, *lone], 2):
        assert not a.overlaps(b)
    for line in layout.words:
        assert METRICS.width(line, "tick") <= layout.words_box.w + 1.0
    if layout.request.notice and layout.words:
        assert layout.words[0].startswith("Div")


def test_the_look_at_the_reference_size() -> None:
    layout = docks_for("spirals", sample=False).layout
    inputs, first, second, output = layout.blocks
    assert [block.fold.width for block in layout.blocks] == [29, 29, 29, 58]
    assert inputs.fold.pitch_y == first.fold.pitch_y == second.fold.pitch_y == 35
    assert output.units_box.cy == pytest.approx(inputs.units_box.cy, abs=1)
    gaps = [gap.x1 - gap.x0 for gap in layout.gaps]
    assert max(gaps) - min(gaps) <= 3
    assert layout.limits == (16, 64, 8)
    assert layout.words == ()


def test_digits_fold_into_four_columns_of_tiles_where_there_is_height() -> None:
    block = docks_for("digits", 800, 715).layout.blocks[1]
    assert (block.fold.columns, block.fold.rows, block.fold.width, block.fold.pitch_y) == (4, 16, 40, 42)
    block = docks_for("digits", 740, 304).layout.blocks[1]
    assert (block.fold.columns, block.fold.rows, block.fold.width) == (8, 8, 24)


@pytest.mark.parametrize("size", [(740, 486), (1190, 790), (1670, 960)])
def test_tiles_and_strips_grow_with_the_room(size: tuple[int, int]) -> None:
    before, layout = docks_for("digits", 800, 300).layout, docks_for("digits", *size).layout
    tile, strip = layout.blocks[1].fold, layout.blocks[2].fold
    assert tile.width >= 32
    assert tile.width % 8 == 0
    assert tile.width > before.blocks[1].fold.width
    assert tile.shown == 64
    assert strip.width >= 15
    assert strip.height >= max(36, before.blocks[2].fold.height)
    # Weights stand in the strips as their units do in the fold, each as large as the others.
    assert strip.width % tile.columns == 0
    assert strip.height % tile.rows == 0
    assert all(row.bar is not None for row in layout.blocks[2].answers)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("hidden", [[4096], [4096, 4096], [8, 4096, 8]], ids=str)
@pytest.mark.parametrize("data", ["circles", "iris"])
def test_wide_layers_keep_their_heads(data: str, hidden: list[int], size: tuple[int, int]) -> None:
    assembly = assemble("base", plan_runs(decode(document({"name": data}, hidden, initializer="zeros")))[0].experiment)
    layout = arrange(plan_columns(assembly), request_for(assembly, *size), METRICS).layout
    heads = place_heads(layout.heads, size[0], METRICS)
    assert [head.name for head in heads] == [block.column.name for block in layout.blocks]
    for a, b in itertools.pairwise(heads):
        assert a.box.right < b.box.x


def test_words_say_what_is_not_drawn() -> None:
    words = " ".join(docks_for("digits", 800, 715).layout.words)
    assert words == "96 strongest of 4,096 links drawn, 96 of 640 to the outputs"
    assert "more units in Hidden 1" in " ".join(docks_for("widest").layout.words)
    assert "more inputs" in " ".join(docks_for("breast cancer").layout.words)
    columns = plan_columns(assembly_of("deep digits"))
    drawn = [Sized(one, Fold(one.units, one.units - 3, 1, 1, 9.0, 9.0, 9.0, 9.0)) for one in columns]
    assert (
        words_for_hidden(drawn)[0]
        .partition(", ")[2]
        .endswith("and 3 more inputs, 3 units in Hidden 1, 3 in Hidden 2, 3 in Hidden 3, 3 outputs")
    )


def test_a_deep_network_pans_and_says_what_is_in_view() -> None:
    docks = docks_for("deep", sample=False)
    assert docks.layout.most_pan > 300
    assert "in view, drag or scroll for the others" in docks.layout.words[0]
    last = docks.layout.blocks[-1].units_box
    assert last.right - docks.layout.most_pan <= 740


@pytest.mark.parametrize("case", ["spirals", "sine", "iris", "wine", "digits", "five arms", "diabetes"])
def test_card_and_key_have_places_in_a_panel_of_reference_size(case: str) -> None:
    docks = docks_for(case)
    assert not docks.small
    assert docks.key is not None
    card = docks.place_card((180.0, 80.0), None, METRICS)
    assert not any(card.overlaps(block.units_box) for block in docks.layout.blocks)


@pytest.mark.parametrize("case", CASES)
def test_every_unit_that_is_shown_is_found_where_it_stands(case: str) -> None:
    layout = docks_for(case).layout
    for block in layout.blocks:
        for unit in range(block.fold.shown):
            box = block.box(unit)
            assert block.unit_at(box.cx, box.cy) == unit
        assert block.unit_at(block.units_box.right + 20.0, block.units_box.cy) is None


@given(units=st.integers(1, 4096), area=st.floats(20, 1000), width=st.floats(24, 1900), cells=st.sampled_from([1, 8]))
def test_a_fold_stays_in_its_space_and_leaves_no_row_empty(units: int, area: float, width: float, cells: int) -> None:
    found = fold(units, area, width, 40.0, cells)
    assert 1 <= found.shown <= min(units, MOST_TILES)
    assert found.total_width <= max(width, 24.0)
    assert found.total_height <= max(area, 24.0)
    assert (found.rows - 1) * found.columns < found.shown <= found.rows * found.columns


@given(units=st.integers(1, 64), area=st.floats(20, 1000))
def test_a_stack_stays_in_its_space(units: int, area: float) -> None:
    found = stack(units, area, largest_node(area))
    assert found.total_height <= max(area, 16.0) + 1e-6
    assert 16 <= found.width <= largest_node(area)


@pytest.mark.parametrize("case", CASES)
def test_hulls_hold_all_links(case: str) -> None:
    for gap in docks_for(case).layout.gaps:
        x = gap.x0 + 0.3 * (gap.x1 - gap.x0)
        pairs = itertools.product(range(len(gap.sources)), range(len(gap.targets)))
        sources, targets = np.array(list(pairs)).T
        heights, _ = gap.heights(sources, targets, x)
        strip = Box(x - 0.01, float(heights.min()) - 20.0, 0.02, 16.0)
        assert gap.meets(Box(x - 0.01, float(heights.min()), 0.02, 1.0))
        assert not gap.meets(strip)


@pytest.mark.parametrize("case", CASES)
def test_every_network_has_a_sentence(case: str) -> None:
    assert sentence(assembly_of(case)).endswith(".")
