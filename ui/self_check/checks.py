"""What is checked: every layout, panel, picture, export, file, example and headless command, on one window."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from functools import partial
from io import StringIO
from itertools import product
from pathlib import Path

from nnviz.__main__ import main as command
from nnviz.activations import ACTIVATIONS
from nnviz.experiment import SUFFIX, decode, save
from nnviz.history_file import NamedHistory, gradient_rows, metrics_rows, write_table
from nnviz.recorder import Recorder
from nnviz.resources import open_resource
from nnviz.store.container import SUFFIX as SESSION_SUFFIX
from nnviz.weights_script import write_script, write_weights
from ui.about import About
from ui.examples import example, examples
from ui.exports.ffmpeg import Mp4Writer, find_ffmpeg
from ui.exports.filming import Filming, Writer
from ui.exports.gif import GifWriter
from ui.exports.vectors import pdf_of, svg_of
from ui.formula_pictures import typeset
from ui.main_window import MainWindow
from ui.pages import LAB, PAGES
from ui.pictures import copy, image_of, panel_subject, pixel_size, png_of, window_subject
from ui.plotting.graphics import graphics
from ui.plotting.graphics.processor import INCOMPLETE
from ui.self_check.expectations import Failed, expect, expect_drawn, expect_picture, until
from ui.session import Session
from ui.settings import Settings
from ui.theme import appearance
from ui.theme.tokens import THEMES

STEPS = 60
WIDTH = 320
"""Of the pictures and animations, in pixels: what is proved is that they can be made."""
ENDINGS = {"metrics": "csv", "gradients": "csv", "weights": "npz", "script": "py"}
SIGNATURES = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF", "gif": b"GIF89a", "mp4": b"ftyp"}
TABLE = "a,b,kind\n" + "".join(f"{n / 10},{n % 7},{'odd' if n % 2 else 'even'}\n" for n in range(40))

Check = Callable[[], None]


class SelfCheck:
    """The checks, on one window.

    Parameters
    ----------
    folder : Path
        Where files go.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._faults: list[str] = []
        self._window = window = MainWindow(Session(example("circles-momentum")), Settings())
        window.faulted.connect(self._faults.append)
        sys.excepthook = lambda kind, fault, trace: window.show_fault(
            "".join(traceback.format_exception(kind, fault, trace))
        )
        window.resize(1280, 800)
        window.show()
        window.session.start(play=False)
        window.session.advance(STEPS)
        self._settle()

    def close(self) -> None:
        """Close the window and end its threads."""
        self._window.session.undo_stack.setClean()
        self._window.documents.path = None
        self._window.close()

    def checks(self) -> Iterator[tuple[str, Check]]:
        """Yield every check with what it is of."""
        yield "about and licences", self._about
        yield "files that ship with nnviz", self._resources
        for theme, page in product(THEMES, PAGES):
            yield f"{page}, theme {theme}", partial(self._page, theme, page)
        yield "surfaces from the side", self._relief
        for name in self._window.board.frames:
            yield f"panel {name}", partial(self._panel, name)
        for name in [*self._window.board.frames, "window"]:
            yield f"pictures of {name}", partial(self._pictures, name)
        yield "animation GIF", partial(self._animation, "gif")
        if find_ffmpeg() is not None:
            yield "animation MP4", partial(self._animation, "mp4")
        for kind in ENDINGS:
            yield f"export of {kind}", partial(self._data, kind)
        yield "experiment and session files", self._files
        yield "recording", self._recording
        for name in examples():
            yield f"example {name}", partial(self._example, name)
        for words in self._commands():
            yield (
                f"nnviz {words[0]}{f' {Path(words[1]).name}' if len(words) > 1 else ''}",
                partial(self._command, words),
            )

    def check(self, check: Check) -> str:
        """Carry out one check; return what is wrong, or nothing."""
        self._faults.clear()
        try:
            self._window.pages.show_workbench()
            check()
        except Exception as fault:
            return str(fault) if isinstance(fault, Failed) else "".join(traceback.format_exception(fault))
        return "".join(self._faults)

    # What is checked.

    def _about(self) -> None:
        dialog = About(self._window)
        expect("LESSER GENERAL PUBLIC LICENSE" in dialog.notice.toPlainText(), "the licences are not complete")
        expect_drawn(dialog)
        dialog.deleteLater()

    def _resources(self) -> None:
        for name in ("data", "experiments", "fonts", "guide", "icons"):
            expect(any(open_resource(name).iterdir()), f"resources/{name} is empty")
        for activation in ACTIVATIONS.values():
            expect(typeset(activation.formula).width > 0, f"the formula of {activation.name} cannot be typeset")

    def _page(self, theme: str, page: str) -> None:
        appearance().choose(theme)
        self._window.pages.choose(page)
        self._settle()
        expect_drawn(self._window)

    def _relief(self) -> None:
        self._window.pages.choose(LAB)
        lab = self._window.pages.lab
        if lab is None:
            raise Failed("there is no landscape lab")
        lab.head.relief.click()
        self._settle()
        expect_drawn(lab.canvas)
        expect(INCOMPLETE not in graphics().reason, graphics().reason)
        lab.head.relief.click()

    def _panel(self, name: str) -> None:
        board = self._window.board
        board.toggle_enlarged(name)
        self._settle()
        expect(board.frames[name].isVisible(), "it is not shown")
        expect_drawn(board.frames[name])
        board.put_back()

    def _pictures(self, name: str) -> None:
        frames = self._window.board.frames
        if name in frames:
            self._window.board.toggle_enlarged(name)
            self._settle()
        subject = panel_subject(frames[name]) if name in frames else window_subject(self._window)
        copy(subject)
        for kind, content in {"png": png_of(subject, WIDTH), "svg": svg_of(subject), "pdf": pdf_of(subject)}.items():
            expect(content.startswith(SIGNATURES[kind]), f"the {kind.upper()} is none")
        expect_picture(image_of(subject, WIDTH))
        self._window.board.put_back()

    def _animation(self, kind: str) -> None:
        frame = self._window.board.frames["loss"]
        size = pixel_size(panel_subject(frame), WIDTH)
        path, ended = self._folder / f"animation.{kind}", list[bool]()
        program = find_ffmpeg()
        writer: Writer = GifWriter(path, size.width(), size.height(), 10)
        if kind == "mp4" and program is not None:
            writer = Mp4Writer(program, path, size.width(), size.height(), 10)
        filming = Filming(self._window, partial(panel_subject, frame), WIDTH, (0, STEPS // 2, STEPS), writer)
        filming.ended.connect(lambda: ended.append(True))
        filming.start()
        try:
            until(lambda: bool(ended), "the animation is not made")
        finally:
            filming.end()
        expect(filming.failure is None, str(filming.failure))
        expect(SIGNATURES[kind] in path.read_bytes()[:16], f"the {kind.upper()} is none")

    def _data(self, kind: str) -> None:
        frame = self._window.session.frame
        assert frame is not None
        assembly, snapshot = frame.run.assembly, frame.snapshot
        histories = [NamedHistory(run.name, run.history) for run in frame.runs]
        path = self._folder / f"{kind}.{ENDINGS[kind]}"
        if kind == "metrics":
            write_table(path, metrics_rows(histories))
        elif kind == "gradients":
            write_table(path, gradient_rows(histories))
        elif kind == "weights":
            write_weights(path, assembly.network, snapshot.theta)
        else:
            write_script(path, assembly, snapshot.theta, snapshot.step)
            compile(path.read_text("utf-8"), str(path), "exec")
        expect(path.stat().st_size > 100, "the file is too small")

    def _files(self) -> None:
        documents, session = self._window.documents, self._window.session
        paths = [self._folder / f"größe 火{suffix}" for suffix in (SUFFIX, SESSION_SUFFIX)]
        for path in paths:
            expect(documents.write(path), f"{path.name} is not written")
        for path in paths:
            documents.open(path)
            self._settle()
            expect(documents.path == path, f"{path.name} is not open")
        expect(session.frame is not None and session.frame.snapshot.step == STEPS, "the session is at another step")

    def _recording(self) -> None:
        path = self._folder / f"recording{SESSION_SUFFIX}"
        with Recorder(path, name="recorded") as recorder:
            for step in range(20):
                recorder.record(step, train_loss=1 / (step + 1), weights=[([[step, 1.0]], [0.0, 1.0])])
        self._window.documents.open(path)
        self._settle()
        expect_drawn(self._window)

    def _example(self, name: str) -> None:
        session = self._window.session
        session.open(example(name))
        session.advance(3)
        self._settle()
        expect(session.frame is not None and session.frame.snapshot.step == 3, "it does not train")
        expect_drawn(self._window)

    def _commands(self) -> list[list[str]]:
        """Return every headless command with what it is tried with."""
        out = {name: str(self._folder / f"{name}.npz") for name in ("weights", "data", "surface", "race")}
        path, own, table = (str(self._folder / name) for name in (f"small{SUFFIX}", f"own{SUFFIX}", "table.csv"))
        save(example("two-parameters"), Path(path))
        Path(table).write_text(TABLE, "utf-8")
        save(decode({"nnviz": 1, "data": {"name": "csv", "path": table, "target": "kind"}}), Path(own))
        grid = ["--plane", "random", "--resolution", "5", "--extent", "1"]
        return [
            ["train", path, "--epochs", "3", "--weights", out["weights"]],
            ["train", own, "--epochs", "3"],
            ["data", own, "--out", out["data"]],
            ["check-gradients", path],
            ["surface", path, *grid, "--steps", "5", "--out", out["surface"]],
            ["race", "bowl", "--start", "1", "1", "--optimizer", "adam", "sgd", "--steps", "9", "--out", out["race"]],
            ["list"],
        ]

    def _command(self, words: list[str]) -> None:
        said = StringIO()
        with redirect_stdout(said):
            code = command(words)
        expect(code == 0, f"exit code {code}: {said.getvalue()}")

    def _settle(self) -> None:
        """Wait until every panel has drawn what there is."""
        window = self._window
        until(lambda: window.session.frame is not None, "there is nothing to see")
        until(self._rests, "the window does not rest")

    def _rests(self) -> bool:
        window = self._window
        return bool(self._faults) or (window.session.idle and window.feeds.settled and window.pages.settled)
