"""The menu bar: which commands stand in which menu, and the lists that change (recent files, examples, layouts)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from nnviz.races import RACES
from ui.actions import Actions, Command
from ui.availability import suit_runs
from ui.examples import examples
from ui.pages import PAGES
from ui.panel_table import LAYOUTS, PANELS
from ui.plotting.graphics import graphics
from ui.theme import THEMES, appearance

if TYPE_CHECKING:
    from ui.main_window import MainWindow

CLICKER = ("next_page", "previous_page", "black")
"""Commands of a clicker's keys, which mean something else where nothing is presented."""
WORKBENCH_KEYS = (
    *("play", "backwards", "one_back", "one_on", "first", "newest", "resume", "fork", "bookmark", "step", "reset"),
    *("new_seed", "slower", "faster", "flat_out", "show_finding", "race_remedy", "next_finding"),
    *(f"panel_{kind.name}" for kind in PANELS),
)
"""Commands whose keys mean the run and its panels; the landscape lab has some of them for itself."""
FONT_SCALES = (1.0, 1.25, 1.5, 2.0)


def add_commands(window: MainWindow, actions: Actions) -> None:
    """Make every command of the window."""
    session, documents, keys = window.session, window.documents, QKeySequence.StandardKey
    on_workbench = window.pages.on_workbench
    commands = [
        Command("new", "&New", documents.new, keys.New),
        Command("open", "&Open…", documents.ask_and_open, keys.Open),
        Command("import_data", "&Import data…", documents.imports.ask, "Ctrl+I"),
        Command("save", "&Save", documents.save, keys.Save),
        Command("save_as", "Save &as…", documents.save_as, "Ctrl+Shift+S"),
        Command("save_session", "Save session as…", documents.save_session_as, "Ctrl+Alt+S"),
        Command("clear_recent", "&Clear recent files", window.settings.clear_recent_files),
        Command("copy_experiment", "Copy &experiment as text", window.experiment_text.copy, "Ctrl+Shift+T"),
        Command("paste_experiment", "P&aste experiment", window.experiment_text.paste, "Ctrl+Shift+V"),
        Command("quit", "&Quit", window.close, "Ctrl+Q"),
        Command("copy_picture", "&Copy picture of panel", window.pictures.copy, "Ctrl+Shift+C"),
        Command("export_picture", "Export &picture…", window.pictures.export, "Ctrl+Shift+P"),
        Command("export_animation", "Export ani&mation…", on_workbench(window.animations.export), "Ctrl+Shift+A"),
        Command("export_data", "Export &data…", window.data_exports.export, "Ctrl+Shift+D"),
        Command("play", "&Play or pause", window.time.player.toggle, "Space"),
        Command("backwards", "Play &backwards", window.time.player.toggle_backwards, "Shift+Space"),
        Command("one_back", "One step b&ack in time", partial(window.time.step_by, -1), "Alt+Left"),
        Command("one_on", "One step &on in time", partial(window.time.step_by, 1), "Alt+Right"),
        Command("first", "Go to the initial &weights", window.time.go_to_start, "Alt+Home"),
        Command("newest", "Go to the ne&west step", window.time.go_to_newest, "Alt+End"),
        Command("resume", "Resume from &here", window.compare.resume, "Ctrl+Return"),
        Command("fork", "For&k here and change one thing…", window.compare.fork, "Ctrl+Shift+Return"),
        Command("bookmark", "Book&mark this step…", window.time.bookmark, "Ctrl+B"),
        Command("step", "&Step", window.take_step, "S"),
        Command("reset", "&Reset to the same initial weights", session.reset, "R"),
        Command("new_seed", "New s&eed", session.new_seed, "Ctrl+R"),
        Command("slower", "S&lower", lambda: window.transport.change_speed(0.5), "["),
        Command("faster", "&Faster", lambda: window.transport.change_speed(2.0), "]"),
        Command("flat_out", "Flat &out", lambda: window.transport.set_speed(None), "Ctrl+]"),
        Command("compare_runs", "Compare r&uns…", window.compare.show_table, "Ctrl+D"),
        Command("show_finding", "Show f&inding", window.findings.show, "Ctrl+Shift+F"),
        Command("race_remedy", "R&ace the remedy", window.findings.race, "Ctrl+Shift+R"),
        Command("next_finding", "Ne&xt finding", window.findings.next, "F8"),
        Command("full_screen", "&Full screen", window.toggle_full_screen, "F11", checkable=True),
        Command("form", "&Experiment form", window.toggle_form, "Ctrl+E", checkable=True),
        Command("present", "P&resent", window.presentation.toggle, "F5", checkable=True),
        Command("next_page", "Next page", partial(window.presentation.turn, 1), "PgDown"),
        Command("previous_page", "Previous page", partial(window.presentation.turn, -1), "PgUp"),
        Command("black", "Black screen", window.presentation.toggle_black, "."),
        Command("graphics", "3-D by &graphics processor", partial(_toggle_graphics, window, actions), checkable=True),
        Command("put_back", "Put panel &back", window.escape, "Esc"),
        Command("next_layout", "&Next page", window.pages.turn, "F6"),
        Command("reset_layout", "&Undo changes of the layout", on_workbench(window.board.reset_layout)),
        Command("palette", "&Command palette…", window.show_palette, "Ctrl+K"),
        Command("shortcuts", "&Keyboard shortcuts", window.show_shortcuts, "F1"),
        Command("about", "&About nnviz", window.show_about),
    ]
    for command in commands:
        actions.add(command)
    actions.adopt("undo", window.pages.undo_group.createUndoAction(window, "&Undo"), keys.Undo)
    actions.adopt("redo", window.pages.undo_group.createRedoAction(window, "&Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"))
    board = window.board
    for kind in PANELS:
        key, words = str(kind.number), f"&{kind.number} {kind.title}"
        enlarge, show = partial(board.toggle_enlarged, kind.name), partial(board.toggle_panel, kind.name)
        actions.add(Command(f"panel_{kind.name}", f"Enlarge {words}", on_workbench(enlarge), key))
        actions.add(Command(f"show_{kind.name}", f"Show {words}", on_workbench(show), checkable=True))
    for race in RACES.values():
        actions.add(Command(f"race_{race.name}", f"Race: {race.label}", partial(window.compare.race, race.name)))
    for key, name in examples().items():
        actions.add(Command(f"example_{key}", f"Example: {name}", partial(documents.open_example, key)))
    _add_choices(window, actions)


def _add_choices(window: MainWindow, actions: Actions) -> None:
    """Make the commands of which one at a time is chosen: theme, font scale, layout."""
    groups: list[list[Command]] = [
        [Command("theme_system", "Follow the s&ystem", partial(window.choose_theme, None), checkable=True)]
        + [
            Command(
                f"theme_{theme.name}", f"{theme.label} theme", partial(window.choose_theme, theme.name), checkable=True
            )
            for theme in THEMES.values()
        ],
        [
            Command(f"scale_{scale:g}", f"Text {scale:.0%}", partial(window.choose_font_scale, scale), checkable=True)
            for scale in FONT_SCALES
        ],
        [
            Command(f"layout_{name}", _page_words(name), partial(window.pages.choose, name), checkable=True)
            for name in PAGES
        ],
    ]
    for commands in groups:
        group = QActionGroup(window)
        for command in commands:
            group.addAction(actions.add(command))


def _page_words(name: str) -> str:
    return f"Layout {name}" if name in LAYOUTS else name


def build_menus(window: MainWindow, actions: Actions) -> None:
    """Fill the menu bar."""
    bar = window.menuBar()
    file = bar.addMenu("&File")
    recent = QMenu("Open &recent", window)
    recent.setToolTipsVisible(True)
    recent.aboutToShow.connect(lambda: _fill_recent(window, actions, recent))
    more = QMenu("E&xamples", window)
    for name, action in actions.items():
        if name.startswith("example_"):
            entry = more.addAction(action.text().removeprefix("Example: "))
            entry.triggered.connect(action.trigger)
    _fill(file, actions, "new", "open", "import_data")
    file.addMenu(recent)
    file.addMenu(more)
    _fill(
        file,
        actions,
        None,
        "save",
        "save_as",
        "save_session",
        None,
        "export_picture",
        "export_animation",
        "export_data",
        None,
        "quit",
    )
    _fill(
        bar.addMenu("&Edit"), actions, "undo", "redo", None, "copy_experiment", "paste_experiment", None, "copy_picture"
    )
    view = bar.addMenu("&View")
    _fill(view, actions, *[f"panel_{kind.name}" for kind in PANELS], "put_back", None)
    _fill(view, actions, *[f"layout_{name}" for name in PAGES], "next_layout", "reset_layout", None)
    shown = view.addMenu("&Panels shown")
    _fill(shown, actions, *[f"show_{kind.name}" for kind in PANELS])
    theme = view.addMenu("&Theme")
    _fill(theme, actions, "theme_system", *[f"theme_{name}" for name in THEMES])
    text = view.addMenu("Te&xt size")
    _fill(text, actions, *[f"scale_{scale:g}" for scale in FONT_SCALES])
    _fill(view, actions, "graphics", None, "form", "full_screen", "present")
    displays = view.addMenu("Present &on")
    displays.aboutToShow.connect(lambda: _fill_displays(window, displays))
    run = bar.addMenu("&Run")
    _fill(run, actions, "play", "step")
    unit = run.addMenu("One step &is")
    unit.addActions(list(window.transport.step_actions.values()))
    _fill(run, actions, "reset", "new_seed", None, "slower", "faster", "flat_out", None)
    _fill(run, actions, "backwards", "one_back", "one_on", "first", "newest", "bookmark", None)
    _fill(run, actions, "resume", "fork", "compare_runs")
    run.addMenu(_race_menu(window, actions))
    run.addSeparator()
    _fill(run, actions, "show_finding", "race_remedy", "next_finding")
    _fill(bar.addMenu("&Help"), actions, "shortcuts", "palette", None, "about")
    view.aboutToShow.connect(lambda: check_choices(window, actions))
    window.session.runs_changed.connect(partial(suit_runs, window.transport, actions))
    window.strip.offer_changed.connect(lambda: check_choices(window, actions))
    actions["resume"].enabledChanged.connect(actions["fork"].setEnabled)
    actions["fork"].setEnabled(actions["resume"].isEnabled())
    check_choices(window, actions)


def _race_menu(window: MainWindow, actions: Actions) -> QMenu:
    """Make the menu of ready races."""
    menu = QMenu("Ra&ce", window)
    menu.setToolTipsVisible(True)
    for race in RACES.values():
        entry = menu.addAction(race.label, actions[f"race_{race.name}"].trigger)
        entry.setToolTip(race.sentence)
    return menu


def _toggle_graphics(window: MainWindow, actions: Actions) -> None:
    """Draw surfaces by the graphics processor, or without one."""
    graphics().wanted = window.settings.graphics = not graphics().wanted
    check_choices(window, actions)


def check_choices(window: MainWindow, actions: Actions) -> None:
    """Tick what is in force."""
    look = appearance()
    actions[f"theme_{look.chosen or 'system'}"].setChecked(True)
    scale = actions.get(f"scale_{look.font_scale:g}")
    if scale is not None:
        scale.setChecked(True)
    actions[f"layout_{window.pages.name}"].setChecked(True)
    for name in window.board.frames:
        actions[f"show_{name}"].setChecked(name in window.board.room.shown)
    for name in CLICKER:
        actions[name].setEnabled(window.presentation.active)
    actions["present"].setChecked(window.presentation.active)
    actions["full_screen"].setChecked(window.isFullScreen())
    actions["form"].setChecked(window.form_shown)
    actions["graphics"].setChecked(graphics().wanted)
    actions["put_back"].setEnabled(True)
    for name, possible in window.findings.possible().items():
        actions[name].setEnabled(possible)


def _fill(menu: QMenu, actions: Actions, *names: str | None) -> None:
    for name in names:
        if name is None:
            menu.addSeparator()
        else:
            menu.addAction(actions[name])


def _fill_displays(window: MainWindow, menu: QMenu) -> None:
    """List the displays; the one that the window is on comes first, and serves where the chosen one is gone."""
    menu.clear()
    group = QActionGroup(menu)
    named = [(screen.name(), f"{screen.name()} ({screen.size().width()} × {screen.size().height()})")
             for screen in QGuiApplication.screens()]  # fmt: skip
    for name, words in [("", "The display of the window"), *named]:
        action = group.addAction(QAction(words, menu, checkable=True))
        action.setChecked(window.settings.display == name)
        action.triggered.connect(lambda checked=False, name=name: setattr(window.settings, "display", name))
        menu.addAction(action)


def _fill_recent(window: MainWindow, actions: Actions, menu: QMenu) -> None:
    """List the recent files; one that is gone stays in its place, for its stick may be plugged in again."""
    menu.clear()
    paths = window.settings.recent_files
    names = [path.name for path in paths]
    for path in paths:
        words = path.name if names.count(path.name) == 1 else f"{path.name} in {path.parent.name or path.parent}"
        there = path.is_file()
        action = QAction((words if there else f"{words} (not there)").replace("&", "&&"), menu)
        action.setToolTip(str(path))
        action.setEnabled(there)
        action.triggered.connect(partial(window.documents.open, path))
        menu.addAction(action)
    if menu.isEmpty():
        menu.addAction("No files yet").setEnabled(False)
    else:
        _fill(menu, actions, None, "clear_recent")
