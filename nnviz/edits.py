"""Live edits: what can change while a run goes on. Every one is logged with the step at which it took effect."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.experiment.schema import Training


@dataclass(frozen=True)
class TrainingEdit:
    """From `step` on, train in this way: optimizer, rate, penalties, batch size, stop conditions."""

    step: int
    training: Training


@dataclass(frozen=True)
class ParameterEdit:
    """At `step`, set one parameter of theta by hand."""

    step: int
    index: int
    value: float


Edit = TrainingEdit | ParameterEdit
