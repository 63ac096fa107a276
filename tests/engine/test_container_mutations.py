"""Whatever happens to a file, it opens, or it is refused in one sentence: nothing else is ever raised."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import nnviz
from nnviz.errors import InvalidInput
from nnviz.store.recording_form import METRICS, STATISTICS
from nnviz.store.session_reader import load_session
from tests.engine.documents import ANYTHING
from tests.engine.session_files import archive, members, record, saved_bytes
from tests.engine.test_experiment_refusals import places


def look_at_all(path: Path) -> None:
    recording = nnviz.Recording(path)
    for metric in METRICS:
        recording.metric(metric)
    for statistic in STATISTICS:
        recording.activation_statistic(statistic)
    assert len(recording.gradient_sizes[1]) == len(recording.steps_with("gradients"))
    for step in recording.steps.tolist():
        if step >= recording.steps_with("weights")[:1].min(initial=2**62):
            recording.weights_at(step)
        if step >= recording.steps_with("activations")[:1].min(initial=2**62):
            recording.activations_at(step)


def look_at_session(path: Path) -> None:
    load_session(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mutations")


@pytest.fixture(scope="module")
def originals(folder: Path) -> dict[str, tuple[bytes, Callable[[Path], None]]]:
    for name in ("recording", "journal"):
        record(folder / name, close=name == "recording")
    return {
        "session": (saved_bytes(folder), look_at_session),
        "recording": ((folder / "recording").read_bytes(), look_at_all),
        "journal": ((folder / "journal").read_bytes(), look_at_all),
    }


def opens_or_is_refused(path: Path, content: bytes, look: Callable[[Path], None]) -> None:
    path.write_bytes(content)
    try:
        look(path)
    except InvalidInput as error:
        sentence = str(error)
    else:
        return
    assert sentence.startswith(f"{path.name}: ")
    assert "\n" not in sentence
    assert len(sentence) < 600


PLACE = st.floats(0, 1) | st.floats(0, 0.02) | st.floats(0.9, 1)
EDIT = st.one_of(
    st.tuples(st.just("put"), PLACE, st.binary(min_size=1, max_size=8)),
    st.tuples(st.just("put"), PLACE, st.sampled_from([b"\xff" * 8, b"\xff" * 4, bytes(8), b"\1", b"PK\5\6"])),
    st.tuples(st.just("insert"), PLACE, st.binary(min_size=1, max_size=40)),
    st.tuples(st.just("cut"), PLACE, st.integers(1, 3000)),
    st.tuples(st.just("repeat"), PLACE, st.integers(1, 3000)),
)  # fmt: skip


def mutated(content: bytes, edits: list[tuple[str, float, Any]]) -> bytes:
    for kind, share, what in edits:
        at = int(share * len(content))
        if kind == "put":
            content = content[:at] + what + content[at + len(what) :]
        elif kind == "insert":
            content = content[:at] + what + content[at:]
        elif kind == "cut":
            content = content[:at] + content[at + what :]
        else:
            content = content[: at + what] + content[at:]
    return content


@pytest.mark.parametrize("kind", ["session", "recording", "journal"])
@given(edits=st.lists(EDIT, min_size=1, max_size=3))
@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_mutated_bytes(kind: str, edits: Any, folder: Path, originals: Any) -> None:
    content, look = originals[kind]
    opens_or_is_refused(folder / "it.nnviz", mutated(content, edits), look)


@pytest.mark.parametrize("kind", ["session", "recording"])
@given(which=st.integers(0, 36), edits=st.lists(EDIT, min_size=1, max_size=2))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_mutated_members_in_an_intact_archive(kind: str, which: int, edits: Any, folder: Path, originals: Any) -> None:
    content, look = originals[kind]
    parts = members(content)
    name = list(parts)[which % len(parts)]
    opens_or_is_refused(folder / "it.nnviz", archive({**parts, name: mutated(parts[name], edits)}), look)


@pytest.mark.parametrize("kind", ["session", "recording"])
@given(data=st.data())
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_mutated_manifests(kind: str, data: Any, folder: Path, originals: Any) -> None:
    content, look = originals[kind]
    parts = members(content)
    manifest = json.loads(parts["nnviz.json"])
    path = data.draw(st.sampled_from([place for place in places(manifest) if place[0] != "arrays"]))
    inner = manifest
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = data.draw(ANYTHING)
    opens_or_is_refused(folder / "it.nnviz", archive({**parts, "nnviz.json": json.dumps(manifest).encode()}), look)


@pytest.mark.parametrize("kind", ["session", "recording"])
@given(data=st.data())
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_mutated_numbers(kind: str, data: Any, folder: Path, originals: Any) -> None:
    content, look = originals[kind]
    parts = members(content)
    name = data.draw(
        st.sampled_from([name for name in parts if name.endswith(("steps.npy", "counters.npy", "ons.npy"))])
    )
    head, row = parts[name][:128], bytearray(parts[name][128:])
    number = data.draw(st.sampled_from([-1, 0, 1, 2**31, 2**62, 2**63 - 1, -(2**63)]) | st.integers(-5, 100))
    numbers = np.frombuffer(row, "<i8")
    numbers[data.draw(st.integers(0, len(numbers) - 1))] = number
    opens_or_is_refused(folder / "it.nnviz", archive({**parts, name: head + bytes(row)}), look)
