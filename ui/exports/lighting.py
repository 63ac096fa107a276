"""Drawing in the light theme for a moment, while the window stays as it is.

The theme belongs to the whole app, so it is changed, everything that is drawn is brought up to date, and it is changed
back, all before the window can paint: no event is handled in between.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent

from ui.evaluator import Evaluator
from ui.frame import Frame
from ui.panels.base import Panel
from ui.theme import appearance, current

LIGHT = "light"
PATIENCE_SECONDS = 3.0
"""How long is waited for results that come in parts; then what is there is drawn, as in the window."""
_POLL_SECONDS = 0.001


@contextmanager
def in_light_theme(panels: Sequence[Panel], frame: Frame | None, evaluator: Evaluator) -> Iterator[None]:
    """Have the light theme in force.

    Parameters
    ----------
    panels : sequence of Panel
        Those that are drawn meanwhile.
    frame : Frame or None
        What they show.
    evaluator : Evaluator
        Computes for them: some results hold colours.
    """
    if current().name == LIGHT:
        yield
        return
    chosen = appearance().chosen
    appearance().choose(LIGHT)
    try:
        _bring_up_to_date(panels, frame, evaluator)
        yield
    finally:
        appearance().choose(chosen)
        _bring_up_to_date(panels, frame, evaluator)


def _bring_up_to_date(panels: Sequence[Panel], frame: Frame | None, evaluator: Evaluator) -> None:
    """Let panels draw a frame with all that is computed for it, and wait until they have."""
    # Another theme has words of other widths: where things go is settled before anything is drawn.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    if frame is None:
        return
    # While nothing trains, a panel computes all that it shows, and not only what is due.
    still = replace(frame, playing=False)
    unfinished: set[str] = set()
    slots = {panel: partial(unfinished.add, panel.name) for panel in panels}
    for panel, slot in slots.items():
        panel.stale.connect(slot)
        panel.draw(still)
        unfinished.add(panel.name)
    try:
        _compute({panel.name: panel for panel in panels}, unfinished, still, evaluator)
    finally:
        for panel, slot in slots.items():
            panel.stale.disconnect(slot)


def _compute(panels: Mapping[str, Panel], unfinished: set[str], frame: Frame, evaluator: Evaluator) -> None:
    """Let the evaluator compute for the panels named in `unfinished`; drawing a part may name its panel again."""
    patience = time.perf_counter() + PATIENCE_SECONDS
    while True:
        busy = {name for name in panels if evaluator.busy(name)}
        # What takes its time, such as the surface of a large network, comes in parts: each is asked for when it is due.
        due = unfinished - busy if time.perf_counter() < patience else set()
        if not busy and not due:
            return
        for name in due:
            unfinished.discard(name)
            computation = panels[name].computation(frame)
            if computation is not None:
                evaluator.submit(name, frame, computation)
        time.sleep(_POLL_SECONDS)
        for result in evaluator.take():
            # A fault comes up again, and is shown, when the feeds ask for the same; so does what others asked for.
            if result.key in panels and not result.failure and result.value is not None:
                panels[result.key].draw_result(result.value)
