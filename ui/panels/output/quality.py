"""How well a regression fits both shares: computed in the background, said in figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nnviz.answers import answers, values_in_unit
from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.fit_quality import FitQuality, fit_quality
from ui import numbers
from ui.panels.output.side import Figure
from ui.panels.output.units import with_unit


@dataclass(frozen=True, eq=False)
class Prediction:
    """What one run predicts for every row, in the target's own unit.

    Attributes
    ----------
    train, test : ndarray, shape (n,)
    train_quality, test_quality : FitQuality or None
        None where the share has no row.
    """

    train: Array
    test: Array
    train_quality: FitQuality | None
    test_quality: FitQuality | None


def predict(assembly: Assembly, theta: Array, cancelled: Callable[[], bool]) -> Prediction | None:
    """Predict both shares, or return None where that is no longer wanted."""
    data = assembly.data
    train = answers(assembly, theta, data.inputs_train, cancelled)
    test = None if train is None else answers(assembly, theta, data.inputs_test, cancelled)
    if train is None or test is None:
        return None
    in_train, in_test = values_in_unit(assembly, train), values_in_unit(assembly, test)
    return Prediction(
        in_train, in_test, fit_quality(data.values_train, in_train), fit_quality(data.values_test, in_test)
    )


def quality_figures(prediction: Prediction, unit: str) -> list[Figure]:
    """Return the figures that stand beside a regression: the mean absolute error, and R squared."""
    shares = [(prediction.train_quality, "train"), (prediction.test_quality, "test")]
    known = [(quality, name) for quality, name in shares if quality is not None]
    return [
        Figure(
            with_unit("mean absolute error", unit),
            with_unit("mean error", unit),
            tuple((numbers.weight(quality.mean_absolute_error), name) for quality, name in known),
        ),
        Figure(
            "R², variance explained",
            "R²",
            tuple((numbers.loss(quality.r_squared), name) for quality, name in known),
        ),
    ]


def rate_for(assembly: Assembly) -> float:
    """Return how many predictions of all rows a second are affordable: 10, fewer for large data and networks."""
    rows = len(assembly.data.inputs_train) + len(assembly.data.inputs_test)
    return min(10.0, max(0.5, 2e7 / (rows * assembly.network.size)))
