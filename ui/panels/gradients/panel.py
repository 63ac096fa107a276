"""The Gradients panel: gradient sizes per layer now and over time, against the output's, and what they mean."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.frame import Frame, RunView, Selection
from ui.panels.base import Panel, claimed
from ui.panels.gradients.docking import dock
from ui.panels.gradients.painting import Painting
from ui.panels.gradients.pointer import Spot, selection_of, spot_at
from ui.panels.gradients.reading import brief, read, sentence, spoken
from ui.panels.gradients.scene import Scene
from ui.panels.gradients.words import SENTENCE
from ui.plotting.read_out import ReadOut
from ui.theme import current, follow, painting

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class GradientsPanel(Panel):
    """Gradients per layer.

    Attributes
    ----------
    scene : Scene
        What is shown.
    """

    name = "gradients"
    number = 4
    title = "Gradients"
    sentence = SENTENCE
    frames_per_second = 10.0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Every paint covers the whole panel.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Gradients per layer")
        self.scene = Scene(self)
        self.scene.easing.moved.connect(self.update)
        self._painting = Painting(self.scene)
        self._pointer: QPointF | None = None
        self._lit: Selection | None = None
        self._step: int | None = None
        self._unpainted = False
        self._tabbed_into = False
        follow(self.restyle)

    def restyle(self) -> None:
        """Take colours, lengths and fonts anew from the appearance in force."""
        self.scene.resize(self.size())
        self.update()

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(200, 140)

    # What the window says.

    def lacks(self, run: RunView) -> str:  # noqa: D102
        return "" if run.has_gradients else "This recording has no gradient sizes."

    def bind(self, runs: tuple[RunView, ...]) -> None:  # noqa: D102
        self.scene.bind(runs)
        # Nothing is lit up any more, anywhere.
        self._lit = self._step = None
        self.update()

    def draw(self, frame: Frame) -> None:  # noqa: D102
        self.scene.update(frame)
        self._unpainted = True
        self._say(self._spot)
        self.update()

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        with painting(self) as painter:
            spot, frame = self._spot, self.scene.frame
            row = spot.row if spot is not None else self.scene.row_of(frame.hovered) if frame is not None else None
            step = self._step if spot is not None or frame is None else frame.pointed_step
            self._painting.paint(painter, self.size(), self.devicePixelRatioF(), row, step)
            if spot is not None:
                self._draw_card(painter, spot)
            if self.hasFocus() and self._tabbed_into and frame is not None and frame.selection is None:
                painter.setPen(QPen(QColor(current().accent), 2.0))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4.0, 4.0)
        self.paints += self._unpainted
        self._unpainted = False

    def _draw_card(self, painter: QPainter, spot: Spot) -> None:
        card = read(self.scene, spot)
        place = self._place_of(card, spot) if card is not None else None
        if card is not None and place is not None:
            card.draw(painter, place)

    def _place_of(self, card: ReadOut, spot: Spot) -> QPointF | None:
        places, pointer = self.scene.places, self._pointer
        return dock(card.size, places, spot.row, pointer.x()) if places is not None and pointer is not None else None

    def _say(self, spot: Spot | None) -> None:
        """Read in the title bar what there is no room for in a card."""
        words = sentence(self.scene)
        card = read(self.scene, spot) if spot is not None else None
        if spot is not None and card is not None and self._place_of(card, spot) is None:
            words = brief(self.scene, spot)
        if words != self.sentence:
            self.sentence = words
            self.sentence_changed.emit(words)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        self.scene.resize(self.size())

    # The pointer.

    @property
    def _spot(self) -> Spot | None:
        return spot_at(self.scene, self._pointer) if self._pointer is not None else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._point_at(event.position())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        self._point_at(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._tabbed_into = False
        self._point_at(event.position())
        self._choose(self._lit)

    def _point_at(self, pointer: QPointF | None) -> None:
        self._pointer = pointer
        spot = self._spot
        lit = selection_of(self.scene, spot.row) if spot is not None else None
        step = spot.step if spot is not None else None
        if lit != self._lit:
            self._lit = lit
            self.hovered.emit(lit)
        if step != self._step:
            self._step = step
            self.step_pointed.emit(step)
        self.setCursor(Qt.CursorShape.PointingHandCursor if lit is not None else Qt.CursorShape.ArrowCursor)
        self._say(spot)
        self.update()

    # The keyboard.

    def event(self, event: QEvent) -> bool:  # noqa: D102
        return claimed(event, self._is_mine) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if not self._is_mine(event):
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self._choose(None)
        else:
            self._choose(self._beside(_STEPS[Qt.Key(event.key())]))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        self._tabbed_into = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        self.update()

    def _is_mine(self, event: QKeyEvent) -> bool:
        if self.scene.frame is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if event.key() == Qt.Key.Key_Escape:
            return self.scene.frame.selection is not None
        return event.key() in _STEPS

    def _beside(self, step: int) -> Selection | None:
        """Return the layer above or below the selected one; the first or the last where none is."""
        scene = self.scene
        found = (selection_of(scene, row) for row in range(len(scene.rows)))
        layers = [selection for selection in found if selection is not None]
        row = scene.row_of(scene.frame.selection) if scene.frame is not None else None
        selection = selection_of(scene, row) if row is not None else None
        if selection is None:
            return layers[0 if step > 0 else -1]
        return layers[min(max(layers.index(selection) + step, 0), len(layers) - 1)]

    def _choose(self, selection: Selection | None) -> None:
        frame = self.scene.frame
        if frame is not None and selection != frame.selection:
            self.setAccessibleDescription(spoken(self.scene, selection))
            self.selected.emit(selection)
