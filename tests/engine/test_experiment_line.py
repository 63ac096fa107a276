"""An experiment as one line of text: exact, untouched by what chats do, and closed to hostile text."""

from __future__ import annotations

import json
import random
import tracemalloc
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.errors import InvalidInput
from nnviz.experiment import Experiment, decode, encode, from_line, load, text_of, to_line
from nnviz.experiment.letters import from_letters, number_to_letters, to_letters
from nnviz.experiment.line import MAXIMUM_LETTERS
from nnviz.resources import open_resource
from tests.engine.documents import DOCUMENT

SMALL = decode(
    {
        "nnviz": 1,
        "name": "Small",
        "notes": "A small experiment for tests.",
        "seed": 3,
        "data": {"name": "circles", "samples": 60},
        "network": {"hidden": [{"units": 4}]},
        "training": {"batch_size": 16, "optimizer": {"name": "sgd", "learning_rate": 0.1}, "stop": {}},
        "variants": [
            {"name": "with momentum", "set": {"training.optimizer": {"name": "momentum", "learning_rate": 0.1}}}
        ],
    }
)
# Lines that are in the world: whatever changes in the program, they have to be read for ever.
SMALL_LINE = (
    "nnviz1:01f1MzcWNkOE06x9SjtlSifQTIhgVxw5T8lVwiPvS2Jvt4i99LGyJNweXg8N7DsHnLWBNhOU0x4vF4VC3ujndHxb7cDMQL33aO2kXalgoK"
)
EMPTY_LINE = "nnviz1:00D0KIs2G54qkXaq"


def line_of(content: bytes) -> str:
    """Make a well-formed line of any content, without the dictionary, as a stranger would."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(content) + packer.flush()
    letters = number_to_letters(zlib.crc32(packed), 6) + to_letters(packed)
    return "nnviz1:" + number_to_letters(len(letters), 3) + letters


def _override(values: dict[str, Any]) -> dict[str, Any]:
    return {"nnviz": 1, "variants": [{"name": "a", "set": values}]}


def refusal(text: str) -> str:
    with pytest.raises(InvalidInput) as caught:
        from_line(text)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert len(sentence) < 400
    return sentence


@given(DOCUMENT)
@settings(max_examples=60)
def test_what_is_written_is_read_again(document: dict[str, Any]) -> None:
    experiment = decode(document)
    line = to_line(experiment)
    assert line.removeprefix("nnviz1:").isalnum()
    assert line.isascii()
    assert json.dumps(encode(from_line(line))) == json.dumps(encode(experiment))


@given(st.binary(max_size=200))
def test_bytes_are_letters_and_digits(content: bytes) -> None:
    letters = to_letters(content)
    assert from_letters(letters) == content
    assert letters == "" or (letters.isalnum() and letters.isascii())


def test_lines_of_earlier_versions_are_read() -> None:
    assert from_line(SMALL_LINE) == SMALL
    assert from_line(EMPTY_LINE) == Experiment()


def test_only_what_differs_from_the_defaults_is_in_the_line() -> None:
    assert len(to_line(Experiment())) < 30
    assert len(to_line(SMALL)) < 130
    for entry in open_resource("experiments").iterdir():
        content = entry.read_bytes()
        experiment = decode(json.loads(content))
        assert from_line(to_line(experiment)) == experiment
        assert len(to_line(experiment)) < len(content) / 2


def test_a_zero_keeps_its_sign() -> None:
    experiment = decode({"nnviz": 1, "data": {"noise": -0.0}})
    assert str(from_line(to_line(experiment)).data.noise) == "-0.0"


@pytest.mark.parametrize(
    "spoilt",
    [
        "  " + SMALL_LINE + "\r\n",
        "“" + SMALL_LINE + "”",
        "Look at this: `" + SMALL_LINE + "` what do you think?",
        "```\n" + SMALL_LINE + "\n```",
        "> " + SMALL_LINE[:40] + "\n> " + SMALL_LINE[40:80] + "\n> " + SMALL_LINE[80:],
        "*" + SMALL_LINE[:50] + "\u200b\u00ad" + SMALL_LINE[50:] + "*",
        SMALL_LINE[:50] + "-\n\u00a0" + SMALL_LINE[50:] + " thanks, Anna",
        SMALL_LINE.replace("nnviz1:", "Nnviz1 :\n"),
        SMALL_LINE.replace("nnviz1:", "nnviz1\uff1a"),
        " ".join(SMALL_LINE[index : index + 5] for index in range(7, len(SMALL_LINE), 5)).join(["nnviz1: ", ""]),
        text_of(SMALL),
        "\ufeff" + text_of(SMALL).replace("\n", "\r\n"),
        "```json\n" + text_of(SMALL) + "```",
    ],
)
def test_what_chats_do_to_a_line_does_no_harm(spoilt: str) -> None:
    assert from_line(spoilt) == SMALL


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "there is no experiment in the text"),
        ("Have you seen nnviz: it is fine", "there is no experiment in the text"),
        ("nnviz1:", "the end of the line is missing"),
        (SMALL_LINE[:-1], "the end of the line is missing"),
        (SMALL_LINE[:60] + SMALL_LINE[61:] + "0", "the line is damaged"),
        (SMALL_LINE.lower(), "the "),
        (SMALL_LINE.replace("nnviz1:", "nnviz2:"), "it comes from a newer nnviz; this one reads nnviz1:"),
        (SMALL_LINE.replace("nnviz1:", "nnviz0:"), "no nnviz writes such lines"),
        ("nnviz1:000", "the line is damaged"),
        ('{"nnviz": 2, "shape": "new"}', "this file comes from a newer nnviz"),
        ('{"nnviz": 1, "seed": -1}', "seed is -1"),
        ('{"nnviz": 1', "not valid JSON"),
        (line_of(b'{"nnviz": 2}'), "comes from a newer nnviz"),
        (line_of(b'{"nnviz": 1, "sede": 3}'), "did you mean 'seed'?"),
        (line_of(b"\x80\x04\x95cos\nsystem\n"), "not UTF-8 text"),
    ],
)
def test_anything_else_is_refused_in_one_sentence(text: str, words: str) -> None:
    assert words in refusal(text)


def test_every_changed_letter_is_noticed() -> None:
    for index in range(len("nnviz1:"), len(SMALL_LINE)):
        other = "x" if SMALL_LINE[index] != "x" else "y"
        refusal(SMALL_LINE[:index] + other + SMALL_LINE[index + 1 :])


@pytest.mark.parametrize(
    "text",
    [
        line_of(b" " * 120_000_000),
        line_of(b'{"nnviz":1,"notes":"' + b"a" * 5_000_000 + b'"}'),
        line_of(b"[" * 1_000_000),
        line_of(b'{"a":' * 200_000),
        line_of(b'{"nnviz":1,"network":{"hidden":[' + b"{}," * 300_000 + b"{}]}}"),
        line_of(b'{"nnviz":1,"seed":' + b"9" * 900_000 + b"}"),
        "nnviz1:zzz" + "z" * 1_000_000,
        "nnviz1:zzz" + "z" * MAXIMUM_LETTERS,
        "nnviz" * 200_000 + "1",
        "nnviz" + " " * 1_000_000 + "1:",
        "nnviz" + "9" * 1_000_000 + ":",
        "{" * 1_000_000,
        "`" * 3_000_000,
        "\ud800" * 1000,
        '{"nnviz": 1, "name": "\ud800"}',
        json.dumps(_override({"training.stop.0": 1})),
        json.dumps(_override({f"network.hidden[0].unit{index}": 3 for index in range(5000)})),
        json.dumps(_override({f"training.l{index}": list(range(10_000)) for index in range(10)})),
        json.dumps(_override({f"network.hidden[{'9' * 5000}].units": 3})),
        json.dumps(_override({".".join(["training"] * 50_000): 3})),
        json.dumps(_override({"other" * 50_000: 3})),
        json.dumps({**_override({"seed": -1}), "nnviz": 1}).replace('"a"', f'"{"a" * 100_000}"'),
        '{"' + "a" * 500_000 + '": 1, "' + "a" * 500_000 + '": 2}',
    ],
    ids=lambda text: text[:20].encode(errors="replace").decode(),
)
def test_hostile_text_is_refused_within_bounded_memory(text: str) -> None:
    tracemalloc.start()
    try:
        refusal(text)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


def test_noise_is_refused() -> None:
    source = random.Random(7)
    for length in range(1, 400, 7):
        refusal(line_of(source.randbytes(length)))
        packed = to_letters(source.randbytes(length))
        refusal("nnviz1:" + number_to_letters(len(packed), 3) + packed)


def test_an_experiment_too_long_for_a_line_says_so() -> None:
    source = random.Random(7)
    notes = "".join(chr(source.randrange(0x10000, 0x20000)) for _ in range(100_000))
    experiment = decode({"nnviz": 1, "notes": notes})
    with pytest.raises(InvalidInput, match="too long for one line of text: shorten its notes, or save it as a file"):
        to_line(experiment)
    plain = decode({"nnviz": 1, "notes": "word " * 20_000})
    assert from_line(to_line(plain)) == plain


def test_the_file_and_the_line_agree(tmp_path: Any) -> None:
    path = tmp_path / "a.nnviz.json"
    path.write_text(text_of(SMALL), encoding="utf-8")
    assert from_line(to_line(load(path))) == load(path)
