"""Reading and writing experiment files (``*.nnviz.json``)."""

from __future__ import annotations

import json
from pathlib import Path

from nnviz.errors import InvalidInput
from nnviz.experiment.document import decode, encode, parse
from nnviz.experiment.schema import Experiment
from nnviz.output_file import OutputFile

MAXIMUM_BYTES = 2**20
SUFFIX = ".nnviz.json"


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
        return decode(parse(content))
    except InvalidInput as error:
        raise InvalidInput(f"{name}: {error}") from None


def text_of(experiment: Experiment) -> str:
    """Return the content of an experiment file."""
    return json.dumps(encode(experiment), indent=1, ensure_ascii=False) + "\n"


def save(experiment: Experiment, path: Path) -> None:
    """Write an experiment file, whole or not at all. Raises `InvalidInput` where the disk refuses."""
    with OutputFile(path) as output:
        output.write(text_of(experiment).encode())
        output.commit()
