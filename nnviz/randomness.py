"""Stateless randomness: every draw is a function of (seed, purpose, index) and of nothing else.

Philox is a counter-based generator (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"): the seed is
its key, and the purpose and index stand in the upper words of its 256-bit counter, so the streams never overlap.
What an experiment does not change, it therefore draws identically.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np


class Purpose(IntEnum):
    """What a stream is drawn for. The numbers are part of every saved result: never change one."""

    SAMPLES = 1
    NOISE = 2
    SPLIT = 3
    WEIGHTS = 4
    SHUFFLE = 5
    DROPOUT = 6
    INPUT_NOISE = 7
    GRADIENT_CHECK = 8
    DIRECTIONS = 9
    ROWS = 10
    RACE_NOISE = 11
    SHARPNESS = 12


def generator(seed: int, purpose: Purpose, index: int = 0, part: int = 0) -> np.random.Generator:
    """Return the generator for one purpose, always at the start of its own stream.

    Parameters
    ----------
    seed : int
        The experiment's seed, 0 to 2**63 - 1.
    purpose : Purpose
        What is drawn.
    index : int
        The layer, epoch or step, by purpose.
    part : int
        A second index where one is not enough (dropout: the layer of a step).
    """
    return np.random.Generator(np.random.Philox(key=[seed, 0], counter=[0, part, index, int(purpose)]))
