"""Stateless randomness: a draw depends on seed, purpose and index, and on nothing else."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nnviz.randomness import Purpose, generator


def first(seed: int, purpose: Purpose, index: int = 0, part: int = 0) -> tuple[int, ...]:
    return tuple(generator(seed, purpose, index, part).integers(0, 2**63, 4).tolist())


def test_streams_never_overlap() -> None:
    streams = [first(*key) for key in product((0, 1, 2**63 - 1), Purpose, (0, 1, 10**9), (0, 1))]
    assert len(set(streams)) == len(streams)


@given(seed=st.integers(0, 2**63 - 1), purpose=st.sampled_from(Purpose), index=st.integers(0, 2**40))
def test_a_stream_begins_anew_each_time(seed: int, purpose: Purpose, index: int) -> None:
    drawn = first(seed, purpose, index)
    generator(seed, purpose, index + 1).normal(size=100)
    assert first(seed, purpose, index) == drawn


def test_the_generator_is_that_of_the_contract() -> None:
    plain = np.random.Generator(np.random.Philox(key=[7, 0], counter=[0, 0, 3, int(Purpose.WEIGHTS)]))
    np.testing.assert_array_equal(plain.standard_normal(5), generator(7, Purpose.WEIGHTS, 3).standard_normal(5))


def test_purposes_keep_their_numbers() -> None:
    assert {purpose.name: purpose.value for purpose in Purpose} == {
        "SAMPLES": 1, "NOISE": 2, "SPLIT": 3, "WEIGHTS": 4, "SHUFFLE": 5, "DROPOUT": 6, "INPUT_NOISE": 7,
        "GRADIENT_CHECK": 8, "DIRECTIONS": 9, "ROWS": 10, "RACE_NOISE": 11, "SHARPNESS": 12,
    }  # fmt: skip
