"""Runs prepared from an experiment: at once where its data are few, beside the window where they take long."""

from __future__ import annotations

from collections.abc import Callable

from nnviz.assembly import Assembly, assemble_runs
from nnviz.datasets import is_slow
from nnviz.errors import InvalidInput
from nnviz.experiment import Experiment
from ui.aside import aside


class Assembling:
    """Prepares runs.

    Parameters
    ----------
    on_slow : callable
        Called with a sentence where it takes long.
    """

    def __init__(self, on_slow: Callable[[str], None]) -> None:
        self._on_slow = on_slow
        self._busy = False

    def __call__(self, experiment: Experiment) -> list[Assembly]:
        """Return the assemblies of all runs, the base's first.

        Raises
        ------
        InvalidInput
            If parts of the experiment do not fit each other, or others are being prepared right now.
        """
        others = any(path.startswith("data") for variant in experiment.variants for path in variant.set)
        if not others and not is_slow(experiment.data):
            return assemble_runs(experiment)
        if self._busy:  # timers go on meanwhile, and one of them wants something else
            raise InvalidInput("the data are being prepared: try again in a moment")
        self._busy = True
        try:
            return aside(lambda: assemble_runs(experiment), lambda: self._on_slow("Preparing the data …"))
        finally:
            self._busy = False
