"""The layers of a run in a session file, which live edits may have changed: what was in force before, and after each.

A run's ``networks`` begin with what was in force at its first keyframe; edits point into the list. It is empty in files
of versions without such edits: there the network is the experiment's all along.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise

import msgspec
from msgspec.structs import replace

from nnviz.checkpoint import TrainerState
from nnviz.edits import Edit, NetworkEdit, fixed_part
from nnviz.errors import InvalidInput
from nnviz.experiment.document import decode, encode, parse, plan_runs
from nnviz.experiment.fields import check_ranges
from nnviz.experiment.schema import Experiment, Network


class NetworksWritten:
    """The networks of one run, each written once.

    Parameters
    ----------
    experiment : Experiment
        What they are written as parts of.
    first : Network
        In force at the first keyframe.
    """

    def __init__(self, experiment: Experiment, first: Network) -> None:
        self._base = replace(experiment, variants=())
        self._places = {first: 0}

    def place(self, network: Network) -> int:
        """Return where a network stands in the list."""
        return self._places.setdefault(network, len(self._places))

    def documents(self) -> list[msgspec.Raw]:
        """Return the list, as JSON."""
        records = [replace(self._base, network=network) for network in self._places]
        return [msgspec.Raw(json.dumps(encode(record)["network"]).encode()) for record in records]


def read_networks(documents: Sequence[msgspec.Raw], experiment: Experiment, run: int) -> list[Network]:
    """Return a run's networks, at least one.

    Parameters
    ----------
    documents : sequence of bytes
        JSON, as they stand in the manifest.
    experiment : Experiment
        The session's.
    run : int
        Which of its runs, 0 for the base.

    Raises
    ------
    InvalidInput
        If one is no network.
    """
    if not documents:
        plans = plan_runs(experiment)
        return [plans[run if run < len(plans) else 0].experiment.network]
    base = replace(experiment, variants=())
    return [_network(parse(bytes(document)), base) for document in documents]


def _network(document: object, base: Experiment) -> Network:
    try:
        network = msgspec.convert(document, Network, dec_hook=lambda type_, value: type_.parse(value))
    except msgspec.ValidationError:  # said better, and slower, of an experiment as a whole
        return decode({**encode(base), "network": document}).network
    check_ranges(replace(base, network=network))
    return network


def network_in_force(first: Network, edits: Sequence[Edit]) -> Network:
    """Return the network after edits of a run that began with `first`."""
    return next((edit.network for edit in reversed(edits) if isinstance(edit, NetworkEdit)), first)


def check_networks(name: str, states: Sequence[TrainerState], edits: Sequence[Edit], network: Network) -> None:
    """Check that a run's layers are, but for what can change live, those of its experiment.

    Raises
    ------
    InvalidInput
    """
    found = [state.network for state in states] + [edit.network for edit in edits if isinstance(edit, NetworkEdit)]
    distinct = [found[0], *(later for before, later in pairwise(found) if later is not before)]
    if any(fixed_part(one) != fixed_part(network) for one in distinct):
        raise InvalidInput(f"the run '{name}' has layers that are not those of its experiment")
