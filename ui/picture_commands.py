"""The commands that copy and export pictures of panels and of the whole window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QMimeData, Qt
from PySide6.QtGui import QAction, QGuiApplication

from nnviz.errors import InvalidInput
from ui import pictures
from ui.exports.choices import PictureChoices
from ui.exports.lighting import in_light_theme
from ui.exports.picture_dialog import TO_CLIPBOARD, PictureDialog
from ui.exports.saving import save_somewhere, slug, warn, write_file
from ui.exports.vectors import pdf_of, svg_of
from ui.pages import LAB
from ui.panel_frame import PanelFrame
from ui.pictures import QUICK_SCALE, Subject, image_of, panel_subject, png_of, window_subject

if TYPE_CHECKING:
    from ui.main_window import MainWindow

TITLE = "Export picture"
_KINDS = {"png": "PNG pictures (*.png)", "svg": "SVG drawings (*.svg)", "pdf": "PDF files (*.pdf)"}
_TYPES = {"svg": "image/svg+xml", "pdf": "application/pdf"}


class PictureCommands:
    """Copies and exports pictures.

    Parameters
    ----------
    window : MainWindow
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def actions_for(self, frame: PanelFrame) -> list[QAction]:
        """Make a panel's own commands, and give its button its meaning."""
        copy, export = QAction("Copy picture", frame), QAction("Export picture…", frame)
        copy.triggered.connect(partial(self._copy, frame))
        export.triggered.connect(partial(self._export, frame))
        frame.copy_requested.connect(partial(self._copy, frame))
        return [copy, export]

    def copy(self) -> None:
        """Copy the picture of the panel at hand, or of the lab, to the clipboard."""
        lab = self._lab_subject()
        if lab is None:
            self._copy(self._at_hand())
        else:
            pictures.copy(lab)
            self._note(f"The picture of {lab.title} is in the clipboard.")

    def export(self) -> None:
        """Ask how, and export a picture of the panel at hand, of another one or of the whole window."""
        self._export(None)

    def _at_hand(self) -> PanelFrame:
        """Return the enlarged panel, the one under the pointer, or the first that is shown."""
        board = self._window.board
        if board.enlarged is not None:
            return board.frames[board.enlarged]
        shown = self._shown()
        return next((frame for frame in shown if frame.underMouse()), shown[0])

    def _shown(self) -> list[PanelFrame]:
        if self._window.pages.lab_shown:
            return []
        frames = list(self._window.board.frames.values())
        return [frame for frame in frames if frame.isVisible()] or frames

    def _copy(self, frame: PanelFrame, checked: bool = False) -> None:
        pictures.copy(panel_subject(frame))
        self._note(f"The picture of {frame.panel.title} is in the clipboard.")

    def _lab_subject(self) -> Subject | None:
        """Return the landscape lab, where that is seen."""
        pages = self._window.pages
        if pages.lab is None or not pages.lab_shown:
            return None
        return Subject("landscape", LAB, pages.lab.picture_area().size(), pages.lab.draw_picture)

    def _note(self, sentence: str) -> None:
        """Say something where it is seen."""
        pages = self._window.pages
        if pages.lab is not None and pages.lab_shown:
            pages.lab.transport.say(sentence)
        else:
            self._window.strip.show_notice(sentence)

    def _export(self, frame: PanelFrame | None, checked: bool = False) -> None:
        """Ask until a picture is made or nobody wants one; `frame` is the panel that is meant, if one is."""
        window = self._window
        lab = self._lab_subject()
        subjects = [*(map(panel_subject, self._shown()) if lab is None else [lab]), window_subject(window)]
        choices = PictureChoices.read(window.settings.picture_choices)
        at_hand = lab.name if lab is not None else (frame or self._at_hand()).panel.name
        name = subjects[-1].name if choices.whole and frame is None else at_hand
        while True:
            dialog = PictureDialog(subjects, name, choices, window)
            wanted = dialog.exec()
            name, choices = dialog.subject.name, dialog.choices
            dialog.deleteLater()
            if not wanted:
                return
            window.settings.picture_choices = choices.remembered()
            try:
                if self._deliver(dialog.subject, choices, clipboard=wanted == TO_CLIPBOARD):
                    return
            except InvalidInput as error:
                warn(window, TITLE, f"{error}.")

    def _deliver(self, subject: Subject, choices: PictureChoices, *, clipboard: bool) -> bool:
        """Draw, and bring the picture where it is wanted. Returns whether it is there."""
        window = self._window
        if clipboard:
            with self._posing(subject, choices):
                data = _mime_data(subject, choices)
            QGuiApplication.clipboard().setMimeData(data)
            self._note(f"The picture of {subject.title} is in the clipboard.")
            return True
        with self._posing(subject, choices):
            content = _content(subject, choices)
        name = f"{slug(window.session.experiment.name)}-{subject.name}.{choices.format}"
        write = partial(write_file, content=content)
        path = save_somewhere(window, window.settings, TITLE, name, _KINDS[choices.format], write)
        if path is not None:
            self._note(f"Saved {path.name}.")
        return path is not None

    @contextmanager
    def _posing(self, subject: Subject, choices: PictureChoices) -> Iterator[None]:
        """Have the theme that is wanted in force and no controls under the pointer; show that this takes a moment."""
        session, shown = self._window.session, self._shown()
        panels = [frame.shown for frame in shown if choices.whole or frame.panel.name == subject.name]
        theme = in_light_theme(panels, session.frame, session.evaluator) if choices.light else nullcontext()
        bars = [frame.title_bar for frame in shown if frame.title_bar.controls.isVisible()]
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        for bar in bars:
            bar.show_controls(False)
        try:
            with theme:
                yield
        finally:
            for bar in bars:
                bar.show_controls(True)
            QGuiApplication.restoreOverrideCursor()


def _content(subject: Subject, choices: PictureChoices) -> bytes:
    if choices.format == "svg":
        return svg_of(subject)
    if choices.format == "pdf":
        return pdf_of(subject)
    return png_of(subject, choices.columns(subject.size.width()))


def _mime_data(subject: Subject, choices: PictureChoices) -> QMimeData:
    """Return what the clipboard gets; beside vectors, pixels for programs that take nothing else."""
    data = QMimeData()
    if choices.format == "png":
        data.setImageData(image_of(subject, choices.columns(subject.size.width())))
    else:
        data.setData(_TYPES[choices.format], QByteArray(_content(subject, choices)))
        data.setImageData(image_of(subject, round(QUICK_SCALE * subject.size.width())))
    return data
