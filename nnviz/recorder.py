"""Records training that happens elsewhere, in anybody's own loop, so that the window can show it."""

from __future__ import annotations

import operator
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from msgspec.structs import replace

from nnviz.errors import InvalidInput
from nnviz.output_file import OutputFile
from nnviz.recorder_arrays import as_number, pair, size_of_gradient, statistics_of
from nnviz.recorder_weights import describe, join, torch_layers
from nnviz.store.journal import FIRST_LINE, manifest_entry, row_entry
from nnviz.store.recording_form import LONGEST_NAME, METRICS, MOST_LAYERS, RecordedLayer, RecordingManifest
from nnviz.store.recording_source import check_replaceable, finish


class Recorder:
    """Writes a recording, ``*.nnviz``, step by step.

    What is recorded goes into the file at once, as a journal that opens as it stands; so a script that is killed loses
    nothing of what it had recorded. Closing makes the journal into the finished file. Use it with ``with``. A recording
    that is there already is replaced, any other file is not.

    Parameters
    ----------
    path : str or path
        By custom with the ending ``.nnviz``.
    layers : sequence of str, optional
        The layers' names, first to last; "Layer 1", "Layer 2", ... without.
    activation_names : sequence of str or None, optional
        The activation of each layer, by the names of nnviz (``python -m nnviz list``): with them the shares of dead
        units and of saturated answers are known. Other names are kept as they are.
    name : str, optional
        What is trained.

    Raises
    ------
    InvalidInput
        A `ValueError` with one plain sentence: if the file cannot be written, here and in every method; and if what is
        to be recorded does not fit. Then nothing of that step is recorded, and recording may go on.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        layers: Sequence[str] | None = None,
        activation_names: Sequence[str | None] | None = None,
        name: str = "",
    ) -> None:
        self._path = Path(path)
        self._names = activation_names
        self._step = -1
        self._weighed = False
        self._manifest = RecordingManifest(name=_text(name, "name"), layers=self._described(layers or ()))
        with OutputFile(self._path):  # says what is wrong with the place before anything is replaced
            check_replaceable(self._path)
        try:
            self._place = self._path.resolve()
            # Never written over in place: another program may have the old one open.
            self._place.unlink(missing_ok=True)
            self._file = self._place.open("xb", buffering=0)
        except OSError as error:
            raise self._failure(error) from None
        self._write(FIRST_LINE + manifest_entry(self._manifest))

    def record(
        self,
        step: int,
        *,
        epoch: Any = None,
        train_loss: Any = None,
        test_loss: Any = None,
        train_accuracy: Any = None,
        test_accuracy: Any = None,
        learning_rate: Any = None,
        weights: Sequence[Any] | None = None,
        gradients: Sequence[Any] | None = None,
        activations: Sequence[Any] | None = None,
    ) -> None:
        """Record what is known of one step. Anything may be left out, and None stands for a layer that is left out.

        Parameters
        ----------
        step : int
            Updates taken; higher than at the call before.
        epoch, train_loss, test_loss, train_accuracy, test_accuracy, learning_rate : number, optional
            Accuracies are shares, from 0 to 1.
        weights : sequence, one item a layer, optional
            ``(W, b)``, or W alone; W of a fully connected layer has the shape (fan_in, fan_out). The shapes are those
            of the first call with weights.
        gradients : sequence, one item a layer, optional
            dL/dW, of which the root mean square is kept; ``(dL/dW, dL/db)``, of which the first counts; or that number.
        activations : sequence, one item a layer, optional
            The answers of the layer's units to a batch, shape (rows, units): of them mean, deviation, shares of dead
            units and saturated answers, and a histogram are kept.
        """
        step = self._checked(step)
        given = (epoch, train_loss, test_loss, train_accuracy, test_accuracy, learning_rate)
        metrics = np.array([as_number(value, name) for name, value in zip(METRICS, given, strict=True)])
        manifest = self._manifest
        for what, items in (("weights", weights), ("gradients", gradients), ("activations", activations)):
            if items is not None:
                manifest = self._with_layers(manifest, what, items)
        weighed = self._weighed or weights is not None
        entries: list[bytes] = []
        if not np.isnan(metrics).all():
            entries.append(row_entry("metrics", step, metrics))
        if weights is not None:
            pairs = [pair(item) for item in weights]
            if not self._weighed:
                manifest = describe(manifest, pairs)
            entries.append(row_entry("weights", step, join(manifest, pairs)))
        if gradients is not None:
            sizes = [
                size_of_gradient(item, f"the gradient of layer '{layer.name}'")
                for layer, item in zip(manifest.layers, gradients, strict=True)
            ]
            entries.append(row_entry("gradients", step, np.array(sizes)))
        if activations is not None:
            rows = [
                statistics_of(item, layer.activation, f"activations of layer '{layer.name}'")
                for layer, item in zip(manifest.layers, activations, strict=True)
            ]
            entries.append(row_entry("activations", step, np.array(rows)))
        if manifest != self._manifest:
            entries.insert(0, manifest_entry(manifest))
        self._write(b"".join(entries))
        self._step, self._manifest, self._weighed = step, manifest, weighed

    def record_torch(self, step: int, model: Any, **more: Any) -> None:
        """Record weights and gradients of a PyTorch model as they are now, and anything else that `record` takes.

        The layers are the model's modules with a weight matrix or kernel, in the order in which the model names them;
        they take these names where the recorder was not given any. That of a ``Linear`` is turned to (fan_in, fan_out).
        """
        found = torch_layers(model)
        if not found:
            raise InvalidInput("the model has no layer with weights")
        if not self._manifest.layers:
            self._manifest = replace(self._manifest, layers=self._described([layer.name for layer in found]))
            self._write(manifest_entry(self._manifest))
        more.setdefault("weights", [(layer.weight, layer.bias) for layer in found])
        if any(layer.gradient is not None for layer in found):
            more.setdefault("gradients", [layer.gradient for layer in found])
        self.record(step, **more)

    def close(self) -> None:
        """Make the journal into the finished file; a second call does nothing.

        Raises
        ------
        InvalidInput
            If it cannot be written, such as on a full disk. The journal stays, and opens as it is.
        """
        if self._file.closed:
            return
        self._file.close()
        try:
            finish(self._path)
        except InvalidInput as error:
            raise InvalidInput(f"{error}; all that was recorded is in it and opens as it is") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _checked(self, step: int) -> int:
        if self._file.closed:
            raise InvalidInput(f"{self._path}: the recorder is closed")
        try:
            number = operator.index(step)
        except TypeError:
            raise InvalidInput(f"step is {type(step).__name__}: it must be a whole number") from None
        if not self._step < number <= 2**62:
            raise InvalidInput(f"step is {number}: it must be above {self._step}, the one before")
        return number

    def _described(self, names: Sequence[str]) -> tuple[RecordedLayer, ...]:
        """Return layers of which only the names are known."""
        if len(names) > MOST_LAYERS:
            raise InvalidInput(f"there are {len(names)} layers: allowed are 0 to {MOST_LAYERS}")
        known = self._names if self._names is not None and names else [None] * len(names)
        if len(known) != len(names):
            raise InvalidInput(f"there are {len(names)} layers and {len(known)} activation_names: one belongs to each")
        return tuple(
            RecordedLayer(
                name=_text(name, "a layer's name") or f"Layer {number}",
                activation=None if activation is None else _text(activation, "an activation's name"),
            )
            for number, (name, activation) in enumerate(zip(names, known, strict=True), 1)
        )

    def _with_layers(self, manifest: RecordingManifest, what: str, items: Sequence[Any]) -> RecordingManifest:
        count = len(items)
        if not manifest.layers and count:
            names = [f"Layer {number}" for number in range(1, count + 1)]
            return replace(manifest, layers=self._described(names))
        if count != len(manifest.layers) or not count:
            raise InvalidInput(f"{what} has {count} items: there are {len(manifest.layers)} layers, one item for each")
        return manifest

    def _write(self, content: bytes) -> None:
        before = self._file.tell()
        rest = memoryview(content)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            self._file.truncate(before)  # so that the next entry begins where this one was to
            self._file.seek(before)
            raise self._failure(error) from None

    def _failure(self, error: OSError) -> InvalidInput:
        return InvalidInput(f"{self._path}: cannot be written: {(error.strerror or str(error)).lower()}")


def _text(text: str, what: str) -> str:
    if not isinstance(text, str) or len(text) > LONGEST_NAME:
        raise InvalidInput(f"{what} must be text of up to {LONGEST_NAME} characters")
    return text.encode("utf-8", "replace").decode("utf-8")
