"""The command that exports a range of steps as an animation."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from nnviz.errors import InvalidInput
from nnviz.output_file import OutputFile
from ui.endings import GONE_SEEKING
from ui.exports.animation_choices import AnimationChoices
from ui.exports.animation_dialog import AnimationDialog
from ui.exports.ffmpeg import Mp4Writer, find_ffmpeg
from ui.exports.filming import Filming, Writer
from ui.exports.gif import GifWriter
from ui.exports.lighting import LIGHT
from ui.exports.progress_dialog import ProgressDialog
from ui.exports.saving import save_somewhere, slug
from ui.pictures import Subject, panel_subject, pixel_size, window_subject
from ui.theme import appearance, current

if TYPE_CHECKING:
    from ui.main_window import MainWindow

TITLE = "Export animation"
_KINDS = {"gif": "GIF animations (*.gif)", "mp4": "MP4 films (*.mp4)"}


class Cancelled(Exception):
    """Nobody wants the animation any more."""


class AnimationCommands:
    """Exports animations.

    Parameters
    ----------
    window : MainWindow
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def export(self) -> None:
        """Ask how, make the animation with the window as it is, and put everything back."""
        window, session = self._window, self._window.session
        window.time.player.stop()
        frame = session.frame
        if frame is None or frame.newest[frame.chosen].step == 0:
            window.strip.show_notice("Train first: an animation shows how a run changes from step to step.")
            return
        if session.gone:
            window.strip.show_notice(GONE_SEEKING)
            return
        with self._pausing():
            self._ask(frame.newest[frame.chosen].step)

    def _ask(self, newest: int) -> None:
        """Ask until an animation is made or nobody wants one."""
        window = self._window
        choices = AnimationChoices.read(window.settings.animation_choices)
        name = "window" if choices.whole else self._at_hand()
        while True:
            subjects, program = self._subjects(), find_ffmpeg()
            made = [subject() for subject in subjects.values()]
            dialog = AnimationDialog(made, name, choices, newest, program is not None, window)
            wanted, steps = dialog.exec(), dialog.steps
            name, choices = dialog.subject, dialog.choices
            dialog.deleteLater()
            if not wanted:
                return
            window.settings.animation_choices = choices.remembered()
            try:
                if self._save(subjects[name], choices, steps, program):
                    return
            except Cancelled:
                return

    def _save(
        self, subject: Callable[[], Subject], choices: AnimationChoices, steps: Sequence[int], program: str | None
    ) -> bool:
        """Ask for a place and bring the animation there. Returns whether it is there."""
        window = self._window
        name = f"{slug(window.session.experiment.name)}-{subject().name}.{choices.format}"
        with tempfile.TemporaryDirectory(prefix="nnviz-") as folder:
            made = Path(folder, name)

            def make() -> None:
                self._film(subject, choices, steps, partial(_open, choices, program, made))

            write = partial(_make_and_copy, made, make)
            path = save_somewhere(window, window.settings, TITLE, name, _KINDS[choices.format], write)
        if path is not None:
            window.strip.show_notice(f"Saved {path.name}.")
        return path is not None

    def _film(
        self,
        subject: Callable[[], Subject],
        choices: AnimationChoices,
        steps: Sequence[int],
        opened: Callable[[int, int], Writer],
    ) -> None:
        """Go through the steps, and come back.

        Raises
        ------
        Cancelled, InvalidInput or OSError
            If the user, ffmpeg, the memory or the disk ends it.
        """
        with self._posing(choices):
            shown = subject()
            columns = choices.columns(shown.size.width())
            size = pixel_size(shown, columns)
            filming = Filming(self._window, subject, columns, steps, opened(size.width(), size.height()))
            dialog = ProgressDialog(TITLE, "animation", self._window)
            filming.progressed.connect(dialog.show_share)
            filming.ended.connect(dialog.accept)
            filming.start()
            try:
                finished = dialog.exec()
            finally:
                filming.end()
                dialog.deleteLater()
        if filming.failure is not None:
            raise filming.failure
        if not finished:
            raise Cancelled

    def _subjects(self) -> dict[str, Callable[[], Subject]]:
        """Return what can be filmed by its name; the last one is the whole window."""
        frames = list(self._window.board.frames.values())
        shown = [frame for frame in frames if frame.isVisible()] or frames
        panels: dict[str, Callable[[], Subject]] = {frame.panel.name: partial(panel_subject, frame) for frame in shown}
        return panels | {"window": partial(window_subject, self._window)}

    def _at_hand(self) -> str:
        """Return the enlarged panel, the one under the pointer, or the first that is shown."""
        board = self._window.board
        shown = [name for name in self._subjects() if name in board.frames]
        return board.enlarged or next((name for name in shown if board.frames[name].underMouse()), shown[0])

    @contextmanager
    def _pausing(self) -> Iterator[None]:
        """Let training rest meanwhile."""
        session = self._window.session
        playing = session.playing
        session.pause()
        try:
            yield
        finally:
            if playing:
                session.play()

    @contextmanager
    def _posing(self, choices: AnimationChoices) -> Iterator[None]:
        """Have the theme that is wanted in force and no controls under the pointer, then show again what was shown."""
        session, look = self._window.session, appearance()
        frame, theme = session.frame, look.chosen
        bars = [panel.title_bar for panel in self._window.board.frames.values() if panel.title_bar.controls.isVisible()]
        for bar in bars:
            bar.show_controls(False)
        relit = choices.light and current().name != LIGHT
        if relit:
            look.choose(LIGHT)
        try:
            yield
        finally:
            if relit:
                look.choose(theme)
            for bar in bars:
                bar.show_controls(True)
            if frame is not None:
                moments = frame.snapshots if frame.looks_back else (session.frame or frame).newest
                session.look_back(moments[frame.chosen].step)


def _open(choices: AnimationChoices, program: str | None, path: Path, width: int, height: int) -> Writer:
    """Begin the file."""
    if choices.format == "mp4" and program is not None:
        return Mp4Writer(program, path, width, height, choices.per_second)
    return GifWriter(path, width, height, choices.per_second)


def _make_and_copy(made: Path, make: Callable[[], None], path: Path) -> None:
    """Make the animation where it is not made yet, and put it in its place, whole or not at all.

    So a place that refuses it, as on a full disk, costs a copy and not the animation.

    Raises
    ------
    Cancelled, InvalidInput
        If nobody wants it any more; if ffmpeg, the memory, the place or the folder for temporary files refuses.
    """
    with OutputFile(path) as output:  # opened at once: what cannot be written is known before the work is done
        if not made.exists():
            try:
                make()
            except OSError as error:
                made.unlink(missing_ok=True)
                reason = (error.strerror or str(error)).lower()
                raise InvalidInput(f"the folder for temporary files, {made.parent.parent}: {reason}") from None
            except BaseException:
                made.unlink(missing_ok=True)
                raise
        with made.open("rb") as source:
            while piece := source.read(1 << 20):
                output.write(piece)
        output.commit()
