"""The picture of a surface: flat bands of the right colours, crisp edges, and nothing where there is no number."""

from __future__ import annotations

import numpy as np
import pytest

from ui.plotting.levels import Levels
from ui.plotting.shading import band_colours, interpolated, shade

LEVELS = Levels(0.0, 14.0, 14, False)
EXTENT = (0.0, 14.0, 0.0, 1.0)
X, Y = np.linspace(-1.0, 15.0, 17), np.linspace(-1.0, 2.0, 7)


def ramp(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.meshgrid(x, y)[0]


def test_each_band_has_its_colour_and_edges_are_crisp() -> None:
    pixels = shade(X, Y, ramp(X, Y), LEVELS, EXTENT, (140, 20), 1.0)
    colours = band_colours(14)
    row = pixels[10]
    assert [row[5 + 10 * band] for band in range(14)] == colours.tolist()
    flat = np.isin(row, colours)
    # At each of the 13 edges a line of less than a pixel is smoothed over two or three.
    assert 13 * 2 <= np.count_nonzero(~flat) <= 13 * 4
    assert np.array_equal(pixels[0], pixels[-1])


def test_the_line_between_two_bands_is_lighter_than_both() -> None:
    row = shade(X, Y, ramp(X, Y), LEVELS, (0.05, 14.05, 0.0, 1.0), (140, 20), 1.0)[10]
    edge = row[39:41].max() & 0xFF
    below, above = (int(colour) & 0xFF for colour in band_colours(14)[3:5])
    assert edge > max(below, above)


def test_the_top_row_is_the_upper_end() -> None:
    losses = np.meshgrid(X, Y)[1] * 10.0
    pixels = shade(X, Y, losses, LEVELS, EXTENT, (20, 100), 1.0)
    assert pixels[2, 5] == band_colours(14)[9]
    assert pixels[-2, 5] == band_colours(14)[0]


def test_what_is_no_number_is_left_blank_and_infinity_is_high() -> None:
    losses = ramp(X, Y)
    losses[:, 8] = np.nan
    losses[:, 14:] = np.inf
    pixels = shade(X, Y, losses, LEVELS, EXTENT, (140, 20), 1.0)
    assert pixels[10, 70] == 0
    assert pixels[10, 40] != 0
    assert pixels[10, 135] == band_colours(14)[-1]


def test_a_surface_that_is_flat_has_one_colour() -> None:
    pixels = shade(X, Y, np.full((7, 17), 3.0), LEVELS, EXTENT, (50, 20), 1.0)
    assert len(np.unique(pixels)) == 1


@pytest.mark.parametrize("place", [(3.3, 0.4), (0.0, 0.0), (12.9, 0.99)])
def test_reading_between_the_points_is_exact_for_quadratics(place: tuple[float, float]) -> None:
    across, up = np.meshgrid(X, Y)
    losses = 0.02 * across**2 - 0.1 * across * up + up**2 + 2.0
    x, y = place
    assert interpolated(X, Y, losses, LEVELS, place) == pytest.approx(0.02 * x**2 - 0.1 * x * y + y**2 + 2.0, abs=1e-5)
