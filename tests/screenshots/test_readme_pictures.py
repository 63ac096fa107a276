"""The pictures of the README, made by the app: held against what it draws now, or made anew by `make pictures`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from msgspec import Struct
from PySide6.QtGui import QImage

from tests.screenshots.conftest import Screenshots

ROOT = Path(__file__).parent.parent.parent
PICTURES = ROOT / "resources" / "pictures"


class Picture(Struct, frozen=True):
    """One picture: an example after so many steps."""

    name: str
    example: str
    steps: int
    theme: str
    layout: str = "Overview"


ALL = (
    Picture("overview", "circles-momentum", 4000, "light"),
    Picture("digits", "digits", 450, "dark"),
    Picture("autoencoder", "autoencoder", 3000, "light"),
    Picture("landscape-lab", "circles-momentum", 0, "light", "Landscape lab"),
)


@pytest.mark.parametrize("picture", ALL, ids=lambda picture: picture.name)
def test_the_picture_shows_the_window_as_it_is(picture: Picture, screenshots: Screenshots, tmp_path: Path) -> None:
    made = tmp_path / "made.png"
    words = [str(ROOT / "resources" / "experiments" / f"{picture.example}.nnviz.json"), "--steps", str(picture.steps),
             "--screenshot", str(made), "--size", "1440x900", "--theme", picture.theme,
             "--layout", picture.layout]  # fmt: skip
    subprocess.run([sys.executable, "-m", "ui.app", *words], cwd=ROOT, check=True, timeout=120)
    screenshots.check(picture.name, QImage(str(made)), PICTURES)


def test_every_picture_is_made_here_and_shown_in_the_readme() -> None:
    names = {picture.name for picture in ALL}
    assert {path.stem for path in PICTURES.glob("*.png")} == names
    readme = (ROOT / "README.md").read_text("utf-8")
    assert all(f"resources/pictures/{name}.png" in readme for name in names)
