r"""Schedules: how the learning rate changes while a run goes on.

``factor(epochs, pace, **hyperparameters)`` is what the optimizer's own rate is multiplied by in the step that begins
after `epochs` passes over the training share, a fraction within a pass. So runs with other batch sizes agree.
``watch(pace, loss, **hyperparameters)`` is called with the loss at the end of every epoch.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from nnviz.registry import Entry, Hyperparameter, Registry


class Pace(NamedTuple):
    """Where the learning rate of a run stands.

    Attributes
    ----------
    rate : float
        Of the newest step; before the first one, what that will be taken with.
    factor : float
        What a schedule that watches the loss has made of the rate so far.
    best : float
        The lowest loss that it has seen.
    waited : int
        Epochs since then, or since it last lowered the rate.
    """

    rate: float
    factor: float = 1.0
    best: float = math.inf
    waited: int = 0


class Schedule(Entry, frozen=True, kw_only=True):
    """One schedule.

    Attributes
    ----------
    factor : callable
        See the head of the module.
    within_epochs : bool
        Whether the factor changes from step to step, and not only from epoch to epoch.
    watch : callable or None
        See the head of the module; None where the loss does not matter.
    """

    factor: Callable[..., float]
    within_epochs: bool = False
    watch: Callable[..., Pace] | None = None


def _constant(epochs: float, pace: Pace) -> float:
    return 1.0


def _step(epochs: float, pace: Pace, epochs_each: float, factor: float) -> float:
    return float(factor ** (epochs // epochs_each))


def _exponential(epochs: float, pace: Pace, factor: float) -> float:
    return float(factor**epochs)


def _cosine(epochs: float, pace: Pace, epochs_to_minimum: float, minimum: float) -> float:
    share = min(1.0, epochs / epochs_to_minimum)
    return minimum + (1.0 - minimum) * 0.5 * (1.0 + math.cos(math.pi * share))


def _linear_warmup(epochs: float, pace: Pace, epochs_to_full: float, start: float) -> float:
    return start + (1.0 - start) * min(1.0, epochs / epochs_to_full)


def _reduced(epochs: float, pace: Pace, **hyperparameters: float) -> float:
    return pace.factor


def _reduce_on_plateau(
    pace: Pace, loss: float, factor: float, patience: float, threshold: float, minimum: float
) -> Pace:
    """Lower the factor when the loss has not fallen by a share of `threshold` for more than `patience` epochs."""
    if loss < pace.best * (1.0 - threshold):
        return pace._replace(best=loss, waited=0)
    if pace.waited < patience:
        return pace._replace(waited=pace.waited + 1)
    return pace._replace(factor=max(minimum, pace.factor * factor), waited=0)


def _epochs(name: str, label: str, default: float, tooltip: str) -> Hyperparameter:
    return Hyperparameter(
        name=name,
        label=label,
        default=default,
        minimum=1,
        maximum=10**9,
        slider=(1, 1000),
        scale="log",
        integer=True,
        tooltip=tooltip,
    )


def _share(name: str, label: str, default: float, tooltip: str, *, zero: bool, one: bool = True) -> Hyperparameter:
    return Hyperparameter(
        name=name,
        label=label,
        default=default,
        minimum=0.0,
        minimum_excluded=not zero,
        maximum=1.0,
        maximum_excluded=not one,
        slider=(0.0 if zero else 0.01, 1.0 if one else 0.99),
        tooltip=tooltip,
    )


_MINIMUM_TOOLTIP = "The share of the learning rate below which it never falls."

SCHEDULES: Registry[Schedule] = Registry(
    "schedule",
    Schedule(
        name="constant",
        label="Constant",
        formula=r"\eta_t = \eta",
        sentence="Keeps the learning rate as it is.",
        source="the plain case",
        factor=_constant,
    ),
    Schedule(
        name="step",
        label="Step",
        formula=r"\eta_t = \eta \gamma^{\lfloor t / T \rfloor}",
        sentence="Multiplies the learning rate by a factor every so many epochs.",
        source="He et al. 2016, among many",
        hyperparameters=(
            _epochs("epochs_each", "Every", 20, "Epochs from one fall to the next."),
            _share("factor", "Factor", 0.5, "What is left of the rate at each fall: 1 keeps it.", zero=False),
        ),
        factor=_step,
    ),
    Schedule(
        name="exponential",
        label="Exponential",
        formula=r"\eta_t = \eta \gamma^t",
        sentence="Lets the learning rate fall by the same share in every epoch, a little in each step.",
        source="exponential decay",
        hyperparameters=(
            _share("factor", "Factor", 0.97, "What is left of the rate after each epoch: 1 keeps it.", zero=False),
        ),
        factor=_exponential,
        within_epochs=True,
    ),
    Schedule(
        name="cosine",
        label="Cosine",
        formula=(
            r"\eta_t = \eta \left( m + (1 - m) \frac{1 + \cos(\pi s)}{2} \right), "
            r"\quad s = \min \left( 1, \frac{t}{T} \right)"
        ),
        sentence="Lets the learning rate glide down to its minimum along half a wave, and stay there.",
        source="Loshchilov and Hutter 2017, without restarts",
        hyperparameters=(
            _epochs("epochs_to_minimum", "Epochs", 100, "After how many epochs the minimum is reached."),
            _share("minimum", "Minimum", 0.0, f"{_MINIMUM_TOOLTIP} At 0 nothing moves any more.", zero=True),
        ),
        factor=_cosine,
        within_epochs=True,
    ),
    Schedule(
        name="linear_warmup",
        label="Linear warm-up",
        formula=r"\eta_t = \eta \left( m + (1 - m) \min \left( 1, \frac{t}{T} \right) \right)",
        sentence="Lets the learning rate rise to its full size over the first epochs, then keeps it.",
        source="Goyal et al. 2017",
        hyperparameters=(
            _epochs("epochs_to_full", "Epochs", 5, "After how many epochs the full rate is reached."),
            _share("start", "Start", 0.1, "The share of the learning rate in the first step.", zero=True),
        ),
        factor=_linear_warmup,
        within_epochs=True,
    ),
    Schedule(
        name="reduce_on_plateau",
        label="Reduce on plateau",
        formula=r"\eta_t = \eta \gamma^k, \quad k \text{ plateaus so far}",
        sentence="Multiplies the learning rate by a factor whenever the loss has stopped falling for some epochs.",
        source="the practice of Krizhevsky et al. 2012, automatic as in PyTorch",
        hyperparameters=(
            _share("factor", "Factor", 0.5, "What is left of the rate at each plateau.", zero=False, one=False),
            Hyperparameter(
                name="patience",
                label="Patience",
                default=10,
                minimum=0,
                maximum=10**9,
                slider=(0, 100),
                integer=True,
                tooltip="Epochs to wait for a lower loss: of the validation share if there is one, else of training.",
            ),
            Hyperparameter(
                name="threshold",
                label="Threshold",
                default=1e-4,
                minimum=0.0,
                maximum=1.0,
                maximum_excluded=True,
                slider=(1e-6, 0.1),
                scale="log",
                tooltip="The loss counts as lower when it has fallen by at least this share of the best one.",
            ),
            _share("minimum", "Minimum", 0.0, _MINIMUM_TOOLTIP, zero=True),
        ),
        factor=_reduced,
        watch=_reduce_on_plateau,
    ),
)
