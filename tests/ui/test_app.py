"""The command ``nnviz``: options, one-line errors, and the picture of the window."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.ui.conftest import SMALL
from ui.app import main
from ui.display import missing_display
from ui.examples import OPENING_EXAMPLE, example


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.nnviz.json"
    path.write_text(json.dumps(SMALL))
    return path


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.nnviz.json"], "nowhere.nnviz.json"),
        (["--theme", "drak"], "did you mean 'dark'?"),
        (["--size", "huge"], "write it as 1440x900"),
        (["--size", "10x10"], "allowed is 640x480"),
        (["--steps", "-1"], "steps"),
        (["--speed"], "--speed"),
        (["--screenshot", "picture.gif"], "must be a .png"),
        (["--screenshot", "/no/such/folder/a.png"], "folder that exists"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert error.startswith("nnviz: ")
    assert error.count("\n") == 1
    assert words in error


def test_a_bad_file_is_refused_before_a_window_opens(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.nnviz.json"
    path.write_text('{"nnviz": 1, "training": {"optimizer": {"name": "adm"}}}')
    assert main([str(path)]) == 2
    assert "did you mean 'adam'?" in capsys.readouterr().err


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ui.app", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("size", "theme", "layout"), [("1024x700", "dark", "overview"), ("1440x900", "light", "Network")]
)
def test_the_screenshot_has_exactly_the_size_asked_for(
    file: Path, tmp_path: Path, size: str, theme: str, layout: str
) -> None:
    picture = tmp_path / "window.png"
    result = run(str(file), "--steps", "40", "--size", size, "--theme", theme, "--layout", layout,
                 "--screenshot", str(picture))  # fmt: skip
    assert result.returncode == 0, result.stderr
    image = QImage(str(picture))
    assert f"{image.width()}x{image.height()}" == size
    assert image.pixelColor(3, image.height() - 3).lightness() < 128 if theme == "dark" else True


def test_an_unknown_layout_is_refused(file: Path, tmp_path: Path) -> None:
    result = run(str(file), "--layout", "Sideways", "--screenshot", str(tmp_path / "a.png"))
    assert result.returncode == 2
    assert result.stderr.startswith("nnviz: unknown layout 'Sideways'")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Windows and macOS always have a display")
def test_without_a_display_one_line_says_so() -> None:
    result = run(DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert result.returncode == 2
    assert result.stderr.startswith("nnviz: there is no display")
    assert result.stderr.count("\n") == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Windows and macOS always have a display")
def test_a_display_that_does_not_answer_is_named() -> None:
    assert "':987' cannot be reached" in missing_display({"DISPLAY": ":987"})
    assert missing_display({"QT_QPA_PLATFORM": "offscreen"}) == ""


WATCHER = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
import nnviz
from ui.app import main
from ui.main_window import MainWindow

arguments = sys.argv[1:]
if "mute" in arguments:
    arguments.remove("mute")
    sys.stderr = None
app = QApplication([])

def look():
    window = next((w for w in app.topLevelWidgets() if isinstance(w, MainWindow) and w.session.frame), None)
    if window is None or not window.strip.line.text():
        return
    said = window.strip.line.text()
    window.documents.open(Path(arguments[-1]))
    print(said, window.strip.line.text(), window.session.experiment.name, window.documents.path, sep="\\n")
    timer.stop()
    window.close()

timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
sys.exit(main(arguments))
"""

BROKEN = {
    "empty.nnviz.json": b"",
    "prose.nnviz.json": b"Dear students,",
    "binary.nnviz.json": bytes(range(256)),
    "keys.nnviz.json": b'{"nnviz": 1, "netwrk": {}}',
    "unfit.nnviz.json": json.dumps({**SMALL, "training": {"batch_size": 49}}).encode(),
    "session.nnviz": b"not a session",
    "gone.nnviz.json": None,
}


@pytest.mark.skipif(sys.platform != "linux", reason="places of the data are set by variables of Linux")
@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("how", ["--in-window", "mute"])
def test_after_a_double_click_the_window_says_what_is_wrong(tmp_path: Path, name: str, how: str) -> None:
    path, content = tmp_path / name, BROKEN[name]
    if content is not None:
        path.write_bytes(content)
    home = {variable: str(tmp_path / variable) for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    result = subprocess.run(
        [sys.executable, "-c", WATCHER, how, str(path)],
        capture_output=True,
        text=True,
        env={**os.environ, **home},
        timeout=120,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    said, as_from_the_menu, experiment, saved_to = result.stdout.splitlines()
    assert said == as_from_the_menu
    assert experiment == example(OPENING_EXAMPLE).name
    assert saved_to == "None"
    in_terminal = run(str(path))
    assert in_terminal.returncode == 2
    assert in_terminal.stderr == f"nnviz: {said}\n"


def test_a_good_file_opens_in_the_window_as_ever(file: Path, tmp_path: Path) -> None:
    pictures = [tmp_path / "plain.png", tmp_path / "told.png"]
    for words, picture in zip(([], ["--in-window"]), pictures, strict=True):
        result = run(*words, str(file), "--steps", "4", "--size", "1024x700", "--screenshot", str(picture))
        assert result.returncode == 0, result.stderr
    assert QImage(str(pictures[0])) == QImage(str(pictures[1]))


def test_an_option_that_is_wrong_is_said_in_the_terminal_all_the_same(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--in-window", str(file), "--theme", "drak"]) == 2
    assert "did you mean 'dark'?" in capsys.readouterr().err
