"""Experiments as JSON documents: decoding with one clear sentence for whatever is wrong, encoding, editing by path."""

from __future__ import annotations

import itertools
import json
import math
import re
from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from nnviz.errors import InvalidInput, shortened, unknown_name
from nnviz.experiment.choice import Choice
from nnviz.experiment.fields import check_ranges
from nnviz.experiment.paths import set_value, set_values
from nnviz.experiment.schema import FORMAT, Data, Experiment, HiddenLayer, Network, Record, Stop, Training, Variant

DEEPEST = 32
"""No experiment nests deeper than a quarter of this."""
MOST_DIGITS = 400
"""A whole number with more is larger than any that a float can be."""

_WORDS = {
    "int": "a whole number",
    "float": "a number",
    "str": "text",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}


def _no_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for key, value in pairs:
        if key in document:
            raise InvalidInput(f"the key '{shortened(key)}' is repeated")
        document[key] = value
    return document


class _NotFinite:
    """A number that is refused, once it is known where it stands."""

    def __init__(self, text: str) -> None:
        self.words = (
            f"{text} is not allowed" if text.isalpha() or text == "-Infinity" else f"{shortened(text)} is too large"
        )


def _number(text: str) -> float | _NotFinite:
    number = float(text)
    return number if math.isfinite(number) else _NotFinite(text)


def _whole_number(text: str) -> int | _NotFinite:
    return int(text) if len(text) <= MOST_DIGITS else _NotFinite(text)


def _refuse_not_finite(document: Any) -> None:
    """Raise `InvalidInput` for the first number that is not finite, with the place at which it stands."""
    waiting: list[tuple[str, Any]] = [("", document)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, _NotFinite):
            raise InvalidInput(f"{path or 'the file'}: {value.words}, every number must be finite")
        if isinstance(value, dict):
            waiting += ((f"{path}.{key}" if path else key, item) for key, item in reversed(value.items()))
        elif isinstance(value, list):
            waiting += ((f"{path}[{place}]", item) for place, item in reversed(list(enumerate(value))))


def parse(text: str | bytes) -> Any:
    """Read strict JSON: no repeated keys, no NaN, no Infinity. Raises `InvalidInput`."""
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8-sig")
        if not text.strip():
            raise InvalidInput("it is empty")
        document = json.loads(
            text,
            object_pairs_hook=_no_repeated_keys,
            parse_constant=_NotFinite,
            parse_float=_number,
            parse_int=_whole_number,
        )
        _refuse_not_finite(document)
        return document
    except UnicodeDecodeError:
        raise InvalidInput("the file is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise InvalidInput(f"not valid JSON at line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise InvalidInput("not an experiment: it is nested too deeply") from None


_Type = TypeVar("_Type")


def _convert(document: Any, kind: type[_Type]) -> _Type:
    try:
        return msgspec.convert(document, kind, dec_hook=lambda type_, value: type_.parse(value))
    except msgspec.ValidationError as error:
        raise InvalidInput(_sentence(str(error))) from None


def _sentence(message: str) -> str:
    """Turn the decoder's message, such as "Expected `int`, got `str` - at `$.seed`", into words."""
    parts = re.fullmatch(r"(.*?)(?: - at `\$\.?([\w.\[\]]*)`)?", message, re.DOTALL)
    text, path = (parts[1], parts[2] or "") if parts else (message, "")
    path = path.replace("[...]", "[]")
    unknown = re.fullmatch(r"Object contains unknown field `(.*)`", text, re.DOTALL)
    if unknown:
        record = _record_at(path)
        kind = f"key of {path}" if path else "key"
        return str(unknown_name(kind, unknown[1], record.__struct_fields__))
    missing = re.fullmatch(r"Object missing required field `(.*)`", text)
    if missing:
        return f"{path}: the key '{missing[1]}' is missing"
    enum = re.fullmatch(r"Invalid enum value (.*)", text, re.DOTALL)
    if enum:
        owner, _, key = path.rpartition(".")
        allowed = msgspec.inspect.type_info(msgspec.structs.fields(_record_at(owner))[_index(owner, key)].type)
        return str(unknown_name(path, enum[1].strip("'`"), [str(value) for value in allowed.values]))  # type: ignore[attr-defined]
    length = re.fullmatch(r"Expected `array` of length (\d+), got (\d+)", text)
    if length:
        return f"{path}: expected a list of {length[1]}, got one of {length[2]}"
    expected = re.fullmatch(r"Expected `(.*?)`, got `(.*?)`", text)
    if expected:
        words = " or ".join(_WORDS.get(part, part) for part in expected[1].split(" | "))
        return f"{path or 'the file'}: expected {words}, got {_WORDS.get(expected[2], expected[2])}"
    return f"{path}: {text}" if path else text


def _index(owner: str, key: str) -> int:
    return _record_at(owner).__struct_fields__.index(key)


def _record_at(path: str) -> type[Record]:
    """Return the record type that stands at a path, where list items are written ``[]``."""
    name = path.rpartition(".")[2].rstrip("[]0123456789")
    by_name: dict[str, type[Record]] = {
        "": Experiment, "data": Data, "network": Network, "hidden": HiddenLayer,
        "training": Training, "stop": Stop, "variants": Variant,
    }  # fmt: skip
    return by_name.get(name, Experiment)


def decode(document: Any) -> Experiment:
    """Build an experiment from a JSON document.

    Raises
    ------
    InvalidInput
        With the dotted path of what is wrong and what is allowed.
    """
    if not isinstance(document, dict):
        raise InvalidInput("not an experiment: expected an object with the key 'nnviz'")
    _check_depth_and_text(document)
    if "nnviz" not in document:
        raise InvalidInput("not an experiment: the key 'nnviz' is missing")
    version = document["nnviz"]
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise InvalidInput(f"nnviz is {shortened(json.dumps(version))}: allowed is the format version {FORMAT}")
    if version > FORMAT:
        raise InvalidInput(f"nnviz is {version}: this file comes from a newer nnviz; this one reads format {FORMAT}")
    experiment = _convert(document, Experiment)
    check_ranges(experiment)
    plan_runs(experiment)
    return experiment


def _check_depth_and_text(document: dict[str, Any]) -> None:
    """Refuse what could be read but not be written again, or not be walked through."""
    level: list[Any] = [document]
    for _ in range(DEEPEST):
        values = [value for item in level for value in (item.values() if isinstance(item, dict) else item)]
        texts = [key for item in level if isinstance(item, dict) for key in item]
        for text in [*texts, *(value for value in values if isinstance(value, str))]:
            if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
                raise InvalidInput(f"the text {shortened(text)!a} holds half a character, which no file can hold")
        level = [value for value in values if isinstance(value, dict | list)]
    if level:
        raise InvalidInput(f"not an experiment: it is nested more than {DEEPEST} levels deep")


def encode(experiment: Experiment) -> dict[str, Any]:
    """Return the experiment as a JSON document with every key. Inverse of `decode`."""
    document: dict[str, Any] = msgspec.to_builtins(experiment, enc_hook=_encode_choice)
    return document


def _encode_choice(value: object) -> Any:
    if isinstance(value, Choice):
        return value.document()
    raise TypeError(f"cannot write {type(value).__name__}")


class RunPlan(Struct, frozen=True):
    """One run that an experiment asks for: its name, and the experiment with its overrides applied."""

    name: str
    experiment: Experiment


def with_value(experiment: Experiment, path: str, value: Any) -> Experiment:
    """Return the experiment with one value replaced, given as it would stand in a file.

    Raises
    ------
    InvalidInput
        If the path does not exist or the value is not allowed there.
    """
    return decode(set_value(encode(experiment), path, value))


def with_copy(experiment: Experiment, run: int, name: str) -> Experiment:
    """Return the experiment with one more variant that is as one of its runs, 0 for the base.

    Where the name is taken, a number is added.

    Raises
    ------
    InvalidInput
        If there is no room for one more variant.
    """
    taken = {variant.name for variant in experiment.variants}
    names = (name if count == 1 else f"{name} ({count})" for count in itertools.count(1))
    overrides = experiment.variants[run - 1].set if run else {}
    copy = Variant(name=next(free for free in names if free not in taken), set=dict(overrides))
    return decode(encode(replace(experiment, variants=(*experiment.variants, copy))))


def plan_runs(experiment: Experiment) -> list[RunPlan]:
    """Return the base run and one run for each variant.

    Raises
    ------
    InvalidInput
        If two runs have the same name, or an override's path or value is not allowed.
    """
    base = replace(experiment, variants=())
    plans = [RunPlan(base_name(experiment), base)]
    for index, variant in enumerate(experiment.variants):
        if not variant.name.strip():
            raise InvalidInput(f"variants[{index}].name is empty: every variant needs a name")
        if variant.name in [other.name for other in experiment.variants[:index]]:
            raise InvalidInput(
                f"variants[{index}].name '{shortened(variant.name)}' is taken: every variant needs its own name"
            )
        try:
            for path in variant.set:
                if path.partition(".")[0].partition("[")[0] not in ("seed", "data", "network", "training"):
                    raise InvalidInput(
                        f"'{shortened(path)}' cannot be overridden: allowed are seed, data, network and training"
                    )
            plans.append(RunPlan(variant.name, decode(set_values(encode(base), variant.set))))
        except InvalidInput as error:
            raise InvalidInput(f"variants[{index}] '{shortened(variant.name)}': {error}") from None
    return plans


_OPPOSITES = {"with": "without", "without": "with"}


def base_name(experiment: Experiment) -> str:
    """Name the base run: by what its variants change, or by the experiment when it stands alone.

    A first variant "with momentum" makes it "without momentum"; "Spirals: three layers" alone is "Spirals".
    """
    paths = {path for variant in experiment.variants for path in variant.set}
    first, _, rest = experiment.variants[0].name.partition(" ") if experiment.variants else ("", "", "")
    if rest and first in _OPPOSITES:
        name = f"{_OPPOSITES[first]} {rest}"
    elif not paths:
        name = experiment.name.partition(":")[0]
    elif paths == {"training.optimizer"}:
        name = experiment.training.optimizer.entry.label
    elif paths == {"network.initializer"}:
        name = experiment.network.initializer.entry.label
    else:
        name = "base"
    taken = {variant.name for variant in experiment.variants}
    if not name.strip() or name in taken:
        name = "base"
    while name in taken:
        name += " (base)"
    return name
