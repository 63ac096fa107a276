"""Which runs can be shown in one picture."""

from __future__ import annotations

from nnviz.assembly import Assembly


def comparable(one: Assembly, other: Assembly) -> bool:
    """Say whether two runs answer the same question about the same inputs."""
    mine, others = one.data, other.data
    return (mine.task, mine.classes, mine.raw_names, mine.target_name) == (
        others.task,
        others.classes,
        others.raw_names,
        others.target_name,
    )
