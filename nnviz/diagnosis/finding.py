"""A finding: one thing that keeps a run from learning, in words, with what to try."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from nnviz.experiment import Experiment, Variant, decode, encode, plan_runs, with_value

Severity = Literal["info", "warning", "error"]
PanelName = Literal["gradients", "activations", "loss", "surface", "network", "output"]


class Remedy(Struct, frozen=True):
    """What to try.

    Attributes
    ----------
    words : str
        Short, to follow "Try": "ReLU and He normal". Also the name of the variant that tries it.
    changes : mapping
        Dotted path to new value, as in a variant's `set`; empty where the experiment's file cannot say it.
    """

    words: str
    changes: Mapping[str, Any] = field(default_factory=dict)


class Found(Struct, frozen=True):
    """What a look at a run has found; the table of kinds makes a `Finding` of it.

    Attributes
    ----------
    headline, evidence, remedy, layer, severity
        As in `Finding`.
    """

    headline: str
    evidence: str
    remedy: Remedy
    layer: int | None = None
    severity: Severity = "warning"


class Finding(Struct, frozen=True):
    """One diagnosis of one run at one step.

    Attributes
    ----------
    kind : str
        A name of `nnviz.diagnosis.KINDS`.
    severity : "info", "warning" or "error"
        An error: the run cannot go on learning. A warning: something keeps it from learning well.
    run : int
        0 for the base.
    step : int
        The step that the evidence is about: where the run stands.
    headline : str
        The verdict, without a full stop: "Gradients vanish".
    evidence : str
        One sentence with numbers.
    remedy : Remedy
    panel : str
        The panel that shows it.
    layer : int or None
        The layer to select, 1 for the first hidden layer; the last is the output. None where no single layer is meant.
    """

    kind: str
    severity: Severity
    run: int
    step: int
    headline: str
    evidence: str
    remedy: Remedy
    panel: PanelName
    layer: int | None = None


def with_remedy(experiment: Experiment, finding: Finding) -> tuple[Experiment, int]:
    """Add a variant that tries a finding's remedy, beside the run that needs it.

    Parameters
    ----------
    experiment : Experiment
        With its variants.
    finding : Finding
        Of one of its runs, with a remedy that changes something.

    Returns
    -------
    experiment : Experiment
        With one more variant; the same one where a run tries exactly this already.
    run : int
        The index of the run that tries it.

    Raises
    ------
    InvalidInput
        If there is no room for one more variant.
    """
    plans = plan_runs(experiment)
    remedied = plans[finding.run].experiment
    for path, value in finding.remedy.changes.items():
        remedied = with_value(remedied, path, value)
    for index, plan in enumerate(plans):
        if plan.experiment == remedied:
            return experiment, index
    before: dict[str, Any] = experiment.variants[finding.run - 1].set if finding.run else {}
    # What is changed comes last, because overrides are applied in their order.
    overrides = {path: value for path, value in before.items() if path not in finding.remedy.changes}
    overrides.update(finding.remedy.changes)
    taken = {plan.name for plan in plans}
    name, number = finding.remedy.words, 2
    while name in taken:
        name, number = f"{finding.remedy.words} ({number})", number + 1
    added = Variant(name=name, set=overrides)
    grown = replace(experiment, variants=(*experiment.variants, added))
    return decode(encode(grown)), len(grown.variants)
