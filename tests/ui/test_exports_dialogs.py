"""Exporting as a person does it: the dialogs, what is remembered, other places where one is refused, the clipboard."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from tests.ui.export_cases import answer, places, rest, train, warnings
from ui import picture_commands
from ui.exports.choices import PictureChoices
from ui.exports.picture_dialog import TO_CLIPBOARD, TO_FILE, PictureDialog
from ui.exports.saving import ask_place, slug
from ui.main_window import MainWindow
from ui.panel_table import PANELS
from ui.settings import Settings
from ui.theme import appearance, current


@pytest.fixture
def trained(qtbot: QtBot, window: MainWindow) -> MainWindow:
    train(qtbot, window, 9)
    return window


def pick(dialog: PictureDialog, **keys: str) -> PictureDialog:
    for name, key in keys.items():
        choice = getattr(dialog, name)
        choice.choose(key)
        choice.picked.emit(key)
    return dialog


@pytest.mark.parametrize("format", ["png", "svg", "pdf"])
def test_every_subject_in_every_format(
    trained: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    for name in [*(kind.name for kind in PANELS), "window"]:

        def choose(dialog: QDialog, name: str = name) -> int:
            assert isinstance(dialog, PictureDialog)
            pick(dialog, what=name, format=format, size_choice="1x")
            return TO_FILE

        answer(monkeypatch, PictureDialog, choose)
        path = tmp_path / f"{name}.{format}"
        offered = places(monkeypatch, path)
        trained._actions["export_picture"].trigger()
        assert [start.name for start in offered] == [f"small-{name}.{format}"]
        content = path.read_bytes()
        assert content.startswith({"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[format])
        if format == "png":
            size = trained.size() if name == "window" else trained.board.frames[name].size()
            assert QImage.fromData(content).size() == size
    assert len(os.listdir(tmp_path)) == len(PANELS) + 1


def test_the_size_is_said_as_it_changes(trained: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    size = trained.board.frames["loss"].size()

    def look(dialog: QDialog) -> int:
        assert isinstance(dialog, PictureDialog)
        pick(dialog, what="loss", size_choice="4x")
        assert dialog.result_text.text() == f"{4 * size.width():,} × {4 * size.height():,} pixels"
        assert dialog.width_field.isHidden()
        pick(dialog, size_choice="width")
        dialog.width_field.setText("1000")
        assert dialog.result_text.text() == f"1,000 × {round(1000 * size.height() / size.width()):,} pixels"
        for wrong in ("", "9", "20000", "abc"):
            dialog.width_field.setText(wrong)
            assert "Width" in dialog.result_text.text()
            assert not any(button.isEnabled() for button in dialog.buttons.values())
        dialog.width_field.setText("1001")
        assert all(button.isEnabled() for button in dialog.buttons.values())
        assert dialog.choices.width == 1001
        pick(dialog, what="window", format="pdf")
        assert not dialog.size_choice.isEnabled()
        assert dialog.result_text.text() == (
            f"{trained.width() * 25.4 / 96:.0f} × {trained.height() * 25.4 / 96:.0f} mm, sharp at any size"
        )
        return 0

    opened = answer(monkeypatch, PictureDialog, look)
    trained.pictures.export()
    assert len(opened) == 1


def test_what_was_chosen_is_offered_again(trained: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def choose(dialog: QDialog) -> int:
        assert isinstance(dialog, PictureDialog)
        pick(dialog, what="window", format="svg", size_choice="width", theme="light")
        dialog.width_field.setText("640")
        return TO_FILE

    opened = answer(monkeypatch, PictureDialog, choose)
    (tmp_path / "folder").mkdir()
    offered = places(monkeypatch, tmp_path / "folder" / "a.svg", None)
    trained.pictures.export()
    assert PictureChoices.read(Settings().picture_choices) == PictureChoices(
        format="svg", size="width", width=640, light=True, whole=True
    )
    trained.pictures.export()
    again = opened[-1]
    assert isinstance(again, PictureDialog)
    assert again.choices == PictureChoices(format="svg", size="width", width=640, light=True, whole=True)
    assert Settings().export_folder == str(tmp_path / "folder")
    # A panel's own command means that panel, also where the window was meant the last time.
    trained.pictures.actions_for(trained.board.frames["gradients"])[1].trigger()
    panel = opened[-1]
    assert isinstance(panel, PictureDialog)
    assert panel.what.key() == "gradients"
    assert len(offered) == 1


def test_giving_up_the_place_brings_the_dialog_back(trained: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = answer(monkeypatch, PictureDialog, lambda dialog: TO_FILE)
    places(monkeypatch, None)
    trained.pictures.export()
    assert len(opened) == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk of Linux")
def test_a_full_disk_offers_another_place(trained: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, PictureDialog, lambda dialog: TO_FILE)
    said = warnings(monkeypatch)
    offered = places(monkeypatch, Path("/dev/full"), tmp_path / "no" / "a.png", tmp_path / "a.png")
    trained.pictures.export()
    assert [words.split(": ")[2] for words in said] == [
        "no space left on device.\n\nChoose another place.",
        f"there is no folder {tmp_path / 'no'}.\n\nChoose another place.",
    ]
    assert offered[1:] == [Path("/dev/full"), tmp_path / "no" / "a.png"]
    assert os.listdir(tmp_path) == ["a.png"]


def test_too_large_for_the_memory(trained: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = answer(monkeypatch, PictureDialog, lambda dialog: TO_CLIPBOARD)
    said = warnings(monkeypatch, picture_commands)
    monkeypatch.setattr(QImage, "isNull", lambda image: True)
    trained.pictures.export()
    assert len(said) == 1
    assert "does not fit into memory: choose a smaller one." in said[0]
    assert len(opened) == 2


@pytest.mark.parametrize(("format", "mime"), [("png", ""), ("svg", "image/svg+xml"), ("pdf", "application/pdf")])
def test_to_the_clipboard(trained: MainWindow, monkeypatch: pytest.MonkeyPatch, format: str, mime: str) -> None:
    def choose(dialog: QDialog) -> int:
        assert isinstance(dialog, PictureDialog)
        pick(dialog, what="loss", format=format, size_choice="4x")
        return TO_CLIPBOARD

    answer(monkeypatch, PictureDialog, choose)
    trained.pictures.export()
    clipboard = QGuiApplication.clipboard()
    size = trained.board.frames["loss"].size()
    assert clipboard.image().size() == size * (4 if format == "png" else 2)
    if mime:
        assert len(clipboard.mimeData().data(mime)) > 1000


def test_quick_copy_is_twice_as_large(trained: MainWindow) -> None:
    trained.board.toggle_enlarged("loss")
    trained.pictures.copy()
    assert QGuiApplication.clipboard().image().size() == trained.board.frames["loss"].size() * 2


def test_the_light_theme_from_a_dark_window(
    qtbot: QtBot, trained: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    appearance().choose("dark")
    rest(qtbot, trained)
    for theme, bright in (("light", True), ("shown", False)):

        def choose(dialog: QDialog, theme: str = theme) -> int:
            assert isinstance(dialog, PictureDialog)
            pick(dialog, what="window", format="png", size_choice="1x", theme=theme)
            return TO_FILE

        answer(monkeypatch, PictureDialog, choose)
        places(monkeypatch, tmp_path / "a.png")
        trained.pictures.export()
        picture = QImage(str(tmp_path / "a.png"))
        corner = picture.pixelColor(picture.width() // 2, 2).lightness()
        assert (corner > 200) == bright
        assert current().name == "dark"


def test_controls_under_the_pointer_are_not_in_the_picture(
    trained: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, PictureDialog, *[lambda dialog: TO_FILE] * 2)
    bar = trained.board.frames["loss"].title_bar
    Settings().picture_choices = PictureChoices(whole=True, size="1x").remembered()
    places(monkeypatch, tmp_path / "with.png", tmp_path / "without.png")
    bar.show_controls(True)
    trained.pictures.export()
    assert bar.controls.isVisible()
    bar.show_controls(False)
    trained.pictures.export()
    place = QRect(trained.board.frames["loss"].mapTo(trained, QPoint()), bar.size())
    assert QImage(str(tmp_path / "with.png")).copy(place) == QImage(str(tmp_path / "without.png")).copy(place)


def test_the_place_that_is_offered(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[QFileDialog] = []

    def execute(dialog: QFileDialog) -> int:
        seen.append(dialog)
        return 1

    monkeypatch.setattr(QFileDialog, "exec", execute)
    monkeypatch.setattr(QFileDialog, "selectedFiles", lambda dialog: [str(tmp_path / "b.svg")])
    start = tmp_path / "a.svg"
    assert ask_place(window, "Title", start, "SVG drawings (*.svg)") == tmp_path / "b.svg"
    [dialog] = seen
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    assert dialog.defaultSuffix() == "svg"
    assert Path(dialog.directory().path()) == tmp_path


def test_names_of_files() -> None:
    assert slug("Digits: reading / handwriting!") == "digits-reading-handwriting"
    assert slug("Ä b", "_") == "ä_b"
    assert slug("///") == "experiment"
