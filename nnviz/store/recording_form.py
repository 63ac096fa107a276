"""What a recording is made of: sections, each a table whose rows belong to steps of their own.

The same sections stand in the journal, which grows while a script trains, and in the file that it is made into.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal

import msgspec

from nnviz.errors import InvalidInput
from nnviz.store.array_form import MOST_BYTES, ArrayForm
from nnviz.store.manifest import Manifest

METRICS = ("epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy", "learning_rate")
"""Columns of the section ``metrics``; NaN where a number was left out."""

STATISTICS = ("mean", "deviation", "dead", "saturated", "low", "high")
"""What is said of a layer's activations before their histogram; NaN where it cannot be."""

BINS = 32

SECTIONS = ("metrics", "weights", "gradients", "activations")

MOST_LAYERS = 1024
LONGEST_NAME = 200

Size = Annotated[int, msgspec.Meta(ge=1, le=2**40)]
Shape = Annotated[tuple[Size, ...], msgspec.Meta(max_length=6)]


class RecordedLayer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One layer of a network that was trained elsewhere.

    Attributes
    ----------
    name : str
    activation : str or None
        Which activation its units have, by the name that nnviz gives it.
    weights, biases : tuple of int or None
        The shapes of W and b; None where the layer has none, or none was recorded yet.
    """

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_NAME)]
    activation: Annotated[str, msgspec.Meta(max_length=LONGEST_NAME)] | None = None
    weights: Shape | None = None
    biases: Shape | None = None

    @property
    def size(self) -> int:
        """How many numbers its W and b have."""
        return sum(math.prod(shape) for shape in (self.weights, self.biases) if shape is not None)


class RecordingManifest(Manifest, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A recording, but for its tables.

    Attributes
    ----------
    name : str
        What was trained.
    layers : tuple of RecordedLayer
        First to last.
    dtype : str
        Of the weights.
    """

    kind: Literal["recording"] = "recording"
    name: Annotated[str, msgspec.Meta(max_length=LONGEST_NAME)] = ""
    layers: Annotated[tuple[RecordedLayer, ...], msgspec.Meta(max_length=MOST_LAYERS)] = ()
    dtype: Literal["<f4", "<f8"] = "<f8"


def row_form(manifest: RecordingManifest, section: str) -> ArrayForm:
    """Return what one row of a section is.

    Raises
    ------
    InvalidInput
        If the layers have more parameters than can be.
    """
    layers = len(manifest.layers)
    if section == "metrics":
        return ArrayForm("<f8", (len(METRICS),))
    if section == "gradients":
        return ArrayForm("<f8", (layers,))
    if section == "activations":
        return ArrayForm("<f8", (layers, len(STATISTICS) + BINS))
    form = ArrayForm(manifest.dtype, (sum(layer.size for layer in manifest.layers),))
    if form.nbytes > MOST_BYTES:
        raise InvalidInput("its layers have more parameters than any network has")
    return form
