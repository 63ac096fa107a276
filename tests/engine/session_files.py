"""Sessions and recordings as files, for the tests of their formats."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nnviz
from nnviz.edits import ParameterEdit, TrainingEdit
from nnviz.errors import InvalidInput
from nnviz.experiment.document import with_value
from nnviz.history import History
from nnviz.snapshot import Divergence
from nnviz.store.saved_session import Bookmark, Mark, SavedRun, SavedSession
from nnviz.store.session_reader import load_session
from nnviz.store.session_writer import save_session
from nnviz.trainer import Trainer
from tests.engine.runs import experiment, hidden, trainer

MOST_BYTES = 200 * 10**6

TRAINING = {"batch_size": 20, "optimizer": {"name": "adam", "learning_rate": 0.01}}


def small_trainer(dtype: str = "float64") -> Trainer:
    return trainer(
        data={"name": "xor", "samples": 60},
        network={"hidden": hidden(3)},
        training={**TRAINING, "dtype": dtype},
    )


def saved_run(dtype: str = "float64", name: str = "base") -> tuple[SavedRun, Trainer]:
    """Return a run with two live edits and four keyframes, and its trainer as it stands at step 25."""
    run = small_trainer(dtype)
    history = History(len(run.assembly.network.layers))
    keyframes = [run.state()]
    run.advance(7)
    run.apply(TrainingEdit(7, with_value(run.assembly.experiment, "training.optimizer", "sgd").training))
    keyframes.append(run.state())
    run.advance(6)
    run.apply(ParameterEdit(13, 2, 0.1))
    keyframes.append(run.state())
    run.advance(12)
    keyframes.append(run.state())
    history.append(run.take_scalars())
    path = run.path
    saved = SavedRun(
        name,
        run.step,
        tuple(run.edits),
        tuple(keyframes),
        history,
        path,
        (Mark(7, 7 / 3, "learning rate 0.03"), Mark(13, 13 / 3, "W1[0,2] = 0.1 – by hand")),
        (Bookmark(20, "the bend"),),
        Divergence(26, 1, "Hidden 1", "a reason") if name == "other" else None,
    )
    return saved, run


def saved_session() -> SavedSession:
    base, other = saved_run()[0], saved_run("float32", "other")[0]
    document = experiment(
        data={"name": "xor", "samples": 60},
        network={"hidden": hidden(3)},
        training=TRAINING,
        variants=[{"name": "other", "set": {"training.dtype": "float32"}}],
    )
    window: dict[str, Any] = {"layout": ["Network", {"row": [1, 2.5]}], "theme": "dark", "leer": None}
    return SavedSession(document, (base, other), viewed_run=1, viewed_step=11, window=window)


def record(path: Path, *, close: bool = True, steps: int = 6) -> None:
    """Record a small training."""
    generator = np.random.default_rng(4)
    recorder = nnviz.Recorder(path, ["first", "second"], ["relu", None], name="elsewhere")
    for step in range(0, 10 * steps, 10):
        weights = [
            (generator.normal(size=(2, 3)).astype(np.float32), np.zeros(3, np.float32)),
            np.ones((3, 1), np.float32),
        ]
        recorder.record(
            step,
            train_loss=1 / (1 + step),
            weights=weights if step % 20 == 0 else None,
            gradients=[generator.normal(size=(2, 3)), None],
            activations=[np.maximum(generator.normal(size=(5, 3)), 0), None],
        )
    if close:
        recorder.close()
    else:
        recorder._file.close()


def members(content: bytes) -> dict[str, bytes]:
    """Return the members of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def archive(content: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """Return an archive of members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, member in content.items():
            file.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), member, method)
    return buffer.getvalue()


def npy(head: str, numbers: bytes = b"") -> bytes:
    """Return an array with any head."""
    text = head.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + numbers


def saved_bytes(folder: Path) -> bytes:
    """Return the content of a session file."""
    save_session(saved_session(), folder / "saved.nnviz")
    content = (folder / "saved.nnviz").read_bytes()
    (folder / "saved.nnviz").unlink()
    return content


def with_array(session: bytes, name: str, content: bytes) -> bytes:
    return archive({**members(session), f"{name}.npy": content})


def refusal(path: Path, content: bytes) -> str:
    """Return the sentence with which a session of this content is refused, and check what it costs."""
    path.write_bytes(content)
    tracemalloc.start()
    try:
        with pytest.raises(InvalidInput) as found:
            load_session(path)
        assert tracemalloc.get_traced_memory()[1] < MOST_BYTES
    finally:
        tracemalloc.stop()
    sentence = str(found.value)
    assert sentence.startswith(f"{path.name}: ")
    assert "\n" not in sentence
    assert len(sentence) < 400
    return sentence
