"""What a variant changes, in words: what differs from the base, and nothing that is equal. Free of widgets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from nnviz.datasets import FEATURES
from nnviz.experiment import FIELDS, Experiment, HiddenLayer, Variant, encode
from nnviz.initializers import INITIALIZERS
from nnviz.registry import Entry
from ui.experiment_form.options import choice_types, layer_activations, options_at
from ui.experiment_form.paths import Document, choice_name, inside, normal, value_at
from ui.experiment_form.specs import lowered
from ui.experiment_form.words import in_percent
from ui.numbers import entry

_LAYER = re.compile(r"network\.hidden\[(\d+)\]\.(.*)")
_SHORT = {"learning_rate": "rate", "network.output_activation": "output"}
_PERCENT = ("data.test_fraction", "data.validation_fraction", "training.stop.test_accuracy")


class _Change(NamedTuple):
    path: str
    before: Any
    now: Any


def differences(experiment: Experiment, variant: Variant, run: Experiment) -> str:
    """Say what a variant changes: ``optimizer: momentum 0.9``; empty where its run is as the base.

    Parameters
    ----------
    experiment : Experiment
        The base.
    variant : Variant
        What is changed.
    run : Experiment
        The base with the variant's overrides applied.
    """
    parts: dict[str, list[str]] = {}
    for change in _all_changes(variant, encode(experiment), encode(run)):
        name, words = _in_words(change, experiment)
        parts.setdefault(words, []).append(name)
    return "; ".join(": ".join(filter(None, (_joined(names), words))) for words, names in parts.items())


def _all_changes(variant: Variant, base: Document, run: Document) -> Iterator[_Change]:
    paths = [normal(path) for path in variant.set]
    for path in dict.fromkeys(paths):
        # A path within another one is told of with it.
        if not any(inside(path, outer) for outer in paths if outer != path):
            yield from _changes(path, _found(base, path), _found(run, path))


def _changes(path: str, before: Any, now: Any) -> Iterator[_Change]:
    """Yield what differs at and below a path, in as few parts as say everything."""
    if before == now:
        return
    if _is_choice(path):
        if choice_name(before) != choice_name(now):
            yield _Change(path, before, now)
            return
    elif path == "network.hidden" and len(before) == len(now):
        single = [found for k in range(len(now)) for found in _changes(f"{path}[{k}]", before[k], now[k])]
        # Where too much differs, the layers themselves are said sooner.
        few = len({(found.path.partition("]")[2], json.dumps(found.now)) for found in single}) <= 2
        yield from single if few else [_Change(path, before, now)]
        return
    if isinstance(before, dict) and isinstance(now, dict):
        for key in now:
            yield from _changes(f"{path}.{key}", before.get(key), now[key])
    else:
        yield _Change(path, before, now)


def _found(document: Document, path: str) -> Any:
    try:
        return value_at(document, path)
    except KeyError:
        return None


def _is_choice(path: str) -> bool:
    """Say whether a registry entry is chosen at a path."""
    layer = _LAYER.fullmatch(path)
    return layer[2] in ("activation", "initializer") if layer else isinstance(_kind(path), type)


def _kind(path: str) -> Any:
    section = path.partition(".")[0]
    return choice_types(section).get(path) if section in ("data", "network", "training") else None


def _joined(names: list[str]) -> str:
    """Return the names of what changes to the same value; several layers are one."""
    layers = [name for name in names if name.startswith("Hidden ")]
    if len(layers) > 1:
        names = [name for name in names if name not in layers]
        kinds = {name.split(" ", 2)[2] for name in layers}
        names += [" and ".join(sorted(kinds))]
    return ", ".join(names)


def _in_words(change: _Change, experiment: Experiment) -> tuple[str, str]:
    """Return the name of what changes, and its value in words."""
    path, before, value = change
    layer = _LAYER.fullmatch(path)
    if layer:
        name = f"Hidden {int(layer[1]) + 1} {layer[2].replace('.', ' ').replace('_', ' ')}"
        return name, _layer_value(layer[2], value)
    if path == "network.hidden":
        return "", _layers(value)
    if path in FIELDS:
        return lowered(FIELDS[path].label), _field(path, value)
    if path == "data.features":
        return "inputs", " ".join(_feature(name) for name in value) if value is not None else "plain"
    key = path.rpartition(".")[2]
    name = _SHORT.get(path) or _SHORT.get(key) or key.replace("_", " ")
    kind = _kind(path)
    if isinstance(kind, tuple):
        return name, next(option.label for option in options_at(path, experiment) if option.key == value)
    if kind is not None:
        return "set" if path == "data.name" else name, _choice(value, before, kind.registry)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return name, entry(value)
    return name, json.dumps(value, ensure_ascii=False)


def _choice(value: Any, before: Any, registry: Mapping[str, Entry]) -> str:
    """Return a registry choice in words, with the hyperparameters that differ from those before."""
    name = choice_name(value)
    if name not in registry:
        return name
    chosen = registry[name]
    given = value if isinstance(value, dict) else {}
    old = before if isinstance(before, dict) else {}
    words = [chosen.label]
    for number in chosen.hyperparameters:
        now = given.get(number.name, number.default)
        if number.name == name:
            # An entry that is called like its hyperparameter: momentum 0.9.
            words[0] = f"{number.label.lower()} {entry(now)}"
        elif now != old.get(number.name, number.default):
            words.append(f"{_SHORT.get(number.name) or number.label.lower()} {entry(now)}")
    return ", ".join(words)


def _field(path: str, value: Any) -> str:
    if value is None:
        return FIELDS[path].none_label
    return in_percent(value) if path in _PERCENT else entry(value)


def _layers(hidden: Any) -> str:
    if not hidden:
        return "no hidden layer"
    if len(hidden) > 3:
        return f"{len(hidden)} hidden layers"
    default = HiddenLayer()
    activations = [layer.get("activation", default.activation.name) for layer in hidden]
    units = [layer.get("units", default.units) for layer in hidden]
    return ", ".join(f"{u} {_layer_value('activation', a)}" for u, a in zip(units, activations, strict=True))


def _layer_value(what: str, value: Any) -> str:
    if what == "activation":
        name = choice_name(value)
        return next((option.label for option in layer_activations() if option.key == name), name)
    if what == "initializer":
        return "as the network" if value is None else _choice(value, None, INITIALIZERS)
    if what == "initial_bias" and value is None:
        return "as the network"
    if isinstance(value, bool):
        return "on" if value else "off"
    if what == "dropout" and isinstance(value, int | float):
        return in_percent(value)
    return entry(value) if isinstance(value, int | float) else json.dumps(value, ensure_ascii=False)


def _feature(name: str) -> str:
    return FEATURES[name].label if name in FEATURES else name
