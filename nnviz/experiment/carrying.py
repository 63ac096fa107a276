"""From one entry of a registry to another, without losing the values that mean the same in both."""

from __future__ import annotations

from typing import Any

from nnviz.registry import Entry, Registry


def carried_over(before: Any, registry: Registry[Any], name: str) -> Any:
    """Return another choice of a registry as it stands in a document, with the values that mean the same in both.

    A hyperparameter is carried over where both entries have it with the same default: then it is on the same scale.
    From SGD to momentum the learning rate stays; to Adam, whose steps are scaled, it does not.

    Parameters
    ----------
    before : str or dict
        The choice as it stands in the document now: a name, or an object with one.
    registry : Registry
    name : str
        The other entry, or "auto", which has no hyperparameters.
    """
    old_name = str(before["name"] if isinstance(before, dict) else before)
    if name == old_name:
        return before
    if name not in registry:
        return name
    entry: Entry = registry[name]
    old = registry[old_name].defaults() if old_name in registry else {}
    kept = {
        key: before[key]
        for key, default in entry.defaults().items()
        if isinstance(before, dict) and key in before and old.get(key) == default
    }
    return {"name": name, **kept} if kept else name
