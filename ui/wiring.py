"""Who hears whom: the signals of one window and its session, connected once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ui.drawn_points import draw_points
from ui.endings import GONE
from ui.panels.surface import SurfacePanel
from ui.theme import appearance
from ui.transport import OPENING_SPEED

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def connect(window: MainWindow) -> None:
    """Connect everything that the window is made of."""
    session, attention, board, strip = window.session, window.session.attention, window.board, window.strip
    session.frame_ready.connect(window.transport.show_frame)
    session.frame_ready.connect(window.timeline.show_step)
    session.frame_ready.connect(window.feeds.set_frame)
    session.tick.connect(window.feeds.update)
    session.halfway.connect(window.feeds.update_halfway)
    session.runs_changed.connect(window.feeds.bind)
    session.runs_changed.connect(window.side.show_runs)
    session.frame_ready.connect(lambda frame: board.suit(frame.run))
    session.runs_changed.connect(window.transport.show_runs)
    session.playing_changed.connect(window.transport.show_playing)
    session.notice.connect(strip.show_notice)
    session.failed.connect(window.show_fault)
    session.ended.connect(lambda details: strip.show_error(GONE, details, passing=True))
    session.ended.connect(window.time.player.stop)
    session.ended.connect(window.documents.changed)
    window.feeds.failed.connect(window.show_fault)
    appearance().changed.connect(window.feeds.redraw)
    board.arranged.connect(window.feeds.redraw)
    window.transport.speed_changed.connect(session.set_speed)
    session.opened.connect(window.transport.suit_speed)
    session.opened.connect(window.pages.on_opened)
    session.set_speed(OPENING_SPEED)
    window.transport.run_chosen.connect(attention.choose_run)
    session.frame_ready.connect(window.side.show_frame)
    window.form.run_visibility_changed.connect(attention.show_run)
    window.form.hovered.connect(attention.hover)
    window.documents.refused.connect(window.pages.show_workbench)
    window.documents.refused.connect(partial(strip.show_error, passing=True))
    window.documents.autosave.failed.connect(window.pages.show_workbench)
    window.documents.autosave.failed.connect(strip.show_error)
    window.documents.noted.connect(strip.show_notice)
    window.timeline.bookmarks_changed.connect(window.documents.changed)
    strip.show_clicked.connect(window.findings.show)
    strip.race_clicked.connect(window.findings.race)
    window.presentation.changed.connect(strip.set_quiet)
    window.time.connect_timeline(window.timeline)
    for panel in board.views:
        panel.selected.connect(attention.select)
        panel.hovered.connect(attention.hover)
        panel.step_pointed.connect(attention.point_at)
        panel.sample_chosen.connect(attention.look_at)
        panel.parameter_edited.connect(session.edit_parameter)
        panel.points_drawn.connect(partial(draw_points, window))
        panel.fetched.connect(session.fetch)
        if isinstance(panel, SurfacePanel):
            panel.bookmarks_of = window.timeline.bookmarks
