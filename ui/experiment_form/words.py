"""Experiments in words: what a variant changes, when training stops, what is wrong. Free of widgets."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from nnviz.datasets import FEATURES
from nnviz.experiment import FIELDS, Experiment, HiddenLayer, Variant, encode
from nnviz.registry import Entry
from ui.experiment_form.options import choice_types, layer_activations, options_at
from ui.experiment_form.paths import choice_name, normal, value_at
from ui.experiment_form.specs import lowered
from ui.numbers import THIN_SPACE, entry

_LAYER = re.compile(r"network\.hidden\[(\d+)\]\.(.*)")
_SHORT = {"learning_rate": "rate", "network.output_activation": "output"}


def stop_words(document: Mapping[str, Any]) -> str:
    """Say when training stops: ``100 epochs``, ``loss ≤ 0.01``, ``never``."""
    stop = document["training"]["stop"]
    words = []
    for key in ("epochs", "steps"):
        if stop[key] is not None:
            words.append(f"{stop[key]:,} {key if stop[key] != 1 else key[:-1]}")
    if stop["train_loss"] is not None:
        words.append(f"loss \u2264 {entry(stop['train_loss'])}")
    if stop["test_accuracy"] is not None:
        words.append(f"accuracy \u2265 {entry(_hundred(stop['test_accuracy']))}{THIN_SPACE}%")
    return ", ".join(words) or "never"


def differences(experiment: Experiment, variant: Variant) -> str:
    """Say what a variant changes: ``optimizer: momentum 0.9``."""
    base = encode(experiment)
    parts: dict[str, list[str]] = {}
    for path, value in variant.set.items():
        name, words = _difference(normal(path), value, base, experiment)
        parts.setdefault(words, []).append(name)
    return "; ".join(": ".join(filter(None, (_joined(names), words))) for words, names in parts.items())


def _joined(names: list[str]) -> str:
    """Return the names of what changes to the same value; several layers are one."""
    layers = [name for name in names if name.startswith("Hidden ")]
    if len(layers) > 1:
        names = [name for name in names if name not in layers]
        kinds = {name.split(" ", 2)[2] for name in layers}
        names += [" and ".join(sorted(kinds))]
    return ", ".join(names)


def _difference(path: str, value: Any, base: dict[str, Any], experiment: Experiment) -> tuple[str, str]:
    """Return the name of what one override changes, and the value in words."""
    layer = _LAYER.fullmatch(path)
    if layer:
        what = layer[2]
        name = f"Hidden {int(layer[1]) + 1} {what.replace('.', ' ').replace('_', ' ')}"
        return name, _layer_value(what, value)
    if path == "network.hidden":
        return "", _layers(value)
    if path in FIELDS:
        return lowered(FIELDS[path].label), _field(path, value)
    if path == "data.features":
        return "inputs", " ".join(_feature(name) for name in value) if value is not None else "plain"
    key = path.rpartition(".")[2]
    name = _SHORT.get(path) or _SHORT.get(key) or key.replace("_", " ")
    section = path.partition(".")[0]
    if section in ("data", "network", "training") and path in choice_types(section):
        family = choice_types(section)[path]
        if isinstance(family, tuple):
            return name, next(option.label for option in options_at(path, experiment) if option.key == value)
        label = "set" if path == "data.name" else name
        try:
            before = value_at(base, path)
        except KeyError:
            before = ""
        return label, _choice(value, before, family.registry)
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
    field = FIELDS[path]
    if value is None:
        return field.none_label
    if path in ("data.test_fraction", "training.stop.test_accuracy"):
        return f"{entry(_hundred(value))}{THIN_SPACE}%"
    return entry(value)


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
    return entry(value) if isinstance(value, int | float) else json.dumps(value, ensure_ascii=False)


def _feature(name: str) -> str:
    return FEATURES[name].label if name in FEATURES else name


def _hundred(share: float) -> float:
    return float(f"{share * 100:.12g}")


def plain_sentence(sentence: str, labels: Mapping[str, str]) -> str:
    """Return what the engine says about a document in the words of the form.

    Parameters
    ----------
    sentence : str
        Such as ``training.batch_size is 500: allowed is a whole number from 1 to the 400 training rows``.
    labels : mapping
        The label of each path.
    """
    for path in sorted(labels, key=len, reverse=True):
        sentence = re.sub(rf"(?<![\w.]){re.escape(path)}(?![\w.\[])", labels[path], sentence)
    sentence = sentence[:1].upper() + sentence[1:]
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."
