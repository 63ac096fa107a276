"""Early stopping (Prechelt 1998): a run goes back to its best weights once the validation loss has not fallen for long.

The best weights are those with the lowest loss over the validation share after an epoch, the first where there are
several. When patience has run out, the run stops at the step that it has come to, with these weights in the place of
the newest ones, and with an optimizer that remembers nothing: what it had gathered belongs to another place.
"""

from __future__ import annotations

import math

from msgspec import Struct
from msgspec.structs import replace

from nnviz.arrays import Array, read_only
from nnviz.snapshot import Evaluation, Restoration


class Best(Struct, frozen=True, eq=False):
    """The best weights of a run so far.

    Attributes
    ----------
    theta : ndarray, shape (P,), read-only
    evaluation : Evaluation
        Of these weights, at the step that led to them.
    since : float
        The epoch from which patience counts: that of the evaluation, or that at which the run went back to them.
    resting : bool
        Whether the run has gone back to them and has not been told to go on since.
    restorations : tuple of Restoration
        How often it has gone back, to these and to others before.
    """

    theta: Array
    evaluation: Evaluation
    since: float
    resting: bool = False
    restorations: tuple[Restoration, ...] = ()


class EarlyStopping:
    """Keeps the best weights of one run, and brings them back.

    Parameters
    ----------
    theta : ndarray, shape (P,)
        The parameters of the run; overwritten when it goes back.

    Attributes
    ----------
    best : Best or None
        None where there is no validation share.
    """

    def __init__(self, theta: Array) -> None:
        self._theta = theta
        self.best: Best | None = None

    @property
    def restorations(self) -> tuple[Restoration, ...]:
        """When the run went back."""
        return () if self.best is None else self.best.restorations

    def after_epoch(self, evaluation: Evaluation, patience: int | None) -> Evaluation | None:
        """Note the parameters if they are the best so far; go back to the best ones if patience has run out.

        Parameters
        ----------
        evaluation : Evaluation
            Of the parameters as they are.
        patience : int or None
            Epochs without a lower validation loss.

        Returns
        -------
        Evaluation or None
            Where the run has gone back: that of the best weights, as one of this step.
        """
        best, step, epoch, loss = self.best, evaluation.step, evaluation.epoch, evaluation.validation_loss
        if math.isfinite(loss) and (best is None or loss < best.evaluation.validation_loss):
            restorations = () if best is None else best.restorations
            best = self.best = Best(read_only(self._theta.copy()), evaluation, epoch, restorations=restorations)
        if patience is None or best is None or best.resting or epoch - best.since < patience:
            return None
        self._theta[...] = best.theta
        restoration = Restoration(step, epoch, best.evaluation.step)
        self.best = replace(best, since=epoch, resting=True, restorations=(*best.restorations, restoration))
        return best.evaluation._replace(step=step, epoch=epoch)

    def begin_again(self, evaluation: Evaluation) -> None:
        """Take the parameters as they are for the best so far: the layers compute with them in another way now."""
        if self.best is not None:
            theta = read_only(self._theta.copy())
            self.best = replace(self.best, theta=theta, evaluation=evaluation, since=evaluation.epoch)

    def go_on(self) -> None:
        """Give the run another chance, from where it stands."""
        if self.best is not None and self.best.resting:
            self.best = replace(self.best, resting=False)
