"""The manifest of a session file, and how its arrays are called."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from nnviz.snapshot import Divergence
from nnviz.store.manifest import Manifest
from nnviz.store.session_tables import TableEntry

MOST_RUNS = 64
LARGEST_WINDOW = 2**18
"""Bytes of JSON that the window may keep for itself."""

LARGEST_EXPERIMENT = 2**20
"""Bytes, as in a file of its own."""

MOST_TRAININGS = 2**14
"""How many different training settings, live edits included, all runs may have had together."""

Count = Annotated[int, msgspec.Meta(ge=0, le=2**62)]

COUNTERS = ("step", "samples_seen", "updates", "edits", "training", "vectors")
"""Columns of a run's ``keyframes/counters``: how many edits were in force, which of the run's trainings, and how many
rows of ``keyframes/optimizer_state`` belong to the keyframe."""


class EditEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A live edit: of the training or of the layers, by its place in the run's list of them, or of one parameter."""

    step: Count
    training: Count | None = None
    network: Count | None = None
    index: Count | None = None
    value: float | None = None


class MarkEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mark on the timeline."""

    step: Count
    epoch: float
    words: str


class BookmarkEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step with a name."""

    step: Count
    name: str


class SeriesEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The counters of a thinned series; its arrays are beside it."""

    last_step: Annotated[int, msgspec.Meta(ge=-(2**62), le=2**62)]
    capacity: Count
    rows_per_bucket: Count
    partial: Count


class OriginEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a run was forked."""

    run: Count
    step: Count


class RunEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One run, but for its arrays."""

    name: str
    step: Count
    trainings: list[msgspec.Raw]
    edits: list[EditEntry]
    series: dict[str, SeriesEntry]
    marks: list[MarkEntry]
    bookmarks: list[BookmarkEntry]
    divergence: Divergence | None
    update_ratios: list[float | None]
    networks: list[msgspec.Raw] = []
    origin: OriginEntry | None = None


class SessionManifest(Manifest, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A session, but for its arrays."""

    kind: Literal["session"] = "session"
    experiment: msgspec.Raw
    runs: Annotated[list[RunEntry], msgspec.Meta(min_length=1, max_length=MOST_RUNS)]
    viewed_run: Count
    viewed_step: Count
    window: msgspec.Raw
    tables: tuple[TableEntry, ...] = ()


def array_name(run: int, *parts: str) -> str:
    """Return the name of one of a run's arrays."""
    return "/".join(("runs", str(run), *parts))
