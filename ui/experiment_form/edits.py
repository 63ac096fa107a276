"""What the user wants changed, on its way from a row to the form: in which order, how often, as which undo step."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

from msgspec import Struct
from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Slot

from nnviz.experiment import Experiment, is_live

RESTART_MILLISECONDS = 100
"""An edit that restarts the run is passed on at most this often while a knob is dragged."""

_SAME_GESTURE_MILLISECONDS = 800


class Source(Protocol):
    """Where an edit comes from, and where it is said why it cannot be had."""

    def refuse(self, sentence: str) -> None:
        """Say why the edit cannot be had; what was typed stays to be corrected."""

    def settle(self) -> None:
        """Show what is in force."""


class Edit(Struct, frozen=True, eq=False, kw_only=True):
    """One wish.

    Attributes
    ----------
    path : str
        What it is about.
    words : str
        What undo will say.
    change : callable
        From the experiment in force to the one that is wanted; raises `InvalidInput`.
    source : Source
        The row it comes from.
    final : bool
        False while a knob is being dragged.
    merges : bool
        Whether quick repetitions, by keys or the wheel, are one undo step.
    """

    path: str
    words: str
    change: Callable[[Experiment], Experiment]
    source: Source
    final: bool = True
    merges: bool = False

    @property
    def live(self) -> bool:
        """Whether it takes effect without a restart, in the base or in a variant."""
        return is_live(re.sub(r"^variants\[\d+\]\.set\.", "", self.path))


Submit = Callable[[Edit], None]


class EditQueue(QObject):
    """Passes edits on: at once where they take effect live, else ten times a second and always the last.

    Each is passed on with a key. Edits of the same gesture (a drag, a burst of key presses) have the same key, so that
    they can be one undo step.

    Parameters
    ----------
    send : callable
        ``send(edit, key)``.
    parent : QObject or None
        As for every object.
    """

    def __init__(self, send: Callable[[Edit, str], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._send = send
        self._waiting: Edit | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(RESTART_MILLISECONDS)
        self._timer.timeout.connect(self._on_timeout)
        self._last: Edit | None = None
        self._since_last = QElapsedTimer()
        self._since_last.start()
        self._gesture = 0

    def submit(self, edit: Edit) -> None:
        """Take an edit and pass it on, now or soon."""
        if self._waiting is not None and self._waiting.path != edit.path:
            self.flush()
        if self._timer.isActive() and not (edit.final or edit.live):
            self._waiting = edit
            return
        self._pass_on(edit)

    def flush(self) -> None:
        """Pass on what waits."""
        if self._waiting is not None:
            self._pass_on(self._waiting)

    @Slot()
    def _on_timeout(self) -> None:
        self.flush()

    def _pass_on(self, edit: Edit) -> None:
        self._waiting = None
        if not self._continues(edit):
            self._gesture += 1
        self._last = edit
        self._since_last.restart()
        if not edit.live:
            self._timer.start()
        self._send(edit, f"{edit.path}#{self._gesture}")

    def _continues(self, edit: Edit) -> bool:
        """Say whether an edit belongs to the same gesture as the last one."""
        last = self._last
        if last is None or last.path != edit.path:
            return False
        soon = self._since_last.elapsed() < _SAME_GESTURE_MILLISECONDS
        return not last.final or (last.merges and edit.merges and soon)
