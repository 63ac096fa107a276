"""The command ``python -m nnviz``: training and checking without a window."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from nnviz import __version__
from nnviz.blas import use_one_thread
from nnviz.commands import COMMANDS
from nnviz.commands.command import PROGRAM
from nnviz.commands.console import complain, say
from nnviz.errors import InvalidInput, unknown_name

REFUSED = 2
INTERRUPTED = 130
NOBODY_READS = 141
FAULT = 70

HELP = f"""\
usage: {PROGRAM} COMMAND ...

nnviz without its window: trains experiments, and checks what it trains.

commands:
{"".join(f"  {command.name:<17} {command.sentence}" + chr(10) for command in COMMANDS.values())}
{PROGRAM} COMMAND --help tells more of each. The window opens with the command nnviz.

options:
  -h, --help        show this help
  --version         show the version
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command.

    Returns
    -------
    int
        The exit code: 0; 2 for anything wrong with what was asked, after one line on standard error; what the command
        itself answers, such as 3 for a run that diverged; 130 after Ctrl-C; 141 when nobody reads standard output.
    """
    try:
        return _dispatch(list(sys.argv[1:] if arguments is None else arguments))
    except InvalidInput as error:
        complain(str(error))
        return REFUSED
    except MemoryError:
        complain("there is not enough memory for this: take a smaller network, batch or data set")
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as end:  # --help of a command
        return int(end.code or 0)
    except BrokenPipeError:
        _silence_standard_output()
        return NOBODY_READS
    except OSError as error:
        _silence_standard_output()
        complain(f"standard output cannot be written: {(error.strerror or str(error)).lower()}")
        return REFUSED


def _dispatch(arguments: list[str]) -> int:
    if not arguments:
        raise InvalidInput(f"no command: allowed are {', '.join(COMMANDS)}; see {PROGRAM} --help")
    use_one_thread()
    name = arguments[0]
    if name in ("-h", "--help"):
        say(HELP)
    elif name == "--version":
        say(f"nnviz {__version__}\n")
    elif name in COMMANDS:
        return COMMANDS[name](arguments[1:])
    else:
        allowed = ["--help", "--version"] if name.startswith("-") else COMMANDS
        raise unknown_name("option" if name.startswith("-") else "command", name, allowed)
    return 0


def _silence_standard_output() -> None:
    """Keep Python from failing once more when it flushes standard output at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run_as_program(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command as a program of its own, in which a fault of nnviz is one line, too."""
    try:
        return main(arguments)
    except Exception as fault:  # never a traceback in a user's face
        complain(f"this is a fault of nnviz, please report it: {type(fault).__name__}: {fault}")
        return FAULT


if __name__ == "__main__":
    sys.exit(run_as_program())
