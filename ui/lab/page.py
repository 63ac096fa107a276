"""The lab as a page of the window: form, canvas, loss curves, transport, and the views beside them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt, Slot
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent, QKeySequence, QPainter, QRegion, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.landscape.lab import Lab
from ui.controls import Divider, Splitter
from ui.lab.bench import Bench
from ui.lab.canvas import LandscapeCanvas
from ui.lab.canvas.head import CanvasHead
from ui.lab.curves import LossCurves
from ui.lab.form import LabForm
from ui.lab.playing import Player
from ui.lab.side import SideViews
from ui.lab.transport import RaceTransport
from ui.theme import colour, current, follow, px

FIRST = "ravine"
FOLD_WIDTH = 1200
"""Below this width the form folds to its rail."""
CURVES = 190
"""How high the loss curves are at first."""
SIDE_WIDTH, NARROW_SIDE = 380, 320
LEAST_CENTRE = 480
"""Where there is not so much left for the canvas, the views beside it take turns with it."""
FAST = 10
"""Steps that a key with Shift goes."""


class LabPage(QWidget):
    """Everything that the lab shows.

    Attributes
    ----------
    bench : Bench
    player : Player
    """

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.bench = Bench(Lab.on(FIRST), self)
        self.player = Player(self.bench)
        self.form = LabForm(self.bench)
        self.canvas = LandscapeCanvas(self.bench)
        self.head = CanvasHead(self.bench, self.canvas)
        self.curves = LossCurves(self.bench)
        self.transport = RaceTransport(self.bench, self.player)
        self.side = SideViews()
        self._form_wanted: bool | None = None
        self._quiet = False
        self._sided: tuple[object, ...] = ()
        self._build()
        self._connect()
        follow(self.restyle)

    def _build(self) -> None:
        upper = QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.canvas, 1)
        self._splitter = Splitter(Qt.Orientation.Vertical)
        self._splitter.addWidget(upper)
        self._splitter.addWidget(self.curves)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 0)
        self._beside, self._before_side = Divider(Qt.Orientation.Vertical), Divider(Qt.Orientation.Vertical)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.form)
        middle.addWidget(self._beside)
        middle.addWidget(self._splitter, 1)
        middle.addWidget(self._before_side)
        middle.addWidget(self.side)
        self._above = Divider()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(middle, 1)
        whole.addWidget(self._above)
        whole.addWidget(self.transport)

    def _connect(self) -> None:
        bench = self.bench
        self._keys = [self._key("Space", self.player.toggle), self._key("R", self.player.restart)]
        for signal in (bench.raced, bench.moved, bench.chosen_changed):
            signal.connect(self._show_side)
        self.side.racer_chosen.connect(bench.choose)
        self.side.racer_changed.connect(bench.set_racer)
        self.canvas.picture_changed.connect(self._on_picture)
        self.curves.pointed.connect(self.canvas.point_at)
        self.side.point_hovered.connect(self._on_hovered)
        self.canvas.pointer.has_read.connect(self._on_read)
        bench.lit_changed.connect(self._on_lit)
        self.transport.views.clicked.connect(self._fold)

    def _key(self, key: str, run: Any) -> QAction:
        action = QAction(self)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(run)
        self.addAction(action)
        return action

    # What the window asks.

    def remembered(self) -> Any:
        """Return what the settings keep."""
        return self.bench.lab.encode()

    def restore(self, remembered: object) -> None:
        """Take what the settings have kept."""
        self.bench.take(remembered)

    def set_quiet(self, quiet: bool) -> None:
        """Show what an audience sees, or the controls, too."""
        self._quiet = quiet
        for widget in (self.form, self._beside, self._above, self.transport):
            widget.setVisible(not quiet)
        self.head.set_quiet(quiet)
        self._fold()

    @property
    def form_shown(self) -> bool:
        """Whether the form is unfolded."""
        return self._form_wanted if self._form_wanted is not None else self.window().width() >= px(FOLD_WIDTH)

    def toggle_form(self) -> None:
        """Fold the form to its rail, or unfold it."""
        self._form_wanted = not self.form_shown
        self._fold()

    @property
    def settled(self) -> bool:
        """Whether everything that is seen is what was asked for."""
        return self.bench.raced_lab is self.bench.lab and self.canvas.settled

    def picture_area(self) -> QRect:
        """Return what an exported picture shows: all but form and transport."""
        return QRect(self._splitter.pos(), self.size()) & QRect(0, 0, self.width(), self.transport.y() - 1)

    def draw_picture(self, painter: QPainter) -> None:
        """Draw that, without its controls."""
        area = self.picture_area()
        self.head.set_quiet(True)
        try:
            painter.fillRect(QRect(QPoint(), area.size()), colour(current().surface))
            self.render(painter, QPoint(), QRegion(area), QWidget.RenderFlag.DrawChildren)
        finally:
            self.head.set_quiet(self._quiet)

    def take_key(self, event: QKeyEvent) -> bool:
        """Go through the race by a key. Returns whether it was one of those."""
        many = FAST if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        if event.key() == Qt.Key.Key_Left:
            self.player.step(-many)
        elif event.key() == Qt.Key.Key_Right:
            self.player.step(many)
        elif event.key() == Qt.Key.Key_Home:
            self.player.step(-self.bench.last_step)
        elif event.key() == Qt.Key.Key_End:
            self.player.step(self.bench.last_step)
        else:
            return False
        return True

    # Itself.

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self._splitter.setSizes([10 * px(CURVES), px(CURVES)])
        self._fold()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102
        super().showEvent(event)
        self.setFocus()
        self._show_side()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: D102
        super().hideEvent(event)
        self.player.pause()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._fold()

    @Slot()
    def _fold(self) -> None:
        """Give everything the room that there is."""
        wide = self.width() >= px(FOLD_WIDTH)
        self.form.set_folded(not self.form_shown)
        side = px(SIDE_WIDTH if wide or self._quiet else NARROW_SIDE)
        left = 0 if self._quiet else self.form.width()
        beside = self.width() - left - side >= px(LEAST_CENTRE)
        instead = not beside and self.transport.views.isChecked()
        self.side.setMinimumWidth(side if beside else 0)
        self.side.setMaximumWidth(side if beside else self.width())
        self.transport.views.setVisible(not beside)
        self._splitter.setVisible(not instead)
        self.side.setVisible(beside or instead)
        self._before_side.setVisible(beside)
        self._show_side()

    @Slot()
    def _on_picture(self) -> None:
        shown = self.canvas.shown
        if shown is not None:
            self.curves.show_values(shown.home_range)
        self.form.body.function.show_formula()

    @Slot(object, object)
    def _on_hovered(self, racer: int | None, step: int | None) -> None:
        """Light up on the map and in the curves what a side view speaks of."""
        self.bench.light(racer)
        self.curves.point_at(step)
        self.canvas.point_at(step)

    @Slot()
    def _on_read(self) -> None:
        """Light up in the curves and the standings what is read on the map."""
        reading = self.canvas.pointer.reading
        # At the start they all stand.
        self.bench.light(reading.racer if reading is not None and reading.step else None)
        self.curves.point_at(None if reading is None else reading.step)

    @Slot()
    def _on_lit(self) -> None:
        self.side.standings.light(self.bench.lit)

    @Slot()
    def _show_side(self) -> None:
        """Show the side views what is looked at; hidden they cost nothing."""
        bench = self.bench
        now = (bench.tracks, bench.chosen, bench.step)
        if self.side.isVisible() and now != self._sided:
            self._sided = now
            self.side.show_race(bench.raced_lab, bench.tracks, bench.reports, self._chosen(), bench.step)

    def _chosen(self) -> int:
        return min(self.bench.chosen, len(self.bench.raced_lab.racers) - 1)
