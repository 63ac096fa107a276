"""Weight files: NPZ archives of W1 (fan_in, fan_out), b1 (fan_out,), W2, b2, ... in the training dtype.

A layer with batch normalisation also has gamma1, beta1, running_mean1 and running_var1, each of shape (fan_out,).
"""

from __future__ import annotations

import io
import lzma
import stat
import zipfile
import zlib
from pathlib import Path
from typing import IO

import numpy as np

from nnviz.arrays import Array
from nnviz.errors import InvalidInput
from nnviz.network import Network

RUNNING_MEAN, RUNNING_VARIANCE = "running_mean", "running_var"
HEADER_BYTES = 4096
"""More than the header of any array here needs: what stands before its numbers."""


def named_arrays(network: Network, theta: Array) -> dict[str, Array]:
    """Return W1, b1, W2, b2, ... and what batch normalisation has beside them, as views of `theta`, shape (length,)."""
    arrays: dict[str, Array] = {}
    for number, layer in enumerate(network, 1):
        arrays[f"W{number}"] = layer.weights(theta)
        arrays[f"b{number}"] = layer.biases(theta)
        if layer.batch_norm:
            arrays[f"gamma{number}"], arrays[f"beta{number}"] = layer.gamma_beta(theta)
            arrays[f"{RUNNING_MEAN}{number}"], arrays[f"{RUNNING_VARIANCE}{number}"] = layer.running(theta)
    return arrays


def archive(arrays: dict[str, Array]) -> bytes:
    """Return the content of an NPZ file: the same arrays, the same bytes."""
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def load_weights(path: Path, network: Network, dtype: str) -> Array:
    """Read a weight file into a parameter vector.

    Nothing is believed: names, sizes and headers are checked before any array is read, and no more is read than the
    network needs, so that a small file cannot fill the memory.

    Parameters
    ----------
    path : Path
    network : Network
        Whose names and shapes the file must have.
    dtype : "float32" or "float64"
        The training dtype.

    Returns
    -------
    ndarray, shape (length,)

    Raises
    ------
    InvalidInput
        If the file cannot be read or does not fit, with what is wrong in it.
    """
    theta = np.zeros(network.length, dtype=dtype)
    places = named_arrays(network, theta)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a device has no end
            raise InvalidInput("cannot be read: it is not a plain file")
        if status.st_size > 8 * network.length + HEADER_BYTES * (len(places) + 1):
            raise InvalidInput("larger than the weights of this network")
        with zipfile.ZipFile(path) as file:
            _check_names(file, places)
            for name, place in places.items():
                with file.open(f"{name}.npy") as entry:
                    _read(entry, name, place)
    except InvalidInput as error:
        raise InvalidInput(f"{path.name}: {error}") from None
    except OSError as error:
        raise InvalidInput(f"{path.name}: cannot be read: {(error.strerror or str(error)).lower()}") from None
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, ValueError, EOFError):
        raise InvalidInput(f"{path.name}: not a weight file: it is no intact NPZ archive") from None
    return theta


def _check_names(file: zipfile.ZipFile, places: dict[str, Array]) -> None:
    needed = ", ".join(places)
    names = [info.filename.removesuffix(".npy") for info in file.infolist()]
    for name in places:
        if name not in names:
            raise InvalidInput(f"{name} is missing: this network has {needed}")
    for name in names:
        if name not in places:
            raise InvalidInput(f"{name[:60]!r} is too many: this network has {needed}")
    if len(names) > len(places):
        raise InvalidInput(f"a name stands there twice: this network has {needed}")


def _read(entry: IO[bytes], name: str, place: Array) -> None:
    """Read one array into its place."""
    try:
        version = np.lib.format.read_magic(entry)
        read_header = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
        shape, by_columns, dtype = read_header[version](entry, max_header_size=HEADER_BYTES)
    except (ValueError, KeyError):
        raise InvalidInput(f"{name} is not an array of numbers") from None
    if dtype.kind not in "fiu":
        raise InvalidInput(f"{name} holds {dtype}: it must hold numbers")
    if shape != place.shape:
        raise InvalidInput(f"{name} has shape {shape}: this network needs {place.shape}")
    content = entry.read(place.size * dtype.itemsize)
    if len(content) < place.size * dtype.itemsize or entry.read(1):
        raise InvalidInput(f"{name} does not have the length that its header says")
    values = np.frombuffer(content, dtype).reshape(shape, order="F" if by_columns else "C")
    with np.errstate(all="ignore"):
        place[...] = values
    if not np.isfinite(place).all():
        raise InvalidInput(f"{name} holds a number that is not finite in {place.dtype}")
    if name.startswith(RUNNING_VARIANCE) and (place < 0.0).any():
        raise InvalidInput(f"{name} holds a negative number: a variance is at least 0")
