"""Sessions that contradict themselves are refused before anything is made of them."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.store.manifest import LARGEST_MANIFEST, VERSION
from tests.engine.session_files import archive, members, refusal, saved_bytes, with_array

THETA = "runs/0/keyframes/theta"


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return saved_bytes(tmp_path_factory.mktemp("session"))


def with_manifest(session: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    found = members(session)
    manifest = json.loads(found["nnviz.json"])
    change(manifest)
    return archive({**found, "nnviz.json": json.dumps(manifest).encode()})


MANIFESTS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "not valid JSON"),
    "bytes": (b"\xff\xfe\x00", "not valid JSON"),
    "bad UTF-8": (b'{"format": "nnviz", "version": 1, "kind": "session", "experiment": {"name": "\xff"}}', "manifest"),
    "half": (b'{"format": "nnviz"', "not valid JSON"),
    "a list": (b"[]", "not right"),
    "deep": (b"[" * 100_000, "manifest"),
    "deep value": (b'{"format": "nnviz", "version": 1, "kind": "session", "a": ' + b"[" * 10**6 + b"]" * 10**6 + b"}",
                   "nested too deeply"),
    "many": (b"[" + b"[]," * (LARGEST_MANIFEST // 3 - 2) + b"[]]", "manifest"),
    "large": (b" " * (LARGEST_MANIFEST + 1), "4 MiB"),
    "other format": (b'{"format": "other", "version": 1, "kind": "session"}', "does not say so"),
    "newer": (b'{"format": "nnviz", "version": 7, "kind": "session", "new": 1}',
              "newer nnviz: it has format version 7, this nnviz reads up to 1"),
    "version 0": (b'{"format": "nnviz", "version": 0, "kind": "session"}', "does not say so"),
    "version of thousands of digits": (b'{"format": "nnviz", "version": ' + b"9" * 9999 + b"}", "manifest"),
    "recording": (b'{"format": "nnviz", "version": 1, "kind": "recording"}', "recording of training elsewhere"),
    "other kind": (b'{"format": "nnviz", "version": 1, "kind": "song"}', "'song'"),
    "too little": (b'{"format": "nnviz", "version": 1, "kind": "session"}', "not right"),
}  # fmt: skip


@pytest.mark.parametrize("name", MANIFESTS)
def test_manifests_that_are_none_are_refused(tmp_path: Path, session: bytes, name: str) -> None:
    content, words = MANIFESTS[name]
    assert words in refusal(tmp_path / "it.nnviz", archive({**members(session), "nnviz.json": content}))


def test_both_versions_are_named() -> None:
    assert VERSION == 1  # the sentence above is about this one


def change_run(key: str, value: Any) -> Callable[[dict[str, Any]], object]:
    return lambda manifest: manifest["runs"][0].update({key: value})


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "many settings": (lambda m: m["runs"][0].update(trainings=[{}] * 2**14), "16,384 different settings"),
    "large experiment": (lambda m: m["experiment"].update(notes="x" * 2**20), "1 MiB"),
    "unknown key": (lambda m: m.update(more=1), "more"),
    "no runs": (lambda m: m.update(runs=[]), "length"),
    "viewed": (lambda m: m.update(viewed_run=2), "run 2"),
    "negative": (lambda m: m.update(viewed_step=-1), "not right"),
    "experiment": (lambda m: m["experiment"].update(sed=3), "'seed'"),
    "experiment is none": (lambda m: m.update(experiment=[]), "not an experiment"),
    "window": (lambda m: m.update(window=[]), "layout"),
    "window is large": (lambda m: m.update(window={"a": "x" * 2**18}), "256 KiB"),
    "name": (change_run("name", " "), "no name"),
    "long name": (change_run("name", "n" * 201), "no name"),
    "trainings": (change_run("trainings", []), "one type of numbers"),
    "training": (lambda m: m["runs"][0]["trainings"][0].update(l1=-1), "training.l1"),
    "two types": (lambda m: m["runs"][0]["trainings"][0].update(dtype="float32"), "one type of numbers"),
    "optimizer of another size": (
        lambda m: m["runs"][0]["trainings"][0].update(optimizer="sgd"), "does not fit its settings"
    ),
    "edits": (change_run("edits", []), "does not fit its settings"),
    "edit of both": (change_run("edits", [{"step": 1, "index": 0, "training": 0}]), "neither"),
    "edit of nothing": (change_run("edits", [{"step": 1}]), "neither"),
    "edit to nowhere": (change_run("edits", [{"step": 1, "training": 9}]), "not there"),
    "curves": (change_run("series", {}), "curves"),
    "contradicting curves": (lambda m: m["runs"][0]["series"]["batch_losses"].update(partial=1), "do not fit together"),
    "an array more": (lambda m: m["arrays"].update(x={"dtype": "<f8", "shape": [1]}), "'x' do not agree"),
    "huge step": (change_run("step", 10**30), "not right"),
    "mark": (change_run("marks", [{"step": 1, "epoch": "x", "words": ""}]), "epoch"),
    "a run more": (lambda m: m["runs"].append(m["runs"][0]), "68 belong to its runs"),
    "a run less": (lambda m: (m["runs"].pop(), m.update(viewed_run=0)), "belong to its runs"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_contradictions_are_refused(tmp_path: Path, session: bytes, name: str) -> None:
    change, words = CHANGES[name]
    assert words in refusal(tmp_path / "it.nnviz", with_manifest(session, change))


def numbers(session: bytes, name: str, change: Callable[[Any], object]) -> bytes:
    content = members(session)[f"{name}.npy"]
    start = 10 + struct.unpack_from("<H", content, 8)[0]
    array = np.frombuffer(
        bytearray(content[start:]), {"counters": "<i8", "steps": "<i8"}.get(name.split("/")[-1], "<f8")
    )
    change(array)
    return with_array(session, name, content[:start] + array.tobytes())


VALUES: list[tuple[str, Callable[[Any], object], str]] = [
    (THETA, lambda a: a.__setitem__(3, np.nan), "not finite"),
    ("runs/0/keyframes/optimizer_state", lambda a: a.__setitem__(3, np.inf), "not finite"),
    ("runs/0/keyframes/counters", lambda a: a.__setitem__(0, -1), "do not rise"),
    ("runs/0/keyframes/counters", lambda a: a.__setitem__(0, 99), "do not rise"),
    ("runs/0/keyframes/counters", lambda a: a.__setitem__(1, 2**63 - 1), "do not rise"),
    ("runs/0/keyframes/counters", lambda a: a.__setitem__(4, 5), "not there"),
    ("runs/0/keyframes/counters", lambda a: a.__setitem__(3, 5), "does not fit"),
    ("runs/0/keyframes/evaluations", lambda a: a.__setitem__(0, np.nan), "had not taken"),
    ("runs/0/keyframes/evaluations", lambda a: a.__setitem__(0, 1e300), "had not taken"),
    ("runs/0/path/steps", lambda a: a.__setitem__(1, 0), "do not rise"),
    ("runs/0/history/batch_losses/steps", lambda a: a.__setitem__(2, 99), "do not fit together"),
]


@pytest.mark.parametrize("place", range(len(VALUES)))
def test_numbers_that_cannot_be_are_refused(tmp_path: Path, session: bytes, place: int) -> None:
    name, change, words = VALUES[place]
    assert words in refusal(tmp_path / "it.nnviz", numbers(session, name, change))
