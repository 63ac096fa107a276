"""What racers and functions are called."""

from __future__ import annotations

from collections import Counter

from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.functions import FUNCTIONS
from nnviz.landscape.lab import OWN, Lab
from nnviz.registry import Hyperparameter
from ui.numbers import entry

OWN_LABEL = "Your own function"
OWN_SENTENCE = "Any f(x, y) that you can write down: its gradient is derived exactly."

NO_START = "The function has no value at the start: click where it has one."
"""What the views say where no racer can go."""

GROUPS = {"bowl": "Smooth bowls", "minima": "Many minima", "saddle": "Saddles"}
"""The heads of the functions' list; the user's own comes last."""


def function_label(lab: Lab) -> str:
    """Return the function's name."""
    return OWN_LABEL if lab.entry is None else lab.entry.label


def function_sentence(lab: Lab) -> str:
    """Return one sentence about the function."""
    return OWN_SENTENCE if lab.entry is None else lab.entry.sentence


def head_words(lab: Lab) -> str:
    """Return what stands beside the name: a sentence or, of the user's own function, what it is."""
    return function_sentence(lab) if lab.entry is not None else f"f(x, y) = {lab.formula}"


def label_of(function: str) -> str:
    """Return what the list calls a function."""
    return OWN_LABEL if function == OWN else FUNCTIONS[function].label


def racer_names(racers: tuple[OptimizerChoice, ...]) -> list[str]:
    """Return one name for each racer: its optimizer and, where others have the same, what is different in it."""
    count = Counter(racer.name for racer in racers)
    names = []
    for racer in racers:
        label = racer.entry.label
        if count[racer.name] == 1:
            names.append(label)
            continue
        alike = [other.values for other in racers if other.name == racer.name]
        differing = [
            f"{_words(number)} {entry(racer.values[number.name])}"
            for number in racer.entry.hyperparameters
            if len({values[number.name] for values in alike}) > 1
        ]
        names.append(f"{label}, {', '.join(differing)}" if differing else label)
    return names


def _words(number: Hyperparameter) -> str:
    return "rate" if number.name == "learning_rate" else number.label.lower()
