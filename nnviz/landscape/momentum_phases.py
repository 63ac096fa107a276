r"""The phase diagram of gradient descent with momentum (Goh 2017): learning rate against momentum.

A bowl has two curvatures, and the direction that is slower decides how fast the whole comes home. With the learning
rate counted in units of 1 / lambda of the steeper direction ("pull"), the diagram depends only on the ratio of the two,
and on the rule of momentum.
"""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array
from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.momentum_rules import HEAVY_BALL, NESTEROV, MomentumRule


def phase_rates(rule: MomentumRule, ratio: float, columns: int, rows: int) -> Array:
    """Return by which factor the distance shrinks a step, shape (rows, columns), for the slower direction.

    Parameters
    ----------
    rule : MomentumRule
    ratio : float
        The smaller curvature over the larger one, from above 0 to 1; 0 for the steeper direction alone.
    columns : int
        From a pull of 0 to the rule's most, at the middles of so many equal parts.
    rows : int
        From a momentum of 1, at the top, to 0, likewise.
    """
    pull = (np.arange(columns) + 0.5) * (rule.most_pull / columns)
    momentum = 1.0 - (np.arange(rows)[:, None] + 0.5) / rows
    rates = rule.rates(pull, momentum)
    return np.maximum(rates, rule.rates(ratio * pull, momentum)) if ratio > 0.0 else rates


def slower_rate(rule: MomentumRule, ratio: float, pull: float, momentum: float) -> tuple[float, bool]:
    """Return the factor of `phase_rates` at one setting, and whether the flatter direction is the one that decides."""
    steep = float(rule.rates(np.array(pull), np.array(momentum)))
    flat = float(rule.rates(np.array(ratio * pull), np.array(momentum))) if ratio > 0.0 else 0.0
    # Where both ripple they are alike, but for rounding.
    return max(steep, flat), flat > steep * (1.0 + 1e-12)


def rule_of(optimizer: OptimizerChoice) -> MomentumRule | None:
    """Return the rule of momentum that an optimizer moves by; None if it moves by another.

    Plain descent is either rule's with a momentum of 0, and the diagram of the heavy ball is its own. The running mean
    of the gradients with rate eta walks exactly as the heavy ball with rate (1 - beta) eta.
    """
    match optimizer.name:
        case "sgd" | "momentum" | "momentum_ema":
            return HEAVY_BALL
        case "nesterov":
            return NESTEROV
        case _:
            return None


def setting_of(optimizer: OptimizerChoice) -> tuple[float, float] | None:
    """Return learning rate and momentum as the rule of an optimizer counts them; None where it has no such rule."""
    if rule_of(optimizer) is None:
        return None
    values = optimizer.values
    rate, momentum = values["learning_rate"], values.get("momentum", 0.0)
    return ((1.0 - momentum) * rate if optimizer.name == "momentum_ema" else rate), momentum


def with_setting(optimizer: OptimizerChoice, rate: float, momentum: float) -> OptimizerChoice:
    """Return the optimizer that walks by the same rule with this rate and momentum: of the same kind where it can be.

    Raises `InvalidInput` where one of them is out of range.
    """
    match optimizer.name:
        case "momentum_ema":
            return OptimizerChoice("momentum_ema", learning_rate=rate / (1.0 - momentum), momentum=momentum)
        case "nesterov":
            return OptimizerChoice("nesterov", learning_rate=rate, momentum=momentum)
        case "sgd" if momentum == 0.0:
            return OptimizerChoice("sgd", learning_rate=rate)
        case _:
            return OptimizerChoice("momentum", learning_rate=rate, momentum=momentum)
