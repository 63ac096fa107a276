"""An experiment as one line of text, for a chat or a slide: ``nnviz1:`` and letters and digits.

    nnviz1:  LLL  CCCCCC  ...

``1`` is the version of this form, LLL the number of letters that follow (base 62), CCCCCC the CRC-32 of the bytes that
the rest stands for. Those bytes are the experiment's JSON, shortened to what differs from the defaults wherever that
reads back exactly, compressed with DEFLATE (RFC 1951) and a dictionary of words that experiments use.
"""

from __future__ import annotations

import json
import re
import zlib
from typing import Any

import msgspec

from nnviz.errors import InvalidInput
from nnviz.experiment.document import decode, encode, parse
from nnviz.experiment.files import MAXIMUM_BYTES
from nnviz.experiment.letters import from_letters, letters_to_number, number_to_letters, to_letters
from nnviz.experiment.schema import Experiment, Record

PREFIX = "nnviz1:"
VERSION = 1
_LENGTH, _CHECK = 3, 6
MAXIMUM_LETTERS = 62**_LENGTH - 1
"""What three letters can count, far more than any experiment takes but one with a book in its notes."""

_BEGINNING = re.compile(r"nnviz\s{0,9}([0-9]{1,9})\s{0,9}[:\uff1a]", re.IGNORECASE)

# Frozen: every line of version 1 in the world was written with exactly these bytes.
_DICTIONARY = (
    b'monksdigitsiriswinebreast_cancerdiabetesmoonsplanesinexorgaussiansspirals"none"minmax"standard"classification'
    b'"regression"float32"x1","x2","x1^2","x2^2","x1*x2","sin(x1)","sin(x2)"hinge","mae","huber","mse"cross_entropy'
    b'"he_normal"he_uniform"xavier_normal"xavier_uniform"lecun_normal"zeros"normal_small"normal_large"identity"linear'
    b'"softmax"step"sigmoid"elu","alpha":"leaky_relu","alpha":0.01"adam","beta1":0.9,"beta2":0.999,"epsilon":1e-08'
    b'"rmsprop","rho":0.9"adagrad"nesterov"momentum","momentum":0.9"weight_decay":0.01,"learning_rate":0.001'
    b'"test_accuracy":"train_loss":"steps":,"l1":0.001,"l2":0.01,"stop":{"epochs":1000}"dtype":"batch_size":null,"loss":'
    b'"initializer":"output_activation":"batch_norm":"dropout":"features":"scaling":"test_fraction":0.3,"noise":0.05'
    b'"task":"variants":[{"name":"with momentum","set":{"training.optimizer":{"name":"network.initializer":'
    b'"network.hidden":["training.batch_size":"training.optimizer":{"name":"sgd","learning_rate":0.03}"data":{"name":"circles","samples":200'
    b'"network":{"hidden":[{"units":4,"activation":"relu"},{"units":8,"activation":"tanh"}]},"training":{"batch_size":16,'
    b'{"nnviz":1,"name":"","notes":"","seed":1,'
)


def to_line(experiment: Experiment) -> str:
    """Write an experiment as one line of text.

    Returns
    -------
    str
        ASCII without spaces; some 100 to 600 characters for most experiments.

    Raises
    ------
    InvalidInput
        If its texts are so long that no line can hold them.
    """
    whole = encode(experiment)
    short = {"nnviz": experiment.nnviz, **_differences(experiment, whole)}
    text = min((_compact(document) for document in (short, whole) if _reads_back(document, whole)), key=len)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zdict=_DICTIONARY)
    packed = packer.compress(text) + packer.flush()
    letters = number_to_letters(zlib.crc32(packed), _CHECK) + to_letters(packed)
    if len(letters) > MAXIMUM_LETTERS or len(text) > MAXIMUM_BYTES:
        raise InvalidInput("the experiment is too long for one line of text: shorten its notes, or save it as a file")
    return PREFIX + number_to_letters(len(letters), _LENGTH) + letters


def holds_experiment(text: str) -> bool:
    """Say whether a text looks as if there were an experiment in it, whole or damaged."""
    return text.lstrip("\ufeff` \t\r\n").startswith("{") or _BEGINNING.search(text) is not None


def from_line(text: str) -> Experiment:
    """Read an experiment from a text that holds its line, or that is an experiment file's content.

    Line breaks, quotes, spaces and quotation marks inside the line do no harm, nor does what stands before or after it.

    Raises
    ------
    InvalidInput
        If there is no experiment in it, it is damaged, or it was written by a newer nnviz.
    """
    if len(text) > MAXIMUM_BYTES:
        raise InvalidInput("the text is longer than 1 MiB, which is more than an experiment ever needs")
    document = text.strip().removeprefix("\ufeff").strip("`").removeprefix("json").strip()
    if document.startswith("{"):
        return decode(parse(document))
    found = _BEGINNING.search(text)
    if found is None:
        raise InvalidInput(f"there is no experiment in the text: look for a line that begins with {PREFIX}")
    version = int(found[1])
    if version != VERSION:
        writer = "it comes from a newer nnviz" if version > VERSION else "no nnviz writes such lines"
        raise InvalidInput(f"the line begins with nnviz{version}: {writer}; this one reads {PREFIX}")
    return decode(parse(_unpacked(re.sub("[^0-9A-Za-z]+", "", text[found.end() :]))))


def _unpacked(letters: str) -> bytes:
    """Return the JSON that stands behind the prefix, never more of it than an experiment file may have."""
    count = letters_to_number(letters[:_LENGTH])
    body = letters[_LENGTH : _LENGTH + count]
    if len(letters) < _LENGTH or len(body) < count:
        raise InvalidInput("the end of the line is missing: copy it once more, as a whole")
    damaged = InvalidInput("the line is damaged: a character is missing or another one; copy it once more, as a whole")
    try:
        packed = from_letters(body[_CHECK:])
        if letters_to_number(body[:_CHECK]) != zlib.crc32(packed):
            raise damaged
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS, zdict=_DICTIONARY)
        content = unpacker.decompress(packed, MAXIMUM_BYTES + 1)
    except (ValueError, zlib.error):
        raise damaged from None
    if len(content) > MAXIMUM_BYTES:
        raise InvalidInput("the line holds more than 1 MiB, which is more than an experiment ever needs")
    if not unpacker.eof:
        raise damaged
    return content


def _differences(record: Record, document: dict[str, Any]) -> dict[str, Any]:
    """Return those keys of a record's document that the decoder's defaults do not make up."""
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(record):
        value, plain = getattr(record, field.name), document[field.encode_name]
        if value == field.default:
            continue
        if isinstance(value, Record):
            plain = _differences(value, plain)
        elif isinstance(value, tuple):
            pairs = zip(value, plain, strict=True)
            plain = [_differences(item, part) if isinstance(item, Record) else part for item, part in pairs]
        found[field.encode_name] = plain
    return found


def _reads_back(document: dict[str, Any], whole: dict[str, Any]) -> bool:
    """Say whether a document stands for exactly the same experiment, to the sign of a zero."""
    return document is whole or _compact(encode(decode(document))) == _compact(whole)


def _compact(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
