"""The tokens, fonts and icons, and the appearance that applies them, checked against what the look promises."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import numpy as np
import pytest
from msgspec.structs import fields
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontInfo, QFontMetricsF, QImage, QPainter, QRawFont
from PySide6.QtWidgets import QApplication, QLabel

from nnviz.errors import InvalidInput
from nnviz.resources import open_resource
from ui import theme as t
from ui.plotting.run_names import cut_name
from ui.theme.colour_maps import signed_map
from ui.theme.icons import svg
from ui.theme.style_sheet import IMAGES, style_sheet
from ui.theme.typography import FILES, TYPES, load_fonts

LIGHT, DARK, PROJECTOR = (t.THEMES[name] for name in ("light", "dark", "projector"))

# token, what it stands on, and the contrast in light, dark and projector that the look gives.
CONTRASTS = [
    ("border", "surface", 1.7, 1.8, 4.7),
    ("axis", "surface", 3.2, 4.5, 7.8),
    ("ink", "surface", 17.8, 15.7, 21.0),
    ("ink2", "surface", 8.7, 10.2, 14.7),
    ("ink3", "surface", 5.3, 6.6, 7.8),
    ("ink3", "chrome", 5.0, 6.0, 7.8),
    ("ink3", "tint", 4.6, 5.0, 6.4),
    ("accent", "surface", 7.9, 8.0, 10.3),
    ("on_accent", "accent", 7.9, 8.0, 10.3),
    ("ink", "tint", 15.4, 11.9, 17.3),
    ("warn", "surface", 6.4, 9.9, 7.8),
    ("error", "surface", 6.6, 8.1, 7.9),
    ("negative", "surface", 6.1, 7.0, 7.5),
    ("positive", "surface", 3.6, 7.8, 4.3),
]


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> Iterator[None]:
    yield
    t.appearance().choose("light")
    t.appearance().set_font_scale(1.0)


def test_every_theme_has_every_token() -> None:
    tokens = [f.name for f in fields(t.Theme) if f.type is str and f.name not in ("name", "label")]
    assert len(tokens) == 18
    for theme, token in itertools.product(t.THEMES.values(), tokens):
        assert re.fullmatch(r"#[0-9A-F]{6}", getattr(theme, token)), (theme.name, token)


@pytest.mark.parametrize(("token", "ground", "light", "dark", "projector"), CONTRASTS)
def test_contrasts(token: str, ground: str, light: float, dark: float, projector: float) -> None:
    for theme, promised in ((LIGHT, light), (DARK, dark), (PROJECTOR, projector)):
        # The look rounds to one decimal.
        assert t.contrast(getattr(theme, token), getattr(theme, ground)) >= promised - 0.05, theme.name


@pytest.mark.parametrize("theme", t.THEMES.values(), ids=lambda theme: theme.name)
def test_text_is_readable_wherever_it_stands(theme: t.Theme) -> None:
    for ink, ground in itertools.product(("ink", "ink2", "ink3"), ("surface", "chrome", "raised", "tint")):
        assert t.contrast(getattr(theme, ink), getattr(theme, ground)) >= 4.5, (ink, ground)
    assert t.contrast(theme.accent, theme.tint) >= 4.5
    assert t.contrast(theme.error, theme.chrome) >= 4.5


def test_projector_lines_are_heavier() -> None:
    for line in fields(t.Lines):
        if not line.name.endswith("dash"):
            assert getattr(PROJECTOR.lines, line.name) > getattr(LIGHT.lines, line.name)


def test_fonts_are_small_complete_and_tabular(qapp: QApplication) -> None:
    load_fonts()
    assert sum(len(open_resource("fonts", name).read_bytes()) for name in FILES) < 1.5e6
    assert open_resource("fonts", "LICENSE-Inter.txt").is_file()
    for role, row in TYPES.items():
        font = t.font(role)
        assert QFontInfo(font).family() == t.FAMILY
        assert QFontInfo(font).weight() == row.weight
        assert row.points >= 9
        metrics = QFontMetricsF(font)
        outlines = QRawFont.fromFont(font)
        assert len({metrics.horizontalAdvance(digit * 8) for digit in "0123456789"}) == 1
        assert metrics.horizontalAdvance("-") < 0.8 * metrics.horizontalAdvance("0")  # and nothing else is
        for character in "₁₂₀⁻⁴⁰¹²³−–\u2009→←×·∞αβγδηθλμσΔΣ≥≤≈√°éüñłž…":
            assert outlines.supportsCharacter(ord(character)), character


def test_a_font_is_a_copy(qapp: QApplication) -> None:
    t.font("title").setPointSize(99)
    assert t.font("title").pointSizeF() < 20


ICONS = sorted(path.name[:-4] for path in open_resource("icons").iterdir() if path.name.endswith(".svg"))


@pytest.mark.parametrize("name", ICONS)
def test_icons_take_the_colour_they_are_given(qapp: QApplication, name: str) -> None:
    assert b"currentColor" not in svg(name, "#123456")
    for ratio in (1.0, 1.5, 2.0):
        picture = t.pixmap(name, "#123456", 16.0, ratio)
        assert picture.width() == round(16 * ratio)
        image = picture.toImage()
        places = itertools.product(range(image.width()), range(image.height()))
        inked = [colour for colour in (image.pixelColor(x, y) for x, y in places) if colour.alpha() > 120]
        assert inked
        if name != "nnviz":
            # Colours that were stored multiplied by their opacity come back rounded.
            near = [abs(c.red() - 0x12) + abs(c.green() - 0x34) + abs(c.blue() - 0x56) for c in inked]
            assert max(near) <= 6


def test_icons_for_menus_have_a_disabled_variant(qapp: QApplication) -> None:
    icon = t.icon("save")
    assert not icon.isNull()
    assert len(icon.availableSizes(icon.Mode.Disabled)) >= 1
    assert not t.app_icon().isNull()
    assert open_resource("icons", "LICENSE-Lucide.txt").is_file()


def test_an_icon_that_does_not_exist_says_so() -> None:
    with pytest.raises(FileNotFoundError, match="nothing"):
        svg("nothing", "#000000")


def test_a_theme_is_applied_to_everything_at_once(qapp: QApplication) -> None:
    appearance = t.appearance()
    seen: list[str] = []
    appearance.changed.connect(lambda: seen.append(t.current().name))
    appearance.choose("dark")
    appearance.choose("dark")
    appearance.choose("projector")
    assert seen == ["dark", "projector"]
    assert qapp.palette().window().color().name().upper() == PROJECTOR.chrome
    assert PROJECTOR.accent in qapp.styleSheet()
    assert appearance is t.appearance()
    appearance.changed.disconnect()


def test_an_unknown_theme_is_refused(qapp: QApplication) -> None:
    t.appearance().choose("dark")
    with pytest.raises(InvalidInput, match="did you mean 'light'"):
        t.appearance().choose("ligth")
    assert t.current() is DARK


def test_without_a_choice_the_system_decides(qapp: QApplication) -> None:
    t.appearance().choose(None)
    assert t.appearance().chosen is None
    assert t.current().name in ("light", "dark")


def test_the_font_scale_keeps_within_its_bounds_and_reaches_every_size(qapp: QApplication) -> None:
    appearance = t.appearance()
    for asked, got in ((1.5, 1.5), (9.0, 2.0), (0.1, 1.0)):
        appearance.set_font_scale(asked)
        assert appearance.font_scale == got
        assert t.px(24) == 24 * got
        assert t.font("body").pointSizeF() == pytest.approx(10.5 * got)
        assert qapp.font().pointSizeF() == pytest.approx(10.5 * got)


def test_followers_are_called_at_once_on_every_change_and_not_after_their_end(qapp: QApplication, qtbot) -> None:
    calls: list[str] = []

    class Follower(QLabel):
        def restyle(self) -> None:
            calls.append(t.current().name)

    follower = Follower()
    t.appearance().choose("light")
    t.follow(follower.restyle)
    t.appearance().choose("dark")
    assert calls == ["light", "dark"]
    with qtbot.waitSignal(follower.destroyed):
        follower.deleteLater()
    t.appearance().choose("light")
    assert calls == ["light", "dark"]


@pytest.mark.parametrize("theme", t.THEMES.values(), ids=lambda theme: theme.name)
def test_the_style_sheet_is_complete(qapp: QApplication, theme: t.Theme) -> None:
    sheet = style_sheet(theme, dict.fromkeys(IMAGES, "picture.svg"))
    assert sheet.count("{") == sheet.count("}")
    assert "None" not in sheet
    tokens = {getattr(theme, f.name) for f in fields(t.Theme) if f.type is str} | {
        theme.hover,
        theme.pressed,
        theme.disabled,
    }
    assert set(re.findall(r"#[0-9A-Fa-f]{6,8}\b", sheet)) <= tokens


def test_pens_and_pictures(qapp: QApplication) -> None:
    pen = t.pen(LIGHT.ink, 1.5, (5.0, 3.0), opacity=0.5)
    assert pen.isCosmetic()
    assert pen.dashPattern() == pytest.approx([5 / 1.5, 3 / 1.5])
    assert pen.color().alphaF() == pytest.approx(0.5, abs=0.01)
    picture = t.picture(signed_map(LIGHT).apply(np.array([[-1.0, 0.0, 1.0]]), 1.0))
    assert [picture.pixelColor(x, 0).name().upper() for x in range(3)] == [
        LIGHT.negative,
        LIGHT.neutral,
        LIGHT.positive,
    ]


def test_text_on_a_colour_takes_what_contrasts_more() -> None:
    assert t.readable("#FFFFFF", LIGHT.ink, LIGHT.surface) == LIGHT.ink
    assert t.readable(LIGHT.error, LIGHT.ink, LIGHT.surface) == LIGHT.surface
    assert t.mix("#FFFFFF", "#000000", 0.5) == "#808080"


def test_icons_are_drawn_on_whole_pixels(qapp: QApplication) -> None:
    images = []
    for x in (10.0, 10.3):
        image = QImage(40, 40, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFFFF)
        painter = QPainter(image)
        t.draw_icon(painter, "copy", QRectF(x, 10.2, 16, 16), "#000000")
        painter.end()
        images.append(image)
    assert images[0] == images[1]


def test_names_of_runs_that_are_cut_can_be_told_apart() -> None:
    metrics = QFontMetricsF(t.font("name"))
    names = ["with momentum", "without momentum", "without momentum from 300", "without momentum from 450"]
    for width in (80.0, 100.0, 120.0):
        cut = [cut_name(name, metrics, width) for name in names]
        assert len(set(cut)) == len(names)
        assert all(metrics.horizontalAdvance(each) <= width + 0.5 for each in cut)
        assert all(each.endswith(name[-3:]) for each, name in zip(cut, names, strict=True))
    assert cut_name("SGD", metrics, 80.0) == "SGD"
