"""What is computed both by PyTorch, once, and by nnviz, in every test run. Plain data: it imports neither."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

STEPS = 100
SEED = 5
ROWS = 20
INPUTS = 3

TWO, FOUR, REAL, SIGNED = "two", "four", "real", "signed"
"""What the targets are: 0 and 1 of shape (20, 1), one-hot (20, 4), real numbers (20, 1), or -1 and 1 (20, 1)."""


class Case(Struct, frozen=True):
    """One small network and how it is trained."""

    hidden: tuple[tuple[int, str | dict[str, Any]], ...] = ((5, "tanh"), (4, "tanh"))
    output: str = "sigmoid"
    targets: str = TWO
    loss: str | dict[str, Any] = "binary_cross_entropy"
    optimizer: dict[str, Any] = field(default_factory=lambda: {"name": "sgd", "learning_rate": 0.1})
    batch_size: int | None = None
    l1: float = 0.0
    l2: float = 0.0
    schedule: str | dict[str, Any] = "constant"
    clip_norm: float | None = None
    clip_value: float | None = None

    @property
    def units(self) -> list[int]:
        """How many units each layer has, the output's last."""
        return [*(units for units, _ in self.hidden), 4 if self.targets == FOUR else 1]


def _both(activation: str | dict[str, Any]) -> tuple[tuple[int, str | dict[str, Any]], ...]:
    return ((5, activation), (4, activation))


OPTIMIZERS: dict[str, dict[str, Any]] = {
    "sgd": {"name": "sgd", "learning_rate": 0.2},
    "momentum": {"name": "momentum", "learning_rate": 0.05, "momentum": 0.8},
    "momentum_ema": {"name": "momentum_ema", "learning_rate": 0.3, "momentum": 0.8},
    "nesterov": {"name": "nesterov", "learning_rate": 0.05, "momentum": 0.8},
    "adagrad": {"name": "adagrad", "learning_rate": 0.05, "epsilon": 1e-7},
    "rmsprop": {"name": "rmsprop", "learning_rate": 0.01, "rho": 0.85, "epsilon": 1e-7},
    "adadelta": {"name": "adadelta", "learning_rate": 0.9, "rho": 0.85, "epsilon": 1e-5},
    "adamw": {
        "name": "adamw",
        "learning_rate": 0.02,
        "beta1": 0.85,
        "beta2": 0.99,
        "epsilon": 1e-7,
        "weight_decay": 0.3,
    },
    "nadam": {
        "name": "nadam",
        "learning_rate": 0.005,
        "beta1": 0.85,
        "beta2": 0.99,
        "epsilon": 1e-7,
        "momentum_decay": 0.02,
    },
    "adam": {"name": "adam", "learning_rate": 0.02, "beta1": 0.85, "beta2": 0.99, "epsilon": 1e-7},
}

SCHEDULES: dict[str, dict[str, Any]] = {
    "step": {"name": "step", "epochs_each": 8, "factor": 0.3},
    "exponential": {"name": "exponential", "factor": 0.9},
    # PyTorch's turns upwards again after the minimum: it is not reached within these steps.
    "cosine": {"name": "cosine", "epochs_to_minimum": 101, "minimum": 0.05},
    "linear_warmup": {"name": "linear_warmup", "epochs_to_full": 15, "start": 0.2},
    "reduce_on_plateau": {
        "name": "reduce_on_plateau",
        "factor": 0.4,
        "patience": 1,
        "threshold": 0.02,
        "minimum": 0.03,
    },
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
    **{f"activation-{name}": Case(hidden=_both(name)) for name in ("selu", "gelu", "silu", "mish", "softplus", "sine")},
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
    "loss-huber": Case(output="linear", targets=REAL, loss={"name": "huber", "delta": 1.0}),
    "loss-huber-narrow": Case(output="linear", targets=REAL, loss={"name": "huber", "delta": 0.2}),
    "loss-sparse": Case(output="softmax", targets=FOUR, loss="sparse_categorical_cross_entropy"),
    "loss-sparse-sigmoid": Case(output="sigmoid", targets=FOUR, loss="sparse_categorical_cross_entropy"),
    "loss-hinge": Case(output="linear", targets=SIGNED, loss="hinge"),
    "loss-hinge-tanh": Case(output="tanh", targets=SIGNED, loss="hinge"),
    **{
        f"schedule-{name}": Case(optimizer=OPTIMIZERS["sgd"], schedule=schedule, batch_size=5)
        for name, schedule in SCHEDULES.items()
    },
    # An optimizer that has the rate in its memory, one that scales its steps, one that uses the rate twice.
    "schedule-momentum": Case(optimizer=OPTIMIZERS["momentum"], schedule=SCHEDULES["exponential"], batch_size=5),
    "schedule-nesterov": Case(optimizer=OPTIMIZERS["nesterov"], schedule=SCHEDULES["step"]),
    "schedule-adam": Case(optimizer=OPTIMIZERS["adam"], schedule=SCHEDULES["linear_warmup"], batch_size=5),
    "schedule-adamw": Case(optimizer=OPTIMIZERS["adamw"], schedule=SCHEDULES["cosine"]),
    "clip-norm": Case(clip_norm=0.03),
    "clip-value": Case(clip_value=0.02, batch_size=7),
    "clip-both": Case(clip_norm=0.08, clip_value=0.03, l1=0.01, l2=0.02, optimizer=OPTIMIZERS["momentum"]),
    "penalty-l1": Case(l1=0.01),
    "penalty-l2": Case(l2=0.1),
    "penalty-both-adam": Case(l1=0.003, l2=0.02, optimizer=OPTIMIZERS["adam"], batch_size=7),
}
