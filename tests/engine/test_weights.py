"""Weight files: what is written, and that nothing in one is believed."""

from __future__ import annotations

import io
import os
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz.errors import InvalidInput
from nnviz.network import Network
from nnviz.weights import archive, load_weights, named_arrays
from tests.engine.runs import assembly, hidden

NETWORK: Network = assembly(network={"hidden": hidden(3)}).network
THETA = np.arange(13.0) / 7.0


def arrays(**changes: Any) -> dict[str, Any]:
    """Return the arrays of a file that fits, with changes; None leaves one out."""
    named = {name: array.copy() for name, array in named_arrays(NETWORK, THETA).items()} | changes
    return {name: array for name, array in named.items() if array is not None}


def store(path: Path, named: dict[str, Any], save: Callable[..., None] = np.savez) -> Path:
    save(path, **named)
    return path


def test_names_shapes_and_order() -> None:
    named = named_arrays(NETWORK, THETA)
    assert {name: array.shape for name, array in named.items()} == {"W1": (2, 3), "b1": (3,), "W2": (3, 1), "b2": (1,)}
    np.testing.assert_array_equal(np.concatenate([array.ravel() for array in named.values()]), THETA)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_what_is_written_is_read_again(tmp_path: Path, dtype: str) -> None:
    theta = THETA.astype(dtype)
    path = tmp_path / "weights.npz"
    path.write_bytes(archive(named_arrays(NETWORK, theta)))
    with np.load(path, allow_pickle=False) as file:
        assert {file[name].dtype.name for name in file} == {dtype}
    loaded = load_weights(path, NETWORK, dtype)
    assert loaded.dtype == dtype
    np.testing.assert_array_equal(loaded, theta)


def test_the_same_weights_are_the_same_bytes() -> None:
    assert archive(named_arrays(NETWORK, THETA)) == archive(named_arrays(NETWORK, THETA))


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
@pytest.mark.parametrize(
    "change",
    [
        {},
        {"W1": np.arange(6).reshape(2, 3)},
        {"W1": np.asfortranarray(np.arange(6.0).reshape(2, 3))},
        {"W1": np.arange(6.0).reshape(2, 3).astype(">f8")},
        {"b1": np.ones(3, np.float16)},
    ],
    ids=["same", "whole numbers", "column by column", "big-endian", "half precision"],
)
def test_numbers_of_any_kind_are_taken(tmp_path: Path, save: Callable[..., None], change: dict[str, Any]) -> None:
    path = store(tmp_path / "weights.npz", arrays(**change), save)
    expected = np.concatenate([np.asarray(array, float).ravel() for array in arrays(**change).values()])
    np.testing.assert_array_equal(load_weights(path, NETWORK, "float64"), expected)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"b2": None}, "b2 is missing: this network has W1, b1, W2, b2"),
        ({"W3": np.zeros(2)}, "'W3' is too many"),
        ({"W1": np.zeros((3, 2))}, r"W1 has shape \(3, 2\): this network needs \(2, 3\)"),
        ({"W1": np.zeros(6)}, r"W1 has shape \(6,\)"),
        ({"b2": np.array(1.0)}, r"b2 has shape \(\)"),
        ({"b1": np.array(["a", "b", "c"])}, "b1 holds <U1"),
        ({"b1": np.array([1, 2, 3j])}, "b1 holds complex128"),
        ({"b1": np.array([True, False, True])}, "b1 holds bool"),
        ({"b1": np.array([1.0, np.nan, 3.0])}, "b1 holds a number that is not finite"),
        ({"b1": np.array([1.0, np.inf, 3.0])}, "b1 holds a number that is not finite"),
    ],
)
def test_files_that_do_not_fit(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    path = store(tmp_path / "weights.npz", arrays(**change))
    with pytest.raises(InvalidInput, match=words) as refusal:
        load_weights(path, NETWORK, "float64")
    assert str(refusal.value).startswith("weights.npz: ")


def test_a_number_too_large_for_single_precision(tmp_path: Path) -> None:
    path = store(tmp_path / "weights.npz", arrays(b1=np.array([1.0, 1e300, 3.0])))
    load_weights(path, NETWORK, "float64")
    with pytest.raises(InvalidInput, match="b1 holds a number that is not finite in float32"):
        load_weights(path, NETWORK, "float32")


class Treacherous:
    """Runs code when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (pytest.fail, ("a pickle was loaded",))


def test_pickles_are_never_loaded(tmp_path: Path) -> None:
    path = store(tmp_path / "weights.npz", arrays(b1=np.array([Treacherous()] * 3, dtype=object)))
    with pytest.raises(InvalidInput, match="b1 holds object"):
        load_weights(path, NETWORK, "float64")
    path.write_bytes(pickle.dumps(Treacherous()))
    with pytest.raises(InvalidInput, match="not a weight file"):
        load_weights(path, NETWORK, "float64")


def entry(array: np.ndarray, header: dict[str, Any] | None = None) -> bytes:
    buffer = io.BytesIO()
    if header is None:
        np.lib.format.write_array(buffer, array)
    else:
        np.lib.format.write_array_header_1_0(buffer, header)
        buffer.write(array.tobytes())
    return buffer.getvalue()


def test_a_small_file_of_endless_numbers_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.npz"
    endless = np.zeros(30_000_000)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, array in arrays(b1=None).items():
            file.writestr(f"{name}.npy", entry(array))
        file.writestr("b1.npy", entry(endless))
        file.writestr("b1.txt", b"")
    with pytest.raises(InvalidInput):
        load_weights(path, NETWORK, "float64")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, array in arrays(b1=None).items():
            file.writestr(f"{name}.npy", entry(array))
        # The header promises three numbers, and millions follow.
        file.writestr("b1.npy", entry(np.zeros(100_000), {"descr": "<f8", "fortran_order": False, "shape": (3,)}))
    with pytest.raises(InvalidInput, match="b1 does not have the length"):
        load_weights(path, NETWORK, "float64")


@pytest.mark.parametrize("shape", [(3,), (10**15,), (-1,), (2**63,)])
def test_a_header_that_lies(tmp_path: Path, shape: tuple[int, ...]) -> None:
    path = tmp_path / "weights.npz"
    with zipfile.ZipFile(path, "w") as file:
        for name, array in arrays(b1=None).items():
            file.writestr(f"{name}.npy", entry(array))
        file.writestr("b1.npy", entry(np.zeros(1), {"descr": "<f8", "fortran_order": False, "shape": shape}))
    with pytest.raises(InvalidInput, match="b1"):
        load_weights(path, NETWORK, "float64")


def test_a_file_larger_than_the_network_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    with path.open("wb") as file:
        file.truncate(10**9)
    with pytest.raises(InvalidInput, match="larger than the weights of this network"):
        load_weights(path, NETWORK, "float64")


def test_a_name_that_stands_there_twice(tmp_path: Path) -> None:
    path = store(tmp_path / "weights.npz", arrays())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as file:
        file.writestr("W1.npy", entry(np.zeros((2, 3))))
    with pytest.raises(InvalidInput, match="twice"):
        load_weights(path, NETWORK, "float64")


@pytest.mark.parametrize("content", [b"", b"W1", b"PK\x03\x04" + b"\0" * 60, entry(np.zeros(3))])
def test_files_of_another_kind(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "weights.npz"
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match="not a weight file"):
        load_weights(path, NETWORK, "float64")


def test_every_broken_byte_is_survived(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    whole = archive(arrays())
    for place in range(0, len(whole), 3):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            load_weights(path, NETWORK, "float64")
        except InvalidInput as refusal:
            assert str(refusal).startswith("weights.npz: ")  # noqa: PT017 (it may also be read)
    for length in range(0, len(whole), 50):
        path.write_bytes(whole[:length])
        with pytest.raises(InvalidInput):
            load_weights(path, NETWORK, "float64")


def test_a_device_is_refused_at_once() -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        load_weights(Path(os.devnull), NETWORK, "float64")


def test_missing_files_and_folders(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.npz", tmp_path):
        with pytest.raises(InvalidInput, match="cannot be read"):
            load_weights(path, NETWORK, "float64")


def test_a_normalised_layer_has_four_more_arrays(tmp_path: Path) -> None:
    network = assembly(network={"hidden": [{"units": 3, "batch_norm": True}]}).network
    theta = np.arange(float(network.length))
    named = {name: array.copy() for name, array in named_arrays(network, theta).items()}
    more = ["gamma1", "beta1", "running_mean1", "running_var1"]
    assert list(named) == ["W1", "b1", *more, "W2", "b2"]
    assert all(named[name].shape == (3,) for name in more)
    path = store(tmp_path / "weights.npz", named)
    np.testing.assert_array_equal(load_weights(path, network, "float64"), theta)
    for name in more:
        for wrong, words in ((np.zeros(2), "has shape"), (np.full(3, np.inf), "not finite")):
            with pytest.raises(InvalidInput, match=f"{name} .*{words}"):
                load_weights(store(path, {**named, name: wrong}), network, "float64")
    with pytest.raises(InvalidInput, match="running_var1 holds a negative number: a variance is at least 0"):
        load_weights(store(path, {**named, "running_var1": np.array([1.0, -1.0, 0.0])}), network, "float64")
    with pytest.raises(InvalidInput, match="gamma1 is missing"):
        load_weights(store(path, arrays()), network, "float64")
    with pytest.raises(InvalidInput, match="'gamma1' is too many"):
        load_weights(store(path, named), NETWORK, "float64")
