"""Points that were drawn, on their way from a panel into the experiment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnviz.datasets.points import DrawnPoint
from nnviz.errors import InvalidInput
from ui.experiment_form.own_data import with_drawn_points

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def draw_points(window: MainWindow, points: tuple[DrawnPoint, ...], words: str) -> None:
    """Train on other points from now on, undoably; where that cannot be, say why, and all stays as it was."""
    session = window.session
    try:
        session.edit(with_drawn_points(session.experiment, points), words)
    except InvalidInput as error:
        window.strip.show_error(str(error), passing=True)
