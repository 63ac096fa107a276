"""Why runs have ended, in words."""

from __future__ import annotations

from collections.abc import Iterable

from nnviz.snapshot import Snapshot


def why_ended(snapshots: Iterable[Snapshot]) -> str:
    """Say why runs that all have ended go no further, and what to do."""
    reasons = "; ".join(sorted({_reason(snapshot) for snapshot in snapshots}))
    return f"Training has ended: {reasons}. Reset it, or change the stop condition."


def _reason(snapshot: Snapshot) -> str:
    if snapshot.divergence is not None:
        return f"diverged at step {snapshot.divergence.step:,} in {snapshot.divergence.layer_name}"
    return snapshot.stop_reason
