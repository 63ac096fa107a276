"""Trees of panels: taking out, putting in, changing places, and what the settings may hold."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.arrangement import Side, Split, Tree, across, added, copied, decode, down, encode, moved, panels, tabs, without
from ui.layouts import NAMES, Layouts
from ui.panel_table import LAYOUTS

ABCDE = ("a", "b", "c", "d", "e")


def tree() -> Split:
    return down((across(("a", 3), ("b", 1)), 2), (across((tabs("c", "d"), 1), ("e", 1)), 1))


def test_a_neighbour_takes_the_room_of_what_is_taken_out() -> None:
    assert without(tree(), "b") == down(("a", 2), (across((tabs("c", "d"), 1), ("e", 1)), 1))
    assert without(tree(), "c") == down((across(("a", 3), ("b", 1)), 2), (across(("d", 1), ("e", 1)), 1))
    assert without("a", "a") is None


@pytest.mark.parametrize(
    ("side", "expected"),
    [
        ("left", across(("e", 1), ("a", 1), ("b", 1))),
        ("right", across(("a", 1), ("e", 1), ("b", 1))),
        ("above", across((down(("e", 1), ("a", 1)), 3), ("b", 1))),
        ("below", across((down(("a", 1), ("e", 1)), 3), ("b", 1))),
    ],
)
def test_a_panel_goes_to_a_side_of_another(side: Side, expected: Split) -> None:
    assert moved(tree(), "e", "a", side) == down((expected, 2), (tabs("c", "d"), 1))


def test_beside_a_tab_means_beside_the_place() -> None:
    expected = across((tabs("c", "d"), 1), ("a", 1), ("e", 1))
    found = moved(tree(), "a", "d", "right")
    assert list(panels(found)) == ["b", *panels(expected)]


def test_two_panels_change_places() -> None:
    assert list(panels(moved(tree(), "a", "d", "swap"))) == ["d", "b", "c", "a", "e"]


def test_a_panel_stays_where_it_is_for_itself_and_for_strangers() -> None:
    assert moved(tree(), "a", "a", "left") == tree()
    assert moved(tree(), "a", "x", "left") == tree()


def test_a_new_panel_goes_to_the_right_of_everything() -> None:
    assert added(None, "a") == "a"
    assert added("a", "b") == across(("a", 2), ("b", 1))
    assert added(across(("a", 4), ("b", 2)), "c") == across(("a", 4), ("b", 2), ("c", 3))
    assert list(panels(added(tree(), "x"))) == [*ABCDE, "x"]


@given(st.lists(st.tuples(st.sampled_from(ABCDE), st.sampled_from(ABCDE), st.sampled_from(["left", "above", "swap"]))))
def test_no_panel_is_ever_lost_or_doubled(moves: list[tuple[str, str, Side]]) -> None:
    now: Tree = tree()
    for name, target, side in moves:
        now = moved(now, name, target, side)
        assert sorted(panels(now)) == sorted(ABCDE)
    assert decode(json.loads(json.dumps(encode(now))), ABCDE) == now


@pytest.mark.parametrize(
    "value",
    [
        None,
        3,
        "x",
        [],
        {"way": "across", "parts": ["a"], "shares": [1]},
        {"way": "across", "parts": ["a", "a"], "shares": [1, 1]},
        {"way": "across", "parts": ["a", "b"], "shares": [1]},
        {"way": "across", "parts": ["a", "b"], "shares": ["1", 2]},
        {"way": "across", "parts": ["a", "b"], "shares": [-1, 2]},
        {"way": "around", "parts": ["a", "b"], "shares": [1, 2]},
        {"way": "tabs", "parts": ["a", {"way": "down", "parts": ["b", "c"], "shares": [1, 1]}], "shares": [1, 2]},
    ],
)
def test_what_is_no_tree_is_refused(value: object) -> None:
    assert decode(value, ABCDE) is None


def test_a_tree_without_end_is_refused() -> None:
    value: object = "a"
    for _ in range(1000):
        value = {"way": "down", "parts": [value, "b"], "shares": [1, 1]}
    assert decode(value, ABCDE) is None


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_shows_known_panels_once(name: str) -> None:
    for layout in (LAYOUTS[name].wide, LAYOUTS[name].narrow):
        names = list(panels(layout))
        assert len(names) == len(set(names))
        assert set(names) <= set(NAMES)
        assert copied(layout) == layout


def test_layouts_are_remembered() -> None:
    layouts = Layouts()
    room = layouts.room("Overview", narrow=False)
    room.hide("network")
    room.move("output", "loss", "left")
    again = Layouts()
    again.decode(json.loads(json.dumps(layouts.encode())))
    assert again.room("Overview", narrow=False) == room
    again.reset("Overview")
    assert again.room("Overview", narrow=False).shown == list(panels(LAYOUTS["Overview"].wide))


def test_the_last_panel_cannot_be_hidden() -> None:
    room = Layouts().room("Network", narrow=False)
    for name in list(room.shown):
        room.hide(name)
    assert len(room.shown) == 1


@pytest.mark.parametrize("value", [None, 3, [3], [{}], [{"name": "Overview", "tree": "nothing"}]])
def test_what_makes_no_sense_is_as_if_it_were_not_there(value: object) -> None:
    layouts = Layouts()
    layouts.decode(value)
    assert layouts.encode() == []
