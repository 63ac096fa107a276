"""The headless commands, ``python -m nnviz``: one file for each. None of them needs Qt."""

from __future__ import annotations

from nnviz.commands import check_gradients, data, listing, race, surface, train
from nnviz.commands.command import Command

COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        train.COMMAND,
        data.COMMAND,
        check_gradients.COMMAND,
        listing.COMMAND,
        surface.COMMAND,
        race.COMMAND,
    )
}
