"""What goes between the window and the training process: pickled messages.

A read-only array never changes, so it crosses once, however often it is part of a message: the points of a path, the
data, the states to which a run can come back. So does a `Snapshot`, and either end knows again what it has seen. What
an end has let go of is forgotten by the other, too.
"""

from __future__ import annotations

import io
import itertools
import pickle
import weakref
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from msgspec.structs import asdict

from nnviz.arrays import Array, read_only
from nnviz.path import Path
from nnviz.snapshot import Snapshot
from ui.training.wire import Parts

Laid = tuple[pickle.PickleBuffer, str, tuple[int, ...], str]
"""An array's numbers as they lie in memory, their dtype, their shape, and their order."""


class Known:
    """What the other end knows already, by number."""

    def __init__(self) -> None:
        self._tokens: dict[int, int] = {}
        self._watched: dict[int, weakref.ref[Any]] = {}
        self._fresh = itertools.count()
        self._forgotten: deque[int] = deque()
        # Of the path that begins at a point: how many points are known, the last of them and its step.
        self._paths: dict[int, tuple[int, int, int]] = {}

    def token(self, thing: object) -> tuple[int, bool]:
        """Return the number of something, and whether it is new there: then it must be sent."""
        key = id(thing)
        known = self._tokens.get(key)
        if known is not None:
            return known, False
        token = next(self._fresh)
        self._tokens[key] = token
        self._watched[key] = weakref.ref(thing, lambda _: self._forget(key))
        return token, True

    def points(self, begun: int, path: Path) -> int:
        """Return how many points of the path that begins at a known one are known, too."""
        count, last, step = self._paths.get(begun, (0, -1, -1))
        # Else every second point has gone, or the run went back.
        same = (
            0 < count <= len(path.steps)
            and path.steps[count - 1] == step
            and self._tokens.get(id(path.thetas[count - 1])) == last
        )
        return count if same else 0

    def take_points(self, begun: int, path: Path) -> None:
        """Take all its points as known from now on."""
        self._paths[begun] = len(path.steps), self._tokens[id(path.thetas[-1])], path.steps[-1]

    def forgotten(self) -> list[int]:
        """Return what is no longer needed there, once."""
        return [self._forgotten.popleft() for _ in range(len(self._forgotten))]

    def _forget(self, key: int) -> None:
        del self._watched[key]
        token = self._tokens.pop(key)
        self._paths.pop(token, None)
        self._forgotten.append(token)


class Packer:
    """The sending end."""

    def __init__(self) -> None:
        self._known = Known()

    def pack(self, message: object) -> Parts:
        """Return a message as it crosses. It may be written later: arrays that can change until then are copied."""
        forgotten = self._known.forgotten()
        stream, buffers = io.BytesIO(), list[bytes | pickle.PickleBuffer]()

        def take(buffer: pickle.PickleBuffer) -> None:
            buffers.append(buffer if memoryview(buffer).readonly else bytes(buffer.raw()))

        _Pickler(stream, self._known, take).dump((message, forgotten))
        return [stream.getvalue(), *buffers]


class Unpacker:
    """The receiving end."""

    def __init__(self) -> None:
        self._kept: dict[int, Any] = {}
        self._paths: dict[int, Path] = {}

    def unpack(self, parts: Sequence[bytearray]) -> Any:
        """Return a message. Messages must be unpacked in the order in which they were packed."""
        content, *buffers = parts
        message, forgotten = _Unpickler(io.BytesIO(content), self._arrived, buffers).load()
        for token in forgotten:
            del self._kept[token]
            self._paths.pop(token, None)
        return message

    def _arrived(self, kind: str, token: int, *content: Any) -> Any:
        if kind == "path":
            return self._path(token, *content)
        if kind == "array":
            data, dtype, shape, order = content
            self._kept[token] = read_only(np.ndarray(shape, dtype, data, order=order))
        elif kind == "snapshot":
            self._kept[token] = Snapshot(**content[0])
        return self._kept[token]

    def _path(self, begun: int, known: int, steps: tuple[int, ...], tokens: list[int], fresh: list[Any]) -> Path:
        for one in fresh:
            self._arrived("array", *one)
        if steps:
            before = self._paths[begun] if known else Path((), ())
            thetas = tuple(map(self._kept.__getitem__, tokens))
            self._paths[begun] = Path(before.steps[:known] + steps, before.thetas[:known] + thetas)
        return self._paths[begun]


def arrived(kind: str, token: int, *content: Any) -> Any:
    """Stand in a pickle for `Unpacker._arrived` of whoever reads it."""
    raise TypeError("a message of the training process is read by an Unpacker only")


class _Pickler(pickle.Pickler):
    def __init__(self, stream: io.BytesIO, known: Known, take: Callable[[pickle.PickleBuffer], None]) -> None:
        super().__init__(stream, protocol=5, buffer_callback=take)
        self._known = known

    def reducer_override(self, thing: Any) -> Any:
        if isinstance(thing, np.ndarray) and not thing.flags.writeable:
            token, new = self._known.token(thing)
            return arrived, (("array", token, *_laid_out(thing)) if new else ("known", token))
        if isinstance(thing, Snapshot):
            token, new = self._known.token(thing)
            return arrived, (("snapshot", token, asdict(thing)) if new else ("known", token))
        if isinstance(thing, Path) and thing.thetas:
            return arrived, ("path", *self._grown(thing))
        return NotImplemented

    def _grown(self, path: Path) -> tuple[int, int, tuple[int, ...], list[int], list[tuple[int, *Laid]]]:
        """Return by which point a path is known, and what comes behind so many of its points."""
        fresh = []

        def token(theta: Array) -> int:
            number, new = self._known.token(theta)
            if new:
                fresh.append((number, *_laid_out(theta)))
            return number

        begun = token(path.thetas[0])
        known = self._known.points(begun, path)
        tokens = [token(theta) for theta in path.thetas[known:]]
        self._known.take_points(begun, path)
        return begun, known, path.steps[known:], tokens, fresh


class _Unpickler(pickle.Unpickler):
    def __init__(self, stream: io.BytesIO, on_arrival: Callable[..., Any], buffers: Sequence[bytearray]) -> None:
        super().__init__(stream, buffers=buffers)
        self._on_arrival = on_arrival

    def find_class(self, module: str, name: str) -> Any:
        if module == __name__ and name == arrived.__name__:
            return self._on_arrival
        return super().find_class(module, name)


def _laid_out(array: Array) -> Laid:
    if not (array.flags.c_contiguous or array.flags.f_contiguous):
        array = np.ascontiguousarray(array)
    order = "C" if array.flags.c_contiguous else "F"
    return pickle.PickleBuffer(array.data), array.dtype.str, array.shape, order
