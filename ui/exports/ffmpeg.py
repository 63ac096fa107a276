"""MP4 films by ffmpeg, where it is installed: a program of its own that gets one frame after the other. Free of Qt."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nnviz.errors import InvalidInput

PROGRAM = "ffmpeg"
_QUALITY = 16
"""x264's constant rate factor: thin lines and small letters stay clean."""

Pixels = npt.NDArray[np.uint32]


def find_ffmpeg() -> str | None:
    """Return where ffmpeg is, or None where it is not installed."""
    return shutil.which(PROGRAM)


class Mp4Writer:
    """Writes one frame after the other, as H.264 that every browser and slide show plays.

    Parameters
    ----------
    program : str
        Where ffmpeg is.
    path : Path
        The file to make.
    width, height : int
        In pixels. H.264 takes even ones: what is odd gets its last row or column twice.
    per_second : int
        Frames a second.

    Raises
    ------
    InvalidInput
        If ffmpeg cannot be started.
    """

    def __init__(self, program: str, path: Path, width: int, height: int, per_second: int) -> None:
        self._rest = height % 2, width % 2
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
        command = [program, *_options(width + width % 2, height + height % 2, per_second), str(path)]
        hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=self._said, creationflags=hidden
            )
        except OSError as error:
            self._said.close()
            raise InvalidInput(f"ffmpeg cannot be started: {(error.strerror or str(error)).lower()}") from None

    def add(self, pixels: Pixels) -> None:
        """Add a frame.

        Parameters
        ----------
        pixels : ndarray of uint32, shape (height, width)
            0xRRGGBB; what stands above is ignored.

        Raises
        ------
        InvalidInput
            If ffmpeg has given up, with what it said.
        """
        even = np.pad(pixels, ((0, self._rest[0]), (0, self._rest[1])), mode="edge").astype("<u4")
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(even.tobytes())
        except OSError:
            self._process.wait()
            raise self._failure() from None

    def finish(self) -> None:
        """Wait until the file is whole.

        Raises
        ------
        InvalidInput
            If ffmpeg has given up, with what it said.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.close()
        except OSError:
            self._process.wait()
            raise self._failure() from None
        if self._process.wait():
            raise self._failure()

    def close(self) -> None:
        """End ffmpeg, finished or not."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):  # what was not written is not wanted
                self._process.stdin.close()
        self._said.close()

    def _failure(self) -> InvalidInput:
        """Say in one sentence why it gave up: the last line that it wrote."""
        self._said.seek(0, os.SEEK_SET)
        lines = self._said.read().decode(errors="replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "it did not say why")
        return InvalidInput(f"ffmpeg could not make the film: {last.rstrip('.')}")


def _options(width: int, height: int, per_second: int) -> list[str]:
    """Return what ffmpeg is told before the file's name.

    Colours are those of a screen, said so in the file: a player that has to guess takes BT.709 for some sizes and
    BT.601 for others.
    """
    taken = ["-f", "rawvideo", "-pixel_format", "bgr0", "-video_size", f"{width}x{height}"]
    converted = "scale=out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd+full_chroma_int"
    colours = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]
    return [
        *("-hide_banner", "-loglevel", "error", "-y"),
        *(*taken, "-framerate", str(per_second), "-i", "-"),
        *("-vf", f"{converted},format=yuv420p,setparams=color_primaries=bt709:color_trc=bt709"),
        *("-an", "-c:v", "libx264", "-crf", str(_QUALITY), *colours),
        *("-movflags", "+faststart", "-f", "mp4"),
    ]
