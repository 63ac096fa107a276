"""Experiments in words: when training stops, what is wrong. Free of widgets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ui.numbers import THIN_SPACE, entry


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
        words.append(f"accuracy \u2265 {in_percent(stop['test_accuracy'])}")
    if stop["patience"] is not None:
        words.append(f"patience {stop['patience']:,}")
    return ", ".join(words) or "never"


def in_percent(share: float) -> str:
    """Return a share in percent, with the digits that it was typed with."""
    return f"{entry(float(f'{share * 100:.12g}'))}{THIN_SPACE}%"


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
