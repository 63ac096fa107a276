"""What a session file keeps of the window: its layout, bookmarks, findings, and what was looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nnviz.store.saved_session import Bookmark, SavedSession
from ui.frame import RunView, Selection
from ui.panel_table import LAYOUTS
from ui.transport import FULL_SPEED

if TYPE_CHECKING:
    from ui.main_window import MainWindow

MOST_POINTS = 1000
"""Bookmarks of a run, and findings, that are taken from a file: more would not be seen apart."""
LONGEST_WORDS = 200
"""Characters of one of them, for the same reason."""


class WindowMemory:
    """Remembers how the window stands, and brings it back there.

    Parameters
    ----------
    window : MainWindow
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def bookmarks(self, run: int) -> tuple[Bookmark, ...]:
        """Return the bookmarks of a run."""
        return tuple(Bookmark(point.step, point.words) for point in self._window.timeline.bookmarks(run))

    def remembered(self) -> dict[str, Any]:
        """Return everything else as a JSON object."""
        window, seen = self._window, self._window.session.attention
        chosen = seen.selection
        return {
            "layout": window.board.layout_name,
            "arrangements": window.board.remembered(),
            "enlarged": window.board.enlarged,
            "form": window.form_shown,
            "speed": window.transport.chosen_speed,
            "hidden_runs": sorted(seen.hidden),
            "selection": None if chosen is None else [chosen.layer, chosen.unit, chosen.source],
            "sample": None if seen.sample is None else list(seen.sample),
            "findings": window.timeline.findings,
        }

    def restore(self, saved: SavedSession) -> None:
        """Bring the window to where it was; what makes no sense here is as if it were not there."""
        window, kept = self._window, saved.window
        window.time.player.stop()
        self._arrange(kept)
        if kept.get("form") in (True, False) and kept["form"] != window.form_shown:
            window.toggle_form()
        speed = kept.get("speed")
        if speed is None or (isinstance(speed, int | float) and 0 < speed <= FULL_SPEED):
            window.transport.set_speed(speed)
        self._look(kept)
        for index, run in enumerate(saved.runs):
            for bookmark in run.bookmarks[:MOST_POINTS]:
                if bookmark.step <= run.step:
                    window.timeline.set_bookmark(index, bookmark.step, bookmark.name[:LONGEST_WORDS])
        window.timeline.note_findings(_findings(kept.get("findings"), saved))

    def _arrange(self, kept: dict[str, Any]) -> None:
        board = self._window.board
        board.restore(kept.get("arrangements"))
        if kept.get("layout") in list(LAYOUTS):
            board.choose_layout(kept["layout"])
        board.put_back()
        if kept.get("enlarged") in list(board.frames):
            board.toggle_enlarged(kept["enlarged"])

    def _look(self, kept: dict[str, Any]) -> None:
        attention, runs = self._window.session.attention, self._window.session.runs
        hidden = kept.get("hidden_runs")
        for run in range(len(runs)):
            attention.show_run(run, not (isinstance(hidden, list) and run in hidden))
        attention.select(_selection(kept.get("selection"), runs[attention.chosen]))
        attention.look_at(_sample(kept.get("sample"), runs[attention.chosen]))


def _selection(value: Any, run: RunView) -> Selection | None:
    if not (isinstance(value, list) and len(value) == 3):
        return None
    layer, unit, source = value
    network = run.assembly.network
    sizes = [network.layers[0].fan_in, *(layer.fan_out for layer in network.layers)]
    if not _below(layer, len(sizes)) or not (unit is None or _below(unit, sizes[layer])):
        return None
    fits = source is None or (unit is not None and layer > 0 and _below(source, sizes[layer - 1]))
    return Selection(layer, unit, source) if fits else None


def _sample(value: Any, run: RunView) -> tuple[str, int] | None:
    data = run.assembly.data
    rows = {share: len(data.of("targets", share)) for share in ("train", "test", "validation")}
    if not (isinstance(value, list) and len(value) == 2 and isinstance(value[0], str)):
        return None
    share, row = value
    return (share, row) if _below(row, rows.get(share, 0)) else None


def _findings(value: Any, saved: SavedSession) -> list[tuple[int, int, str]]:
    found = []
    for item in value[:MOST_POINTS] if isinstance(value, list) else []:
        if isinstance(item, list) and len(item) == 3 and isinstance(item[2], str):
            run, step, verdict = item
            if _below(run, len(saved.runs)) and _below(step, saved.runs[run].step + 1):
                found.append((run, step, verdict[:LONGEST_WORDS]))
    return found


def _below(value: Any, limit: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < limit
