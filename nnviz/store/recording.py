"""Recordings of training elsewhere, as `nnviz.Recorder` writes them; opened without loading them."""

from __future__ import annotations

import math
import os
from pathlib import Path

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array, Indices
from nnviz.errors import InvalidInput, unknown_name
from nnviz.store.recording_form import METRICS, SECTIONS, STATISTICS, RecordedLayer, row_form
from nnviz.store.recording_source import Rows, is_journal, journal, mapped, no_rows


class ActivationStatistics(Struct, frozen=True):
    """What a layer's units answered to the rows of one step.

    Attributes
    ----------
    mean, deviation : float
        Over all rows and units.
    dead : float
        The share of units through which no gradient passes at any of the rows; NaN where the activation is not known.
    saturated : float
        The share of answers at which the activation is saturated (`nnviz.saturation`); NaN where it is not known.
    low, high : float
        The smallest and the largest finite answer: the ends of the histogram.
    counts : ndarray, shape (32,)
        How many answers fall into each of the bins of equal width from `low` to `high`.
    """

    mean: float
    deviation: float
    dead: float
    saturated: float
    low: float
    high: float
    counts: Array


class Recording:
    """A recording, open for reading; nothing of it is loaded before it is asked for.

    Parameters
    ----------
    path : str or path
        A finished recording, or the journal that a script left which was cut short or still runs.

    Attributes
    ----------
    name : str
    layers : tuple of RecordedLayer
    finished : bool
        Whether the script closed its recorder.
    steps : ndarray of int, shape (n,)
        Every step at which anything was recorded.

    Raises
    ------
    InvalidInput
        With the file's name and what is wrong.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        path = Path(path)
        self._shown = path.name or str(path)
        try:
            self.finished = not is_journal(path)
            self._manifest, self._sections = mapped(path) if self.finished else journal(path)
        except InvalidInput as error:
            raise InvalidInput(f"{self._shown}: {error}") from None
        self.name = self._manifest.name
        self.layers: tuple[RecordedLayer, ...] = tuple(self._manifest.layers)
        every = [steps for steps, _ in self._sections.values()]
        self.steps: Indices = np.unique(np.concatenate(every)) if every else np.empty(0, dtype=np.int64)

    def steps_with(self, section: str) -> Indices:
        """Return the steps of a section: "metrics", "weights", "gradients" or "activations"."""
        return self._section(section)[0]

    def metric(self, name: str) -> tuple[Indices, Array]:
        """Return the steps and values, shape (n,) each, at which a metric was given.

        Parameters
        ----------
        name : str
            epoch, train_loss, test_loss, train_accuracy, test_accuracy or learning_rate.
        """
        if name not in METRICS:
            raise unknown_name("metric", name, METRICS)
        steps, rows = self._section("metrics")
        values = rows.table()[:, METRICS.index(name)]
        given = ~np.isnan(values)
        return steps[given], np.array(values[given])

    @property
    def gradient_sizes(self) -> tuple[Indices, Array]:
        """Steps, shape (n,), and the root mean square of dL/dW, shape (n, layers); NaN where it was left out."""
        steps, rows = self._section("gradients")
        return steps, rows.table()

    def theta_at(self, step: int) -> Array:
        """Return all parameters, W1, b1, W2, ... row by row, as they were last recorded up to a step; shape (P,).

        Raises
        ------
        InvalidInput
            If none were recorded up to there.
        """
        return self.row("weights", step)

    def weights_at(self, step: int) -> list[tuple[Array | None, Array | None]]:
        """Return W and b of every layer as they were last recorded up to a step: views of `theta_at`."""
        theta = self.theta_at(step)
        pairs: list[tuple[Array | None, Array | None]] = []
        start = 0
        for layer in self.layers:
            parts: list[Array | None] = []
            for shape in (layer.weights, layer.biases):
                size = 0 if shape is None else math.prod(shape)
                parts.append(None if shape is None else theta[start : start + size].reshape(shape))
                start += size
            pairs.append((parts[0], parts[1]))
        return pairs

    def activations_at(self, step: int) -> list[ActivationStatistics | None]:
        """Return what every layer answered as it was last recorded up to a step; None for a layer that was left out."""
        return [None if np.isnan(layer).all() else _statistics(layer) for layer in self.row("activations", step)]

    def activation_statistic(self, name: str) -> tuple[Indices, Array]:
        """Return steps, shape (n,), and one number of every layer, shape (n, layers), such as "mean" or "dead"."""
        if name not in STATISTICS:
            raise unknown_name("statistic", name, STATISTICS)
        steps, rows = self._section("activations")
        return steps, rows.table()[:, :, STATISTICS.index(name)]

    def _section(self, section: str) -> tuple[Indices, Rows]:
        if section not in SECTIONS:
            raise unknown_name("section", section, SECTIONS)
        if section in self._sections:
            return self._sections[section]
        form = row_form(self._manifest, section)
        return np.empty(0, dtype=np.int64), no_rows(form)

    def table(self, section: str) -> tuple[Indices, Array]:
        """Return the steps of a section, shape (n,), and all its rows as they stand in the file."""
        steps, rows = self._section(section)
        return steps, rows.table()

    def row(self, section: str, step: int) -> Array:
        """Return a section's row as it was last recorded up to a step.

        Raises
        ------
        InvalidInput
            If there is none up to there, or no such section.
        """
        steps, rows = self._section(section)
        index = int(np.searchsorted(steps, step, side="right")) - 1
        if index < 0:
            raise InvalidInput(f"{self._shown}: no {section} were recorded up to step {step:,}")
        return rows[index]


def _statistics(row: Array) -> ActivationStatistics:
    mean, deviation, dead, saturated, low, high = row[: len(STATISTICS)].tolist()
    return ActivationStatistics(mean, deviation, dead, saturated, low, high, row[len(STATISTICS) :])
