"""Tables of a run's history: every number as it was, and minimum and maximum, said by name, once rows are merged."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from nnviz.assembly import assemble
from nnviz.errors import InvalidInput
from nnviz.experiment import Experiment
from nnviz.history import History
from nnviz.history_file import NamedHistory, gradient_rows, metrics_rows, write_table
from nnviz.trainer import Trainer
from tests.engine.runs import experiment, hidden

TEST_SHARE = {"name": "circles", "samples": 64, "test_fraction": 0.25}


def history_of(
    steps: int, budget: int = 2**24, described: Experiment | None = None
) -> tuple[History, list[list[float]]]:
    """Train, and return the history with the rows that went into it: step, batch loss, gradient sizes."""
    trainer = Trainer(assemble("run", described or experiment(data=TEST_SHARE)))
    history = History(len(trainer.assembly.network.layers), budget)
    rows = []
    for _ in range(steps):
        trainer.advance(1)
        scalars = trainer.take_scalars()
        history.append(scalars)
        rows += np.column_stack([scalars.steps, scalars.batch_losses, scalars.gradient_sizes]).tolist()
    return history, rows


def read(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    return head, rows


def test_every_step_as_it_was(tmp_path: Path) -> None:
    history, rows = history_of(40)
    write_table(tmp_path / "g.csv", gradient_rows([NamedHistory("a, b", history)]))
    head, found = read(tmp_path / "g.csv")
    assert head == ["run", "step", "batch_loss", "gradient_1", "gradient_2", "gradient_3"]
    assert {row[0] for row in found} == {"a, b"}
    assert [[float(cell) for cell in row[1:]] for row in found] == rows


def test_metrics_have_the_columns_of_the_command(tmp_path: Path) -> None:
    history, _ = history_of(40)
    write_table(tmp_path / "m.csv", metrics_rows([NamedHistory("run", history)]))
    head, found = read(tmp_path / "m.csv")
    losses = ["train_loss", "test_loss", "train_accuracy", "test_accuracy"]
    assert head == ["run", "step", "epoch", *losses, "learning_rate"]
    first_steps, low, _ = history.evaluations.buckets()
    assert [int(row[1]) for row in found] == first_steps.tolist()
    assert len(found) > 10
    np.testing.assert_array_equal([[float(cell) for cell in row[2:-1]] for row in found], low[:, :5])
    assert {row[-1] for row in found} == {"0.03"}


def scheduled(epochs: int, budget: int = 2**24) -> History:
    """Train with a rate that falls in every step; an epoch has two."""
    schedule = {"name": "exponential", "factor": 0.25}
    described = experiment(data=TEST_SHARE, training={"batch_size": 24, "schedule": schedule})
    return history_of(2 * epochs, budget, described)[0]


def test_the_rate_of_an_evaluated_step_is_the_one_it_was_taken_with(tmp_path: Path) -> None:
    write_table(tmp_path / "m.csv", metrics_rows([NamedHistory("run", scheduled(5))]))
    _, found = read(tmp_path / "m.csv")
    # The last step of an epoch begins half an epoch before its end.
    expected = [0.03, *(0.03 * 0.25 ** (epoch - 0.5) for epoch in range(1, 6))]
    np.testing.assert_allclose([float(row[-1]) for row in found], expected, rtol=1e-14)


def test_rates_that_were_merged_are_said_by_their_ends(tmp_path: Path) -> None:
    write_table(tmp_path / "m.csv", metrics_rows([NamedHistory("run", scheduled(200, budget=0))]))
    head, found = read(tmp_path / "m.csv")
    assert head[-2:] == ["learning_rate_min", "learning_rate_max"]
    assert [row[1] for row in found] == [row[2] for row in found], "the evaluations themselves are not merged"
    for row in found[1:]:
        assert float(row[-2]) <= 0.03 * 0.25 ** (float(row[3]) - 0.5) <= float(row[-1])


def test_what_is_merged_says_so(tmp_path: Path) -> None:
    history, rows = history_of(700, budget=0)
    width = history.gradient_sizes.rows_per_bucket
    assert width == 4
    write_table(tmp_path / "g.csv", gradient_rows([NamedHistory("run", history)]))
    head, found = read(tmp_path / "g.csv")
    assert head[:5] == ["run", "first_step", "last_step", "batch_loss_min", "batch_loss_max"]
    assert head[-2:] == ["gradient_3_min", "gradient_3_max"]
    assert len(found) == 175
    whole = np.array(rows)
    for number, row in enumerate(found):
        part = whole[number * width : (number + 1) * width]
        assert [int(cell) for cell in row[1:3]] == [part[0, 0], part[-1, 0]]
        ends = np.stack([part[:, 1:].min(axis=0), part[:, 1:].max(axis=0)], axis=1).ravel()
        assert [float(cell) for cell in row[3:]] == ends.tolist()


def test_one_merged_run_decides_for_all_and_layers_may_differ(tmp_path: Path) -> None:
    long, _ = history_of(700, budget=0)
    short, rows = history_of(5, described=experiment(data=TEST_SHARE, network={"hidden": hidden(3)}))
    runs = [NamedHistory("long", long), NamedHistory("short", short)]
    write_table(tmp_path / "g.csv", gradient_rows(runs))
    head, found = read(tmp_path / "g.csv")
    assert {len(row) for row in found} == {len(head)} == {11}
    last = found[-1]
    assert last[:3] == ["short", "5", "5"]
    assert last[3:9] == [cell for value in rows[-1][1:] for cell in (repr(value),) * 2]
    assert last[9:] == ["", ""]


def test_what_is_not_known_is_empty(tmp_path: Path) -> None:
    described = experiment(data={"name": "sine", "samples": 20, "test_fraction": 0.0})
    history, _ = history_of(3, described=described)
    write_table(tmp_path / "m.csv", metrics_rows([NamedHistory("run", history)]))
    _, found = read(tmp_path / "m.csv")
    assert all(row[4:7] == ["", "", ""] and float(row[3]) > 0 for row in found)


def test_before_the_first_step(tmp_path: Path) -> None:
    write_table(tmp_path / "g.csv", gradient_rows([NamedHistory("run", History(2))]))
    assert read(tmp_path / "g.csv") == (["run", "step", "batch_loss"], [])


def test_whole_or_not_at_all(tmp_path: Path) -> None:
    def rows():
        yield ["run"]
        raise InvalidInput("stop")

    with pytest.raises(InvalidInput, match="stop"):
        write_table(tmp_path / "m.csv", rows())
    assert os.listdir(tmp_path) == []
