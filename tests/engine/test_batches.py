"""The order of the rows: by seed and epoch alone, cut into batches of any size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.batches import MOST_CUTS, Batches, augment
from nnviz.randomness import Purpose, generator


def numbered(rows: int, batch_size: int, seed: int = 3) -> Batches:
    """Return batches of rows whose inputs and targets are their number."""
    numbers = np.arange(float(rows))[:, None]
    return Batches(numbers, numbers, seed, batch_size)


def walk(batches: Batches, most: int, count: int = 1) -> list[int]:
    """Pass up to `count` times `most` batches, and return their rows."""
    seen: list[int] = []
    for _ in range(count):
        coming = batches.upcoming(most)
        for inputs, targets in coming:
            np.testing.assert_array_equal(inputs[:, 0], targets[:, 0])
            assert (inputs[:, 1] == 1.0).all()
            seen += targets[:, 0].astype(int).tolist()
        batches.pass_by(len(coming))
    return seen


def test_order_is_that_of_the_contract() -> None:
    seen = walk(numbered(11, 4), 3, 2)
    for epoch in (0, 1):
        stream = np.random.Generator(np.random.Philox(key=[3, 0], counter=[0, 0, epoch, 5]))
        np.testing.assert_array_equal(seen[11 * epoch : 11 * (epoch + 1)], stream.permutation(11))
    assert int(Purpose.SHUFFLE) == 5
    np.testing.assert_array_equal(generator(3, Purpose.SHUFFLE, 1).permutation(11), seen[11:])


@given(rows=st.integers(1, 30), size=st.integers(1, 30), most=st.integers(1, 40), epochs=st.integers(1, 4))
def test_every_epoch_has_every_row_once(rows: int, size: int, most: int, epochs: int) -> None:
    batches = numbered(rows, min(size, rows))
    seen: list[int] = []
    while len(seen) < rows * epochs:
        seen += walk(batches, most)
        assert batches.samples_seen == len(seen)
        assert batches.at_epoch_end == (len(seen) % rows == 0)
        assert batches.epoch == len(seen) / rows
    assert len(seen) == rows * epochs
    for epoch in range(epochs):
        assert sorted(seen[rows * epoch : rows * (epoch + 1)]) == list(range(rows))


@given(
    sizes=st.lists(st.tuples(st.integers(1, 13), st.integers(1, 5)), min_size=1, max_size=8),
    seed=st.integers(0, 2**63 - 1),
)
def test_a_batch_size_that_changes_in_mid_epoch_cuts_the_same_order(sizes: list[tuple[int, int]], seed: int) -> None:
    changing, single = numbered(13, 1, seed), numbered(13, 1, seed)
    seen: list[int] = []
    for size, count in sizes:
        changing.seek(changing.samples_seen, size)
        seen += walk(changing, 1, count)
    assert seen == walk(single, 1, len(seen))


@given(rows=st.integers(1, 20), size=st.integers(1, 20), start=st.integers(0, 60), further=st.integers(0, 60))
def test_steps_within_are_those_that_are_complete(rows: int, size: int, start: int, further: int) -> None:
    batches = numbered(rows, min(size, rows))
    batches.seek(start, batches.batch_size)
    promised = batches.steps_within(start + further)
    taken = 0
    while batches.samples_seen <= start + further:
        end = batches.next_epoch_end
        assert batches.samples_seen < end
        walk(batches, 1)
        assert batches.samples_seen <= end
        taken += 1
    assert taken == promised + 1


def test_of_a_long_epoch_only_a_part_is_cut_ahead() -> None:
    batches = numbered(3 * MOST_CUTS, 1)
    coming = batches.upcoming(10**6)
    assert len(coming) == MOST_CUTS
    batches.pass_by(len(coming))
    assert walk(batches, MOST_CUTS) != [int(row[1][0, 0]) for row in coming]
    assert sorted(walk(numbered(3 * MOST_CUTS, 1), 10**6, 3)) == list(range(3 * MOST_CUTS))


def test_seeking_forth_and_back() -> None:
    batches = numbered(10, 3)
    first = walk(batches, 4, 3)
    batches.seek(0, 3)
    assert walk(batches, 4, 3) == first
    batches.seek(10, 3)
    assert walk(batches, 4) == first[10:20]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_augmented_inputs_keep_their_dtype(dtype: str) -> None:
    inputs = augment(np.zeros((4, 2), dtype))
    assert inputs.shape == (4, 3)
    assert inputs.dtype == dtype
    np.testing.assert_array_equal(inputs[:, 2], 1.0)
