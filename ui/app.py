"""The command ``nnviz``: reads its options, opens the window, and can take a picture of it."""

from __future__ import annotations

import argparse
import gc
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn, TypeVar

from nnviz import __version__
from nnviz.blas import use_one_thread
from nnviz.errors import InvalidInput, unknown_name
from nnviz.experiment import Experiment
from ui.display import missing_display
from ui.load_qt import load_qt
from ui.training import OPTION

if TYPE_CHECKING:
    from ui.file_kinds import Opened

_Taken = TypeVar("_Taken")

DESCRIPTION = "See neural networks learn: trains a network in a live window."


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        raise InvalidInput(message)


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.lower().partition("x")
    if not (cross and width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError(f"'{text}' is not a size: write it as 1440x900")
    size = int(width), int(height)
    if not (640 <= size[0] <= 7680 and 480 <= size[1] <= 4320):
        raise argparse.ArgumentTypeError(f"{text} is out of range: allowed is 640x480 to 7680x4320")
    return size


def _steps(text: str) -> int:
    if not text.isdecimal() or int(text) > 10**9:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of steps: allowed is a whole number up to 1e9")
    return int(text)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = _Parser("nnviz", description=DESCRIPTION, exit_on_error=False)
    kinds = "an experiment (*.nnviz.json), or a session or a recording (*.nnviz)"
    parser.add_argument("file", nargs="?", type=Path, help=kinds)
    # Where there is no standard error, as without a console on Windows, nobody would ever see what is said there.
    in_window, nobody_hears = "say in the window what is wrong with FILE, as after a double click", sys.stderr is None
    parser.add_argument("--in-window", action="store_true", default=nobody_hears, help=in_window)
    parser.set_defaults(refused=None)
    parser.add_argument("--play", action="store_true", help="train at once")
    parser.add_argument("--theme", metavar="NAME", help="light, dark or projector")
    parser.add_argument("--layout", metavar="NAME", help="what is shown: Overview, Network or Landscape lab")
    parser.add_argument("--size", type=_size, metavar="WxH", help="size of the window in pixels, such as 1440x900")
    steps = "train N steps, then pause; of a recording, show step N"
    parser.add_argument("--steps", type=_steps, metavar="N", help=steps)
    parser.add_argument("--screenshot", type=Path, metavar="PNG", help="save the window's picture there and exit")
    parser.add_argument("--self-check", action="store_true", help="try everything once, say what fails, and exit")
    parser.add_argument("--version", action="version", version=f"nnviz {__version__}")
    try:
        return parser.parse_args(arguments)
    except argparse.ArgumentError as error:
        name = error.argument_name.split("/")[-1] if error.argument_name else ""
        raise InvalidInput(f"{name}: {error.message}" if name else error.message) from None


def _prepare(options: argparse.Namespace) -> Opened | None:
    """Check everything that can be checked before a window is opened. Raises `InvalidInput`."""
    from ui.file_kinds import read_document
    from ui.theme.tokens import THEMES

    if options.theme is not None and options.theme not in THEMES:
        raise unknown_name("theme", options.theme, THEMES)
    picture = options.screenshot
    if picture is not None and (picture.suffix.lower() != ".png" or not picture.absolute().parent.is_dir()):
        raise InvalidInput(f"--screenshot {picture}: it must be a .png file in a folder that exists")
    return _take(options, read_document)


def _take(options: argparse.Namespace, read: Callable[[Path], _Taken]) -> _Taken | None:
    """Return what comes of the file, None where there is none, or where it is `refused` and the window will say why."""
    if options.file is None:
        return None
    try:
        return read(options.file)
    except InvalidInput:
        if not options.in_window:
            raise
        options.file, options.refused = None, options.file
        return None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the app. Returns the exit code: 0, 2 for anything wrong with what was asked, or 130 after Ctrl+C."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if words == [OPTION]:
            from ui.training.program import main as train

            train()
        if _is_headless(words):
            from nnviz.__main__ import run_as_program

            return run_as_program(words)
        options = _options(words)
        use_one_thread()
        load_qt()
        found = _prepare(options)
        missing = missing_display()
        if missing:
            raise InvalidInput(missing)
        if options.self_check:
            from ui.self_check import self_check

            return self_check()
        return _run(options, found)
    except InvalidInput as error:
        print(f"nnviz: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:  # before there is a window; then `ToldToEnd` hears it
        return 130


def _is_headless(words: Sequence[str]) -> bool:
    """Say whether the first word is a command that needs no window, and not a file of that name."""
    if not words or not re.fullmatch("[a-z][a-z-]*", words[0]) or Path(words[0]).exists():
        return False
    from nnviz.commands import COMMANDS

    return words[0] in COMMANDS


def _run(options: argparse.Namespace, found: Opened | None) -> int:
    """Open the window and stay until it is closed."""
    gc.disable()  # all that is loaded stays, so there is no garbage to look for until `Garbage` does
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from ui.aside import when_idle
    from ui.examples import OPENING_EXAMPLE, example
    from ui.garbage import Garbage
    from ui.main_window import MainWindow
    from ui.opened_by_system import OpenedBySystem
    from ui.pages import PAGES
    from ui.plotting.graphics import graphics
    from ui.screenshot import Screenshot
    from ui.session import Session
    from ui.session_files import OpenedSession
    from ui.settings import Settings
    from ui.theme import appearance
    from ui.told_to_end import ToldToEnd

    layouts = {name.casefold(): name for name in PAGES}
    if options.layout is not None and options.layout.casefold() not in layouts:
        raise unknown_name("layout", options.layout, PAGES)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    told_to_end = ToldToEnd()
    app.setApplicationName("nnviz")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("nnviz")
    settings = Settings()
    alone = options.screenshot is not None
    look = appearance()
    look.choose(options.theme or ("light" if alone else settings.theme))
    look.set_font_scale(1.0 if alone else settings.font_scale)
    graphics().wanted = settings.graphics and not alone  # a picture is the same on all machines
    app.aboutToQuit.connect(graphics().release)
    opened = None if isinstance(found, Experiment) else found
    if isinstance(opened, OpenedSession):
        session = Session(opened.saved.experiment)
    else:
        begun = _take(options, lambda _: Session(found)) if isinstance(found, Experiment) else None
        session = begun or Session(example(OPENING_EXAMPLE))
    session.warm_up()
    window = MainWindow(session, settings)
    app.installEventFilter(OpenedBySystem(window.documents))
    if not alone:
        window.restore()
    if options.layout is not None:
        window.pages.choose(layouts[options.layout.casefold()])
    if options.size is not None or alone:
        window.resize(*(options.size or (1440, 900)))
    sys.excepthook = _fault_reporter(window.show_fault)
    if alone:
        window.faulted.connect(_fail)
        session.ended.connect(_fail)
    window.show()
    Garbage(app)
    if not alone:
        window.recovery.look()
    counted = options.steps is not None
    session.start(play=not alone and not counted and opened is None and (options.play or options.file is None))
    window.documents.begin_with(options.file, opened)
    if options.refused is not None:  # to open it again, as from the menu, says what is wrong
        QTimer.singleShot(0, lambda: when_idle(lambda: window.documents.open(options.refused)))
    if opened is not None and options.layout is not None:
        window.pages.choose(layouts[options.layout.casefold()])
    if opened is not None and options.play and not counted and not alone:
        session.play()
    if counted:
        session.advance(options.steps)
    screenshot = None
    if alone:
        screenshot = Screenshot(window, options.screenshot, options.size or (1440, 900))
    code = told_to_end.run(app)
    window.documents.autosave.leave()  # told to end, the app leaves what is unsaved to its next start
    session.close()
    sys.excepthook = sys.__excepthook__
    if screenshot is not None and screenshot.failure:
        raise InvalidInput(screenshot.failure)
    return code


def _fail(traceback_text: str) -> None:
    """End the app at once: a picture of a window with a fault would be a lie."""
    from PySide6.QtWidgets import QApplication

    sys.stderr.write(traceback_text)
    QApplication.exit(70)


def _fault_reporter(
    show: Callable[[str], None],
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """Return a handler that shows a fault of the program in the window instead of losing it."""

    def report(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        show("".join(traceback.format_exception(kind, fault, trace)))

    return report


if __name__ == "__main__":
    sys.exit(main())
