"""What a command is, and how its options are read."""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from msgspec import Struct

from nnviz.assembly import Assembly, assemble_runs
from nnviz.commands.console import say
from nnviz.errors import InvalidInput, unknown_name
from nnviz.experiment import Experiment, load

PROGRAM = "nnviz" if getattr(sys, "frozen", False) else "python -m nnviz"
"""What is typed before a command: a frozen app comes without a Python that could run a module."""
USAGE_COLUMNS = 112


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and leaves it to the caller to end."""

    def print_help(self, file: object = None) -> None:
        say(self.format_help())

    def error(self, message: str) -> NoReturn:
        raise InvalidInput(f"{self.prog}: {message.removeprefix('argument ')}; see {PROGRAM} {self.prog} --help")


class Command(Struct, frozen=True, kw_only=True):
    """One command.

    Attributes
    ----------
    name : str
    sentence : str
        What it does, for the list of commands.
    description : str
        What it does in full, and what it answers.
    declare : callable
        Adds its arguments to a parser.
    run : callable
        Carries it out and returns the exit code. Raises `InvalidInput` for anything wrong with what was asked.
    """

    name: str
    sentence: str
    description: str
    declare: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]

    def __call__(self, arguments: Sequence[str]) -> int:
        """Read the options and carry the command out."""
        parser = _Parser(
            self.name,
            usage=self._usage(),
            description=self.description,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        self.declare(parser)
        options, unread = parser.parse_known_args(arguments)
        for argument in unread:
            if argument.startswith("-") and len(argument) > 1:
                known = [name for name in parser._option_string_actions if name.startswith("--")]
                raise unknown_name(f"option of {self.name}", argument.partition("=")[0], known)
            raise InvalidInput(f"{self.name}: '{argument}' is too many; see {PROGRAM} {self.name} --help")
        return self.run(options)

    def _usage(self) -> str:
        parser = argparse.ArgumentParser("", add_help=False)
        self.declare(parser)
        arguments = re.sub(r"\s+", " ", parser.format_usage().removeprefix("usage:")).strip()
        together = re.sub(r" (?=[^\[\]]*\])", "\N{NO-BREAK SPACE}", arguments)  # an option and its value
        lines = textwrap.wrap(f"{PROGRAM} {self.name} {together}", USAGE_COLUMNS, subsequent_indent=" " * 7)
        return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ")


def whole_number(most: int) -> Callable[[str], int]:
    """Return a reader of whole numbers from 0 to `most`."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) <= len(str(most)) and int(text) <= most):
            raise argparse.ArgumentTypeError(f"'{text}' is not allowed: it must be a whole number from 0 to {most:,}")
        return int(text)

    return read


def load_runs(path: Path, change: Callable[[Experiment], Experiment] = lambda experiment: experiment) -> list[Assembly]:
    """Read an experiment file and prepare its runs, each with `change` applied; the base comes first."""
    experiment = load(path)
    try:
        return assemble_runs(experiment, change)
    except InvalidInput as error:
        raise InvalidInput(f"{path.name}: {error}") from None
