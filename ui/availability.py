"""Which commands make sense for what is open: of a recording nothing can be trained, edited or saved."""

from __future__ import annotations

from nnviz.races import RACES
from ui.actions import Actions
from ui.frame import CANNOT_TRAIN, RunView
from ui.transport import Transport

CANNOT_SAVE = "A recording is a file already, and nothing of it can be changed."
_TRAINING = ("step", "reset", "new_seed", "compare_runs", *(f"race_{name}" for name in RACES))
_SAVING = ("save", "save_as", "save_session", "copy_experiment")


def suit_runs(transport: Transport, actions: Actions, runs: tuple[RunView, ...]) -> None:
    """Offer what can be done with these runs; the rest is greyed out, with a sentence that says why."""
    trains = all(run.has_data for run in runs)
    for names, why in ((_TRAINING, CANNOT_TRAIN), (_SAVING, CANNOT_SAVE)):
        for name in names:
            action = actions[name]
            action.setEnabled(trains)
            # An empty tooltip is the command's own words.
            action.setToolTip("" if trains else why)
    transport.offer_training("" if trains else CANNOT_TRAIN)
