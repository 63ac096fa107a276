"""Reading and writing experiment files (``*.nnviz.json``)."""

from __future__ import annotations

import json
import re
from pathlib import Path

from nnviz.datasets.csv_files import is_held, write_beside
from nnviz.errors import InvalidInput
from nnviz.experiment.document import decode, encode, parse
from nnviz.experiment.own_data import at_home, away, with_paths
from nnviz.experiment.schema import Experiment
from nnviz.output_file import OutputFile

MAXIMUM_BYTES = 2**20
SUFFIX = ".nnviz.json"

# A drawn point stands on one line. No text within JSON holds a line break, so nothing else can look like it.
_POINT = re.compile(r"\[\n\s+([-+.e\d]+),\n\s+([-+.e\d]+),\n\s+(\d+)\n\s+\]")


def load(path: Path) -> Experiment:
    """Read an experiment file. Raises `InvalidInput` with the file's name and what is wrong."""
    name = path.name or str(path)
    try:
        with path.open("rb") as file:
            content = file.read(MAXIMUM_BYTES + 1)
    except OSError as error:
        raise InvalidInput(f"{name}: cannot be read: {(error.strerror or str(error)).lower()}") from None
    if len(content) > MAXIMUM_BYTES:
        raise InvalidInput(f"{name}: larger than 1 MiB, which is more than an experiment ever needs")
    try:
        return at_home(decode(parse(content)), path.parent)
    except InvalidInput as error:
        raise InvalidInput(f"{name}: {error}") from None


def text_of(experiment: Experiment) -> str:
    """Return the content of an experiment file."""
    text = json.dumps(encode(experiment), indent=1, ensure_ascii=False) + "\n"
    return _POINT.sub(r"[\1, \2, \3]", text)


def save(experiment: Experiment, path: Path) -> None:
    """Write an experiment file, whole or not at all. A table that only a session file has is written beside it.

    Raises
    ------
    InvalidInput
        Where the disk refuses, or the experiment is too large.
    """
    folder = path.parent
    written = with_paths(experiment, lambda own: str(write_beside(own, folder)) if is_held(own) else own)
    content = text_of(away(written, folder)).encode()
    if len(content) > MAXIMUM_BYTES:
        raise InvalidInput(
            f"{path}: cannot be written: it would be larger than 1 MiB; save it as a session, or shorten it"
        )
    with OutputFile(path) as output:
        output.write(content)
        output.commit()
