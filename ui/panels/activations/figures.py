"""The figures beside the plot, and what they mean."""

from __future__ import annotations

import math

from msgspec import Struct

from nnviz.activity import SATURATED_ROWS, LayerActivity
from nnviz.saturation import SATURATED_SLOPE, Slopes
from ui import numbers
from ui.panels.activations.subject import Subject

_MOST_NAMES = 12


class Figure(Struct, frozen=True):
    """One figure.

    Attributes
    ----------
    label, short : str
        What it is, in full and for where it stands on one line with its value.
    value : str
    word : str
        What is said behind the value where there is room.
    explanation : str
        For the tooltip.
    brief : tuple of str
        What stands for the value where that has no room beside its label: ever shorter.
    """

    label: str
    short: str
    value: str
    word: str
    explanation: str
    brief: tuple[str, ...] = ()


def figures(subject: Subject, activity: LayerActivity, rows: int, training_rows: int) -> tuple[Figure, ...]:
    """Return the figures of a layer, the most telling ones first.

    Parameters
    ----------
    subject : Subject
    activity : LayerActivity
    rows, training_rows : int
        How many rows of the training share were looked at, and how many it has.
    """
    seen = f"{numbers.count(rows)} training samples"
    if rows < training_rows:
        seen = f"the first {numbers.count(rows)} of {numbers.count(training_rows)} training samples"
    found = []
    slopes = subject.slopes
    if slopes is not None:
        found.append(_saturated(subject, activity, slopes, seen))
        if slopes.kills:
            found.append(_dead(subject, activity, seen))
    value = mean_and_deviation(activity.z_mean, activity.z_deviation)
    spread = f"Mean and standard deviation of z over {_units(subject)} and {seen}: {value}."
    brief = value.replace(" ", ""), value.partition(" ")[0]
    found.append(Figure("mean z \u00b1 deviation", "mean z", value, "", spread, brief))
    if activity.slope_mean is not None:
        words = f"Mean of f\u2032(z) over {_units(subject)} and {seen}: by so much the layer passes a gradient on."
        slope = activity.slope_mean
        brief = numbers.ratio(slope), numbers.scientific(slope, 2)
        found.append(Figure("mean slope", "mean slope", numbers.weight(slope), "", words, brief))
    return tuple(found)


def mean_and_deviation(mean: float, deviation: float) -> str:
    """Return a mean with as many decimals as its deviation deserves: ``0.27 ± 2.10``."""
    if not (math.isfinite(mean) and math.isfinite(deviation)):
        return f"{numbers.weight(mean)} \u00b1 {numbers.weight(deviation)}"
    size = max(abs(mean), deviation)
    if not 1e-4 <= size < 10_000.0:
        # Against such a deviation a smaller mean is rounding.
        mean = 0.0 if abs(mean) < 1e-3 * deviation else mean
        return f"{numbers.scientific(mean, 2)} \u00b1 {numbers.scientific(deviation, 2)}"
    magnitude = math.floor(math.log10(size))
    decimals = max(0, 2 - max(0, magnitude)) if size >= 0.1 else 1 - magnitude
    return f"{mean:z.{decimals}f} \u00b1 {deviation:.{decimals}f}".replace("-", numbers.MINUS)


def counted(subject: Subject, rows: int, training_rows: int) -> str:
    """Say what the histogram counts."""
    of = f" of {numbers.count(training_rows)}" if rows < training_rows else ""
    return f"{_units(subject)} \u00d7 {numbers.count(rows)}{of} samples"


def zone_words(slopes: Slopes) -> str:
    """Say where an activation saturates: "below −2.18 or above 2.18"."""
    if slopes.flat:
        return "everywhere"
    parts = []
    for zone in slopes.zones:
        if zone.low == -math.inf:
            parts.append(f"{'up to' if zone.hard else 'below'} {numbers.weight(zone.high)}")
        else:
            parts.append(f"{'from' if zone.hard else 'above'} {numbers.weight(zone.low)}")
    return " or ".join(parts)


def _saturated(subject: Subject, activity: LayerActivity, slopes: Slopes, seen: str) -> Figure:
    units = subject.layer.fan_out
    full = len(activity.saturated_units)
    word = f"{numbers.count(full)} of {numbers.count(units)} unit{'s' if units > 1 else ''}"
    if not slopes.zones:
        words = "This activation has no zone in which its slope tends to 0."
    elif slopes.flat:
        words = "The slope is 0 everywhere: no gradient passes."
    else:
        words = (
            f"Share of z, over {seen}, where |f\u2032| is at most {_percent(SATURATED_SLOPE)} of its largest: "
            f"{zone_words(slopes)}. {word} saturated at {_percent(SATURATED_ROWS)} of the samples or more"
            f"{_names(subject, activity.saturated_units.tolist())}."
        )
    return Figure("saturated", "saturated", numbers.percent(activity.saturated_share), word, words)


def _dead(subject: Subject, activity: LayerActivity, seen: str) -> Figure:
    dead, units = activity.dead.tolist(), subject.layer.fan_out
    value = f"{numbers.count(len(dead))} of {numbers.count(units)}"
    words = f"Units whose slope is 0 on all of {seen}: no gradient reaches them{_names(subject, dead)}."
    share = numbers.percent(len(dead) / units)
    return Figure("dead units", "dead", value, share, words, (share,))


def _names(subject: Subject, units: list[int]) -> str:
    """Name some units, behind a colon."""
    if not units or len(units) == subject.layer.fan_out > 1:
        return ""
    shown = ", ".join(subject.unit_name(unit) for unit in units[:_MOST_NAMES])
    more = f" and {numbers.count(len(units) - _MOST_NAMES)} more" if len(units) > _MOST_NAMES else ""
    return f": {shown}{more}"


def _percent(share: float) -> str:
    return f"{round(100.0 * share)}{numbers.THIN_SPACE}%"


def _units(subject: Subject) -> str:
    return "1 unit" if subject.layer.fan_out == 1 else f"{numbers.count(subject.layer.fan_out)} units"
