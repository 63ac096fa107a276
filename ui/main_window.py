"""The window: menu, transport, form, board and findings strip, wired to one session."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from nnviz.errors import InvalidInput
from nnviz.experiment import SUFFIX, Experiment
from ui import dropped
from ui.about import About
from ui.actions import Actions
from ui.board import Board
from ui.compare import CompareCommands
from ui.controls import Tabs
from ui.dialogs import Palette, shortcuts
from ui.documents import Documents
from ui.experiment_text import ExperimentText
from ui.exports.animation_commands import AnimationCommands
from ui.exports.data_commands import DataCommands
from ui.feeds import Feeds
from ui.finding_commands import FindingCommands
from ui.findings_strip import FindingsStrip
from ui.frame import Frame
from ui.menus import WORKBENCH_KEYS, add_commands, build_menus, check_choices
from ui.pages import PAGES, Pages
from ui.picture_commands import PictureCommands
from ui.presentation import Presentation
from ui.recovery import RecoveryBar
from ui.session import Session
from ui.settings import Settings
from ui.side import Side
from ui.theme import app_icon, appearance, follow, px
from ui.time_commands import TimeCommands
from ui.timeline import Timeline
from ui.transport import Transport
from ui.wiring import connect
from ui.workbench import Workbench

MINIMUM_SIZE = (640, 480)
FOLD_WIDTH = 1200
"""Below this width the form folds to its rail."""
TABS_WIDTH = 880
"""Below this width there is no room for the pages' names beside the menus."""


class MainWindow(QMainWindow):
    """nnviz's one window.

    Parameters
    ----------
    session : Session
    settings : Settings
    """

    faulted = Signal(str)
    """The traceback of a fault in the program, wherever it happened."""

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__()
        self.session = session
        session.setParent(self)
        self.settings = settings
        self.documents = Documents(session, settings, self)
        self.experiment_text = ExperimentText(self)
        self.recovery = RecoveryBar(self.documents)
        self.board = Board()
        self.pages = Pages(self)
        self.side = Side()
        self.form = self.side.form
        self.strip = FindingsStrip()
        self.pictures = PictureCommands(self)
        self.animations = AnimationCommands(self)
        self.data_exports = DataCommands(self)
        self.findings = FindingCommands(self)
        self.time = TimeCommands(self)
        self.compare = CompareCommands(self)
        self.presentation = Presentation(self)
        self._form_wanted: bool | None = None
        self._actions = Actions(self)
        add_commands(self, self._actions)
        names = ("reset", "play", "step", "present")
        self.transport = Transport(*[self._actions[name] for name in names])
        self.timeline = Timeline(*[self._actions[name] for name in ("backwards", "newest", "bookmark", "resume")])
        self.feeds = Feeds([*self.board.views, self.strip, self.timeline], session.evaluator, self)
        build_menus(self, self._actions)
        self._build()
        self._connect()
        self.setAcceptDrops(True)
        self.setWindowIcon(app_icon())
        self._on_experiment(session.experiment)
        follow(self.restyle)

    # Building.

    def _build(self) -> None:
        self._tabs = Tabs("Layout")
        for name in PAGES:
            self._tabs.addTab(name)
        self._tabs.currentChanged.connect(lambda index: self.pages.choose(PAGES[index]))
        self.menuBar().setCornerWidget(self._tabs, Qt.Corner.TopRightCorner)
        workbench = Workbench(self.transport, self.recovery, self.side, self.board, self.strip, self.timeline)
        self.pages.set_workbench(workbench)
        self.setCentralWidget(self.pages)
        self._operated: list[QWidget] = [self.menuBar(), *workbench.operated]
        for name, frame in self.board.frames.items():
            own = [self._actions[f"panel_{name}"], self._actions[f"show_{name}"]]
            frame.set_menu([*own, *self.pictures.actions_for(frame)])

    def _connect(self) -> None:
        connect(self)
        self.session.experiment_changed.connect(self._on_experiment)
        self.session.attention.changed.connect(self._on_attention)
        self.session.frame_ready.connect(self._on_frame)
        self.pages.turned.connect(self._on_turned)
        self.form.edited.connect(self._on_edited)
        self.documents.changed.connect(self._show_title)
        self.presentation.changed.connect(self.recovery.set_quiet)
        self.presentation.changed.connect(self._on_presenting)

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self.setMinimumSize(*MINIMUM_SIZE)
        self._fold()

    # What the session says.

    @Slot(object)
    def _on_experiment(self, experiment: Experiment) -> None:
        self.side.show_experiment(experiment)
        self.transport.show_runs(self.session.runs)
        self.strip.show_experiment(experiment)
        self._show_title()

    @Slot(object)
    def _on_frame(self, frame: Frame) -> None:
        if frame.playing:
            self.transport.show_measured_speed(self.session.steps_per_second)

    @Slot()
    def _on_attention(self) -> None:
        self.form.show_hidden_runs(self.session.attention.hidden)

    @Slot(str)
    def show_fault(self, traceback_text: str) -> None:
        """Show a fault of the program itself: one sentence, details folded."""
        self.faulted.emit(traceback_text)
        self.pages.show_workbench()
        self.session.pause()
        self.strip.show_error("Something went wrong inside nnviz; training is paused and your experiment is unharmed.",
                              traceback_text)  # fmt: skip

    # What the user does.

    @Slot(object, str, str)
    def _on_edited(self, experiment: Experiment, description: str, key: str) -> None:
        try:
            self.session.edit(experiment, description, key)
        except InvalidInput as error:
            self.form.show_experiment(self.session.experiment)
            self.form.show_error(key, str(error))

    def take_step(self) -> None:
        """Take one step of the kind that is chosen: a batch, an epoch, or a look at the next sample."""
        unit = self.transport.step_unit
        if unit == "sample":
            self.session.look_at_next_sample()
        else:
            self.session.take_step(unit)

    def escape(self) -> None:
        """Put back what is enlarged, else leave presenting or full screen."""
        if self.presentation.active:
            self.presentation.step_back()
        elif (self.pages.lab_shown or not self.board.put_back()) and self.isFullScreen():
            self.toggle_full_screen()

    def toggle_full_screen(self) -> None:
        """Fill the screen, or go back."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        check_choices(self, self._actions)

    @Slot(bool)
    def _on_presenting(self, presenting: bool) -> None:
        for widget in self._operated:
            widget.setVisible(not presenting)
        for frame in self.board.frames.values():
            frame.set_quiet(presenting)
        check_choices(self, self._actions)

    @property
    def form_shown(self) -> bool:
        """Whether the form of the page that is seen is unfolded."""
        if self.pages.lab_shown and self.pages.lab is not None:
            return self.pages.lab.form_shown
        return self._unfolds_form

    @property
    def _unfolds_form(self) -> bool:
        return self._form_wanted if self._form_wanted is not None else self.width() >= px(FOLD_WIDTH)

    def toggle_form(self) -> None:
        """Fold the form to its rail, or unfold it."""
        if self.pages.lab_shown and self.pages.lab is not None:
            self.pages.lab.toggle_form()
        else:
            self._form_wanted = not self.form_shown
            self._fold()
        check_choices(self, self._actions)

    def choose_theme(self, name: str | None) -> None:
        """Put a theme in force; None follows the system."""
        appearance().choose(name)
        self.settings.theme = name

    def choose_font_scale(self, scale: float) -> None:
        """Put a font scale in force."""
        appearance().set_font_scale(scale)
        self.settings.font_scale = scale

    def show_palette(self) -> None:
        """Find any command by typing."""
        Palette(self._actions, self).exec()

    def show_shortcuts(self) -> None:
        """List the keyboard shortcuts."""
        shortcuts(self._actions, self)

    def show_about(self) -> None:
        """Say what this is."""
        About(self).exec()

    # The window itself.

    def restore(self) -> None:
        """Take place, size and layout from the settings."""
        geometry = self.settings.geometry
        if geometry is None or not self.restoreGeometry(geometry):
            available = QGuiApplication.primaryScreen().availableGeometry().size()
            self.resize(min(1440, available.width()), min(900, available.height() - 40))  # less a title bar
        self.board.restore(self.settings.arrangements)
        self.pages.remembers_lab = True
        if self.settings.layout_name in PAGES:
            self.pages.choose(self.settings.layout_name)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: D102
        if not self.documents.may_leave():
            event.ignore()
            return
        if not self.presentation.active:  # else it would open on that display next time
            self.settings.geometry = self.saveGeometry()
        self.presentation.end()
        self.pages.remember()
        self.settings.arrangements = self.board.remembered()
        self.recovery.release()
        self.documents.autosave.finish()
        self.session.close()
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._fold()
        self.feeds.redraw()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            QTimer.singleShot(0, self.feeds.redraw)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if not self.pages.take_key(event):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: D102
        dropped.offer(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: D102
        dropped.take(event, self.documents)

    def _fold(self) -> None:
        self.side.set_folded(not self._unfolds_form)
        # The menus come first: the pages are in one of them, too.
        self._tabs.setVisible(self.width() >= px(TABS_WIDTH))

    @Slot()
    def _on_turned(self) -> None:
        self._tabs.blockSignals(True)
        self._tabs.setCurrentIndex(PAGES.index(self.pages.name))
        self._tabs.blockSignals(False)
        self._tabs.update()
        self._actions.lend_keys(WORKBENCH_KEYS, self.pages.lab_shown)
        check_choices(self, self._actions)

    def _show_title(self) -> None:
        path = self.documents.path
        name = self.session.experiment.name
        file = f" ({path.name})" if path is not None and path.name != name + SUFFIX else ""
        self.setWindowTitle(f"{name}{file}[*] \u2013 nnviz")
        self.setWindowModified(self.documents.modified)
