"""Hyperparameters as the formulas write them: where there is little room, and where formulas are followed."""

from __future__ import annotations

from functools import lru_cache

from nnviz.experiment.choice import OptimizerChoice
from ui import numbers

SIGNS = {
    "learning_rate": "η",
    "momentum": "β",
    "rho": "ρ",
    "epsilon": "ε",
    "beta1": "β₁",
    "beta2": "β₂",
    "weight_decay": "λ",
    "momentum_decay": "ψ",
}


def setting(name: str, value: float) -> str:
    """Return a hyperparameter with its value."""
    return f"{SIGNS[name]} {numbers.entry(float(f'{value:.4g}'))}"


@lru_cache(maxsize=64)
def settings(optimizer: OptimizerChoice) -> str:
    """Return all hyperparameters of an optimizer."""
    return "   ".join(setting(name, value) for name, value in optimizer.values.items())


@lru_cache(maxsize=64)
def short_names(racers: tuple[OptimizerChoice, ...]) -> list[str]:
    """Return for each racer its optimizer, and in signs what is different in others that have the same."""
    names = []
    for racer in racers:
        alike = [other.values for other in racers if other.name == racer.name]
        told = [
            setting(name, value)
            for name, value in racer.values.items()
            if any(values[name] != value for values in alike)
        ]
        names.append(" ".join([racer.entry.label, *told]))
    return names
