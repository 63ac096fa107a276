"""A recording as a run: where it was at any recorded step, without loading more than that step."""

from __future__ import annotations

import math
from functools import cached_property
from pathlib import Path as FilePath

import numpy as np

from nnviz.arrays import Array, Indices, all_finite, read_only
from nnviz.assembly import Assembly
from nnviz.errors import InvalidInput
from nnviz.history import History
from nnviz.network import Network
from nnviz.path import Path
from nnviz.recorded_network import network_of, theta_of, without_data
from nnviz.snapshot import EVALUATION_COLUMNS, Divergence, Evaluation, Scalars, Snapshot
from nnviz.store.recording import ActivationStatistics, Recording
from nnviz.store.recording_form import METRICS

CHUNK_ROWS = 4096
MOST_EPOCHS = 1e9
"""Whatever a file says beyond that is not believed."""
MEASURED_BYTES = 2**26
"""Weights of one step up to which the size of an update is measured: looking at a step never takes long."""

_RECORDED = ("epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy")
_NO_NUMBERS = read_only(np.empty(0))
_NO_STEPS: Indices = np.empty(0, dtype=np.int64)


class RecordedRun:
    """One recording, ready to be looked at; any thread may ask it for any step.

    Parameters
    ----------
    path : Path

    Attributes
    ----------
    path : Path
    name : str
        What was trained, or the file's name where it does not say.
    recording : Recording
    layer_names : tuple of str
    network : Network or None
        None where its layers are no chain of fully connected ones.
    why_no_network : str
        Then, one sentence about it.
    steps : ndarray of int, shape (n,)
        Every recorded step.
    weight_steps, gradient_steps, activation_steps : ndarray of int
        Those at which there are any.
    history : History
        Losses, accuracies and gradient sizes; NaN where they were left out. Epochs between recorded ones are in it.
    measured : frozenset of str
        Which of the metrics were recorded at all.
    steps_per_epoch : float
        As the last recorded epoch says; NaN where there is none.
    divergence : Divergence or None
        Where its numbers stop being finite.

    Raises
    ------
    InvalidInput
        If the file is no recording, or there is nothing in it.
    """

    def __init__(self, path: FilePath) -> None:
        self.path = path
        self.recording = Recording(path)
        self.steps = self.recording.steps
        if not len(self.steps):
            raise InvalidInput(f"{path.name}: nothing was recorded in it yet")
        self.name = self.recording.name or path.name.removesuffix(path.suffix)
        self.layer_names = tuple(layer.name for layer in self.recording.layers)
        self.network: Network | None = None
        self.why_no_network = ""
        try:
            self.network = network_of(self.recording.layers)
        except InvalidInput as error:
            self.why_no_network = f"{error}."
        self._assembly = None if self.network is None else without_data(self.name, self.network)
        self.weight_steps, self.gradient_steps, self.activation_steps = (
            self.recording.steps_with(section) for section in ("weights", "gradients", "activations")
        )
        self._metric_steps, rows = self.recording.table("metrics")
        self.measured = frozenset(
            name for index, name in enumerate(METRICS) if len(rows) and not np.isnan(rows[:, index]).all()
        )
        given = np.array(rows, dtype=float)
        epochs = given[:, METRICS.index("epoch")]
        epochs[~((epochs >= 0.0) & (epochs <= MOST_EPOCHS))] = math.nan
        counted = np.flatnonzero((epochs > 1.0 / MOST_EPOCHS) & (self._metric_steps > 0))
        last = int(counted[-1]) if len(counted) else None
        self.steps_per_epoch = math.nan if last is None else float(self._metric_steps[last] / epochs[last])
        self._metrics = read_only(_carried_on(given))
        self.history = self._load_history(given)
        self.divergence = self._find_divergence()

    def __reduce__(self) -> tuple[type[RecordedRun], tuple[FilePath]]:
        return RecordedRun, (self.path,)

    # What it is.

    @property
    def assembly(self) -> Assembly:
        """Its network, with data of no rows. Only where there is a `network`."""
        assert self._assembly is not None, self.why_no_network
        return self._assembly

    @property
    def last_step(self) -> int:
        """The last recorded step."""
        return int(self.steps[-1])

    def nearest(self, step: int) -> int:
        """Return the recorded step nearest to a step."""
        after = int(np.searchsorted(self.steps, step))
        near = self.steps[max(after - 1, 0) : after + 1].tolist()
        return int(min(near, key=lambda known: abs(known - step)))

    def beside(self, step: int, by: int) -> int:
        """Return the recorded step so many places on, or back where negative; the first or the last beyond these."""
        if by > 0:
            index = int(np.searchsorted(self.steps, step, side="right")) + by - 1
        else:
            index = int(np.searchsorted(self.steps, step)) + by
        return int(self.steps[min(max(index, 0), len(self.steps) - 1)])

    # One step.

    def theta_at(self, step: int) -> Array:
        """Return all weights as they were last recorded up to a step, (P,); (0,) where there were none.

        They are read from the file when somebody looks at them.
        """
        if not len(self.weight_steps) or step < self.weight_steps[0]:
            return _NO_NUMBERS
        row = self.recording.theta_at(step)
        return row if self.network is None else theta_of(self.network, self.recording.layers, row)

    def activations_at(self, step: int) -> list[ActivationStatistics | None]:
        """Return what each layer answered as it was last recorded up to a step; empty where there was nothing."""
        if not len(self.activation_steps) or step < self.activation_steps[0]:
            return []
        return self.recording.activations_at(step)

    def snapshot(self, step: int, run: int, generation: int) -> Snapshot:
        """Return a recorded step as the views take it. Its scalars are those of this very step."""
        metrics, at = self._metrics_at(step)
        recorded = dict(zip(METRICS, metrics, strict=True))
        evaluation = Evaluation(at, **{name: recorded[name] for name in _RECORDED})
        ended = self.divergence if self.divergence is not None and step >= self.divergence.step else None
        return Snapshot(
            run=run,
            generation=generation,
            step=step,
            samples_seen=step,
            epoch=evaluation.epoch,
            theta=self.theta_at(step),
            learning_rate=recorded["learning_rate"],
            scalars=self._scalars_of(step),
            evaluation=evaluation,
            path=Path((), ()),
            update_ratios=self._update_ratios(step),
            state="diverged" if ended is not None else "stopped",
            stop_reason="the recording ends here",
            divergence=ended,
            first_step=int(self.steps[0]),
            keyframe_spacing=self._spacing,
        )

    @cached_property
    def _spacing(self) -> int:
        """How far recorded steps are apart, where all are alike; else more than there are."""
        gaps = np.diff(self.steps)
        return int(gaps[0]) if len(gaps) and (gaps == gaps[0]).all() else self.last_step + 1

    def _metrics_at(self, step: int) -> tuple[list[float], int]:
        index = int(np.searchsorted(self._metric_steps, step, side="right")) - 1
        if index < 0:
            return [math.nan] * len(METRICS), step
        return self._metrics[index].tolist(), int(self._metric_steps[index])

    def _scalars_of(self, step: int) -> Scalars:
        index = int(np.searchsorted(self.gradient_steps, step))
        none = np.empty((0, len(self.layer_names)))
        sizes, steps = none, _NO_STEPS
        if index < len(self.gradient_steps) and self.gradient_steps[index] == step:
            sizes = np.array(self.recording.row("gradients", step))[None]
            steps = self.gradient_steps[index : index + 1]
        unknown = np.full(len(steps), np.nan)
        return Scalars(
            steps=steps,
            batch_losses=unknown,
            gradient_sizes=sizes,
            evaluation_steps=_NO_STEPS,
            evaluations=np.empty((0, len(EVALUATION_COLUMNS))),
            learning_rates=unknown,
        )

    def _update_ratios(self, step: int) -> Array:
        """Return the size of the update that led to a step, where the weights before it were recorded as well."""
        ratios = np.full(len(self.layer_names), np.nan)
        index = int(np.searchsorted(self.weight_steps, step))
        neighbours = self.weight_steps[max(index - 1, 0) : index + 1].tolist()
        if neighbours != [step - 1, step]:
            return ratios
        before, after = self.recording.weights_at(step - 1), self.recording.weights_at(step)
        if sum(weights.nbytes for weights, _ in after if weights is not None) > MEASURED_BYTES:
            return ratios
        with np.errstate(all="ignore"):
            for layer, ((old, _), (new, _)) in enumerate(zip(before, after, strict=True)):
                if old is not None and new is not None:
                    ratios[layer] = _size(new - old) / _size(old)
        return read_only(ratios)

    # All of it.

    def _load_history(self, metrics: Array) -> History:
        history = History(len(self.layer_names))
        columns = [METRICS.index(name) for name in _RECORDED]
        epoch = METRICS.index("epoch")
        known = np.flatnonzero(~np.isnan(metrics[:, epoch]))
        if len(known):  # no number of its own, but another way to say at which step
            metrics[:, epoch] = np.interp(self._metric_steps, self._metric_steps[known], metrics[known, epoch])
        evaluations = np.full((len(metrics), len(EVALUATION_COLUMNS)), np.nan)
        evaluations[:, [EVALUATION_COLUMNS.index(name) for name in _RECORDED]] = metrics[:, columns]
        history.evaluations.append(self._metric_steps, evaluations)
        steps, rates = self.recording.metric("learning_rate")
        history.learning_rates.append(steps, rates[:, None])
        steps, rows = self.recording.gradient_sizes
        for start in range(0, len(steps), CHUNK_ROWS):
            part = slice(start, start + CHUNK_ROWS)
            history.gradient_sizes.append(steps[part], np.array(rows[part]))
            # Of no batch is the loss known; a table has both side by side.
            history.batch_losses.append(steps[part], np.full((len(steps[part]), 1), np.nan))
        return history

    def _find_divergence(self) -> Divergence | None:
        """Find the first step at which something is not finite: weights, gradients or the losses."""
        found: list[Divergence] = []
        theta = self.recording.theta_at(self.last_step) if len(self.weight_steps) else _NO_NUMBERS
        if not all_finite(theta):
            step = self._first_broken_weights()
            pairs = self.recording.weights_at(step)
            layer = next(
                index
                for index, parts in enumerate(pairs)
                if any(part is not None and not np.isfinite(part).all() for part in parts)
            )
            found.append(self._diverged(step, layer, "the weights are not finite"))
        steps, sizes = self.recording.gradient_sizes
        for start in range(0, len(steps), CHUNK_ROWS):
            broken = np.argwhere(np.isinf(sizes[start : start + CHUNK_ROWS]))
            if len(broken):
                row, layer = broken[0].tolist()
                found.append(self._diverged(int(steps[start + row]), layer, "the gradient is not finite"))
                break
        losses = self._metrics[:, [METRICS.index("train_loss"), METRICS.index("test_loss")]]
        rows = np.flatnonzero(np.isinf(losses).any(axis=1))
        if len(rows):
            found.append(
                self._diverged(int(self._metric_steps[rows[0]]), len(self.layer_names) - 1, "the loss is infinite")
            )
        return min(found, key=lambda one: one.step, default=None)

    def _first_broken_weights(self) -> int:
        """Return the first step with weights that are not finite; once they are not, they stay so."""
        steps = self.weight_steps.tolist()
        low, high = 0, len(steps) - 1
        while low < high:
            middle = (low + high) // 2
            if all_finite(self.recording.theta_at(steps[middle])):
                low = middle + 1
            else:
                high = middle
        return int(steps[low])

    def _diverged(self, step: int, layer: int, what: str) -> Divergence:
        name = self.layer_names[layer] if self.layer_names else "the network"
        place = f" in {name}" if what != "the loss is infinite" else ""
        return Divergence(step, layer + 1, name, f"{what}{place} from here on in the recording")


def _carried_on(rows: Array) -> Array:
    """Return metrics, shape (n, columns), with the last number that was given before where one was left out."""
    places = np.where(np.isnan(rows), -1, np.arange(len(rows))[:, None])
    places = np.maximum.accumulate(places, axis=0) if len(rows) else places
    known = np.where(places >= 0, np.take_along_axis(rows, np.maximum(places, 0), axis=0), np.nan)
    return known


def _size(values: Array) -> float:
    return float(np.sqrt(np.mean(np.square(values, dtype=np.float64))))
