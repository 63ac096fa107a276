"""When a run stops by itself."""

from __future__ import annotations

from nnviz.early_stopping import Best
from nnviz.experiment.schema import Stop
from nnviz.snapshot import Evaluation


def reason_to_stop(stop: Stop, step: int, epoch: float, evaluation: Evaluation, best: Best | None = None) -> str:
    """Say in words which stop condition is met, the first of those that are; empty where none is.

    Parameters
    ----------
    stop : Stop
    step : int
        Updates taken.
    epoch : float
        Passes over the training share so far.
    evaluation : Evaluation
        The newest one. Conditions on results look at it only if it is of this very step.
    best : Best or None
        Its best weights, to which it may have gone back.
    """
    if best is not None and best.resting and stop.patience is not None:
        epochs = f"{stop.patience:,} epoch{'s' if stop.patience != 1 else ''}"
        return f"no better validation loss for {epochs}: best weights of step {best.evaluation.step:,} restored"
    fresh = evaluation.step == step
    if stop.steps is not None and step >= stop.steps:
        return f"reached step {stop.steps:,}"
    if stop.epochs is not None and epoch >= stop.epochs:
        return f"reached epoch {stop.epochs:,}"
    if stop.train_loss is not None and fresh and evaluation.train_loss <= stop.train_loss:
        return f"train loss is down to {evaluation.train_loss:.4g}"
    if stop.test_accuracy is not None and fresh and evaluation.test_accuracy >= stop.test_accuracy:
        return f"test accuracy is up to {evaluation.test_accuracy:.1%}"
    return ""
