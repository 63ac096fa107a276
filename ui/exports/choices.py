"""What the user chose for a picture: remembered from one to the next. Free of Qt."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

Format = Literal["png", "svg", "pdf"]
Size = Literal["1x", "2x", "4x", "width"]

FORMATS: tuple[Format, ...] = get_args(Format)
SIZES: tuple[Size, ...] = get_args(Size)
MINIMUM_WIDTH, MAXIMUM_WIDTH = 16, 16384


@dataclass(frozen=True)
class PictureChoices:
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

    format: Format = "png"
    size: Size = "2x"
    width: int = 1920
    light: bool = False
    whole: bool = False

    @classmethod
    def read(cls, value: Any) -> PictureChoices:
        """Return what was remembered; what makes no sense is as if it were not there."""
        known = asdict(cls())
        if isinstance(value, dict):
            known.update({key: item for key, item in value.items() if _is_sound(key, item)})
        return cls(**known)

    def remembered(self) -> dict[str, Any]:
        """Return what `read` takes."""
        return asdict(self)

    def columns(self, width: int) -> int:
        """Return the columns of pixels of something that is `width` pixels wide in the window."""
        return self.width if self.size == "width" else int(self.size[0]) * width


def _is_sound(key: str, value: Any) -> bool:
    if key == "width":
        return type(value) is int and MINIMUM_WIDTH <= value <= MAXIMUM_WIDTH
    if key in ("light", "whole"):
        return isinstance(value, bool)
    return isinstance(value, str) and value in {"format": FORMATS, "size": SIZES}.get(key, ())
