"""Findings about units that no gradient reaches any more: dead ones and saturated ones."""

from __future__ import annotations

from nnviz.activations import ACTIVATIONS
from nnviz.activity import Activity
from nnviz.diagnosis import remedies
from nnviz.diagnosis.finding import Found, Remedy
from nnviz.diagnosis.observation import Observation
from nnviz.diagnosis.thresholds import DEAD_UNITS, SATURATED_ROW_SHARE, SATURATED_UNITS
from nnviz.diagnosis.words import listed, percent, significant
from nnviz.experiment.choice import ActivationChoice
from nnviz.saturation import slopes

_SLOPE_AGAINST_DEATH = 0.1  # with 0.01, the usual one, little comes through several layers


def dead_units(observation: Observation) -> Found | None:
    """Find many units, or a whole layer, whose derivative is 0 on every row."""
    layers = observation.assembly.network.layers
    mortal = [index for index, layer in enumerate(layers) if _kills(layer.activation)]
    if not mortal:
        return None
    total = sum(layers[index].fan_out for index in mortal)
    dead = _dead(observation.activity)
    count = sum(dead)
    whole = [index for index in mortal if dead[index] == layers[index].fan_out]
    if not whole and count < DEAD_UNITS.value * total:
        return None
    worst = whole[0] if whole else max(mortal, key=lambda index: dead[index] / layers[index].fan_out)
    label = ACTIVATIONS[layers[worst].activation.name].label
    before = sum(_dead(observation.initial_activity))
    rows = _rows_in_words(observation.activity)
    among = f", with all of {listed([layers[index].name for index in whole])}," if whole else ""
    evidence = f"{count:,} of {total:,} {label} units{among} are off for {rows}"
    if observation.step:
        evidence += f"; at the start {'none was' if before == 0 else f'it was {before:,}'}"
    remedy = _against_death(observation, before, count)
    return Found(f"{label} units are dead", f"{evidence}.", remedy, worst + 1, "error" if whole else "warning")


def _against_death(observation: Observation, before: int, now: int) -> Remedy:
    """Units that have died on the way were thrown off by too large a step; others are too deep, or need a slope."""
    experiment = observation.assembly.experiment
    start = remedies.better_start(observation.assembly)
    if start is not None:
        return start
    if before < now / 2 or not any(_kills(layer.activation) for layer in experiment.network.hidden):
        return remedies.steadier(observation)
    if len(experiment.network.hidden) > remedies.FEWER_LAYERS:
        return remedies.batch_norm(experiment) or remedies.fewer_layers(experiment)
    return remedies.with_activation(experiment, ActivationChoice("leaky_relu", alpha=_SLOPE_AGAINST_DEATH), _kills)


def saturated_units(observation: Observation) -> Found | None:
    """Find a hidden layer in which most units answer with one end of their range, whatever they are shown."""
    layers = observation.assembly.network.layers[:-1]
    candidates = [index for index, layer in enumerate(layers) if remedies.saturates(layer.activation)]
    if not candidates:
        return None
    activity = observation.activity
    shares = {index: len(activity.layers[index].saturated_units) / layers[index].fan_out for index in candidates}
    worst = max(candidates, key=lambda index: shares[index])
    if shares[worst] < SATURATED_UNITS.value:
        return None
    layer, seen = layers[worst], activity.layers[worst]
    evidence = (
        f"{len(seen.saturated_units):,} of {layer.fan_out:,} units of {layer.name} are saturated for "
        f"{percent(SATURATED_ROW_SHARE.value)} of the rows or more; their sums deviate by "
        f"{significant(seen.z_deviation, 2)}."
    )
    return Found("Units saturate", evidence, _against_saturation(observation, worst), worst + 1)


def _against_saturation(observation: Observation, layer: int) -> Remedy:
    assembly = observation.assembly
    start = remedies.better_start(assembly)
    if start is not None:
        return start
    before = len(observation.initial_activity.layers[layer].saturated_units)
    if before < len(observation.activity.layers[layer].saturated_units) / 2:
        return remedies.steadier(observation)
    return remedies.with_activation(
        assembly.experiment, ActivationChoice("relu"), remedies.saturates, initial="he_normal"
    )


def _kills(activation: ActivationChoice) -> bool:
    known = slopes(activation)
    return known is not None and known.kills


def _dead(activity: Activity) -> list[int]:
    return [len(layer.dead) for layer in activity.layers]


def _rows_in_words(activity: Activity) -> str:
    if activity.rows == activity.training_rows:
        return f"all {activity.rows:,} training rows"
    return f"all of the {activity.rows:,} training rows looked at"
