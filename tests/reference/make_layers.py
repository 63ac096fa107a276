"""Computes the reference values for batch normalisation and dropout with PyTorch and stores them beside this file.

Made as those of ``make_reference.py``::

    /tmp/reference/bin/python tests/reference/make_layers.py

Everything is float64. Batch normalisation is PyTorch's own, and so are gradients and optimizers. The order of the rows
and what is dropped come from the rules of nnviz (Philox; key: seed; counter: layer, step and purpose 6 for dropout).
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from layer_cases import INPUTS, LAYER_CASES, ROWS, SEED, STEPS, LayerCase
from torch import Tensor, nn
from torch.nn import functional

SHUFFLE, DROPOUT = 5, 6


def stream(index: int, part: int, purpose: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=[SEED, 0], counter=[0, part, index, purpose]))


class Reference(nn.Module):
    """The network of a case."""

    def __init__(self, case: LayerCase, draw: np.random.Generator) -> None:
        super().__init__()
        self.case = case
        units = [INPUTS, *(layer[0] for layer in case.hidden), 1]
        self.linear = nn.ModuleList(nn.Linear(a, b, dtype=torch.float64) for a, b in pairwise(units))
        for linear in self.linear:
            fan_in = linear.in_features
            linear.weight.data = torch.from_numpy(draw.standard_normal((linear.out_features, fan_in)) * fan_in**-0.5)
            linear.bias.data = torch.from_numpy(draw.standard_normal(linear.out_features) * 0.1)
        self.norm = nn.ModuleList(
            nn.BatchNorm1d(layer[0], dtype=torch.float64) if layer[2] else nn.Identity() for layer in case.hidden
        )

    def forward(self, x: Tensor, step: int) -> Tensor:
        """Return z of the output; `step` is the update that is made, 1 for the first."""
        for number, (linear, norm, layer) in enumerate(zip(self.linear, self.norm, self.case.hidden, strict=False), 1):
            units, activation, _, dropout = layer
            x = getattr(torch, activation)(norm(linear(x)))
            if dropout and self.training:
                u = stream(step, number, DROPOUT).random((units, len(x)), dtype=np.float32)
                kept = torch.from_numpy((u < np.float32(1.0 - dropout)).T.copy())
                x = x * kept / (1.0 - dropout)
        return self.linear[-1](x)

    def theta(self) -> np.ndarray:
        """Return W1 row by row (fan_in, fan_out), b1, gamma1, beta1, W2, ..., then running mean and variance."""
        parts, statistics = [], []
        for linear, norm in zip(self.linear, [*self.norm, nn.Identity()], strict=True):
            parts += [linear.weight.T, linear.bias]
            if isinstance(norm, nn.BatchNorm1d):
                parts += [norm.weight, norm.bias]
                statistics += [norm.running_mean, norm.running_var]
        return torch.cat([part.detach().reshape(-1) for part in [*parts, *statistics]]).numpy()


def optimizer_of(case: LayerCase, model: Reference) -> torch.optim.Optimizer:
    values = case.optimizer
    if values["name"] == "adam":
        betas = values["beta1"], values["beta2"]
        return torch.optim.Adam(model.parameters(), lr=values["learning_rate"], betas=betas, eps=values["epsilon"])
    return torch.optim.SGD(model.parameters(), lr=values["learning_rate"], momentum=values.get("momentum", 0.0))


def train(case: LayerCase, inputs: np.ndarray, targets: np.ndarray, draw: np.random.Generator) -> dict[str, np.ndarray]:
    model = Reference(case, draw)
    stored = {"initial": model.theta()}
    optimizer = optimizer_of(case, model)
    size = case.batch_size or ROWS
    losses: list[float] = []
    epoch = 0
    while len(losses) < STEPS:
        order = stream(epoch, 0, SHUFFLE).permutation(ROWS)
        for start in range(0, ROWS, size):
            if len(losses) == STEPS:
                break
            rows = order[start : start + size]
            z = model(torch.from_numpy(inputs[rows]), len(losses) + 1)
            loss = functional.binary_cross_entropy_with_logits(z, torch.from_numpy(targets[rows]))
            losses.append(loss.item())
            penalty = sum(case.l2 / 2.0 * (linear.weight**2).sum() for linear in model.linear)
            optimizer.zero_grad()
            (loss + penalty).backward()
            optimizer.step()
        epoch += 1
    stored |= {"losses": np.array(losses), "theta": model.theta()}
    model.eval()
    return {**stored, "answers": torch.sigmoid(model(torch.from_numpy(inputs), 0)).detach().numpy()}


def main() -> None:
    draw = np.random.default_rng(21)
    inputs = draw.standard_normal((ROWS, INPUTS))
    targets = (inputs.prod(axis=1, keepdims=True) > 0.0).astype(float)
    stored = {"inputs": inputs, "targets": targets}
    for name, case in LAYER_CASES.items():
        stored |= {f"{name}/{key}": array for key, array in train(case, inputs, targets, draw).items()}
    np.savez_compressed(Path(__file__).with_name("pytorch_layers.npz"), **stored)


if __name__ == "__main__":
    main()
