"""What is computed both by PyTorch, once, and by nnviz, in every test run. Plain data: it imports neither."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

STEPS = 100
SEED = 5
ROWS = 20
INPUTS = 3

TWO, FOUR, REAL = "two", "four", "real"
"""What the targets are: 0 and 1 of shape (20, 1), one-hot (20, 4), or real numbers (20, 1)."""


@dataclass(frozen=True)
class Case:
    """One small network and how it is trained."""

    hidden: tuple[tuple[int, str | dict[str, Any]], ...] = ((5, "tanh"), (4, "tanh"))
    output: str = "sigmoid"
    targets: str = TWO
    loss: str = "binary_cross_entropy"
    optimizer: dict[str, Any] = field(default_factory=lambda: {"name": "sgd", "learning_rate": 0.1})
    batch_size: int | None = None
    l1: float = 0.0
    l2: float = 0.0

    @property
    def units(self) -> list[int]:
        """How many units each layer has, the output's last."""
        return [*(units for units, _ in self.hidden), 4 if self.targets == FOUR else 1]


def _both(activation: str | dict[str, Any]) -> tuple[tuple[int, str | dict[str, Any]], ...]:
    return ((5, activation), (4, activation))


OPTIMIZERS: dict[str, dict[str, Any]] = {
    "sgd": {"name": "sgd", "learning_rate": 0.2},
    "momentum": {"name": "momentum", "learning_rate": 0.05, "momentum": 0.8},
    "adam": {"name": "adam", "learning_rate": 0.02, "beta1": 0.85, "beta2": 0.99, "epsilon": 1e-7},
}

CASES: dict[str, Case] = {
    **{f"optimizer-{name}": Case(optimizer=optimizer) for name, optimizer in OPTIMIZERS.items()},
    # Batches of 7 out of 20 rows: the last one of every epoch has 6.
    **{f"batches-{name}": Case(optimizer=optimizer, batch_size=7) for name, optimizer in OPTIMIZERS.items()},
    **{
        f"activation-{name}": Case(hidden=_both(name))
        for name in ("linear", "step", "sigmoid", "tanh", "relu", "softmax")
    },
    "activation-leaky_relu": Case(hidden=_both({"name": "leaky_relu", "alpha": 0.2})),
    "activation-elu": Case(hidden=_both({"name": "elu", "alpha": 0.7})),
    "no-hidden-layer": Case(hidden=()),
    "loss-mse": Case(output="linear", targets=REAL, loss="mse"),
    "loss-mae": Case(output="linear", targets=REAL, loss="mae"),
    "loss-mse-sigmoid": Case(loss="mse"),
    "loss-mse-four": Case(output="tanh", targets=FOUR, loss="mse"),
    "loss-binary-four": Case(output="sigmoid", targets=FOUR),
    "loss-binary-softmax": Case(output="softmax", targets=FOUR),
    "loss-binary-linear": Case(output="linear", optimizer={"name": "sgd", "learning_rate": 0.001}),
    "loss-categorical": Case(output="softmax", targets=FOUR, loss="categorical_cross_entropy"),
    "loss-categorical-sigmoid": Case(output="sigmoid", targets=FOUR, loss="categorical_cross_entropy"),
    "penalty-l1": Case(l1=0.01),
    "penalty-l2": Case(l2=0.1),
    "penalty-both-adam": Case(l1=0.003, l2=0.02, optimizer=OPTIMIZERS["adam"], batch_size=7),
}
