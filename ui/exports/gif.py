"""Animated GIFs (GIF89a): each frame holds what has changed, in the best colours for it. Free of Qt.

A frame has a palette of its own, and a pixel that stays as it is is left out of it. So 255 colours serve for what has
changed alone, nothing that stands still flickers, and files are small.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ui.exports.gif_palette import palette_of
from ui.exports.lzw import image_data

MOST_PER_SECOND = 50
"""Delays are whole hundredths of a second, and viewers take one of less than two for a mistake."""
MOST_COLOURS = 255
"""One of the 256 means: as before."""

Pixels = npt.NDArray[np.uint32]


class GifWriter:
    """Writes one frame after the other.

    Parameters
    ----------
    path : Path
        The file to make.
    width, height : int
        In pixels, up to 65,535.
    per_second : int
        Frames a second, 1 to `MOST_PER_SECOND`.

    Raises
    ------
    OSError
        If it cannot be written, here and in every method.
    """

    def __init__(self, path: Path, width: int, height: int, per_second: int) -> None:
        self._file = path.open("wb")
        self._per_second = per_second
        self._frames = 0
        self._shown: Pixels | None = None
        # No palette for all frames, and repeated for ever, as browsers have known it since Netscape 2.0.
        self._file.write(b"GIF89a" + struct.pack("<HHBBB", width, height, 0x70, 0, 0))
        self._file.write(b"\x21\xff\x0bNETSCAPE2.0\x03\x01" + struct.pack("<HB", 0, 0))

    def add(self, pixels: Pixels) -> None:
        """Add a frame.

        Parameters
        ----------
        pixels : ndarray of uint32, shape (height, width)
            0xRRGGBB; what stands above is ignored.
        """
        pixels = pixels & np.uint32(0xFFFFFF)
        top, bottom, left, right = self._changed(pixels)
        box = pixels[top:bottom, left:right]
        stays = None if self._shown is None else box == self._shown[top:bottom, left:right]
        palette, indices = _indexed(box, stays)
        self._shown = pixels
        bits = max(2, len(palette).bit_length())  # one more than the palette holds means: as before
        unchanged = len(palette)
        table = np.zeros((1 << bits, 3), dtype=np.uint8)
        table[: len(palette)] = np.stack([palette >> 16, palette >> 8 & 255, palette & 255], axis=1)
        # What is drawn stays there; the marked index is not drawn.
        self._file.write(struct.pack("<BBBBHBB", 0x21, 0xF9, 4, 0x05, self._delay(), unchanged, 0))
        self._file.write(struct.pack("<BHHHHB", 0x2C, left, top, right - left, bottom - top, 0x80 | bits - 1))
        self._file.write(table.tobytes() + image_data(indices, bits))
        self._frames += 1

    def finish(self) -> None:
        """Make the file whole."""
        self._file.write(b"\x3b")
        self._file.close()

    def close(self) -> None:
        """Hold nothing any more, finished or not."""
        self._file.close()

    def _delay(self) -> int:
        """Return the hundredths of a second of the next frame: rounded so that all together are right."""
        ends = [(frames * 200 // self._per_second + 1) // 2 for frames in (self._frames, self._frames + 1)]
        return ends[1] - ends[0]

    def _changed(self, pixels: Pixels) -> tuple[int, int, int, int]:
        """Return the box around what has changed: top, bottom, left, right; one pixel where nothing has."""
        if self._shown is None:
            return 0, pixels.shape[0], 0, pixels.shape[1]
        differs = pixels != self._shown
        rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
        if not len(rows):
            return 0, 1, 0, 1
        return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def _indexed(box: Pixels, stays: npt.NDArray[np.bool_] | None) -> tuple[Pixels, bytes]:
    """Return a palette for what does not stay, and each pixel's place in it; what stays gets the one after the last."""
    values = box if stays is None else box[~stays]
    colours, counts = np.unique(values, return_counts=True)
    palette, nearest = palette_of(colours, counts, MOST_COLOURS)
    indices = np.full(box.shape, len(palette), dtype=np.uint8)
    places = np.zeros(1 << 24, dtype=np.uint8)
    places[colours] = nearest
    if stays is None:
        indices[:] = places[values]
    else:
        indices[~stays] = places[values]
    return palette, indices.tobytes()
