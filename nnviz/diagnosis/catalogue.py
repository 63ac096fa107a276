"""The table of all kinds of findings. A new kind is one entry here."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from nnviz.answers import never
from nnviz.diagnosis.borders import straight_border
from nnviz.diagnosis.finding import Finding, Found, PanelName, Severity
from nnviz.diagnosis.generalisation import cannot_memorise, overfitting
from nnviz.diagnosis.gradients import exploding_gradients, vanishing_gradients
from nnviz.diagnosis.losses import muffled_errors, unsuited_loss
from nnviz.diagnosis.observation import Observation
from nnviz.diagnosis.pace import divergence, rate_too_high, slow_progress
from nnviz.diagnosis.structure import step_activation, symmetric_weights
from nnviz.diagnosis.units import dead_units, saturated_units


class Kind(Struct, frozen=True):
    """One kind of finding.

    Attributes
    ----------
    name : str
    panel : str
        The panel that shows it.
    look : callable
        Returns what it finds in an observation, or None.
    explains : tuple of str
        Kinds that are only consequences of this one, and say nothing beside it.
    """

    name: str
    panel: PanelName
    look: Callable[[Observation], Found | None]
    explains: tuple[str, ...] = ()


KINDS: tuple[Kind, ...] = (
    Kind(
        "divergence",
        "loss",
        divergence,
        explains=(
            "exploding_gradients",
            "vanishing_gradients",
            "dead_units",
            "saturated_units",
            "rate_too_high",
            "overfitting",
            "straight_border",
            "slow_progress",
            "cannot_memorise",
        ),
    ),
    Kind(
        "step_activation",
        "activations",
        step_activation,
        explains=(
            "unsuited_loss",
            "muffled_errors",
            "vanishing_gradients",
            "straight_border",
            "slow_progress",
            "cannot_memorise",
        ),
    ),
    Kind(
        "unsuited_loss",
        "loss",
        unsuited_loss,
        explains=("rate_too_high", "straight_border", "slow_progress", "cannot_memorise"),
    ),
    Kind(
        "symmetric_weights",
        "network",
        symmetric_weights,
        explains=("vanishing_gradients", "dead_units", "straight_border", "slow_progress", "cannot_memorise"),
    ),
    Kind(
        "dead_units",
        "activations",
        dead_units,
        explains=("rate_too_high", "vanishing_gradients", "slow_progress", "cannot_memorise"),
    ),
    Kind(
        "rate_too_high",
        "loss",
        rate_too_high,
        explains=(
            "exploding_gradients",
            "saturated_units",
            "vanishing_gradients",
            "overfitting",
            "straight_border",
            "slow_progress",
            "cannot_memorise",
        ),
    ),
    Kind(
        "exploding_gradients",
        "gradients",
        exploding_gradients,
        explains=("straight_border", "slow_progress", "cannot_memorise"),
    ),
    Kind(
        "saturated_units",
        "activations",
        saturated_units,
        explains=("vanishing_gradients", "slow_progress", "cannot_memorise"),
    ),
    Kind(
        "vanishing_gradients",
        "gradients",
        vanishing_gradients,
        explains=("straight_border", "slow_progress", "cannot_memorise"),
    ),
    Kind(
        "straight_border",
        "output",
        straight_border,
        explains=("muffled_errors", "slow_progress", "cannot_memorise"),
    ),
    Kind("muffled_errors", "loss", muffled_errors, explains=("slow_progress", "cannot_memorise")),
    Kind("overfitting", "loss", overfitting, explains=("slow_progress", "cannot_memorise")),
    Kind("slow_progress", "loss", slow_progress, explains=("cannot_memorise",)),
    Kind("cannot_memorise", "loss", cannot_memorise),
)
"""Causes before what they explain: in this order they are looked for, and shown where severities are equal."""

_ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}


def findings(observation: Observation, cancelled: Callable[[], bool] = never) -> tuple[Finding, ...] | None:
    """Return all findings of a run at one step, the gravest first.

    Parameters
    ----------
    observation : Observation
        From `observe`; the result depends on nothing else.
    cancelled : callable
        Asked before every kind whether the answer is still wanted.

    Returns
    -------
    tuple of Finding, or None
        None where `cancelled` said so.
    """
    found: list[Finding] = []
    explained: set[str] = set()
    for kind in KINDS:
        if cancelled():
            return None
        seen = None if kind.name in explained else kind.look(observation)
        if seen is not None:
            explained.update(kind.explains)
            found.append(
                Finding(
                    kind.name,
                    seen.severity,
                    observation.run,
                    observation.step,
                    seen.headline,
                    seen.evidence,
                    seen.remedy,
                    kind.panel,
                    seen.layer,
                )
            )
    return tuple(sorted(found, key=lambda finding: _ORDER[finding.severity]))
