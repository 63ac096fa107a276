"""What the pointer does over the surface: it reads, it points at a step, it looks closer and elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter

from ui import numbers
from ui.frame import Selection
from ui.panels.surface.canvas import paths_in
from ui.panels.surface.footer import draw_reading, explained
from ui.panels.surface.reading import Reading, read
from ui.panels.surface.selecting import selection_of
from ui.panels.surface.shown import Shown
from ui.panels.surface.words import axis_names
from ui.plotting.contour_ground import draw_probe, name_boxes
from ui.plotting.docking import dock
from ui.plotting.extent import Extent, Window, moved, zoomed
from ui.plotting.spot import Spot

if TYPE_CHECKING:
    from ui.panels.surface.painted import PaintedPanel

ZOOM_STEP = 1.25
"""How much closer one notch of the wheel comes."""
DRAG = 4.0
"""Pixels from which on a press is a pull."""


class Pointer(QObject):
    """The pointer over one panel.

    Parameters
    ----------
    panel : PaintedPanel
    shown : Shown
    """

    looked_at = Signal(object, bool)
    """The part of the plane that is looked at, None for where the paths are; and whether it is another scale."""

    has_read = Signal()

    def __init__(self, panel: PaintedPanel, shown: Shown) -> None:
        super().__init__(panel)
        self._panel = panel
        self._shown = shown
        self._place: QPointF | None = None
        self._reading: Reading | None = None
        self._dock: QPointF | None = None
        self._corner = 0
        self._step: int | None = None
        self._on_axis: Selection | None = None
        self._held: tuple[QPointF, Extent] | None = None

    keys: frozenset[int] = frozenset({Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_Home})

    def key(self, key: int) -> None:
        """Come closer, go away or see all paths by a key."""
        window = self._window()
        if key == Qt.Key.Key_Home:
            self.looked_at.emit(None, True)
        elif window is not None:
            x, y = window.place(window.box.center().x(), window.box.center().y())
            factor = ZOOM_STEP if key == Qt.Key.Key_Minus else 1.0 / ZOOM_STEP
            self.looked_at.emit(zoomed(window.extent, factor, x, y), True)

    @property
    def reads(self) -> bool:
        """Whether something is read."""
        return self._reading is not None

    @property
    def spot(self) -> Spot | None:
        """Where the pointer is, for the relief beside the map."""
        window = self._window()
        if self._reading is None or self._place is None or window is None:
            return None
        x, y = window.place(self._place.x(), self._place.y())
        return Spot(x, y, self._reading.loss, numbers.loss(self._reading.loss))

    @property
    def spoken(self) -> str:
        """What is read, in one line, where there is no room for it in the panel."""
        if self._reading is None or self._dock is not None or self._panel.plan.footer is not None:
            return ""
        return self._reading.card.spoken

    def forget(self) -> None:
        """Let go of what was read: it is gone."""
        self._reading = self._held = None
        self._tell(None, None)

    def move(self, place: QPointF) -> None:
        """Come to a pixel of the panel."""
        panel = self._panel
        if self._held is not None:
            self._pull(place)
            return
        inside = QRectF(panel.flat_plan.plot).contains(place)
        self._place = place if inside else None
        self.read()
        axis = None if inside else self._axis_at(place)
        self._tell(self._step, axis)
        panel.setCursor(Qt.CursorShape.PointingHandCursor if axis is not None else Qt.CursorShape.ArrowCursor)
        footer, result = panel.plan.footer, self._shown.result
        explain = result is not None and footer is not None and QRectF(footer).contains(place)
        panel.setToolTip(explained(result) if result is not None and explain else "")
        panel.update()

    def leave(self) -> None:
        """Leave the panel."""
        self._place = None
        self.read()
        self._tell(None, None)
        self._panel.update()

    def press(self, place: QPointF) -> bool:
        """Press the left button. Returns False where there is nothing to press."""
        axis = self._axis_at(place)
        if axis is not None:
            self._panel.selected.emit(axis)
        elif self._shown.result is not None and QRectF(self._panel.flat_plan.plot).contains(place):
            self._held = place, self._shown.extent
        else:
            return False
        return True

    def release(self) -> None:
        """Let the button go."""
        self._held = None
        self._panel.unsetCursor()

    def wheel(self, place: QPointF, notches: float) -> bool:
        """Come closer to a pixel, or go away. Returns False where there is nothing to see."""
        window = self._window()
        if window is None or not window.box.contains(place):
            return False
        x, y = window.place(place.x(), place.y())
        self.looked_at.emit(zoomed(window.extent, ZOOM_STEP**-notches, x, y), True)
        self.read()
        return True

    def double_click(self, place: QPointF) -> None:
        """Look at all paths again."""
        self._held = None
        if self._shown.view is not None and QRectF(self._panel.flat_plan.plot).contains(place):
            self.looked_at.emit(None, True)

    def read(self) -> None:
        """Read what is under the pointer now."""
        frame, result, window = self._panel.frame, self._shown.result, self._window()
        self._reading = None
        if self._place is not None and frame is not None and result is not None and window is not None:
            tracks = self._shown.tracks(frame)
            now = frame.snapshots[result.chosen.index].step
            self._reading = read(result, tracks, frame.snapshots, window, self._place.x(), self._place.y(), now)
            points = paths_in(window, tracks)
            docked = dock(self._reading.card.size, window.box, points, self._place, self._corner)
            self._corner, self._dock = docked if docked is not None else (self._corner, None)
        self.has_read.emit()
        near = self._reading.nearest if self._reading is not None else None
        self._tell(near.step if near is not None else None, self._on_axis)

    def paint(self, painter: QPainter) -> None:
        """Draw what is read, in a card or below the surface, and the loss on the colour key."""
        result, reading = self._shown.result, self._reading
        if result is None or reading is None:
            return
        place = self._panel.plan
        draw_probe(painter, self._panel.flat_plan, result.levels, reading.loss)
        if self._dock is not None:
            reading.card.draw(painter, self._dock)
        elif place.footer is not None:
            draw_reading(painter, place.footer, reading.card.spoken)

    def _pull(self, place: QPointF) -> None:
        assert self._held is not None
        start, extent = self._held
        window = self._window()
        if window is None or (self._shown.view is None and (place - start).manhattanLength() < DRAG):
            return
        self._panel.setCursor(Qt.CursorShape.ClosedHandCursor)
        left, right, bottom, top = extent
        across = (start.x() - place.x()) * (right - left) / window.box.width()
        up = (place.y() - start.y()) * (top - bottom) / window.box.height()
        self.looked_at.emit(moved(extent, across, up), False)

    def _window(self) -> Window | None:
        if self._shown.result is None:
            return None
        return Window(QRectF(self._panel.flat_plan.plot), self._shown.extent)

    def _axis_at(self, place: QPointF) -> Selection | None:
        """Return the parameter whose name is under a pixel, where an axis is a parameter."""
        result = self._shown.result
        if result is None or result.fit.picks is None:
            return None
        boxes = name_boxes(self._panel.flat_plan, axis_names(result))
        pairs = zip(boxes, result.fit.picks, strict=True)
        return next((selection_of(index, result.fit.network) for box, index in pairs if box.contains(place)), None)

    def _tell(self, step: int | None, axis: Selection | None) -> None:
        """Tell the other panels what the pointer is on, where that has changed."""
        if axis != self._on_axis:
            self._on_axis = axis
            self._panel.hovered.emit(axis)
        if step != self._step:
            self._step = step
            self._panel.step_pointed.emit(step)
