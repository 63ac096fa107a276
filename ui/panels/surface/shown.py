"""What is shown now: the newest surface, the paths as far as they have come, and the part of the plane."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.frame import Frame
from ui.panels.surface.request import Result
from ui.panels.surface.track import Track, extended
from ui.plotting.easing import Easing
from ui.plotting.extent import Extent

FAR = 3.0
"""Sides of the picture from which on a run is on its way to infinity."""


class Shown:
    """The state of the picture.

    Parameters
    ----------
    widget : QWidget
        The panel: its style says whether anything moves.

    Attributes
    ----------
    result : Result or None
    view : Extent or None
        The part that the user has chosen.
    easing : Easing
        The ends of the axes on their way.
    """

    def __init__(self, widget: QWidget) -> None:
        self.result: Result | None = None
        self.view: Extent | None = None
        self.easing = Easing(widget)
        self._tracks: dict[int, Track] = {}

    def forget(self) -> None:
        """Show nothing."""
        self.result = self.view = None
        self._tracks = {}
        self.easing.jump(())

    @property
    def extent(self) -> Extent:
        """What the axes read at the ends now."""
        left, right, bottom, top = self.easing.values
        return left, right, bottom, top

    def take(self, result: Result, frame: Frame | None) -> None:
        """Show a surface, and the paths up to a frame's moment."""
        before, self.result = self.result, result
        same = before is not None and result.fit.continues(before.fit)
        if same and self.view is None and result.view is None:
            self.easing.move(result.extent)
        elif self.view is None or result.view == self.view:
            self.easing.jump(result.extent)
        self._tracks = {track.run: track for track in result.tracks}
        if frame is not None:
            self.advance(frame)

    def advance(self, frame: Frame) -> None:
        """Let the paths go on to a frame's moment."""
        if self.result is None:
            return
        for run, snapshot in frame.visible_runs:
            track = self._tracks.get(run.index)
            if track is not None:
                self._tracks[run.index] = extended(track, self.result.fit, snapshot)

    def has_left(self, frame: Frame) -> bool:
        """Say whether a run has just left the picture, which is to grow."""
        if self.result is None or self.view is not None:
            return False
        left, right, bottom, top = self.easing.aim
        wide, high = right - left, top - bottom
        for track in self.tracks(frame):
            x, y = track.now
            inside = left <= x <= right and bottom <= y <= top
            # One that is far away will not come into the picture.
            if not inside and abs(x - left) < FAR * wide and abs(y - bottom) < FAR * high:
                return track.diverged_at is None
        return False

    def tracks(self, frame: Frame) -> tuple[Track, ...]:
        """Return the paths of the runs that are switched on."""
        return tuple(track for track in self._tracks.values() if track.run not in frame.hidden)

    def look_at(self, view: Extent | None) -> None:
        """Look at a part of the plane at once; None goes back to where the paths are."""
        self.view = view
        if view is not None:
            self.easing.jump(view)
