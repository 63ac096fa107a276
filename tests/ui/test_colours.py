"""Colour maps, runs, classes and markers: who can tell what apart, and what goes where."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from ui import theme as t
from ui.theme import colour_space
from ui.theme.colour_maps import class_map, magnitude_map, region_map, signed_map
from ui.theme.runs import RUNS

LIGHT, DARK, PROJECTOR = (t.THEMES[name] for name in ("light", "dark", "projector"))

# Machado, Oliveira and Fernandes (2009), severity 1: what linear sRGB looks like to dichromats.
SIGHT = {
    "normal": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
# IEC 61966-2-1: linear sRGB to CIE XYZ under D65.
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def cielab(colour: str, sight: str) -> np.ndarray:
    """CIE 1976 L*a*b* under D65."""
    light = np.clip(np.array(SIGHT[sight]) @ colour_space.to_linear(colour_space.rgb(colour)), 0, 1)
    f = TO_XYZ @ light / TO_XYZ.sum(axis=1)
    f = np.where(f > 216 / 24389, np.cbrt(f), (24389 / 27 * f + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def cie76(one: str, other: str, sight: str) -> float:
    return float(np.linalg.norm(cielab(one, sight) - cielab(other, sight)))


def unpack(pixels: np.ndarray) -> np.ndarray:
    return np.stack([pixels >> 16 & 255, pixels >> 8 & 255, pixels & 255], axis=-1) / 255.0


@pytest.mark.parametrize("sight", ["deutan", "protan", "tritan"])
@pytest.mark.parametrize("theme", t.THEMES.values(), ids=lambda theme: theme.name)
def test_blue_and_orange_differ_for_everybody(theme: t.Theme, sight: str) -> None:
    assert cie76(theme.negative, theme.positive, sight) >= 90


@pytest.mark.parametrize("theme", t.THEMES.values(), ids=lambda theme: theme.name)
def test_signed_map_is_symmetric_and_even_in_oklab(theme: t.Theme) -> None:
    table = unpack(signed_map(theme).table)
    assert table.shape == (257, 3)
    for index, token in ((0, theme.negative), (128, theme.neutral), (256, theme.positive)):
        assert colour_space.hex_colour(table[index]) == token
    lab = colour_space.to_oklab(table)
    steps = np.linalg.norm(lab - lab[128], axis=1)
    share = np.arange(129) / 128
    np.testing.assert_allclose(steps[128:] / steps[256], share, atol=0.02)
    np.testing.assert_allclose(steps[128::-1] / steps[0], share, atol=0.02)


@pytest.mark.parametrize("theme", t.THEMES.values(), ids=lambda theme: theme.name)
def test_zero_vanishes(theme: t.Theme) -> None:
    zero = colour_space.hex_colour(unpack(signed_map(theme).apply(np.zeros(1), 1.0))[0])
    assert t.contrast(zero, theme.surface) < 1.2


def test_signed_map_places_values() -> None:
    table = signed_map(LIGHT).table
    values = np.array([[-2.0, -1.0, -0.5], [0.0, 0.5, 1.0], [3.0, np.nan, np.inf]])
    places = [[0, 0, 64], [128, 192, 256], [256, 128, 256]]
    pixels = signed_map(LIGHT).apply(values, 1.0)
    assert pixels.dtype == np.uint32
    np.testing.assert_array_equal(pixels, table[places])
    np.testing.assert_array_equal(signed_map(LIGHT).apply(values, 0.0), table[128])
    np.testing.assert_array_equal(signed_map(LIGHT).apply(values.astype(np.float32), 1.0), table[places])


def test_maps_cannot_be_written_to() -> None:
    for table in (signed_map(LIGHT).table, region_map(DARK).table, magnitude_map().table, class_map(LIGHT, 3).table):
        with pytest.raises(ValueError, match="read-only"):
            table[0] = 0


@pytest.mark.parametrize("theme", t.THEMES.values(), ids=lambda theme: theme.name)
def test_regions_are_fainter_than_points(theme: t.Theme) -> None:
    full, faint = unpack(signed_map(theme).table), unpack(region_map(theme).table)
    surface = colour_space.rgb(theme.surface)
    np.testing.assert_allclose(faint, full * theme.region_strength + surface * (1 - theme.region_strength), atol=0.006)


def test_viridis_runs_from_the_published_low_to_the_published_high() -> None:
    viridis = magnitude_map()
    ends = unpack(viridis.span(np.array([2.0, 5.0]), 2.0, 5.0))
    assert [colour_space.hex_colour(end) for end in ends] == ["#440154", "#FDE725"]
    assert len(viridis.table) == 256
    assert viridis.span(np.array([np.nan]), 0, 1)[0] == 0
    lightness = colour_space.to_oklab(unpack(viridis.table))[:, 0]
    assert (np.diff(lightness) > -0.002).all()


@pytest.mark.parametrize("theme", t.THEMES.values(), ids=lambda theme: theme.name)
def test_classes_are_told_apart(theme: t.Theme) -> None:
    colours = t.class_colours(theme, 12)
    assert colours[:2] == (theme.negative, theme.positive) == colours[10:]
    for one, other in itertools.combinations(colours[:10], 2):
        nearest = min(cie76(one, other, sight) for sight in SIGHT)
        assert nearest >= 15, (one, other)
    for one, other in itertools.combinations(colours[:5], 2):
        assert min(cie76(one, other, sight) for sight in SIGHT) >= 23, (one, other)
    assert all(t.contrast(colour, theme.surface) >= 3 for colour in colours)
    looks = [(colour, t.class_shape(k)) for k, colour in enumerate(t.class_colours(theme, 60))]
    assert len(set(looks)) == 60


def test_class_map_shows_the_winner_and_how_sure_it_is() -> None:
    certain = np.eye(3)
    regions = class_map(LIGHT, 3)
    np.testing.assert_array_equal(regions.apply(certain), regions.table[:, -1])
    even = regions.apply(np.full((2, 2, 3), 1 / 3))
    np.testing.assert_array_equal(even, regions.table[0, 0])
    assert regions.apply(np.full((1, 3), np.nan)).shape == (1,)


def test_runs() -> None:
    markers = ["square", "circle", "triangle", "diamond", "plus", "triangle_down", "star", "bar"]
    assert [style.marker for style in RUNS] == markers
    for theme in (LIGHT, DARK, PROJECTOR):
        assert len({style.colour(theme) for style in RUNS}) == len(RUNS)
        assert [style.edge(theme) is not None for style in RUNS] == [False] * 6 + [not theme.is_dark] * 2
    assert [t.run_style(0).colour(theme) for theme in (LIGHT, DARK, PROJECTOR)] == ["#14181D", "#EDF0F3", "#000000"]
    assert [t.run_style(4).colour(theme) for theme in (LIGHT, DARK)] == ["#0072B2", "#56B4E9"]
    assert [t.run_style(5).outline(theme) for theme in (LIGHT, DARK, PROJECTOR)] == ["#14181D", None, "#000000"]
    with pytest.raises(IndexError, match="at most 8"):
        t.run_style(8)


@pytest.mark.parametrize("shape", sorted({t.class_shape(k) for k in range(10)}))
def test_markers_are_centred_and_of_one_size(shape: t.Shape) -> None:
    path = t.marker_path(shape, 100.0)
    box = path.boundingRect()
    assert 80 <= box.width() <= 134
    assert abs(box.center().x()) < 1
    assert abs(box.center().y()) < 10
    assert path.contains(QPointF(0, 0))


def test_markers_draw_where_they_are_told() -> None:
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    for style in RUNS:
        t.draw_run_marker(painter, style, LIGHT, QPointF(20, 20), 12)
    assert painter.transform().isIdentity()
    painter.end()
    assert image.pixelColor(20, 20).name().upper() == "#F0E442"
    assert image.pixelColor(2, 2).name() == "#ffffff"
