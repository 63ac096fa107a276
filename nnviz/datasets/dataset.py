"""A dataset is a registry entry that yields a table: drawn by a generator, or read from a bundled file."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import ClassVar, Literal

import numpy as np
from msgspec.structs import replace

from nnviz.arrays import Indices
from nnviz.datasets.noise import blur
from nnviz.datasets.table import Table, Task
from nnviz.errors import InvalidInput, unknown_name
from nnviz.randomness import Purpose, generator
from nnviz.registry import Entry
from nnviz.resources import open_resource

Kind = Literal["synthetic", "real", "given"]

MINIMUM_SAMPLES = 4
MAXIMUM_SAMPLES = 1_000_000
DEFAULT_SAMPLES = 500
"""Samples of a synthetic set where the experiment leaves them open."""


class Dataset(Entry, frozen=True, kw_only=True):
    """One data set.

    Attributes
    ----------
    kind : "synthetic", "real" or "given"
        Where its rows come from: a generator, a bundled file, or the user.
    task : "classification" or "regression"
        What is learned from it.
    columns : int
        How many inputs a row has.
    classes : int or str
        How many classes there are, or the hyperparameter that says so; 0 for regression.
    rows : int or None
        How many rows there are; None where they are drawn.
    """

    kind: ClassVar[Kind]
    task: Task
    columns: int
    classes: int | str = 0
    rows: int | None = None

    @property
    def default_samples(self) -> int:
        """How many samples an experiment has that leaves them open."""
        return self.rows or DEFAULT_SAMPLES

    @property
    def maximum_samples(self) -> int:
        """How many samples there can be at most."""
        return self.rows or MAXIMUM_SAMPLES

    @abstractmethod
    def _draw(self, seed: int, samples: int, noise: float, hyperparameters: dict[str, float]) -> Table:
        """Return a table of arguments that are known to be valid."""

    def table(
        self,
        *,
        seed: int,
        samples: int | None = None,
        noise: float = 0.0,
        hyperparameters: Mapping[str, float] | None = None,
    ) -> Table:
        """Return the data, always the same for the same arguments.

        Parameters
        ----------
        seed : int
            The experiment's seed.
        samples : int or None
            How many rows; None is all of a real set and 500 of a synthetic one.
        noise : float
            0 to 1; at 1 the inputs of classes tell nothing (see `nnviz.datasets.noise.blur`).
        hyperparameters : mapping or None
            Values by name; what is left out has its default.

        Raises
        ------
        InvalidInput
            When an argument is out of range or a hyperparameter does not exist.
        """
        count = self.sample_count(samples)
        if not 0.0 <= noise <= 1.0:
            raise InvalidInput(f"data.noise is {noise:g}: allowed is from 0 to 1")
        return self._draw(seed, count, float(noise), self.complete(hyperparameters or {}))

    def class_count(self, hyperparameters: Mapping[str, float] | None = None) -> int:
        """Return the number of classes, 0 for regression, without drawing any data."""
        values = self.complete(hyperparameters or {})
        return int(values[self.classes]) if isinstance(self.classes, str) else self.classes

    def sample_count(self, samples: int | None) -> int:
        """Return the number of rows, or raise `InvalidInput` when there cannot be so many or so few."""
        if samples is None:
            return self.default_samples
        if not MINIMUM_SAMPLES <= samples <= self.maximum_samples:
            raise InvalidInput(
                f"data.samples is {samples:,}: allowed for {self.name} is a whole number "
                f"from {MINIMUM_SAMPLES} to {self.maximum_samples:,}"
            )
        return samples

    def complete(self, given: Mapping[str, float]) -> dict[str, float]:
        """Return every hyperparameter's value: checked where given, else its default."""
        known = {hyperparameter.name: hyperparameter for hyperparameter in self.hyperparameters}
        for name in given:
            if not known:
                raise InvalidInput(f"unknown hyperparameter '{name}' of {self.name}: it has none")
            if name not in known:
                raise unknown_name(f"hyperparameter of {self.name}", name, known)
        return {name: h.check(given.get(name, h.default)) for name, h in known.items()}


class Synthetic(Dataset, frozen=True, kw_only=True):
    """A set that is drawn.

    Attributes
    ----------
    generate : callable
        ``generate(samples, points, noise_generator, noise, **hyperparameters)`` returns a `Table`. Points and noise
        have their own generators, so that every point stays the same point while the noise changes.
    """

    kind: ClassVar[Kind] = "synthetic"
    generate: Callable[..., Table]

    def _draw(self, seed: int, samples: int, noise: float, hyperparameters: dict[str, float]) -> Table:
        whole = {h.name for h in self.hyperparameters if h.integer}
        values = {name: int(value) if name in whole else value for name, value in hyperparameters.items()}
        return self.generate(samples, generator(seed, Purpose.SAMPLES), generator(seed, Purpose.NOISE), noise, **values)


class Real(Dataset, frozen=True, kw_only=True):
    """A set that somebody measured; the file ``resources/data/<name>.npz`` holds it.

    Attributes
    ----------
    target_name, target_unit : str
        What is predicted and in which unit; the unit may be empty.
    input_shape : tuple of int or None
        (height, width) where a row is an image, row by row.
    """

    kind: ClassVar[Kind] = "real"
    rows: int
    target_name: str = "class"
    target_unit: str = ""
    input_shape: tuple[int, int] | None = None

    def _draw(self, seed: int, samples: int, noise: float, hyperparameters: dict[str, float]) -> Table:
        return _drawn_from(_load(self), seed, samples, noise)


class Given(Dataset, frozen=True, kw_only=True, eq=False):
    """A set that the user gave: a CSV file, or points drawn by hand. It equals itself alone.

    Attributes
    ----------
    whole : Table
        All of its rows.
    """

    kind: ClassVar[Kind] = "given"
    rows: int
    whole: Table

    # Those of `Dataset` know nothing of rows: to caches, two tables of the same shape would be one.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def _draw(self, seed: int, samples: int, noise: float, hyperparameters: dict[str, float]) -> Table:
        return _drawn_from(self.whole, seed, samples, noise)


def _drawn_from(whole: Table, seed: int, samples: int, noise: float) -> Table:
    """Return so many rows of a table, in its order, with noise.

    Noise belongs to a row and dissolves the set as a whole: a smaller subset is exactly a part of a larger one.
    """
    inputs, rows = whole.inputs, len(whole.inputs)
    if noise:
        centre, spread = inputs.mean(axis=0), inputs.std(axis=0)
        inputs = blur(inputs, noise, generator(seed, Purpose.NOISE), centre=centre, spread=spread)
    if samples == rows:
        return replace(whole, inputs=inputs)
    chosen: Indices = np.sort(generator(seed, Purpose.SAMPLES).permutation(rows)[:samples])
    return replace(whole, inputs=inputs[chosen], targets=whole.targets[chosen])


@lru_cache(maxsize=8)
def _load(dataset: Real) -> Table:
    with (
        open_resource("data", f"{dataset.name}.npz").open("rb") as file,
        np.load(file, allow_pickle=False) as archive,
    ):
        return Table(
            inputs=archive["inputs"].astype(np.float64),
            targets=archive["targets"].astype(np.float64),
            task=dataset.task,
            feature_names=tuple(str(name) for name in archive["feature_names"]),
            class_names=tuple(str(name) for name in archive["class_names"]),
            target_name=dataset.target_name,
            target_unit=dataset.target_unit,
            input_shape=dataset.input_shape,
        )
