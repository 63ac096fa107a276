"""The table of losses."""

from __future__ import annotations

from typing import Any

from nnviz.losses import cross_entropies, distances, margins
from nnviz.losses.loss import Loss
from nnviz.registry import Hyperparameter, Registry

_CATEGORICAL: dict[str, Any] = {
    "tasks": ("classification",),
    "one_output_per_class": True,
    "terms": cross_entropies.categorical,
    "gradient": cross_entropies.categorical_gradient,
    "piece": cross_entropies.clipped_piece,
    "fused_with": "softmax",
    "fused_terms": cross_entropies.categorical_from_z,
    "mean_over": "rows",
    "takes_logarithms": True,
}

LOSSES: Registry[Loss] = Registry(
    "loss",
    Loss(
        name="mse",
        label="Mean squared error",
        formula=r"\frac{1}{NK} \sum (y - t)^2",
        sentence="Squares every error, so that large ones count most.",
        source="Least squares, Legendre 1805",
        tasks=("classification", "regression", "reconstruction"),
        terms=distances.squared,
        gradient=distances.squared_gradient,
    ),
    Loss(
        name="mae",
        label="Mean absolute error",
        formula=r"\frac{1}{NK} \sum |y - t|",
        sentence="Counts every error at its size, so that outliers weigh less.",
        source="Least absolute deviations, Boscovich 1757",
        tasks=("classification", "regression", "reconstruction"),
        terms=distances.absolute,
        gradient=distances.absolute_gradient,
        piece=distances.absolute_piece,
    ),
    Loss(
        name="huber",
        label="Huber",
        formula=r"\frac{1}{NK} \sum \frac{e^2}{2} \text{ for } |e| \leq \delta, "
        r"\text{ else } \delta \left( |e| - \frac{\delta}{2} \right), \quad e = y - t",
        sentence="Squares small errors and counts large ones at their size, so that outliers do not rule.",
        source="Huber 1964",
        hyperparameters=(
            Hyperparameter(
                name="delta",
                label="Delta",
                default=1.0,
                minimum=0.0,
                maximum=1e6,
                slider=(0.01, 10.0),
                scale="log",
                minimum_excluded=True,
                tooltip="Larger errors count at their size, others squared. In the units that the network sees.",
            ),
        ),
        tasks=("classification", "regression", "reconstruction"),
        terms=distances.huber,
        gradient=distances.huber_gradient,
        piece=distances.huber_piece,
    ),
    Loss(
        name="binary_cross_entropy",
        label="Binary cross-entropy",
        formula=r"-\frac{1}{NK} \sum \left( t \ln p + (1 - t) \ln(1 - p) \right)",
        sentence="The surprise at the right answer of a yes-or-no question: confident mistakes are expensive.",
        source="Cox 1958; Good 1952",
        tasks=("classification", "reconstruction"),
        terms=cross_entropies.binary,
        gradient=cross_entropies.binary_gradient,
        piece=cross_entropies.clipped_piece,
        fused_with="sigmoid",
        fused_terms=cross_entropies.binary_from_z,
        takes_logarithms=True,
    ),
    Loss(
        name="categorical_cross_entropy",
        label="Categorical cross-entropy",
        formula=r"-\frac{1}{N} \sum_n \sum_c t_c \ln p_c",
        sentence="The surprise at the right one of several classes.",
        source="Bridle 1990; Good 1952",
        **_CATEGORICAL,
    ),
    Loss(
        name="sparse_categorical_cross_entropy",
        label="Sparse categorical cross-entropy",
        formula=r"-\frac{1}{N} \sum_n \ln p_{t_n}",
        sentence="The same surprise with the number of the right class as the target, in place of a one-hot row.",
        source="Bridle 1990; Good 1952",
        integer_targets=True,
        **_CATEGORICAL,
    ),
    Loss(
        name="hinge",
        label="Hinge",
        formula=r"\frac{1}{NK} \sum \max(0,\ 1 - t y)",
        sentence="Asks for the right sign by a margin of 1, with targets of -1 and 1; what is beyond costs nothing.",
        source="Cortes and Vapnik 1995",
        tasks=("classification",),
        signed_targets=True,
        terms=margins.hinge,
        gradient=margins.hinge_gradient,
        piece=margins.hinge_piece,
    ),
)
