"""What runs in the training process: commands come in at standard input, reports go out at standard output.

It ends with the window: when there is nobody at the other end any more, nothing is left to do.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from typing import BinaryIO, NoReturn

from nnviz.blas import use_one_thread
from ui.training.outbox import Outbox
from ui.training.packing import Packer, Unpacker
from ui.training.wire import read_parts, write_parts
from ui.training.worker import Worker

TOOK = "window_took"
"""What the window says instead of a command when it has taken a report."""

SWITCH_SECONDS = 0.001
"""How long training may keep whoever listens from the interpreter. After Python's 5 ms reports are late for a frame."""


def main() -> NoReturn:
    """Train for a window until it has gone."""
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever else is printed must not come between two reports
    # Asked to end, the window does so when it has saved what is unsaved, and that is here.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    use_one_thread()
    sys.setswitchinterval(SWITCH_SECONDS)
    packer = Packer()

    def send(report: object) -> None:
        try:
            write_parts(outgoing, packer.pack(report))
        except OSError:
            os._exit(0)

    outbox = Outbox(send)
    worker = Worker(outbox)
    threading.Thread(target=_listen, args=(incoming, outbox, worker), name="nnviz commands", daemon=True).start()
    worker.run()


def _listen(incoming: BinaryIO, outbox: Outbox, worker: Worker) -> None:
    unpacker = Unpacker()
    while (parts := read_parts(incoming)) is not None:
        try:
            name, positional, named = unpacker.unpack(parts)
            if name == TOOK:
                outbox.window_took()
            else:
                getattr(worker, name)(*positional, **named)
        except Exception:
            worker.fail(traceback.format_exc())
    os._exit(0)  # at once, also out of a step that takes long
