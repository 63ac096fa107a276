"""One sample in words: what it is called, what the network answers to it, and whether that is right."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from nnviz.answers import class_scores, gives_probabilities, predicted_classes, values_in_unit
from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.autoencoder import in_own_units
from nnviz.datasets import Split
from ui import numbers

Sample = tuple[str, int]
"""A share, "train", "test" or "validation", and a row of it."""

_SAME_SHARE = 1.0 / 256.0


def default_sample(data: Split) -> Sample | None:
    """Return the sample that is shown where none is chosen: the first one of real data with more than two columns."""
    if data.raw_train.shape[1] <= 2:
        return None
    return ("test", 0) if len(data.inputs_test) else ("train", 0)


def neighbour(data: Split, sample: Sample | None, step: int) -> Sample:
    """Return the sample before or after another one of the same share, around the end."""
    share, row = sample or (("test" if len(data.inputs_test) else "train"), -1 if step > 0 else 0)
    return share, (row + step) % share_size(data, share)


def seen_inputs(assembly: Assembly, sample: Sample) -> Array:
    """Return a sample's inputs as the network sees them, noise included, in their own units, shape (F,)."""
    share, row = sample
    values: Array = in_own_units(assembly, assembly.data.of("inputs", share)[row : row + 1])[0]
    return values


def share_size(data: Split, share: str) -> int:
    """Return how many rows a share has."""
    return len(data.of("inputs", share))


def raw_inputs(data: Split, sample: Sample) -> Array:
    """Return a sample's inputs in their own units, shape (d,)."""
    share, row = sample
    values: Array = data.of("raw", share)[row]
    return values


def true_class(data: Split, sample: Sample) -> int | None:
    """Return a sample's class, which an autoencoder does not learn; None where the data have no classes."""
    if not data.label_names:
        return None
    share, row = sample
    return int(data.of("labels", share)[row])


def true_value(data: Split, sample: Sample) -> float:
    """Return a sample's target in its own unit."""
    share, row = sample
    return float(data.of("values", share)[row])


def sample_names(data: Split, sample: Sample) -> tuple[str, ...]:
    """Name a sample: "Test sample 63, a 2", and shorter where there is less room."""
    share, row = sample
    place = f"{'Training' if share == 'train' else share.capitalize()} sample {numbers.count(row)}"
    short = f"{share.capitalize()} {numbers.count(row)}"
    label = true_class(data, sample)
    if label is None and data.task == "reconstruction":
        return place, short
    if label is None:
        value = with_unit(data, true_value(data, sample))
        return f"{place}, {value}", f"{short}, {value}", short
    name = data.label_names[label]
    article = ("an " if name.startswith("8") else "a ") if name.isdigit() else ""
    return f"{place}, {article}{name}", f"{short}, {article}{name}", short


def with_unit(data: Split, value: float) -> str:
    """Write a regression's value with its unit."""
    return f"{numbers.weight(value)} {data.target_unit}".rstrip()


class Answer(Struct, frozen=True):
    """What the network answers to a sample.

    Attributes
    ----------
    numbers : tuple of str
        For each class its probability, or its score where the network gives none; for regression the one value.
    shares : tuple of float
        How full each class's bar is, 0 to 1; empty where the network gives no probabilities.
    predicted, true : int or None
        Classes; None for regression, or where the answer is not a number.
    verdict : str
        In words: "predicted 1, true class 2".
    """

    numbers: tuple[str, ...]
    shares: tuple[float, ...]
    predicted: int | None
    true: int | None
    verdict: str

    def looks_like(self, other: Answer | None) -> bool:
        """Say whether another answer is drawn alike: the same words, and bars alike to a quarter of a pixel."""
        return (
            other is not None
            and (self.numbers, self.predicted, self.true) == (other.numbers, other.predicted, other.true)
            and all(abs(a - b) < _SAME_SHARE for a, b in zip(self.shares, other.shares, strict=True))
        )

    @property
    def is_wrong(self) -> bool:
        """Whether a class is predicted that is not the true one."""
        return self.predicted is not None and self.predicted != self.true


def answer_to(assembly: Assembly, sample: Sample, outputs: Array) -> Answer:
    """Put the network's outputs for a sample, shape (outputs,), into words."""
    data = assembly.data
    row = outputs[np.newaxis]
    if data.task == "reconstruction":
        return _reconstruction(assembly, sample, row)
    true = true_class(data, sample)
    if true is None:
        value = float(values_in_unit(assembly, row)[0])
        verdict = f"answer {with_unit(data, value)}, target {with_unit(data, true_value(data, sample))}"
        return Answer((with_unit(data, value),), (), None, None, verdict)
    predicted = int(predicted_classes(assembly, row)[0])
    # Plain floats: there are too few of them to be worth an array.
    scores = [float(score) for score in class_scores(assembly, row)[0]]
    shares: tuple[float, ...] = ()
    if gives_probabilities(assembly):
        texts = tuple(numbers.probability(score) for score in scores)
        shares = tuple(0.0 if math.isnan(score) else min(max(score, 0.0), 1.0) for score in scores)
    else:
        texts = tuple(numbers.weight(score) for score in scores)
    if predicted < 0:
        return Answer(texts, shares, None, true, f"no answer, true class {data.classes[true]}")
    verdict = f"predicted {data.classes[predicted]}"
    verdict += ", which is right" if predicted == true else f", true class {data.classes[true]}"
    return Answer(texts, shares, predicted, true, verdict)


def _reconstruction(assembly: Assembly, sample: Sample, outputs: Array) -> Answer:
    """Put an autoencoder's outputs, shape (1, F), into words: each feature in its unit, and how far off they are."""
    share, row = sample
    wanted = assembly.data.of("targets", share)[row : row + 1]
    values = tuple(numbers.weight(value) for value in in_own_units(assembly, outputs)[0].tolist())
    if len(values) == 1:
        target = numbers.weight(float(in_own_units(assembly, wanted)[0, 0]))
        return Answer(values, (), None, None, f"answer {values[0]}, target {target}")
    with np.errstate(all="ignore"):
        error = float(np.square(outputs - wanted, dtype=np.float64).mean())
    return Answer(values, (), None, None, f"mean squared error {numbers.loss(error)}")
