"""Which links the Network panel draws and how, and which of them are drawn anew."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nnviz.arrays import Array
from tests.ui.network_cases import assembly_of, theta_of, wanted_of
from ui.panels.network.portrait import Portraits, Wanted
from ui.panels.network.strongest import STRONGEST, Links, choose_links, drawn_links


@given(st.data())
def test_links_are_the_strongest_and_the_last_is_the_strongest(data: st.DataObject) -> None:
    rows, columns = data.draw(st.integers(1, 20)), data.draw(st.integers(1, 20))
    values = data.draw(st.lists(st.floats(-1e30, 1e30), min_size=rows * columns, max_size=rows * columns))
    weights = np.array(values).reshape(rows, columns)
    limit = data.draw(st.integers(1, 400))
    links = choose_links(weights, (rows, columns), limit)
    assert len(links.weights) == min(limit, np.count_nonzero(weights), rows * columns)
    np.testing.assert_array_equal(links.weights, weights[links.sources, links.targets])
    sizes = np.abs(links.weights)
    assert np.all(np.diff(sizes) >= 0.0)
    left_out = np.sort(np.abs(weights).ravel())[: weights.size - len(sizes)]
    assert len(left_out) == 0 or len(sizes) == 0 or left_out[-1] <= sizes[0]
    assert np.all((links.opacities >= 0.1) & (links.opacities <= 0.85 + 1e-9))
    assert np.all((links.widths >= 0.5) & (links.widths <= 5.0 + 1e-9))


def test_link_widths_follow_the_look() -> None:
    links = choose_links(np.array([[1.0, -0.25]]), (1, 2), 2)
    np.testing.assert_allclose(links.widths, [0.5 + 4.5 * 0.25, 5.0])
    np.testing.assert_allclose(links.opacities, [0.10 + 0.75 * 0.25**0.8, 0.85])
    thinned = choose_links(np.array([[1.0, -0.5, 0.1]]), (1, 3), 2)
    t = (0.5 - 0.4) / (1.0 - 0.4)
    np.testing.assert_allclose(thinned.widths, [0.6 + 2.6 * t, 3.2])
    np.testing.assert_allclose(thinned.opacities, [0.14 + 0.5 * t**0.8, 0.64])
    assert len(choose_links(np.zeros((3, 3)), (3, 3), 9).weights) == 0


def test_while_playing_links_stay_until_one_has_visibly_changed() -> None:
    assembly, theta = assembly_of("spirals"), theta_of("spirals")
    portraits, playing = Portraits(), wanted_of(assembly, playing=True)

    def links_of(changed: Array, wanted: Wanted = playing) -> tuple[Links, ...]:
        made = portraits.make(assembly, changed, 0, wanted, lambda: False)
        assert made is not None
        return made.links

    first = links_of(theta)
    weights = assembly.network.layers[1].weights(theta)
    strongest = np.unravel_index(np.argmax(np.abs(weights)), weights.shape)
    changed = theta.copy()
    for share, stays in ((0.999, True), (0.9, False)):
        assembly.network.layers[1].weights(changed)[...] = weights
        assembly.network.layers[1].weights(changed)[strongest] *= share
        now = links_of(changed)
        assert (now[0] is first[0], now[1] is first[1], now[2] is first[2]) == (True, stays, True)
    # At rest, and in another layout, they are what they are.
    assert links_of(changed, wanted_of(assembly))[1] is not now[1]
    assert links_of(changed, wanted_of(assembly, playing=True, slim=(0.5, 0.5, 0.5)))[0] is not first[0]


def test_a_link_that_comes_goes_or_turns_is_seen() -> None:
    weights = np.array([[1.0, 0.5], [-0.5, 0.0]])
    links = choose_links(weights, (2, 2), 4)
    for place, value in (((1, 0), 0.0), ((1, 0), 0.5), ((1, 1), 0.6)):
        other = weights.copy()
        other[place] = value
        assert not choose_links(other, (2, 2), 4).looks_like(links)
    assert choose_links(weights * 3.0, (2, 2), 4).looks_like(links)
    assert not choose_links(np.ones((3, 2)), (3, 2), 6).looks_like(links)


def test_folded_gaps_draw_96_links() -> None:
    assert drawn_links(4096, 2, folded=True) == STRONGEST
    assert drawn_links(64, 3, folded=False) == 64
    assert drawn_links(256, 65, folded=False) == 24
