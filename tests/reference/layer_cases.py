"""Networks with batch normalisation and dropout that both PyTorch and nnviz train. Plain data: it imports neither."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

STEPS = 60
SEED = 11
ROWS = 24
INPUTS = 3


class LayerCase(Struct, frozen=True):
    """One small network with one sigmoid output, trained with binary cross-entropy on targets 0 and 1.

    `hidden` has units, activation, batch normalisation and dropout of each layer.
    """

    hidden: tuple[tuple[int, str, bool, float], ...]
    optimizer: dict[str, Any]
    batch_size: int | None = None
    l2: float = 0.0


SGD = {"name": "sgd", "learning_rate": 0.2}
MOMENTUM = {"name": "momentum", "learning_rate": 0.05, "momentum": 0.8}
ADAM = {"name": "adam", "learning_rate": 0.02, "beta1": 0.85, "beta2": 0.99, "epsilon": 1e-7}

NORMALISED = ((5, "tanh", True, 0.0), (4, "relu", True, 0.0))
ALTERNATING = ((5, "sigmoid", True, 0.0), (6, "tanh", False, 0.0), (3, "tanh", True, 0.0))
DROPPED = ((7, "tanh", False, 0.3), (6, "relu", False, 0.5))
BOTH = ((7, "tanh", True, 0.3), (6, "sigmoid", True, 0.1))

LAYER_CASES: dict[str, LayerCase] = {
    "normalised-sgd": LayerCase(NORMALISED, SGD),
    "normalised-momentum": LayerCase(NORMALISED, MOMENTUM, batch_size=7),
    "normalised-adam": LayerCase(NORMALISED, ADAM, batch_size=7),
    "normalised-penalty": LayerCase(NORMALISED, SGD, l2=0.1),
    "alternating-adam": LayerCase(ALTERNATING, ADAM, batch_size=10),
    "dropped-sgd": LayerCase(DROPPED, SGD, batch_size=7),
    "both-momentum": LayerCase(BOTH, MOMENTUM, batch_size=7),
    "both-adam": LayerCase(BOTH, ADAM, batch_size=7),
}
