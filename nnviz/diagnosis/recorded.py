"""What can be said of a recording: its numbers are judged by the same thresholds, and nothing is trained or asked."""

from __future__ import annotations

import math

import numpy as np

from nnviz.diagnosis.finding import Finding, PanelName, Remedy, Severity
from nnviz.diagnosis.observation import GRADIENT_WINDOW, LEAST_GRADIENTS, Gradients
from nnviz.diagnosis.thresholds import DEAD_UNITS, EXPLODING_RATIO, SATURATED_UNITS
from nnviz.diagnosis.verdicts import layer_verdicts, reference_size
from nnviz.diagnosis.words import percent, ratio, significant, true_minus
from nnviz.recorded_network import known_activation
from nnviz.recorded_run import RecordedRun
from nnviz.saturation import slopes
from nnviz.snapshot import Snapshot


def recorded_findings(recorded: RecordedRun, snapshot: Snapshot) -> tuple[Finding, ...]:
    """Return all that a recording's numbers up to a step show, the gravest first; what to try is not for it to say.

    Parameters
    ----------
    recorded : RecordedRun
    snapshot : Snapshot
        Of one of its steps.
    """
    if snapshot.divergence is not None:
        words = f"Step {snapshot.divergence.step:,}: {true_minus(snapshot.divergence.reason)}."
        return (
            _finding("divergence", "error", snapshot, "The run diverged", words, "loss", snapshot.divergence.layer),
        )
    found = [_gradients(recorded, snapshot), _dead(recorded, snapshot), _saturated(recorded, snapshot)]
    return tuple(one for one in found if one is not None)


def _finding(
    kind: str,
    severity: Severity,
    snapshot: Snapshot,
    headline: str,
    evidence: str,
    panel: PanelName,
    layer: int,
) -> Finding:
    return Finding(kind, severity, snapshot.run, snapshot.step, headline, evidence, Remedy(""), panel, layer)


def _recent(recorded: RecordedRun, step: int) -> Gradients | None:
    """Return the medians over the last recorded gradients up to a step, of the layers that have any."""
    series = recorded.history.gradient_sizes
    stop = series.index(step) + 1
    start = max(0, stop - GRADIENT_WINDOW)
    steps, low, high = (part[: stop - start] for part in series.buckets(start))
    if len(steps) < LEAST_GRADIENTS:
        return None
    sizes = np.median((low + high) / 2.0, axis=0)
    if not len(sizes) or np.isnan(sizes).any():  # a layer was left out, so nothing can be said of all
        return None
    return Gradients(sizes, min(series.last[0], step) - int(steps[0]) + 1, layer_verdicts(sizes))


def _gradients(recorded: RecordedRun, snapshot: Snapshot) -> Finding | None:
    gradients = _recent(recorded, snapshot.step)
    if gradients is None:
        return None
    names, since = recorded.layer_names, f"Over {gradients.steps:,} steps"
    if "exploding" in gradients.verdicts:
        worst = int(np.argmax(gradients.sizes))
        size, share, name = float(gradients.sizes[worst]), gradients.largest_ratio, names[worst]
        if not math.isfinite(share):
            evidence = f"{since} the gradient of {name} overflowed."
        elif share > EXPLODING_RATIO.value:
            evidence = f"{since} {name} got {ratio(share)} times {names[-1]}'s gradient."
        else:
            evidence = f"{since} the gradient of {name} had the size {significant(size, 3)}, far above 1."
        return _finding(
            "exploding_gradients", "warning", snapshot, "Gradients explode", evidence, "gradients", worst + 1
        )
    if "vanishing" in gradients.verdicts:
        worst = int(np.argmin(gradients.sizes))
        share = float(gradients.sizes[worst]) / reference_size(gradients.sizes)
        received = f"{ratio(share)} of {names[-1]}'s gradient" if share else "no gradient at all"
        evidence = f"{since} {names[worst]} got {received}."
        return _finding(
            "vanishing_gradients", "warning", snapshot, "Gradients vanish", evidence, "gradients", worst + 1
        )
    return None


def _shares(recorded: RecordedRun, snapshot: Snapshot, name: str) -> list[float]:
    """Return one share of every layer at a step; 0 where it is not known."""
    layers = recorded.activations_at(snapshot.step)
    shares = [math.nan if layer is None else float(getattr(layer, name)) for layer in layers]
    return [0.0 if math.isnan(share) else share for share in shares]


def _dead(recorded: RecordedRun, snapshot: Snapshot) -> Finding | None:
    shares = _shares(recorded, snapshot, "dead")
    worst = max(range(len(shares)), key=shares.__getitem__, default=0)
    if not shares or shares[worst] < DEAD_UNITS.value:
        return None
    whole = shares[worst] >= 1.0
    evidence = f"{percent(shares[worst])} of the units of {recorded.layer_names[worst]} pass on no gradient at all."
    severity: Severity = "error" if whole else "warning"
    return _finding("dead_units", severity, snapshot, "Units are dead", evidence, "activations", worst + 1)


def _saturated(recorded: RecordedRun, snapshot: Snapshot) -> Finding | None:
    # The output is meant to answer with the ends of its range.
    shares = _shares(recorded, snapshot, "saturated")[:-1]
    dead = _shares(recorded, snapshot, "dead")
    worst = max(range(len(shares)), key=shares.__getitem__, default=0)
    # Of activations that kill, half of all answers are 0 in health, and what is dead is said by itself.
    if not shares or shares[worst] < SATURATED_UNITS.value or _kills(recorded, worst) or dead[worst]:
        return None
    evidence = (
        f"{percent(shares[worst])} of the answers of {recorded.layer_names[worst]} are at the ends of their range."
    )
    return _finding("saturated_units", "warning", snapshot, "Units saturate", evidence, "activations", worst + 1)


def _kills(recorded: RecordedRun, layer: int) -> bool:
    choice = known_activation(recorded.recording.layers[layer])
    known = None if choice is None else slopes(choice)
    return known is not None and known.kills
