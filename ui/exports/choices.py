"""What the user chose for an export, and for a picture: remembered from one to the next. Free of Qt."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, Self, get_args

from msgspec import Struct
from msgspec.structs import asdict

Format = Literal["png", "svg", "pdf"]
Size = Literal["1x", "2x", "4x", "width"]

FORMATS: tuple[Format, ...] = get_args(Format)
SIZES: tuple[Size, ...] = get_args(Size)
MINIMUM_WIDTH, MAXIMUM_WIDTH = 16, 16384


class Choices(Struct, frozen=True, kw_only=True):
    """What every export of pictures is made by. A subclass has a default for each field.

    Attributes
    ----------
    RANGES : dict of str to (int, int)
        The least and the most of each whole number.
    WORDS : dict of str to tuple of str
        What each choice can be. All else is yes or no.
    """

    RANGES: ClassVar[dict[str, tuple[int, int]]]
    WORDS: ClassVar[dict[str, tuple[str, ...]]]

    size: str = "1x"
    width: int = 960

    @classmethod
    def read(cls, value: Any) -> Self:
        """Return what was remembered; what makes no sense is as if it were not there."""
        known = cls().remembered()
        if isinstance(value, dict):
            known.update({key: item for key, item in value.items() if key in known and cls._is_sound(key, item)})
        return cls(**known)

    def remembered(self) -> dict[str, Any]:
        """Return what `read` takes."""
        return asdict(self)

    def columns(self, width: int) -> int:
        """Return the columns of pixels of something that is `width` pixels wide in the window."""
        return self.width if self.size == "width" else int(self.size[0]) * width

    @classmethod
    def _is_sound(cls, key: str, value: Any) -> bool:
        if key in cls.RANGES:
            least, most = cls.RANGES[key]
            return type(value) is int and least <= value <= most
        if key in cls.WORDS:
            return isinstance(value, str) and value in cls.WORDS[key]
        return isinstance(value, bool)


class PictureChoices(Choices, frozen=True, kw_only=True):
    """How a picture is made.

    Attributes
    ----------
    format : "png", "svg" or "pdf"
    size : "1x", "2x", "4x" or "width"
        Pixels for each one of the window, or as many columns as `width` says; of a PNG only.
    width : int
        In pixels, `MINIMUM_WIDTH` to `MAXIMUM_WIDTH`.
    light : bool
        Whether it is drawn in the light theme, whatever the window has.
    whole : bool
        Whether it is of the whole window.
    """

    RANGES: ClassVar = {"width": (MINIMUM_WIDTH, MAXIMUM_WIDTH)}
    WORDS: ClassVar = {"format": FORMATS, "size": SIZES}

    format: Format = "png"
    size: Size = "2x"
    width: int = 1920
    light: bool = False
    whole: bool = False
