"""Whatever is wrong with an experiment file is said in one clear sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.errors import InvalidInput
from nnviz.experiment import Experiment, decode, encode, load, parse, with_value
from nnviz.experiment.fields import FIELDS
from tests.engine.documents import ANYTHING, TEXT

WHOLE = encode(decode({"nnviz": 1, "variants": [{"name": "v", "set": {"training.optimizer": "adam"}}]}))


REFUSED = {
    '{"nnviz": 1, "sed": 3}': ["unknown key 'sed'", "'seed'"],
    '{"nnviz": 1, "seed": 1, "seed": 2}': ["'seed' is repeated"],
    '{"nnviz": 1, "data": {"noise": NaN}}': ["NaN", "finite"],
    '{"nnviz": 1, "data": {"noise": -Infinity}}': ["Infinity", "finite"],
    '{"nnviz": 1, "data": {"noise": 1e999}}': ["1e999", "finite"],
    '{"nnviz": 1, "data": {"noise": 1.0000001}}': ["data.noise", "1.0000001", "0 to 1"],
    '{"nnviz": 1, "data": {"noise": "0.1"}}': ["data.noise", "a number", "text"],
    '{"nnviz": 1, "data": {"samples": 3}}': ["data.samples", "4", "1,000,000"],
    '{"nnviz": 1, "data": {"samples": 500.0}}': ["data.samples", "whole number"],
    '{"nnviz": 1, "data": {"name": "circle"}}': ["'circle'", "'circles'"],
    '{"nnviz": 1, "data": {"test_fraction": 0.95}}': ["data.test_fraction", "0.9"],
    '{"nnviz": 1, "data": {"task": "clasification"}}': ["data.task", "'classification'"],
    '{"nnviz": 1, "network": {"hidden": [{"units": 0}]}}': ["network.hidden[0].units", "1", "4,096"],
    '{"nnviz": 1, "network": {"hidden": [{}, {"activation": "rleu"}]}}': ["network.hidden[1].activation", "'relu'"],
    '{"nnviz": 1, "network": {"hidden": [{"unit": 3}]}}': ["network.hidden[0]", "'unit'", "'units'"],
    '{"nnviz": 1, "network": {"hidden": {}}}': ["network.hidden", "a list", "an object"],
    '{"nnviz": 1, "training": {"optimizer": {"name": "sgd", "momentum": 0.9}}}': ["'momentum'", "learning_rate"],
    '{"nnviz": 1, "training": {"optimizer": {"name": "sgd", "learning_rate": 0}}}': ["learning_rate is 0", "above 0"],
    '{"nnviz": 1, "training": {"optimizer": {"learning_rate": 1}}}': ["training.optimizer", "'name'"],
    '{"nnviz": 1, "training": {"optimizer": 3}}': ["training.optimizer", "a name"],
    '{"nnviz": 1, "training": {"loss": {"name": "mse", "delta": 1}}}': ["'mse'", "'delta'"],
    '{"nnviz": 1, "training": {"batch_size": 0}}': ["training.batch_size", "from 1"],
    '{"nnviz": 1, "training": {"dtype": "float16"}}': ["training.dtype", "float32", "float64"],
    '{"nnviz": 1, "training": {"l1": 1001}}': ["training.l1 is 1,001", "0 to 1,000"],
    '{"nnviz": 1, "training": {"stop": {"epoch": 3}}}': ["training.stop", "'epochs'"],
    '{"nnviz": 1, "seed": -1}': ["seed", "from 0"],
    '{"nnviz": 1, "seed": 9223372036854775808}': ["seed", "9,223,372,036,854,775,807"],
    '{"nnviz": 1, "seed": true}': ["seed", "true or false"],
    '{"nnviz": 1, "variants": [{"name": ""}]}': ["variants[0].name", "empty"],
    '{"nnviz": 1, "variants": [{"name": "a"}, {"name": "a"}]}': ["variants[1].name", "taken"],
    '{"nnviz": 1, "variants": [{"name": "a", "set": {"name": "b"}}]}': ["variants[0]", "'name'", "network"],
    '{"nnviz": 1, "variants": [{"name": "a", "set": {"training.optimizr": "sgd"}}]}': ["optimizr", "'optimizer'"],
    '{"nnviz": 1, "variants": [{"name": "a", "set": {"network.hidden[7].units": 3}}]}': ["'a'", "[7]"],
    '{"nnviz": 1, "variants": [{"name": "a", "set": {"training.l2": -1}}]}': ["variants[0] 'a'", "training.l2"],
    '{"nnviz": 1, "name": "\\ud800"}': ["half a character"],
    '{"nnviz": 2}': ["newer"],
    '{"nnviz": "1"}': ["nnviz", "version 1"],
    "{}": ["'nnviz' is missing"],
    "[]": ["not an experiment"],
    '{"nnviz": 1,}': ["line 1"],
    "": ["it is empty"],
    '{"nnviz": 1, "variants": [{"name": "a", "set": {"training.l2": NaN}}]}': ["variants[0].set.training.l2", "NaN"],
    '{"nnviz": 1, "data": {"features": [1e999]}}': ["data.features[0]", "1e999"],
    '{"nnviz": 1, "network": {"hidden": [{"activation": "ReLU"}]}}': ["did you mean 'relu'"],
}  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_refusals_say_what_where_and_what_is_allowed(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        decode(parse(text))
    message = str(refusal.value)
    assert all(part in message for part in REFUSED[text]), message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("key", "entries", "refused"),
    [("hidden", 64, 65), ("variants", 5, 6)],
)
def test_lists_have_a_largest_length(key: str, entries: int, refused: int) -> None:
    def document(count: int) -> dict[str, Any]:
        if key == "hidden":
            return {"nnviz": 1, "network": {"hidden": [{"units": 1}] * count}}
        return {"nnviz": 1, "variants": [{"name": str(number)} for number in range(count)]}

    decode(document(entries))
    with pytest.raises(InvalidInput, match=str(entries)):
        decode(document(refused))


@pytest.mark.parametrize("path", list(FIELDS))
def test_ranges_include_their_ends_and_nothing_beyond(path: str) -> None:
    field = FIELDS[path]
    for value in (field.maximum if field.minimum_excluded else field.minimum, field.maximum):
        assert with_value(Experiment(), path, int(value) if field.integer else value)
    for value in (field.minimum - 1, field.maximum + 1, *[field.minimum] * field.minimum_excluded):
        with pytest.raises(InvalidInput, match=path):
            with_value(Experiment(), path, int(value) if field.integer else value)


def places(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of everything in a document."""
    found = [path] if path else []
    items = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    for key, value in items:
        found += places(value, (*path, key))
    return found


@given(edits=st.lists(st.tuples(st.sampled_from(places(WHOLE)), ANYTHING), min_size=1, max_size=3),
       overrides=st.dictionaries(st.sampled_from(["seed", "network.hidden[0].units", "data.name.name", "x", ""]) | TEXT,
                                 ANYTHING, max_size=2))  # fmt: skip
@settings(max_examples=400)
def test_anything_else_is_refused_in_one_sentence(edits: list[Any], overrides: dict[str, Any]) -> None:
    document = json.loads(json.dumps(WHOLE))
    document["variants"].append({"name": "w", "set": overrides})
    for path, value in edits:
        inner = document
        try:
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] = value
        except (TypeError, KeyError, IndexError):
            continue  # an edit before has replaced what this one is in
    try:
        experiment = decode(document)
    except InvalidInput as error:
        sentence = str(error)
    else:
        sentence = "fine"
        assert decode(encode(experiment)) == experiment
    assert 0 < len(sentence) < 1000


@given(ANYTHING)
def test_other_documents_are_refused(document: Any) -> None:
    with pytest.raises(InvalidInput):
        decode(document)


@given(
    st.binary(max_size=60) | TEXT.map(str.encode) | st.sampled_from([b"[" * 100_000, b'{"a":' * 100_000, b"9" * 9999])
)
def test_bytes_that_are_no_json_are_refused(content: bytes) -> None:
    try:
        document = parse(content)
    except InvalidInput:
        return
    json.dumps(document)


def test_text_with_a_byte_order_mark_is_read() -> None:
    assert decode(parse(b'\xef\xbb\xbf{"nnviz": 1}')) == Experiment()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe{}", "not UTF-8"),
        (b" " * (2**20 + 1), "larger than 1 MiB"),
        (b'{"nnviz": 1' + b" " * (2**20 - 12) + b"}", ""),
        (b"{", "line 1"),
        (b'{"a":' * 50_000, "nested"),
        (b'{"nnviz": 1, "seed": ' + b"9" * 5000 + b"}", "seed: 9+… is too large"),
    ],
    ids=["encoding", "too large", "just right", "cut off", "deep", "long number"],
)
def test_files_that_are_not_what_they_should_be(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "bad.nnviz.json"
    path.write_bytes(content)
    if not words:
        assert load(path) == Experiment()
        return
    with pytest.raises(InvalidInput, match=words) as refusal:
        load(path)
    assert str(refusal.value).startswith("bad.nnviz.json: ")


def test_missing_files_and_folders(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.nnviz.json", tmp_path):
        with pytest.raises(InvalidInput, match="cannot be read"):
            load(path)
