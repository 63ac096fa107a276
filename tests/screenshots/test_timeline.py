"""The timeline at an earlier step of a made-up run, in every theme."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from tests.screenshots.conftest import Screenshots, blank
from tests.screenshots.test_panels import frame
from ui.frame import Mark
from ui.theme import THEMES, appearance, current
from ui.timeline import Timeline


@pytest.mark.parametrize("theme", list(THEMES))
def test_timeline(qtbot: QtBot, screenshots: Screenshots, theme: str) -> None:
    appearance().choose(theme)
    timeline = Timeline(*(QAction() for _ in range(4)))
    qtbot.addWidget(timeline)
    timeline.resize(1440, timeline.height())
    timeline.show()
    newest = frame("spirals")
    marked = replace(newest.runs[1], marks=[Mark(310, 7.0, "rate 0.05 → 0.1")])
    seen = replace(newest.snapshots[1], step=180)
    runs, snapshots = (newest.runs[0], marked), (newest.snapshots[0], seen)
    timeline.bind(runs)
    timeline.draw(replace(newest, runs=runs, snapshots=snapshots, newest=newest.snapshots))
    timeline.set_bookmark(1, 90, "the arms part")
    timeline.note_findings([(1, 20, "Momentum would help")])
    qtbot.wait(20)
    image = blank(timeline.size(), current().surface)
    timeline.render(image, QPoint())
    screenshots.check(f"timeline-{theme}", image)
