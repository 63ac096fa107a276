"""Saving a session."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from pathlib import Path

import msgspec
import numpy as np
from msgspec.structs import replace

from nnviz.checkpoint import TrainerState
from nnviz.edits import Edit, NetworkEdit, TrainingEdit
from nnviz.errors import InvalidInput
from nnviz.experiment.document import encode
from nnviz.experiment.schema import Experiment, Training
from nnviz.store.array_form import ArrayForm
from nnviz.store.saved_session import SavedRun, SavedSession
from nnviz.store.session_best import best_parts
from nnviz.store.session_form import (
    LARGEST_WINDOW,
    MOST_TRAININGS,
    BookmarkEntry,
    EditEntry,
    MarkEntry,
    OriginEntry,
    RunEntry,
    SeriesEntry,
    SessionManifest,
    array_name,
)
from nnviz.store.session_networks import NetworksWritten
from nnviz.store.session_pace import pace_parts
from nnviz.store.session_tables import entry_of, parts_of
from nnviz.store.writer import Part, whole, write_container


def save_session(session: SavedSession, path: Path) -> None:
    """Write a session file, whole or not at all; the same session gives the same bytes.

    Everything in a `SavedSession` is a copy or is never written again, except its histories: whoever saves in another
    thread than appends to them makes copies first (``History.load(history.dump())``).

    Raises
    ------
    InvalidInput
        If it cannot be written, with the path and the reason; then what was there is still there.
    """
    window = msgspec.json.encode(session.window)
    if len(window) > LARGEST_WINDOW:
        raise InvalidInput(f"{path}: cannot be written: the layout of the window is larger than 256 KiB")
    entries: list[RunEntry] = []
    parts: list[Part] = []
    for number, run in enumerate(session.runs):
        trainings = _Trainings(session.experiment)
        states = run.keyframes
        parts += _keyframes(number, run, [trainings.place(state.training) for state in states])
        parts += _history(number, run)
        parts += _path(number, run)
        entries.append(_entry(run, trainings, NetworksWritten(session.experiment, states[0].network)))
    if sum(len(entry.trainings) + len(entry.networks) for entry in entries) > MOST_TRAININGS:
        raise InvalidInput(f"{path}: cannot be written: there are more than {MOST_TRAININGS:,} different live edits")
    for number, table in enumerate(session.tables):
        parts += parts_of(number, table)
    manifest = SessionManifest(
        experiment=msgspec.Raw(json.dumps(encode(session.experiment), ensure_ascii=False).encode()),
        runs=entries,
        viewed_run=session.viewed_run,
        viewed_step=session.viewed_step,
        window=msgspec.Raw(window),
        tables=tuple(entry_of(table) for table in session.tables),
    )
    write_container(path, manifest, parts)


class _Trainings:
    """The training settings of one run, each written once."""

    def __init__(self, experiment: Experiment) -> None:
        self._base = replace(experiment, variants=())
        self._places: dict[Training, int] = {}

    def place(self, training: Training) -> int:
        """Return where the settings stand in the list."""
        return self._places.setdefault(training, len(self._places))

    def documents(self) -> list[msgspec.Raw]:
        """Return the list, as JSON."""
        records = [replace(self._base, training=training) for training in self._places]
        return [msgspec.Raw(json.dumps(encode(record)["training"]).encode()) for record in records]


def _entry(run: SavedRun, trainings: _Trainings, networks: NetworksWritten) -> RunEntry:
    edits = [_edit(edit, trainings, networks) for edit in run.edits]
    series = {
        name: SeriesEntry(
            last_step=stored.last_step,
            capacity=stored.capacity,
            rows_per_bucket=stored.rows_per_bucket,
            partial=stored.partial,
        )
        for name, stored in run.history.dump().items()
    }
    return RunEntry(
        name=run.name,
        step=run.step,
        trainings=trainings.documents(),
        networks=networks.documents(),
        edits=edits,
        series=series,
        marks=[MarkEntry(step=mark.step, epoch=mark.epoch, words=mark.words) for mark in run.marks],
        bookmarks=[BookmarkEntry(step=bookmark.step, name=bookmark.name) for bookmark in run.bookmarks],
        divergence=run.divergence,
        update_ratios=[ratio if math.isfinite(ratio) else None for ratio in run.update_ratios],
        origin=OriginEntry(run=run.origin.run, step=run.origin.step) if run.origin is not None else None,
    )


def _edit(edit: Edit, trainings: _Trainings, networks: NetworksWritten) -> EditEntry:
    if isinstance(edit, TrainingEdit):
        return EditEntry(step=edit.step, training=trainings.place(edit.training))
    if isinstance(edit, NetworkEdit):
        return EditEntry(step=edit.step, network=networks.place(edit.network))
    return EditEntry(step=edit.step, index=edit.index, value=edit.value)


def _keyframes(number: int, run: SavedRun, trainings: list[int]) -> Iterable[Part]:
    states = run.keyframes
    counters = [
        (state.step, state.samples_seen, state.updates, _in_force(state, run), training, len(state.optimizer_state))
        for state, training in zip(states, trainings, strict=True)
    ]
    dtype = states[0].theta.dtype.newbyteorder("<").str
    size = len(states[0].theta)
    rows = sum(len(state.optimizer_state) for state in states)

    def part(name: str, shape: tuple[int, ...], pieces: Iterable[np.ndarray]) -> Part:
        return Part(array_name(number, "keyframes", name), ArrayForm(dtype, shape), pieces)

    yield whole(array_name(number, "keyframes", "counters"), np.array(counters, dtype=np.int64))
    evaluations = np.array([state.evaluation for state in states], dtype=np.float64)
    yield whole(array_name(number, "keyframes", "evaluations"), evaluations)
    yield part("theta", (len(states), size), (state.theta for state in states))
    width = states[0].optimizer_state.shape[1]  # without the running statistics in theta
    yield part("optimizer_state", (rows, width), (state.optimizer_state for state in states))
    yield from best_parts(number, states)
    yield from pace_parts(number, states)


def _in_force(state: TrainerState, run: SavedRun) -> int:
    count = len(state.edits)
    if state.edits != run.edits[:count]:
        raise ValueError(f"run '{run.name}': the keyframe of step {state.step} has other edits than the run")
    return count


def _history(number: int, run: SavedRun) -> Iterable[Part]:
    for name, stored in run.history.dump().items():
        arrays = {
            "steps": np.stack([stored.first_steps, stored.last_steps], axis=1),
            "low": stored.low,
            "high": stored.high,
            "last": stored.last,
        }
        for key, array in arrays.items():
            yield whole(array_name(number, "history", name, key), array)


def _path(number: int, run: SavedRun) -> Iterable[Part]:
    path = run.path
    state = run.keyframes[0]
    dtype = state.theta.dtype.newbyteorder("<").str
    yield whole(array_name(number, "path", "steps"), np.array(path.steps, dtype=np.int64))
    form = ArrayForm(dtype, (len(path.steps), len(state.theta)))
    yield Part(array_name(number, "path", "thetas"), form, path.thetas)
