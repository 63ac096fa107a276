"""GIFs as another program reads them: frames, delays, every pixel as it was, or nearly so where colours are many."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from nnviz.arrays import Array
from tests.ui.animation_cases import frames_of
from ui.exports.filming import pixels_of
from ui.exports.gif import GifWriter
from ui.exports.gif_palette import palette_of
from ui.exports.lzw import image_data
from ui.theme.colour_maps import magnitude_map
from ui.theme.colour_space import to_oklab

RANDOM = np.random.default_rng(7)


def write(path: Path, frames: list[Array], per_second: int = 10) -> None:
    height, width = frames[0].shape
    writer = GifWriter(path, width, height, per_second)
    for frame in frames:
        writer.add(frame)
    writer.finish()
    writer.close()


def read(path: Path) -> tuple[list[Array], list[int]]:
    """Return each frame as 0xRRGGBB, and the milliseconds after it."""
    frames, delays = frames_of(path)
    return [pixels_of(frame) & 0xFFFFFF for frame in frames], delays


def channels(pixels: Array) -> Array:
    return np.stack([pixels >> 16 & 255, pixels >> 8 & 255, pixels & 255], axis=-1)


def picture(colours: int, shape: tuple[int, int] = (61, 83)) -> Array:
    chosen = RANDOM.choice(1 << 24, colours, replace=False).astype(np.uint32)
    return chosen[RANDOM.integers(0, colours, shape)]


@pytest.mark.parametrize("colours", [1, 2, 3, 4, 5, 16, 17, 100, 254, 255])
def test_few_colours_are_exact(tmp_path: Path, colours: int) -> None:
    frames = [picture(colours), picture(colours), picture(1), picture(colours)]
    write(tmp_path / "a.gif", frames)
    shown, _ = read(tmp_path / "a.gif")
    assert len(shown) == 4
    for frame, seen in zip(frames, shown, strict=True):
        np.testing.assert_array_equal(seen, frame)


def test_the_table_of_codes_fills_and_starts_again(tmp_path: Path) -> None:
    frame = picture(254, (400, 500))
    frame[200:300] = 0xFFFFFF
    write(tmp_path / "a.gif", [frame])
    np.testing.assert_array_equal(read(tmp_path / "a.gif")[0][0], frame)


def test_what_has_not_changed_costs_nothing(tmp_path: Path) -> None:
    still = picture(200, (300, 400))
    moved = still.copy()
    moved[100:110, 50:70] = 0x123456
    write(tmp_path / "one.gif", [still])
    write(tmp_path / "many.gif", [still, moved, moved, moved, still])
    shown, _ = read(tmp_path / "many.gif")
    for frame, seen in zip([still, moved, moved, moved, still], shown, strict=True):
        np.testing.assert_array_equal(seen, frame)
    more = (tmp_path / "many.gif").stat().st_size - (tmp_path / "one.gif").stat().st_size
    assert more < 2000


def test_flat_is_nearly_free() -> None:
    assert len(image_data(bytes(1_000_000), 8)) < 3000


@pytest.mark.parametrize(("per_second", "total"), [(1, 12000), (10, 1200), (30, 400), (50, 240), (7, 1710)])
def test_delays_add_up(tmp_path: Path, per_second: int, total: int) -> None:
    write(tmp_path / "a.gif", [picture(3, (4, 5)) for _ in range(12)], per_second)
    _, delays = read(tmp_path / "a.gif")
    assert sum(delays) == total
    assert max(delays) - min(delays) <= 10
    assert min(delays) >= 20


def test_many_colours_stay_near_and_flat_ones_exact(tmp_path: Path) -> None:
    """A map with a smooth ramp in both directions, beside a flat ground with a few marks."""
    x, y = np.meshgrid(np.linspace(0.0, 1.0, 300), np.linspace(0.0, 1.0, 200))
    table = magnitude_map().table
    ramp = (255 * np.stack([x, 0.5 * (x + y), y], axis=-1)).astype(np.uint32)
    frame = np.full((200, 700), 0xF6F7F9, dtype=np.uint32)
    frame[:, :300] = ramp[..., 0] << 16 | ramp[..., 1] << 8 | ramp[..., 2]
    frame[:, 300:600] = table[(255 * x).astype(int)] & 0xFFFFFF
    frame[90:110, 640:660] = 0x14181D
    assert len(np.unique(frame)) > 5000
    write(tmp_path / "a.gif", [frame])
    [seen] = read(tmp_path / "a.gif")[0]
    np.testing.assert_array_equal(seen[:, 600:], frame[:, 600:])
    away = np.linalg.norm(to_oklab(channels(seen) / 255.0) - to_oklab(channels(frame) / 255.0), axis=-1)
    # A step of 0.02 in OKLab is just seen by those who look for it.
    assert away[:, 300:600].mean() < 0.01
    assert away[:, 300:600].max() < 0.03
    assert away.mean() < 0.02
    assert away.max() < 0.12


def test_a_palette_is_no_larger_than_asked_for() -> None:
    colours = np.sort(RANDOM.choice(1 << 24, 50_000, replace=False)).astype(np.uint32)
    counts = RANDOM.integers(1, 9, len(colours))
    counts[123] = 1_000_000
    for size in (2, 16, 255):
        palette, nearest = palette_of(colours, counts, size)
        assert len(palette) <= size
        assert nearest.max() < len(palette)
        assert palette[nearest[123]] == colours[123]
    assert all(one < other for one, other in pairwise(_errors(colours, counts)))


def _errors(colours: Array, counts: Array) -> list[float]:
    """Return how far colours are from those of smaller and smaller palettes."""
    result = []
    for size in (255, 64, 16, 4):
        palette, nearest = palette_of(colours, counts, size)
        away = channels(palette[nearest]).astype(float) - channels(colours)
        result.append(float((away**2).mean()))
    return result
