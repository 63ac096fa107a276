"""MP4 by ffmpeg: what it is told and given, and one sentence for whatever goes wrong with it."""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from nnviz.arrays import Array
from nnviz.errors import InvalidInput
from tests.ui.animation_cases import fake_ffmpeg
from ui.exports.ffmpeg import Mp4Writer, find_ffmpeg

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the fake is a script with a first line of Unix")


@pytest.mark.parametrize(("width", "height", "even"), [(6, 4, (6, 4)), (5, 3, (6, 4))])
def test_what_it_is_told_and_given(tmp_path: Path, width: int, height: int, even: tuple[int, int]) -> None:
    program, path = fake_ffmpeg(tmp_path), tmp_path / "a.mp4"
    frames = [np.arange(width * height, dtype=np.uint32).reshape(height, width) + 1000 * k for k in range(3)]
    writer = Mp4Writer(str(program), path, width, height, 12)
    for frame in frames:
        writer.add(frame)
    writer.finish()
    writer.close()
    told = json.loads((tmp_path / "told.json").read_text())
    pairs = dict(pairwise(told))
    assert pairs["-video_size"] == f"{even[0]}x{even[1]}"
    assert pairs["-pixel_format"] == "bgr0"
    assert pairs["-framerate"] == "12"
    assert pairs["-c:v"] == "libx264"
    assert "yuv420p" in pairs["-vf"]
    assert told[-1] == str(path)
    given = np.frombuffer(path.read_bytes(), "<u4").reshape(3, even[1], even[0])
    for frame, seen in zip(frames, given, strict=True):
        np.testing.assert_array_equal(seen[:height, :width], frame)
        np.testing.assert_array_equal(seen[-1, :width], frame[-1])
        np.testing.assert_array_equal(seen[:height, -1], frame[:, -1])


def test_what_it_says_is_one_sentence(tmp_path: Path) -> None:
    program = fake_ffmpeg(tmp_path, fails="Unknown encoder 'libx264'")
    writer = Mp4Writer(str(program), tmp_path / "a.mp4", 400, 300, 10)
    with pytest.raises(InvalidInput, match=r"^ffmpeg could not make the film: Unknown encoder 'libx264'$"):
        _film(writer, np.zeros((300, 400), dtype=np.uint32))
    writer.close()


def _film(writer: Mp4Writer, frame: Array) -> None:
    """Write more than a pipe holds: sooner or later it is noticed that nobody reads."""
    for _ in range(50):
        writer.add(frame)
    writer.finish()


def test_a_failure_at_the_end(tmp_path: Path) -> None:
    program = fake_ffmpeg(tmp_path, fails="No space left on device.", at_end=True)
    writer = Mp4Writer(str(program), tmp_path / "a.mp4", 4, 4, 10)
    writer.add(np.zeros((4, 4), dtype=np.uint32))
    with pytest.raises(InvalidInput, match=r"^ffmpeg could not make the film: No space left on device$"):
        writer.finish()
    writer.close()


def test_closing_ends_it(tmp_path: Path) -> None:
    writer = Mp4Writer(str(fake_ffmpeg(tmp_path)), tmp_path / "a.mp4", 4, 4, 10)
    writer.add(np.zeros((4, 4), dtype=np.uint32))
    writer.close()
    assert writer._process.returncode is not None
    assert not (tmp_path / "a.mp4").exists()
    writer.close()


def test_one_that_cannot_be_started(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"^ffmpeg cannot be started: no such file or directory$"):
        Mp4Writer(str(tmp_path / "gone"), tmp_path / "a.mp4", 4, 4, 10)


def test_it_is_found_where_programs_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_ffmpeg() is None
    program = fake_ffmpeg(tmp_path)
    assert find_ffmpeg() == str(program)
