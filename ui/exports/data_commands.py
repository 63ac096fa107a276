"""The command that exports data: metrics, gradient sizes, sharpness, weights, and the network as a script."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from nnviz.errors import InvalidInput
from nnviz.history import ThinnedSeries
from nnviz.history_file import NamedHistory, gradient_rows, metrics_rows, write_table
from nnviz.weights_script import MOST_IN_TEXT, weights_beside, write_script, write_weights
from ui import numbers
from ui.exports.data_dialog import DataDialog, Offer
from ui.exports.saving import save_somewhere, slug
from ui.frame import Frame
from ui.panels.surface import SurfacePanel

if TYPE_CHECKING:
    from ui.main_window import MainWindow

TITLE = "Export data"
_TABLE, _WEIGHTS, _SCRIPT = "CSV tables (*.csv)", "NumPy archives (*.npz)", "Python files (*.py)"


class DataCommands:
    """Exports the numbers of the runs that are shown.

    Parameters
    ----------
    window : MainWindow
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def export(self) -> None:
        """Ask which data are wanted and where to, until they are written or nobody wants them."""
        window = self._window
        while (frame := window.session.frame) is not None:
            dialog = DataDialog(_offers(frame, self._sharpness()), window.settings.data_choice, window)
            wanted, chosen = dialog.exec(), dialog.chosen
            dialog.deleteLater()
            if not wanted:
                return
            window.settings.data_choice = chosen
            path = self._save(chosen, window.session.frame or frame)
            if path is not None:
                window.strip.show_notice(f"Saved {path.name}.")
                return

    def _save(self, kind: str, frame: Frame) -> Path | None:
        """Ask for a place and write a file of a kind. Returns None where the user gave up."""
        window, run, snapshot = self._window, frame.run, frame.snapshot
        experiment = window.session.experiment.name
        histories = [NamedHistory(item.name, item.history) for item in frame.runs]
        # Words joined so that another program can import the script by its name.
        of_run = " ".join([experiment, *([run.name] if len(frame.runs) > 1 else []), "step", str(snapshot.step)])
        if kind == "metrics":
            name, kinds, write = f"{slug(experiment)}-metrics.csv", _TABLE, partial(_write_metrics, runs=histories)
        elif kind == "gradients":
            name, kinds, write = f"{slug(experiment)}-gradients.csv", _TABLE, partial(_write_gradients, runs=histories)
        elif kind == "sharpness":
            name, kinds = f"{slug(experiment)}-sharpness.csv", _TABLE
            write = partial(write_table, rows=self._sharpness())
        elif kind == "weights":
            name, kinds = f"{slug(of_run)}.npz", _WEIGHTS
            write = partial(write_weights, network=run.assembly.network, theta=snapshot.theta)
        else:
            name, kinds, write = f"{slug(of_run, '_')}.py", _SCRIPT, partial(_write_script, frame=frame)
        return save_somewhere(window, window.settings, TITLE, name, kinds, partial(_patiently, write))

    def _sharpness(self) -> list[list[str]]:
        """Return what the Loss surface panel knows of the sharpness; empty where it was never asked for."""
        panels = (view for view in self._window.board.views if isinstance(view, SurfacePanel))
        return next((panel.sharpness_table() for panel in panels), [])


def _offers(frame: Frame, sharpness: Sequence[list[str]] = ()) -> list[Offer]:
    """Say what can be exported of what is shown; `sharpness` is its table, with the head."""
    run, step = frame.run, numbers.count(frame.snapshot.step)
    runs = "all runs" if len(frame.runs) > 1 else "the run"
    offers = [
        Offer(
            "metrics",
            "Metrics of every evaluation (CSV)",
            f"Losses and accuracies of {runs}." + _thinning([item.history.evaluations for item in frame.runs]),
        ),
        Offer(
            "gradients",
            "Gradient sizes of every step (CSV)",
            f"Each layer's gradient size and the batch's loss, of {runs}."
            + _thinning([item.history.gradient_sizes for item in frame.runs]),
        ),
    ]
    if sharpness:
        values = numbers.count(len(sharpness) - 1)
        words = f"The {values} values of the Loss surface panel, with the bound of each optimizer."
        offers.append(Offer("sharpness", "Sharpness (CSV)", words))
    if run.has_network and frame.snapshot.theta.size:
        words = f"{run.name} at step {step}: W1, b1, and so on, as NumPy arrays."
        offers.append(Offer("weights", "Weights (NPZ)", words))
    if not run.has_data:  # without scaling and features of its inputs, no script predicts what the network did
        return offers
    size = run.assembly.network.size
    where = "in it" if size <= MOST_IN_TEXT else "in an NPZ file beside it"
    return [
        *offers,
        Offer(
            "script",
            "Script that predicts (Python)",
            f"{run.name} at step {step}, to run, read and change: it needs NumPy only. Its {numbers.count(size)} "
            f"parameters stand {where}.",
        ),
    ]


def _thinning(series: list[ThinnedSeries]) -> str:
    """Say how many rows were merged, where any were."""
    most = max(item.rows_per_bucket for item in series)
    return f" Each row holds minimum and maximum of up to {numbers.count(most)} neighbouring ones." if most > 1 else ""


def _patiently(write: partial[None], path: Path) -> None:
    """Show that this takes a moment."""
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        write(path)
    finally:
        QGuiApplication.restoreOverrideCursor()


def _write_metrics(path: Path, runs: list[NamedHistory]) -> None:
    write_table(path, metrics_rows(runs))


def _write_gradients(path: Path, runs: list[NamedHistory]) -> None:
    write_table(path, gradient_rows(runs))


def _write_script(path: Path, frame: Frame) -> None:
    """Write the script; a weight file of somebody else is not overwritten, because nobody was asked."""
    assembly, snapshot = frame.run.assembly, frame.snapshot
    beside = weights_beside(path, assembly.network)
    if beside is not None and beside.exists() and not path.exists():
        raise InvalidInput(f"the weights would go to {beside.name}, which is there already")
    write_script(path, assembly, snapshot.theta, snapshot.step)
