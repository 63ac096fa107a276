"""What the user chose for an animation, remembered from one to the next, and what it comes to. Free of Qt."""

from __future__ import annotations

from typing import ClassVar, Literal, get_args

from ui.exports.choices import Choices
from ui.exports.gif import MOST_PER_SECOND
from ui.numbers import count

Format = Literal["gif", "mp4"]
Size = Literal["1x", "2x", "width"]

FORMATS: tuple[Format, ...] = get_args(Format)
SIZES: tuple[Size, ...] = get_args(Size)
MINIMUM_WIDTH, MAXIMUM_WIDTH = 16, 3840
FEWEST_FRAMES, MOST_FRAMES = 2, 1000


class AnimationChoices(Choices, frozen=True, kw_only=True):
    """How an animation is made.

    Attributes
    ----------
    format : "gif" or "mp4"
    size : "1x", "2x" or "width"
        Pixels for each one of the window, or as many columns as `width` says.
    width : int
        In pixels, `MINIMUM_WIDTH` to `MAXIMUM_WIDTH`.
    frames : int
        At most so many, `FEWEST_FRAMES` to `MOST_FRAMES`.
    per_second : int
        Frames a second, 1 to 50.
    light : bool
        Whether it is drawn in the light theme, whatever the window has.
    whole : bool
        Whether it is of the whole window.
    """

    RANGES: ClassVar = {
        "width": (MINIMUM_WIDTH, MAXIMUM_WIDTH),
        "frames": (FEWEST_FRAMES, MOST_FRAMES),
        "per_second": (1, MOST_PER_SECOND),
    }
    WORDS: ClassVar = {"format": FORMATS, "size": SIZES}

    format: Format = "gif"
    size: Size = "1x"
    width: int = 960
    frames: int = 60
    per_second: int = 10
    light: bool = False
    whole: bool = False


def steps_of(first: int, last: int, frames: int) -> tuple[int, ...]:
    """Return the steps that are shown, evenly spread: the first, the last, and no step twice."""
    frames = min(frames, last - first + 1)
    return tuple(first + ((last - first) * frame * 2 + frames - 1) // (2 * (frames - 1)) for frame in range(frames))


def plan_in_words(first: int, last: int, frames: int, per_second: int) -> str:
    """Say how long it will be, and which steps it leaves out: "60 frames in 6.0 s, every 25th step"."""
    steps = steps_of(first, last, frames)
    words = f"{count(len(steps))} frames in {len(steps) / per_second:.1f} s"
    spacing = (last - first) / (len(steps) - 1)
    if spacing == 1.0:
        return f"{words}, every step" if len(steps) == frames else f"{words}: there are no more steps"
    about = "" if spacing.is_integer() else "about "
    return f"{words}, {about}every {_ordinal(round(spacing))} step" if spacing >= 1.5 else f"{words}, most of the steps"


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{count(number)}{ending}"
