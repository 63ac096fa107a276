"""Goes from step to step in the running window, and takes a picture of each once everything is drawn and computed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from nnviz.errors import InvalidInput
from ui.pictures import Subject, image_of
from ui.plotting.easing import Easing

if TYPE_CHECKING:
    from ui.main_window import MainWindow

REHEARSED = 8
"""So many of the steps are visited before the first picture: axes grow for them, and stand still from then on."""
CALM_TICKS = 2
"""For so many ticks in a row everything must be at rest."""
PATIENCE_SECONDS = 12.0
"""How long a picture waits for words that go by themselves: notices, and findings that are no longer found."""

Pixels = npt.NDArray[np.uint32]


class Writer(Protocol):
    """What takes the frames. It is called from another thread; `close` from the window's."""

    def add(self, pixels: Pixels) -> None: ...  # noqa: D102

    def finish(self) -> None: ...  # noqa: D102

    def close(self) -> None: ...  # noqa: D102


class Filming(QObject):
    """Takes one picture after the other, and gives each to a thread that writes it.

    Parameters
    ----------
    window : MainWindow
    subject : callable
        Returns what the pictures are of, as large as it is then.
    columns : int
        Of each picture, in pixels.
    steps : sequence of int
        Of the chosen run: one for each picture.
    writer : Writer

    Attributes
    ----------
    failure : InvalidInput, OSError or None
        Why it ended too soon.
    """

    progressed = Signal(float)
    """Which share is done."""
    ended = Signal()
    """The last frame is written, or it has failed."""

    def __init__(
        self, window: MainWindow, subject: Callable[[], Subject], columns: int, steps: Sequence[int], writer: Writer
    ) -> None:
        super().__init__(window)
        self._window = window
        self._subject, self._columns = subject, columns
        self._size = subject().size
        self._whole = subject().name not in window.board.frames
        # From the end: there, planes have come to what they will be, and are held.
        rehearsed = [steps[(len(steps) - 1) * k // (REHEARSED - 1)] for k in reversed(range(REHEARSED))]
        self._route = [*dict.fromkeys(rehearsed), *steps]
        self._filmed_from = len(self._route) - len(steps)
        self._stop = 0
        self._calm = 0
        self._asked_at = 0.0
        self._writer = writer
        self._thread = ThreadPoolExecutor(1, "nnviz animation")
        self._written: Future[None] | None = None
        self.failure: InvalidInput | OSError | None = None

    @Slot()
    def start(self) -> None:
        """Begin."""
        self._window.session.tick.connect(self._on_tick)
        self._go()

    def end(self) -> None:
        """Stop, wherever it is, and hold nothing any more."""
        self._hold_axes(False)
        self._window.session.tick.disconnect(self._on_tick)
        self._writer.close()
        self._thread.shutdown(cancel_futures=True)
        self.deleteLater()

    @Slot()
    def _on_tick(self) -> None:
        if self.failure is not None or (self._written is not None and not self._written.done()):
            return
        try:
            if self._written is not None:
                self._written.result()
            if self._stop == len(self._route) + 1:
                self.progressed.emit(1.0)
                self.ended.emit()
            elif self._stop == len(self._route):
                self._written = self._thread.submit(self._writer.finish)
                self._stop += 1
            elif self._rests():
                self._take()
        except (InvalidInput, OSError) as error:
            self.failure = error
            self.ended.emit()

    def _take(self) -> None:
        """Take the picture, unless this was for practice, and go on."""
        if self._stop >= self._filmed_from:
            subject = self._subject()
            if subject.size != self._size:
                raise InvalidInput("the window changed its size while the animation was made: export it again")
            self._written = self._thread.submit(self._writer.add, pixels_of(image_of(subject, self._columns)))
        if self._stop == 0:
            self._hold_axes(True)
        self._stop += 1
        self.progressed.emit(self._stop / (len(self._route) + 1))
        if self._stop < len(self._route):
            self._go()

    def _go(self) -> None:
        self._calm, self._asked_at = 0, time.perf_counter()
        self._window.session.look_back(self._route[self._stop])

    def _hold_axes(self, held: bool) -> None:
        for panel in self._window.board.panels:
            panel.hold_axes(held)

    def _rests(self) -> bool:
        """Say whether the window shows the step, and nothing of it will change."""
        window = self._window
        moving = any(easing.moving for easing in window.findChildren(Easing))
        # Of one panel alone, nobody waits for what others have to compute.
        settled = window.feeds.settled if self._whole else window.feeds.settled_in(self._views())
        rests = window.session.idle and settled and not moving and not self._speaks()
        self._calm = self._calm + 1 if rests else 0
        return self._calm >= CALM_TICKS

    def _views(self) -> list[str]:
        """Return the names of what stands in the place of the panel that is filmed."""
        return [view.name for view in self._window.board.frames[self._subject().name].views]

    def _speaks(self) -> bool:
        """Say whether words at the foot of the window are about to go, and are in the picture."""
        if not self._whole or time.perf_counter() - self._asked_at > PATIENCE_SECONDS:
            return False
        timers = self._window.strip.findChildren(QTimer)
        return any(timer.isSingleShot() and timer.isActive() for timer in timers)


def pixels_of(image: QImage) -> Pixels:
    """Return a picture's pixels as 0xFFRRGGBB, shape (height, width)."""
    values = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
    return values[:, : image.width()].copy()
