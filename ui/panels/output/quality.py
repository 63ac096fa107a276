"""How well a regression fits all shares: computed in the background, said in figures."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF

from nnviz.answers import answers, values_in_unit
from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.fit_quality import FitQuality, fit_quality
from ui import numbers
from ui.panels.output.points import SHARES, all_of
from ui.panels.output.side import Figure, Side
from ui.panels.output.units import with_unit


class Prediction(Struct, frozen=True, eq=False):
    """What one run predicts for every row, in the target's own unit.

    Attributes
    ----------
    train, test, validation : ndarray, shape (n,)
    train_quality, test_quality, validation_quality : FitQuality or None
        None where the share has no row.
    """

    train: Array
    test: Array
    validation: Array
    train_quality: FitQuality | None
    test_quality: FitQuality | None
    validation_quality: FitQuality | None

    @property
    def all(self) -> tuple[Array, Array, Array]:
        """What is predicted, share by share."""
        return self.train, self.test, self.validation


def predict(assembly: Assembly, theta: Array, cancelled: Callable[[], bool]) -> Prediction | None:
    """Predict all shares, or return None where that is no longer wanted."""
    predicted, qualities = [], []
    for share in SHARES:
        found = answers(assembly, theta, assembly.data.of("inputs", share), cancelled)
        if found is None:
            return None
        predicted.append(values_in_unit(assembly, found))
        qualities.append(fit_quality(assembly.data.of("values", share), predicted[-1]))
    train, test, validation = predicted
    return Prediction(train, test, validation, *qualities)


def quality_figures(prediction: Prediction, unit: str) -> list[Figure]:
    """Return the figures that stand beside a regression: the mean absolute error, and R squared."""
    shares = [(prediction.train_quality, "train"), (prediction.test_quality, "test")]
    shares.append((prediction.validation_quality, "validation"))
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


_FORMULAS = (
    "Mean absolute error: the mean of |predicted \u2212 true|, in the target's own unit",
    "R² = 1 \u2212 Σ (true \u2212 predicted)² / Σ (true \u2212 mean)²: 1 is perfect, 0 is always answering the mean",
)


def figure_words(side: Side, box: QRectF | None, pointer: QPointF | None) -> str:
    """Return the formula of the figure under the pointer; empty where there is none."""
    if box is None or pointer is None or not box.left() <= pointer.x() <= box.right():
        return ""
    place = (pointer.y() - box.top() - side.figures_top) // side.figure_height
    return _FORMULAS[int(place)] if 0 <= place < len(_FORMULAS) else ""


def rate_for(assembly: Assembly) -> float:
    """Return how many predictions of all rows a second are affordable: 10, fewer for large data and networks."""
    rows = sum(map(len, all_of(assembly.data, "inputs")))
    return min(10.0, max(0.5, 2e7 / (rows * assembly.network.size)))
