"""Variants that follow the base: an override replaces a choice whole, yet differs on purpose in one value only.

"With momentum" overrides the optimizer, and with it the learning rate. It is a comparison of two optimizers only as
long as both have the same rate, so an equal rate stays equal when the base's is edited. Free of Qt.
"""

from __future__ import annotations

import re
from typing import Any

from msgspec.structs import replace

from nnviz.errors import InvalidInput
from nnviz.experiment import Choice, Experiment, Variant
from ui.experiment_form.paths import normal

_ACTIVATION = re.compile(r"network\.hidden\[(\d+)\]\.activation")


def with_followers(before: Experiment, after: Experiment, path: str, start: Experiment) -> Experiment:
    """Return an edited experiment in which variants follow the hyperparameter that was edited.

    Parameters
    ----------
    before, after : Experiment
        Around the edit of one path.
    path : str
        What was edited. Variants follow where it is a hyperparameter of a registry choice of the base.
    start : Experiment
        Before the gesture that the edit belongs to. A variant follows only if it was equal then: a knob that is
        dragged past a variant's own value does not take it along.
    """
    owner, _, key = path.rpartition(".")
    old, new = _choice_at(before, owner), _choice_at(after, owner)
    if old is None or new is None or old.name != new.name or old.values.get(key) == new.values.get(key):
        return after
    variants = list(after.variants)
    for index, variant in enumerate(variants):
        if _is_equal(before, index, owner, key) and _is_equal(start, index, owner, key):
            variants[index] = _with_hyperparameter(variant, type(new), owner, key, new.values[key])
    return replace(after, variants=tuple(variants))


def _choice_at(experiment: Experiment, path: str) -> Choice | None:
    """Return the registry choice at a path of the base; None where there is none."""
    layer = _ACTIVATION.fullmatch(path)
    if layer:
        hidden = experiment.network.hidden
        return hidden[int(layer[1])].activation if int(layer[1]) < len(hidden) else None
    section, _, key = path.partition(".")
    value = getattr(getattr(experiment, section, None), key, None) if key else None
    return value if isinstance(value, Choice) else None


def _is_equal(experiment: Experiment, index: int, owner: str, key: str) -> bool:
    """Say whether a variant overrides a choice whole, with the same value of a hyperparameter as the base."""
    base = _choice_at(experiment, owner)
    if base is None or key not in base.values or index >= len(experiment.variants):
        return False
    overrides = {normal(path): value for path, value in experiment.variants[index].set.items()}
    # An override of the hyperparameter itself is on purpose, whatever its value.
    if owner not in overrides or f"{owner}.{key}" in overrides:
        return False
    return type(base).parse(overrides[owner]).values.get(key) == base.values[key]


def _with_hyperparameter(variant: Variant, family: type[Choice], owner: str, key: str, number: float) -> Variant:
    """Return a variant with another hyperparameter in its override; as it is where it cannot have that number."""
    spelled = next(path for path in variant.set if normal(path) == owner)
    given: Any = variant.set[spelled]
    choice = {**(given if isinstance(given, dict) else {"name": given}), key: number}
    try:
        family.parse(choice)
    except InvalidInput:
        return variant
    return replace(variant, set=variant.set | {spelled: choice})
