"""Computes Hessians with PyTorch and stores them beside this file.

Made as those of ``make_reference.py``::

    /tmp/reference/bin/python tests/reference/make_sharpness.py

Everything is float64, by automatic differentiation twice (`torch.autograd.functional.hessian`). Batch normalisation
goes by its running statistics, which are drawn.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from sharpness_cases import INPUTS, ROWS, SHARPNESS_CASES, SharpnessCase
from torch import Tensor
from torch.autograd.functional import hessian
from torch.nn import functional

ACTIVATIONS = {
    "linear": lambda z: z,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "silu": functional.silu,
    "softmax": lambda z: torch.softmax(z, dim=1),
    "softplus": functional.softplus,
    "tanh": torch.tanh,
}


def objective(case: SharpnessCase, inputs: Tensor, targets: Tensor, statistics: list[Tensor], theta: Tensor) -> Tensor:
    """Return data loss and penalty; theta is W1 (fan_in, fan_out) row by row, b1, gamma1, beta1, W2, ..."""
    x, place, fan_in, penalty, known = inputs, 0, INPUTS, torch.zeros((), dtype=torch.float64), iter(statistics)

    def take(*shape: int) -> Tensor:
        nonlocal place
        count = int(np.prod(shape))
        place += count
        return theta[place - count : place].reshape(shape)

    for units, activation, normalised in (*case.hidden, (case.outputs, case.output, False)):
        weights = take(fan_in, units)
        z = x @ weights + take(units)
        penalty = penalty + case.l2 / 2.0 * (weights**2).sum()
        if normalised:
            mean, variance = next(known), next(known)
            gamma, beta = take(units), take(units)
            z = functional.batch_norm(z, mean, variance, gamma, beta, training=False)
        x, fan_in = ACTIVATIONS[activation](z), units
    if case.loss == "mse":
        return functional.mse_loss(x, targets) + penalty
    if case.loss == "binary_cross_entropy":
        return functional.binary_cross_entropy_with_logits(z, targets) + penalty
    return functional.cross_entropy(z, targets) + penalty


def compute(case: SharpnessCase, inputs: np.ndarray, draw: np.random.Generator) -> dict[str, np.ndarray]:
    sizes, fan_in, statistics = [], INPUTS, []
    for units, _, normalised in (*case.hidden, (case.outputs, case.output, False)):
        sizes.append((fan_in + 1 + 2 * normalised) * units)
        fan_in = units
        if normalised:
            statistics += [draw.standard_normal(units), draw.uniform(0.5, 2.0, units)]
    theta = case.spread * draw.standard_normal(sum(sizes))
    if case.outputs > 1 and case.output == "softmax":
        targets = np.eye(case.outputs)[draw.integers(case.outputs, size=ROWS)]
    elif case.loss == "mse":
        targets = draw.standard_normal((ROWS, case.outputs))
    else:
        targets = draw.integers(2, size=(ROWS, 1)).astype(float)
    known = [torch.from_numpy(part) for part in statistics]
    x, t = torch.from_numpy(inputs), torch.from_numpy(targets)
    matrix = hessian(lambda point: objective(case, x, t, known, point), torch.from_numpy(theta))
    return {"theta": np.concatenate([theta, *statistics]), "targets": targets, "hessian": matrix.numpy()}


def main() -> None:
    draw = np.random.default_rng(5)
    inputs = draw.standard_normal((ROWS, INPUTS))
    stored = {"inputs": inputs}
    for name, case in SHARPNESS_CASES.items():
        stored |= {f"{name}/{key}": array for key, array in compute(case, inputs, draw).items()}
    np.savez_compressed(Path(__file__).with_name("pytorch_sharpness.npz"), **stored)


if __name__ == "__main__":
    main()
