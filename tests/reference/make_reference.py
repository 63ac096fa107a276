"""Computes the reference values with PyTorch and stores them beside this file.

PyTorch is not needed to run the tests. To make the values anew, in an environment of its own::

    python -m venv /tmp/reference
    /tmp/reference/bin/pip install torch==2.13.0 numpy
    /tmp/reference/bin/python tests/reference/make_reference.py

Everything is float64. Nothing of nnviz is used: networks, losses, penalties and optimizers are PyTorch's own, and the
order of the rows comes from the rule that the contract gives (Philox; key: seed; counter: epoch and purpose 5).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from cases import CASES, FOUR, INPUTS, REAL, ROWS, SEED, SIGNED, STEPS, TWO, Case
from torch import Tensor
from torch.nn import functional

SHUFFLE = 5
CLIP = 1e-12


def activate(z: Tensor, choice: str | dict[str, object]) -> Tensor:
    name = choice if isinstance(choice, str) else choice["name"]
    alpha = 0.0 if isinstance(choice, str) else choice["alpha"]
    if name == "linear":
        return z
    if name == "step":
        return (z >= 0.0).double()
    if name == "leaky_relu":
        return functional.leaky_relu(z, alpha)
    if name == "elu":
        return functional.elu(z, alpha)
    return {
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": torch.relu,
        "selu": functional.selu,
        "gelu": lambda z: functional.gelu(z, approximate="tanh"),
        "silu": functional.silu,
        "mish": functional.mish,
        "softplus": lambda z: functional.softplus(z, threshold=1e3),
        "sine": torch.sin,
        "softmax": lambda z: torch.softmax(z, dim=1),
    }[name](z)


def loss_of(case: Case, z: Tensor, y: Tensor, t: Tensor) -> Tensor:
    if case.loss == "mse":
        return functional.mse_loss(y, t)
    if case.loss == "mae":
        return functional.l1_loss(y, t)
    if isinstance(case.loss, dict):
        return functional.huber_loss(y, t, delta=case.loss["delta"])
    if case.loss == "hinge":
        return functional.margin_ranking_loss(y, torch.zeros_like(y), t, margin=1.0)
    if case.loss == "binary_cross_entropy":
        if case.output == "sigmoid":
            return functional.binary_cross_entropy_with_logits(z, t)
        p = y.clamp(CLIP, 1.0 - CLIP)
        return -(t * p.log() + (1.0 - t) * (1.0 - p).log()).mean()
    if case.output == "softmax":
        return functional.cross_entropy(z, t.argmax(dim=1))
    return -(t * y.clamp(CLIP, 1.0 - CLIP).log()).sum(dim=1).mean()


class Velocity(torch.optim.Optimizer):
    """Momentum as the contract has it, written out by hand: PyTorch's keeps the rate out of the velocity.

    So they differ where the rate changes; and the first step of its running mean of gradients is another one.
    """

    def __init__(self, parameters: list[Tensor], learning_rate: float, momentum: float, kind: str) -> None:
        super().__init__(parameters, {"lr": learning_rate})
        self._momentum, self._kind = momentum, kind
        self._memory = [torch.zeros_like(parameter) for parameter in parameters]

    @torch.no_grad()
    def step(self, closure: object = None) -> None:
        [group] = self.param_groups
        rate, beta = group["lr"], self._momentum
        for number, parameter in enumerate(group["params"]):
            g, v = parameter.grad, self._memory[number]
            if self._kind == "momentum_ema":
                v = beta * v + (1.0 - beta) * g
                parameter -= rate * v
            elif self._kind == "nesterov":
                v = beta * v + rate * g
                parameter -= beta * v + rate * g
            else:
                v = beta * v + rate * g
                parameter -= v
            self._memory[number] = v


def optimizer_of(case: Case, parameters: list[Tensor]) -> torch.optim.Optimizer:
    values = case.optimizer
    name, rate, epsilon, rho = values["name"], values["learning_rate"], values.get("epsilon"), values.get("rho")
    betas = values.get("beta1"), values.get("beta2")
    if name == "adam":
        return torch.optim.Adam(parameters, lr=rate, betas=betas, eps=epsilon)
    if name == "adamw":
        decay = values["weight_decay"]
        return torch.optim.AdamW(parameters, lr=rate, betas=betas, eps=epsilon, weight_decay=decay)
    if name == "nadam":
        decay = values["momentum_decay"]
        return torch.optim.NAdam(parameters, lr=rate, betas=betas, eps=epsilon, momentum_decay=decay)
    if name == "adagrad":
        return torch.optim.Adagrad(parameters, lr=rate, eps=epsilon)
    if name == "rmsprop":
        return torch.optim.RMSprop(parameters, lr=rate, alpha=rho, eps=epsilon)
    if name == "adadelta":
        return torch.optim.Adadelta(parameters, lr=rate, rho=rho, eps=epsilon)
    momentum = values.get("momentum", 0.0)
    if name == "momentum_ema" or (momentum and case.schedule != "constant"):
        return Velocity(parameters, rate, momentum, name)
    return torch.optim.SGD(parameters, lr=rate, momentum=momentum, nesterov=name == "nesterov")


def schedule_of(case: Case, optimizer: torch.optim.Optimizer, steps: int) -> object:
    """Return PyTorch's schedule, with `steps` steps an epoch; None where the rate is constant."""
    if isinstance(case.schedule, str):
        return None
    values, rate = case.schedule, case.optimizer["learning_rate"]
    schedulers, name = torch.optim.lr_scheduler, case.schedule["name"]
    if name == "step":
        return schedulers.StepLR(optimizer, values["epochs_each"] * steps, values["factor"])
    if name == "exponential":
        return schedulers.ExponentialLR(optimizer, values["factor"] ** (1.0 / steps))
    if name == "cosine":
        return schedulers.CosineAnnealingLR(optimizer, values["epochs_to_minimum"] * steps, values["minimum"] * rate)
    if name == "linear_warmup":
        return schedulers.LinearLR(optimizer, values["start"], 1.0, values["epochs_to_full"] * steps)
    patience, threshold, least = values["patience"], values["threshold"], values["minimum"] * rate
    return schedulers.ReduceLROnPlateau(
        optimizer, factor=values["factor"], patience=patience, threshold=threshold, min_lr=least
    )


def forward(case: Case, inputs: Tensor, parameters: list[Tensor]) -> tuple[Tensor, list[Tensor]]:
    choices = [*(choice for _, choice in case.hidden), case.output]
    a, answers = inputs, []
    for choice, weights, biases in zip(choices, parameters[0::2], parameters[1::2], strict=True):
        z = a @ weights + biases
        a = activate(z, choice)
        answers.append(a)
    return z, answers


def batches(size: int | None) -> list[np.ndarray]:
    rows: list[np.ndarray] = []
    epoch = 0
    while len(rows) < STEPS:
        stream = np.random.Generator(np.random.Philox(key=[SEED, 0], counter=[0, 0, epoch, SHUFFLE]))
        order = stream.permutation(ROWS)
        rows += [order[start : start + (size or ROWS)] for start in range(0, ROWS, size or ROWS)]
        epoch += 1
    return rows[:STEPS]


def train(case: Case, inputs: np.ndarray, targets: np.ndarray, initial: list[np.ndarray]) -> dict[str, np.ndarray]:
    x, t = torch.from_numpy(inputs), torch.from_numpy(targets)
    parameters = [torch.from_numpy(array.copy()).requires_grad_() for array in initial]
    optimizer = optimizer_of(case, parameters)
    stored = {f"a{k}": a.detach().numpy() for k, a in enumerate(forward(case, x, parameters)[1], 1)}
    losses, rates = [], []
    steps = -(-ROWS // (case.batch_size or ROWS))
    schedule = schedule_of(case, optimizer, steps)
    for number, rows in enumerate(batches(case.batch_size), 1):
        chosen = torch.from_numpy(rows)
        z, answers = forward(case, x[chosen], parameters)
        loss = loss_of(case, z, answers[-1], t[chosen])
        losses.append(loss.item())
        weights = parameters[0::2]
        penalty = sum(case.l1 * w.abs().sum() + case.l2 / 2.0 * (w * w).sum() for w in weights)
        optimizer.zero_grad(set_to_none=False)
        (loss + penalty).backward()
        if case.clip_value is not None:
            torch.nn.utils.clip_grad_value_(parameters, case.clip_value)
        if case.clip_norm is not None:
            torch.nn.utils.clip_grad_norm_(parameters, case.clip_norm)
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if isinstance(schedule, torch.optim.lr_scheduler.ReduceLROnPlateau):
            if number % steps == 0:
                z, answers = forward(case, x, parameters)
                schedule.step(loss_of(case, z, answers[-1], t).item())
        elif schedule is not None:
            schedule.step()
    theta = torch.cat([parameter.detach().reshape(-1) for parameter in parameters])
    return {**stored, "losses": np.array(losses), "rates": np.array(rates), "theta": theta.numpy()}


def main() -> None:
    torch.manual_seed(0)
    torch.set_default_dtype(torch.float64)  # else the products within NAdam are of single precision
    draw = np.random.default_rng(20)
    inputs = draw.standard_normal((ROWS, INPUTS))
    labels = draw.integers(0, 4, ROWS)
    values = np.sin(inputs.sum(axis=1, keepdims=True))
    two = (labels % 2).astype(float).reshape(-1, 1)
    targets = {TWO: two, FOUR: np.eye(4)[labels], REAL: values, SIGNED: 2.0 * two - 1.0}
    stored = {"inputs": inputs, **{f"targets-{name}": array for name, array in targets.items()}}
    for name, case in CASES.items():
        fan_ins = [INPUTS, *case.units[:-1]]
        initial = []
        for fan_in, fan_out in zip(fan_ins, case.units, strict=True):
            initial.append(draw.standard_normal((fan_in, fan_out)) * fan_in**-0.5)
            initial.append(draw.standard_normal(fan_out) * 0.1)
        if name == "loss-binary-linear":
            initial[-1] += 0.5  # answers start between 0 and 1, where the logarithm has a slope
        stored[f"{name}/initial"] = np.concatenate([array.reshape(-1) for array in initial])
        stored |= {f"{name}/{key}": array for key, array in train(case, inputs, targets[case.targets], initial).items()}
    np.savez_compressed(Path(__file__).with_name("pytorch.npz"), **stored)


if __name__ == "__main__":
    main()
