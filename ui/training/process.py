"""The window's end of the training process."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Concatenate, ParamSpec

from ui.training import OPTION
from ui.training.packing import Packer, Unpacker
from ui.training.program import TOOK
from ui.training.report import Report
from ui.training.wire import Parts, read_parts, write_parts
from ui.training.worker import Worker

P = ParamSpec("P")

PATIENCE = 3.0
"""Seconds after which a process that does not end by itself is killed."""

GONE = "The training process has ended by itself, with exit code {}."


class TrainingProcess:
    """Gives commands to a `Worker` in a process of its own, and takes its reports. For one thread only.

    Parameters
    ----------
    on_report : callable
        Called from another thread when a report has arrived.
    """

    def __init__(self, on_report: Callable[[], None] = lambda: None) -> None:
        self._on_report = on_report
        self._process: subprocess.Popen[bytes] | None = None
        self._threads: list[threading.Thread] = []
        self._begin()

    def _begin(self) -> None:
        """Know nothing of a process before."""
        self._packer, self._unpacker = Packer(), Unpacker()
        self._outgoing: queue.SimpleQueue[Parts | None] = queue.SimpleQueue()
        self._incoming: deque[list[bytearray] | Report] = deque()
        self._told = self._carried_out = 0
        self._playing = False

    def start(self) -> bool:
        """Start the process, or another one where it has ended, which knows nothing of what was told to that.

        Returns whether there was none.
        """
        if self.alive:
            return False
        if self._process is not None:
            self.close()
            self._begin()
        self._process = subprocess.Popen(
            _command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        ends = (_write, self._process.stdin, self._outgoing), (self._read, self._process, self._process.stdout)
        self._threads = [
            threading.Thread(target=work, args=what, name="nnviz training", daemon=True) for work, *what in ends
        ]
        for thread in self._threads:
            thread.start()
        return True

    def close(self) -> None:
        """End the process, and wait until it has ended."""
        process, self._process = self._process, None
        if process is None:
            return
        self._outgoing.put(None)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:  # it was stopped, or the system is out of memory
            process.kill()
        for thread in self._threads:
            thread.join()

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def full(self) -> bool:
        """Whether there is a report that nobody has taken."""
        return bool(self._incoming)

    @property
    def idle(self) -> bool:
        """Whether every command has been carried out, nothing trains, and the last report on it was taken."""
        return not self.full and self._carried_out == self._told and not self._playing

    def tell(self, command: Callable[Concatenate[Worker, P], None], *positional: P.args, **named: P.kwargs) -> None:
        """Give a command: a method of `Worker`, with its arguments. It returns at once."""
        if self._process is not None and not self.alive:
            self._miss(self._process)
        else:
            self._told += 1
            self._say(command.__name__, positional, named)

    def take(self) -> Report | None:
        """Take the earliest report, or None where there is nothing new."""
        if not self._incoming:
            return None
        arrived = self._incoming.popleft()
        if isinstance(arrived, Report):
            self._carried_out, self._playing = self._told, False
            return arrived
        report: Report = self._unpacker.unpack(arrived)
        self._carried_out, self._playing = report.carried_out, report.playing
        self._say(TOOK, (), {})
        return report

    def _say(self, name: str, positional: tuple[object, ...], named: dict[str, object]) -> None:
        self._outgoing.put(self._packer.pack((name, positional, named)))

    def _read(self, process: subprocess.Popen[bytes], stream: BinaryIO) -> None:
        """Take what comes until nothing will, in a thread of its own: what waits in the pipe would hold up training."""
        incoming = self._incoming
        with stream:
            while (parts := read_parts(stream)) is not None:
                incoming.append(parts)
                self._on_report()
        process.wait()
        if self._process is process:  # nobody has asked it to end
            self._miss(process)

    def _miss(self, process: subprocess.Popen[bytes]) -> None:
        self._incoming.append(Report(-1, (), False, 0.0, failure=GONE.format(process.returncode)))
        self._on_report()


def _write(stream: BinaryIO, outgoing: queue.SimpleQueue[Parts | None]) -> None:
    """Write what is to be said, in a thread of its own: the data of an experiment are more than a pipe holds."""
    try:
        with stream:
            while (parts := outgoing.get()) is not None:
                write_parts(stream, parts)
    except OSError:  # the process has ended, which `TrainingProcess._read` tells
        pass


def _command() -> list[str]:
    """Return the command by which this program, however it was installed, becomes the training process."""
    if getattr(sys, "frozen", False):
        return [sys.executable, OPTION]
    return [sys.executable, "-P", "-m", "ui.app", OPTION]


def _environment() -> dict[str, str]:
    """Return the environment in which the process finds the same code, wherever it is started."""
    root = str(Path(__file__).resolve().parent.parent.parent)
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
