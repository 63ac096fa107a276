"""The background's part of reconstructions side by side: which samples, what comes back of them, how far off it is."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from msgspec import Struct

from nnviz.answers import answers
from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.autoencoder import in_own_units
from nnviz.confusion import ShareName
from nnviz.reconstruction import Reconstruction, reconstruct
from ui.panels.output.autoencoder.faces import Face
from ui.theme import Theme
from ui.theme.colour_maps import Pixels


class Card(Struct, frozen=True, eq=False):
    """One sample and what comes back of it; values in the features' own units, shape (F,).

    Attributes
    ----------
    row : int
        Within its share.
    label : int or None
        Its class, where the data say one.
    error : float
        The mean squared error over its scaled features.
    clean, seen, answer : ndarray
        What is to come back, what the network saw, and what it answers.
    """

    row: int
    label: int | None
    error: float
    clean: Array
    seen: Array
    answer: Array


class CardsResult(Struct, frozen=True, eq=False):
    """A share's reconstructions.

    Attributes
    ----------
    share : str
    whole : Reconstruction
        Of all rows.
    first : tuple of Card
        The first rows, which are random ones: the same all the time.
    worst : tuple of Card
        Those that come back worst now.
    pictures : Pixels or None
        Of inputs that are pictures: shape (cards, pictures a card, height, width), the first samples' and then the
        worst ones'.
    """

    share: ShareName
    whole: Reconstruction
    first: tuple[Card, ...]
    worst: tuple[Card, ...]
    pictures: Pixels | None


def compute_cards(
    assembly: Assembly,
    theta: Array,
    share: ShareName,
    room: tuple[int, int],
    face: Face,
    theme: Theme,
    cancelled: Callable[[], bool],
) -> CardsResult | None:
    """Compute what the view shows; None where that is no longer wanted.

    Parameters
    ----------
    assembly : Assembly
    theta : ndarray, shape (P,)
    share : "train", "test" or "validation"
    room : (int, int)
        How many first and how many worst samples there is room for.
    face : Face
    theme : Theme
        Whose colours pictures have.
    cancelled : callable
    """
    whole = reconstruct(assembly, theta, share, cancelled)
    if whole is None:
        return None
    data = assembly.data
    count = len(whole.errors)
    first = np.arange(min(room[0], count))
    rows = np.concatenate([first, whole.worst_first[: room[1]]])
    inputs = data.of("inputs", share)[rows]
    found = answers(assembly, theta, inputs, cancelled)
    if found is None:
        return None
    clean, seen, back = (in_own_units(assembly, part) for part in (data.of("targets", share)[rows], inputs, found))
    labels = data.of("labels", share)
    cards = tuple(
        Card(row, int(labels[row]) if len(labels) else None, float(whole.errors[row]), *parts)
        for row, *parts in zip(rows.tolist(), clean, seen, back, strict=True)
    )
    pictures = None
    if face.grey:
        shown = (clean, seen, back) if has_noise(assembly) else (clean, back)
        pictures = np.stack([face.pixels(theme, part) for part in shown], axis=1)
    return CardsResult(share, whole, cards[: len(first)], cards[len(first) :], pictures)


def has_noise(assembly: Assembly) -> bool:
    """Say whether the network sees something else than it has to answer."""
    return assembly.experiment.data.input_noise > 0.0
