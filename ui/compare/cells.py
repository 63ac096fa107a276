"""The table of runs in words: what stands in each cell, and which cell is the best of its column. Free of Qt."""

from __future__ import annotations

import math

from msgspec import Struct

from nnviz.experiment import Experiment, Variant
from nnviz.run_table import MEASURES, Figures, Found, Row, figures_of, is_loss
from nnviz.snapshot import Snapshot
from ui import numbers
from ui.experiment_form.differences import differences
from ui.frame import Frame

HEADS = {
    "train_loss": "Train loss",
    "validation_loss": "Validation loss",
    "test_loss": "Test loss",
    "train_accuracy": "Train accuracy",
    "validation_accuracy": "Validation accuracy",
    "test_accuracy": "Test accuracy",
}


class Cell(Struct, frozen=True):
    """One cell: a line, a smaller one below it, and whether each is the best of its column."""

    main: str
    sub: str = ""
    main_best: bool = False
    sub_best: bool = False
    wrong: bool = False


class Table(Struct, frozen=True):
    """All that is drawn.

    Attributes
    ----------
    heads : tuple of str
        The first is that of the runs, the last that of what they do.
    rows : tuple of tuple of Cell
        In the order of the runs.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def rows_of(frame: Frame, experiment: Experiment, target: float) -> list[Row]:
    """Read every run's row off a moment: the newest step, whichever is looked at."""
    newest = frame.newest or frame.snapshots
    return [
        Row(
            run.name,
            _differs(frame, experiment, run.index),
            ": ".join(filter(None, _doing(snapshot, frame.playing))),
            figures_of(run.history, snapshot.step, snapshot.evaluation, target),
        )
        for run, snapshot in zip(frame.runs, newest, strict=True)
    ]


def table_of(frame: Frame, rows: list[Row], target: float) -> Table:
    """Put rows into words; a measure that no run has takes no column."""
    measures = [name for name in MEASURES if any(row.figures.best[name] is not None for row in rows)]
    columns = [_measure_column(name, [row.figures for row in rows]) for name in measures]
    columns.append(_target_column([row.figures for row in rows]))
    runs = [Cell(row.name, row.differs) for row in rows]
    doing = [
        Cell(*_doing(snapshot, frame.playing), wrong=snapshot.state == "diverged")
        for snapshot in frame.newest or frame.snapshots
    ]
    heads = ("Run", *(HEADS[name] for name in measures), f"Steps to {numbers.entry(target)}", "State")
    return Table(heads, tuple(zip(runs, *columns, doing, strict=True)))


def _measure_column(measure: str, figures: list[Figures]) -> list[Cell]:
    write = numbers.loss if is_loss(measure) else numbers.percent
    pick = min if is_loss(measure) else max
    lasts = [each.last[measure] for each in figures]
    bests = [found.value if (found := each.best[measure]) is not None else math.nan for each in figures]
    # What reads the same is as good: digits that nobody sees decide nothing.
    top_last, top_best = (
        write(pick((value for value in values if math.isfinite(value)), default=math.nan)) for values in (lasts, bests)
    )
    race = len(figures) > 1
    return [
        Cell(
            write(last),
            f"{write(found.value)} {_at(found)}" if (found := each.best[measure]) is not None else "",
            race and math.isfinite(last) and write(last) == top_last,
            race and math.isfinite(best) and write(best) == top_best,
        )
        for each, last, best in zip(figures, lasts, bests, strict=True)
    ]


def _target_column(figures: list[Figures]) -> list[Cell]:
    first = min((each.target.last_step for each in figures if each.target is not None), default=None)
    cells = []
    for each in figures:
        if each.target is None:
            cells.append(Cell(numbers.UNKNOWN, "not yet"))
            continue
        words = ("≤" if each.met_before else "" if each.target.exact else "about ") + numbers.count(
            each.target.last_step
        )
        sub = "met as it began" if each.met_before else ""
        cells.append(Cell(words, sub, len(figures) > 1 and each.target.last_step == first))
    return cells


def _at(found: Found) -> str:
    return f"{'at' if found.exact else 'about'} {numbers.count(found.last_step)}"


def _doing(snapshot: Snapshot, playing: bool) -> tuple[str, str]:
    """Say what a run does, and the particulars."""
    if snapshot.divergence is not None:
        return f"diverged at {numbers.count(snapshot.divergence.step)}", snapshot.divergence.layer_name
    if snapshot.state == "stopped":
        return f"stopped at {numbers.count(snapshot.step)}", snapshot.stop_reason
    return "running" if playing else "paused", f"step {numbers.count(snapshot.step)}"


def _differs(frame: Frame, experiment: Experiment, run: int) -> str:
    """Say what a variant differs in; of the base, what it has where the first variant has something else."""
    base = frame.runs[0].assembly.experiment
    if run:
        return (
            differences(experiment, experiment.variants[run - 1], frame.runs[run].assembly.experiment) or "as the base"
        )
    for other, variant in zip(frame.runs[1:], experiment.variants, strict=True):
        words = differences(other.assembly.experiment, Variant(name="", set=variant.set), base)
        if words:
            return words
    return ""
