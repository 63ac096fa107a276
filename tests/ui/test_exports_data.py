"""Data as a person exports them: each kind through the dialog, held against the runs that are shown."""

from __future__ import annotations

import csv
import runpy
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from nnviz.answers import answers
from nnviz.weights import load_weights
from tests.ui.conftest import OpenWindow
from tests.ui.export_cases import answer, places, train, warnings
from ui.examples import example
from ui.exports.data_commands import DataCommands, _offers
from ui.exports.data_dialog import TO_FILE, DataDialog
from ui.main_window import MainWindow
from ui.settings import Settings


@pytest.fixture
def trained(qtbot: QtBot, window: MainWindow) -> MainWindow:
    train(qtbot, window, 9)
    return window


def export(window: MainWindow, monkeypatch: pytest.MonkeyPatch, kind: str, *paths: Path | None) -> list[Path]:
    def choose(dialog: QDialog) -> int:
        assert isinstance(dialog, DataDialog)
        dialog.buttons[kind].click()
        return TO_FILE

    answer(monkeypatch, DataDialog, choose)
    offered = places(monkeypatch, *paths)
    window._actions["export_data"].trigger()
    return offered


def table(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    return head, rows


def test_metrics_of_all_runs(trained: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [offered] = export(trained, monkeypatch, "metrics", tmp_path / "m.csv")
    assert offered.name == "small-metrics.csv"
    head, rows = table(tmp_path / "m.csv")
    assert head == ["run", "step", "epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy",
                    "learning_rate"]  # fmt: skip
    frame = trained.session.frame
    assert frame is not None
    assert list(dict.fromkeys(row[0] for row in rows)) == [run.name for run in frame.runs]
    newest = [row for row in rows if row[0] == frame.runs[1].name][-1]
    evaluation = frame.snapshots[1].evaluation
    rate = frame.snapshots[1].learning_rate
    assert [float(cell) for cell in newest[1:]] == [*evaluation[:6], rate]  # there is no validation share
    assert Settings().data_choice == "metrics"


def test_gradient_sizes_of_every_step(trained: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export(trained, monkeypatch, "gradients", tmp_path / "g.csv")
    head, rows = table(tmp_path / "g.csv")
    assert head == ["run", "step", "batch_loss", "gradient_1", "gradient_2"]
    assert [int(row[1]) for row in rows] == [*range(1, 10)] * 2


def test_weights_of_the_run_and_step_shown(
    trained: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained.session.attention.choose_run(1)
    [offered] = export(trained, monkeypatch, "weights", tmp_path / "w.npz")
    assert offered.name == "small-with-momentum-step-9.npz"
    frame = trained.session.frame
    assert frame is not None
    theta = load_weights(tmp_path / "w.npz", frame.run.assembly.network, "float64")
    np.testing.assert_array_equal(theta, frame.snapshot.theta)
    assert not np.array_equal(theta, frame.snapshots[0].theta)


def test_the_script_of_the_run_and_step_shown(
    trained: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [offered] = export(trained, monkeypatch, "script", tmp_path / "network.py")
    assert offered.name == "small_without_momentum_step_9.py"
    frame = trained.session.frame
    assert frame is not None
    run, snapshot = frame.run, frame.snapshot
    found = runpy.run_path(str(tmp_path / "network.py"))["predict"](run.assembly.data.raw_test)
    np.testing.assert_allclose(found, answers(run.assembly, snapshot.theta, run.assembly.data.inputs_test), rtol=1e-12)


def test_weights_beside_a_script_overwrite_nothing(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(example("digits"))
    (tmp_path / "a-weights.npz").write_bytes(b"mine")
    said = warnings(monkeypatch)
    export(window, monkeypatch, "script", tmp_path / "a.py", tmp_path / "b.py")
    assert said == ["the weights would go to a-weights.npz, which is there already.\n\nChoose another place."]
    assert (tmp_path / "a-weights.npz").read_bytes() == b"mine"
    assert not (tmp_path / "a.py").exists()
    assert runpy.run_path(str(tmp_path / "b.py"))["W1"].shape == (64, 64)
    # The same script once more replaces both, as was asked.
    export(window, monkeypatch, "script", tmp_path / "b.py")
    assert len(said) == 1


def test_merged_rows_are_said_before(trained: MainWindow) -> None:
    frame = trained.session.frame
    assert frame is not None
    assert not any("minimum" in offer.sentence for offer in _offers(frame))
    frame.runs[1].history.gradient_sizes.rows_per_bucket = 4
    said = {offer.key: offer.sentence for offer in _offers(frame)}
    assert said["gradients"].endswith("Each row holds minimum and maximum of up to 4 neighbouring ones.")
    assert "minimum" not in said["metrics"]


def test_giving_up_the_place_brings_the_dialog_back(trained: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = answer(monkeypatch, DataDialog, lambda dialog: TO_FILE)
    places(monkeypatch, None)
    DataCommands(trained).export()
    assert len(opened) == 2


def test_what_was_chosen_is_offered_again(trained: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export(trained, monkeypatch, "weights", tmp_path / "w.npz")
    opened = answer(monkeypatch, DataDialog)
    trained._actions["export_data"].trigger()
    [dialog] = opened
    assert isinstance(dialog, DataDialog)
    assert dialog.chosen == "weights"
    Settings().data_choice = "nothing of the kind"
    trained._actions["export_data"].trigger()
    assert isinstance(opened[1], DataDialog)
    assert opened[1].chosen == "metrics"
