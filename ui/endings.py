"""Why runs have ended, in words, and what that means for what one wants to do."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nnviz.snapshot import Snapshot
from ui import numbers

GONE = "Training has ended: its process is gone. Reset (R) begins anew."
GONE_SEEKING = "Training has ended, so no other step can be shown. Reset (R) begins anew."
GONE_SAVING = (
    "The session cannot be saved: what was trained is gone with its process. "
    "Save the experiment alone by Save as, or begin anew by Reset (R)."
)

_PLACE = re.compile(r"\b(step|epoch) ([\d,]+)")
"""What the same reason may differ in from run to run."""


def why_ended(snapshots: Iterable[Snapshot]) -> str:
    """Say why runs that all have ended go no further, and what to do; what holds for several is said once."""
    alike: dict[str, list[str]] = {}
    for reason in map(_reason, snapshots):
        alike.setdefault(_PLACE.sub(r"\1", reason), []).append(reason)
    reasons = "; ".join(_together(alike[words]) for words in sorted(alike))
    return f"Training has ended: {reasons}. Reset it, or change the stop condition."


def _together(reasons: list[str]) -> str:
    """Say once what several runs have in common: "step 60" and "step 114" are "steps 60 and 114"."""
    found = {int(match[2].replace(",", "")) for reason in reasons for match in _PLACE.finditer(reason)}
    if len(found) < 2:
        return reasons[0]
    *others, last = map(numbers.count, sorted(found))
    return _PLACE.sub(rf"\1s {', '.join(others)} and {last}", reasons[0])


def _reason(snapshot: Snapshot) -> str:
    if snapshot.divergence is not None:
        return f"diverged at step {snapshot.divergence.step:,} in {snapshot.divergence.layer_name}"
    return snapshot.stop_reason
