"""Opening a session. Nothing in the file is believed before it has been looked at."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
from msgspec.structs import replace

from nnviz.arrays import Array, all_finite, read_only
from nnviz.checkpoint import TrainerState
from nnviz.edits import Edit, NetworkEdit, ParameterEdit, TrainingEdit
from nnviz.errors import InvalidInput
from nnviz.experiment.document import decode, encode, parse
from nnviz.experiment.fields import MAXIMUM_NAME, check_ranges
from nnviz.experiment.schema import Experiment, Training
from nnviz.history import SERIES, History, StoredSeries
from nnviz.optimizers import OPTIMIZERS
from nnviz.path import Path as ThetaPath
from nnviz.snapshot import EVALUATION_COLUMNS, Evaluation
from nnviz.store.container import Container
from nnviz.store.saved_session import Bookmark, Mark, Origin, SavedRun, SavedSession
from nnviz.store.session_best import ARRAYS, has_best, read_bests
from nnviz.store.session_form import (
    COUNTERS,
    LARGEST_EXPERIMENT,
    LARGEST_WINDOW,
    MOST_TRAININGS,
    EditEntry,
    RunEntry,
    SessionManifest,
    array_name,
)
from nnviz.store.session_networks import network_in_force, read_networks
from nnviz.store.session_pace import CURVE, has_pace, older_curve, read_paces
from nnviz.store.session_tables import ARRAYS_PER_TABLE, restore

OLDER_COLUMNS = EVALUATION_COLUMNS.index("validation_loss")
"""Of evaluations, before there was a validation share."""

OLDER_SERIES = tuple(name for name in SERIES if name != CURVE)

_MOST = 2**62
_MOST_POINTS = 2**14
"""Four times as many keyframes, and more points of a path, than any run keeps."""


@np.errstate(over="ignore", invalid="ignore")  # numbers that nobody has looked at yet
def load_session(path: Path) -> SavedSession:
    """Read a session file. Its arrays are copied into memory, so the file may be replaced at once.

    Whether a run fits the network that its experiment describes is known when that is assembled: `check_fits`.

    Raises
    ------
    InvalidInput
        With the file's name and what is wrong.
    """
    try:
        with Container(path) as container:
            manifest = container.manifest("session", SessionManifest)
            container.check()
            return _session(container, manifest)
    except InvalidInput as error:
        raise InvalidInput(f"{path.name or path}: {error}") from None


def _session(container: Container, manifest: SessionManifest) -> SavedSession:
    needed = len(manifest.runs) * (4 + 4 * len(SERIES) + 2)
    needed -= 4 * sum(set(entry.series) == set(OLDER_SERIES) for entry in manifest.runs)
    needed += sum(ARRAYS for run in range(len(manifest.runs)) if has_best(container, run))
    needed += sum(has_pace(container, run) for run in range(len(manifest.runs)))
    needed += ARRAYS_PER_TABLE * len(manifest.tables)
    if len(container.forms) != needed:
        raise InvalidInput(f"it has {len(container.forms)} arrays: {needed} belong to its runs")
    if sum(len(entry.trainings) + len(entry.networks) for entry in manifest.runs) > MOST_TRAININGS:
        raise InvalidInput(f"it has more than {MOST_TRAININGS:,} different settings")
    if len(bytes(manifest.experiment)) > LARGEST_EXPERIMENT:
        raise InvalidInput("its experiment is larger than 1 MiB")
    experiment = decode(parse(bytes(manifest.experiment)))
    if len(bytes(manifest.window)) > LARGEST_WINDOW:
        raise InvalidInput("the layout of its window is larger than 256 KiB")
    window = parse(bytes(manifest.window))
    if not isinstance(window, dict):
        raise InvalidInput("the layout of its window is not an object")
    if manifest.viewed_run >= len(manifest.runs):
        raise InvalidInput(f"run {manifest.viewed_run} was looked at, but it has {len(manifest.runs)} runs")
    experiment = restore(container, manifest.tables, experiment)
    runs = tuple(_Run(container, experiment, number, entry).read() for number, entry in enumerate(manifest.runs))
    return SavedSession(experiment, runs, manifest.viewed_run, manifest.viewed_step, window)


class _Run:
    """Reads one run."""

    def __init__(self, container: Container, experiment: Experiment, number: int, entry: RunEntry) -> None:
        if not entry.name.strip() or len(entry.name) > MAXIMUM_NAME:
            raise InvalidInput(f"run {number} has no name of 1 to {MAXIMUM_NAME} characters")
        self._container = container
        self._number = number
        self._entry = entry
        self._base = replace(experiment, variants=())
        self._trainings = [self._training(document) for document in entry.trainings]
        self._networks = read_networks(entry.networks, experiment, number)
        dtypes = {training.dtype for training in self._trainings}
        if len(dtypes) != 1:
            raise InvalidInput(f"run '{entry.name}' does not train in one type of numbers")
        self._dtype = "<f4" if dtypes == {"float32"} else "<f8"

    def read(self) -> SavedRun:
        """Read everything."""
        entry = self._entry
        edits = tuple(map(self._edit, entry.edits))
        keyframes = self._keyframes(edits)
        return SavedRun(
            entry.name,
            entry.step,
            edits,
            keyframes,
            self._history(keyframes[0], edits),
            self._path(len(keyframes[0].theta)),
            tuple(Mark(mark.step, mark.epoch, mark.words) for mark in entry.marks),
            tuple(Bookmark(bookmark.step, bookmark.name) for bookmark in entry.bookmarks),
            entry.divergence,
            tuple(math.nan if ratio is None else ratio for ratio in entry.update_ratios),
            self._origin(),
        )

    def _origin(self) -> Origin | None:
        origin = self._entry.origin
        if origin is None:
            return None
        if origin.run >= self._number or origin.step > self._entry.step:
            raise InvalidInput(f"run '{self._entry.name}' is said to be forked from what was not there before it")
        return Origin(origin.run, origin.step)

    def _array(self, dtype: str, shape: tuple[int | None, ...], *parts: str) -> Array:
        return self._container.array(array_name(self._number, *parts), dtype, shape)

    def _columns(self, *parts: str, extra: int = 0) -> int:
        """Return how many columns a table of evaluations has: fewer in files of older versions."""
        form = self._container.forms.get(array_name(self._number, *parts))
        older = form is not None and form.shape[-1:] == (OLDER_COLUMNS + extra,)
        return OLDER_COLUMNS if older else len(EVALUATION_COLUMNS)

    def _training(self, content: msgspec.Raw) -> Training:
        document = parse(bytes(content))
        try:
            training = msgspec.convert(document, Training, dec_hook=lambda type_, value: type_.parse(value))
        except msgspec.ValidationError:  # said better, and slower, of an experiment as a whole
            return decode({**encode(self._base), "training": document}).training
        check_ranges(replace(self._base, training=training))
        return training

    def _edit(self, entry: EditEntry) -> Edit:
        match entry.training, entry.network, entry.index, entry.value:
            case int(training), None, None, None:
                return TrainingEdit(entry.step, self._trainings[self._place(training)])
            case None, int(network), None, None if network < len(self._networks):
                return NetworkEdit(entry.step, self._networks[network])
            case None, None, int(index), float(value):
                return ParameterEdit(entry.step, index, value)
        raise InvalidInput(f"run '{self._entry.name}' has an edit that is neither of training, layers nor weights")

    def _place(self, training: int) -> int:
        if not 0 <= training < len(self._trainings):
            raise InvalidInput(f"run '{self._entry.name}' points to settings that are not there")
        return training

    def _keyframes(self, edits: tuple[Edit, ...]) -> tuple[TrainerState, ...]:
        counters = self._array("<i8", (None, len(COUNTERS)), "keyframes", "counters")
        width = 1 + self._columns("keyframes", "evaluations", extra=1)
        evaluations = self._array("<f8", (len(counters), width), "keyframes", "evaluations")
        thetas = self._array(self._dtype, (len(counters), None), "keyframes", "theta")
        self._check(counters, len(edits))
        rows = int(counters[:, COUNTERS.index("vectors")].sum())
        vectors = self._array(self._dtype, (rows, None), "keyframes", "optimizer_state")
        trainings = [self._trainings[place] for place in counters[:, COUNTERS.index("training")].tolist()]
        paces = read_paces(self._container, self._number, self._entry.name, trainings)
        steps = counters[:, COUNTERS.index("step")].tolist()
        bests = read_bests(self._container, self._number, self._entry.name, steps, thetas)
        states, begin = [], 0
        in_forces = {count: edits[:count] for count in set(counters[:, COUNTERS.index("edits")].tolist())}
        table = zip(counters.tolist(), np.array(evaluations).tolist(), thetas, paces, bests, strict=True)
        for (step, samples_seen, updates, in_force, training, count), evaluation, theta, pace, best in table:
            if not (0.0 <= evaluation[0] <= step):
                raise InvalidInput(f"run '{self._entry.name}' was evaluated at a step that it had not taken")
            state = TrainerState(
                step,
                samples_seen,
                np.array(theta),
                np.array(vectors[begin : begin + count]),
                updates,
                self._trainings[training],
                network_in_force(self._networks[0], in_forces[in_force]),
                Evaluation(int(evaluation[0]), *evaluation[1:]),
                in_forces[in_force],
                pace,
                best,
            )
            if not (all_finite(state.theta) and all_finite(state.optimizer_state.reshape(-1))):
                raise InvalidInput(f"run '{self._entry.name}' has a number at step {step:,} that is not finite")
            states.append(state)
            begin += count
        return tuple(states)

    def _check(self, counters: Array, edits: int) -> None:
        """Look at the counters of the keyframes, shape (keyframes, 6), before anything is made of them."""
        name = self._entry.name
        if not 0 < len(counters) <= _MOST_POINTS:
            raise InvalidInput(f"run '{name}' has {len(counters):,} keyframes: allowed are 1 to {_MOST_POINTS:,}")
        if counters.min() < 0 or counters.max() > _MOST or (np.diff(counters[:, 0]) < 0).any():
            raise InvalidInput(f"run '{name}' has keyframes whose steps do not rise")
        for _, _, _, in_force, training, count in counters.tolist():
            if count != OPTIMIZERS[self._trainings[self._place(training)].optimizer.name].vectors or in_force > edits:
                raise InvalidInput(f"run '{name}' has a keyframe that does not fit its settings")

    def _history(self, first: TrainerState, edits: tuple[Edit, ...]) -> History:
        series: dict[str, StoredSeries] = {}
        names = SERIES if CURVE in self._entry.series else OLDER_SERIES
        if set(self._entry.series) != set(names):
            raise InvalidInput(f"run '{self._entry.name}' does not have the curves {', '.join(SERIES)}")
        columns = self._columns("history", "evaluations", "last")
        widths: dict[str, int | None] = {"batch_losses": 1, "evaluations": columns, CURVE: 1}
        for name in names:
            at, entry = ("history", name), self._entry.series[name]
            last = self._array("<f8", (widths.get(name),), *at, "last")
            steps = self._array("<i8", (None, 2), *at, "steps")
            shape = (len(steps), len(last))
            low, high = (self._array("<f8", shape, *at, key) for key in ("low", "high"))
            if name == "evaluations":
                low, high, last = map(_widened, (low, high, last))
            counters = (entry.last_step, entry.capacity, entry.rows_per_bucket, entry.partial)
            series[name] = StoredSeries(steps[:, 0], steps[:, 1], low, high, last, *counters)
        if CURVE not in series:
            series[CURVE] = older_curve(series["batch_losses"], first.training, edits)
        try:
            return History.load(series)
        except ValueError:
            raise InvalidInput(f"run '{self._entry.name}' has curves that do not fit together") from None

    def _path(self, size: int) -> ThetaPath:
        places = self._array("<i8", (None,), "path", "steps")
        thetas = self._array(self._dtype, (len(places), size), "path", "thetas")
        steps: list[int] = places[:_MOST_POINTS].tolist()
        if not 0 < len(places) <= _MOST_POINTS or steps[0] < 0 or any(a >= b for a, b in pairwise(steps)):
            raise InvalidInput(f"run '{self._entry.name}' has a path whose steps do not rise")
        return ThetaPath(tuple(steps), tuple(read_only(np.array(theta)) for theta in thetas))


def _widened(rows: Array) -> Array:
    """Return evaluations with all columns that there are now, NaN in those that an older version did not have."""
    missing = len(EVALUATION_COLUMNS) - rows.shape[-1]
    return np.concatenate([rows, np.full((*rows.shape[:-1], missing), np.nan)], axis=-1) if missing else rows
