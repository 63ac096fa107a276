"""Unsaved work, kept in the app's data folder while it is unsaved, so that no crash takes it away.

Every window has a place of its own there: ``ID.lock``, which the system's process table and boot number prove to be in
use or not, and the folder ``ID`` with ``about.json`` and the work itself. `ui.leftovers` finds what is left of a dead
process. A disk takes its time to confirm what is written, so that is waited for in a thread.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import QLockFile, QObject, QStandardPaths, QTimer, Signal, Slot

from nnviz.errors import InvalidInput
from nnviz.output_file import OutputFile
from nnviz.store.saved_session import SavedSession
from nnviz.store.session_writer import save_session

SECONDS = 5
"""How long an edit may be unsaved at most; edits within that time are written together."""
ABOUT = "about.json"
LOCK_SUFFIX = ".lock"


class Work(Struct, frozen=True):
    """What is to be kept.

    Attributes
    ----------
    name : str
        What the user calls it.
    path : Path or None
        The file that it belongs to.
    mark : str or None
        What that file looked like when it was read or written last (`ui.file_mark`).
    suffix : str
        What its content is: the suffix of a file that would hold it.
    content : bytes or SavedSession
    """

    name: str
    path: Path | None
    mark: str | None
    suffix: str
    content: bytes | SavedSession


def data_folder() -> Path:
    """Return where all processes of this user keep unsaved work."""
    base = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Path(base, "nnviz", "autosave")


def lock(path: Path) -> QLockFile | None:
    """Take a lock, also one whose owner is dead or ran before the last start of the system; None if it is in use."""
    held = QLockFile(str(path))
    held.setStaleLockTime(0)  # a living owner may hold it for weeks
    if held.tryLock(0):
        return held
    # A lock without a word in it was being written when the power failed, or right now: then it cannot be removed.
    unwritten = held.error() == QLockFile.LockError.LockFailedError and not held.getLockInfo()[0]  # type: ignore[index]
    return held if unwritten and held.removeStaleLockFile() and held.tryLock(0) else None


class Autosave(QObject):
    """Writes one window's unsaved work soon after every edit, and removes it once it is saved.

    Parameters
    ----------
    unsaved : callable
        Returns whether there is work that no file holds.
    work : callable
        Returns that work as a `Work`.
    folder : Path or None
        Where all processes keep theirs; None is the app's data folder.
    parent : QObject or None
    """

    _written = Signal()
    failed = Signal(str)
    """One sentence, once until it works again: unsaved work cannot be kept."""

    def __init__(
        self,
        unsaved: Callable[[], bool],
        work: Callable[[], Work],
        folder: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._unsaved = unsaved
        self._work = work
        self.folder = folder or data_folder()
        self._place = self.folder / f"{os.getpid()}-{secrets.token_hex(4)}"
        self._lock: QLockFile | None = None
        self._thread: threading.Thread | None = None
        self._refusal = ""
        self._failing = self._ended = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SECONDS * 1000)
        self._timer.timeout.connect(self.begin)
        self._written.connect(self._on_written)

    @Slot()
    def touch(self) -> None:
        """Take note that the work, or whether it is saved, may have changed."""
        if self._ended:
            return
        if not self._unsaved():
            self._clear()
        elif not self._timer.isActive():
            self._timer.start()

    @Slot()
    def begin(self) -> None:
        """Begin to write what is unsaved now."""
        self._wait()
        self._refusal = ""
        if self._ended or not self._unsaved():
            self._clear()
            return
        self._thread = threading.Thread(target=self._write_all, args=(self._work(),), name="autosave")
        self._thread.start()

    def write(self) -> bool:
        """Write what is unsaved now. Returns whether all work is kept, here or in its file."""
        self._timer.stop()
        self.begin()
        self._wait()
        return not self._refusal

    def finish(self) -> None:
        """End, and leave nothing behind: everything is saved, or nobody wants it."""
        self._ended = True
        self._clear()
        self._release()

    def leave(self) -> None:
        """End without having asked anybody, and leave what is unsaved for the next start."""
        if not self._ended:
            self.write()
            self._ended = True
            self._release()

    def _write_all(self, work: Work) -> None:
        """Write everything, in the thread."""
        name = f"work{work.suffix}"
        about = {"name": work.name, "path": str(work.path) if work.path else None, "mark": work.mark, "file": name}
        try:
            self._claim()
            if isinstance(work.content, SavedSession):
                save_session(work.content, self._place / name)
            else:
                self._write_file(name, work.content)
            self._write_file(ABOUT, json.dumps(about).encode())
            # What was kept as a file of another kind goes when the new one is known by name.
            for other in self._place.glob("work*"):
                if other.name != name:
                    other.unlink()
        except InvalidInput as error:
            self._refusal = str(error)
        except OSError as error:
            self._refusal = f"{self.folder}: {(error.strerror or str(error)).lower()}"
        self._written.emit()

    def _claim(self) -> None:
        if self._lock is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = lock(self._place.with_name(self._place.name + LOCK_SUFFIX))
            if self._lock is None:
                raise InvalidInput(f"{self.folder}: no lock can be made there")
        self._place.mkdir(exist_ok=True)

    def _write_file(self, name: str, content: bytes) -> None:
        with OutputFile(self._place / name) as output:
            output.write(content)
            output.commit()

    @Slot()
    def _on_written(self) -> None:
        """Say it when writing fails, and try again."""
        if self._refusal and not self._ended:
            if not self._failing:
                self.failed.emit(f"Unsaved changes cannot be kept for the case of a crash: {self._refusal}")
            self._timer.start()
        self._failing = bool(self._refusal)

    def _wait(self) -> None:
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _clear(self) -> None:
        self._timer.stop()
        self._wait()
        if self._lock is not None:
            shutil.rmtree(self._place, ignore_errors=True)

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None
