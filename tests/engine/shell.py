"""Runs the headless command within the test's own process."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from nnviz.__main__ import main


class Shell:
    """Runs commands on one experiment file."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def file(self, document: dict[str, Any], name: str = "it.nnviz.json") -> str:
        path = self.folder / name
        path.write_text(json.dumps({"nnviz": 1, **document}))
        return str(path)

    def answer(self, *arguments: str, code: int = 0) -> dict[str, Any]:
        """Return the last line of standard output."""
        assert main(arguments) == code
        output, errors = self._capsys.readouterr()
        assert (errors == "") == (code != 3)
        assert "NaN" not in output
        assert "Infinity" not in output
        answer: dict[str, Any] = json.loads(output.splitlines()[-1])
        return answer

    def refusal(self, *arguments: str) -> str:
        """Return the one line on standard error."""
        assert main(arguments) == 2
        output, errors = self._capsys.readouterr()
        assert output == ""
        [line] = errors.splitlines()
        assert line.startswith("nnviz: ")
        return line.removeprefix("nnviz: ")

    def rows(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a table."""
        with (self.folder / name).open(newline="") as file:
            return list(csv.DictReader(file))
