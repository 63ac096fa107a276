"""The headless command as a program of its own: pipes, signals, full disks, and the same bits in every process."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = [sys.executable, "-m", "nnviz"]
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="devices and signals of Linux")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def endless(tmp_path: Path) -> str:
    path = tmp_path / "endless.nnviz.json"
    path.write_text('{"nnviz": 1, "training": {"stop": {"steps": 1000000000000}}}')
    return str(path)


def test_every_process_trains_the_same_bits(tmp_path: Path) -> None:
    path = tmp_path / "it.nnviz.json"
    path.write_text(
        '{"nnviz": 1, "seed": 11, "data": {"name": "iris"}, "variants": [{"name": "v", "set": {"seed": 3}}]}'
    )
    found = set()
    for hash_seed in ("0", "1", "31415"):
        out = tmp_path / f"{hash_seed}.npz"
        ended = run("train", str(path), "--steps", "321", "--weights", str(out), PYTHONHASHSEED=hash_seed)
        assert (ended.returncode, ended.stderr) == (0, "")
        answer = json.loads(ended.stdout)
        for result in (answer, *answer["variants"]):
            del result["steps_per_second"]
        found.add((json.dumps(answer), hashlib.sha256(out.read_bytes()).hexdigest()))
    assert len(found) == 1


def test_a_fault_of_the_program_is_one_line_too(tmp_path: Path) -> None:
    path = tmp_path / "it.nnviz.json"
    path.write_text('{"nnviz": 1}')
    code = (
        "import runpy, nnviz.commands.data as data; data.archive = None; runpy.run_module('nnviz', run_name='__main__')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, "data", str(path), "--out", str(tmp_path / "out")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 70
    assert ended.stdout == ""
    assert ended.stderr.startswith("nnviz: this is a fault of nnviz, please report it: TypeError")
    assert ended.stderr.count("\n") == 1
    assert os.listdir(tmp_path) == [path.name]


@linux_only
@pytest.mark.parametrize("command", [["list"], ["--help"], ["train", "--help"]], ids=str)
def test_standard_output_that_is_full(command: list[str]) -> None:
    with open("/dev/full", "w") as full:
        ended = subprocess.run(
            [*PROGRAM, *command], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert ended.returncode == 2
    assert ended.stderr == "nnviz: standard output cannot be written: no space left on device\n"


@linux_only
def test_standard_output_that_nobody_reads() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        ended = subprocess.run(
            [*PROGRAM, "list"], cwd=ROOT, stdout=pipe, stderr=subprocess.PIPE, text=True, check=False
        )
    assert ended.returncode == 141
    assert ended.stderr == ""


@linux_only
def test_closed_standard_streams() -> None:
    ended = subprocess.run(
        ["sh", "-c", 'exec "$@" >&- 2>&-', "sh", *PROGRAM, "list"], cwd=ROOT, capture_output=True, check=False
    )
    assert ended.returncode == 0


@pytest.fixture
def heard_ctrl_c() -> Iterator[None]:
    """Let what is started hear Ctrl+C: a program in the background ignores it, and so does all that it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@linux_only
def test_ctrl_c_ends_it_quietly(endless: str, tmp_path: Path, heard_ctrl_c: None) -> None:
    out = tmp_path / "out.csv"
    process = subprocess.Popen(
        [*PROGRAM, "train", endless, "--metrics", str(out)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 30.0
    while not list(tmp_path.glob(".nnviz-*.part")) and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=30.0)
    assert (process.returncode, output, errors) == (130, b"", b"")
    assert [path.name for path in tmp_path.iterdir()] == ["endless.nnviz.json"]


@linux_only
def test_a_progress_bar_on_a_terminal(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    path = tmp_path / "it.nnviz.json"
    path.write_text('{"nnviz": 1}')
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, "train", str(path), "--steps", "20000"], cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs
    )
    output, _ = process.communicate(timeout=60.0)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert process.returncode == 0
    assert json.loads(output)["step"] == 20_000
    assert "train loss" in shown
    assert shown.endswith("\r\x1b[K")
