"""What the card says of the place under the pointer, with the formula of each number."""

from __future__ import annotations

import math

from nnviz.diagnosis.thresholds import UPDATE_TOO_LARGE, UPDATE_TOO_SMALL
from ui import numbers
from ui.frame import Selection
from ui.panels.gradients import words
from ui.panels.gradients.pointer import Spot
from ui.panels.gradients.scene import Scene
from ui.panels.gradients.sizes import RunSizes
from ui.plotting.read_out import ReadOut


def read(scene: Scene, spot: Spot) -> ReadOut | None:
    """Return what is read at a spot; None where there is no number yet."""
    run, row = spot.run, scene.rows[spot.row]
    if run is None:
        return None
    layer = row.layers[run.run.index]
    assert layer is not None
    marker = run.run.index if len(scene.visible) > 1 else None
    if spot.kind == "update":
        return ReadOut(row.name, numbers.ratio(run.update_ratio(layer)), _update(run, layer), marker)
    if spot.kind == "history" and spot.step is not None:
        return _history(scene, row.name, run, layer, spot.step, marker)
    return ReadOut(row.name, words.verdict(run, layer), _now(run, layer), marker)


def sentence(scene: Scene) -> str:
    """Say in one line what is seen."""
    run = scene.leader
    divergence = run.snapshot.divergence if run is not None else None
    if run is None or divergence is None:
        told = scene.told
        said = words.clipped(*told.snapshot.clipped) if told is not None else ""
        return words.SENTENCE if told is None or not said else f"{said}{_whose(scene, told)}; sizes are before clipping"
    name = f"{run.run.name}: " if len(scene.visible) > 1 else ""
    return f"{name}diverged at step {numbers.count(divergence.step)}, {divergence.layer_name}"


def _whose(scene: Scene, run: RunSizes) -> str:
    return f" ({run.run.name})" if len(scene.visible) > 1 else ""


def spoken(scene: Scene, selection: Selection | None) -> str:
    """Say in one line what there is to say of a selected layer; empty where nothing is."""
    row, run = scene.row_of(selection), scene.leader
    if row is None or run is None or not run.known or scene.rows[row].layers[run.run.index] is None:
        return ""
    card = read(scene, Spot(row, "layer", run, None))
    return card.spoken if card is not None else ""


def brief(scene: Scene, spot: Spot) -> str:
    """Say in one line what is read at a spot, what matters most first; empty where there is no number yet."""
    card, run = read(scene, spot), spot.run
    if card is None or run is None:
        return ""
    said = [card.value] if card.value else []
    if spot.kind == "layer":
        layer = scene.rows[spot.row].layers[run.run.index]
        assert layer is not None
        said = [numbers.weight(run.now[layer]), *said, f"{numbers.ratio(run.ratio(layer))} {words.OF_OUTPUT}"]
        said.append(f"step {numbers.count(run.step)}")
    else:
        said += [f"{label} {number}" for label, number in card.rows]
    whose = f" ({run.run.name})" if card.run is not None else ""
    return f"{card.title}: {', '.join(said)}{whose}"


def _now(run: RunSizes, layer: int) -> tuple[tuple[str, str], ...]:
    rows = [(f"RMS of dL/dW, step {numbers.count(run.step)}", numbers.weight(run.now[layer]))]
    if run.recent_steps > 1:
        low, high = numbers.weight(run.low[layer]), numbers.weight(run.high[layer])
        rows.append((f"last {numbers.count(run.recent_steps)} steps", f"{low} to {high}"))
    rows.append((f"÷ Output's {numbers.weight(run.now[-1])}", numbers.ratio(run.ratio(layer))))
    least, most = (numbers.ratio(limit) for limit in run.limits)
    rows.append(("healthy", f"{least} to {most}"))
    return tuple(rows)


def _history(scene: Scene, name: str, run: RunSizes, layer: int, step: int, marker: int | None) -> ReadOut | None:
    strips = scene.strips
    if strips is None:
        return None
    sizes, (first, last) = strips.read(run.run.index, step)
    when = f"step {numbers.count(first)}"
    if first != last:
        when = f"largest of steps {numbers.count(first)} to {numbers.count(last)}"
    share = sizes[layer] / sizes[-1] if sizes[-1] else float("nan")
    rows = (("RMS of dL/dW", when), (f"÷ Output's {numbers.weight(sizes[-1])}", numbers.ratio(share)))
    return ReadOut(name, numbers.weight(sizes[layer]), rows, marker)


def _update(run: RunSizes, layer: int) -> tuple[tuple[str, str], ...]:
    when = f"|ΔW| / |W|, step {numbers.count(run.snapshot.step)}"
    ratio = run.update_ratio(layer)
    low, high = UPDATE_TOO_SMALL.value, UPDATE_TOO_LARGE.value
    said = "not measured" if math.isnan(ratio) else "healthy"
    if ratio < low:
        said = "little: learning crawls"
    elif ratio > high:
        said = "much: weights are overwritten"
    return (when, said), ("healthy", f"{numbers.entry(low)} to {numbers.entry(high)}")
