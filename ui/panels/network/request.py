"""What a layout is asked for, and how much it may give to words."""

from __future__ import annotations

from msgspec import Struct


class Request(Struct, frozen=True):
    """What a layout is asked for.

    Attributes
    ----------
    width, height : float
        Of the panel.
    has_sample : bool
        Whether a sample is looked at, so that outputs have answers to show.
    captioned : bool
        Whether the sample is named over the inputs, with buttons for its neighbours.
    percent : bool
        Whether answers are probabilities.
    image : (int, int) or None
        Rows and columns of the picture that the inputs are.
    notice : str
        One sentence that must be said, such as that the run diverged.
    pan : float
        How far a network that is too wide is moved.
    """

    width: float
    height: float
    has_sample: bool = False
    captioned: bool = False
    percent: bool = True
    image: tuple[int, int] | None = None
    notice: str = ""
    pan: float = 0.0


class Ease(Struct, frozen=True):
    """How much the words may take: one rung of a ladder that is climbed down until everything fits.

    Attributes
    ----------
    answers : int
        3: class, bar and number; 2: class and number; 1: class; 0: nothing.
    words : float
        The widest that names may be, as a share of the panel.
    picture : float
        The widest that the inputs' picture may be, as a share of the panel.
    gap : float
        The least gap between columns.
    """

    answers: int
    words: float
    picture: float
    gap: float
