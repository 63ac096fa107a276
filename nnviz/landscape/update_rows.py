r"""One update of an optimizer, line by line, so that it can be followed with pencil and paper.

Every line has the equation that makes it from those above; the equations of the registry entry are among them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array
from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.racing import Terms
from nnviz.optimizers import OPTIMIZERS

SYMBOLS = {
    "learning_rate": r"\eta",
    "momentum": r"\beta",
    "rho": r"\rho",
    "epsilon": r"\epsilon",
    "beta1": r"\beta_1",
    "beta2": r"\beta_2",
    "weight_decay": r"\lambda",
    "momentum_decay": r"\psi",
}
"""How hyperparameters are written in formulas."""

PARTS = r", \quad "
"""Parts the equations of a registry entry's formula."""

_MEAN = r"m \leftarrow \beta_1 m + (1 - \beta_1) g"
_SQUARE = r"v \leftarrow \beta_2 v + (1 - \beta_2) g^2"
_ADAM_RATE = r"\frac{\eta}{\sqrt{\hat v} + \epsilon}"


class UpdateRow(Struct, frozen=True, eq=False):
    """One line of an update.

    Attributes
    ----------
    words : str
        What it is.
    formula : str
        How it is made, as LaTeX; only the symbol of what is there before.
    value : ndarray, shape (2,)
        Along x and y; twice the same where it is one number.
    """

    words: str
    formula: str
    value: Array


class UpdateArrow(Struct, frozen=True, eq=False):
    """One vector of an update.

    Attributes
    ----------
    words, symbol : str
        What it is, and how it is written.
    vector : ndarray, shape (2,)
    to_scale : bool
        Whether its length can be compared with that of the move; else only its direction means something.
    """

    words: str
    symbol: str
    vector: Array
    to_scale: bool = True


class _Update:
    """What the lines of an update are made from."""

    def __init__(self, optimizer: OptimizerChoice, terms: Terms, step: int) -> None:
        self.values = optimizer.values
        self.rate = self.values["learning_rate"]
        self.count = step + 1
        self.g = terms.gradient
        self.w = terms.position
        self.move = terms.move
        self.before = list(terms.earlier.values())
        self.after = list(terms.memory.values())
        self.parts = OPTIMIZERS[optimizer.name].formula.split(PARTS)


def update_rows(optimizer: OptimizerChoice, terms: Terms, step: int) -> list[UpdateRow]:
    """Return the lines of the update after `step` steps, the position first and the new one last."""
    update = _Update(optimizer, terms, step)
    symbols = _REMEMBERED.get(optimizer.name, ())
    rows = [UpdateRow("position", "w", update.w), UpdateRow("gradient", r"g = \nabla f", update.g)]
    rows += [
        UpdateRow(f"{name} before", symbol, vector)
        for symbol, (name, vector) in zip(symbols, terms.earlier.items(), strict=True)
    ]
    rows += _BETWEEN[optimizer.name](update)
    rows.append(UpdateRow("effective rate", r"-\Delta w / g", terms.effective_rate))
    rows.append(UpdateRow("new position", update.parts[_LAST.get(optimizer.name, -1)], update.w + update.move))
    return rows


def update_arrows(optimizer: OptimizerChoice, terms: Terms) -> list[UpdateArrow]:
    """Return the vectors of an update, the move last; those to scale before it add up to it."""
    values, g = optimizer.values, terms.gradient
    rate, earlier, after = values["learning_rate"], list(terms.earlier.values()), list(terms.memory.values())
    arrows = []
    with np.errstate(all="ignore"):
        match optimizer.name:
            case "sgd":
                return [UpdateArrow("move", "Δw = −ηg", terms.move)]
            case "momentum":
                arrows = [UpdateArrow("gradient", "−ηg", -rate * g)]
                arrows.append(UpdateArrow("velocity", "−βv", -values["momentum"] * earlier[0]))
            case "momentum_ema":
                beta = values["momentum"]
                arrows = [UpdateArrow("gradient", "−η(1 − β)g", -rate * (1.0 - beta) * g)]
                arrows.append(UpdateArrow("mean gradient", "−ηβv", -rate * beta * earlier[0]))
            case "nesterov":
                arrows = [UpdateArrow("gradient", "−ηg", -rate * g)]
                arrows.append(UpdateArrow("velocity", "−βv", -values["momentum"] * after[0]))
            case "adagrad" | "rmsprop" | "adadelta":
                arrows = [UpdateArrow("gradient", "−g", -g, to_scale=False)]
            case _:
                arrows = [UpdateArrow("gradient", "−g", -g, to_scale=False)]
                arrows.append(UpdateArrow("mean gradient", "−m", -after[0], to_scale=False))
    return [*arrows, UpdateArrow("move", "Δw", terms.move)]


def _sgd(u: _Update) -> list[UpdateRow]:
    return [UpdateRow("move", r"\Delta w = -\eta g", u.move)]


def _momentum(u: _Update) -> list[UpdateRow]:
    return [UpdateRow("velocity", u.parts[0], u.after[0]), UpdateRow("move", r"\Delta w = -v", u.move)]


def _momentum_ema(u: _Update) -> list[UpdateRow]:
    return [UpdateRow("mean gradient", u.parts[0], u.after[0]), UpdateRow("move", r"\Delta w = -\eta v", u.move)]


def _nesterov(u: _Update) -> list[UpdateRow]:
    move = UpdateRow("move", r"\Delta w = -(\beta v + \eta g)", u.move)
    return [UpdateRow("velocity", u.parts[0], u.after[0]), move]


def _squares(words: str) -> Callable[[_Update], list[UpdateRow]]:
    def rows(u: _Update) -> list[UpdateRow]:
        with np.errstate(all="ignore"):
            rate = u.rate / (np.sqrt(u.after[0]) + u.values["epsilon"])
        return [
            UpdateRow(words, u.parts[0], u.after[0]),
            UpdateRow("rate per axis", r"r = \frac{\eta}{\sqrt s + \epsilon}", rate),
            UpdateRow("move", r"\Delta w = -r g", u.move),
        ]

    return rows


def _adadelta(u: _Update) -> list[UpdateRow]:
    return [
        UpdateRow("mean squared gradient", u.parts[0], u.after[0]),
        UpdateRow("step", u.parts[1], -u.move / u.rate),
        UpdateRow("mean squared step", u.parts[2], u.after[1]),
        UpdateRow("move", r"\Delta w = -\eta d", u.move),
    ]


def _moments(u: _Update) -> list[UpdateRow]:
    """Return the lines that Adam and its relatives share."""
    return [UpdateRow("mean gradient", _MEAN, u.after[0]), UpdateRow("mean squared gradient", _SQUARE, u.after[1])]


def _corrected(u: _Update) -> list[UpdateRow]:
    """Return the mean and the square as they are without their start at 0, and the rate that follows."""
    mean = u.after[0] / (1.0 - u.values["beta1"] ** u.count)
    return [UpdateRow("corrected mean", r"\hat m = \frac{m}{1 - \beta_1^t}", mean), *_corrected_square(u)]


def _corrected_square(u: _Update) -> list[UpdateRow]:
    square = u.after[1] / (1.0 - u.values["beta2"] ** u.count)
    with np.errstate(all="ignore"):
        rate = u.rate / (np.sqrt(square) + u.values["epsilon"])
    return [
        UpdateRow("corrected square", r"\hat v = \frac{v}{1 - \beta_2^t}", square),
        UpdateRow("rate per axis", rf"r = {_ADAM_RATE}", rate),
    ]


def _adam(u: _Update) -> list[UpdateRow]:
    return [*_moments(u), *_corrected(u), UpdateRow("move", r"\Delta w = -r \hat m", u.move)]


def _adamw(u: _Update) -> list[UpdateRow]:
    decayed = u.w * (1.0 - u.rate * u.values["weight_decay"])
    return [
        *_moments(u),
        *_corrected(u),
        UpdateRow("move", r"\Delta w = -\eta \lambda w - r \hat m", u.move),
        UpdateRow("decayed position", u.parts[0], decayed),
    ]


def _nadam(u: _Update) -> list[UpdateRow]:
    beta, decay = u.values["beta1"], u.values["momentum_decay"]
    shares = beta * (1.0 - 0.5 * 0.96 ** (np.arange(1, u.count + 2) * decay))
    products = np.cumprod(shares)
    now, ahead, product, next_product = shares[-2], shares[-1], products[-2], products[-1]
    mean = (1.0 - now) / (1.0 - product) * u.g + ahead / (1.0 - next_product) * u.after[0]
    return [
        *_moments(u),
        *_corrected_square(u),
        UpdateRow("share of this step", r"\mu_t = \beta_1 (1 - \frac{1}{2} 0.96^{t \psi})", np.full(2, now)),
        UpdateRow("share of the next", r"\mu_{t+1}", np.full(2, ahead)),
        UpdateRow("all shares so far", u.parts[1], np.full(2, product)),
        UpdateRow(
            "look ahead", r"\tilde m = \frac{1 - \mu_t}{1 - M_t} g + \frac{\mu_{t+1}}{1 - M_{t+1}} m", mean
        ),
        UpdateRow("move", r"\Delta w = -r \tilde m", u.move),
    ]  # fmt: skip


_BETWEEN: dict[str, Callable[[_Update], list[UpdateRow]]] = {
    "sgd": _sgd,
    "momentum": _momentum,
    "momentum_ema": _momentum_ema,
    "nesterov": _nesterov,
    "adagrad": _squares("sum of squared gradients"),
    "rmsprop": _squares("mean squared gradient"),
    "adadelta": _adadelta,
    "adam": _adam,
    "adamw": _adamw,
    "nadam": _nadam,
}
_REMEMBERED: dict[str, tuple[str, ...]] = {
    "momentum": ("v",),
    "momentum_ema": ("v",),
    "nesterov": ("v",),
    "adagrad": ("s",),
    "rmsprop": ("s",),
    "adadelta": ("s", "u"),
    "adam": ("m", "v"),
    "adamw": ("m", "v"),
    "nadam": ("m", "v"),
}
_LAST = {"nadam": 0}
"""Which part of the formula is the last line, where it is not the last part."""
