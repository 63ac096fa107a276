"""The lines below the surface: how much the plane holds, how far the runs' ends lie off it, and the loss there."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter

from ui import numbers
from ui.panels.surface import words
from ui.panels.surface.plan import ROW, Plan, has_beads
from ui.panels.surface.request import End, Result
from ui.panels.surface.track import bead_distance
from ui.plotting.text import draw_text, text_width
from ui.theme import Role, colour, current, draw_run_marker, px, run_style

MARKER = 8
INDENT = 13
GAP = 14
NARROWEST_NAME = 60
HEADS = ("true loss", "on the plane", "off the plane")
EXACT_HEADS = ("loss", "w", "b")


def draw_footer(
    painter: QPainter, plan: Plan, result: Result, shown: Collection[int], progress: str, notice: str = ""
) -> None:
    """Draw the line, and the table where there is room for one.

    Parameters
    ----------
    painter : QPainter
    plan : Plan
    result : Result
    shown : collection of int
        The runs that are switched on.
    progress : str
        What is being computed, in the place of what the plane holds.
    notice : str
        How the picture had to be drawn; where there is no room for it at the right, in the picture's upper left corner.
    """
    if plan.footer is None:
        return
    theme, line = current(), plan.footer
    left = progress or words.held(result)
    every = bead_distance(result.tracks) if has_beads(plan) and not progress else 0
    if every:
        left += f"; {words.beads(every)}"
    y = line.top() + px(ROW) / 2.0
    draw_text(painter, "tick", theme.ink3, line.left(), y, left, line.width())
    ends = [end for end in result.ends if end.run in shown]
    used = line.left() + text_width("tick", left) + px(GAP)
    if notice:
        _draw_notice(painter, plan, used, notice, plan.table is not None and not progress)
    if plan.table is None:
        if not progress:  # then the button that cancels stands at the right
            _draw_ends(painter, line, used, result, ends)
    elif ends:
        _draw_table(painter, plan.table, result, ends)


def draw_reading(painter: QPainter, line: QRect, text: str) -> None:
    """Draw what is read at the pointer in the place of the line."""
    theme = current()
    painter.fillRect(line, colour(theme.surface))
    draw_text(painter, "small", theme.ink, line.left(), line.top() + px(ROW) / 2.0, text, line.width())


def explained(result: Result) -> str:
    """Return what the line says, in full sentences."""
    lines = []
    if result.fit.exact:
        lines.append("The model has just these two parameters: every point of a path lies on this plane.")
    elif result.share == result.share:
        lines.append(
            f"{words.plane_holds(result).capitalize()}: "
            "the share of their variance about their mean that lies along its axes."
        )
        lines.append("Off it: the distance of a run's present point, in the unit of the parameters.")
    if result.plane.note:
        lines.append(result.plane.note)
    for end in result.ends:
        where = "" if result.fit.exact else f" {words.off_in_full(end)};"
        lines.append(f"{end.name}:{where} {words.losses_at_end(end)}")
    return "\n".join(lines)


def _draw_ends(painter: QPainter, line: QRect, used: float, result: Result, ends: list[End]) -> None:
    """Draw at the right, for each run, what fits into one line."""
    theme = current()
    lead, parts = _short(result, ends)
    y, right = line.top() + px(ROW) / 2.0, float(line.left() + line.width())
    wide = sum(text_width("tick", text) + px(INDENT) + px(6) for _, text in parts) + text_width("tick", lead)
    if used + wide > right or not parts:
        return
    x = right - wide
    draw_text(painter, "tick", theme.ink3, x, y, lead)
    x += text_width("tick", lead)
    for end, text in parts:
        x += px(6)
        draw_run_marker(painter, run_style(end.run), theme, QPointF(x + px(MARKER) / 2.0, y), px(MARKER))
        draw_text(painter, "tick", theme.ink2, x + px(INDENT), y, text)
        x += px(INDENT) + text_width("tick", text)


def notice_box(plan: Plan, used: float, notice: str, free: bool) -> QRectF:
    """Return where a notice stands: at the right of the line where that is free, or in the picture's corner."""
    wide, line = text_width("tick", notice), plan.footer
    if line is not None and free and used + wide <= line.left() + line.width():
        return QRectF(line.left() + line.width() - wide, line.top(), wide, px(ROW))
    return QRectF(plan.plot.left(), plan.plot.top(), wide, px(ROW))


def _draw_notice(painter: QPainter, plan: Plan, used: float, notice: str, free: bool) -> None:
    box = notice_box(plan, used, notice, free)
    draw_text(painter, "tick", current().ink3, box.left(), box.center().y(), notice, plan.plot.width())


def _short(result: Result, ends: list[End]) -> tuple[str, list[tuple[End, str]]]:
    """Return the words before the runs, and each run's number."""
    if len(ends) == 1 or result.fit.exact:
        return words.losses_at(result), [(end, numbers.loss(end.true)) for end in ends]
    return "ends off it by", [(end, words.off(end)) for end in ends]


def _draw_table(painter: QPainter, box: QRect, result: Result, ends: list[End]) -> None:
    theme = current()
    heads = EXACT_HEADS if result.fit.exact else HEADS
    rows = [_cells(result, end) for end in ends]
    columns = [
        max([text_width("tick", head), *(text_width("value" if k == 0 else "tick", row[k]) for row in rows)])
        for k, head in enumerate(heads)
    ]
    # The last columns give way to the name.
    while len(columns) > 1 and sum(columns) + len(columns) * px(GAP) > box.width() - px(NARROWEST_NAME):
        columns.pop()
    names = max(text_width("small", end.name) for end in ends) + px(INDENT)
    start = box.left() + min(names, box.width() - sum(columns) - len(columns) * px(GAP))
    y, x = box.top() + px(ROW) / 2.0, start
    for head, column in zip(heads, columns, strict=False):
        x += px(GAP) + column
        draw_text(painter, "tick", theme.ink3, x - text_width("tick", head), y, head)
    for end, cells in zip(ends, rows, strict=True):
        y += px(ROW)
        draw_run_marker(painter, run_style(end.run), theme, QPointF(box.left() + px(MARKER) / 2.0, y), px(MARKER))
        room = start - box.left() - px(INDENT)
        draw_text(painter, "small", theme.ink2, box.left() + px(INDENT), y, end.name, room)
        x = start
        for k, (text, column) in enumerate(zip(cells, columns, strict=False)):
            x += px(GAP) + column
            role: Role = "value" if k == 0 else "tick"
            draw_text(painter, role, theme.ink if k == 0 else theme.ink2, x - text_width(role, text), y, text)


def _cells(result: Result, end: End) -> tuple[str, ...]:
    if not result.fit.exact:
        return numbers.loss(end.true), numbers.loss(end.shown), words.off_in_full(end)
    track = result.track(end.run)
    w, b = track.now if track is not None else (float("nan"), float("nan"))
    return numbers.loss(end.true), numbers.weight(w), numbers.weight(b)
